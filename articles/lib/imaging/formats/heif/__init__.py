"""AVIF and HEIC files: boxes, the items in them, and the picture that is put together from these.

Of an AVIF, the picture that is shown is written anew into a file of its own, so that its decoder
can't read another one in it than was looked at here.
"""
