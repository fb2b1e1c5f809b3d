"""Where readers see a picture, and whether what they saw it in was taken away from them.

`PictureUse` holds more than that: also what unpublished changes will show. So whoever asks here
looks into the texts themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.models.fronts.told.in_play import LIVE
from articles.models.fronts.told.pictures import on_fronts
from articles.models.lifecycle.workflow import State, lasting
from articles.models.people.authors import Author
from articles.models.pictures.picture import Picture
from articles.models.pictures.replacing import FormerFile
from articles.models.pictures.uses import PictureUse
from articles.models.publication.pages import Page
from articles.models.story.article import Article

#: The signs that an upload's hash is made of all come before this one.
AFTER_HEX = "g"
#: What has to be read of a story to know what it shows.
SHOWING = ("picture", "body", "state", "publish_at", "expires_at")


def stories_with(numbers: Collection[int]) -> QuerySet[Article]:
    """The stories in which one of these pictures is, or will be."""
    return Article.objects.order_by().filter(Q(picture__in=numbers) | Q(pk__in=_with_use(numbers)))


def _with_use(numbers: Collection[int]) -> QuerySet[PictureUse, Any]:
    return PictureUse.objects.filter(picture__in=numbers).values("article")


def in_print(
    numbers: Collection[int], moment: datetime | None = None, but: Q | None = None
) -> set[int]:
    """Those of the pictures that readers have, or will have at an hour that is set, in a story that
    is none of `but`. A query, and the texts that show the others, up to the last of them."""
    there = Article.objects.order_by().filter(lasting(moment or timezone.now()))
    there = there.exclude(but) if but else there
    leads = Exists(there.filter(picture=OuterRef("pk")))
    lead = Picture.objects.order_by().filter(leads, pk__in=numbers)
    found = set(lead.values_list("pk", flat=True))
    wanted = set(numbers) - found
    if not wanted:
        return found
    texts: Any = there.filter(pk__in=_with_use(wanted)).only(*SHOWING).iterator(chunk_size=50)
    for story in texts:
        found |= story.shown_pictures() & wanted
        if wanted <= found:
            break
    return found


def of_upload(digest: str) -> set[int]:
    """The pictures whose file, now or before, has a hash that begins with `digest`."""
    alike = Q(sha256__gte=digest, sha256__lt=digest + AFTER_HEX)
    now = Picture.objects.order_by().filter(alike).values_list("pk", flat=True)
    before = FormerFile.objects.order_by().filter(alike).values_list("picture", flat=True)
    return set(now.union(before))


def is_taken_away(numbers: Collection[int]) -> bool:
    """Whether readers had these pictures in a story that was withdrawn or has ended, and see them
    in nothing else now. What no reader had yet was not taken away."""
    now = timezone.now()
    gone = Q(state=State.WITHDRAWN) | Q(state=State.PUBLISHED, expires_at__lte=now)
    had = stories_with(numbers).filter(gone, first_published_at__lte=now)
    # What readers see comes first: of a picture that is used a lot, that is the first look.
    seen = stories_with(numbers).visible(now)  # type: ignore[attr-defined]
    if not numbers or _any_shows(seen, numbers) or not _any_shows(had, numbers):
        return False
    return not (
        Author.objects.filter(picture__in=numbers).exists()
        or Page.objects.filter(is_published=True, pictures__in=numbers).exists()
        or any(how == LIVE for uses in on_fronts(numbers).values() for _front, how in uses)
    )


def _any_shows(stories: QuerySet[Article], numbers: Collection[int]) -> bool:
    if stories.filter(picture__in=numbers).exists():
        return True
    wanted = set(numbers)
    # Those that have it over them were asked already.
    texts: Iterable[Article] = (
        stories.filter(pk__in=_with_use(numbers)).only(*SHOWING).iterator(chunk_size=50)
    )
    return any(story.shown_pictures() & wanted for story in texts)
