"""The lists made of stories: which readers may see is said once, by `workflow.seen`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, Self, TypeVar

from django.db import connections, models
from django.db.models import F, Prefetch, Q, prefetch_related_objects
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.utils import timezone

from articles.lib.dependencies import note
from articles.models.lifecycle.workflow import State, Status, lasting, lasting_of_each, seen
from articles.models.people.authors import Author
from articles.models.people.bylines import Byline
from articles.models.story.rights import Owned, reach
from articles.models.topics.taxonomy import Category, Topic

Story = TypeVar("Story", bound=Owned)

#: What a card does not show, and a list therefore does not fetch.
NOT_ON_CARDS = (
    "body",
    "search_text",
    "search_title",
    "search_description",
    "social_title",
    "social_description",
)
#: What no page shows of a picture.
PICTURE_NOT_SHOWN = (
    "search_text",
    "people",
    "tags",
    "terms",
    "copyright",
    "creator",
    "provenance",
)
LAST_SAVED = (F("modified_at").desc(), F("id").desc())
DESK_LISTS: dict[str, tuple[str, ...]] = {
    "saved": (),
    "status": ("state",),
    "section": ("section", "state"),
}
#: What these lists, and the desk's, are read off.
INDEXES = [
    # The front, feeds, the latest; with expires_at, `visible()` is counted on it alone.
    models.Index(
        "state",
        F("publish_at").desc(),
        F("id").desc(),
        "expires_at",
        name="article_latest",
    ),
    # A section and its months.
    models.Index(
        "section",
        "state",
        F("publish_at").desc(),
        F("id").desc(),
        "expires_at",
        name="article_in_section",
    ),
    # The newest of a kind, however rare it is.
    models.Index("kind", "state", F("publish_at").desc(), F("id").desc(), name="article_of_kind"),
    # The desk's list of a language, and which there are.
    models.Index("language", F("modified_at").desc(), F("id").desc(), name="article_of_language"),
    # The desk's list, as it opens, of a state, of a section: read without a look at the rows.
    *(
        models.Index(
            *columns, *LAST_SAVED, condition=Q(binned_at__isnull=True), name=f"article_desk_{name}"
        )
        for name, columns in DESK_LISTS.items()
    ),
    # One's own stories, and where a picture is shown. With those in the bin, which keep their
    # account and their picture.
    models.Index("created_by", *LAST_SAVED, name="article_begun"),
    models.Index("assignee", *LAST_SAVED, name="article_assigned"),
    models.Index("picture", *LAST_SAVED, name="article_of_picture"),
    # Another one with the same headline.
    models.Index(Lower("headline"), "publish_at", name="article_headline"),
    # What ends some day: the clock looks for the next one.
    models.Index("expires_at", condition=Q(expires_at__isnull=False), name="article_ending"),
    # Deadlines, of the calendar: few stories have one.
    models.Index(F("due_at"), condition=Q(due_at__isnull=False), name="article_due"),
    models.Index("updated_at", "id", condition=Q(updated_at__isnull=False), name="article_updated"),
    # The bin, last put in first.
    models.Index(
        F("binned_at").desc(),
        F("id").desc(),
        condition=Q(binned_at__isnull=False),
        name="article_binned",
    ),
    # What readers do not have yet: few, however long the archive is.
    models.Index(
        F("modified_at").desc(),
        F("id").desc(),
        condition=Q(released__isnull=False) & ~Q(working=F("released")),
        name="article_changed",
    ),
]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
#: What the databases tell moments apart by.
MOMENT = timedelta(microseconds=1)


class Stretch(NamedTuple):
    """A piece of a list by date: from `start` up to, not including, `end`, and of that what stands
    behind the story of moment and number `behind`."""

    start: datetime
    end: datetime
    behind: tuple[datetime, int] | None = None

    def of(self, moment: str, number: str) -> Q:
        """The condition, by the names of the two columns that the list is read off in order.

        One bound on either side: of several on one side SQLite takes the first that it reads, and
        walks the index from there.
        """
        first = Q(**{f"{moment}__gte": self.start})
        if self.behind is None or self.behind[0] >= self.end:
            return first & Q(**{f"{moment}__lt": self.end})
        at, pk = self.behind
        later = Q(**{f"{moment}__lt": at}) | Q(**{moment: at, f"{number}__lt": pk})
        return first & Q(**{f"{moment}__lte": at}) & later

    def by(self, moment: datetime) -> Stretch:
        """What of it has come at `moment`."""
        return self._replace(end=min(self.end, moment + MOMENT))


def month_of(year: int, month: int) -> Stretch:
    """A month by the newsroom's clock."""
    zone = timezone.get_current_timezone()
    start = datetime(year, month, 1, tzinfo=zone)
    return Stretch(start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone))


def of_picture(path: str = "") -> list[str]:
    """What pages need not fetch of the picture at `path` ("" for the row itself)."""
    return [f"{path}__{name}" if path else name for name in PICTURE_NOT_SHOWN]


def bylines_of() -> models.QuerySet[Byline]:
    """The bylines of stories, with their authors."""
    bylines = Byline.objects.select_related("author__picture")
    return bylines.defer(*of_picture("author__picture"))


def _bylines() -> Prefetch[str, models.QuerySet[Any], str]:
    return Prefetch("byline_set", queryset=bylines_of())


def fetch_bylines(stories: Sequence[Owned]) -> None:
    """Fetch the bylines of all of `stories`, with their authors, in one query."""
    prefetch_related_objects(stories, _bylines())


def have_bylines(story: Owned, bylines: Sequence[Byline]) -> None:
    """Let `story` have its bylines, which were fetched already."""
    rows = Byline.objects.all()
    rows._result_cache = list(bylines)
    story.__dict__.setdefault("_prefetched_objects_cache", {})["byline_set"] = rows


