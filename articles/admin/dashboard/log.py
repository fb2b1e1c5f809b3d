"""The activity log, read-only for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.admin.common.allowed_lookups import AllowedLookupsAdmin
from articles.admin.dashboard.log_filters import (
    DayFilter,
    PersonFilter,
    StoryFilter,
    VerbFilter,
)
from articles.models import Article, Entry, State
from articles.models.changes.log_lines import lines
from articles.models.story.rights import ALL

#: Beyond, entries are neither counted nor paged through: a date leads to them.
MAX_COUNTED = 1_000
#: So many of the newest that the filters find are read for the words of a search. A log knows no
#: index of words: it is never more than added to.
MAX_READ = 20_000
LIST = "articles_entry_changelist"
JSON_LINES = "application/x-ndjson; charset=utf-8"
#: What is done to no story, and read by all who may read the log.
OF_NO_STORY = (
    Entry.Verb.TOPIC_ADD,
    Entry.Verb.TOPIC_EDIT,
    Entry.Verb.TOPIC_RENAME,
    Entry.Verb.TOPIC_MERGE,
    Entry.Verb.TOPIC_DELETE,
    Entry.Verb.TOPIC_UNDO,
    Entry.Verb.PAPER,
    Entry.Verb.POLICIES,
    Entry.Verb.PAGE,
    Entry.Verb.PAGE_DELETE,
    Entry.Verb.AUTHOR,
    Entry.Verb.AUTHOR_DELETE,
    Entry.Verb.SECTION,
    Entry.Verb.SECTION_DELETE,
    Entry.Verb.ACCOUNT,
    Entry.Verb.ROLE,
    Entry.Verb.LOGIN,
    Entry.Verb.LOGIN_FAILED,
    Entry.Verb.LOGOUT,
    Entry.Verb.FACTOR,
    Entry.Verb.ADD_PICTURE,
    Entry.Verb.EDIT_PICTURE,
    Entry.Verb.REPLACE_PICTURE,
    Entry.Verb.DELETE_PICTURE,
    Entry.Verb.RESTORE_BACKUP,
    Entry.Verb.FRONT_SAVE,
    Entry.Verb.FRONT_PUBLISH,
    Entry.Verb.FRONT_SCHEDULE,
    Entry.Verb.FRONT_CANCEL,
    Entry.Verb.FRONT_ROLL_BACK,
)


class CountedSoFar(Paginator[Any]):
    """Count and page through the newest entries only: counting all costs as the log grows."""

    @cached_property
    def count(self) -> int:
        """How many there are, up to `COUNTED`."""
        entries: QuerySet[Entry] = self.object_list  # type: ignore[assignment]
        return entries.order_by()[:MAX_COUNTED].values("pk").count()

    @property
    def is_capped(self) -> bool:
        """Whether there may be older ones, which only a filter leads to."""
        return self.count == MAX_COUNTED


@admin.register(Entry)
class LogAdmin(AllowedLookupsAdmin[Entry]):
    """The log: nobody adds, changes or deletes entries here, not even a superuser."""

    list_display = ("when", "who", "what", "story", "why")
    list_display_links = None
    list_filter = (VerbFilter, PersonFilter, DayFilter, StoryFilter)
    list_per_page = 50
    # Everything else in the address is refused, so that nobody asks, word by word, for what
    # they may not read.
    parameters = frozenset({"verb", "person", "since", "until", "story"})
    search_fields = ("title",)
    search_help_text = _("Search titles and notes")
    show_full_result_count = False
    sortable_by = ()
    ordering = ("-at", "-pk")
    actions = None
    paginator = CountedSoFar

    def get_urls(self) -> list[URLPattern]:
        """With the log as a file."""
        view = self.admin_site.admin_view(require_safe(self.download))
        return [path("download/", view, name="articles_entry_download"), *super().get_urls()]

    def download(self, request: HttpRequest) -> HttpResponseBase:
        """What the list's filters find, as lines of JSON, oldest first; of stories out of reach,
        who did what and when."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_changelist_instance(request).queryset.defer(None)
        answer = StreamingHttpResponse(lines(found, _may_be_read), content_type=JSON_LINES)
        name = f"log-{timezone.localdate():%Y-%m-%d}.jsonl"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    # --- Reading only -----------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Verbs are logged when they are done."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        """Nobody."""
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """All that is to be read stands in the list."""
        raise PermissionDenied

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The log has no history: it is never changed."""
        raise PermissionDenied

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list; nothing can be posted to it."""
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        older = SimpleLazyObject(lambda: getattr(request, "_has_older", False))
        return super().changelist_view(
            request, {"title": _("Log"), "has_older": older, **(extra_context or {})}
        )

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only what the filters have."""
        return lookup in self.parameters

    # --- What may be read -------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        """Each entry with whether its story is within reach."""
        entries: QuerySet[Entry] = super().get_queryset(request).defer("details")
        if request.user.has_perm(ALL):
            return entries.annotate(readable=Value(value=True))
        stories = Article.objects.within_reach_of(request.user).filter(pk=OuterRef("article"))
        return entries.annotate(readable=Exists(stories))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Entry], search_term: str
    ) -> tuple[QuerySet[Entry], bool]:
        """In titles and notes, of those that may be read: of the newest, but for the file, which
        has them all."""
        words = search_term.replace("\0", "").split()[:6]
        if words:
            match = request.resolver_match
            if match and match.url_name == LIST and (border := _end_of_newest(queryset)):
                queryset = queryset.filter(at__gt=border)
                request._has_older = True  # type: ignore[attr-defined]
            queryset = queryset.filter(Q(readable=True) | Q(verb__in=OF_NO_STORY))
        for word in words:
            queryset = queryset.filter(Q(title__icontains=word) | Q(note__icontains=word))
        return queryset, False

    # --- A row --------------------------------------------------------------------

    @admin.display(description=_("when"))
    def when(self, entry: Entry) -> SafeString:
        """Day and time, to the second."""
        local = timezone.localtime(entry.at)
        said = date_format(local, "j M Y, H:i:s")
        return format_html(
            '<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), said
        )

    @admin.display(description=_("who"))
    def who(self, entry: Entry) -> str:
        """The name at that time."""
        if entry.verb == Entry.Verb.LOGIN_FAILED:
            return str(_("Someone"))
        return entry.by_name or str(_("System"))

    @admin.display(description=_("what"))
    def what(self, entry: Entry) -> SafeString:
        """The verb, and the state that it changed."""
        states = dict(State.choices)
        before, after = states.get(entry.from_state, ""), states.get(entry.to_state, "")
        if not before or before == after:
            return format_html("<b>{}</b>", entry.get_verb_display())
        arrow = _("from %(before)s to %(after)s") % {"before": before, "after": after}
        return format_html(
            '<b>{}</b> <span class="states">{}</span>', entry.get_verb_display(), arrow
        )

    @admin.display(description=_("story"))
    def story(self, entry: Entry) -> SafeString:
        """What it was done to, with the way there; where that is out of reach, no more than that
        it was a story."""
        if not _may_be_read(entry):
            return format_html('<span class="states">{}</span>', _("a story"))
        title = entry.title or _("Untitled story")
        if entry.article_id is None:
            return format_html('<span dir="auto">{}</span>', title)
        address = reverse("admin:articles_article_history", args=[entry.article_id])
        number = entry.revision or ""
        return format_html(
            '<a href="{}" dir="auto">{}</a> <span class="states">{}</span>',
            address,
            title,
            _("revision %s") % number if number else "",
        )

    @admin.display(description=_("note"), empty_value="")
    def why(self, entry: Entry) -> SafeString:
        """What was said with it."""
        if not entry.note or not _may_be_read(entry):
            return SafeString("")
        return format_html('<span class="note" dir="auto">{}</span>', entry.note)


def _end_of_newest(entries: QuerySet[Entry]) -> datetime | None:
    """Up to when the newest of them go that are read for words; None where that is all of them."""
    dates = entries.order_by("-at", "-pk").values_list("at", flat=True)
    return next(iter(dates[MAX_READ : MAX_READ + 1]), None)


def _may_be_read(entry: Any) -> bool:
    return bool(entry.readable) or entry.verb in OF_NO_STORY
