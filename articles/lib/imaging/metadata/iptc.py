"""IPTC's Information Interchange Model, the words that agencies put into pictures.

Standard: IPTC-NAA IIM 4.2; inside Photoshop's image resources as block 0x0404.
"""

from __future__ import annotations

_BLOCK = 0x0404
_MOST_BLOCKS = 1_000
_UTF8 = b"\x1b%G"
_CHARSET = (1, 90)
_FIELDS = {
    25: "keywords",
    40: "terms",
    80: "creator",
    90: "city",
    101: "country",
    105: "headline",
    110: "credit",
    116: "copyright",
    120: "caption",
}
_DATE, _TIME = 55, 60


def fields(block: bytes) -> tuple[dict[str, list[bytes]], str]:
    """The texts of `Words` in a block of resources or datasets, as bytes, and their charset."""
    sets = _sets(_resource(block) if block.startswith(b"8BIM") else block)
    found: dict[str, list[bytes]] = {}
    charset, moment = "latin-1", {_DATE: b"", _TIME: b""}
    for record, number, value in sets:
        if (record, number) == _CHARSET and value == _UTF8:
            charset = "utf-8"
        elif record == 2 and number in _FIELDS:
            found.setdefault(_FIELDS[number], []).append(value)
        elif record == 2 and number in moment:
            moment[number] = value
    if moment[_DATE]:
        found["taken_at"] = [moment[_DATE] + b"T" + moment[_TIME]]
    return found, charset


def _resource(block: bytes) -> bytes:
    """The datasets among Photoshop's resources; empty where there are none."""
    position = 0
    for _ in range(_MOST_BLOCKS):
        if block[position : position + 4] != b"8BIM" or position + 12 > len(block):
            break
        name = 1 + block[position + 6]
        start = position + 6 + name + name % 2
        size = int.from_bytes(block[start : start + 4], "big")
        if int.from_bytes(block[position + 4 : position + 6], "big") == _BLOCK:
            return block[start + 4 : start + 4 + size]
        position = start + 4 + size + size % 2
    return b""


def _sets(block: bytes) -> list[tuple[int, int, bytes]]:
    """Record, number and value of each dataset, up to the first that is broken."""
    found: list[tuple[int, int, bytes]] = []
    position = 0
    while len(found) < _MOST_BLOCKS and block[position : position + 1] == b"\x1c":
        if position + 5 > len(block):
            break
        record, number, *size = block[position + 1 : position + 5]
        length = int.from_bytes(bytes(size), "big")
        # The extended form is for values over 32 kB, which no word of ours has.
        if length & 0x8000 or position + 5 + length > len(block):
            break
        found.append((record, number, block[position + 5 : position + 5 + length]))
        position += 5 + length
    return found
