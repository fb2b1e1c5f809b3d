"""Reading HTML as it comes: tags, attributes, entities, links and styles.

turbohtml's tokenizer reads it, as the HTML standard says and in time proportional to its length.
Only its tokens are used: a tree of broken HTML can grow far beyond it.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Final, NamedTuple
from urllib.parse import quote

import nh3
from turbohtml import Token as Found
from turbohtml import TokenType, tokenize

from articles.lib.embeds.registry import parse_embed

_LONGEST_LINK = 2000
_WIDEST_SPAN = 100
_SCOPES = frozenset({"row", "col", "rowgroup", "colgroup"})

_FOREIGN: Final = frozenset({"svg", "xml"})
# Names of other languages, whose tags may be closed in themselves.
_SELF_CLOSING = re.compile(r"m(?:space|row|o|i|n|text|td|tr|prescripts)|none|\w+:\w+")
# Word writes a formula for itself, and then a picture of it for others.
_FORMULA: Final = "[if gte msEquation"
_PICTURED: Final = "[if !msEquation]"
# What is in them is no part of a story: programs, drawings, and what browsers take for mere text.
_HIDDEN: Final = _FOREIGN | {
    "script", "style", "iframe", "title", "template", "noembed", "noframes",
    "noscript", "xmp",
}  # fmt: skip

# Control characters, halves of surrogate pairs, what Unicode sets apart as no characters, and what
# editors put where a thing stands, or nothing does.
_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffc\ufffe\uffff]"
)

_LARGEST_GALLERY: Final = 20
#: What a table may be shown as.
CHARTS: Final = ("bar", "line")

_NUMBER = re.compile(r"[0-9]{1,18}")
_LINK = re.compile(r"https?://[^/?#]|mailto:[^?]|tel:.|/(?!/)|#", re.IGNORECASE)
_LINK_GATE = nh3.Cleaner(
    tags={"a"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)

_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_LIGHT = re.compile(r"font-weight:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style:\s*(?:italic|oblique)", re.IGNORECASE)
_UPRIGHT = re.compile(r"font-style:\s*normal", re.IGNORECASE)


class Token(NamedTuple):
    """A start tag (`start` and `attributes`), an end tag (`end`) or a stretch of `text`.

    Names are in lower case; text and the values of attributes are decoded. Of two attributes with
    one name the first counts.
    """

    start: str = ""
    end: str = ""
    text: str = ""
    attributes: Mapping[str, str] = {}


def tokens(html: str, sheets: list[str] | None = None) -> Iterator[Token]:
    """Yield the tags and texts of `html`, without comments and the content of scripts.

    Its style sheets are added to `sheets`.
    """
    for found in _shown(_CONTROL.sub("", html), [] if sheets is None else sheets):
        if found.type is TokenType.START_TAG:
            yield Token(start=found.tag or "", attributes=_cleaned(found.attrs))
            if found.self_closing and _SELF_CLOSING.fullmatch(found.tag or ""):
                yield Token(end=found.tag or "")
        elif found.type is TokenType.END_TAG:
            yield Token(end=found.tag or "")
        elif found.type is TokenType.TEXT and (text := _visible(found.data or "")):
            yield Token(text=text)


def _shown(html: str, sheets: list[str], *, again: bool = False) -> Iterator[Found]:
    """Yield what the tokenizer finds, but for hidden elements and all that is in them.

    What stands in for scripts is text to a tokenizer, and is read `again`, once.
    """
    hidden, depth = "", 0
    for found in _office(html):
        opens = found.type is TokenType.START_TAG
        if not hidden and not (opens and _is_hidden(found)):
            yield found
        elif opens and found.self_closing and found.tag in _FOREIGN:
            continue  # A browser takes <script/> for open, and only these for closed.
        elif found.tag == (hidden := hidden or found.tag or ""):
            if opens and not depth and hidden in {"iframe", "svg"}:
                yield found  # of which something may be kept, or has to be told
            depth += 1 if opens else -1
            hidden = hidden if depth else ""
        elif hidden == "noscript" and found.type is TokenType.TEXT and not again:
            yield from _shown(found.data or "", sheets, again=True)
        elif hidden == "style" and found.type is TokenType.TEXT:
            sheets.append(found.data or "")


def _office(html: str) -> Iterator[Found]:
    """Yield what the tokenizer finds, with the formulas that Word hides in remarks, and without
    the pictures of them that it shows to others."""
    pictured = False
    for found in tokenize(html):
        remark = found.data or "" if found.type is TokenType.COMMENT else ""
        if remark.startswith(_FORMULA):
            yield from tokenize(remark.partition(">")[2])
        pictured = remark == _PICTURED or (pictured and remark != "[endif]")
        if not pictured:
            yield found


def _is_hidden(found: Found) -> bool:
    """Whether what is in it is not shown; a template that a page puts in by itself is."""
    return found.tag in _HIDDEN and not (
        found.tag == "template" and found.attr("shadowrootmode") is not None
    )


def _visible(text: str) -> str:
    """Return text with what entities have brought in taken out again."""
    return _CONTROL.sub("", text)


def _cleaned(attributes: list[tuple[str, str]] | None) -> dict[str, str]:
    return {name: _CONTROL.sub("", value) for name, value in attributes or ()}


def safe_link(address: str) -> str:
    """Return an address that a story may link to, or "" for all others.

    Allowed are http, https, mailto, tel, paths on this site (one leading /) and #fragments.
    """
    # Browsers ignore these three inside an address: "java\nscript:" runs.
    url = re.sub(r"[\t\n\r]", "", address).strip()
    url = re.sub(r"""[\s"<>\\`]""", lambda character: quote(character[0]), url)
    if len(url) > _LONGEST_LINK or not _LINK.match(url):
        return ""
    # nh3 drops what doesn't parse, such as a port above 65535; find out before it is written.
    probe = _LINK_GATE.clean(f'<a href="{escape(url)}">.</a>')
    return url if "href=" in probe else ""


