"""Where readers see a picture, and whether what they saw it in was taken away from them.

`PictureUse` holds more than that: also what unpublished changes will show. So whoever asks here
looks into the texts themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models.fronts.told.in_play import LIVE
from articles.models.fronts.told.pictures import on_fronts
from articles.models.lifecycle.workflow import State
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
    inside = PictureUse.objects.filter(picture__in=numbers).values("article")
    return Article.objects.order_by().filter(Q(picture__in=numbers) | Q(pk__in=inside))


def in_print(numbers: Collection[int], moment: datetime | None = None) -> QuerySet[Article]:
    """Those of them that readers have, or will have at an hour that is set."""
    moment = moment or timezone.now()
    return stories_with(numbers).filter(
        Q(expires_at=None) | Q(expires_at__gt=moment), state=State.PUBLISHED
    )


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
    if not numbers or not _any_shows(had, numbers):
        return False
    return not (
        Author.objects.filter(picture__in=numbers).exists()
        or Page.objects.filter(is_published=True, pictures__in=numbers).exists()
        or _any_shows(stories_with(numbers).visible(now), numbers)  # type: ignore[attr-defined]
        or any(how == LIVE for uses in on_fronts(numbers).values() for _front, how in uses)
    )


def _any_shows(stories: QuerySet[Article], numbers: Collection[int]) -> bool:
    if stories.filter(picture__in=numbers).exists():
        return True
    wanted = set(numbers)
    texts: Iterable[Article] = stories.only(*SHOWING).iterator(chunk_size=50)
    return any(story.shown_pictures() & wanted for story in texts)
