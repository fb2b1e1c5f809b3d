"""The one sanitiser: whatever comes in, the canonical form of a story's body comes out.

The canonical form: blocks follow one another without white space, attributes stand in one order,
and text is escaped as browsers do.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import nh3
from django.conf import settings

from articles.lib import incoming
from articles.lib.html.blocks import ASIDES, CONTAINERS
from articles.lib.html.builder import Builder
from articles.lib.html.markup import tokens
from articles.lib.html.suggestions import TOLD, View, has_suggestions
from articles.lib.incoming.report import Report

_NONE: Final = frozenset[str]()
_SPANS: Final = frozenset({"colspan", "rowspan"})
#: The tags of the canonical form, each with its attributes. The editor's schema knows the same.
KNOWN: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(CONTAINERS, _NONE),
    **dict.fromkeys(("strong", "em", "s", "sub", "sup", "hr", "br", "tbody"), _NONE),
    **dict.fromkeys(("p", "h2", "h3"), frozenset({"id"})),
    "a": frozenset({"href"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "li": frozenset({"value"}),
    "td": _SPANS,
    "th": _SPANS | {"scope"},
    "figure": frozenset({"data-picture", "data-gallery", "data-size", "data-embed", "data-poster"}),
    "table": frozenset({"data-chart"}),
    "aside": frozenset({"class"}),
    "small": frozenset({"class"}),
    **dict.fromkeys(("ins", "del"), frozenset({"data-suggestion"})),
}
for _name in TOLD:
    KNOWN[_name] |= {"data-ins", "data-del"}
_GATE: Final = nh3.Cleaner(
    tags=set(KNOWN),
    attributes={name: set(kept - {"class"}) for name, kept in KNOWN.items()},
    allowed_classes={"aside": set(ASIDES), "small": {"footnote"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
# `tokens` lets no such character through, so that it can stand for another one.
_AMPERSAND: Final = "\ufdd0"


# A save sanitises the same text at each of its doors: form, revision, checks, row.
@lru_cache(maxsize=8)
def sanitise(html: str) -> str:
    """Return the canonical, safe form of a story's body, whatever is passed in, without the
    suggestions in it: as it was before them.

    Sanitising the result changes nothing. Takes time in proportion to the length of `html`, and
    never raises. nh3 is the second gate: our own parser comes first because a standard one opens
    unclosed bold again in every later block, so that a megabyte of it grows to gigabytes, and
    because it can't see the lists in Word's paragraphs.
    """
    return cleaned(html, Report())


@lru_cache(maxsize=8)
def working(html: str) -> str:
    """Return what `sanitise` does, with the suggestions in it: of a text that is being written."""
    return cleaned(html, Report(), view=View.WORKING)


def before_suggestions(html: str) -> str:
    """Return a text as it was before the suggestions in it; one without any as it is."""
    return sanitise(html) if has_suggestions(html) else html


def taken(html: str) -> str:
    """Return the text as it would be with all suggestions in it taken."""
    return cleaned(html, Report(), view=View.AFTER)


def cleaned(
    html: str,
    report: Report,
    *,
    language: str = "",
    pictures: Mapping[int, int] | None = None,
    view: View = View.BEFORE,
) -> str:
    """Return what `sanitise` does, and tell what that changed or left out; see `incoming.plain`."""
    language = language or settings.LANGUAGE_CODE
    builder, sheets = Builder(view), list[str]()
    row = list(tokens(html, sheets))
    row = list(incoming.plain(row, report, language=language, pictures=pictures, sheets=sheets))
    for token in row:
        builder.take(token)
    # nh3 takes time in proportion to the square of the ampersands in one text.
    gated = _GATE.clean(builder.finish().replace("&amp;", _AMPERSAND))
    return gated.replace(_AMPERSAND, "&amp;")
