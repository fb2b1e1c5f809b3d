"""Who may put a banner over every page: those with the permission who publish in its section."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from articles.models.story.rights import ALL, OF_SECTIONS, Right, is_at_desk, know, sections_of
from articles.models.topics.taxonomy import Category

BREAK = "articles.break_news"


def may_break(person: Any, section: int | None = None, *, anywhere: bool = False) -> bool:
    """Whether `person` may put up, change and take down banners of `section`; with `anywhere`, of
    any section at all. None is the house itself. One query for a person, as `may` asks it."""
    if person is None:
        return True
    know(person)
    if not (is_at_desk(person) and person.has_perm(BREAK) and person.has_perm(Right.PUBLISH.value)):
        return False
    if person.has_perm(ALL):
        return True
    if not person.has_perm(OF_SECTIONS):
        return False
    given = sections_of(person)
    return bool(given) if anywhere else section in given


def sections_for(person: Any) -> QuerySet[Category]:
    """The sections in which `person` may break news, in their order."""
    if not may_break(person, anywhere=True):
        return Category.objects.none()
    if person is None or person.has_perm(ALL):
        return Category.objects.all()
    return Category.objects.filter(pk__in=sections_of(person))