class Stories(models.QuerySet[Story]):
    """Lists of stories."""

    def visible(self, moment: datetime | None = None, within: Stretch | None = None) -> Self:
        """What readers may see at `moment` (now): published, due, not expired, not withdrawn; all,
        or what is dated `within` a stretch of time."""
        if within is None:
            return self.filter(seen(moment))
        moment = moment or timezone.now()
        return self.filter(within.by(moment).of("publish_at", "pk"), lasting(moment))

    def within_reach_of(self, person: Any) -> Self:
        """The stories that `person` may see at the desk, before readers do."""
        return self.filter(reach(person, self.model._base_manager.all()))

    def in_bin_of(self, person: Any) -> Self:
        """What lies in the bin of the stories within reach of `person`."""
        return self.filter(reach(person, self.model._base_manager.all(), in_bin=True))

    def not_binned(self) -> Self:
        """All but what lies in the bin: of stories that were found by their numbers."""
        return self.filter(binned_at__isnull=True)

    def with_status(self, status: Status, moment: datetime | None = None) -> Self:
        """The stories that show as `status` at `moment` (now)."""
        moment = moment or timezone.now()
        if status == Status.LIVE:
            return self.visible(moment)
        if status == Status.SCHEDULED:
            return self.filter(state=State.PUBLISHED, publish_at__gt=moment)
        if status == Status.EXPIRED:
            return self.filter(
                state=State.PUBLISHED, publish_at__lte=moment, expires_at__lte=moment
            )
        return self.filter(state=status.value)

    def newest_first(self) -> Self:
        """By date of publication, off the index."""
        note("front:1")
        return self._by_date()

    def _by_date(self) -> Self:
        return self.order_by("-publish_at", "-pk")

    def in_section(self, section: Category) -> Self:
        """The section's, newest first."""
        note(f"section:{section.pk}")
        return self.filter(section=section)._by_date()

    def of_kind(self, kind: str) -> Self:
        """Those of that kind, newest first, off an index."""
        note("front:1")
        return self.filter(kind=kind)._by_date()

    def within(self, stretch: Stretch) -> Self:
        """Those dated within a stretch of time, in whatever state. Of what readers may see, ask
        `visible()` for it."""
        return self.filter(stretch.of("publish_at", "pk"))

    def by_author(
        self, author: Author, stretch: Stretch | None = None, moment: datetime | None = None
    ) -> Self:
        """What readers may see under the author's name at `moment` (now), newest first, off the
        index of bylines; all, or what is dated within a stretch."""
        note(f"author:{author.pk}")
        whose = Q(byline__author=author)
        return self._listed("byline", "article_id", whose, stretch, moment)

    def about(
        self, topic: Topic, stretch: Stretch | None = None, moment: datetime | None = None
    ) -> Self:
        """The same with the topic, off the index of topics."""
        note(f"topic:{topic.pk}")
        whose = Q(taggings__tag=topic)
        return self._listed("taggings", "content_object_id", whose, stretch, moment)

    def _listed(
        self,
        beside: str,
        story: str,
        whose: Q,
        stretch: Stretch | None,
        moment: datetime | None,
    ) -> Self:
        at, number, moment = f"{beside}__listed_at", f"{beside}__{story}", moment or timezone.now()
        # There is a date beside the story while it is published, and only then.
        listed = stretch.by(moment).of(at, number) if stretch else Q(**{f"{at}__lte": moment})
        # In one call, which makes it one row beside the story that all of it is asked of.
        found = self.filter(whose & listed, lasting_of_each(moment))
        return found.order_by(f"-{at}", f"-{number}")

    def for_cards(self) -> Self:
        """With all that a card shows: section, picture and bylines, in two queries."""
        return self.for_reading().defer(*NOT_ON_CARDS, *of_picture("picture"))

    def for_reading(self) -> Self:
        """With section and picture, and in a second query the bylines with their authors."""
        return self.select_related("section", "picture").prefetch_related(_bylines())

    def months_of(self, section: Category, months: list[date]) -> list[datetime]:
        """For each of the section's `months` (their first days, by the newsroom's clock) in which
        it has a story, a story's hour: one look at the index for each month, in one query."""
        if not months:
            return []
        now = timezone.now()
        adapt = connections[self.db].ops.adapt_datetimefield_value
        parts, params = [], []
        # Compiled once, with ends that no month has.
        seen_then = self.visible(now, Stretch(EPOCH, EPOCH + MOMENT)).in_section(section)
        sql, given = seen_then.order_by().values("pk")[:1].query.sql_with_params()
        for month in months:
            stretch = month_of(month.year, month.month).by(now)
            ends = {adapt(EPOCH): adapt(stretch.start), adapt(EPOCH + MOMENT): adapt(stretch.end)}
            parts.append(f"SELECT * FROM ({sql}) AS one")
            params += [ends.get(one, one) for one in given]
        found = self.filter(pk__in=RawSQL(" UNION ALL ".join(parts), params))
        hours = found.order_by("-publish_at").values_list("publish_at", flat=True)
        return [hour for hour in hours if hour is not None]

    def strips(self, sections: list[Category], each: int) -> Self:
        """The newest `each` stories of every one of `sections`, in one query."""
        visible = self.visible()
        parts = [
            visible.in_section(section).values("pk")[:each].query.sql_with_params()
            for section in sections
        ]
        if not parts:
            return self.none()
        # Written out, because SQLite takes a limit in a union only inside a subquery.
        union = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS newest" for sql, _params in parts)
        params = [param for _sql, given in parts for param in given]
        return self.filter(pk__in=RawSQL(union, params))._by_date()
