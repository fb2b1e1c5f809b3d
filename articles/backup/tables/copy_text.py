"""PostgreSQL's text format of COPY: a row a line, values parted by tabs, NULL as \\N.

https://www.postgresql.org/docs/current/sql-copy.html
"""

from __future__ import annotations

import re

NULL = b"\\N"
#: The backslash first: the others are written with one.
ESCAPES = (
    (b"\\", b"\\\\"),
    (b"\n", b"\\n"),
    (b"\t", b"\\t"),
    (b"\r", b"\\r"),
    (b"\b", b"\\b"),
    (b"\f", b"\\f"),
    (b"\v", b"\\v"),
)
_MEANT = {short[1:]: raw for raw, short in ESCAPES}
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


def escaped(value: bytes) -> bytes:
    """A value as it stands in a line."""
    for raw, short in ESCAPES:
        value = value.replace(raw, short)
    return value


def unescaped(value: bytes) -> bytes:
    """The value that stands so in a line."""
    if b"\\" not in value:
        return value
    return _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), value)
