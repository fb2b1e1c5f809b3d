"""Topics looked after: renamed, merged, deleted, and all of it undone.

All verbs raise NotAllowed with a sentence for the editor, and PermissionDenied. `by` is the
person; None is the house itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib.addresses import readable
from articles.lib.text.slugs import slug_for
from articles.models.changes.log import Entry, record, record_change
from articles.models.changes.outbox import announce
from articles.models.common.named import place_of
from articles.models.desk.reading import about, first_of
from articles.models.lifecycle.workflow import UNSEEN, NotAllowed
from articles.models.search.document import write_anew
from articles.models.story.article import Article, ArticleQuerySet
from articles.models.topics.merging import merge
from articles.models.topics.names import (
    ADD,
    FormerTopic,
    TopicChange,
    again,
    chunks,
    find,
    free_slug,
    give_back,
    give_up,
    keep,
    key_of,
    make,
    tidy,
    topics_known,
    topics_named,
)
from articles.models.topics.steps import (
    CHANGE,
    DELETE,
    Verb,
    ask,
    described,
    done,
    keys_of_topics,
    listed,
    lock_taggings,
    locked,
    pairs,
)
from articles.models.topics.taxonomy import Tagging, Topic
from articles.signals import topics_are_back, topics_go

__all__ = [
    "CHANGE",
    "DELETE",
    "FormerTopic",
    "TopicChange",
    "Touched",
    "add",
    "again",
    "delete",
    "merge",
    "rename",
    "topics_known",
    "topics_named",
    "touches",
    "undo",
]

#: Beyond, a count says "more than".
COUNTED = 1_000
#: So many of the stories are shown.
SHOWN = 10
#: The stories saved last, whose working copies are looked through for a name.
LATEST = 1_000


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change of topics would touch, as far as the person may know of it."""

    #: Of the COUNTED newest those that are live or within reach, and those of them that are live.
    stories: int
    live: int
    more: bool
    sample: list[Article]
    #: Of the topics, and of the names that they had before.
    addresses: list[str]
    #: Stories that are out, within reach and among the LATEST, whose working copy says a name.
    working: int


def touches(topics: Sequence[Topic], by: Any) -> Touched:
    """What changing `topics` would touch, in at most eight queries."""
    stories = Article.objects.all()
    within, visible = stories.within_reach_of(by), stories.visible()
    newest = stories.order_by("-publish_at", "-pk")
    # By numbers, which are looked up as they are, however many stories a topic has.
    tagged = first_of(newest, about(topic.pk for topic in topics), COUNTED + 1)
    known = (within | visible).filter(pk__in=tagged[:COUNTED]).order_by()
    known = known.only("state", "publish_at", "expires_at")
    former = FormerTopic.objects.filter(topic__in=topics)
    called: list[Topic | FormerTopic] = [*topics]
    called += sorted(former, key=lambda one: place_of(one.name))
    latest = stories.not_binned().order_by("-modified_at", "-pk").values("pk")[:LATEST]
    changed = within.filter(pk__in=latest, working__isnull=False).exclude(state__in=UNSEEN)
    changed = changed.exclude(working=F("released"))
    names = {key_of(one.name) for one in called}
    said = changed.values_list("working__content__topics", flat=True)
    return Touched(
        stories=len(known),
        live=sum(story.is_visible for story in known),
        more=len(tagged) > COUNTED,
        sample=_shown(within, tagged),
        addresses=[readable(Topic(slug=one.slug).get_absolute_url()) for one in called],
        working=sum(1 for some in said if names & set(map(key_of, some))),
    )


def _shown(stories: ArticleQuerySet, tagged: Sequence[int]) -> list[Article]:
    """The first of those numbers that are among the stories; one query."""
    found = stories.filter(pk__in=tagged).order_by(F("publish_at").desc(nulls_last=True), "-pk")
    return list(found.defer("body", "search_text")[:SHOWN])


