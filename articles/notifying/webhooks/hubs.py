"""Hubs (WebSub) hear which feeds have changed, in few posts: what changes within some seconds is
said at once.

What a publisher says to its hub is left open by WebSub; this is what PubSubHubbub said, which hubs
still hear: `hub.mode=publish` with a `hub.url` for each feed. Some read `hub.topic`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from articles.lib.outside import posting
from articles.models import Article, Author, Category, HubPing, Topic

logger = logging.getLogger(__name__)

#: How long a change waits for others.
TOGETHER = timedelta(seconds=5)
TRIED = timedelta(days=1)
#: Changes that are joined, and feeds named in one post.
MOST_JOINED, MOST_NAMED = 500, 60
#: Whoever sets up a hub trusts it, wherever it is.
EVERYWHERE = [ip_network("0.0.0.0/0"), ip_network("::/0")]
FORMS: tuple[dict[str, str], ...] = ({}, {"form": "atom"}, {"form": "json"})
#: By the noun of a key: whose feed that is.
FEEDS: dict[str, tuple[str, Any]] = {
    "section": ("section-feed", Category),
    "author": ("author-feed", Author),
    "topic": ("topic-feed", Topic),
}
ALONE = {"front": "feed", "corrections": "corrections-feed"}


def heard(keys: Iterable[str], **_more: Any) -> None:
    """In the transaction of a change: have the hubs hear of what it touches."""
    if not settings.WEBSUB_HUBS or not settings.SITE_URL:
        return
    nouns = {"article", *FEEDS, *ALONE}
    if kept := sorted(key for key in keys if key.partition(":")[0] in nouns):
        later = timezone.now() + TOGETHER
        HubPing.objects.bulk_create(
            HubPing(hub=hub, keys=kept, next_try_at=later) for hub in settings.WEBSUB_HUBS
        )


def work() -> int:
    """Tell the hubs what is due; returns how many changes are done with."""
    done = 0
    hubs = HubPing.due().order_by().values_list("hub", flat=True).distinct()
    for hub in list(hubs):
        rows = HubPing.claim_some(HubPing.due().filter(hub=hub), MOST_JOINED)
        done += _tell(hub, rows)
    return done


def _tell(hub: str, rows: list[HubPing]) -> int:
    now = timezone.now()
    why = "" if hub in settings.WEBSUB_HUBS else "no hub of ours any more"
    if not why:
        try:
            feeds = feeds_of(key for row in rows for key in row.keys)
            for first in range(0, len(feeds), MOST_NAMED):
                _post(hub, feeds[first : first + MOST_NAMED])
        except (posting.Away, posting.NotAllowed) as error:
            return _put_off(hub, rows, str(error), now)
    HubPing.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _put_off(hub: str, rows: list[HubPing], why: str, now: datetime) -> int:
    logger.warning("The hub %s was not told: %s", hub, why)
    old = [row for row in rows if now - row.asked_at > TRIED]
    for row in rows:
        if row in old:
            row.delete()
        else:
            row.put_off(why)
    return len(old)


def _post(hub: str, feeds: Iterable[str]) -> None:
    said = [("hub.mode", "publish")]
    for feed in feeds:
        said += [("hub.url", feed), ("hub.topic", feed)]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = posting.post(hub, urlencode(said).encode(), headers, allowed=EVERYWHERE)
    if not 200 <= answer.status < 300:
        raise posting.Away(f"{answer.status} {' '.join(answer.text.split())[:150]}".strip())


def feeds_of(keys: Iterable[str]) -> list[str]:
    """The addresses of the feeds that show what has these keys; at most four queries."""
    numbers: dict[str, set[int]] = {noun: set() for noun in ("article", *ALONE, *FEEDS)}
    for key in keys:
        noun, _colon, number = key.partition(":")
        if noun in numbers:
            numbers[noun].add(int(number))
    if numbers["article"]:
        numbers["front"].add(1)
        _note_stories(numbers)
    return [f"{settings.SITE_URL}{path}" for path in _paths(numbers)]


def _note_stories(numbers: dict[str, set[int]]) -> None:
    """With what a story stands in, whose words alone have changed."""
    stories = Article.objects.filter(pk__in=numbers["article"]).order_by()
    rows = stories.values_list("section", "byline__author", "taggings__tag")
    for found in rows:
        for noun, number in zip(FEEDS, found, strict=True):
            if number is not None:
                numbers[noun].add(number)


def _paths(numbers: dict[str, set[int]]) -> Iterator[str]:
    for noun, name in ALONE.items():
        if numbers[noun]:
            yield from (reverse(name, kwargs=form) for form in FORMS)
    for noun, (name, model) in FEEDS.items():
        if numbers[noun]:
            slugs = model.objects.filter(pk__in=numbers[noun]).order_by("pk")
            for slug in slugs.values_list("slug", flat=True):
                yield from (reverse(name, kwargs={"slug": slug, **form}) for form in FORMS)
