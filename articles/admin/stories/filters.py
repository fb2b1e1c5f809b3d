"""Filters of the story list whose cost does not grow with the number of names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.admin import ListFilter, ModelAdmin, SimpleListFilter
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.lib.languages.known import is_same, language, site_tag, tag
from articles.lib.searching import marks
from articles.lib.text.naming import look_of
from articles.models import (
    Appointment,
    Article,
    Author,
    Byline,
    Status,
    Submission,
    Tagging,
    Topic,
    Translation,
)
from articles.models.desk.reading import (
    FEW,
    STATES,
    WHOLE,
    Part,
    about,
    reached_by,
    under,
    where,
    within_section,
)
from articles.models.lifecycle.workflow import UNSEEN
from articles.models.search.document import moment_of
from articles.models.translations.languages import languages_used
from articles.search.engines import Candidate
from articles.search.marked import marked

#: Up to so many stories of a name are looked up one by one.
MAX_STORIES_LOOKED_UP = 1_000
#: Names that what was typed may stand for; and up to how many each has its stories read.
MAX_NAMES_MATCHED, MAX_NAMES_READ = 200, 20
#: What stories are filtered by of which there are few.
NARROW = ("changes", "assigned")
SECTION = "section__id__exact"
#: By which a filter by names leaves word in the request of what the list is read off.
PARTS = "parts_of_the_list"
#: And the marks of what is asked for and common.
COMMON = "marks_of_the_list"
A_MINUTE = timedelta(minutes=1)
#: `Article.has_changes` of stories that were released, as a condition.
CHANGED = Q(released__isnull=False) & ~Q(working=F("released"))


class StatusFilter(SimpleListFilter):
    """Filter by the status shown now."""

    title = _("state")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """The states in words."""
        return list(Status.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those that show as the chosen state."""
        chosen = self.value()
        if chosen not in Status.values:
            return queryset
        return queryset.with_status(Status(chosen))  # type: ignore[attr-defined,no-any-return]


class LanguageFilter(SimpleListFilter):
    """Filter by the language that a story is written in, of those that there are."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """The site's, and the others; nothing where there is no other."""
        used = {site_tag(): "", **dict.fromkeys(languages_used(), "")}
        return [(code, language(code).label) for code in used] if len(used) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those in the chosen one."""
        chosen = self.value()
        if not chosen:
            return queryset
        if is_same(chosen, site_tag()):
            return queryset.filter(language__in=["", site_tag()])
        return queryset.filter(language=tag(chosen))


class AssignedFilter(SimpleListFilter):
    """Filter by assignee."""

    title = _("assigned to")
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """Me."""
        return [("me", _("Me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those that are mine to do."""
        if self.value() != "me":
            return queryset
        # By number, because SQLite takes the column's own index for a bad one: nearly all of it
        # is empty.
        mine = Article.objects.filter(assignee=request.user.pk).order_by()
        return queryset.filter(pk__in=mine.values("pk"))


