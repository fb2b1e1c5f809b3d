"""The list of stories: columns, search, filters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.common.allowed_lookups import AllowedLookupsAdmin
from articles.admin.placing import column
from articles.admin.stories import bulk
from articles.admin.stories.filters import (
    AssignedFilter,
    AuthorFilter,
    ChangesFilter,
    LanguageFilter,
    StatusFilter,
    TopicFilter,
    parts_of,
)
from articles.admin.translations.column import VersionedList, behind, versions
from articles.lib.languages.attributes import as_html
from articles.lib.languages.known import language
from articles.models import Appointment, Article, ArticleQuerySet, Status
from articles.models.desk.bulk import MAX_STORIES
from articles.models.desk.reading import ORDER, SAVED_LAST, WHOLE, Part, first_of
from articles.search import Among, looked_up
from articles.search.reach import within_reach

LIST = "articles_article_changelist"
FULL = "j M Y, H:i"


class BoundedPaginator(Paginator[Any]):
    """Pages of a list whose length is known up to a bound only: counting an archive costs as
    much as the archive is long. The numbers of its rows are read once, a page's rows by them."""

    bound = MAX_STORIES
    parts: Sequence[Part] = WHOLE
    #: What rows are fetched from: in no order and without filters, which an index would be walked
    #: for.
    rows: QuerySet[Any]

    @cached_property
    def numbers(self) -> list[int]:
        """Those of all rows up to the bound, in order, and of one behind it; one query."""
        rows = cast("QuerySet[Article]", self.object_list)
        if not rows.query.order_by:  # what completes a name is in no order of ours
            rows = rows.order_by(*SAVED_LAST)
        return first_of(rows, self.parts, self.bound + 1)

    @property
    def counted(self) -> int:
        """The length, or one more than the bound."""
        return len(self.numbers)

    def page(self, number: int | str) -> Page[Any]:
        """The rows of that page."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        end = min(start + self.per_page, self.count)
        numbers = self.numbers[start:end]
        found = self.rows.filter(pk__in=numbers).order_by()
        return Page(sorted(found, key=lambda row: numbers.index(row.pk)), number, self)

    @cached_property
    def count(self) -> int:
        """What there are pages for."""
        return min(self.counted, self.bound)

    @property
    def has_more(self) -> bool:
        """Whether there are stories beyond the last page."""
        return self.counted > self.bound


class StoryList(AllowedLookupsAdmin[Article]):
    """The changelist half of the stories' admin."""

    list_display: tuple[str, ...] = (
        "thumbnail",
        "title",
        "names",
        "state_chip",
        "whose",
        "date",
    )
    list_display_links = ("title",)
    list_filter: ClassVar[tuple[Any, ...]] = (
        StatusFilter,
        "section",
        AuthorFilter,
        TopicFilter,
        LanguageFilter,
        ("publish_at", admin.DateFieldListFilter),
        AssignedFilter,
        ChangesFilter,
    )
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    search_fields = ("headline",)
    search_help_text = _("Search headlines and texts")
    actions_on_top = True
    save_on_top = False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[VersionedList]:
        """With where the stories stand on fronts, and their versions in other languages."""
        return VersionedList

    def get_actions(self, request: HttpRequest) -> Any:
        """The verbs that may be done to many; which stories allow it, each of them is asked."""
        return bulk.actions_for(request)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """One order for each list, so that none has to be sorted."""
        status = request.GET.get(StatusFilter.parameter_name, "")
        if status in Status.values:
            return ORDER.get(Status(status), SAVED_LAST)
        dated = any(name.startswith("publish_at") for name in request.GET)
        return ORDER[Status.LIVE] if dated else SAVED_LAST

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> BoundedPaginator:
        """Pages up to what is worth counting."""
        pages = BoundedPaginator(*args, **kwargs)
        pages.bound = bulk.bound(request)
        pages.parts, pages.rows = parts_of(request), self.get_queryset(request)
        return pages

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """The list fetches what it shows; the form everything."""
        stories: QuerySet[Article] = Article.objects.within_reach_of(request.user)
        match = request.resolver_match
        if match and match.url_name == LIST:
            due = Appointment.objects.filter(
                verb=Appointment.Verb.CHANGES, state=Appointment.State.DUE
            )
            stories = (
                stories.for_cards()  # type: ignore[attr-defined]
                .select_related("assignee", "submission")
                .prefetch_related(Prefetch("appointments", queryset=due, to_attr="plans"))
            )
        return stories

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, which says where a search found more than it shows."""
        found = SimpleLazyObject(lambda: getattr(request, "_found", Among(Article.objects.none())))
        return super().changelist_view(request, {**(extra_context or {}), "searched": found})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """Search on the same index as the readers'."""
        if not search_term.strip():
            return queryset, False
        stories = cast("ArticleQuerySet", queryset)
        found = looked_up(stories, search_term, within_reach(request.user))
        request._found = found  # type: ignore[attr-defined]
        return found.stories, False

    @admin.display(description=_("picture"))
    def thumbnail(self, story: Article) -> SafeString:
        """The lead picture, small."""
        if story.picture is None or not story.picture.is_shown:
            return SafeString('<span class="thumb thumb-none"></span>')
        return format_html(
            '<img class="thumb" src="{}" alt="" width="96" height="64" loading="lazy"'
            ' data-focal="{}">',
            story.picture.url_for(320),
            story.picture.focal_class,
        )

    @admin.display(description=_("headline"))
    def title(self, story: Article) -> SafeString:
        """Headline, section, kind, and the language where it has one of its own."""
        kind = story.get_kind_display()
        placed = [str(story.section)] if story.section else []
        told = language(story.language).name if story.language else ""
        return format_html(
            '<strong class="row-headline"{}>{}</strong><span class="row-kind">{}</span>',
            as_html(str(story), story.language),
            story,
            " · ".join(filter(None, (*placed, kind, told))),
        )

    @admin.display(description=_("by"))
    def names(self, story: Article) -> str:
        """The names over the story."""
        return ", ".join(story.names())

    @admin.display(description=_("state"))
    def state_chip(self, story: Article) -> SafeString:
        """The state in words and colour, and what readers do not have yet."""
        plans: list[Appointment] = getattr(story, "plans", [])
        chips = [(story.status.value, story.status_label)]
        if plans:
            hour = short(plans[0].at)
            chips.append(("planned", gettext("Changes %(when)s") % {"when": hour}))
        elif story.pending:
            chips.append((story.pending.value, str(story.pending.label)))
        told = format_html_join(" ", '<span class="chip" data-status="{}">{}</span>', chips)
        parts = told, behind(story), column.marks(story), versions(story)
        return format_html("{} {} {} {}", *parts)

    @admin.display(description=_("assigned to"), empty_value="")
    def whose(self, story: Article) -> SafeString | str:
        """Whose it is, and until when."""
        who = story.assignee
        if who is None:
            return ""
        name = who.get_full_name() or who.get_username()
        if story.due_at is None:
            return name
        late = story.due_at <= timezone.now()
        return format_html(
            '{} <span class="due" data-late="{}">{} {}</span>',
            name,
            "yes" if late else "no",
            _("was due") if late else _("due"),
            short(story.due_at),
        )

    @admin.display(description=_("publication"))
    def date(self, story: Article) -> SafeString:
        """When it was or will be published, and when somebody last saved it."""
        out = date_format(timezone.localtime(story.publish_at), FULL) if story.publish_at else ""
        return format_html(
            '{} <span class="row-saved">{} {}</span>', out, _("saved"), short(story.modified_at)
        )


def short(moment: Any) -> str:
    """A moment in few letters: the hour today, else the day with it."""
    local = timezone.localtime(moment)
    today = local.date() == timezone.localdate()
    return date_format(local, "H:i" if today else "j M, H:i")
