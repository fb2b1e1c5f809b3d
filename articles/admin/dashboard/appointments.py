"""The list of scheduled actions: due, done and failed; a failed one can be retried or cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.common.allowed_lookups import AllowedLookupsAdmin
from articles.models import Appointment, Article, NotAllowed, Right, may
from articles.models.story.rights import ALL
from articles.search import among
from articles.search.reach import within_reach

#: How many may be tried again or taken back in one go, and how many refusals are told.
MAX_SELECTED = 100
MAX_REFUSALS_SHOWN = 10
#: The colours of the states.
CHIPS = {
    Appointment.State.DUE: "scheduled",
    Appointment.State.DONE: "live",
    Appointment.State.FAILED: "withdrawn",
    Appointment.State.CANCELLED: "expired",
}


class StateFilter(admin.SimpleListFilter):
    """Filter by outcome; without a choice, only what is failed or due."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The states in words."""
        return list(Appointment.State.choices)

    def choices(self, changelist: Any) -> Any:
        """Named by what the list opens with, in place of “All”."""
        first, *others = super().choices(changelist)
        yield {**first, "display": _("Failed and due")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the state."""
        chosen = self.value()
        if chosen in Appointment.State.values:
            return queryset.filter(state=chosen)
        return queryset.filter(state__in=[Appointment.State.FAILED, Appointment.State.DUE])


class VerbFilter(admin.SimpleListFilter):
    """Filter by what is scheduled."""

    title = _("what")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What there is."""
        return list(Appointment.Verb.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the kind."""
        chosen = self.value()
        return queryset.filter(verb=chosen) if chosen in Appointment.Verb.values else queryset


@admin.register(Appointment)
class AppointmentAdmin(AllowedLookupsAdmin[Appointment]):
    """Scheduled actions: made by the verbs of stories, never added or edited here.

    Seen by those who may publish, as far as they reach the stories, and by those who look after
    the house; the latter are not told of which story, where it is out of their reach.
    """

    list_display = ("story", "what", "due", "state_chip", "tries", "why")
    list_display_links = None
    list_filter = (StateFilter, VerbFilter)
    list_per_page = 50
    search_fields = ("article__headline",)
    search_help_text = _("Search headlines")
    show_full_result_count = False
    sortable_by = ()
    actions = ("try_again", "take_back")

    # --- Who may what -----------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Appointment | None = None) -> bool:
        """Those who publish, and those who look after the house."""
        return super().has_view_permission(request, obj) or self.has_publish_permission(request)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether anything may be done here at all; each story is asked once more."""
        return may(request.user, Right.PUBLISH)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As for the list."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Appointment | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Appointment | None = None) -> bool:
        """Nobody."""
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """All that is to be read stands in the list."""
        raise PermissionDenied

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What was done stands in the log."""
        raise PermissionDenied

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list; its actions are for those who publish."""
        if request.method not in {"GET", "HEAD"} and not self.has_publish_permission(request):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def get_ordering(self, request: HttpRequest) -> Any:
        """What is to be looked at first on top: failed, due next; of what is over, the last."""
        chosen = request.GET.get(StateFilter.parameter_name)
        if chosen in {Appointment.State.DONE, Appointment.State.CANCELLED}:
            return ["-at", "-pk"]
        # “failed” comes after “due” in the alphabet.
        return ["-state", "at", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        """Each with whether its story is within reach."""
        found: QuerySet[Appointment] = (
            super()
            .get_queryset(request)
            .select_related("article", "by")
            .defer("article__body", "article__search_text", "note")
        )
        if request.user.has_perm(ALL):
            return found.annotate(readable=Value(value=True))
        stories = Article.objects.within_reach_of(request.user).filter(pk=OuterRef("article"))
        found = found.annotate(readable=Exists(stories))
        return found if super().has_view_permission(request) else found.filter(readable=True)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Appointment], search_term: str
    ) -> tuple[QuerySet[Appointment], bool]:
        """Of the stories that may be read, as the list of stories does."""
        if not search_term.strip():
            return queryset, False
        stories = Article.objects.within_reach_of(request.user)
        found = among(stories, search_term, within_reach(request.user))
        named = Q(readable=True, article__in=found.order_by().values("pk"))
        return queryset.filter(named), False

    # --- A row --------------------------------------------------------------------

    @admin.display(description=_("story"))
    def story(self, one: Any) -> SafeString:
        """The headline, with the way to the story."""
        if not one.readable:
            return format_html('<span class="due">{}</span>', _("a story"))
        address = reverse("admin:articles_article_change", args=[one.article_id])
        return format_html('<a href="{}" dir="auto">{}</a>', address, one.article)

    @admin.display(description=_("what"))
    def what(self, one: Any) -> SafeString:
        """What happens, and who has planned it."""
        by = str(one.by.get_full_name() or one.by) if one.by and one.readable else ""
        said = _("scheduled by %s") % by if by else ""
        return format_html('{} <span class="due">{}</span>', one.get_verb_display(), said)

    @admin.display(description=_("due"))
    def due(self, one: Any) -> SafeString:
        """Day and time in the newsroom's zone, to the second."""
        return _moment(one.at)

    @admin.display(description=_("state"))
    def state_chip(self, one: Any) -> SafeString:
        """The state in words and colour."""
        chip = CHIPS[Appointment.State(one.state)]
        label = one.get_state_display()
        return format_html('<span class="chip" data-status="{}">{}</span>', chip, label)

    @admin.display(description=_("attempts"))
    def tries(self, one: Any) -> SafeString:
        """How often it was tried, and when it is tried again; nothing before the first time."""
        if not one.attempts:
            return SafeString("")
        times = ngettext("tried once", "tried %(count)d times", one.attempts)
        waits = one.state == Appointment.State.DUE
        again = format_html("{} {}", _("next try"), _moment(one.next_try_at)) if waits else ""
        return format_html('{} <span class="due">{}</span>', times % {"count": one.attempts}, again)

    @admin.display(description=_("why it failed"))
    def why(self, one: Any) -> SafeString:
        """What was said; it may hold words of the story."""
        said = one.error if one.readable else _("Shown only to people with access to the story.")
        return format_html('<span dir="auto">{}</span>', said if one.error else "")

    # --- What can be done -----------------------------------------------------------

    @admin.action(description=_("Retry"), permissions=["publish"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Appointment]) -> None:
        """Have the chosen ones done by the next worker."""
        self._each(request, queryset, Appointment.try_again, _("Retried: %d."))

    @admin.action(description=_("Cancel"), permissions=["publish"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Appointment]) -> None:
        """Let the chosen ones not happen."""
        self._each(request, queryset, Appointment.take_back, _("Cancelled: %d."))

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Appointment],
        verb: Callable[[Appointment, Any], None],
        done_label: Any,
    ) -> None:
        """Each by its own verb, which asks for the right; what was refused is told."""
        done, refused = 0, []
        chosen = list(queryset.defer(None)[: MAX_SELECTED + 1])
        if len(chosen) > MAX_SELECTED:
            messages.error(request, _("Please choose at most %d at a time.") % MAX_SELECTED)
            return
        for one in chosen:
            name = str(one.article) if one.readable else str(_("a story"))  # type: ignore[attr-defined]
            try:
                verb(one, request.user)
                done += 1
            except (NotAllowed, PermissionDenied) as refusal:
                refused.append((name, str(refusal)))
        if done:
            messages.success(request, done_label % done)
        if refused:
            lines = format_html_join(SafeString("<br>"), "“{}”: {}", refused[:MAX_REFUSALS_SHOWN])
            more = len(refused) - MAX_REFUSALS_SHOWN
            rest = format_html("<br>{}", _("and %d more") % more) if more > 0 else ""
            messages.error(request, format_html("{} {}{}", _("Refused:"), lines, rest))


def _moment(moment: Any) -> SafeString:
    local = timezone.localtime(moment)
    said = date_format(local, "j M Y, H:i:s")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), said)
