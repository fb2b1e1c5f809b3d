"""Pictures made for the tests: whole ones of every kind, and what their containers are made of."""

from __future__ import annotations

import io
import random
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
<rdf:Description rdf:about="" photoshop:Headline="Ferry leaves" photoshop:Credit="Bild/Zürich"
 photoshop:City="Ålesund" photoshop:Country="Norway"
 photoshop:DateCreated="2026-03-04T05:06:07+02:00"
 exif:GPSLatitude="62,28.3N" exif:GPSLongitude="6,9.1E"
 xmpRights:WebStatement="https://example.org/licence">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">A ferry &amp; a pier</rdf:li>
<rdf:li xml:lang="nb">En ferje</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Ada Rossi</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Ada Rossi</rdf:li></rdf:Alt></dc:rights>
<dc:subject><rdf:Bag><rdf:li>ferry</rdf:li><rdf:li>harbour</rdf:li></rdf:Bag></dc:subject>
<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Kari Moe</rdf:li></rdf:Bag>
</Iptc4xmpExt:PersonInImage>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A white ferry.</rdf:li>
</rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Once only</rdf:li></rdf:Alt>
</xmpRights:UsageTerms></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()

#: Bytes that stand for a place; they may be in no rendition.
PLACES = (b"GPS", b"62,28.3N", b"6,9.1E", b"WGS-84-SECRET")


def photo(width: int, height: int, seed: int = 1) -> Image.Image:
    """A picture with soft and rough parts and edges, always the same for one seed."""
    chance = random.Random(seed)
    soft = Image.frombytes("RGB", (9, 7), chance.randbytes(189)).resize((width, height))
    rough = Image.frombytes("RGB", (width, height), chance.randbytes(3 * width * height))
    image = Image.blend(soft, rough.filter(ImageFilter.GaussianBlur(1)), 0.2)
    draw = ImageDraw.Draw(image)
    for _ in range(20):
        x, y = chance.randrange(width), chance.randrange(height)
        colour = (chance.randrange(256), chance.randrange(256), chance.randrange(256))
        draw.rectangle((x, y, x + width // 12, y + height // 9), fill=colour)
    return image


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    """The image as a file."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    """The file as an image, decoded to its end."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def exif(orientation: int | None = None, **texts: str) -> Image.Exif:
    """EXIF that tells where a picture was taken, and what else is asked for."""
    block = Image.Exif()
    if orientation is not None:
        block[274] = orientation
    block[315], block[33432] = "Ada EXIF", "(c) Ada EXIF"
    block.get_ifd(34853).update(
        {1: "N", 2: (62.0, 28.0, 18.0), 3: "E", 4: (6.0, 9.0, 6.0), 18: "WGS-84-SECRET"}
    )
    if texts.get("taken"):
        block.get_ifd(34665).update({36867: texts["taken"], 36881: texts.get("zone", "")})
    return block


def dataset(record: int, number: int, value: bytes) -> bytes:
    """One of IPTC's values."""
    return bytes([0x1C, record, number]) + struct.pack(">H", len(value)) + value


def resources(datasets: bytes) -> bytes:
    """Photoshop's resources with IPTC's values in them."""
    padding = b"\0" * (len(datasets) % 2)
    other = b"8BIM" + struct.pack(">HHI", 0x03ED, 0, 4) + b"abcd"
    return other + b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(datasets)) + datasets + padding


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *chunks: bytes, depth: int = 8, colours: int = 2) -> bytes:
    """A PNG of these chunks, which says that it is of this size."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def tiff(*tags: tuple[int, int, int, int], after: bytes = b"", following: int = 0) -> bytes:
    """A TIFF of these tags (number, type, count, value); its pixels begin at byte 8."""
    start = 8 + len(after)
    entries = b"".join(
        struct.pack("<HHI", tag, kind, count)
        + (struct.pack("<HH", value, 0) if kind == 3 and count == 1 else struct.pack("<I", value))
        for tag, kind, count, value in sorted(tags)
    )
    directory = struct.pack("<H", len(tags)) + entries + struct.pack("<I", following)
    return b"II*\0" + struct.pack("<I", start) + after + directory


def gif(width: int, height: int, *, frame: tuple[int, int] = (1, 1)) -> bytes:
    """A GIF of one frame that says it has a canvas of this size."""
    one = saved(Image.new("L", (1, 1)), "GIF")
    at = one.index(b",", 13)
    sized = one[:at] + struct.pack("<BHHHH", 0x2C, 0, 0, *frame) + one[at + 9 :]
    return sized[:6] + struct.pack("<HH", width, height) + sized[10:]
