"""What is read from the canonical form of a story's body.

The readers here rely on what the sanitiser has made; they never raise on other HTML, but may
misread it.
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Final

from turbohtml import Token, TokenType

from articles.lib.embeds.embed import Embed
from articles.lib.embeds.registry import parse_embed
from articles.lib.html import notes
from articles.lib.html.blocks import CONTAINERS
from articles.lib.html.markup import numbers
from articles.lib.html.reading import closes, end_of, opens, pieces, without
from articles.lib.html.sanitiser import before_suggestions
from articles.lib.text import superscripts

# What parts one line of plain text from the next.
_EDGES: Final = CONTAINERS | {"p", "h2", "h3", "br", "hr"}
# What holds paragraphs that are not the story's own.
_ASIDE: Final = frozenset({"ul", "ol", "blockquote", "table", "figure", "aside"})


def plain_text(html: str, *, captions: bool = False) -> str:
    """Return the text of each block on a line of its own, without mark-up and entities.

    Pictures' captions and pull quotes are read only when asked for, as neither is part of the
    story's run; embeds never. Footnotes come last. Of a text that is being written, what is only
    suggested is not read.
    """
    html = before_suggestions(html)
    html, footnotes = notes.parted(html if captions else without_pulls(html))
    html = superscripts.in_line(html + "".join(f"<p>{note}</p>" for note in footnotes))
    parts: list[str] = []
    passed = ""
    for piece in pieces(html):
        if passed:
            passed = "" if closes(piece, passed) else passed
        elif opens(piece, "figure") and not (captions and _pictures_of(piece)):
            passed = "figure"
        elif piece.type is TokenType.TEXT:
            parts.append(piece.data or "")
        if piece.tag in _EDGES:
            parts.append("\n")
    lines = (line.strip() for line in "".join(parts).replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def without_pulls(html: str) -> str:
    """Return a body without its pull quotes: out of their place they say the same thing twice."""
    return without(html, "aside", "pull")


def paragraphs(html: str) -> list[str]:
    """Return the text of the paragraphs that stand in no table, quote, figure, list or aside;
    without footnotes, and without what is only suggested."""
    html = before_suggestions(html)
    found: list[str] = []
    depth, inside = 0, False
    for piece in pieces(superscripts.in_line(notes.parted(html)[0])):
        if piece.tag in _ASIDE:
            depth = max(0, depth + (1 if opens(piece) else -1))
        elif piece.tag == "p":
            inside = opens(piece) and not depth
            found += [""] if inside else []
        elif inside and piece.type is TokenType.TEXT:
            found[-1] += piece.data or ""
        elif inside and piece.tag == "br":
            found[-1] += " "
    return [text for line in found if (text := line.replace("\xa0", " ").strip())]


def headings(html: str) -> list[str]:
    """Return the names of the headings in a body, in order."""
    return [piece.tag or "" for piece in pieces(html) if opens(piece, "h2", "h3")]


def links(html: str) -> list[str]:
    """Return the addresses that a body links to, in order."""
    return [piece.attr("href") or "" for piece in pieces(html) if opens(piece, "a")]


def charts(html: str) -> list[str]:
    """Return the tables of a body that are to be shown as charts."""
    return [found[0] for found in _TABLE.finditer(html) if found[2]]


def picture_ids(html: str) -> list[int]:
    """Return the identifiers of the pictures in a body, in order, each once; posters too."""
    if "<figure" not in html:
        return []
    figures = (piece for piece in pieces(html) if opens(piece, "figure"))
    return list(dict.fromkeys(pk for one in figures for pk in _pictures_of(one) or _poster_of(one)))


def _pictures_of(figure: Token) -> list[int]:
    return numbers(figure.attr("data-picture") or figure.attr("data-gallery") or "")


def _poster_of(figure: Token) -> list[int]:
    return numbers(figure.attr("data-poster") or "")


#: What a figure becomes: by its pictures or player, its size, its caption.
_Picture = Callable[[int, str, str], str]
_Embed = Callable[[Embed, str, int], str]
_Gallery = Callable[[list[int], str, str], str]
_Chart = Callable[[str, str], str]
#: A table, and what it is to be shown as. None stands in another.
_TABLE: Final = re.compile(
    r'<table( data-chart="([a-z]+)")?>((?:(?!<table).)*?)</table>', re.DOTALL
)


def expand_figures(
    html: str,
    picture: _Picture,
    embed: _Embed,
    *,
    gallery: _Gallery | None = None,
    chart: _Chart | None = None,
    table_label: str = "Table",
) -> str:
    """Return a body with each figure replaced by what `picture`, `embed` or `gallery` makes of it.

    `picture` gets the identifier, the size (column, wide or full) and the caption's HTML;
    `embed` the player, the caption's HTML, "" where there is none, and the identifier of its
    poster, 0 where there is none; `gallery` the identifiers, the size and the caption's HTML. All
    return HTML. Without `gallery`, the pictures of one come one after the other, its caption with
    the last. Tables are wrapped in a region named `table_label`, which a keyboard can scroll; with
    no label they stay as they are, as feeds want them. `chart` gets a table and what it is to be
    shown as, and returns "" for one that it can't draw.
    """

    parts: list[str] = []
    done = 0
    for figure, caption, end in _figures(html):
        parts += (
            _framed(html[done : figure.col], table_label, chart),
            _shown(figure, caption, picture, embed, gallery),
        )
        done = end
    return "".join(parts) + _framed(html[done:], table_label, chart)


def _shown(
    figure: Token, caption: str, picture: _Picture, embed: _Embed, gallery: _Gallery | None
) -> str:
    size, pks = figure.attr("data-size") or "column", _pictures_of(figure)
    if figure.attr("data-picture") and pks:
        return picture(pks[0], size, caption)
    if pks and gallery is not None:
        return gallery(pks, size, caption)
    if pks:
        return "".join(picture(pk, size, caption if pk == pks[-1] else "") for pk in pks)
    address = figure.attr("data-embed") or ""
    if player := parse_embed(address):
        return embed(player, caption, next(iter(_poster_of(figure)), 0))
    # One that was let in when the story was saved may be so no longer.
    known = escape(address) if address.startswith("https://") else ""
    link = f'<p><a href="{known}">{known}</a></p>' if known else ""
    return link + (f"<p>{caption}</p>" if caption else "")


def _framed(part: str, label: str, chart: _Chart | None) -> str:
    """`part` with its tables in regions of that name; as it is without one. A table that is to be a
    chart is what `chart` makes of it."""
    if not label or "<table" not in part:
        return part
    region = f'<div class="table-wide" tabindex="0" role="region" aria-label="{escape(label)}">'

    def table(found: re.Match[str]) -> str:
        plain = f"<table>{found[3]}</table>"
        drawn = chart(plain, found[2]) if chart and found[2] else ""
        return drawn or f"{region}{plain}</div>"

    return _TABLE.sub(table, part)


def _figures(html: str) -> Iterator[tuple[Token, str, int]]:
    """Yield each figure's start tag, the HTML of its caption, and the place behind it."""
    figure: Token | None = None
    caption = slice(0)
    for piece in pieces(html) if "<figure" in html else ():
        if opens(piece, "figure"):
            figure, caption = piece, slice(0)
        elif opens(piece, "figcaption"):
            caption = slice(end_of(piece), 0)
        elif closes(piece, "figcaption"):
            caption = slice(caption.start, piece.col)
        elif figure and closes(piece, "figure"):
            yield figure, html[caption], end_of(piece)
            figure = None
