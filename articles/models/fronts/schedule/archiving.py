"""What becomes of a front whose section or topic goes: it is kept, with all its editions.

It is archived under the name that it had: nobody works on it, readers are not offered it, what was
scheduled is cancelled. It is there again when its topic is. The front of a topic that is merged
moves to the topic that stays, where that has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.changes.log import Entry
from articles.models.changes.outbox import announce
from articles.models.common.actors import Actor
from articles.models.fronts.front import Front
from articles.models.fronts.rows import LONGEST_KEYS, key_of, noted_as
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.story.rights import ALL
from articles.models.topics.taxonomy import Category, Topic


def archive(front: Front, by: Actor = None) -> int:
    """Keep the front whose section or topic is about to go; returns how many scheduled launches
    were cancelled with it."""
    with transaction.atomic():
        front.lock()
        if front.is_archived:
            return 0
        name, coming = str(front), front.scheduled()
        words = _("The section was deleted.") if front.section_id else _("The topic was deleted.")
        front.archived_at, front.name = timezone.now(), name[:100]
        front.section = front.topic = None
        _save(front)
        for launch in coming:
            front.cancelled(launch, by, words)
        front.log(Entry.Verb.FRONT_ARCHIVE, by, note=words, cancelled=len(coming))
        announce({noted_as(front.key)})
        return len(coming)


def bring_back(front: Front, by: Actor, section: Category | None = None) -> None:
    """Let an archived front be that of its topic, which is there again; or of a `section`, whose
    own front nobody has laid out. What was scheduled stays cancelled. Raises NotAllowed and
    PermissionDenied."""
    with transaction.atomic():
        front.lock()
        front.ask(by)
        if not front.is_archived:
            raise NotAllowed(_("“%(front)s” is not archived.") % {"front": front})
        noun: Category | Topic | None = section
        if section is None:
            what, _colon, number = front.key.partition(":")
            rows: Any = {"section": Category, "topic": Topic}[what]._base_manager
            noun = rows.filter(pk=number).first()
        if noun is None:
            raise NotAllowed(_("Choose a section that the front is to be of."))
        _give(front, noun, by)


def _give(front: Front, owner: Category | Topic, by: Actor) -> None:
    """Let the front be that of `owner`. Belongs into a transaction that holds its row."""
    section = owner if isinstance(owner, Category) else None
    topic = owner if isinstance(owner, Topic) else None
    key = key_of(section.pk if section else None, topic.pk if topic else None)
    if key != front.key and not _is_free(key):
        raise NotAllowed(_("“%(name)s” has a front already.") % {"name": owner})
    was = str(front)
    front.section, front.topic = section, topic
    front.key, front.archived_at, front.name = key, None, ""
    _save(front)
    front.log(Entry.Verb.FRONT_BRING_BACK, by, note="" if was == str(front) else was)
    announce({noted_as(key)})


def _is_free(key: str) -> bool:
    """Whether no front is known by it, once one that nobody has laid out is taken away."""
    there = Front._base_manager.select_for_update().filter(key=key)
    for front in there:
        if front.working_id is None:
            front.delete()
            return True
    return not there


def _save(front: Front) -> None:
    fields = ["key", "section", "topic", "archived_at", "name", "former_keys"]
    front.save(update_fields=fields)


def topics_go(numbers: Sequence[int], into: int | None, by: Actor, **_kwargs: Any) -> None:
    """Hear within the transaction that deletes topics, or merges them `into` another: one front
    moves to that where it has none, the others are archived."""
    theirs = list(of_topics(numbers))
    # The one that was worked on last moves.
    theirs.sort(key=lambda front: (front.working_id or 0, front.pk), reverse=True)
    if into is not None and theirs and _is_free(key_of(topic=into)):
        _move(theirs.pop(0), into, by)
    for front in theirs:
        archive(front, by)


def _move(front: Front, into: int, by: Actor) -> None:
    front.lock()
    was, topic = str(front), Topic._base_manager.get(pk=into)
    keys = f"{front.former_keys} {front.key}".split()
    while len(" ".join(keys)) > LONGEST_KEYS:
        keys.pop(0)
    front.topic, front.key, front.former_keys = topic, key_of(topic=into), " ".join(keys)
    _save(front)
    note = _("It was the front of “%(topic)s”, which was merged.") % {"topic": was}
    front.log(Entry.Verb.FRONT_MOVE, by, note=note)
    announce({noted_as(front.key)})


def topics_are_back(numbers: Sequence[int], into: int | None, by: Actor, **_kwargs: Any) -> None:
    """Hear within the transaction that undoes it: the fronts are those of the topics again."""
    back = Topic._base_manager.in_bulk(numbers)
    moved = of_topics([into]).first() if into is not None else None
    if moved is not None and moved.former_keys:
        *before, last = moved.former_keys.split()
        topic = back.get(int(last.partition(":")[2]))
        if topic is not None:
            moved.lock()
            moved.former_keys = " ".join(before)
            _give(moved, topic, by)
    keys = [key_of(topic=pk) for pk in back]
    for front in Front._base_manager.filter(key__in=keys).exclude(archived_at=None):
        front.lock()
        _give(front, back[int(front.key.partition(":")[2])], by)


def archive_those_of(section: Category, by: Actor) -> list[tuple[str, int]]:
    """Archive what is the section's before it goes; gives the front's name, where somebody has laid
    it out, and how many scheduled launches were cancelled."""
    fronts = Front._base_manager.filter(section=section.pk).select_related("section")
    told = [(str(front), archive(front, by), front.working_id) for front in fronts]
    return [(name, cancelled) for name, cancelled, is_laid_out in told if is_laid_out]


def owner_goes(instance: Category | Topic, **_kwargs: Any) -> None:
    """Hear of a section or a topic that is being deleted, by whatever way."""
    what = {"section": instance.pk} if isinstance(instance, Category) else {"topic": instance.pk}
    for front in Front._base_manager.filter(**what).select_related("section", "topic"):
        archive(front)


def section_is_there(instance: Category, created: bool, **_kwargs: Any) -> None:
    """Hear of a section that is put back under its own number."""
    if not created:
        return
    rows = Front._base_manager.filter(key=key_of(section=instance.pk)).exclude(archived_at=None)
    for front in rows:
        front.lock()
        _give(front, instance, None)


def of_topics(numbers: Iterable[int]) -> Any:
    """The fronts of the topics of these numbers."""
    return Front._base_manager.filter(topic__in=numbers).select_related("topic").order_by("pk")


def archived_for(person: Any) -> Any:
    """The archived fronts that somebody has laid out, the last archived first; those of others'
    sections are nobody's any more, so that only who lays out all fronts has them."""
    if not (person.is_active and person.has_perm(ALL)):
        return Front.objects.none()
    rows = Front.objects.exclude(archived_at=None).exclude(working=None)
    return rows.select_related("working").order_by("-archived_at", "-pk")
