"""GIF files: the first picture in them."""

from __future__ import annotations

from articles.lib.imaging.formats.container import Container
from articles.lib.imaging.refusal import NotAPicture, damaged

_EXTENSION, _IMAGE, _CONTROL = 0x21, 0x2C, 0xF9


def read(data: bytes) -> Container:
    """The container in `data`, a GIF file, cut after its first picture.

    Raises NotAPicture where there is none.
    """
    canvas = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    position = 13 + _colours(data, 10)
    head = data[:position]
    control = b""
    while data[position : position + 1] == bytes([_EXTENSION]):
        end = _blocks(data, position + 2)
        if data[position + 1 : position + 2] == bytes([_CONTROL]):
            control = data[position:end]
        position = end
    if data[position : position + 1] != bytes([_IMAGE]) or len(data) < position + 11:
        raise damaged()
    left, top, width, height = (
        int.from_bytes(data[at : at + 2], "little") for at in range(position + 1, position + 9, 2)
    )
    end = _blocks(data, position + 11 + _colours(data, position + 9))
    return Container(
        width=max(canvas[0], left + width),
        height=max(canvas[1], top + height),
        bare=head + control + data[position:end] + b";",
        moving=_goes_on(data, end),
    )


def _goes_on(data: bytes, position: int) -> bool:
    """Whether another picture follows; what is broken there is none."""
    try:
        while data[position : position + 1] == bytes([_EXTENSION]):
            position = _blocks(data, position + 2)
    except NotAPicture:
        return False
    return data[position : position + 1] == bytes([_IMAGE])


def _colours(data: bytes, at: int) -> int:
    """The bytes of the colour table that the flags at `at` announce."""
    return 3 << (data[at] & 7) + 1 if data[at] & 0x80 else 0


def _blocks(data: bytes, position: int) -> int:
    """Where the chain of blocks that begins at `position` ends."""
    while position < len(data):
        length = data[position]
        position += 1 + length
        if not length:
            return position
    raise damaged()
