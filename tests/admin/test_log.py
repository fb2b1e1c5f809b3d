"""The log on the desk: read, filtered and searched; never changed, and no way round the reach."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, Entry
from articles.models.changes.log import record
from tests import axe, cast
from tests.admin.desk_pages import Window

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.managing_editor

LOG = "/admin/articles/entry/"
EVIL = '<script>alert("x")</script>'


def page_of(client: Client, **query: Any) -> str:
    """The list as it is shown."""
    answer = client.get(LOG, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def listed(client: Client, **query: Any) -> list[str]:
    """The verbs in the list."""
    answer = client.get(LOG, query)
    assert answer.status_code == 200, answer.status_code
    return [entry.verb for entry in answer.context["cl"].result_list]


def submitted(headline: str = "The crane", **fields: Any) -> Article:
    """A reporter's story, begun and submitted."""
    story = cast.draft(headline, created_by=cast.reporter(), **fields)
    story.submit(cast.reporter(), "Please read it.")
    return story


# --- Reading ----------------------------------------------------------------------------


def test_it_works(desk: Client) -> None:
    story = submitted()
    story.approve(cast.editor())
    text = page_of(desk)
    for said in (
        "submitted",
        "from Draft to In review",
        "Please read it.",
        "reporter",
        "approved",
        "The crane",
        f"/admin/articles/article/{story.pk}/history/",
        "2 entries",
    ):
        assert said in text, said
    assert listed(desk) == ["approve", "submit"]


@pytest.mark.every_database
def test_it_is_filtered(desk: Client) -> None:
    story, other = submitted(), submitted("Another")
    story.approve(cast.editor(), "Good.")
    assert listed(desk, verb="approve") == ["approve"]
    assert listed(desk, person="EDIT") == ["approve"]
    assert listed(desk, person="nobody") == []
    assert listed(desk, story=other.pk) == ["submit"]
    assert listed(desk, story=story.pk, verb="submit", person="report") == ["submit"]
    assert listed(desk, q="another") == ["submit"]
    assert listed(desk, q="good.") == ["approve"]
    assert listed(desk, q="crane good") == ["approve"]


@pytest.mark.every_database
def test_days_are_the_newsrooms_and_both_included(desk: Client) -> None:
    noon = timezone.now().replace(hour=12, minute=0)
    for days in (0, 1, 2):
        Entry.objects.create(verb=Entry.Verb.ACCOUNT, at=noon - timedelta(days=days))
    today, yesterday = noon.date(), noon.date() - timedelta(days=1)
    assert len(listed(desk, since=today)) == 1
    assert len(listed(desk, until=yesterday)) == 2
    assert len(listed(desk, since=yesterday, until=yesterday)) == 1
    assert len(listed(desk, since=today, until=yesterday)) == 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"since": "2026-02-31"}, "There is no such date: 2026-02-31"),
        ({"until": "never"}, "There is no such date: never"),
        ({"until": "9999-12-31"}, "There is no such date"),
        ({"since": "0001-01-01"}, "There is no such date"),
        ({"story": "x"}, "number in digits"),
        ({"story": "-1"}, "number in digits"),
        ({"story": "9" * 40}, "number in digits"),
        ({"story": "9" * 18}, "No results"),
        ({"verb": "explode"}, "submitted"),
        ({"verb": "\0"}, "submitted"),
        ({"person": "\0"}, "submitted"),
        ({"person": "x" * 3000}, "No results"),
        ({"p": "x"}, "submitted"),
        ({"q": "\0"}, ""),
    ],
)
def test_what_cannot_be_read_is_said(desk: Client, query: dict[str, str], said: str) -> None:
    submitted()
    assert said in page_of(desk, **query)


def test_a_page_that_is_not_there_is_no_error(desk: Client) -> None:
    submitted()
    assert desk.get(LOG, {"p": "9" * 30}).status_code in {200, 302}


