"""Compress pages: quickly while a reader waits, densely once a page is asked for often.

Most of a page is the style sheet in its head, which is the same in all pages of a kind. In gzip
it is compressed once, and what comes behind it is compressed as if the sheet had just been: the
bytes are those of an ordinary stream (RFC 1951 lets blocks follow one another, and each refer to
the 32 KB before it), for half of the work.
So the reader for whom a page is made gets it in gzip: it is no larger than in brotli at the speed
that one could wait for. Whoever comes next gets brotli.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any

import brotli
from django.conf import settings

#: How hard is compressed: while somebody waits, and once a page has shown that it is asked for.
QUICK = {"br": 5, "gzip": 4}
DENSE = {"br": 11, "gzip": 9}
#: A stream without a frame of its own, with the largest window.
RAW = -15
#: RFC 1952: gzip, deflate, no flags, no time (the same page has the same bytes), any system.
_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_SHEET = b"<style>"


def compressed(body: bytes, encoding: str, level: int) -> bytes:
    """`body` in `encoding` (br, gzip, or "" for as it is)."""
    if encoding == "br":
        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=level))
    if encoding == "gzip":
        if level == QUICK["gzip"] and (sheet := _sheet_in(body)) is not None:
            return _around(sheet, body)
        # No time in it either.
        packer = zlib.compressobj(level, zlib.DEFLATED, 31)
        return packer.compress(body) + packer.flush()
    return body


class _Sheet:
    """A style sheet, compressed; and a compressor that has just done so."""

    def __init__(self, sheet: bytes) -> None:
        self.bytes = sheet
        densely = zlib.compressobj(DENSE["gzip"], zlib.DEFLATED, RAW)
        self.packed = densely.compress(sheet) + densely.flush(zlib.Z_SYNC_FLUSH)
        self.behind: Any = zlib.compressobj(QUICK["gzip"], zlib.DEFLATED, RAW)
        self.behind.compress(sheet)
        self.behind.flush(zlib.Z_SYNC_FLUSH)


def _sheet_in(body: bytes) -> _Sheet | None:
    at = body.find(_SHEET)
    if at >= 0:
        for css in settings.STYLE_SHEETS.values():
            sheet = _sheet(css)
            if body.startswith(sheet.bytes, at):
                return sheet
    return None


@lru_cache(maxsize=16)
def _sheet(css: str) -> _Sheet:
    return _Sheet(_SHEET + css.encode())


def _around(sheet: _Sheet, body: bytes) -> bytes:
    at = body.find(sheet.bytes)
    before = zlib.compressobj(QUICK["gzip"], zlib.DEFLATED, RAW, memLevel=4)
    behind = sheet.behind.copy()
    check, size = zlib.crc32(body), len(body) & 0xFFFFFFFF
    return b"".join((
        _HEAD,
        before.compress(body[:at]),
        before.flush(zlib.Z_SYNC_FLUSH),
        sheet.packed,
        behind.compress(body[at + len(sheet.bytes) :]),
        behind.flush(),
        check.to_bytes(4, "little"),
        size.to_bytes(4, "little"),
    ))  # fmt: skip
