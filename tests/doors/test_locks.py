"""What holds for all doors: each is declared, a POST needs our token, and none leads away."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path, resolve

from articles.doors.rules import Who
from articles.doors.table import DOORS, doors, rule_of
from articles.models import Article, Move, State, Status
from tests import cast
from tests.doors.addresses import address, every_door, form, is_of_a_story
from tests.doors.marked import SECRET, Room, Rows
from tests.doors.test_every_door import SESSION, undone, without_pages

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "doors.md"
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

#: Where forms and links of ours, and of libraries, take the next address from.
NEXT = ("next", "return", "return_to", "redirect", "redirect_to", "url", "to", "_next", "goto")
ELSEWHERE = ("//evil.example/", "https://evil.example/", "/\\evil.example/", "javascript:alert(1)")


def test_every_door_is_declared_and_every_rule_has_a_door() -> None:
    """A new address fails here until `articles/doors/` says whose it is."""
    assert {name for _route, name, _view in doors(get_resolver())} == set(DOORS)


def test_a_door_without_a_rule_would_be_seen() -> None:
    class Resolver:
        url_patterns = (path("new/<int:pk>/", lambda request: HttpResponse(), name="new"),)

    assert [name for _route, name, _view in doors(Resolver()) if name not in DOORS] == ["new"]


def test_the_rule_of_an_address_is_that_of_its_name() -> None:
    """A request finds the rule that the table has for its door, however the address is found."""
    room, rows = Room(Status.DRAFT), Rows()
    for route, name, rule in every_door():
        found = resolve(urlsplit(address(route, name, rows, room)).path)
        assert rule_of(found) == rule, name


def test_docs_show_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """`manage.py doors > docs/doors.md` writes it anew."""
    call_command("doors")
    assert capsys.readouterr().out == DOCS.read_text()


@pytest.mark.parametrize("who", ["nobody", "managing_editor"])
def test_no_post_is_taken_without_our_token(who: str) -> None:
    room, rows, client = Room(Status.LIVE), Rows(), Client(enforce_csrf_checks=True)
    if who != "nobody":
        client.force_login(getattr(cast, who)())
    before, taken = room.snapshot(), []
    for route, name, rule in every_door():
        if "POST" in rule.methods and rule.csrf:
            at = address(route, name, rows, room)
            for accept in ("text/html", "application/json"):
                answer = client.post(at, form(room), headers={"Accept": accept})
                if answer.status_code not in {401, 403}:
                    taken.append(f"{at}: {answer.status_code}")
    assert taken == []
    assert room.snapshot() == before


def test_no_door_leads_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    without_pages(monkeypatch)
    room, rows, led = Room(Status.LIVE), Rows(), list[str]()
    visitors = {who: Client() for who in ("nobody", "managing_editor")}
    visitors["managing_editor"].force_login(cast.managing_editor())
    for route, name, rule in every_door():
        at = address(route, name, rows, room)
        sent = dict.fromkeys(NEXT, ELSEWHERE[len(at) % len(ELSEWHERE)])
        for client in visitors.values():
            asked = client.get(at, sent, headers={"Referer": "https://evil.example/"})
            led += elsewhere(at, asked)
            if "POST" in rule.methods and name not in SESSION:
                with undone():
                    answer = client.post(at, form(room) | sent)
                led += elsewhere(at, answer)
    assert led == []


@pytest.mark.parametrize("way", ELSEWHERE)
def test_a_login_and_its_end_lead_nowhere_else(client: Client, way: str) -> None:
    cast.editor()
    data = {"username": "editor", "password": cast.PASSWORD, "next": way}
    assert elsewhere("login", client.post("/admin/login/", data)) == []
    assert elsewhere("logout", client.post("/admin/logout/", {"next": way})) == []


def elsewhere(at: str, answer: Any) -> list[str]:
    """Where the answer leads, if that is away from here."""
    if answer.streaming:
        b"".join(answer)
    to = answer.headers.get("Location", "")
    refresh = answer.headers.get("Refresh", "")
    away = urlsplit(to.replace("\\", "/"))
    is_ours = not away.scheme and not away.netloc
    return [] if is_ours and "evil" not in refresh else [f"{at} → {to}{refresh}"]


def test_whoever_holds_a_link_reads_that_story_until_it_is_withdrawn(client: Client) -> None:
    for status in Status:
        room = Room(status)
        answer = client.get(f"/preview/{room.link.token}/")
        opens = status != Status.WITHDRAWN or answer.status_code == 200
        assert opens == (answer.status_code == 200), status
        assert (SECRET in answer.content.decode()) == (answer.status_code == 200), status


@pytest.mark.parametrize("status", Status)
def test_insiders_find_it_at_the_same_doors(status: Status) -> None:
    """The walk could not fail if the word were nowhere to be found."""
    room = Room(status)
    for person in (cast.reporter(), cast.editor(), cast.managing_editor()):
        client = Client()
        client.force_login(person)
        answer = client.get(f"/admin/articles/article/{room.story.pk}/change/")
        assert SECRET in answer.content.decode()


REACHES_READERS = {Move.PUBLISH, Move.WITHDRAW, Move.RESTORE, Move.UNSCHEDULE, Move.APPROVE}


@pytest.mark.parametrize("status", Status)
def test_a_reporter_brings_nothing_before_readers_by_any_post(status: Status) -> None:
    room, client = Room(status), Client()
    client.force_login(cast.reporter())
    state = Article.objects.get(pk=room.story.pk).state
    for move in Move:
        with undone():
            data = form(room) | {"_move": move.value, "_base": room.story.base_number()}
            client.post(f"/admin/articles/article/{room.story.pk}/change/", data)
            after = Article.objects.get(pk=room.story.pk)
            if move in REACHES_READERS:
                edited = State.IN_REVIEW if state == State.READY else state
                assert after.state == edited, move
            assert after.is_visible == (status == Status.LIVE), move
            assert "Mine" not in after.headline or state in {"draft", "in_review", "ready"}


def test_only_those_who_hold_the_token_read_the_metrics(client: Client, settings: Any) -> None:
    assert DOORS["metrics"].asks == (Who.METRICS,)
    settings.METRICS_TOKEN = "a token"
    for sent, status in ((None, 404), ("Bearer wrong", 404), ("Bearer a token", 200)):
        headers = {"Authorization": sent} if sent else {}
        assert client.get("/metrics", headers=headers).status_code == status, sent


def test_static_files_are_only_looked_at(client: Client) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = client.generic(method, "/static/../settings.py")
        assert answer.status_code in {404, 405}, method
    assert is_of_a_story("<int:pk>/", "admin:articles_article_share")
