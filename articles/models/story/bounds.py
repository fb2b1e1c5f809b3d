"""How much a story holds: generous for whoever writes, and enough for its pages to stay quick.

What a story has already may stay and be shortened; it may not grow past a bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.lib.html import canonical
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.story import content as contents
from articles.models.story.content import Content
from articles.models.story.rights import Owned

#: Of a text as it is kept: characters with its mark-up, and paragraphs, items, cells, links and
#: other marks together. 20,000 words are some 125,000 characters in a thousand parts.
CHARACTERS, PARTS = 500_000, 10_000
MAX_PICTURES = 300
MAX_PER_STORY = {"topics": 30, "authors": 30}
#: Of what is said with a verb: a note, a reason.
NOTE = 2_000


def unreadable(body: str) -> str:
    """Why `body` is not even read, in a sentence; "" where it is."""
    return "" if contents.is_readable(body) else _too_long(len(body), body.count("<") // 2)


def too_long(body: str, before: str = "") -> str:
    """Why a text is not kept that was `before` until now, in a sentence; "" where it is."""
    if sentence := unreadable(body):
        return sentence
    length, parts = len(body), body.count("<") // 2
    longer, more = length > max(CHARACTERS, len(before)), parts > max(PARTS, before.count("<") // 2)
    if longer or more:
        return _too_long(length, parts)
    if (pictures := len(canonical.picture_ids(body))) > max(
        MAX_PICTURES, len(canonical.picture_ids(before))
    ):
        said = _("The text shows %(count)d pictures; at most %(most)d can be shown in one story.")
        return said % {"count": pictures, "most": MAX_PICTURES}
    return ""


def _too_long(length: int, parts: int) -> str:
    said = _(
        "The text has %(length)s characters and %(parts)s paragraphs, cells, links and other "
        "parts; at most %(most)s and %(most_parts)s are kept. Nothing is lost: please move part "
        "of it to another story."
    )
    numbers = {"length": length, "parts": parts, "most": CHARACTERS, "most_parts": PARTS}
    return said % {name: f"{number:,}" for name, number in numbers.items()}


def problems(given: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields of `given`, cleaned content, that hold too much, each with a sentence."""
    if said := too_long(given["body"], before["body"]):
        yield "body", said
    for name, most in MAX_PER_STORY.items():
        if len(given[name]) > max(most, len(before[name])):
            said = _("%(field)s: %(count)d are too many; a story can have %(most)d.")
            count = len(given[name])
            yield name, said % {"field": _label(name), "count": count, "most": most}
    for name in contents.TEXTS:
        most = _field(name).max_length
        if most and len(given[name]) > max(most, len(before[name])):
            said = _("%(field)s: %(count)d characters are too many; at most %(most)d are kept.")
            count = len(given[name])
            yield name, said % {"field": _label(name), "count": count, "most": most}


def within(given: Mapping[str, Any], before: Mapping[str, Any]) -> Content:
    """`given` as cleaned content. Raises NotAllowed where it holds too much."""
    if said := unreadable(str(given.get("body") or "")):
        raise NotAllowed(said)
    content = contents.cleaned(given)
    if found := [said for _name, said in problems(content, before)]:
        raise NotAllowed(" ".join(found))
    return content


def short(note: str) -> str:
    """What is said with a verb. Raises NotAllowed where it is too long."""
    if len(note) > NOTE:
        said = _("The note has %(count)d characters; at most %(most)d are kept.")
        raise NotAllowed(said % {"count": len(note), "most": NOTE})
    return note


def _field(name: str) -> Any:
    return Owned._meta.get_field(name)


def _label(name: str) -> str:
    return str(capfirst(str(_field(name).verbose_name)))