def add(name: str, by: Any, description: str = "") -> Topic:
    """Make a topic. To make one of a former name asks for the right to change topics."""
    with transaction.atomic():
        name = _proper(name)
        ask(by, CHANGE if find(FormerTopic.objects.all(), [name]) else ADD)
        _ask_free([name])
        give_up([name])
        made = make(name, description)
        record(Entry.Verb.TOPIC_ADD, by, title=name, topic=made.pk, after={"name": name})
        return made


def describe(topic: Topic, description: str, by: Any) -> None:
    """Give `topic` another description."""
    with transaction.atomic():
        ask(by, CHANGE)
        there = locked([topic])[0]
        was, there.description = there.description, description
        there.save(update_fields=["description"])
        label = str(Topic._meta.get_field("description").verbose_name)
        record_change(
            Entry.Verb.TOPIC_EDIT,
            by,
            {"description": was},
            {"description": description},
            labels={"description": label},
            title=topic.name,
            topic=topic.pk,
        )


def rename(topic: Topic, name: str, by: Any) -> TopicChange | None:
    """Give `topic` another name, and the address that goes with it; the old ones lead on.

    None where it has that name already.
    """
    with transaction.atomic():
        ask(by, CHANGE)
        name, there = _proper(name), locked([topic])[0]
        if name == there.name:
            return None
        _ask_free([name], but=[there.pk])
        was, same = described(there), key_of(name) == key_of(there.name)
        gave = give_up([name, there.name])
        there.name = name
        if slug_for(name) != slug_for(was["name"]):
            there.slug = free_slug(name, there.pk)
        there.save(update_fields=["name", "slug"])
        kept = [] if same else [keep(was, there.pk)]
        topic.name, topic.slug = there.name, there.slug
        into = {"pk": there.pk, "name": name}
        details = {"topics": [was], "into": into, "kept": kept, "gave": gave}
        details |= {"names": [] if same else [key_of(name)], "meant": was["name"]}
        summary = _("“%(old)s” renamed to “%(new)s”") % {"old": was["name"], "new": name}
        return done(Verb.RENAME, by, summary, details, keys_of_topics([there.pk]))


def delete(topic: Topic, by: Any) -> TopicChange:
    """Take `topic` off all stories and away; its addresses are not found any more."""
    with transaction.atomic():
        ask(by, DELETE)
        lock_taggings([topic.pk])
        there = locked([topic])[0]
        keys, taggings = keys_of_topics([there.pk]), Tagging.objects.filter(tag=there)
        former = list(there.former.values_list("name", flat=True))
        gone = described(there, dropped=pairs(taggings).get(there.pk, []))
        details: dict[str, Any] = {"topics": [gone], "gave": give_up(former), "kept": []}
        details["names"] = [key_of(name) for name in (there.name, *former)]
        write_anew(taggings.values("content_object"))
        taggings.delete()
        topics_go.send(Topic, numbers=[there.pk], into=None, by=by)
        Topic.objects.filter(pk=there.pk).delete()
        summary = _("%(old)s deleted") % {"old": listed([gone])}
        return done(Verb.DELETE, by, summary, details, keys)


def undo(change: TopicChange, by: Any) -> int:
    """Make it as it was before, but for stories that were changed since, which stay as they are.

    Returns how many of those there are, as far as the person may know of them.
    """
    with transaction.atomic():
        change = TopicChange.objects.select_for_update().filter(pk=change.pk).get()
        ask(by, DELETE if change.verb == Verb.DELETE else CHANGE)
        if change.undone_at:
            raise NotAllowed(_("This is already undone."))
        details = change.details
        gone: list[dict[str, Any]] = details["topics"]
        into = details["into"]["pk"] if "into" in details else None
        there = locked([Topic(pk=into)])[0] if into else None
        if there and change.verb == Verb.RENAME and there.name != details["into"]["name"]:
            raise NotAllowed(_("The topic has been renamed since; undo that first."))
        names = [old["name"] for old in gone]
        # Those of a merging that was interrupted are still there.
        _ask_free(names, but=[into or 0, *(old["pk"] for old in gone)])
        FormerTopic.objects.filter(pk__in=details["kept"], topic=into).delete()
        give_up(names)
        left = _bring_back(change, into)
        if change.verb != Verb.RENAME:
            topics_are_back.send(Topic, numbers=[old["pk"] for old in gone], into=into, by=by)
        give_back(details["gave"])
        change.undone_at = timezone.now()
        change.save(update_fields=["undone_at"])
        record(Entry.Verb.TOPIC_UNDO, by, title=change.summary, change=change.pk, left=len(left))
        announce(
            keys_of_topics([old["pk"] for old in gone]) | ({f"topic:{into}"} if into else set())
        )
        known = Article.objects.within_reach_of(by) | Article.objects.visible()
        return sum(known.filter(pk__in=some).count() for some in chunks(list(left)))


