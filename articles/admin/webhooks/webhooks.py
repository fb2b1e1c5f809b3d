"""Webhooks on the desk: added, changed, tried, switched off and on, given another secret."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.common.managers_only import ManagersOnly
from articles.admin.webhooks.form import WebhookForm
from articles.models import Category, Entry, Webhook, WebhookDelivery
from articles.models.changes.log import name_of, record, record_change
from articles.models.webhooks.delivery import TEST, written
from articles.models.webhooks.webhook import Event
from articles.notifying.webhooks.sending import send_now

HOW_IT_GOES = ("failures", "failing_since", "error", "given_up", "resting_until")
LOGGED = ("name", "address", "events", "sections", "is_on")


@admin.register(Webhook)
class WebhookAdmin(ManagersOnly[Webhook]):
    """Each has a secret, which is shown once: on the page that answers to its being made."""

    form = WebhookForm
    change_form_template = "admin/articles/webhook/change_form.html"
    fields = LOGGED
    list_display = ("name", "host", "heard", "is_on", "told_at", "problem")
    actions = ("switch_on", "switch_off")

    def get_urls(self) -> list[URLPattern]:
        """With a test, and another secret."""
        wrap = self.admin_site.admin_view
        test, secret = wrap(require_POST(self.test)), wrap(never_cache(require_POST(self.secret)))
        return [
            path("<int:pk>/test/", test, name="articles_webhook_test"),
            path("<int:pk>/secret/", secret, name="articles_webhook_secret"),
            *super().get_urls(),
        ]

    # --- The list -------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("address"), ordering="address")
    def host(self, webhook: Webhook) -> str:
        """Without what may be a password."""
        return webhook.shown_address

    @admin.display(description=gettext_lazy("told of"))
    def heard(self, webhook: Webhook) -> str:
        """The events in words."""
        return ", ".join(str(one.label) for one in Event if one in webhook.events)

    @admin.display(description=gettext_lazy("problem"))
    def problem(self, webhook: Webhook) -> str:
        """Why it takes nothing."""
        return webhook.error

    @admin.action(description=gettext_lazy("Switch on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, webhooks: QuerySet[Webhook]) -> None:
        """Have them told from now on."""
        self._switch(request, webhooks, on=True)

    @admin.action(description=gettext_lazy("Switch off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, webhooks: QuerySet[Webhook]) -> None:
        """Tell them nothing, and keep them."""
        self._switch(request, webhooks, on=False)

    def _switch(self, request: HttpRequest, webhooks: QuerySet[Webhook], *, on: bool) -> None:
        with transaction.atomic():
            for webhook in webhooks.exclude(is_on=on):
                webhook.is_on, webhook.failing_since, webhook.error = on, None, ""
                webhook.failures, webhook.given_up, webhook.resting_until = 0, 0, None
                self.save_model(request, webhook, None, change=True)

    # --- What is done, in the log without a secret -------------------------------------------

    def save_model(self, request: HttpRequest, obj: Webhook, form: Any, change: bool) -> None:
        """Save it; what waits for one that is off is given up, and can be sent again."""
        was = Webhook.objects.filter(pk=obj.pk).first() if change else None
        if not change:
            obj.by = request.user  # type: ignore[assignment]
            obj.shown_once = obj.new_secret()  # type: ignore[attr-defined]
        # Not over what a delivery has written meanwhile, nor over another secret.
        columns = [*LOGGED, *(HOW_IT_GOES if obj.failing_since is None else ())]
        obj.save(update_fields=columns if change else None)
        if not obj.is_on:
            WebhookDelivery.give_up_waiting(_("The webhook was switched off."), obj)
        elif was and was.address != obj.address:
            WebhookDelivery.try_now(obj)
        before, now = _values(was) if was else {}, _values(obj)
        labels = {name: str(Webhook._meta.get_field(name).verbose_name) for name in LOGGED}  # type: ignore[union-attr]
        if before != now:
            said: dict[str, Any] = {"labels": labels, "title": str(obj), "number": obj.pk}
            record_change(Entry.Verb.WEBHOOK, request.user, before, now, **said)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Deliveries go with their webhook, whoever may not delete one by itself; counted, as there
        may be thousands."""
        rows, deliveries = list(objs), WebhookDelivery.objects.filter(webhook__in=objs)
        counted = {
            str(self.opts.verbose_name_plural): len(rows),
            str(WebhookDelivery._meta.verbose_name_plural): deliveries.count(),
        }
        return [str(one) for one in rows], counted, set(), []

    def delete_model(self, request: HttpRequest, obj: Webhook) -> None:
        """Delete it with what was delivered; the log keeps what it was told of."""
        before = _values(obj)
        record(
            Entry.Verb.WEBHOOK, request.user, title=str(obj), note=_("deleted"), before=before,
            number=obj.pk,
        )  # fmt: skip
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        """Each as if it were deleted by itself."""
        for one in queryset:
            self.delete_model(request, one)

    # --- The secret, and a test ---------------------------------------------------------------

    def response_add(
        self, request: HttpRequest, obj: Webhook, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The secret, this once."""
        return self._shown(request, obj, obj.shown_once)  # type: ignore[attr-defined]

    def secret(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Another secret; the former one is signed with for a day, too."""
        if not self.has_change_permission(request):
            return HttpResponse(status=403)
        with transaction.atomic():
            rows = Webhook.objects.select_for_update(of=("self",))
            webhook = _found(rows, pk)
            secret = webhook.new_secret()
            webhook.save(update_fields=["sealed", "former", "former_until"])
            note = _("New secret")
            record(Entry.Verb.WEBHOOK, request.user, title=str(webhook), note=note, number=pk)
        return self._shown(request, webhook, secret)

    def _shown(self, request: HttpRequest, webhook: Webhook, secret: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Secret of %(name)s") % {"name": webhook},
            "opts": self.opts,
            "webhook": webhook,
            "secret": secret,
        }
        answer = TemplateResponse(request, "admin/articles/webhook/secret.html", context)
        answer["Cache-Control"] = "no-store"
        return answer

    def test(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Deliver a message that tells of nothing else, and say how that went."""
        if not self.has_change_permission(request):
            return HttpResponse(status=403)
        webhook = _found(Webhook.objects.all(), pk)
        body = written(TEST, timezone.now(), {"by": name_of(request.user)})
        outcome = send_now(WebhookDelivery.objects.create(webhook=webhook, event=TEST, body=body))
        if outcome is None or outcome.why:
            why = f"{outcome.why} {outcome.answer}".strip() if outcome else ""
            messages.error(request, _("The test failed. %(why)s") % {"why": why})
        else:
            messages.success(request, _("The test was delivered."))
        return HttpResponseRedirect(reverse("admin:articles_webhook_change", args=[pk]))


def _found(rows: QuerySet[Webhook], pk: int) -> Webhook:
    found = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _values(webhook: Webhook) -> dict[str, Any]:
    """What the log keeps: words, and no secret."""
    sections = Category.objects.filter(pk__in=webhook.sections)
    return {
        "name": webhook.name,
        "address": webhook.shown_address,
        "events": [str(one.label) for one in Event if one in webhook.events],
        "sections": [one.name for one in sections],
        "is_on": webhook.is_on,
    }
