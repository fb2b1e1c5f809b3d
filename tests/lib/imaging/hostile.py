"""More than a thousand files that are broken, disguised, or made to do harm; always the same."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from tests.lib.imaging import samples
from tests.lib.imaging.samples import chunk, photo, png, saved, segment, tiff

SMALL = (48, 36)
WORDS = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\xff\xda\0\2")


def wholes() -> dict[str, bytes]:
    """A small picture of each kind, with metadata where it takes them."""
    image = photo(*SMALL)
    exif, xmp = samples.exif(6), samples.XMP
    return {
        "baseline.jpg": saved(image, "JPEG", exif=exif, xmp=xmp),
        "progressive.jpg": saved(image, "JPEG", progressive=True),
        "cmyk.jpg": saved(image.convert("CMYK"), "JPEG"),
        "rgb.png": saved(image, "PNG", exif=exif),
        "palette.png": saved(image.quantize(16), "PNG"),
        "moving.png": saved(image, "PNG", save_all=True, append_images=[photo(*SMALL, 2)]),
        "lossy.webp": saved(image, "WEBP", exif=exif, xmp=xmp),
        "lossless.webp": saved(image.convert("RGBA"), "WEBP", lossless=True),
        "moving.webp": saved(image, "WEBP", save_all=True, append_images=[photo(*SMALL, 2)]),
        "moving.avif": saved(image, "AVIF", save_all=True, append_images=[photo(*SMALL, 2)]),
        "still.avif": saved(image, "AVIF", exif=exif, xmp=xmp),
        "raw.tif": saved(image, "TIFF", exif=exif),
        "lzw.tif": saved(image, "TIFF", compression="tiff_lzw"),
        "jpeg.tif": saved(image, "TIFF", compression="jpeg"),
        "fax.tif": saved(image.convert("1"), "TIFF", compression="group4"),
        "still.gif": saved(image, "GIF"),
        "moving.gif": saved(image, "GIF", save_all=True, append_images=[photo(*SMALL, 2)]),
    }


def cut() -> Iterator[tuple[str, bytes]]:
    """Each kind, ending too early at many lengths; every length near the beginning."""
    for name, data in wholes().items():
        ends = {*range(1, 24), *(len(data) * step // 24 for step in range(24)), len(data) - 1}
        for end in sorted(ends - {0, len(data)}):
            yield f"{name} cut at {end}", data[:end]


def flipped() -> Iterator[tuple[str, bytes]]:
    """Each kind with bits turned over, a few in its head and a few anywhere."""
    for name, data in wholes().items():
        chance = random.Random(name)
        for turn in range(36):
            changed = bytearray(data)
            reach = min(len(data), 400) if turn % 2 else len(data)
            for _ in range(chance.choice([1, 2, 8])):
                changed[chance.randrange(4, reach)] ^= 1 << chance.randrange(8)
            yield f"{name} with bits turned, {turn}", bytes(changed)


def overwritten() -> Iterator[tuple[str, bytes]]:
    """Each kind with four bytes that are very large, none, or a marker of another thing."""
    for name, data in wholes().items():
        chance = random.Random(f"over {name}")
        for turn in range(12):
            at = chance.randrange(4, min(len(data) - 4, 300))
            word = [b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\xff\xda\0\2"][
                turn % 4
            ]
            yield f"{name} overwritten at {at}", data[:at] + word + data[at + 4 :]


def others() -> dict[str, bytes]:
    """Files of other kinds."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    return {
        "empty": b"",
        "one byte": b"\xff",
        "svg": svg,
        "svg behind a prologue": b'\xef\xbb\xbf<?xml version="1.0"?><!-- a -->\n' + svg,
        "svg in sixteen bits": b"\xff\xfe" + svg.decode().encode("utf-16-le"),
        "svg with a prefix": svg.replace(b"<svg", b"<s:svg"),
        "html": b"<!doctype html><script>alert(1)</script>",
        "html before a picture": b"<html>" + saved(photo(8, 8), "JPEG"),
        "php": b"<?php system($_GET[0]); ?>",
        "script": b"#!/bin/sh\nrm -rf /\n",
        "pdf": b"%PDF-1.7\n",
        "pdf further down": b"\n\n%PDF-1.7\n",
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n",
        "zip": b"PK\x03\x04" + bytes(30),
        "old office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "bmp": saved(photo(8, 8), "BMP"),
        "ico": saved(photo(16, 16), "ICO"),
        "jpeg 2000": saved(photo(8, 8), "JPEG2000"),
        "jpeg xl": b"\xff\x0a" + bytes(40),
        "photoshop": b"8BPS\0\1" + bytes(40),
        "big tiff": saved(photo(8, 8), "TIFF", big_tiff=True),
        "canon raw": b"II*\0\x10\0\0\0CR\2\0" + bytes(40),
        "newer canon raw": b"\0\0\0\x18ftypcrx " + bytes(40),
        "mp4": b"\0\0\0\x18ftypmp42" + bytes(40),
        "quicktime": b"\0\0\0\x14ftypqt  " + bytes(40),
        "matroska": b"\x1aE\xdf\xa3" + bytes(40),
        "avi": b"RIFF\x40\0\0\0AVI " + bytes(60),
        "wav": b"RIFF\x40\0\0\0WAVE" + bytes(60),
        "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(60),
        "text": b"Dear picture desk, here it is. " * 9,
        "zeros": bytes(2_000),
        "noise": random.Random(1).randbytes(2_000),
    }


