"""What webhooks were told: to be read, and sent again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from articles.admin.common.managers_only import ManagersOnly
from articles.models import WebhookDelivery
from articles.models.webhooks.delivery import TEST


@admin.register(WebhookDelivery)
class DeliveryAdmin(ManagersOnly[WebhookDelivery]):
    """Nobody writes or changes one."""

    change_form_template = "admin/articles/webhookdelivery/change_form.html"
    fields = (
        "webhook", "event", "title", "made_at", "state", "attempts", "next", "status", "answer",
        "error", "number", "message",
    )  # fmt: skip
    readonly_fields = fields
    list_display = (
        "made_at", "webhook", "event", "about", "state", "attempts", "said", "again",
    )  # fmt: skip
    list_filter = ("webhook", "state", "event")
    list_select_related = ("webhook",)
    list_per_page = 50
    show_full_result_count = False
    sortable_by = ()
    ordering = ("-pk",)
    actions = ("send_again",)

    def get_urls(self) -> list[URLPattern]:
        """With one that is sent again."""
        again = self.admin_site.admin_view(require_POST(self.once_more))
        return [
            path("<int:pk>/again/", again, name="articles_webhookdelivery_again"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are written with what they tell."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They stay as they are."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They go by themselves."""
        return False

    # --- What is shown --------------------------------------------------------------------

    @admin.display(description=gettext_lazy("answer"))
    def said(self, one: WebhookDelivery) -> str:
        """Status and first words; where there was none, why not."""
        if one.status is None:
            return one.error
        return f"{one.status} {Truncator(one.answer).chars(60)}".strip()

    @admin.display(description=gettext_lazy("story"))
    def about(self, one: WebhookDelivery) -> str:
        """Its headline, as far as there is room."""
        return Truncator(one.title).chars(80)

    @admin.display(description=gettext_lazy("next try"))
    def next(self, one: WebhookDelivery) -> Any:
        """While there will be one."""
        return one.next_try_at if one.state == "waiting" else "–"

    @admin.display(description="webhook-id")
    def number(self, one: WebhookDelivery) -> str:
        """By which the receiver knows it."""
        return one.message_id

    @admin.display(description=gettext_lazy("message"))
    def message(self, one: WebhookDelivery) -> str:
        """As it is posted."""
        return format_html('<pre class="webhook-body" dir="ltr" tabindex="0">{}</pre>', one.body)

    @admin.display(description=gettext_lazy("Send again"))
    def again(self, one: WebhookDelivery) -> str:
        """A button in the list's form."""
        if one.state == "waiting" or one.event == TEST:
            return ""
        address = reverse("admin:articles_webhookdelivery_again", args=[one.pk])
        return format_html(
            '<button type="submit" class="button" formaction="{}">{}</button>',
            address,
            _("Send again"),
        )

    # --- What is done ---------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Send again"), permissions=["view"])
    def send_again(self, request: HttpRequest, deliveries: QuerySet[WebhookDelivery]) -> None:
        """Those of them that do not wait, and whose webhook is on, in the order they had."""
        on = deliveries.filter(webhook__is_on=True).exclude(event=TEST)
        rows = list(on.select_related("webhook").order_by("pk"))
        sent = sum(one.send_again() for one in rows)
        said = ngettext(
            "%(n)d delivery is being resent.", "%(n)d deliveries are being resent.", sent
        )
        messages.success(request, said % {"n": sent})
        if len(rows) < deliveries.count():
            messages.warning(
                request,
                _("Tests, and those of webhooks that are switched off, stay as they are."),
            )

    def once_more(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One of them."""
        if not self.has_view_permission(request):
            return HttpResponse(status=403)
        rows = WebhookDelivery.objects.select_related("webhook").exclude(event=TEST)
        one = rows.filter(pk=pk).first() if pk < 2**63 else None
        if one is None:
            raise Http404
        if not one.webhook.is_on:
            messages.error(request, _("The webhook is switched off. Switch it on first."))
        else:
            one.send_again()
            messages.success(request, _("It is being resent, with the same webhook-id."))
        back = reverse("admin:articles_webhookdelivery_change", args=[pk])
        return HttpResponseRedirect(back)
