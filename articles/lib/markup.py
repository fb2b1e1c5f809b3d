"""Reading HTML as it comes: tags, attributes, entities, links and styles.

Every pattern here runs in time proportional to its input: alternatives consume what they scan,
so that nothing is scanned twice, however the input is broken.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Final, NamedTuple
from urllib.parse import quote

import nh3

_LONGEST_LINK = 2000
_WIDEST_SPAN = 100

# Their content is text to a browser, not markup, and none of it belongs to a story.
_RAW: Final = {
    name: re.compile(rf"</{name}(?=[\s/>])[^>]*+>?", re.IGNORECASE | re.ASCII)
    for name in ("script", "style", "iframe", "title", "textarea", "noembed", "noframes", "xmp")
}
# Their content is markup, and may hold another one of the same name.
_HIDDEN: Final = frozenset({"template", "svg", "math", "xml"})

_ATTRIBUTE = re.compile(
    r"""([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)(?:"|\Z)|'([^']*+)(?:'|\Z)|([^\s>]*+)))?+""",
    re.ASCII,
)
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|</(?P<end>[a-z][^\s/>]*+)[^>]*+>?"
    rf"|<(?P<start>[a-z][^\s/>]*+)(?P<attributes>(?:[\s/]*+{_ATTRIBUTE.pattern})*+)[\s/]*+>?"
    r"|<[!?/][^>]*+>?"
    r"|(?P<text>(?:[^<]++|<(?![a-z!?/]))++)",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
# Control characters, halves of surrogate pairs, and what Unicode sets apart as no characters.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")
_LONG_NUMBER = re.compile(r"&#[0-9]{8,};?")  # int() refuses thousands of digits
# An attribute's &copy=1 is no entity: there, only what ends in a semicolon is one.
_REFERENCE = re.compile(r"&(?:#[0-9]+|#x[0-9a-f]+|[a-z][a-z0-9]{0,31});", re.IGNORECASE | re.ASCII)

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

    Names are in lower case; text is decoded, with each white space as one blank.
    """

    start: str = ""
    end: str = ""
    text: str = ""
    attributes: str = ""


def tokens(html: str) -> Iterator[Token]:
    """Yield the tags and texts of `html`, without comments and the content of scripts."""
    html = _CONTROL.sub("", html)
    position, hidden, depth = 0, "", 0
    while found := _TOKEN.match(html, position):
        position = found.end()
        start, end = (found["start"] or "").lower(), (found["end"] or "").lower()
        if hidden:
            depth += (start == hidden) - (end == hidden)
            hidden = hidden if depth else ""
        elif start in _HIDDEN:
            hidden, depth = start, 1
        elif start in _RAW:
            closing = _RAW[start].search(html, position)
            position = closing.end() if closing else len(html)
        elif start or end:
            yield Token(start, end, attributes=found["attributes"] or "")
        elif text := _decoded(found["text"] or ""):
            yield Token(text=text)


def _decoded(text: str) -> str:
    plain = unescape(_LONG_NUMBER.sub("\ufffd", text))
    return _WHITE_SPACE.sub(" ", _CONTROL.sub("", plain))


def attributes_of(source: str) -> dict[str, str]:
    """Return a tag's attributes, decoded; of two with one name the first counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(source):
        value = _LONG_NUMBER.sub("\ufffd", double or single or bare)
        value = _REFERENCE.sub(lambda reference: unescape(reference[0]), value)
        found.setdefault(name.lower(), _CONTROL.sub("", value))
    return found


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


def cell_head(attributes: Mapping[str, str]) -> str:
    """Return the canonical attributes of a table's cell: the spans that say something."""
    head = ""
    for name in ("colspan", "rowspan"):
        value = attributes.get(name, "")
        if re.fullmatch(r"[0-9]{1,3}", value) and 1 < int(value) <= _WIDEST_SPAN:
            head += f' {name}="{int(value)}"'
    return head
