"""What topics are called: the names that they have, those that they had, and what was done.

A name means one topic, whatever its case and however its letters are composed. A name that a
topic had before goes on meaning it. The name of a deleted topic means none: a text that still
says it does not bring the topic back; only adding it again does. The verbs are in `topic_care`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from typing import Any, Self, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.text.naming import LONGEST, former_look_of, key_of, look_of, tidy
from articles.lib.text.slugs import slug_for
from articles.models.common.actors import account
from articles.models.common.readdressed import FormerSlug
from articles.models.common.texts import Line
from articles.models.lifecycle.workflow import seen
from articles.models.topics.taxonomy import Tagging, Topic

__all__ = ["LONGEST", "key_of", "tidy"]

ADD = "articles.add_topic"
#: Rows that are named one by one in a statement.
CHUNK = 900
#: Names that differ but make the same address are told apart by numbers, up to here.
ALIKE = 20
#: Of what is typed to find a topic, so many words are compared.
MAX_WORDS_TYPED = 6


class FormerTopic(FormerSlug):
    """A name that a topic had, or of a topic that went into another one: its address leads on,
    and a text that still says it means the new one."""

    owner = "topic"

    name = Line(max_length=100)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="former")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(Lower("name"), name="former_topic_name_any_case")]

    def __str__(self) -> str:
        return f"{self.name} → {self.topic}"

    @classmethod
    def leading(cls) -> QuerySet[Self]:
        """Those of topics that readers have a story about: no other topic's name is told."""
        visible = Tagging.objects.filter(seen(path="content_object__"), tag=OuterRef("topic"))
        return super().leading().filter(Exists(visible))


class TopicChange(models.Model):
    """What was done to topics, with all that undoing it needs.

    `details`: `topics`, those that were renamed or went, as they were, with their taggings as
    [number, story]: `moved` to another topic or `dropped`; `into`, the one that stayed; `kept`,
    the former names made; `gave`, those removed, as rows; `names`, keys that mean nothing since
    the deletion, or after the renaming is undone what is `meant`.
    """

    class Verb(models.TextChoices):
        """What was done."""

        RENAME = "rename", _("renamed")
        MERGE = "merge", _("merged")
        DELETE = "delete", _("deleted")

    verb = models.CharField(max_length=6, choices=Verb.choices)
    by = account()
    at = models.DateTimeField(default=timezone.now)
    summary = Line(max_length=300)
    details = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("topic change")
        verbose_name_plural = _("topic changes")
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.summary


# --- Names --------------------------------------------------------------------

Row = TypeVar("Row", Topic, FormerTopic)


def topics_named(names: Iterable[str]) -> list[Topic]:
    """The topics of these names, in their order, made where there never were any.

    A name that a topic had before means that topic; names of deleted topics are left out.
    """
    wanted = {key_of(name): tidy(name) for name in names}
    wanted.pop("", None)
    with transaction.atomic():
        found, gone = _meant(wanted.values())
        for key in sorted(wanted.keys() - found.keys() - gone):
            found[key] = make(wanted[key])
        # Nobody merges or deletes them before the story has them.
        numbers = {topic.pk for topic in found.values()}
        locked = Topic.objects.select_for_update(no_key=True).order_by("pk").in_bulk(numbers)
    if len(locked) < len(numbers):  # Somebody just did.
        return topics_named(wanted.values())
    return list(dict.fromkeys(locked[found[key].pk] for key in wanted if key in found))


def topics_known(names: Iterable[str]) -> dict[str, Topic]:
    """The topics that these names mean, by name; none is made."""
    names = list(names)
    found, _gone = _meant(names)
    return {name: found[key] for name in names if (key := key_of(name)) in found}


def again(names: Iterable[str], by: Any) -> None:
    """Make topics of those names whose topics were deleted, or that are no longer theirs: `by`
    has just written them into a story. Nothing happens without the right to add topics."""
    wanted = {key_of(name): tidy(name) for name in names}
    if wanted and (by is None or by.has_perm(ADD)):
        for key in _bygone(wanted.keys() - leading(wanted.values()).keys()):
            make(wanted[key])


def _meant(names: Iterable[str]) -> tuple[dict[str, Topic], set[str]]:
    """What these names mean: the topics by key, and the keys of deleted ones."""
    names = list(names)
    found = leading(names)
    bygone = _bygone(set(map(key_of, names)) - found.keys())
    led = leading(filter(None, bygone.values())) if bygone else {}
    found |= {key: led[key_of(name)] for key, name in bygone.items() if key_of(name) in led}
    return found, bygone.keys() - found.keys()


def _bygone(keys: set[str]) -> dict[str, str]:
    """Of the keys of names that no topic has or had: those of deleted topics, and those whose
    renaming was undone, with the name that the topic had before."""
    if not keys:
        return {}
    deleted = Q(verb=TopicChange.Verb.DELETE, undone_at=None)
    renamed_back = Q(verb=TopicChange.Verb.RENAME, undone_at__isnull=False)
    told = TopicChange.objects.filter(deleted | renamed_back).order_by("at", "pk")
    pairs = told.values_list("details__names", "details__meant")
    return {key: meant or "" for names, meant in pairs for key in names if key in keys}


