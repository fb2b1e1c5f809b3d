"""Proposals on the story's form: asked for by a press, taken by another, never put in unasked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from articles.models import Article, Topic
from tests import axe, cast
from tests.admin.desk_pages import Window, change
from tests.lib.test_gist import STORY
from tests.waiting import until

pytestmark = pytest.mark.django_db
AT_THE_DESK = cast.reporter

DOOR = "/admin/articles/article/proposals/"
JSON = {"Accept": "application/json"}
BODY = "".join(f"<p>{one}</p>" for one in STORY)


def asked(desk: Client, kind: str, **fields: Any) -> Any:
    return desk.post(DOOR, {"kind": kind, **fields}, headers=JSON)


def test_topics_and_key_points_are_proposed_of_what_is_typed(desk: Client) -> None:
    crane = Topic.objects.create(name="Harbour", slug="harbour")
    found = asked(desk, "topics", headline="Harbour council", body=BODY).json()
    assert found["topics"] == [{"pk": crane.pk, "name": "Harbour", "why": "in the headline"}]
    chosen = asked(desk, "topics", headline="Harbour council", topics=str(crane.pk)).json()
    assert (chosen["topics"], chosen["said"]) == ([], "No existing topics fit this text yet.")
    points = asked(desk, "points", headline="Council keeps its crane", body=BODY).json()
    assert 3 <= len(points["points"]) <= 5
    assert asked(desk, "points", body="<p>Short.</p>").json()["said"].endswith("for key points.")
    assert not Article.objects.exists()


def test_only_those_who_may_write_the_story_are_answered(desk: Client) -> None:
    other = cast.draft("A secret")
    assert asked(desk, "topics", _pk=other.pk).status_code == 404
    assert asked(desk, "topics", _pk="x").status_code == 404
    assert asked(desk, "nonsense").status_code == 400
    assert asked(desk, "points", body="<p>" * 70_000).status_code == 413
    assert desk.get(DOOR, headers=JSON).status_code == 405
    desk.force_login(cast.reader())
    assert asked(desk, "topics").status_code == 401


def test_a_picture_without_alt_text_is_proposed_one_of_its_own_words(desk: Client) -> None:
    said = "BERLIN (AP) — A crane stands in the harbour. (AP Photo/Jane Doe)"
    picture = cast.picture(alt_text="", caption=said)
    card = desk.get(f"/admin/articles/picture/{picture.pk}/card/", headers=JSON).json()
    assert (card["described"], card["alt"]) == ("A crane stands in the harbour.", "")
    other = cast.picture("red", caption=said)
    card = desk.get(f"/admin/articles/picture/{other.pk}/card/", headers=JSON).json()
    assert card["described"] == ""


def test_a_press_asks_and_a_press_takes(window: Window) -> None:
    Topic.objects.create(name="Harbour", slug="harbour")
    Topic.objects.create(name="Shipping", slug="shipping")
    picture = cast.picture(alt_text="", caption="A crane in the harbour. Photo: P. Gannet")
    story = cast.draft("Harbour and shipping", body=BODY, picture=picture)
    page = window(change(story))
    box = page.locator("[data-proposals]")
    expect(box.locator(".proposal")).to_have_count(0)
    box.get_by_role("button", name="Propose topics").click()
    expect(box.locator(".proposal-mark")).to_have_text(["Proposal", "Proposal"])
    assert axe.by_day_and_night(page, widths=(375, 1280)) == []
    page.keyboard.press("Enter")  # the first one has the focus
    expect(page.locator(".field-topics .tag")).to_have_count(1)
    box.get_by_role("button", name="Dismiss").click()
    expect(box.locator(".proposal")).to_have_count(0)
    box.get_by_role("button", name="Propose key points").click()
    lines = box.get_by_label("Key points, one a line")
    lines.fill("The crane stays.\nIt is old.")
    box.get_by_role("button", name="Put into the story").click()
    expect(page.locator(".ProseMirror aside.facts li")).to_have_text(
        ["The crane stays.", "It is old."]
    )
    alt = page.locator("[data-described]")
    expect(alt).to_contain_text("A crane in the harbour.")
    page.get_by_role("button", name="Use and edit").click()
    expect(page.get_by_label("Alt text")).to_have_value("A crane in the harbour.")
    page.keyboard.press("Enter")
    until(lambda: cast.picture().alt_text == "A crane in the harbour.")
    page.keyboard.press("Control+s")
    until(lambda: '<aside class="facts">' in str(Article.objects.get().content()["body"]))
    assert len(Article.objects.get().content()["topics"]) == 1
    expect(page.locator(".story-bar")).to_contain_text("Saved")
    expect(box.get_by_role("button", name="Propose topics")).to_be_visible()
