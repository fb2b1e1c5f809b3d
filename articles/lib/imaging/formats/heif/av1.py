"""The size that an AV1 stream will be decoded at, whatever the file around it says."""

from __future__ import annotations

from articles.lib.imaging.refusal import damaged

_SEQUENCE = 1
_MOST_UNITS = 1_024


class _Bits:
    """Reads numbers of so many bits; beyond the end it refuses the file."""

    def __init__(self, data: bytes) -> None:
        self.whole, self.left = int.from_bytes(data, "big"), 8 * len(data)

    def take(self, count: int) -> int:
        """The next `count` bits as a number."""
        if count > self.left:
            raise damaged()
        self.left -= count
        return self.whole >> self.left & (1 << count) - 1


def largest(stream: bytes) -> tuple[int, int]:
    """The largest (width, height) that the sequence headers in `stream` announce, in pixels.

    (0, 0) where it has none. `stream` may be cut off. Raises NotAPicture for nonsense.
    """
    width = height = position = 0
    for _ in range(_MOST_UNITS):
        if position >= len(stream):
            break
        head = stream[position]
        position += 2 if head & 4 else 1
        if not head & 2:  # without a size it reaches to the end
            size = len(stream) - position
        else:
            size, position = _leb128(stream, position)
        if head >> 3 & 15 == _SEQUENCE:
            here = _sequence(stream[position : position + min(size, 128)])
            width, height = max(width, here[0]), max(height, here[1])
        position += size
    return width, height


def _leb128(stream: bytes, position: int) -> tuple[int, int]:
    value = 0
    for step in range(8):
        if position >= len(stream):
            raise damaged()
        byte = stream[position]
        value |= (byte & 127) << 7 * step
        position += 1
        if not byte & 128:
            return value, position
    raise damaged()


def _sequence(header: bytes) -> tuple[int, int]:
    """Width and height of a sequence header (AV1 specification, 5.5.1)."""
    bits = _Bits(header)
    bits.take(4)
    if bits.take(1):  # the reduced header of a still picture
        bits.take(5)
    else:
        _operating_points(bits)
    across, down = bits.take(4) + 1, bits.take(4) + 1
    return bits.take(across) + 1, bits.take(down) + 1


def _operating_points(bits: _Bits) -> None:
    """Pass over what the full header says of timing and of the layers to be shown."""
    models, delay = _timing(bits)
    shown = bits.take(1)
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:
            bits.take(1)
        if models and bits.take(1):
            bits.take(2 * delay + 1)
        if shown and bits.take(1):
            bits.take(4)


def _timing(bits: _Bits) -> tuple[int, int]:
    """Whether there are decoder models, and the bits of the delays in them."""
    if not bits.take(1):
        return 0, 0
    bits.take(64)
    if bits.take(1):
        zeros = 0
        while not bits.take(1):
            zeros += 1
        bits.take(zeros)
    if not bits.take(1):
        return 0, 0
    delay = bits.take(5) + 1
    bits.take(42)
    return 1, delay
