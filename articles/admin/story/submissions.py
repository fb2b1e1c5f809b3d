"""Submitted changes of live stories, for the dashboard."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet

from articles.admin.dashboard.problem import of_stories
from articles.models import Article, ArticleQuerySet, Right, State, Submission
from articles.models.story.rights import ALL, OF_SECTIONS, sections_of


def submissions_for(
    person: Any, stories: ArticleQuerySet, most: int
) -> tuple[list[Submission], list[Submission]]:
    """In one query, at most so many each: those that an editor gave back to this person, newest
    first, and those that this person may publish, first come first served."""
    back = _returned_to(person, stories).values("pk")[:most]
    waiting = _waiting_for(person).values("pk")[:most]
    rows = Submission.objects.select_related("article__section")
    rows = rows.defer("article__body", "article__search_text")
    found = list(rows.filter(Q(pk__in=back) | Q(pk__in=waiting)).order_by("at", "pk"))
    returned = [(one.returned_at, one) for one in found if one.returned_at is not None]
    returned.sort(key=itemgetter(0), reverse=True)
    return [one for _at, one in returned], [one for one in found if one.returned_at is None]


def _waiting_for(person: Any) -> QuerySet[Submission]:
    if not person.has_perm(Right.PUBLISH.value):
        return Submission.objects.none()
    # Not one's own.
    waiting = Submission.objects.filter(returned_at__isnull=True).exclude(by=person.pk)
    if not person.has_perm(ALL):
        theirs = Article.objects.filter(section__in=governed(person))
        waiting = waiting.filter(of_stories(theirs))
    return waiting.order_by("at", "pk")


def _returned_to(person: Any, stories: ArticleQuerySet) -> QuerySet[Submission]:
    """To who submitted them, or whose story it is."""
    own = Article.objects.filter(Q(created_by=person.pk) | Q(assignee=person.pk))
    mine = Q(by=person.pk) | Q(of_stories(own))
    back = Submission.objects.filter(mine, of_stories(stories), returned_at__isnull=False)
    return back.exclude(returned_by=person.pk).order_by("-returned_at", "-pk")


def in_review(stories: ArticleQuerySet) -> QuerySet[Article]:
    """Drafts in review, and stories with submitted changes, last saved first."""
    drafts = Article.objects.filter(state=State.IN_REVIEW).order_by().values("pk")
    changes = Submission.objects.filter(returned_at__isnull=True).order_by().values("article")
    return stories.filter(pk__in=drafts.union(changes)).order_by("-modified_at", "-pk")


def governed(person: Any) -> Iterable[int]:
    """The sections in which this person says what readers get."""
    return sections_of(person) if person.has_perm(OF_SECTIONS) else []
