"""Manifests of C2PA, written by hand as programs write them, and put into pictures."""

from __future__ import annotations

import struct
from typing import Any

from tests.lib.imaging import samples

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def cbor(value: Any) -> bytes:
    """A value in CBOR."""
    match value:
        case bool() | None:
            return {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value]
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case bytes():
            return _head(2, len(value)) + value
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case list():
            return _head(4, len(value)) + b"".join(map(cbor, value))
        case dict():
            pairs = (cbor(key) + cbor(one) for key, one in value.items())
            return _head(5, len(value)) + b"".join(pairs)
    raise TypeError(value)


def _head(major: int, size: int) -> bytes:
    if size < 24:
        return bytes([major << 5 | size])
    return bytes([major << 5 | 26]) + struct.pack(">I", size)


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), name) + body


def labelled(label: str, *parts: bytes) -> bytes:
    """A box of boxes with a label."""
    return box(b"jumb", box(b"jumd", bytes(16) + b"\3" + label.encode() + b"\0"), *parts)


def store(*manifests: list[dict[str, Any]], generator: Any = "Larkspur Paint 3") -> bytes:
    """The manifests with these actions, the last one the file's own."""
    key = "claim_generator" if isinstance(generator, str) else "claim_generator_info"
    return labelled(
        "c2pa",
        *(
            labelled(
                f"urn:uuid:{number}",
                labelled(
                    "c2pa.assertions",
                    labelled("c2pa.thumbnail.claim.jpeg", box(b"bidb", bytes(99))),
                    labelled("c2pa.actions.v2", box(b"cbor", cbor({"actions": actions}))),
                ),
                labelled("c2pa.claim.v2", box(b"cbor", cbor({key: generator}))),
                labelled("c2pa.signature", box(b"cbor", b"\xd2\x84")),
            )
            for number, actions in enumerate(manifests)
        ),
    )


def action(name: str, source: str = "", **more: Any) -> dict[str, Any]:
    """An action, with a digital source type."""
    said = {"digitalSourceType": IPTC + source} if source else {}
    return {"action": f"c2pa.{name}", **said, **more}


def in_jpeg(data: bytes, boxes: bytes, size: int = 400) -> bytes:
    """The JPEG with the boxes in segments of some bytes each, the last of them first."""
    head, rest = boxes[:8], boxes[8:]
    parts = [rest[at : at + size] for at in range(0, len(rest), size)]
    written = [
        samples.segment(0xEB, b"JP" + struct.pack(">HI", 1, number) + head + part)
        for number, part in enumerate(parts, 1)
    ]
    return data[:2] + b"".join(reversed(written)) + data[2:]


def in_png(data: bytes, boxes: bytes) -> bytes:
    return data[:33] + samples.chunk(b"caBX", boxes) + data[33:]


def in_webp(data: bytes, boxes: bytes) -> bytes:
    padded = boxes + b"\0" * (len(boxes) % 2)
    body = data[8:] + b"C2PA" + struct.pack("<I", len(boxes)) + padded
    return data[:4] + struct.pack("<I", len(body)) + body


def in_avif(data: bytes, boxes: bytes) -> bytes:
    kind = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
    return data + box(b"uuid", kind, bytes(4), b"manifest\0", bytes(8), boxes)
