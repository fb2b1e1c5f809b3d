"""Topics merged: their stories under one of them, their names and addresses leading to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from articles.models.changes.outbox import announce
from articles.models.common.slices import Turn
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.search.document import write_anew
from articles.models.topics.names import FormerTopic, TopicChange, give_up, keep
from articles.models.topics.steps import (
    CHANGE,
    Verb,
    ask,
    described,
    done,
    kept_change,
    keys_of_topics,
    listed,
    lock_taggings,
    locked,
    pairs,
)
from articles.models.topics.taxonomy import Tagging, Topic
from articles.signals import topics_go

#: Taggings that are moved in one go: some hundredths of a second.
SLICE = 1_000


def merge(topics: Iterable[Topic], into: Topic, by: Any) -> TopicChange:
    """Put the stories of `topics` under `into`, once each; the names and addresses of those
    that go lead on. Some fifteen statements, and a few for each topic, however many stories;
    on SQLite as many for each SLICE of them, with others let in between. What is interrupted
    there is undone or finished like any other change.
    """
    topics, change, turn = list(topics), None, Turn()
    while True:
        with transaction.atomic():
            change, is_done = _merge_some(topics, into, by, change)
        if is_done:
            return change
        turn.over()


def _merge_some(
    topics: list[Topic], into: Topic, by: Any, change: TopicChange | None
) -> tuple[TopicChange, bool]:
    """Go on with the merging that `change` is of; whether it is done."""
    ask(by, CHANGE)
    lock_taggings([topic.pk for topic in topics if topic.pk != into.pk])
    there = locked([*topics, into])
    sources = [topic for topic in there if topic.pk != into.pk]
    if not sources:
        raise NotAllowed(_("Please choose another topic to merge with."))
    into = next(topic for topic in there if topic.pk == into.pk)
    numbers = [topic.pk for topic in sources]
    some, is_last = _slice(Tagging.objects.filter(tag__in=numbers))
    dropped, moved, keys = _moved(some, numbers, into)
    before = {old["pk"]: old for old in change.details["topics"]} if change else {}
    gone = [
        described(
            topic,
            moved=[*before.get(topic.pk, {}).get("moved", []), *moved.get(topic.pk, [])],
            dropped=[*before.get(topic.pk, {}).get("dropped", []), *dropped.get(topic.pk, [])],
        )
        for topic in sources
    ]
    details: dict[str, Any] = {"topics": gone, "into": {"pk": into.pk, "name": into.name}}
    details |= {"kept": [], "gave": [], "names": []}
    summary = _("%(old)s merged into “%(new)s”") % {"old": listed(gone), "new": into.name}
    if is_last:
        _let_go(there, into, gone, details, by)
        return done(Verb.MERGE, by, summary, details, keys, change), True
    announce(keys | {f"topic:{into.pk}"})
    return kept_change(Verb.MERGE, by, summary, details, change), False


def _slice(theirs: QuerySet[Tagging]) -> tuple[QuerySet[Tagging], bool]:
    """Those that are moved in one go, and whether they are the last: all of them, where who
    writes one row keeps nobody from writing others."""
    if connection.features.has_select_for_update:
        return theirs, True
    numbers = list(theirs.order_by("pk").values_list("pk", flat=True)[: SLICE + 1])
    is_last = len(numbers) <= SLICE
    return theirs if is_last else theirs.filter(pk__lte=numbers[SLICE - 1]), is_last


def _moved(
    some: QuerySet[Tagging], numbers: list[int], into: Topic
) -> tuple[dict[int, list[list[int]]], dict[int, list[list[int]]], set[str]]:
    """Put taggings under `into`; returns those dropped, since their story has it or another one
    that comes to it, those that were moved, and the keys of what shows it."""
    write_anew(some.values("content_object"))
    first = Q(tag=into) | Q(tag__in=numbers, pk__lt=OuterRef("pk"))
    others = Tagging.objects.filter(first, content_object=OuterRef("content_object"))
    twice = some.filter(Exists(others))
    dropped, keys = pairs(twice), keys_of_topics(numbers)
    twice.delete()
    moved = pairs(some)
    some.update(tag=into)
    return dropped, moved, keys


def _let_go(
    there: list[Topic], into: Topic, gone: list[dict[str, Any]], details: dict[str, Any], by: Any
) -> None:
    """Take the topics away whose stories are all under `into`; their names lead to it."""
    numbers = [old["pk"] for old in gone]
    details["gave"] = give_up([topic.name for topic in there])
    former = FormerTopic.objects.filter(topic__in=numbers)
    led = list(former.values_list("topic", "pk"))
    former.update(topic=into)
    topics_go.send(Topic, numbers=numbers, into=into.pk, by=by)
    Topic.objects.filter(pk__in=numbers).delete()
    for old in gone:
        old["former"] = [pk for number, pk in led if number == old["pk"]]
    details["kept"] = [keep(old, into.pk) for old in gone]
