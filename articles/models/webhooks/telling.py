"""Telling webhooks what becomes of a story, in the transaction in which it does.

What readers have decides, not only the verb: a story that had expired and is changed to be out
again is published, one whose end is put to now is withdrawn.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.models.changes.log import Entry
from articles.models.lifecycle.workflow import State
from articles.models.webhooks.delivery import WebhookDelivery, written
from articles.models.webhooks.webhook import Event, Webhook
from articles.signals import story_wanted

logger = logging.getLogger(__name__)

Verb = Entry.Verb
RELEASES = {Verb.PUBLISH, Verb.PUBLISH_CHANGES, Verb.CORRECT, Verb.RESTORE}
CORRECTIONS = {Verb.CORRECT, Verb.AMEND_CORRECTION, Verb.REMOVE_CORRECTION}
HEARD = RELEASES | CORRECTIONS | {Verb.WITHDRAW, Verb.BREAK_NEWS}


def hear(story: Any, was: Any, entries: Iterable[Entry]) -> None:
    """Tell webhooks of what was done to `story`, which stood as `was` says; one query where any of
    it is told of at all."""
    verbs = {Verb(one.verb) for one in entries} & HEARD
    if not verbs:
        return
    breaking = [one for one in entries if one.verb == Verb.BREAK_NEWS]
    sections = {story.section_id, was.section}
    for event in _happened(story, was, verbs):
        more = {"banner": breaking[0].details["words"]} if event == Event.BREAKING else {}
        say(event, sections, story=story, **more)


def hear_clock(story: Any, *, ended: bool) -> None:
    """Tell webhooks of a story that goes live by the clock, or has ended by it."""
    if _has(story, timezone.now(), ended=ended):
        say(Event.WITHDRAWN if ended else Event.PUBLISHED, {story.section_id}, story=story)


def _happened(story: Any, was: Any, verbs: set[Verb]) -> Iterator[Event]:
    now = timezone.now()
    before, after = _has(was, now), _has(story, now)
    if not after:
        # Its end may have come without anybody having said so yet.
        if before or (Verb.WITHDRAW in verbs and _has(was, now, ended=True)):
            yield Event.WITHDRAWN
        return
    if verbs & RELEASES and (not before or Verb.PUBLISH in verbs):
        yield Event.PUBLISHED
    elif verbs & CORRECTIONS:
        yield Event.CORRECTED
    elif Verb.PUBLISH_CHANGES in verbs:
        yield Event.CHANGED
    if Verb.BREAK_NEWS in verbs:
        yield Event.BREAKING


def _has(story: Any, now: datetime, *, ended: bool = False) -> bool:
    """Whether readers have it, or, with `ended`, had it."""
    if story.state != State.PUBLISHED or story.publish_at is None or story.publish_at > now:
        return False
    return ended or story.expires_at is None or story.expires_at > now


def say(event: Event, sections: Iterable[int | None], *, story: Any = None, **more: Any) -> None:
    """Tell the webhooks that hear of `event` in these sections; `more` stands beside what is said
    of the story. One query where there are none, and those of the story where there are."""
    sections = set(sections)
    hooks = [one for one in Webhook.objects.filter(is_on=True) if one.hears(event, sections)]
    if not hooks:
        return
    now = timezone.now()
    data = {**(_of_story(story.pk, event) if story is not None else {}), **more}
    body = written(event, now, data)
    title = str(story) if story is not None else str(more.get("banner", ""))
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            webhook=one,
            event=event,
            story=story.pk if story is not None else None,
            title=title[:300],
            body=body,
        )
        for one in hooks
    )
    WebhookDelivery.call()


def _of_story(number: int, event: Event) -> dict[str, Any]:
    """What is said of it; what can't be said keeps nobody from publishing."""
    for _hearer, answer in story_wanted.send_robust(sender=Webhook, story=number, event=event):
        if isinstance(answer, dict):
            return answer
        logger.error("Story %d could not be told to webhooks.", number, exc_info=answer)
    return {"number": number}