def leading(names: Iterable[str]) -> dict[str, Topic]:
    """The topics that have one of the names, or else had it, by key."""
    names = list(names)
    found = find(Topic.objects.all(), names)
    missing = [name for name in names if key_of(name) not in found]
    former = find(FormerTopic.objects.select_related("topic"), missing)
    return found | {key: row.topic for key, row in former.items()}


def find(rows: QuerySet[Row], names: Sequence[str]) -> dict[str, Row]:
    """The rows that have one of the names, by key. No database knows our keys, and SQLite no
    case beyond ASCII; but the same names make the same address, which is an index."""
    found: dict[str, Row] = {}
    for some in chunks(names, CHUNK // (ALIKE + 1)):
        keys = {key_of(name) for name in some}
        bases = {slug_for(name, fallback="topic") for name in some}
        slugs = bases | {f"{base}-{number}" for base in bases for number in range(1, ALIKE)}
        alike = rows.annotate(lower=Lower("name")).filter(Q(lower__in=keys) | Q(slug__in=slugs))
        found |= {key_of(row.name): row for row in alike.order_by("-pk")}
    wanted = set(map(key_of, names))
    return {key: row for key, row in found.items() if key in wanted}


def called(typed: str) -> Q:
    """Of topics, those in whose name, or a name that they had, what was typed stands: as it is, or
    each of its words as search compares them."""
    former = FormerTopic.objects.filter(_holding(typed))
    words = Q()
    for chunk in typed.split()[:MAX_WORDS_TYPED]:
        words &= Q(look__contains=look_of(chunk))
    return _holding(typed) | words | Q(pk__in=former.values("topic"))


def _holding(typed: str) -> Q:
    slug = slug_for(typed, fallback="")
    return Q(name__icontains=typed) | (Q(slug__contains=slug) if slug else Q())


def looking_like(name: str, own: int | None = None) -> Topic | None:
    """Another topic that looks as if it had this name, in letters of another script or without
    accents; one query. The one that has most stories is not looked for: counting them costs what
    there is."""
    looks = {look_of(name)[:LONGEST], former_look_of(name)[:LONGEST]}
    alike = (
        Topic.objects.filter(look__in=looks).exclude(Q(look="") | Q(pk=own)).order_by("pk")[:ALIKE]
    )
    return next((topic for topic in alike if own or key_of(topic.name) != key_of(name)), None)


def free_slug(name: str, own: int | None = None) -> str:
    """An address for the name that no other topic has, nor any had."""
    base = slug_for(name, fallback="topic")
    alike = Q(slug=base) | Q(slug__startswith=f"{base}-")
    taken = {*Topic.objects.filter(alike).exclude(Q(pk=own)).values_list("slug", flat=True)}
    taken |= {*FormerTopic.objects.filter(alike).values_list("slug", flat=True)}
    numbered = (f"{base}-{number}" for number in count(1))
    return next(slug for slug in chain([base], numbered) if slug not in taken)


def keep(was: dict[str, Any], topic: int) -> int:
    """Let the name and address that a topic had lead to `topic`; an address that is another's
    by now stays so."""
    held = Topic.objects.filter(slug=was["slug"]), FormerTopic.objects.filter(slug=was["slug"])
    slug = free_slug(was["name"]) if any(rows.exists() for rows in held) else was["slug"]
    return FormerTopic.objects.create(name=was["name"], slug=slug, topic_id=topic).pk


def give_up(names: Sequence[str]) -> list[dict[str, Any]]:
    """Take the former names out that a topic is to have; returns them as rows."""
    rows = find(FormerTopic.objects.all(), names).values()
    FormerTopic.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [
        {"pk": row.pk, "name": row.name, "slug": row.slug, "topic_id": row.topic_id} for row in rows
    ]


def give_back(rows: list[dict[str, Any]]) -> None:
    """Put former names back, as far as their topics are there and the names mean nothing else."""
    for row in rows:
        there = Topic.objects.filter(pk=row["topic_id"]).exists()
        taken = FormerTopic.objects.filter(Q(pk=row["pk"]) | Q(slug=row["slug"])).exists()
        if there and not taken and not leading([row["name"]]):
            FormerTopic.objects.create(**row)


def make(name: str, description: str = "") -> Topic:
    """A new topic of that name, which no topic has."""
    try:
        with transaction.atomic():
            slug = free_slug(name)
            topic: Topic = Topic.objects.create(name=name, slug=slug, description=description)
            return topic
    except IntegrityError:  # Somebody else made it at the same moment.
        there: dict[str, Topic] = find(Topic.objects.all(), [name])
        if not there:
            raise
        return there[key_of(name)]


def chunks(rows: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """`rows` in parts of at most `size`."""
    return (rows[start : start + size] for start in range(0, len(rows), size))
