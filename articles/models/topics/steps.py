"""What every change of topics does: asks, locks, and keeps what undoing it needs.

To be called within a transaction. `by` is the person; None is the house itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.models.changes.log import Entry, record
from articles.models.changes.outbox import announce
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.topics.names import TopicChange
from articles.models.topics.taxonomy import Tagging, Topic

CHANGE, DELETE = "articles.change_topic", "articles.delete_topic"
#: Live stories that are announced one by one; more follow from the keys of their topics.
ANNOUNCED = 1_000

Verb = TopicChange.Verb
ENTRIES = {
    Verb.RENAME: Entry.Verb.TOPIC_RENAME,
    Verb.MERGE: Entry.Verb.TOPIC_MERGE,
    Verb.DELETE: Entry.Verb.TOPIC_DELETE,
}


def ask(by: Any, permission: str) -> None:
    """Raise PermissionDenied for those who may not."""
    if by is not None and not (by.is_active and by.has_perm(permission)):
        raise PermissionDenied(_("You may not do this with topics."))


def locked(topics: Sequence[Topic]) -> list[Topic]:
    """The topics as they are now, kept from others until the transaction ends."""
    numbers = {topic.pk for topic in topics}
    there = list(Topic.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    if len(there) < len(numbers):
        raise NotAllowed(_("One of these topics no longer exists."))
    return there


def lock_taggings(numbers: list[int]) -> None:
    """Before the topics: a story that is saved has locked them when it asks for its topics."""
    if connection.features.has_select_for_update:
        taggings = Tagging.objects.select_for_update().filter(tag__in=numbers)
        list(taggings.order_by("pk").values_list("pk", flat=True))


def described(topic: Topic, **more: Any) -> dict[str, Any]:
    """The topic as it is, to be made anew."""
    fields = {name: getattr(topic, name) for name in ("pk", "name", "slug", "description")}
    return fields | {"moved": [], "dropped": [], "former": []} | more


def pairs(taggings: QuerySet[Tagging]) -> dict[int, list[list[int]]]:
    """By topic: the numbers of its taggings, each with its story's."""
    found: dict[int, list[list[int]]] = {}
    for tag, pk, story in taggings.order_by("pk").values_list("tag", "pk", "content_object"):
        found.setdefault(tag, []).append([pk, story])
    return found


def keys_of_topics(topics: list[int]) -> set[str]:
    """What shows the topics, or their live stories."""
    live = Tagging.objects.filter(tag__in=topics, listed_at__isnull=False).order_by("-listed_at")
    stories = live.values_list("content_object", flat=True)[:ANNOUNCED]
    named = {f"{noun}:{pk}" for pk in topics for noun in ("topic", "tag")}
    return named | {f"article:{pk}" for pk in stories}


def listed(topics: Sequence[dict[str, Any]]) -> str:
    """The names of the first few, and how many more."""
    names = ", ".join(f"“{topic['name']}”" for topic in topics[:2])
    if len(topics) <= 2:
        return names
    return _("%(names)s and %(number)d more") % {"names": names, "number": len(topics) - 2}


def kept_change(
    verb: TopicChange.Verb,
    by: Any,
    summary: str,
    details: dict[str, Any],
    change: TopicChange | None = None,
) -> TopicChange:
    """Keep what undoing needs, of a new change or of one that goes on."""
    change = change or TopicChange(verb=verb, by_id=by.pk if by is not None else None)
    change.summary, change.details = summary[:300], details
    change.save()
    return change


def done(
    verb: TopicChange.Verb,
    by: Any,
    summary: str,
    details: dict[str, Any],
    keys: set[str],
    change: TopicChange | None = None,
) -> TopicChange:
    """Keep what undoing needs, log it and announce it."""
    change = kept_change(verb, by, summary, details, change)
    record(ENTRIES[verb], by, title=summary, change=change.pk)
    if "into" in details:
        keys = keys | {f"topic:{details['into']['pk']}"}
    announce(keys)
    return change
