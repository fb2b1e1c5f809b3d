"""The budget, the board, plans, saved filters and the calendar's address on the desk."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Assignment, CalendarFeed, Plan, SavedFilter, State
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

BUDGET, BOARD, PLANS = "/admin/planning/budget/", "/admin/planning/board/", "/admin/planning/plans/"
MOVE, LINE = "/admin/planning/board/move/", "/admin/planning/line/"
START = timezone.now().replace(microsecond=0, second=0)
SENT = {"Accept": "application/json"}


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def read(client: Client, person: Any, address: str) -> str:
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


# --- The budget ----------------------------------------------------------------------------


def test_the_budget_shows_what_is_coming(client: Client) -> None:
    soon, late = cast.draft("Soon"), cast.draft("Late")
    soon.assign(None, cast.reporter(), hours(2))
    late.assign(None, None, hours(24 * 9))
    cast.live("Out")
    plan = Plan.make({"title": "Planned", "starts_at": hours(3), "words": 600}, cast.editor())
    Assignment.ask(plan, cast.reporter(), "writer", cast.editor())
    text = read(client, cast.editor(), BUDGET)
    assert "Soon" in text
    assert "Planned" in text
    assert "reporter (asked)" in text
    assert "/ 600" in text
    assert "Late" not in text
    assert "Out" not in text
    assert "Late" in read(client, cast.editor(), f"{BUDGET}?days=all")
    for column in ("title", "who", "words", "-pictures", "section", "fronts", "state", "-out", "x"):
        assert "Soon" in read(client, cast.editor(), f"{BUDGET}?sort={column}")
    assert "Soon" not in read(client, cast.sports_editor(), BUDGET)
    assert "Planned" in read(client, cast.reporter(), BUDGET)


def test_a_line_is_changed_in_place(client: Client) -> None:
    story = cast.draft("Soon")
    client.force_login(cast.editor())
    given = {"mark": f"story-{story.pk}", "was_assignee": "", "exact_due": "", "exact_out": ""}
    local = timezone.localtime(hours(4))
    given |= {"assignee": str(cast.reporter().pk), "due": f"{local:%Y-%m-%dT%H:%M:%S}"}
    assert client.post(LINE, {**given, "was_due": ""}).status_code == 302
    story = Article.objects.get(pk=story.pk)
    assert (story.assignee, story.due_at) == (cast.reporter(), hours(4))
    stale = client.post(LINE, {**given, "due": "2030-01-01T10:00", "was_due": ""})
    assert stale.status_code == 409
    assert "assigned the story meanwhile" in stale.content.decode()
    assert "2030-01-01T10:00" in stale.content.decode()
    client.force_login(cast.colleague())
    assert client.post(LINE, given).status_code == 404
    plan = Plan.make({"title": "Planned", "words": 600}, cast.editor())
    client.force_login(cast.editor())
    given = {"mark": f"plan-{plan.pk}", "words": "800", "was_words": "600"}
    assert client.post(LINE, given).status_code == 302
    assert client.post(LINE, {**given, "words": "x"}).status_code == 409
    plan.refresh_from_db()
    assert plan.words == 800


# --- The board -------------------------------------------------------------------------------


def move(client: Client, mark: str, to: str, **given: str) -> Any:
    return client.post(MOVE, {"mark": mark, "to": to, **given}, headers=SENT)


def test_cards_are_moved_by_the_verbs(client: Client) -> None:
    story = cast.draft("A card", publish_at=hours(5), created_by=cast.reporter())
    mark = f"story-{story.pk}"
    assert f'data-mark="{mark}"' in read(client, cast.reporter(), BOARD)
    assert move(client, mark, "in_review", was="draft").status_code == 200
    refused = move(client, mark, "ready")
    assert (refused.status_code, "role" in refused.json()["error"]) == (409, True)
    client.force_login(cast.editor())
    assert move(client, mark, "ready", was="draft").status_code == 409  # moved meanwhile
    assert move(client, mark, "ready", was="in_review").status_code == 200
    wanting = move(client, mark, "scheduled").json()
    assert wanting["warnings"]
    assert move(client, mark, "scheduled", reason="It is fine.").status_code == 200
    story = Article.objects.get(pk=story.pk)
    assert (story.state, story.publish_at) == (State.PUBLISHED, hours(5))
    assert move(client, mark, "ready").status_code == 409
    assert move(client, mark, "draft").status_code == 200
    assert Article.objects.get(pk=story.pk).state == State.DRAFT
    for odd in ("x", "", "planned", "live\0"):
        assert move(client, mark, odd).status_code == 409
    assert move(client, "story-0", "draft").status_code == 404
    assert client.get(MOVE, {"mark": mark}).status_code == 200


def test_a_plan_becomes_a_draft_on_the_board(client: Client) -> None:
    plan = Plan.make({"title": "Planned", "section": cast.section().pk}, cast.editor())
    assert "Planned" in read(client, cast.editor(), BOARD)
    assert move(client, f"plan-{plan.pk}", "in_review").status_code == 409
    assert move(client, f"plan-{plan.pk}", "draft").status_code == 200
    plan.refresh_from_db()
    assert plan.its_story is not None


# --- Plans -------------------------------------------------------------------------------------


def test_a_plan_on_its_page(client: Client) -> None:
    client.force_login(cast.editor())
    form = client.get(f"{PLANS}add/?day=2026-12-24").content.decode()
    key = re.findall(r'name="key" value="([^"]+)"', form)[0]
    given = {"title": "Debate", "starts_at": "2026-12-24T10:00", "person": cast.reporter().pk}
    given |= {"key": key, "role": "photographer", "section": cast.section().pk}
    for _press in range(2):
        made = client.post(f"{PLANS}add/", given)
        assert made.status_code == 302
    plan = Plan.objects.get()
    page = f"{PLANS}{plan.pk}/"
    shown = client.get(page).content.decode()
    base = re.findall(r'name="base" value="([^"]*)"', shown)[0].replace("&quot;", '"')
    assert client.post(page, {**given, "place": "Hall", "base": base}).status_code == 302
    over = client.post(page, {**given, "place": "Elsewhere", "base": base})
    assert over.status_code == 400
    assert "Now saved: Hall" in over.content.decode()
    again = re.findall(r'name="base" value="([^"]*)"', over.content.decode())[0]
    again = again.replace("&quot;", '"')
    assert client.post(page, {**given, "place": "Elsewhere", "base": again}).status_code == 302
    assert client.post(page, {"title": "", "starts_at": "x"}).status_code == 400
    asked = plan.assignments.get()
    client.force_login(cast.reporter())
    assert "You are assigned" in client.get(page).content.decode()
    assert client.post(page, given).status_code == 403
    client.post(f"{page}reply/", {"assignment": asked.pk, "answer": "declined", "note": "Away"})
    asked.refresh_from_db()
    assert (asked.answer, asked.note) == ("declined", "Away")
    client.force_login(cast.colleague())
    assert client.get(page).status_code == 404
    assert client.get(f"{PLANS}add/").status_code == 403
    client.force_login(cast.editor())
    client.post(f"{page}ask/", {"person": cast.colleague().pk, "role": "writer"})
    client.post(f"{page}unask/", {"assignment": asked.pk})
    assert [one.person for one in plan.assignments.all()] == [cast.colleague()]
    done = client.post(f"{page}start/")
    plan.refresh_from_db()
    assert done.headers["Location"] == f"/admin/articles/article/{plan.story_id}/change/"
    client.post(f"{page}archive/")
    for show in ("", "mine", "over", "archive", "x"):
        listed = read(client, cast.editor(), f"{PLANS}?show={show}&p=x")
        assert ("Debate" in listed) is (show == "archive")
    client.post(f"{page}restore/")
    assert not Plan.objects.get().is_archived


# --- Saved filters, and the address ---------------------------------------------------------------


def test_saved_filters_on_the_desk(client: Client) -> None:
    client.force_login(cast.editor())
    keep = "/admin/planning/filters/keep/"
    given = {"name": "Drafts", "page": "stories", "query": "status=draft&p=2", "opens": "on"}
    assert client.post(keep, given).headers["Location"].endswith("?status=draft")
    stories = "/admin/articles/article/"
    assert client.get(stories).headers["Location"] == f"{stories}?status=draft"
    assert "Drafts" in client.get(f"{stories}?e=1").content.decode()
    given = {"name": "Board of one", "page": "board", "query": "person=1", "shared": "on"}
    assert client.post(keep, given).status_code == 302
    shared = SavedFilter.objects.get(page="board")
    client.force_login(cast.sports_editor())
    assert "Board of one" in client.get(BOARD).content.decode()
    change = f"/admin/planning/filters/{shared.pk}/"
    assert client.post(change, {"delete": "1"}).status_code == 403
    assert client.post(change, {"open": "1"}).status_code == 302
    assert client.get(BOARD).headers["Location"] == f"{BOARD}?person=1&filter={shared.pk}"
    assert client.get(f"{BOARD}?all=1").status_code == 200
    assert "Board of one" in client.get("/admin/planning/filters/").content.decode()
    own = SavedFilter.objects.get(page="stories")
    assert client.post(f"/admin/planning/filters/{own.pk}/", {"open": "1"}).status_code == 404
    client.force_login(cast.editor())
    client.post(change, {"name": "Renamed", "shared": "on"})
    shared.refresh_from_db()
    assert shared.name == "Renamed"
    client.post(change, {"delete": "1"})
    assert not SavedFilter.objects.filter(page="board").exists()


def test_the_address_of_a_calendar(client: Client) -> None:
    plan = Plan.make(
        {
            "title": "Debate; in the “hall”, " + "ü" * 90,
            "place": "Hall\nof\tthe town",
            "starts_at": hours(20),
            "ends_at": hours(30),
        },
        cast.editor(),
    )
    story = cast.draft("Due")
    story.assign(None, cast.editor(), hours(40))
    hidden = cast.draft("Hidden", section=cast.section("sports"))
    hidden.assign(None, None, hours(40))
    client.force_login(cast.editor())
    page = client.post("/admin/planning/feed/", {"make": "1"}).content.decode()
    address = re.findall(r'value="http://testserver(/calendar/\w+\.ics)"', page)[0]
    stranger = Client()
    answer = stranger.get(address)
    body = answer.content.decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    flat = body.replace("\r\n ", "")
    assert "SUMMARY:Coverage: Debate\\; in the “hall”\\, " + "ü" * 90 in flat
    assert f"DTSTART:{hours(20):%Y%m%dT%H%M%SZ}" in flat
    assert f"UID:coverage-{plan.pk}@" in flat
    assert "SEQUENCE:0" in flat
    assert "SUMMARY:Deadline: Due" in flat
    same = stranger.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    plan.move("starts_at", hours(21), cast.editor())
    newer = stranger.get(address, headers={"If-None-Match": answer["ETag"]})
    assert newer.status_code == 200
    assert "SEQUENCE:1" in newer.content.decode()
    assert "Debate" not in stranger.get(f"{address}?mine=1").content.decode()
    assert CalendarFeed.objects.get().used_at is not None
    client.post("/admin/planning/feed/", {"make": "1"})
    assert stranger.get(address).status_code == 404
    assert stranger.get("/calendar/x.ics").status_code == 404


def test_an_address_shows_what_its_person_sees_and_ends_with_the_account(client: Client) -> None:
    cast.draft("Hidden").assign(None, None, hours(40))
    secret = CalendarFeed.make(cast.sports_editor())
    address = f"/calendar/{secret}.ics"
    assert "Hidden" not in client.get(address).content.decode()
    person = cast.sports_editor()
    person.sections_given.add(cast.section())
    assert "Hidden" in client.get(address).content.decode()
    person.is_active = False
    person.save()
    assert client.get(address).status_code == 404
    CalendarFeed.revoke(person)
    assert not CalendarFeed.objects.exists()
