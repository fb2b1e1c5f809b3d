"""Documents that are written anew in the background: after an upgrade, or where a name changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.lib.html import canonical
from articles.lib.searching.folding import VERSION
from articles.models import Article, Byline, SearchDocument, SearchDue, Tagging
from articles.models.search.document import Draft, draft, write, write_anew

#: Stories whose documents are written in one transaction.
AT_ONCE = 100


def documents_of(stories: Iterable[Article]) -> list[Draft]:
    """The documents that these stories should have now: two queries for all of them. Their words
    are folded anew."""
    stories = list(stories)
    numbers = [one.pk for one in stories]
    authors, topics = defaultdict[int, dict[int, str]](dict), defaultdict[int, dict[int, str]](dict)
    names = Byline.objects.filter(article__in=numbers).order_by("order", "pk")
    for number, pk, name in names.values_list("article", "author", "author__name"):
        authors[number][pk] = name
    tags = Tagging.objects.filter(content_object__in=numbers).order_by("pk")
    for number, pk, name in tags.values_list("content_object", "tag", "tag__name"):
        topics[number][pk] = name
    for story in stories:
        story.search_text = story.folded(canonical.plain_text(story.body))
    return [draft(story, authors[story.pk], topics[story.pk]) for story in stories]


def write_due(most: int = AT_ONCE) -> int:
    """Write at most so many of the documents that are due, the newest stories' first; returns how
    many were. Whoever writes a story meanwhile is waited for."""
    with transaction.atomic():
        numbers = list(SearchDue.objects.order_by("-story").values_list("story", flat=True)[:most])
        if not numbers:
            return 0
        rows = Article.objects.filter(pk__in=numbers).order_by("pk")
        write(documents_of(rows.defer("search_text").select_for_update(of=("self",))))
        SearchDue.objects.filter(story__in=numbers).delete()
    return len(numbers)


def all_due() -> int:
    """Have all documents written anew; returns how many stories that are, about."""
    write_anew(Article.objects.values("pk"))
    return SearchDue.objects.count()


def outdated_due() -> bool:
    """Have those documents written anew that another folding made; whether there are any. Looks at
    an index alone."""
    old = SearchDocument.objects.exclude(version=VERSION)
    if (
        not old.filter(version__lt=VERSION).exists()
        and not old.filter(version__gt=VERSION).exists()
    ):
        return False
    write_anew(old.values("story"))
    return True


def latest_due(span: timedelta) -> None:
    """Have those documents written anew whose stories were saved last: an index is looked at."""
    latest = Article.objects.filter(modified_at__gte=timezone.now() - span)
    write_anew(latest.values("pk"))


def drift(numbers: Iterable[int]) -> list[int]:
    """Which of these stories have another document than they should."""
    rows = Article.objects.filter(pk__in=list(numbers)).order_by("pk").defer("search_text")
    wanted = {one.story: (one.text, one.place, one.is_public) for one in documents_of(rows)}
    fields = ("text", "place", "is_public")
    there = {
        story: tuple(rest)
        for story, *rest in SearchDocument.objects.filter(story__in=list(wanted)).values_list(
            "story", *fields
        )
    }
    return [story for story, document in wanted.items() if there.get(story) != document]


def checked(
    stop: Callable[[], bool] = lambda: False, *, repair: bool = True
) -> Iterable[tuple[int, list[int]]]:
    """Go through all stories, some at a time; yields after each step how many were looked at, and
    which of them had a wrong document, which is written anew, or are there no more, whose document
    is taken away."""
    last, seen = 0, 0
    while not stop():
        numbers = list(
            Article.objects.filter(pk__gt=last)
            .order_by("pk")
            .values_list("pk", flat=True)[:AT_ONCE]
        )
        wrong, orphans = drift(numbers), _orphans(last, numbers)
        gone = list(orphans.values_list("story", flat=True))
        if wrong and repair:
            write_anew(Article.objects.filter(pk__in=wrong).values("pk"))
        if gone and repair:
            orphans.delete()
        seen += len(numbers)
        yield seen, wrong + gone
        if not numbers:
            return
        last = numbers[-1]


def _orphans(after: int, numbers: Sequence[int]) -> QuerySet[SearchDocument]:
    """The documents of no story, up to the last of these that are there; behind all of them."""
    found = SearchDocument.objects.filter(story__gt=after).exclude(story__in=numbers)
    return found.filter(story__lte=numbers[-1]) if numbers else found
