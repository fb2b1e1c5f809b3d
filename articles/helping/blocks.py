"""A block of a translation, as a model gives it: of its source's form or none. It can put in no
link, picture or player that its source has not."""

from __future__ import annotations

import re
from html import escape

from django.utils.translation import gettext as _

from articles.helping.answers import listed, plain
from articles.helping.client import NoAnswer
from articles.lib.html import canonical
from articles.lib.html.reading import opens, pieces
from articles.lib.html.sanitiser import cleaned
from articles.lib.incoming.report import Report
from articles.lib.merging.merge import blocks

#: What may stand anywhere in a text, and be left out.
_INLINE = frozenset({"a", "strong", "em", "s", "sub", "sup", "br", "small"})
_RUNS = frozenset({"p", "h2", "h3"})
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_PLACE, _PLACE_LED_TO = re.compile(r' id="[^"]*"'), re.compile(r' href="#([^"]+)"')
_NOTE = re.compile(r"<small\b.*?</small>", re.DOTALL)


def block(said: str, source: str) -> str:
    """The one translation in an answer, as canonical HTML of the form of `source`. Raises
    NoAnswer."""
    given = _one(said)
    made = _cleaned(given, source)
    if not canonical.plain_text(made, captions=True):
        raise NoAnswer(_("The language model had no proposals."))
    if _too_long(canonical.plain_text(made, captions=True), source):
        raise NoAnswer(_("The language model’s answer is too long to be read. Ask again."))
    if _form(made) != _form(source):
        made = _in_its_place(made, source)
    made = _own_links(made, source)
    if made.count("<small") > source.count("<small"):
        made = _NOTE.sub("", made)
    return _with_places(_cleaned(made, source), source)


def text(said: str, source: str, longest: int) -> str:
    """The one translation in an answer, as a line of text. Raises NoAnswer."""
    made = plain(_one(said), longest)
    if not made:
        raise NoAnswer(_("The language model had no proposals."))
    return made


def _one(said: str) -> str:
    found = listed(said)
    if len(found) != 1:
        raise NoAnswer(_("The language model’s answer can’t be read. Ask again."))
    return found[0]


def _too_long(words: str, source: str) -> bool:
    return len(words) > 5 * len(source) + 300


def _cleaned(html: str, source: str) -> str:
    """Canonical. The places that the source leads to are in other blocks, without which links
    there would be dropped."""
    there = dict.fromkeys(_PLACE_LED_TO.findall(source))
    if not there:
        return cleaned(html, Report())
    others = [f'<p id="{place}">{place}</p>' for place in there]
    return "".join(blocks(cleaned(html + "".join(others), Report()))[: -len(others)])


def _form(html: str) -> list[str]:
    """The tags that make blocks, with all that they say but for what leads to them."""
    found = [piece for piece in pieces(html) if piece.tag and piece.tag not in _INLINE]
    return [_PLACE.sub("", one.source or "") for one in found]


def _with_places(made: str, source: str) -> str:
    """With what other blocks' links lead to, as the source has it."""
    heads = [piece.source or "" for piece in pieces(source) if piece.tag not in _INLINE]
    for head in filter(_PLACE.search, heads):
        made = made.replace(_PLACE.sub("", head), head, 1)
    return made


def _in_its_place(made: str, source: str) -> str:
    """Words that came in another block, in the source's; of a list or a table there is no telling
    which belongs where."""
    head = next(iter(pieces(source)), None)
    if head is None or not opens(head, *_RUNS) or len(_form(source)) != 2:
        raise NoAnswer(_("The language model changed the form of a block. Ask again."))
    parts = blocks(made)
    if len(parts) == 1 and opens(first := next(iter(pieces(made))), *_RUNS):
        inner = made[len(first.source or "") : made.rindex("</")]
    else:
        inner = escape(canonical.plain_text(made).replace("\n", " "), quote=False)
    return f"{head.source}{inner}</{head.tag}>"


def _own_links(made: str, source: str) -> str:
    """Without the links that the source does not have; their words stay."""
    there = {found[1] for found in _LINK.finditer(source)}
    return _LINK.sub(lambda found: found[0] if found[1] in there else found[2], made)
