"""What an edition would change for readers, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.fronts.drawing import page_for
from articles.models.fronts.defaults import default
from articles.models.fronts.edition import Edition
from articles.models.fronts.front import Front
from articles.models.fronts.page import PageBlock
from articles.models.fronts.told.comparing import Difference, Spot, compare_pages
from articles.models.topics.taxonomy import Category

#: So many of a kind are named.
MAX_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Changes:
    """What comes, goes and moves, a sentence each."""

    comes: list[str] = field(default_factory=list)
    goes: list[str] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)


def compared(front: Front, old: Edition | None, new: Edition | None) -> Changes:
    """All that readers would see change if they got `new` in the place of `old`, now; None stands
    for the page as it is without an edition."""
    before, after = _blocks(front, old), _blocks(front, new)
    found = compare_pages(before, after)
    names = {block.block.id: block.heading for block in [*before, *after]}
    stories = {
        place.story.pk: place.card.headline for block in [*before, *after] for place in block.places
    }

    def where(spot: Spot | None) -> str:
        return f"{names.get(spot[0], '')} {spot[1]}" if spot else ""

    def said(one: Difference) -> str:
        places = [place for place in (where(one.was), where(one.now)) if place]
        return f"{stories.get(one.story, one.story)} ({' → '.join(places)})"

    return Changes(
        _some(said(one) for one in found.comes),
        _some(said(one) for one in found.goes),
        _some(said(one) for one in found.moves),
    )


def scheduled_words(front: Front) -> list[str]:
    """What is scheduled already, and will replace what is published now."""
    words = _("Edition %(n)d is scheduled for %(when)s and will replace this.")
    return [
        words
        % {
            "n": launch.edition.number,
            "when": date_format(timezone.localtime(launch.at), "j F, H:i"),
        }
        for launch in front.scheduled()
    ]


def _blocks(front: Front, edition: Edition | None) -> list[PageBlock]:
    sections = list(Category.objects.all())
    layout = edition.read() if edition else default(front.key, sections)
    return page_for(front, layout, sections, editing=False).blocks


def _some(sentences: Iterable[str]) -> list[str]:
    told = list(sentences)
    more = len(told) - MAX_SHOWN
    if more <= 1:
        return told
    return [*told[:MAX_SHOWN], ngettext("and %d more", "and %d more", more) % more]