class ChangesFilter(SimpleListFilter):
    """Filter by saved changes that are not live yet, and by those of a source that its translation
    does not have."""

    title = _("changes")
    parameter_name = "changes"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """Waiting, planned, or to be translated."""
        return [
            ("waiting", _("Not published")),
            ("submitted", _("Submitted")),
            ("returned", _("Returned")),
            ("planned", _("Scheduled")),
            ("source", _("Source has changed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those with such changes."""
        chosen = self.value()
        if chosen == "waiting":
            return queryset.filter(CHANGED).exclude(state__in=UNSEEN)
        if chosen in {"submitted", "returned"}:
            rows = Submission.objects.filter(returned_at__isnull=chosen == "submitted")
            return queryset.filter(pk__in=rows.values("article"))
        if chosen == "source":
            behind = Translation.objects.filter(is_behind=True)
            return queryset.filter(pk__in=behind.values("story"))
        if chosen == "planned":
            planned = Appointment.objects.filter(
                verb=Appointment.Verb.CHANGES, state=Appointment.State.DUE
            )
            return queryset.filter(pk__in=planned.order_by().values("article"))
        return queryset


class NameFilter(ListFilter):
    """Filter by a typed name or its beginning: one field, however many names there are."""

    template = "admin/filter_name.html"
    parameter_name = ""
    #: The rows that tie a name to a story, and their columns of both.
    ties: QuerySet[Any]
    whose, story = "", ""
    #: The mark of a name in the index of search.
    mark: Callable[[int], str]

    def names(self, typed: str) -> QuerySet[Any]:
        """Those that were typed, or what they begin."""
        raise ValueError("Said by each filter.")

    def parts(self, names: Sequence[int], until: datetime | None = None) -> Sequence[Part]:
        """What their stories are read off, from `until` back."""
        raise ValueError("Said by each filter.")

    def __init__(
        self,
        request: HttpRequest,
        params: dict[str, list[str]],
        model: type[Article],
        model_admin: ModelAdmin[Article],
    ) -> None:
        super().__init__(request, params, model, model_admin)
        self.typed = (params.pop(self.parameter_name, None) or [""])[-1].strip().replace("\0", "")
        if self.typed:
            self.used_parameters[self.parameter_name] = self.typed

    def has_output(self) -> bool:
        """Always shown."""
        return True

    def expected_parameters(self) -> list[str | None]:
        """The parameter of the address."""
        return [self.parameter_name]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """What the form has to carry along, and the way to take the filter off."""
        kept = changelist.get_filters_params()
        kept.pop(self.parameter_name, None)
        if changelist.query:
            kept[SEARCH_VAR] = [changelist.query]
        yield {
            "name": self.parameter_name,
            "typed": self.typed,
            "kept": [(name, values[-1]) for name, values in kept.items()],
            "off": changelist.get_query_string(remove=[self.parameter_name]),
        }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those with the name.

        The stories of a rare name are looked up and sorted; of a common one, those are that came
        last, read off its own index. Where what was typed stands for many names, their stories are
        met while walking down the list. Of two common ones, or one in a section, those that have
        both may be few: the index of search knows. Either way the cost is bounded.
        """
        if not self.typed:
            return queryset
        names = list(self.names(self.typed).values_list("pk", flat=True)[:MAX_NAMES_MATCHED])
        tied = self.ties.filter(**{f"{self.whose}__in": names})
        rows = tied.order_by().values(self.story)
        if rows[: MAX_STORIES_LOOKED_UP + 1].count() <= MAX_STORIES_LOOKED_UP:
            vars(request)[PARTS] = WHOLE
            return queryset.filter(pk__in=rows)
        if len(names) <= MAX_NAMES_READ:
            vars(request).setdefault(PARTS, self.parts(names))
        found = self._of_all(request, names)
        if found and len(found) > MAX_STORIES_LOOKED_UP and len(names) <= MAX_NAMES_READ:
            # Nothing that has all is newer.
            until = moment_of(found[0].place) + A_MINUTE
            vars(request)[PARTS] = self.parts(names, until)
        elif found is not None and len(found) <= MAX_STORIES_LOOKED_UP:
            vars(request)[PARTS] = WHOLE
            queryset = queryset.filter(pk__in=[one.story for one in found])
        has_one = Exists(tied.filter(**{self.story: OuterRef("pk")}))
        # Asked of one story after the other: PostgreSQL would begin with all rows of the names.
        return queryset.filter(Coalesce(has_one, Value(False)))

    def _of_all(self, request: HttpRequest, names: Sequence[int]) -> list[Candidate] | None:
        """The newest that have one of these names and all else that is common and asked for; None
        where nothing else is, or it can't be told."""
        groups = vars(request).setdefault(COMMON, [])
        section = request.GET.get(SECTION, "")
        if not groups and is_number(section):
            groups.append([marks.section(int(section))])
        groups.append([self.mark(name) for name in names])
        return marked(groups, MAX_STORIES_LOOKED_UP + 1) if len(groups) > 1 else None


class AuthorFilter(NameFilter):
    """Filter by author."""

    title = _("author")
    parameter_name = "author"
    ties = Byline.objects.all()
    whose, story = "author", "article"
    mark = staticmethod(marks.author)

    def names(self, typed: str) -> QuerySet[Any]:
        """The authors whose names hold what was typed."""
        return Author.objects.called(typed).order_by("pk")

    def parts(self, names: Sequence[int], until: datetime | None = None) -> Sequence[Part]:
        """Their stories."""
        return under(names, until)


class TopicFilter(NameFilter):
    """Filter by topic."""

    title = _("topic")
    parameter_name = "topic"
    ties = Tagging.objects.all()
    whose, story = "tag", "content_object"
    mark = staticmethod(marks.topic)

    def names(self, typed: str) -> QuerySet[Any]:
        """The topics whose names begin with what was typed."""
        begun = Q(name__istartswith=typed)
        if look := look_of(typed):
            begun |= Q(look__startswith=look)
        return Topic.objects.filter(begun).order_by("pk")

    def parts(self, names: Sequence[int], until: datetime | None = None) -> Sequence[Part]:
        """Their stories."""
        return about(names, until)


def is_number(value: str) -> bool:
    """Whether a part of an address is the number of a row."""
    return value.isascii() and value.isdigit() and len(value) < 19


def parts_of(request: HttpRequest) -> Sequence[Part]:
    """What the list that is asked for is read off, once its filters were: a name's stories, the few
    that are found by their numbers, a section's, what the person reaches."""
    asked = request.GET
    if parts := vars(request).get(PARTS):
        return cast("Sequence[Part]", parts)
    is_few = asked.get(StatusFilter.parameter_name) in {status.value for status in FEW}
    if is_few or any(asked.get(name) for name in (SEARCH_VAR, *NARROW)):
        return WHOLE
    states = () if asked.get(StatusFilter.parameter_name) in Status.values else STATES
    section = asked.get(SECTION, "")
    if is_number(section):
        return within_section(request.user, int(section), states)
    parts = reached_by(request.user, states)
    if parts is WHOLE and is_same(asked.get(LanguageFilter.parameter_name, ""), site_tag()):
        parts = [where(language=one) for one in ("", site_tag())]
    elif parts is WHOLE and any(name.startswith("publish_at") for name in asked):
        parts = [where(state=state) for state in states]
    return parts
