"""Webhooks' pages of the desk shut nobody out, and fit a phone."""

from __future__ import annotations

import pytest

from articles.models import Webhook, WebhookDelivery
from articles.models.webhooks.delivery import written
from articles.models.webhooks.webhook import Event
from tests import axe, cast
from tests.admin.desk_pages import Window

LIST = "/admin/articles/webhook/"
LONG = "https://partner.example/" + "a-long-path/" * 12


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_its_pages(logged_in: Window) -> None:
    one = Webhook(name="شريك " * 8, address=LONG, events=list(Event), error="It answered 500.")
    one.new_secret()
    one.save()
    said = {"status": 500, "answer": "No such table " * 12, "error": "It answered 500."}
    body = written("story.published", one.made_at, {"headline": "Crane falls", "address": LONG})
    row = WebhookDelivery.objects.create(
        webhook=one, event=Event.PUBLISHED, title="Crane falls " * 12, body=body,
        state="given_up", attempts=22, **said,
    )  # fmt: skip
    page = logged_in(cast.managing_editor())
    delivery = f"/admin/articles/webhookdelivery/{row.pk}/change/"
    paths = [LIST, f"{LIST}add/", f"{LIST}{one.pk}/change/", "/admin/articles/webhookdelivery/"]
    for path in [*paths, delivery]:
        page.goto(path)
        assert axe.by_day_and_night(page, (axe.NARROW, axe.WIDE)) == []
        page.set_viewport_size({"width": axe.NARROW, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= axe.NARROW, path
    page.goto(f"{LIST}{one.pk}/change/")
    page.get_by_role("button", name="Make a new secret").click()
    assert page.get_by_label("Secret, shown only now").input_value().startswith("whsec_")
    assert axe.by_day_and_night(page, (axe.NARROW, axe.WIDE)) == []
