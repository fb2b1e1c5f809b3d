"""What machines may do, on the desk: saved, previewed, refused, put back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Entry, Paper, SiteFile
from tests import cast
from tests.syndication import robots_reader

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.managing_editor

ADDRESS = "/admin/articles/paper/policies/"


def form(desk: Client, **fields: Any) -> dict[str, Any]:
    """As the page has it, with other values."""
    shown = desk.get(ADDRESS).context["form"]
    values = {name: shown[name].value() for name in shown.fields}
    return {
        n: value
        for n, value in (values | fields).items()
        if value is not None and value is not False
    }


def save(desk: Client, **fields: Any) -> Any:
    return desk.post(ADDRESS, form(desk, **fields))


def robots(client: Client) -> str:
    return client.get("/robots.txt").text


def test_it_works(desk: Client) -> None:
    section = cast.section("travel")
    saved = save(
        desk,
        **{
            "site_ai-training": "yes",
            f"section_{section.pk}_ai-training": "no",
            "crawler_CCBot": "no",
            "added": "NewsBot ai-training Example & Co",
            "gpc": "yes",
            "file_humans": "Made by us",
        },
    )
    assert saved.status_code == 302
    text = robots(desk)
    assert robots_reader.may(text, "GPTBot", "/politics/a-1/")
    assert not robots_reader.may(text, "GPTBot", "/travel/a-1/")
    assert not robots_reader.may(text, "NewsBot", "/travel/a-1/")
    assert not robots_reader.may(text, "CCBot", "/politics/a-1/")
    assert desk.get("/humans.txt").text == "Made by us\n"
    page = desk.get(ADDRESS).text
    assert "everything but Travel" in page and "Example &amp; Co" in page
    assert save(desk, crawler_NewsBot="yes").status_code == 302
    assert robots_reader.may(robots(desk), "NewsBot", "/travel/a-1/")
    assert Entry.objects.filter(verb=Entry.Verb.POLICIES).count() == 2
    save(desk)
    assert Entry.objects.filter(verb=Entry.Verb.POLICIES).count() == 2


def test_a_preview_says_what_would_come_and_saves_nothing(desk: Client) -> None:
    shown = desk.post(ADDRESS, form(desk, site_search="no", preview="1"))
    assert shown.status_code == 200 and "nothing is saved yet" in shown.text
    rows = {one.name: words for one, _use, _field, words in shown.context["form"].crawler_rows()}
    assert rows["Googlebot"] == "nothing" and rows["OAI-SearchBot"] == "everything"
    assert not Paper.objects.exists() and "Disallow: /\n" not in robots(desk).partition("*")[2]


def test_bad_lines_are_named_and_nothing_typed_is_lost(desk: Client) -> None:
    answer = save(
        desk, added="News Bot", file_ads="a.example, 1, DIRECT\nnonsense", licence="paper.example",
        file_security="Contact: x",
    )  # fmt: skip
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert set(errors) == {"added", "file_ads", "licence", "file_security"}
    assert "Line 2: " in answer.text and "nonsense" in answer.text and "News Bot" in answer.text
    assert not SiteFile.objects.exists()


def test_what_a_colleague_saved_is_not_gone_over_without_a_word(desk: Client) -> None:
    mine = form(desk, file_humans="mine")
    save(desk, file_humans="theirs")
    refused = desk.post(ADDRESS, mine)
    assert refused.status_code == 422 and "Someone saved" in refused.text
    assert SiteFile.said("humans.txt") == "theirs"
    again = mine | {"version": refused.context["form"]["version"].value()}
    assert desk.post(ADDRESS, again).status_code == 302
    assert SiteFile.said("humans.txt") == "mine"
    desk.get("/admin/articles/paper/1/change/")


def test_a_change_is_undone_and_that_too(desk: Client) -> None:
    save(desk, **{"site_ai-training": "yes", "file_humans": "We"})
    save(desk, **{"site_ai-training": "no", "file_humans": ""})
    assert desk.get("/humans.txt").status_code == 404
    (entry, _first) = Entry.objects.filter(verb=Entry.Verb.POLICIES).order_by("-pk")
    assert desk.post(f"{ADDRESS}back/{entry.pk}/").status_code == 302
    assert desk.get("/humans.txt").text == "We\n"
    assert robots_reader.may(robots(desk), "GPTBot", "/politics/")
    assert desk.post(f"{ADDRESS}back/999999/").status_code == 404


def test_a_security_txt_that_lapses_is_said_before(desk: Client) -> None:
    ends = timezone.now() + timedelta(days=12)
    save(desk, file_security=f"Contact: tel:+1-2\nExpires: {ends:%Y-%m-%dT%H:%M:%SZ}")
    assert "security.txt says that it expires" in desk.get(ADDRESS).text
    later = timezone.now() + timedelta(days=120)
    save(desk, file_security=f"Contact: tel:+1-2\nExpires: {later:%Y-%m-%dT%H:%M:%SZ}")
    assert "security.txt says that it expires" not in desk.get(ADDRESS).text


@pytest.mark.parametrize("who", [cast.reporter, cast.editor, cast.chief])
def test_only_those_who_run_the_paper_get_there(client: Client, who: Any) -> None:
    person = who()
    client.force_login(person)
    may = person.has_perm("articles.change_paper")
    assert client.get(ADDRESS).status_code == (200 if may else 403)
    assert client.post(ADDRESS, {"version": "0"}).status_code == (302 if may else 403)
    assert Entry.objects.filter(verb=Entry.Verb.POLICIES).exists() is may
