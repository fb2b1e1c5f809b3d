"""Where the tags and texts of a story's HTML stand: what every reader of it goes by.

The tokenizer is the one that the sanitiser reads with; see `markup`.
"""

from collections.abc import Iterator

from turbohtml import Token, TokenType, tokenize


def pieces(html: str) -> Iterator[Token]:
    """Yield the tags and texts of `html` in order; `col` is where each begins there.

    A tag's `source` is how it is written; a text's `data` has its entities decoded.
    """
    # Line breaks are blanks to HTML. Without them a column is a place in the whole.
    return tokenize(html.replace("\r", " ").replace("\n", " "), capture_source=True)


def opens(piece: Token, *names: str) -> bool:
    """Return whether it is a start tag, of one of `names` where some are given."""
    return piece.type is TokenType.START_TAG and (not names or piece.tag in names)


def closes(piece: Token, name: str) -> bool:
    """Return whether it is the end tag of `name`."""
    return piece.type is TokenType.END_TAG and piece.tag == name


def end_of(piece: Token) -> int:
    """Return the place behind a tag."""
    return piece.col + len(piece.source or "")


def texts(html: str) -> Iterator[str]:
    """Yield the texts between the tags, decoded."""
    return (piece.data or "" for piece in pieces(html) if piece.type is TokenType.TEXT)


def without(html: str, name: str, kind: str | None = None) -> str:
    """Return `html` without its elements of that name, and of that class where one is given.

    Elements that nothing closes stay.
    """
    if f"<{name}" not in html:
        return html
    kept, done, start = "", 0, -1
    for piece in pieces(html):
        if start < 0 and opens(piece, name) and kind in (None, piece.attr("class")):
            start = piece.col
        elif start >= 0 and closes(piece, name):
            kept, done, start = kept + html[done:start], end_of(piece), -1
    return kept + html[done:]
