"""Topics of the paper that a story may be about: those that it names, and those of stories like it.

However long the text and however large the archive, it costs the same few look-ups of an index.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.lib import searching
from articles.lib.gist.names import Phrase, phrases
from articles.lib.text.slugs import slug_for
from articles.models import Topic
from articles.models.lifecycle.workflow import seen
from articles.models.topics.names import CHUNK, FormerTopic
from articles.models.topics.taxonomy import Tagging

#: So many are proposed.
MOST = 8
#: Topics that a model may choose from, and taggings that are looked through for them.
LISTED, LATEST = 120, 400
#: Stories like this one have a topic in common from so many of them on, and from such a part.
_STORIES, _PART = 2, 0.25
#: A name in a headline, in a standfirst, in the text.
_PLACES = (5.0, 3.0, 1.0)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A topic that there is, and why."""

    pk: int
    name: str
    why: str


def proposed(
    texts: Sequence[str], alike: Mapping[int, float], *, chosen: Collection[int] = ()
) -> list[Proposed]:
    """The topics for a story of these `texts` (headline, standfirst, body), the likeliest first;
    `alike` are the numbers of stories like it with how much they are, `chosen` the topics that it
    has. At most eight queries."""
    ranked = _ranked(texts, alike)
    kept = [Proposed(pk, name, why) for pk, name, why in ranked if pk not in chosen]
    return kept[:MOST]


def to_choose_from(texts: Sequence[str], alike: Mapping[int, float]) -> list[str]:
    """Names of the paper's topics for a model to choose from: those, and the last that were
    written of. A few queries more."""
    likely = [name for _pk, name, _why in _ranked(texts, alike)]
    latest = Tagging.objects.filter(seen(path="content_object__")).order_by("-content_object")
    names = latest.values_list("tag__name", flat=True)[:LATEST]
    return list(dict.fromkeys([*likely[:LISTED], *names]))[:LISTED]


def _ranked(texts: Sequence[str], alike: Mapping[int, float]) -> list[tuple[int, str, str]]:
    found = _named(texts)
    for pk, (name, why, worth) in _shared(alike).items():
        if pk in found:
            there = found[pk]
            found[pk] = (there[0], there[1], there[2] + worth)
        else:
            found[pk] = (name, why, worth)
    ranked = sorted(found.items(), key=lambda item: (-item[1][2], item[1][0]))
    return [(pk, name, why) for pk, (name, why, _worth) in ranked]


_Found = dict[int, tuple[str, str, float]]


def _named(texts: Sequence[str]) -> _Found:
    """The topics whose names, or former names, stand in the texts."""
    held = phrases(texts)
    slugs = list({slug_for(one.text, fallback="topic") for one in held.values()})
    found: _Found = {}
    for start in range(0, len(slugs), CHUNK):
        for pk, called, name in _topics(slugs[start : start + CHUNK]):
            phrase = held.get(tuple(searching.words(called)))
            if phrase is None or not _is_meant(called, phrase):
                continue
            if phrase.place == 2 and phrase.count < 2 and not (phrase.capital or " " in called):
                continue  # a common word, in passing
            worth = _PLACES[phrase.place] + min(phrase.count, 5) + called.count(" ")
            if pk not in found or found[pk][2] < worth:
                found[pk] = (name, _why(phrase), worth)
    return found


def _topics(slugs: list[str]) -> list[tuple[int, str, str]]:
    """The topics of these addresses, and of former names: number, the name that was found, the
    name that it has. Two look-ups of an index."""
    own = Topic.objects.filter(slug__in=slugs).order_by().values_list("pk", "name", "name")
    former = FormerTopic.objects.filter(slug__in=slugs).order_by()
    return [*own, *former.values_list("topic", "name", "topic__name")]


def _is_meant(name: str, phrase: Phrase) -> bool:
    """Who is not WHO: a name all in capitals is meant only where it stands so."""
    shouts = name.isupper() and name.isascii() and len(name) < 6
    return not shouts or name in phrase.written


def _why(phrase: Phrase) -> str:
    if phrase.place == 0:
        return _("in the headline")
    if phrase.place == 1:
        return _("in the standfirst")
    return ngettext("named once", "named %(n)d times", phrase.count) % {"n": phrase.count}


def _shared(alike: Mapping[int, float]) -> _Found:
    """The topics that several stories like this one have: one query."""
    if not alike:
        return {}
    rows = Tagging.objects.filter(seen(path="content_object__"), content_object__in=list(alike))
    votes: dict[int, list[int]] = {}
    names: dict[int, str] = {}
    voters = set[int]()
    for story, pk, name in rows.order_by().values_list("content_object", "tag", "tag__name"):
        votes.setdefault(pk, []).append(story)
        names[pk] = name
        voters.add(story)
    whole = sum(alike[story] for story in voters) or 1.0
    found: _Found = {}
    for pk, stories in votes.items():
        part = sum(alike[story] for story in stories) / whole
        if len(stories) < _STORIES or part < _PART:
            continue
        said = _("on %(n)d similar stories") % {"n": len(stories)}
        found[pk] = (names[pk], said, 6.0 * part)
    return found
