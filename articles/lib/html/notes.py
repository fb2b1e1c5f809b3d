"""A story's footnotes: in the canonical form each stands where its sign is to be.

<p>Built in 1911<small class="footnote">City archive, box 7.</small>.</p>
"""

from __future__ import annotations

from html import escape
from typing import Final, NamedTuple

_OPENING: Final = '<small class="footnote">'
_CLOSING: Final = "</small>"


class NoteWords(NamedTuple):
    """What is said around notes: their heading, each one's name ("Note %d"), and the way back."""

    heading: str
    name: str
    back: str


def parted(html: str) -> tuple[str, list[str]]:
    """Return a body without its footnotes, and the HTML of each of them."""
    if _OPENING not in html:
        return html, []
    first, *others = html.split(_OPENING)
    pairs = [other.partition(_CLOSING) for other in others]
    return first + "".join(after for _, _, after in pairs), [note for note, _, _ in pairs]


def numbered(html: str, words: NoteWords, address: str = "") -> str:
    """Return a body with a numbered sign for each footnote, and all of them at its end.

    Signs and notes lead to each other; `address` is that of the page, where they are read
    elsewhere.
    """
    if _OPENING not in html:
        return html
    first, *others = html.split(_OPENING)
    parts, notes = [first], []
    for number, other in enumerate(others, 1):
        note, _, after = other.partition(_CLOSING)
        name = escape(words.name % number)
        parts.append(
            f'<sup class="note-sign" id="note-sign-{number}"><a href="{address}#note-{number}"'
            f' role="doc-noteref" aria-label="{name}">{number}</a></sup>{after}'
        )
        notes.append(
            f'<li id="note-{number}" dir="auto">{note} <a href="{address}#note-sign-{number}"'
            f' role="doc-backlink" aria-label="{escape(words.back)}: {name}">↩\ufe0e</a></li>'
        )
    heading = escape(words.heading)
    return (
        f'{"".join(parts)}<section class="notes" role="doc-endnotes" aria-label="{heading}">'
        f"<h2>{heading}</h2><ol>{''.join(notes)}</ol></section>"
    )