def test_names_titles_and_notes_are_only_text(desk: Client) -> None:
    writer = cast.editor()
    writer.first_name = EVIL
    writer.save()
    cast.draft(EVIL).log(Entry.Verb.EDIT, writer, note=EVIL)
    for query in ({}, {"person": EVIL}, {"since": EVIL}, {"story": EVIL}, {"q": EVIL}):
        text = page_of(desk, **query)
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


@pytest.mark.every_database
def test_names_stay_when_story_and_account_are_gone(desk: Client) -> None:
    story = submitted("Short-lived")
    story.return_to_draft(cast.editor())
    Article.objects.get().remove(cast.editor())
    User.objects.filter(username__in=["reporter", "editor"]).delete()
    text = page_of(desk)
    for said in ("Short-lived", "reporter", "deleted"):
        assert said in text
    assert "/history/" not in text


# --- What is out of reach -----------------------------------------------------------------


def section_reader() -> User:
    """An editor of one section who was allowed to read the log."""
    user = cast.sports_editor()
    user.user_permissions.add(Permission.objects.get(codename="view_entry"))
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("who", [cast.operator, section_reader])
def test_a_story_out_of_reach_is_only_a_story(client: Client, who: Any) -> None:
    story = submitted("Secret headline")
    gone = submitted("Deleted secret")
    gone.remove(None)
    client.force_login(who())
    text = page_of(client)
    assert text.count("a story") >= 3
    assert listed(client) == ["delete", "submit", "submit"]
    for secret in ("Secret", "secret", "Please read it.", f"/article/{story.pk}/"):
        assert secret not in text, secret


@pytest.mark.every_database
def test_what_is_within_reach_is_shown(client: Client) -> None:
    submitted("Secret headline")
    submitted("Match report", section=cast.section("sports"))
    client.force_login(section_reader())
    text = page_of(client)
    assert "Match report" in text
    assert "Secret" not in text


def test_nobody_asks_word_by_word_for_what_is_hidden(client: Client) -> None:
    story = submitted("Secret headline")
    record(Entry.Verb.ACCOUNT, None, title="Secretary", note="New role.")
    client.force_login(cast.operator())
    assert listed(client, q="secret") == ["account"]
    assert listed(client, q="read") == []
    assert listed(client, story=story.pk) == []
    for lookup in (
        "title__startswith=S",
        "note__contains=read",
        f"article={story.pk}",
        f"article__id__exact={story.pk}",
        "article__headline__startswith=S",
        "details__content__headline__startswith=S",
        "by__password__startswith=p",
    ):
        assert client.get(f"{LOG}?{lookup}").status_code == 400, lookup
    # Nor is it told by the order.
    assert listed(client, o="5") == listed(client)


def test_accounts_and_topics_are_read_by_all_who_read_the_log(client: Client) -> None:
    record(Entry.Verb.ACCOUNT, None, title="New account", note="As a reporter.")
    client.force_login(cast.operator())
    text = page_of(client)
    assert "New account" in text and "As a reporter." in text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.managing_editor, 200),
        (cast.operator, 200),
        (cast.editor, 403),
        (cast.reporter, 403),
        (cast.picture_editor, 403),
        (cast.reader, 302),
    ],
)
def test_who_may_read_it(client: Client, who: Any, status: int) -> None:
    client.force_login(who())
    assert client.get(LOG).status_code == status
    client.logout()
    assert client.get(LOG).status_code == 302


# --- Never changed ----------------------------------------------------------------------------


