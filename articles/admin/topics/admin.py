"""Sections and topics on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from taggit.models import Tag

from articles.admin.common.allowed_lookups import AllowedLookupsAdmin
from articles.admin.topics.forms import PAGES, TopicForm
from articles.admin.topics.lookalikes import LookalikesMixin, warn_of_lookalike
from articles.lib.addresses import readable
from articles.models import NotAllowed, Tagging, Topic, TopicChange
from articles.models.fronts.schedule import archiving
from articles.models.story.rights import ALL
from articles.models.topics import changes as care
from articles.models.topics.names import called

#: Beyond, the list says "more than": counting costs as much as there is.
MAX_COUNTED = 1_000
#: So many topics are cared for in one go.
MAX_SELECTED = 100
#: So many changes of topics are listed.
CHANGES_PER_PAGE = 50

# The paper's topics are its own; the library's are not used.
if admin.site.is_registered(Tag):
    admin.site.unregister(Tag)


class Bounded(Subquery):
    """How many rows a query finds, which itself says where it ends."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS found)"
    output_field = IntegerField()


def with_use(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    """With how many published stories each has (`used`, up to COUNTED and one) and when the
    newest was (`last_used`): two look-ups of an index for each."""
    theirs = Tagging.objects.filter(tag=OuterRef("pk"), listed_at__lte=timezone.now()).order_by()
    newest = theirs.order_by("-listed_at").values("listed_at")[:1]
    used = Bounded(theirs.values("pk")[: MAX_COUNTED + 1])
    found: QuerySet[Topic] = topics.annotate(used=used, last_used=Subquery(newest))
    return found


@admin.register(Topic)
class TopicAdmin(LookalikesMixin, AllowedLookupsAdmin[Topic]):
    """Topics on the desk."""

    form = TopicForm
    list_display = ("name", "address", "published", "newest")
    list_per_page = 50
    search_fields = ("name",)
    search_help_text = gettext_lazy("Search names, current and former")
    show_full_result_count = False
    actions = ("rename", "merge", "delete")

    def get_urls(self) -> list[URLPattern]:
        """With the pages of topic care."""
        views: dict[str, Any] = {verb: partial(self.care, verb=verb) for verb in PAGES}
        views |= {"changes": self.changes, "alike": self.alike, "undo": require_POST(self.undo)}
        wrap = self.admin_site.admin_view
        pages = [
            path(f"{name}/", wrap(view), name=f"articles_topic_{name}")
            for name, view in views.items()
        ]
        return [*pages, *super().get_urls()]

    # --- The list -----------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        """The list fetches what it shows."""
        topics: QuerySet[Topic] = super().get_queryset(request)
        match = request.resolver_match
        in_list = match and match.url_name == "articles_topic_changelist"
        return with_use(topics) if in_list else topics

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Topic], search_term: str
    ) -> tuple[QuerySet[Topic], bool]:
        """By name, by a name that a topic had before, and whatever the accents."""
        typed = " ".join(search_term.replace("\0", "").split())
        if not typed:
            return queryset, False
        return queryset.filter(called(typed)), False

    @admin.display(description=gettext_lazy("address"))
    def address(self, topic: Topic) -> str:
        """As readers see it."""
        return readable(topic.get_absolute_url()) if topic.pk else ""

    @admin.display(description=gettext_lazy("published"))
    def published(self, topic: Any) -> str:
        """How many stories have it."""
        if topic.used > MAX_COUNTED:
            return _("> %d stories") % MAX_COUNTED
        number: int = topic.used
        return ngettext("%d story", "%d stories", number) % number

    @admin.display(description=gettext_lazy("newest story"), empty_value="")
    def newest(self, topic: Any) -> str:
        """When a story with it was last published."""
        if topic.last_used is None:
            return ""
        return date_format(timezone.localtime(topic.last_used), "j M Y")

    @admin.action(description=gettext_lazy("Rename…"), permissions=["change"])
    def rename(self, request: HttpRequest, topics: QuerySet[Topic]) -> HttpResponse | None:
        """On to the page that asks for the new name."""
        return self._on_to(request, "rename", topics)

    @admin.action(description=gettext_lazy("Merge…"), permissions=["change"])
    def merge(self, request: HttpRequest, topics: QuerySet[Topic]) -> HttpResponse | None:
        """On to the page that asks which one stays."""
        return self._on_to(request, "merge", topics)

    @admin.action(description=gettext_lazy("Delete…"), permissions=["delete"])
    def delete(self, request: HttpRequest, topics: QuerySet[Topic]) -> HttpResponse | None:
        """On to the page that shows what it would touch."""
        return self._on_to(request, "delete", topics)

    def _on_to(
        self, request: HttpRequest, verb: str, topics: QuerySet[Topic]
    ) -> HttpResponse | None:
        numbers = topics.order_by("sort_key", "pk").values_list("pk", flat=True)[: MAX_SELECTED + 1]
        return HttpResponseRedirect(address_of(verb, numbers))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without the admin's own deletion, which shows and redirects nothing."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # --- The form -------------------------------------------------------------------

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form knows who fills it in."""
        form = super().get_form(request, *args, **kwargs)
        form.person = request.user  # type: ignore[attr-defined]
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Topic | None = None) -> tuple[str]:
        """The address follows from the name."""
        return ("address",)

    def get_fields(self, request: HttpRequest, obj: Topic | None = None) -> Any:
        """The address, once there is one."""
        return ["name", *(["address"] if obj else []), "description"]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A name that was taken while the form was open is said so, and one that looks like
        another."""
        try:
            answer: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())
        return answer

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        """By the verbs, which keep the old name and its address."""
        if not change:
            made = care.add(obj.name, request.user, obj.description)
            obj.__dict__.update(made.__dict__)
            warn_of_lookalike(request, obj)
            return
        care.describe(obj, obj.description, request.user)
        if renamed := care.rename(obj, obj.name, request.user):
            say_done(request, [renamed])
            warn_of_lookalike(request, obj)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """On to our own page."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(address_of("delete", numbers(unquote(object_id))))

    # --- Topic care -------------------------------------------------------------------

    def care(self, request: HttpRequest, verb: str) -> HttpResponse:
        """What it would touch, and the question; posted, it is done."""
        form_class, right = PAGES[verb]
        if not request.user.has_perm(right):
            raise PermissionDenied
        chosen = numbers(request.GET.get("topics", ""))
        topics = list(with_use(Topic.objects.filter(pk__in=chosen[: MAX_SELECTED + 1])))
        if refusal := refused(verb, topics):
            messages.error(request, refusal)
            return HttpResponseRedirect(address_of("changelist"))
        posted = request.POST if request.method == "POST" else None
        into = numbers(request.GET.get("into", ""))[:1]
        form = form_class(posted, topics=topics, into=into)
        if posted is not None and form.is_valid():
            try:
                say_done(request, form.do(request.user))
                return HttpResponseRedirect(address_of("changelist"))
            except NotAllowed as why_not:
                form.add_error(None, str(why_not))
        context = self._context(request, verb=verb, topics=topics, form=form, media=form.media)
        context |= {"touched": care.touches(topics, request.user), "latest": care.LATEST}
        context["all"] = request.user.has_perm(ALL)
        context["fronts"] = archiving.of_topics([topic.pk for topic in topics])
        return TemplateResponse(request, f"admin/articles/topic/{verb}.html", context)

    def changes(self, request: HttpRequest) -> HttpResponse:
        """The last changes, to be undone."""
        rights = ask_any(request)
        changes = list(TopicChange.objects.defer("details").select_related("by")[:CHANGES_PER_PAGE])
        rows = [
            (one, rights[one.verb == TopicChange.Verb.DELETE] and not one.undone_at)
            for one in changes
        ]
        context = self._context(request, rows=rows)
        return TemplateResponse(request, "admin/articles/topic/changes.html", context)

    def undo(self, request: HttpRequest) -> HttpResponse:
        """Undo changes, each for itself, and say what stays as it is."""
        ask_any(request)
        chosen = numbers(request.POST.get("change", ""))[:MAX_SELECTED]
        for change in TopicChange.objects.filter(pk__in=chosen):
            try:
                left = care.undo(change, request.user)
            except NotAllowed as refusal:
                messages.error(request, f"{change}: {refusal}")
                continue
            said = ngettext(
                "%d story was changed meanwhile and stays as it is.",
                "%d stories were changed meanwhile and stay as they are.",
                left,
            )
            undone = _("Undone: %s.") % change
            messages.success(request, f"{undone} {said % left}" if left else undone)
        return HttpResponseRedirect(address_of("changes"))

    def _context(self, request: HttpRequest, **more: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, **more}


def numbers(text: str) -> list[int]:
    """The numbers in a list with commas; what is none is left out."""
    parts = text.split(",")
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 19]


def address_of(page: str, topics: Iterable[int] = ()) -> str:
    """The address of one of the topics' pages, for these topics."""
    listed = ",".join(map(str, topics))
    return reverse(f"admin:articles_topic_{page}") + (f"?topics={listed}" if listed else "")


def ask_any(request: HttpRequest) -> tuple[bool, bool]:
    """Whether the person may change topics, and delete them; one of both is needed."""
    rights = request.user.has_perm(care.CHANGE), request.user.has_perm(care.DELETE)
    if not any(rights):
        raise PermissionDenied
    return rights


def refused(verb: str, topics: list[Topic]) -> str:
    """Why the page can't be shown for these topics; empty if it can."""
    if not topics:
        return _("These topics no longer exist.")
    if len(topics) > MAX_SELECTED:
        return _("Please choose at most %d topics at a time.") % MAX_SELECTED
    if verb == "rename" and len(topics) > 1:
        return _("Please choose one topic to rename.")
    return ""


def say_done(request: HttpRequest, changes: list[TopicChange]) -> None:
    """Say what was done, with a button that undoes it: its form stands on every page of topics."""
    if changes:
        said = "; ".join(map(str, changes[:5])) + ("; …" if len(changes) > 5 else "")
        keys = ",".join(str(change.pk) for change in changes)
        button = format_html(
            '<button class="button small" form="topic-undo" name="change" value="{}">{}</button>',
            keys,
            _("Undo"),
        )
        messages.success(request, format_html("{}. {}", said, button))