def disguised() -> Iterator[tuple[str, bytes]]:
    """What is no picture, or not one that is taken."""
    yield from others().items()
    for head in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"II*\0", b"MM\0*"):
        for number in range(8):
            yield f"{head!r} and noise {number}", head + random.Random(number).randbytes(500)
    for brand in (b"avif", b"heic"):
        noise = random.Random(1).randbytes(500)
        yield f"{brand!r} and noise", b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1avif" + noise
    yield "webp and noise", b"RIFF\xf4\1\0\0WEBP" + random.Random(1).randbytes(496)


def lying() -> Iterator[tuple[str, bytes]]:
    """Small files that say they are very large, and files whose parts don't fit together."""
    jpeg = saved(photo(*SMALL), "JPEG")
    frame = jpeg.index(b"\xff\xc0") + 5
    for height, width in [(65_500, 65_500), (0, 10), (10, 0), (20_000, 9_000)]:
        sized = struct.pack(">HH", height, width)
        yield f"jpeg that says {width}", jpeg[:frame] + sized + jpeg[frame + 4 :]
    for side in (0, 1 << 31, 30_001, 12_000, 500):
        yield f"png that says {side}", png(side, side, chunk(b"IDAT", zlib.compress(bytes(9))))
    for side in (0, 30_001, 65_535):
        yield f"gif that says {side}", samples.gif(side, side)
    yield "gif with a large frame", samples.gif(1, 1, frame=(60_000, 60_000))
    webp = saved(photo(*SMALL), "WEBP", lossless=True)
    at = webp.index(b"VP8L") + 9
    yield "webp that says 16383", webp[:at] + b"\xff\xff\xff\x0f" + webp[at + 4 :]
    avif = saved(photo(*SMALL), "AVIF")
    at = avif.index(b"ispe") + 8
    for side in (0, 5_000, 60_000, 0xFFFFFFFF):
        yield f"avif that says {side}", avif[:at] + struct.pack(">II", side, side) + avif[at + 8 :]
    # The box says little, the stream in it is what will be decoded.
    large = saved(Image.new("L", (3_000, 2_000)), "AVIF", speed=10)
    at = large.index(b"ispe") + 8
    yield "avif that says less", large[:at] + struct.pack(">II", 8, 8) + large[at + 8 :]
    lossless = jpeg[: frame - 4] + b"\xc3" + jpeg[frame - 3 :]
    yield "jpeg that is lossless", lossless
    frames = jpeg[: frame - 5] + jpeg[frame - 5 : frame + 14] * 2 + jpeg[frame + 14 :]
    yield "jpeg of two frames", frames
    yield from lying_tiffs()


