"""A font whose letters are bars: text as a designer greeks it, the same on every machine.

Pictures of pages are compared with those taken elsewhere. Real letters would differ with the
fonts that are installed, and with them every line; bars keep each line's length and height.
"""

from __future__ import annotations

import struct
import unicodedata
from base64 import b64encode
from functools import cache

EM = 1000
#: Glyph → its advance, and the box that it fills: left, bottom, right, top. None fills nothing.
GLYPHS: dict[str, tuple[int, tuple[int, int, int, int] | None]] = {
    # The first one stands for letters that are missing, which no letter may be.
    ".notdef": (520, None),
    "low": (520, (30, 0, 490, 500)),
    "space": (250, None),
    "mark": (0, None),
    "high": (540, (30, 0, 510, 720)),
    "deep": (520, (30, -200, 490, 500)),
    "thin": (270, (40, 0, 230, 700)),
    "wide": (820, (30, 0, 790, 500)),
    "dot": (250, (70, 0, 180, 110)),
    "dash": (500, (30, 220, 470, 300)),
}
NAMES = list(GLYPHS)
#: Which scripts it knows: Latin, Arabic to Devanagari, and the punctuation of all.
RANGES = (range(0x20, 0x250), range(0x590, 0x980), range(0x2000, 0x2300))


def glyph_of(letter: str) -> str:
    """The glyph that stands for a letter."""
    kind = unicodedata.category(letter)
    if kind[0] == "Z" or kind == "Cf":
        return "space" if kind[0] == "Z" else "mark"
    if kind == "Mn":
        return "mark"
    for glyph, letters in (("thin", "ijltfI1!|'()"), ("wide", "mwMW@—"), ("deep", "gpqy")):
        if letter in letters:
            return glyph
    if kind == "Pd":
        return "dash"
    if kind[0] == "P":
        return "dot"
    return "high" if kind in {"Lu", "Nd"} or letter in "bdhk" else "low"


def font() -> bytes:
    """The font as a TrueType file."""
    shapes = [_shape(box) for _advance, box in GLYPHS.values()]
    offsets = [0]
    for shape in shapes:
        offsets.append(offsets[-1] + len(shape))
    metrics = [
        struct.pack(">Hh", advance, box[0] if box else 0) for advance, box in GLYPHS.values()
    ]
    tables = {
        b"OS/2": _os2(),
        b"cmap": _cmap(),
        b"glyf": b"".join(shapes),
        b"head": _head(),
        b"hhea": struct.pack(
            ">IhhhHhhhhhh8xhH", 0x10000, 800, -200, 0, 820, 0, 0, 790, 1, 0, 0, 0, len(NAMES)
        ),
        b"hmtx": b"".join(metrics),
        b"loca": struct.pack(f">{len(offsets)}I", *offsets),
        b"maxp": struct.pack(">IH13H", 0x10000, len(NAMES), 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": _name(),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, -100, 50, 0, 0, 0, 0, 0),
    }
    return _file(tables)


@cache
def face() -> str:
    """Style that has a page set in it: the tokens of the two faces are all that there is."""
    data = b64encode(font()).decode()
    return (
        f'@font-face {{ font-family: Greeked; src: url("data:font/ttf;base64,{data}") }}'
        ":root { --serif: Greeked !important; --sans: Greeked !important }"
        "* { font-synthesis: none !important }"
    )


def _shape(box: tuple[int, int, int, int] | None) -> bytes:
    if box is None:
        return b""
    left, bottom, right, top = box
    corners = [(left, bottom), (left, top), (right, top), (right, bottom)]
    steps = zip([(0, 0), *corners], corners, strict=False)
    moves = [(x - x0, y - y0) for (x0, y0), (x, y) in steps]
    data = struct.pack(">hhhhhHH", 1, *box, 3, 0) + b"\x01" * 4
    data += struct.pack(">4h", *(x for x, _ in moves)) + struct.pack(">4h", *(y for _, y in moves))
    return data + b"\0" * (-len(data) % 4)


def _head() -> bytes:
    start = struct.pack(">IIIIHH", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0b1011, EM)
    return start + b"\0" * 16 + struct.pack(">hhhhHHhhh", 0, -200, 790, 720, 0, 8, 2, 1, 0)


def _cmap() -> bytes:
    groups = [
        struct.pack(">III", code, code, NAMES.index(glyph_of(chr(code))))
        for letters in RANGES
        for code in letters
        if unicodedata.category(chr(code)) not in {"Cc", "Cn"}
    ]
    body = b"".join(groups)
    return (
        struct.pack(">HHHHI", 0, 1, 3, 10, 12)
        + struct.pack(">HHIII", 12, 0, 16 + len(body), 0, len(groups))
        + body
    )


def _os2() -> bytes:
    return (
        struct.pack(">HhHHH", 4, 500, 400, 5, 0)
        + struct.pack(">11h", *[0] * 11)
        + b"\0" * 10
        + struct.pack(">IIII", 0, 0, 0, 0)
        + b"NONE"
        + struct.pack(">HHH", 0x40, 0x20, 0xFFFF)
        + struct.pack(">hhhHH", 800, -200, 0, 800, 200)
        + struct.pack(">IIhhHHH", 0, 0, 500, 720, 0, 0x20, 1)
    )


def _name() -> bytes:
    words = {1: "Greeked", 2: "Regular", 4: "Greeked", 6: "Greeked"}
    texts = [(number, text.encode("utf-16-be")) for number, text in words.items()]
    records, data = b"", b""
    for number, text in texts:
        records += struct.pack(">HHHHHH", 3, 1, 0x409, number, len(text), len(data))
        data += text
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + data


def _file(tables: dict[bytes, bytes]) -> bytes:
    def padded(data: bytes) -> bytes:
        return data + b"\0" * (-len(data) % 4)

    def checksum(data: bytes) -> int:
        words: tuple[int, ...] = struct.unpack(f">{len(padded(data)) // 4}I", padded(data))
        return sum(words) & 0xFFFFFFFF

    power = 1 << (len(tables).bit_length() - 1)
    header = struct.pack(
        ">IHHHH",
        0x10000,
        len(tables),
        power * 16,
        power.bit_length() - 1,
        (len(tables) - power) * 16,
    )
    place = len(header) + 16 * len(tables)
    records, body = b"", b""
    for tag, data in tables.items():
        records += tag + struct.pack(">III", checksum(data), place + len(body), len(data))
        body += padded(data)
    return header + records + body
