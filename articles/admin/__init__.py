"""The editors' desk: a file for each thing they handle.

Nothing is imported here: the desk's site is itself made from this package, and registering
anything while it is being made would register it on another one. `articles.apps` does it.
"""
