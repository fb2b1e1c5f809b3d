"""Who plans what: editors for their sections and for none, managing editors everywhere.

Whoever is asked to do something sees that, and those whom a section was given see what is planned
for it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from articles.models.story.rights import ALL, Right, is_at_desk, know, sections_of

PLAN = "articles.plan_coverage"


def may_plan(person: Any, section: int | None = None, *, anywhere: bool = False) -> bool:
    """Whether `person` may plan coverage of `section` (None: of no section); with `anywhere`, any
    at all. None is the house itself. One query for a person, as `may` asks it."""
    if person is None:
        return True
    know(person)
    if not (is_at_desk(person) and person.has_perm(PLAN)):
        return False
    if anywhere or section is None or person.has_perm(ALL):
        return True
    return section in sections_of(person)


def sees_planning(person: Any) -> bool:
    """Whether there is anything of planning for `person` at all."""
    know(person)
    return is_at_desk(person) and bool(person.has_perm(PLAN) or person.has_perm(Right.VIEW.value))


def seen_by(person: Any) -> Q:
    """The plans that `person` sees, as a condition, but for those that they are asked to do."""
    if person is None or (is_at_desk(person) and person.has_perm(PLAN) and person.has_perm(ALL)):
        return Q()
    if not sees_planning(person):
        return Q(pk__in=[])
    found = Q(created_by=person.pk) | Q(section__in=sections_of(person))
    return found | Q(section=None) if person.has_perm(PLAN) else found