def _bring_back(change: TopicChange, into: int | None) -> set[int]:
    """Name or make the topics as they were; returns the stories that stay as they are."""
    gone = change.details["topics"]
    for old in gone:
        taken = Topic.objects.filter(slug=old["slug"]).exclude(pk=old["pk"]).exists()
        slug = free_slug(old["name"], old["pk"]) if taken else old["slug"]
        if change.verb == Verb.RENAME:
            Topic(pk=old["pk"], name=old["name"], slug=slug).save(update_fields=["name", "slug"])
            continue
        fields = {name: old[name] for name in ("pk", "name", "description")}
        if not Topic.objects.filter(pk=old["pk"]).exists():
            Topic(**fields, slug=slug).save(force_insert=True)
        former = FormerTopic.objects.filter(pk__in=old["former"], topic=into)
        former.update(topic=old["pk"])
    # What stood beside the topic that stayed comes first: it asks for that one.
    left = [
        _tag_again(old, some, into, change.at) for old in gone for some in chunks(old["dropped"])
    ]
    left += [
        _move_back(old, some, into, change.at) for old in gone for some in chunks(old["moved"])
    ]
    return set().union(*left)


def _move_back(old: dict[str, Any], rows: Any, into: int | None, since: datetime) -> set[int]:
    """Give the topic the taggings back that went over to `into` and are still there."""
    stay = _rewritten(old, rows, since)
    there = Tagging.objects.filter(pk__in=[pk for pk, _story in rows], tag=into)
    numbers = [pk for pk, story in there.values_list("pk", "content_object") if story not in stay]
    Tagging.objects.filter(pk__in=numbers).update(tag=old["pk"])
    return {story for pk, story in rows} - {story for pk, story in rows if pk in set(numbers)}


def _tag_again(old: dict[str, Any], rows: Any, into: int | None, since: datetime) -> set[int]:
    """Make the topic's taggings anew on the stories that are there, and still have `into`."""
    stay = _rewritten(old, rows, since)
    there = Article.objects.filter(pk__in=[story for _pk, story in rows]).only(
        "state", "publish_at"
    )
    if into:
        there = there.filter(taggings__tag=into)
    stories = {story.pk: story for story in there if story.pk not in stay}
    Tagging.objects.bulk_create(
        Tagging(
            pk=pk, content_object_id=number, tag_id=old["pk"], listed_at=stories[number].listed_at
        )
        for pk, number in rows
        if number in stories
    )
    return {number for _pk, number in rows} - stories.keys()


def _rewritten(old: dict[str, Any], rows: Any, since: datetime) -> set[int]:
    """The stories whose row holds a revision that was written since and does not say the name."""
    unseen = Q(state__in=UNSEEN)
    newer = Q(unseen, working__at__gt=since) | Q(~unseen, released__at__gt=since)
    told = Article.objects.filter(newer, pk__in=[story for _pk, story in rows])
    columns = ("pk", "state", "working__content__topics", "released__content__topics")
    return {
        pk
        for pk, state, working, released in told.values_list(*columns)
        if key_of(old["name"]) not in map(key_of, working if state in UNSEEN else released)
    }


# --- Inside a transaction ---------------------------------------------------------


def _proper(name: str) -> str:
    name = tidy(name)
    if not name:
        raise NotAllowed(_("A topic needs a name."))
    return name


def _ask_free(names: Sequence[str], but: Sequence[int] = ()) -> None:
    for topic in find(Topic.objects.exclude(pk__in=but), names).values():
        raise NotAllowed(_("There is already a topic “%s”.") % topic.name)
