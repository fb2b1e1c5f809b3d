"""A story that somebody had open and may not change any more: what became of it, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models.changes.log import Entry
from articles.models.story.article import Article
from articles.models.story.revision import Autosave
from articles.models.story.rights import ALL, OF_SECTIONS, Right, may, sections_of

#: So many versions are looked through for the one that moved the story.
LOOKED_THROUGH = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did it, and when."""

    by: int | None
    name: str
    at: datetime
    #: Whether it lies in the bin.
    in_bin: bool = False

    @property
    def when(self) -> str:
        """The hour, and the day where it is another one."""
        local = timezone.localtime(self.at)
        told = {"day": date_format(local, "j F"), "hour": date_format(local, "H:i")}
        if local.date() == timezone.localdate():
            return _("at %(hour)s") % told
        return _("on %(day)s at %(hour)s") % told


def what_became(number: int, person: Any) -> str:
    """Why `person` can't write in story `number` any more: who deleted or moved it, and when.

    Only those who had it open, or reach it in the bin, are told so much; to all others a story that
    is not theirs is as one that never was. Some queries.
    """
    if in_bin_of(person, number):
        return deleted(deletions([number]).get(number), person)
    if not Autosave.objects.filter(by_id=person.pk, story_number=number).exists():
        return _("This story was deleted, or isn’t yours to change.")
    story = (
        Article.objects.select_related("section")
        .only("section", "binned_at")
        .filter(pk=number)
        .first()
    )
    if story is None or story.is_binned:
        return deleted(deletions([number]).get(number), person)
    if not may(person, Right.EDIT):
        return _("Your role no longer lets you change stories.")
    by_section = person.has_perm(OF_SECTIONS) and not person.has_perm(ALL)
    if by_section and story.section_id not in sections_of(person):
        return _moved(story, person)
    return _(
        "You are no longer assigned to this story or named in its byline, so you can’t change it."
    )


def in_bin_of(person: Any, number: int) -> Article | None:
    """The story of that number, where it lies in the bin and `person` reaches it."""
    binned = Article.objects.in_bin_of(person).select_related("section")
    return binned.defer("body", "search_text").filter(pk=number).first()


def deletions(numbers: Iterable[int]) -> dict[int, Deed]:
    """Who deleted which of these stories, or put it into the bin: two queries."""
    wanted = sorted(numbers)
    columns = ("by", "by_name", "at")
    binned = Entry.objects.filter(verb=Entry.Verb.BIN, article__in=wanted)
    binned = binned.filter(article__binned_at__isnull=False).order_by("at")
    found = Entry.objects.filter(verb=Entry.Verb.DELETE, details__number__in=wanted).order_by("at")
    rows = binned.values_list("article", *columns)
    deeds = {number or 0: Deed(by, name, at, in_bin=True) for number, by, name, at in rows}
    gone = found.values_list("details__number", *columns)
    return deeds | {number: Deed(by, name, at) for number, by, name, at in gone}


def deleted(deed: Deed | None, person: Any) -> str:
    """What is said of a story that is not there any more."""
    if deed is None:
        return _("This story was deleted.")
    told = {"name": deed.name, "when": deed.when}
    if deed.in_bin:
        return _binned(deed, told, person)
    if deed.by == person.pk:
        return _("You deleted this story %(when)s.") % told
    if not deed.name:
        return _("This story was deleted %(when)s.") % told
    return _("This story was deleted by %(name)s %(when)s.") % told


def _binned(deed: Deed, told: dict[str, str], person: Any) -> str:
    if deed.by == person.pk:
        return _("You moved this story to the bin %(when)s.") % told
    if not deed.name:
        return _("This story was moved to the bin %(when)s.") % told
    return _("%(name)s moved this story to the bin %(when)s.") % told


def _moved(story: Article, person: Any) -> str:
    if story.section is None:
        return _("This story was removed from its section, so it’s no longer in one of yours.")
    told = {"section": story.section.name}
    deed = _mover(story)
    if deed is None:
        return _("%(section)s is no longer one of your sections.") % told
    told |= {"name": deed.name, "when": deed.when}
    if deed.by == person.pk:
        return (
            _("You moved this story %(when)s to %(section)s, which isn’t one of your sections.")
            % told
        )
    if not deed.name:
        return (
            _("This story was moved %(when)s to %(section)s, which isn’t one of your sections.")
            % told
        )
    return (
        _("%(name)s moved this story %(when)s to %(section)s, which isn’t one of your sections.")
        % told
    )


def _mover(story: Article) -> Deed | None:
    """Who saved the first of the newest versions that stand in its section; None where it stood
    there as far as one can see."""
    newest = story.revisions.order_by("-number")
    columns = ("content__section", "by", "by_name", "at")
    mover = None
    for section, by, name, at in newest.values_list(*columns)[:LOOKED_THROUGH]:
        if section == story.section_id:
            mover = Deed(by, name, at)
        elif mover is not None:
            return mover
    return None
