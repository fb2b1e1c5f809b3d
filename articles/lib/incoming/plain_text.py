"""Turn pasted plain text into HTML; nothing in it counts as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

_LINE = re.compile(r"\r\n?|[\n\x0b\x0c\u2028]")
_BLANK_LINES = re.compile(r"(?:\r\n?|\n)(?:[ \t]*(?:\r\n?|\n))+|\u2029")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_CLOSING = ".,;:!?'\"»”’)]}"
_INDENT = re.compile(r"^ +|  +")


def as_html(text: str) -> str:
    """Return the HTML of plain text: a paragraph for each that blank lines part, or for each line.

    Addresses become links; indents and columns stay.
    """
    text = text.strip("\r\n")
    parts = _BLANK_LINES.split(text)
    if len(parts) == 1:
        parts = _LINE.split(text)
    return "".join(f"<p>{'<br>'.join(map(_line, _LINE.split(part)))}</p>" for part in parts)


def _line(words: str) -> str:
    words = _INDENT.sub(
        lambda blanks: "\xa0" * len(blanks[0]), words.replace("\t", " " * 4).rstrip()
    )
    return "".join(linked(words))


def linked(words: str) -> Iterator[str]:
    """Yield the HTML of words, with their addresses as links."""
    done = 0
    for found in _ADDRESS.finditer(words):
        address = found[0].rstrip(_CLOSING)
        if address.count("(") > address.count(")") and found[0][len(address) :].startswith(")"):
            address += ")"
        yield escape(words[done : found.start()], quote=False)
        yield f'<a href="{escape(address)}">{escape(address, quote=False)}</a>'
        done = found.start() + len(address)
    yield escape(words[done:], quote=False)
