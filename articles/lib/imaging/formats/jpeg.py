"""JPEG files: segments, and how much work their scans are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

from articles.lib.imaging.formats.container import MOST_C2PA, MOST_ICC, MOST_PARTS, Container
from articles.lib.imaging.refusal import NotAPicture, Reason, damaged

#: Baseline, extended and progressive, Huffman or arithmetic. Not lossless, not hierarchical.
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
_RARE_FRAMES = {0xC3, 0xC5, 0xC6, 0xC7, 0xCB, 0xCD, 0xCE, 0xCF, 0xDE}
_SCAN, _END, _TABLES = 0xDA, 0xD9, {0xC4, 0xCC, 0xDB, 0xDD}
_APP0, _APP1, _APP2, _APP11, _APP13, _APP14 = 0xE0, 0xE1, 0xE2, 0xEB, 0xED, 0xEE
_NEXT = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
#: Each scan passes over the whole picture. Programs make about ten.
MOST_SCANS = 100
_MOST_SCANNED = 1_000_000_000


def read(data: bytes) -> Container:
    """The container in `data`, a JPEG file. Raises NotAPicture where it can't be one."""
    kept = [b"\xff\xd8"]
    frames: list[bytes] = []
    found: dict[str, list[bytes]] = {
        "exif": [], "xmp": [], "icc": [], "iptc": [], "adobe": [], "c2pa": [],
    }  # fmt: skip
    for marker, start, end in _segments(data):
        if marker in _RARE_FRAMES:
            raise NotAPicture(Reason.FLAVOUR, kind="JPEG")
        if marker == _SCAN:
            kept.append(data[start:])
            break
        if marker in _FRAMES:
            frames.append(data[start + 4 : end])
        if marker in {_APP0, _APP14} | _TABLES | _FRAMES:
            kept.append(data[start:end])
        _sort(marker, data[start + 4 : end], found)
    else:
        raise damaged()
    scans = _scans(data, start)
    height, width = _size(frames[0])
    if scans > MOST_SCANS or (scans > 1 and scans * width * height > _MOST_SCANNED):
        raise NotAPicture(Reason.FLAVOUR, kind="JPEG")
    return Container(
        width=width,
        height=height,
        bare=b"".join(kept),
        exif=b"".join(found["exif"][:1]),
        xmp=b"".join(found["xmp"][:1]),
        iptc=b"".join(found["iptc"]),
        icc=_profile(found["icc"]),
        c2pa=_boxes(found["c2pa"]),
        held=_coefficients(frames[0], width * height) if scans > 1 else 0,
        plain_inks=frames[0][5] == 4 and not found["adobe"],
    )


def _size(frame: bytes) -> tuple[int, int]:
    """Height and width in a frame's header, which must be of eight bits and 1, 3 or 4 planes."""
    if len(frame) < 6 or len(frame) != 6 + 3 * frame[5]:
        raise damaged()
    if frame[0] != 8 or frame[5] not in {1, 3, 4}:
        raise NotAPicture(Reason.FLAVOUR, kind="JPEG")
    return int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Each segment up to the first scan: its marker, where it begins and where it ends."""
    position = 2
    for _ in range(MOST_PARTS):
        found = _NEXT.search(data, position)
        if not found or found[1][0] == _END:
            return
        start = found.end() - 2
        end = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
        if end < start + 4 or end > len(data):
            raise damaged()
        yield found[1][0], start, end
        position = end


def _sort(marker: int, body: bytes, found: dict[str, list[bytes]]) -> None:
    """Put a block of metadata to its like; what is of no use is forgotten."""
    if marker == _APP1 and body.startswith(b"Exif\0\0"):
        found["exif"].append(body[6:])
    elif marker == _APP1 and body.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
        found["xmp"].append(body[29:])
    elif marker == _APP2 and body.startswith(b"ICC_PROFILE\0"):
        found["icc"].append(body[12:])
    elif marker == _APP11 and body.startswith(b"JP"):
        found["c2pa"].append(body[2:])
    elif marker == _APP13 and body.startswith(b"Photoshop 3.0\0"):
        found["iptc"].append(body[14:])
    elif marker == _APP14 and body.startswith(b"Adobe"):
        found["adobe"].append(body)


def _profile(parts: list[bytes]) -> bytes:
    """The colour profile from its numbered parts; empty where one is missing."""
    numbered = {part[0]: part[2:] for part in parts if len(part) > 2}
    whole = b"".join(numbered[number] for number in sorted(numbered))
    complete = len(numbered) == len(parts) and all(
        part[1:2] == bytes([len(parts)]) for part in parts
    )
    return whole if complete and len(whole) <= MOST_ICC else b""


def _boxes(parts: list[bytes]) -> bytes:
    """The boxes of JUMBF from their numbered parts, each of which repeats its box's head."""
    whole: dict[bytes, list[tuple[int, bytes]]] = {}
    for part in parts:
        if len(part) >= 14:
            whole.setdefault(part[:2], []).append((int.from_bytes(part[2:6], "big"), part[6:]))
    found: list[bytes] = []
    for numbered in whole.values():
        numbered.sort(key=itemgetter(0))
        head = 16 if numbered[0][1][:4] == b"\0\0\0\1" else 8
        found += [numbered[0][1], *(part[head:] for _number, part in numbered[1:])]
    boxes = b"".join(found)
    return boxes if len(boxes) <= MOST_C2PA else b""


def _scans(data: bytes, position: int) -> int:
    """How many scans there are from `position` on."""
    scans = 0
    for _ in range(MOST_PARTS):
        found = _NEXT.search(data, position)
        if not found or found[1][0] == _END:
            return scans
        scans += found[1][0] == _SCAN
        position = found.end() + max(2, int.from_bytes(data[found.end() : found.end() + 2], "big"))
    raise damaged()


def _coefficients(frame: bytes, pixels: int) -> int:
    """The bytes of the coefficients that a picture of several scans is gathered in."""
    factors = [(byte >> 4, byte & 15) for byte in frame[7 : 6 + 3 * frame[5] : 3]]
    most = max(across for across, _ in factors) * max(down for _, down in factors)
    shares = sum(across * down for across, down in factors)
    return 2 * pixels * shares // most if most else 0
