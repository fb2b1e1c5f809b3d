"""Whom something concerns: whose story it is, and who could approve it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from articles.models.people.bylines import Byline
from articles.models.story.rights import ALL, OF_SECTIONS, Owned, Right, holders_of


def owners_of(story: Owned) -> set[int]:
    """The numbers of the accounts whose story it is: begun by them, assigned to them, or under
    their name. One query."""
    names = Byline.objects.order_by().filter(article=story.pk, author__user__isnull=False)
    found = {story.created_by_id, story.assignee_id, *names.values_list("author__user", flat=True)}
    return {one for one in found if one is not None}


def approvers_of(story: Owned) -> set[int]:
    """The numbers of the accounts that may approve and publish it. One query."""
    governing = Q(pk__in=_holders(ALL))
    if story.section_id is not None:
        theirs = Q(sections_given=story.section_id)
        governing |= Q(pk__in=_holders(OF_SECTIONS)) & theirs
    holders = holders_of(Right.PUBLISH.value).filter(governing, is_staff=True)
    return set(holders.order_by().values_list("pk", flat=True).distinct())


def _holders(permission: str) -> QuerySet[Any]:
    return holders_of(permission).order_by().values("pk")
