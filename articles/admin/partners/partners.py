"""Partner feeds on the desk: added, changed, switched off and on, given another token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.common.managers_only import ManagersOnly
from articles.admin.partners.form import PartnerForm
from articles.lib.addresses import absolute
from articles.models import Article, Author, Category, Entry, PartnerFeed, Topic
from articles.models.changes.log import record, record_change

LOGGED: Final = PartnerForm.Meta.fields
TOKEN: Final = ("digest", "token_made_at", "former", "former_until")
#: Days that the list and the page tell of.
WEEK, MONTH = 7, 30


@admin.register(PartnerFeed)
class PartnerAdmin(ManagersOnly[PartnerFeed]):
    """A feed that has a token shows it once: on the page that answers to its being made."""

    form = PartnerForm
    change_form_template = "admin/articles/partnerfeed/change_form.html"
    fieldsets = (
        (None, {"fields": ("name", "slug", "is_on")}),
        (
            gettext_lazy("Which stories"),
            {"fields": ("sections", "kinds", "topics", "authors", "words", "delay", "most")},
        ),
        (
            gettext_lazy("Format"),
            {"fields": ("form", "is_full", "has_pictures", "attribution", "campaign")},
        ),
        (gettext_lazy("Who reads it"), {"fields": ("needs_token",)}),
    )
    list_display = ("name", "form", "address", "guarded", "is_on", "of_week")
    actions = ("switch_on", "switch_off")

    def get_urls(self) -> list[URLPattern]:
        """With another token, and none."""
        wrap = self.admin_site.admin_view
        token = wrap(never_cache(require_POST(self.token)))
        revoke = wrap(require_POST(self.revoke))
        return [
            path("<int:pk>/token/", token, name="articles_partnerfeed_token"),
            path("<int:pk>/revoke/", revoke, name="articles_partnerfeed_revoke"),
            *super().get_urls(),
        ]

    # --- The list -------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[PartnerFeed]:
        """With how often each was fetched of late."""
        since = timezone.localdate() - timedelta(days=WEEK)
        of_week = Sum("uses__times", filter=Q(uses__day__gt=since), default=0)
        return super().get_queryset(request).annotate(times_of_week=of_week)

    @admin.display(description=gettext_lazy("address"))
    def address(self, feed: PartnerFeed) -> str:
        """Where it is."""
        return format_html('<bdi dir="ltr">{}</bdi>', reverse("partner-feed", args=[feed.slug]))

    @admin.display(description=gettext_lazy("token"))
    def guarded(self, feed: PartnerFeed) -> str:
        """Whether it needs one, and has one."""
        if not feed.needs_token:
            return ""
        return _("with a token") if feed.digest else _("no token: nobody can read it")

    @admin.display(description=gettext_lazy("fetched in 7 days"))
    def of_week(self, feed: PartnerFeed) -> str:
        """How often."""
        return f"{feed.times_of_week} ×"  # type: ignore[attr-defined]

    @admin.action(description=gettext_lazy("Switch on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, feeds: QuerySet[PartnerFeed]) -> None:
        """Let them be read from now on."""
        self._switch(request, feeds, on=True)

    @admin.action(description=gettext_lazy("Switch off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, feeds: QuerySet[PartnerFeed]) -> None:
        """Let nobody read them, and keep them."""
        self._switch(request, feeds, on=False)

    def _switch(self, request: HttpRequest, feeds: QuerySet[PartnerFeed], *, on: bool) -> None:
        with transaction.atomic():
            for feed in feeds.exclude(is_on=on):
                feed.is_on = on
                self.save_model(request, feed, None, change=True)

    # --- What is done, in the log without a token ------------------------------------------

    def save_model(self, request: HttpRequest, obj: PartnerFeed, form: Any, change: bool) -> None:
        """Save it; one that needs a token and has none gets one, which is shown once."""
        was = PartnerFeed.objects.filter(pk=obj.pk).first() if change else None
        if not change:
            obj.by = request.user  # type: ignore[assignment]
        made = obj.needs_token and not obj.digest and not (was and was.needs_token)
        if made:
            obj.shown_once = obj.new_token()  # type: ignore[attr-defined]
        columns = [*LOGGED, *(TOKEN if made else ())]
        obj.save(update_fields=columns if change else None)
        before, now = _values(was) if was else {}, _values(obj)
        if before != now:
            labels = {one: str(PartnerFeed._meta.get_field(one).verbose_name) for one in LOGGED}  # type: ignore[union-attr]
            said: dict[str, Any] = {"labels": labels, "title": str(obj), "number": obj.pk}
            record_change(Entry.Verb.PARTNER, request.user, before, now, **said)
        if made:
            _log(request, obj, _("New token"))

    def delete_model(self, request: HttpRequest, obj: PartnerFeed) -> None:
        """Delete it with its counts; the log keeps what it was."""
        record(
            Entry.Verb.PARTNER, request.user, title=str(obj), note=_("deleted"),
            before=_values(obj), number=obj.pk,
        )  # fmt: skip
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[PartnerFeed]) -> None:
        """Each as if it were deleted by itself."""
        for one in queryset:
            self.delete_model(request, one)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Counts go with their feed, whoever may not delete one by itself."""
        rows = list(objs)
        counted = {str(self.opts.verbose_name_plural): len(rows)}
        return [str(one) for one in rows], counted, set(), []

    # --- The form, and the token --------------------------------------------------------------

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """With its address, and how often it was fetched on each day of a month."""
        if (feed := kwargs.get("obj")) is not None:
            since = timezone.localdate() - timedelta(days=MONTH)
            context["feed_address"] = absolute(request, reverse("partner-feed", args=[feed.slug]))
            context["uses"] = list(feed.uses.filter(day__gt=since))
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: PartnerFeed, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The token where it has one, this once."""
        token = getattr(obj, "shown_once", "")
        if token:
            return self._shown(request, obj, token)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: PartnerFeed) -> HttpResponse:
        """The same, where it needs one from now on."""
        token = getattr(obj, "shown_once", "")
        return self._shown(request, obj, token) if token else super().response_change(request, obj)

    def token(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Another token; the former one is good for a day, too."""
        if not self.has_change_permission(request):
            return HttpResponse(status=403)
        with transaction.atomic():
            feed = _found(pk)
            token = feed.new_token()
            feed.save(update_fields=TOKEN)
            _log(request, feed, _("New token"))
        return self._shown(request, feed, token)

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        """No token opens it any more, from this moment on."""
        if not self.has_change_permission(request):
            return HttpResponse(status=403)
        with transaction.atomic():
            feed = _found(pk)
            feed.revoke()
            feed.save(update_fields=TOKEN)
            _log(request, feed, _("Token revoked"))
        messages.success(request, _("The token is revoked: nobody can read this feed now."))
        return HttpResponseRedirect(reverse("admin:articles_partnerfeed_change", args=[pk]))

    def _shown(self, request: HttpRequest, feed: PartnerFeed, token: str) -> HttpResponse:
        address = reverse("partner-feed-secret", args=[feed.slug, token])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Token of %(name)s") % {"name": feed},
            "opts": self.opts,
            "feed": feed,
            "token": token,
            "address": absolute(request, address),
        }
        answer = TemplateResponse(request, "admin/articles/partnerfeed/token.html", context)
        answer["Cache-Control"] = "no-store"
        return answer


def _found(pk: int) -> PartnerFeed:
    rows = PartnerFeed.objects.select_for_update(of=("self",))
    found = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _log(request: HttpRequest, feed: PartnerFeed, note: str) -> None:
    record(Entry.Verb.PARTNER, request.user, title=str(feed), note=note, number=feed.pk)


def _values(feed: PartnerFeed) -> dict[str, Any]:
    """What the log keeps: words, and no token."""
    values = {name: getattr(feed, name) for name in LOGGED}
    for name, model in (("sections", Category), ("topics", Topic), ("authors", Author)):
        values[name] = list(
            model.objects.filter(pk__in=values[name]).values_list("name", flat=True)
        )
    values["kinds"] = [str(Article.Kind(one).label) for one in feed.kinds]
    values["form"] = str(feed.get_form_display())
    return values