def lying_tiffs() -> Iterator[tuple[str, bytes]]:
    """TIFF files that say too much."""
    pixels = bytes(64)
    plain = {256: (3, 1, 8), 257: (3, 1, 8), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1),
             273: (4, 1, 8), 277: (3, 1, 1), 278: (3, 1, 8), 279: (4, 1, 64)}  # fmt: skip
    for name, changes in {
        "large": {256: (4, 1, 100_000), 257: (4, 1, 100_000), 278: (4, 1, 100_000)},
        "no size": {256: (3, 1, 0)},
        "many strips": {273: (4, 4_000_000, 8), 279: (4, 4_000_000, 8)},
        "strips over strips": {273: (4, 60_000, 8), 278: (3, 1, 7)},
        "no rows": {278: (3, 1, 0)},
        "many samples": {277: (3, 1, 60_000)},
        "wide samples": {258: (3, 1, 64)},
        "unknown packing": {259: (3, 1, 34_925)},
        "strip beyond the end": {273: (4, 1, 1 << 30)},
        "large tiles": {322: (4, 1, 1 << 20), 323: (4, 1, 1 << 20), 324: (4, 1, 8)},
        "many words": {270: (2, 0xFFFFFFFF, 8), 700: (1, 0xFFFFFFFF, 8)},
        "profile without end": {34_675: (7, 0xFFFFFFFF, 8)},
    }.items():
        tags = [(tag, *rest) for tag, rest in {**plain, **changes}.items()]
        yield f"tiff with {name}", tiff(*tags, after=pixels)
    tags = [(tag, *rest) for tag, rest in plain.items()]
    # Its second page is its first, without end.
    yield "tiff in a circle", tiff(*tags, after=pixels, following=8 + len(pixels))
    yield "tiff of many tags", b"II*\0\x08\0\0\0\xff\xff" + bytes(12 * 65_535)


def bombs() -> Iterator[tuple[str, bytes]]:
    """Small files that would unpack to a lot, or take long."""
    pixel = chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
    zeros = zlib.compress(bytes(20_000_000), 9)
    yield "png of zeros", png(30_000, 30_000, chunk(b"IDAT", zeros))
    yield "png with a large text", png(1, 1, chunk(b"zTXt", b"a\0\0" + zeros), pixel)
    international = b"XML:com.adobe.xmp\0\1\0\0\0" + zeros
    yield "png with a large xmp", png(1, 1, chunk(b"iTXt", international), pixel)
    yield "png with a large profile", png(1, 1, chunk(b"iCCP", b"a\0\0" + zeros), pixel)
    yield "png of many texts", png(1, 1, *[chunk(b"tEXt", b"a\0b")] * 70_000, pixel)
    yield "png of many parts", png(1, 1, pixel, *[chunk(b"IDAT", b"")] * 70_000)
    yield "png that goes on", png(1, 1, chunk(b"IDAT", zeros))
    progressive = saved(photo(320, 240), "JPEG", progressive=True)
    scan = progressive.rindex(b"\xff\xda")
    yield "jpeg of many scans", progressive[:-2] + progressive[scan:-2] * 2_000 + b"\xff\xd9"
    frame = progressive.index(b"\xff\xc2") + 5
    huge = progressive[:frame] + struct.pack(">HH", 11_000, 10_900) + progressive[frame + 4 :]
    yield "progressive jpeg of much memory", huge
    baseline = saved(photo(16, 16), "JPEG")
    exif = segment(0xE1, b"Exif\0\0" + bytes(65_000))
    profile = segment(0xE2, b"ICC_PROFILE\0\1\xff" + bytes(65_000))
    yield "jpeg of much exif", baseline[:2] + exif * 200 + baseline[2:]
    yield "jpeg of much profile", baseline[:2] + profile * 200 + baseline[2:]
    yield "jpeg of many parts", baseline[:2] + segment(0xFE, b"") * 70_000 + baseline[2:]
    yield "jpeg with fillings", baseline[:2] + b"\xff" * 2_000_000 + baseline[2:]
    gif = saved(photo(16, 16), "GIF")
    at = 13 + (3 << (gif[10] & 7) + 1)
    comments = b"!\xfe\1a\0" * 300_000
    yield "gif of many comments", gif[:at] + comments + gif[at:]
    webp = saved(photo(16, 16), "WEBP", xmp=b"x")
    many = webp + b"ABCD\0\0\0\0" * 70_000
    yield "webp of many parts", many[:4] + struct.pack("<I", len(many) - 8) + many[8:]
    boxes = b"\0\0\0\x08free" * 5_000
    yield "avif of many boxes", saved(photo(16, 16), "AVIF") + boxes


def everything() -> Iterator[tuple[str, bytes]]:
    """All of them, each with a name to find it by."""
    for kind in (cut, flipped, overwritten, disguised, lying, bombs):
        yield from kind()