def weight_and_slant(name: str, style: str) -> tuple[bool, bool]:
    """Return whether a tag, with its style attribute, makes text bold, and italic.

    Google Docs wraps all that it copies into a <b> whose style says that it is not bold.
    """
    strong = name in {"b", "strong"} and not _LIGHT.search(style)
    em = name in {"i", "em"} and not _UPRIGHT.search(style)
    return strong or bool(_BOLD.search(style)), em or bool(_ITALIC.search(style))


def cell_head(attributes: Mapping[str, str], *, is_head: bool) -> str:
    """Return the canonical attributes of a table's cell: spans that say something, and a scope."""
    head = ""
    for name in ("colspan", "rowspan"):
        value = attributes.get(name, "")
        if re.fullmatch(r"[0-9]{1,3}", value) and 1 < int(value) <= _WIDEST_SPAN:
            head += f' {name}="{int(value)}"'
    scope = attributes.get("scope", "").lower() if is_head else ""
    return head + (f' scope="{scope}"' if scope in _SCOPES else "")


def chart_head(attributes: Mapping[str, str]) -> str:
    """Return the canonical attribute of a table that is shown as a chart; "" for any other."""
    kind = attributes.get("data-chart", "")
    return f' data-chart="{kind}"' if kind in CHARTS else ""


def figure_head(attributes: Mapping[str, str]) -> str:
    """Return a figure's canonical attributes, or "" if it shows neither pictures nor player.

    A gallery of one is a picture.
    """
    picture = numbers(attributes.get("data-picture", ""))[:1]
    gallery = numbers(attributes.get("data-gallery", ""))[:_LARGEST_GALLERY]
    player = parse_embed(attributes.get("data-embed", ""))
    poster = attributes.get("data-poster", "")
    size = attributes.get("data-size", "")
    if picture:
        head = f' data-picture="{picture[0]}"'
    elif len(gallery) > 1:
        head = f' data-gallery="{" ".join(map(str, gallery))}"'
    elif gallery:
        head = f' data-picture="{gallery[0]}"'
    elif player:
        head = f' data-embed="{player.source_url.replace("&", "&amp;")}"'
        head += "".join(f' data-poster="{pk}"' for pk in numbers(poster)[:1])
    else:
        return ""
    return head + (f' data-size="{size}"' if size in ("column", "wide", "full") else "")


def numbers(value: str) -> list[int]:
    """Return the positive numbers in an attribute, parted by blanks, each once.

    What is not one, or too long for a row's, is left out.
    """
    found = (int(word) for word in value.split() if _NUMBER.fullmatch(word))
    return list(dict.fromkeys(filter(None, found)))