@pytest.mark.parametrize("superuser", [True, False])
def test_nobody_changes_it_by_any_door(client: Client, superuser: bool) -> None:
    user = cast.managing_editor()
    user.is_superuser = superuser
    user.save()
    if not superuser:
        Group.objects.get(name="Managing editor").permissions.add(
            *Permission.objects.filter(content_type__model="entry")
        )
    client.force_login(User.objects.get(pk=user.pk))
    story = submitted()
    entry = Entry.objects.get()
    before = Entry.objects.values().get()
    selected = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    for path in ("", "add/", f"{entry.pk}/change/", f"{entry.pk}/delete/", f"{entry.pk}/history/"):
        sent: list[dict[str, Any]] = [{"note": "Forged", "_save": "1"}, {"post": "yes"}, selected]
        for data in sent:
            assert client.post(f"{LOG}{path}", data).status_code == 405, path
        assert client.put(f"{LOG}{path}").status_code == 405, path
        assert client.delete(f"{LOG}{path}").status_code == 405, path
        if path:
            assert client.get(f"{LOG}{path}").status_code == 403, path
    text = page_of(client)
    for offered in ("Delete", 'name="action"', "entry/add/"):
        assert offered not in text.split('id="changelist"')[1], offered
    assert Entry.objects.values().get() == before
    assert story.entries.count() == 1


# --- What it costs ------------------------------------------------------------------------------


@pytest.mark.every_database
def test_the_cost_does_not_grow_with_the_log(client: Client) -> None:
    def costs() -> list[int]:
        found = []
        for who in (cast.managing_editor(), section_reader(), cast.operator()):
            client.force_login(who)
            for query in ({}, {"q": "crane"}, {"person": "writer"}, {"verb": "edit", "p": "2"}):
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(LOG, query).status_code in {200, 302}
                found.append(len(queries))
                asked = [one["sql"] for one in queries if "articles_entry" in one["sql"]]
                counting = [sql for sql in asked if "COUNT(" in sql]
                assert all("LIMIT 1000" in one for one in counting)
        return found

    def fill(number: int) -> None:
        Entry.objects.bulk_create(_many(cast.draft("A crane"), number))

    fill(150)
    few = costs()
    fill(2_000)
    assert costs() == few
    assert max(few) <= 12


def _many(story: Article, number: int) -> list[Entry]:
    return [
        Entry(article=story, verb="edit", title="A crane", by_name="Writer") for _n in range(number)
    ]


@pytest.mark.every_database
def test_only_the_newest_are_paged_through(desk: Client) -> None:
    Entry.objects.bulk_create(_many(cast.draft(), 1_200))
    text = page_of(desk)
    assert "The newest 1,000 are listed; choose a date to see older ones." in text
    assert len(listed(desk, p="20")) == 50
    assert desk.get(LOG, {"p": "21"}).status_code == 302


@pytest.mark.every_database
def test_a_search_reads_the_newest_only(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.admin.dashboard.log.MAX_READ", 5)
    story, long_ago = cast.draft(), timezone.now() - timedelta(days=400)
    Entry.objects.bulk_create(
        [Entry(verb="edit", article=story, title="A gannet", at=long_ago), *_many(story, 6)]
    )
    assert "Only the newest 20,000 entries were searched." in page_of(desk, q="gannet")
    assert listed(desk, q="gannet") == []
    until = f"{long_ago:%Y-%m-%d}"
    assert listed(desk, q="gannet", until=until) == ["edit"]
    assert "were searched" not in page_of(desk, q="gannet", until=until)
    assert b"gannet" in desk.get(f"{LOG}download/", {"q": "gannet"}).getvalue()


# --- In the browser ---------------------------------------------------------------------------


def test_everybody_can_read_it(logged_in: Window) -> None:
    submitted("A headline that is rather long, because a phone is rather narrow")
    page = logged_in(cast.managing_editor())
    page.goto(LOG)
    expect(page.get_by_role("heading", name="Log")).to_be_visible()
    assert axe.wide_and_narrow(page) == []
    page.set_viewport_size({"width": 375, "height": 800})
    page.get_by_text("Date", exact=True).click()
    page.get_by_label("From").fill("2020-01-01")
    page.locator(".filter-days button").click()
    expect(page.get_by_text("1 entry")).to_be_visible()
