"""Story bodies: the one sanitiser, and what is read from its canonical output.

The canonical form: blocks follow one another without white space, attributes stand in one order,
and text is escaped as browsers do. All readers here rely on it; they never raise on other HTML,
but may misread it.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape
from typing import Final

import nh3

from articles.lib.blocks import ASIDES, CONTAINERS
from articles.lib.builder import Builder
from articles.lib.embeds import Embed, parse_embed
from articles.lib.markup import tokens

_SPANS: Final = {"colspan", "rowspan"}
_GATE: Final = nh3.Cleaner(
    tags=set(CONTAINERS | {"p", "h2", "h3", "strong", "em", "a", "hr", "br", "tbody"}),
    attributes={
        "a": {"href"},
        "td": _SPANS,
        "th": _SPANS,
        "figure": {"data-picture", "data-gallery", "data-size", "data-embed", "data-poster"},
    },
    allowed_classes={"aside": set(ASIDES)},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
# `tokens` lets no such character through, so that it can stand for another one.
_AMPERSAND: Final = "\ufdd0"

_FIGURE: Final = (
    r'<figure(?: data-picture="(?P<picture>[0-9]{1,18})")?'
    r'(?: data-gallery="(?P<gallery>[0-9 ]++)")?(?: data-embed="(?P<embed>[^"]*+)")?'
    r'(?: data-poster="(?P<poster>[0-9]{1,18})")?(?: data-size="(?P<size>[a-z]++)")?>'
    r"(?:<figcaption>(?P<caption>(?:[^<]++|<(?!/?fig))*+)</figcaption>)?</figure>"
)
_FIGURES: Final = re.compile(_FIGURE)
_EXPANDED: Final = re.compile(rf"{_FIGURE}|</?table>")
_PICTURES: Final = re.compile(
    r'<figure (?:data-embed="[^"]*+" )?data-(?:picture|gallery|poster)="([0-9 ]++)"'
)
_PARAGRAPHS: Final = re.compile(
    r"<p>(?P<text>(?:[^<]++|<(?!/?p>))*+)|<(?P<end>/)?(?:ul|ol|blockquote|table|figure|aside)\b"
)
_BLOCK_EDGES: Final = re.compile(
    r"</?(?:p|h[23]|ul|ol|li|blockquote|table|tr|td|th|figure|figcaption|aside)\b[^<>]*+>|<[bh]r>"
)
_PULLS: Final = re.compile(r'<aside class="pull">(?:[^<]++|<(?!/?aside))*+</aside>')
_TAGS: Final = re.compile(r"<[^<>]*+>")


# A save sanitises the same text at each of its doors: form, revision, checks, row.
@lru_cache(maxsize=8)
def sanitise(html: str) -> str:
    """Return the canonical, safe form of a story's body, whatever is passed in.

    Sanitising the result changes nothing. Takes time in proportion to the length of `html`, and
    never raises. nh3 is the second gate: our own parser comes first because a standard one opens
    unclosed bold again in every later block, so that a megabyte of it grows to gigabytes, and
    because it can't see the lists in Word's paragraphs.
    """
    builder = Builder()
    for token in tokens(html):
        builder.take(token)
    # nh3 takes time in proportion to the square of the ampersands in one text.
    gated = _GATE.clean(builder.finish().replace("&amp;", _AMPERSAND))
    return gated.replace(_AMPERSAND, "&amp;")


def plain_text(html: str, *, captions: bool = False) -> str:
    """Return the text of each block on a line of its own, without mark-up and entities.

    Pictures' captions and pull quotes are read only when asked for, as neither is part of the
    story's run; embeds never.
    """
    html = html if captions else without_pulls(html)
    text = _FIGURES.sub(_picture_caption if captions else "\n", html)
    text = _TAGS.sub("", _BLOCK_EDGES.sub("\n", text))
    lines = (line.strip() for line in _decoded(text).split("\n"))
    return "\n".join(line for line in lines if line)


def without_pulls(html: str) -> str:
    """Return a body without its pull quotes: out of their place they say the same thing twice."""
    return _PULLS.sub("", html)


def paragraphs(html: str) -> list[str]:
    """Return the text of the paragraphs that stand in no table, quote, figure, list or aside."""
    found: list[str] = []
    depth = 0
    for match in _PARAGRAPHS.finditer(html):
        text: str | None = match["text"]
        if text is None:
            depth = max(0, depth + (-1 if match["end"] else 1))
        elif not depth:
            found.append(_decoded(_TAGS.sub("", text.replace("<br>", " "))).strip())
    return [text for text in found if text]


def picture_ids(html: str) -> list[int]:
    """Return the identifiers of the pictures in a body, in order, each once; posters too."""
    found = (digits for numbers in _PICTURES.findall(html) for digits in numbers.split())
    return list(dict.fromkeys(map(int, found)))


def expand_figures(
    html: str,
    picture: Callable[[int, str, str], str],
    embed: Callable[[Embed, str, int], str],
    *,
    gallery: Callable[[list[int], str, str], str] | None = None,
    table_label: str = "Table",
) -> str:
    """Return a body with each figure replaced by what `picture`, `embed` or `gallery` makes of it.

    `picture` gets the identifier, the size (column, wide or full) and the caption's HTML;
    `embed` the player, the caption's HTML, "" where there is none, and the identifier of its
    poster, 0 where there is none; `gallery` the identifiers, the size and the caption's HTML. All
    return HTML. Without `gallery`, the pictures of one come one after the other, its caption with
    the last. Tables are wrapped in a region named `table_label`, which a keyboard can scroll; with
    no label they stay as they are, as feeds want them.
    """
    region = (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(table_label)}">'
    )

    def expanded(match: re.Match[str]) -> str:
        found = match[0]
        if found == "<table>":
            return region + found if table_label else found
        if found == "</table>":
            return found + "</div>" if table_label else found
        caption = match["caption"] or ""
        if match["picture"]:
            return picture(int(match["picture"]), match["size"] or "column", caption)
        if match["gallery"]:
            pks, size = list(map(int, match["gallery"].split())), match["size"] or "column"
            if gallery is not None:
                return gallery(pks, size, caption)
            return "".join(picture(pk, size, caption if pk == pks[-1] else "") for pk in pks)
        # A player that was allowed when the story was saved may be so no longer.
        player = parse_embed(unescape(match["embed"] or ""))
        return embed(player, caption, int(match["poster"] or 0)) if player else ""

    return _EXPANDED.sub(expanded, html)


def _picture_caption(match: re.Match[str]) -> str:
    return f"<p>{match['caption'] or ''}</p>" if match["picture"] or match["gallery"] else "\n"


def _decoded(text: str) -> str:
    """Return `text` without entities, as the sanitiser writes them."""
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ")
    return text.replace("\xa0", " ").replace("&amp;", "&")
