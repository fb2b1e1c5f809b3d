"""Telling the newsroom's chats of something, in the transaction of what is told.

What is done to a story is in its log, and is heard there (`hear`); what is not is said by `say`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models.changes.log import Entry
from articles.models.chats.hook import LONGEST_NOTE, ChatHook, ChatMessage, Event
from articles.signals import notices_wait

#: What is published with an older date, as by an import, is no news to anybody.
NEWS = timedelta(hours=1)
VERBS = {
    Entry.Verb.PUBLISH: Event.PUBLISHED,
    Entry.Verb.CORRECT: Event.CORRECTED,
    Entry.Verb.BREAK_NEWS: Event.BREAKING,
    Entry.Verb.WITHDRAW: Event.WITHDRAWN,
    Entry.Verb.SUBMIT: Event.SUBMITTED,
    Entry.Verb.SUBMIT_CHANGES: Event.SUBMITTED,
    Entry.Verb.RETURN: Event.RETURNED,
    Entry.Verb.RETURN_CHANGES: Event.RETURNED,
    Entry.Verb.FAILED: Event.FAILED,
}
#: Of these the log's note is for the log: why warnings were passed over, until when a banner is up.
WITHOUT_NOTE = {Event.PUBLISHED, Event.BREAKING}


def hear(story: Any, entries: Iterable[Entry]) -> None:
    """Tell chats of what was done to `story`; one query where any of it is told of at all."""
    for one in entries:
        event = VERBS.get(Entry.Verb(one.verb))
        if event is None or (event == Event.PUBLISHED and _is_old(story)):
            continue
        words = one.details.get("words", "") if event == Event.BREAKING else ""
        note = "" if event in WITHOUT_NOTE else one.note
        say(event, story=story, by=one.by_id, title=words, note=note)


def _is_old(story: Any) -> bool:
    return story.publish_at is None or story.publish_at < timezone.now() - NEWS


def say(
    event: Event,
    *,
    story: Any = None,
    section: int | None = None,
    by: int | None = None,
    title: str = "",
    note: str = "",
) -> None:
    """Tell the chats that hear of `event` in the story's section, or in `section`."""
    section = story.section_id if story is not None else section
    hooks = [one for one in ChatHook.objects.filter(is_on=True) if one.hears(event, section)]
    if not hooks:
        return
    article = story.pk if story is not None else None
    if event == Event.BREAKING and article:
        # Said once: the story that went out for the banner is named with it.
        same = ChatMessage.objects.filter(article=article, event=Event.PUBLISHED)
        same.filter(hook__in=hooks, claimed_until=None).delete()
    ChatMessage.objects.bulk_create(
        ChatMessage(
            hook=one,
            event=event,
            article_id=article,
            by_id=by,
            title=title[:300],
            note=" ".join(note.split())[:LONGEST_NOTE],
        )
        for one in hooks
    )
    transaction.on_commit(lambda: notices_wait.send(ChatMessage), robust=True)
