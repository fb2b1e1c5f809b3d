"""What is done to a story on a front by one click, and how it is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.admin.placing.panel import fronts_of
from articles.models import Article, Front, NotAllowed
from articles.models.fronts.edition import Edition
from articles.models.fronts.layout import Layout

Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in a sentence, and what is posted to undo it."""

    said: str
    undo: dict[str, str] = field(default_factory=dict)


def lead(person: Any, story: Article, given: Given) -> Done:
    """Have it lead the front, at once."""
    front = front_of(person, given.get("front", "home"))
    was = _live_layout(front)
    edition = front.place(story, person)
    said = (
        _("Leads %(front)s.")
        if story.is_visible
        else _("Leads %(front)s as soon as it is live; until then its place is filled.")
    )
    return _done(front, edition, said % {"front": front}, was)


def place(person: Any, story: Article, given: Given) -> Done:
    """Pin it to a place of a block, until an end; also to give another end to where it stands."""
    front = front_of(person, given.get("front", ""))
    was = _live_layout(front)
    at, until = given.get("at", ""), _moment(given.get("until", ""))
    number = int(at) if at.isascii() and at.isdigit() and len(at) < 4 else 0
    edition = front.place(story, person, given.get("block") or None, number, until)
    said = (
        _("Placed on %(front)s.")
        if story.is_visible
        else _("Placed on %(front)s; it is shown as soon as the story is live.")
    )
    return _done(front, edition, said % {"front": front}, was)


def take_off(person: Any, story: Article, given: Given) -> Done:
    """Take it off the front."""
    front = front_of(person, given.get("front", ""))
    edition = front.take_off(story, person)
    if edition is None:
        return Done(_("It is no longer on %(front)s.") % {"front": front})
    said = _("Taken off %(front)s.") % {"front": front}
    if coming := front.scheduled_with(story):
        told = _(
            "The edition scheduled for %(at)s still has it: take it off there too, or it returns."
        )
        said += " " + told % {"at": _hour(coming[0].at)}
    live = front.live()
    undo = _undo(front, edition) if live and live.edition_id == edition.pk else {}
    return Done(said, undo)


def take_off_scheduled(person: Any, story: Article, given: Given) -> Done:
    """Take it out of what is scheduled on the front."""
    front = front_of(person, given.get("front", ""))
    made = front.take_off_scheduled(story, person)
    if not made:
        return Done(_("It isn’t in the edition scheduled on %(front)s.") % {"front": front})
    said = _("Removed from the edition of %(front)s scheduled for %(at)s.")
    at = ", ".join(_hour(one.at) for one in made)
    return Done(said % {"front": front, "at": at}, {"do": "undo_scheduled", "front": front.key})


def undo_scheduled(person: Any, story: Article, given: Given) -> Done:
    """Take that back."""
    front = front_of(person, given.get("front", ""))
    if not front.undo_scheduled(story, person):
        raise NotAllowed(_("The front has changed since. Edit it on its own page."))
    return Done(_("Undone: %(front)s is as it was.") % {"front": front})


def undo(person: Any, story: Article, given: Given) -> Done:
    """Take back one of these."""
    front = front_of(person, given.get("front", ""))
    number = given.get("edition", "")
    known = front.pk and number.isascii() and number.isdigit() and len(number) < 10
    edition = front.editions.filter(number=int(number)).first() if known else None
    if edition is None:
        raise NotAllowed(_("This edition no longer exists. Reload the page and try again."))
    front.undo(edition, story, person)
    return Done(_("Undone: %(front)s is as it was.") % {"front": front})


def weigh(person: Any, story: Article, given: Given) -> Done:
    """Say how important it is."""
    value = given.get("importance", "")
    if value and value not in {"1", "2", "3", "4", "5"}:
        raise NotAllowed(_("Choose an importance from 1 to 5."))
    was = story.importance
    story.weigh(int(value) if value else None, person)
    said = _("Importance set to %(n)s.") % {"n": value} if value else _("Importance cleared.")
    return Done(said, {"do": "weigh", "importance": str(was or "")})


DEEDS: dict[str, Callable[[Any, Article, Given], Done]] = {
    "lead": lead,
    "place": place,
    "take_off": take_off,
    "take_off_scheduled": take_off_scheduled,
    "undo": undo,
    "undo_scheduled": undo_scheduled,
    "weigh": weigh,
}


def front_of(person: Any, key: str) -> Front:
    """The front of that key, for those who may lay it out. Raises PermissionDenied."""
    found = fronts_of(person).get(key)
    if found is None:
        raise PermissionDenied(_("You may not lay out this front."))
    return found


def _done(front: Front, edition: Edition, said: str, was: Layout) -> Done:
    """With what had to go for it, and what will replace it."""
    gone = was.stories() - edition.read().stories()
    there = Article.objects.not_binned().filter(pk__in=gone or ())
    titles = there.values_list("headline", flat=True)
    parts = [
        said,
        *(_("There is no room left for “%(story)s”.") % {"story": one} for one in titles),
    ]
    coming = front.scheduled()
    if coming:
        parts.append(
            _("Edition %(n)d, scheduled for %(at)s, will replace this.")
            % {"n": coming[0].edition.number, "at": _hour(coming[0].at)}
        )
    return Done(" ".join(parts), _undo(front, edition))


def _undo(front: Front, edition: Edition) -> dict[str, str]:
    return {"do": "undo", "front": front.key, "edition": str(edition.number)}


def _live_layout(front: Front) -> Layout:
    live = front.live()
    return live.edition.read() if live else Layout()


def _hour(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j M, H:i")


def _moment(text: str) -> datetime | None:
    """What was typed. Raises ValidationError."""
    found: datetime | None = forms.DateTimeField(required=False).clean(text)
    return found
