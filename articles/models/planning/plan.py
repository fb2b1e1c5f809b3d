"""A coverage plan: what is to happen, where and when, and what the newsroom wants to make of it,
before there is a story. It is never deleted: what is over is archived, and can be brought back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.lib.text import visible
from articles.models.changes.log import Entry, record, record_change
from articles.models.common.actors import Actor, account
from articles.models.common.texts import Line, Lines
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.planning.rights import may_plan, seen_by
from articles.models.story.article import Article
from articles.models.topics.taxonomy import Category

#: What is written of a plan, by the names of its columns.
TEXTS, MOMENTS = ("title", "note", "place"), ("starts_at", "ends_at", "deadline")
NUMBERS = ("words", "pictures", "section")
FIELDS = (*TEXTS, *MOMENTS, *NUMBERS)
MAX_NOTE, MAX_WORDS, MAX_PICTURES = 5_000, 100_000, 300
Values = dict[str, Any]


class Overlap(NotAllowed):
    """Somebody else has changed the same meanwhile. `names` are the columns."""

    def __init__(self, names: list[str], now: Values) -> None:
        labels = ", ".join(labels_of(names).values())
        said = _(
            "Someone else changed this meanwhile: %(what)s. What you typed is still here; save "
            "once more to put it in the place of theirs."
        )
        super().__init__(said % {"what": labels})
        self.names, self.now = names, now


class Plans(models.QuerySet["Plan"]):
    """Lists of plans."""

    def seen_by(self, person: Any) -> Self:
        """Those that `person` may see: theirs to plan, of their sections, or asked of them."""
        condition = seen_by(person)
        if condition and person is not None:
            condition |= Q(pk__in=self.model._base_manager.filter(
                assignments__person=person.pk).order_by().values("pk"))  # fmt: skip
        return self.filter(condition)

    def open(self) -> Self:
        """Those that are not archived."""
        return self.filter(archived_at=None)


class Plan(models.Model):
    """What is to be covered. `by` in the verbs is the person, None the house itself. They raise
    PermissionDenied, and NotAllowed with a sentence for the desk."""

    title = Line(gettext_lazy("title"), max_length=200)
    note = Lines(gettext_lazy("note"), blank=True)
    place = Line(gettext_lazy("place"), max_length=200, blank=True)
    starts_at = models.DateTimeField(gettext_lazy("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(gettext_lazy("ends"), null=True, blank=True)
    section = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="plans",
        verbose_name=gettext_lazy("section"),
    )  # fmt: skip
    deadline = models.DateTimeField(gettext_lazy("deadline"), null=True, blank=True)
    words = models.PositiveIntegerField(gettext_lazy("wanted words"), null=True, blank=True)
    pictures = models.PositiveSmallIntegerField(
        gettext_lazy("wanted pictures"), null=True, blank=True
    )
    #: What became of it; a story that is deleted leaves the plan as it was before.
    story = models.OneToOneField(
        Article, on_delete=models.SET_NULL, null=True, blank=True, editable=False,
        related_name="coverage", verbose_name=gettext_lazy("story"),
    )  # fmt: skip
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_by = account(editable=False)
    created_by = account(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    #: How often it was changed, for calendars that have fetched it before.
    version = models.PositiveIntegerField(default=0, editable=False)
    #: The form that it was begun with: posting it twice makes one plan.
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    #: Made by the key of `Assignment`.
    assignments: Any

    objects = Plans.as_manager()

    class Meta:
        verbose_name = gettext_lazy("plan")
        verbose_name_plural = gettext_lazy("plans")
        default_permissions = ()
        permissions = [("plan_coverage", "Can plan coverage")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="plan_ends_later",
            ),
        ]
        indexes = [
            models.Index("starts_at", condition=Q(archived_at=None), name="plan_begins"),
            models.Index("deadline", condition=Q(archived_at=None), name="plan_deadline"),
            models.Index(F("archived_at").desc(), F("id").desc(), name="plan_archived"),
        ]

    def __str__(self) -> str:
        return self.title

    # --- What there is -----------------------------------------------------------------

    def values(self) -> Values:
        """What is written of it, as plain values."""
        told: Values = {name: getattr(self, name) for name in (*TEXTS, "words", "pictures")}
        told |= {name: plain(name, getattr(self, name)) for name in MOMENTS}
        return told | {"section": self.section_id}

    @property
    def is_archived(self) -> bool:
        """Whether nobody works on it any more."""
        return self.archived_at is not None

    @property
    def its_story(self) -> Article | None:
        """The story that became of it, unless that lies in the bin."""
        return self.story if self.story is not None and not self.story.is_binned else None

    def may_be_planned_by(self, person: Any) -> bool:
        """Whether `person` may change it."""
        own = person is not None and self.created_by_id == person.pk
        return may_plan(person, None if own else self.section_id)

    # --- Verbs -------------------------------------------------------------------------

    @classmethod
    def make(cls, given: Mapping[str, Any], by: Actor, key: UUID | None = None) -> Plan:
        """A new plan; the same `key` makes it once."""
        plan = cls(form_key=key, created_by_id=by.pk if by is not None else None)
        plan._fill(given, by)
        if not may_plan(by, plan.section_id):
            raise PermissionDenied(_("You may not plan coverage in this section."))
        try:
            with transaction.atomic():
                plan.save()
                plan.log(Entry.Verb.PLAN_MAKE, by)
        except IntegrityError:
            there = cls.objects.filter(form_key=key).first() if key else None
            if there is None:
                raise
            return there
        return plan

    def change(
        self, given: Mapping[str, Any], by: Actor, based_on: Mapping[str, Any] | None = None
    ) -> bool:
        """Write what is different in `given` from what the form began with (`based_on`); what
        others have changed meanwhile stays. Raises Overlap where both changed the same. False
        where nothing is new."""
        with self.turn(by):
            now = self.values()
            base = now if based_on is None else {**now, **_plainly(based_on)}
            mine = {name: one for name, one in _plainly(given).items() if one != base[name]}
            both = [name for name, one in mine.items() if now[name] not in (base[name], one)]
            if both:
                raise Overlap(both, now)
            self._fill({**now, **mine}, by)
            if not self.may_be_planned_by(by):
                raise PermissionDenied(_("You may not plan coverage in this section."))
            return self._write(now, by)

    def move(self, name: str, at: datetime, by: Actor) -> None:
        """Let it begin (`starts_at`) at another hour, its end with it; or be due (`deadline`)."""
        with self.turn(by):
            before, now = getattr(self, name), self.values()
            if name == "starts_at" and before and self.ends_at:
                self.ends_at += at - before
            setattr(self, name, at)
            self._write(now, by)

    def archive(self, by: Actor) -> None:
        """Take it off the calendar; nothing of it is lost."""
        with self.turn(by, also_archived=True):
            if not self.is_archived:
                self._archived(timezone.now(), by, Entry.Verb.PLAN_ARCHIVE)

    def bring_back(self, by: Actor) -> None:
        """Let it be planned again."""
        with self.turn(by, also_archived=True):
            if self.is_archived:
                self._archived(None, by, Entry.Verb.PLAN_BRING_BACK)

    # --- In a transaction ----------------------------------------------------------------

    @contextmanager
    def turn(self, by: Actor, *, also_archived: bool = False, asks: bool = True) -> Iterator[None]:
        """A transaction that holds the row, read anew, for somebody who may plan it."""
        with transaction.atomic():
            rows = type(self).objects.select_for_update(of=("self",))
            self.refresh_from_db(from_queryset=rows.select_related("section"))
            if asks and not self.may_be_planned_by(by):
                raise PermissionDenied(_("You may not change this plan."))
            if self.is_archived and not also_archived:
                raise NotAllowed(_("The plan is archived. Restore it first."))
            yield

    def touched(self, *names: str) -> None:
        """Save these columns, and that something is new."""
        self.version, self.changed_at = self.version + 1, timezone.now()
        self.save(update_fields=[*names, "version", "changed_at"])

    def log(self, verb: Entry.Verb, by: Actor, note: str = "", **details: Any) -> None:
        """Log what was done to it."""
        record(verb, by, title=self.title, note=note, plan=self.pk, **details)

    def _archived(self, at: datetime | None, by: Actor, verb: Entry.Verb) -> None:
        self.archived_at = at
        self.archived_by_id = by.pk if at and by is not None else None
        self.touched("archived_at", "archived_by")
        self.log(verb, by)

    def _write(self, before: Values, by: Actor) -> bool:
        now = self.values()
        if now == before:
            return False
        self.touched(*FIELDS)
        names = dict(Category.objects.values_list("pk", "name")) if "section" in now else {}
        was, new = ({**one, "section": names.get(one["section"])} for one in (before, now))
        record_change(
            Entry.Verb.PLAN_CHANGE, by, was, new,
            labels=labels_of(FIELDS), title=self.title, plan=self.pk,
        )  # fmt: skip
        return True

    def _fill(self, given: Mapping[str, Any], by: Actor) -> None:
        for name in TEXTS:
            clean = visible.lines if name == "note" else visible.line
            setattr(self, name, clean(str(given.get(name) or "")).strip())
        for name in MOMENTS:
            setattr(self, name, moment(given.get(name)))
        self.words, self.pictures = given.get("words"), given.get("pictures")
        self.section_id = given.get("section")
        self._ask_whether_it_fits()

    def _ask_whether_it_fits(self) -> None:
        if not self.title:
            raise NotAllowed(_("Write a title."))
        if len(self.title) > 200 or len(self.place) > 200 or len(self.note) > MAX_NOTE:
            raise NotAllowed(_("The text is too long. Shorten it, and save again."))
        if (self.words or 0) > MAX_WORDS or (self.pictures or 0) > MAX_PICTURES:
            raise NotAllowed(_("The wanted length or number of pictures is too large."))
        if self.ends_at and (self.starts_at is None or self.ends_at < self.starts_at):
            raise NotAllowed(_("It can’t end before it begins. Change one of the two times."))
        if self.section_id and not Category.objects.filter(pk=self.section_id).exists():
            raise NotAllowed(_("This section is no longer there. Choose another one."))


def labels_of(names: Iterable[str]) -> dict[str, str]:
    """What the columns are called."""
    columns: Any = Plan._meta
    return {name: str(columns.get_field(name).verbose_name) for name in names}


def moment(value: Any) -> datetime | None:
    """A moment out of a plain value, or as it is."""
    try:
        found = parse_datetime(value) if isinstance(value, str) and value else value or None
    except ValueError:
        return None
    is_known = isinstance(found, datetime) and timezone.is_aware(found)
    return found.astimezone(UTC) if is_known and found is not None else None


def plain(name: str, value: Any) -> Any:
    """A value as it is compared: a moment in UTC, whichever clock it was written by."""
    if name not in MOMENTS:
        return value
    at = moment(value)
    return at.isoformat() if at else None


def _plainly(given: Mapping[str, Any]) -> Values:
    return {name: plain(name, one) for name, one in given.items()}
