"""Redirects: kept on the desk, followed by readers, in no circle, over nothing that is there."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from articles.models import Entry, Redirect
from articles.web.errors import redirects
from tests import cast

pytestmark = pytest.mark.django_db
AT_THE_DESK = cast.managing_editor

LIST = "/admin/articles/redirect/"


@pytest.fixture(autouse=True)
def written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every hit is in the row at once."""
    monkeypatch.setattr(redirects, "PAUSE", 0.0)


def keep(came_from: str, leads_to: str) -> Redirect:
    one = Redirect(came_from=came_from, leads_to=leads_to)
    one.full_clean(exclude=["by"])
    one.save()
    return one


@pytest.mark.every_database
def test_an_editor_keeps_one_and_readers_follow_it(desk: Client, client: Client) -> None:
    cast.section("travel")
    given = {"came_from": "https://paper.example/2019//05/harbour.html", "leads_to": "/travel/"}
    assert desk.post(f"{LIST}add/", given).status_code == 302
    made = Redirect.objects.get()
    assert (made.came_from, made.by) == ("/2019/05/harbour.html", cast.managing_editor())
    for path in ("/2019/05/harbour.html", "/2019/05/harbour.html?utm_source=x"):
        answer = client.get(path)
        assert answer.status_code == 301 and answer["Location"] == "/travel/"
        assert answer["Cache-Control"] == "no-cache"
    made.refresh_from_db()
    assert made.hits == 2 and made.last_hit_at is not None
    assert "/2019/05/harbour.html" in desk.get(LIST).text
    assert (
        desk.post(f"{LIST}{made.pk}/change/", given | {"leads_to": "/sports/"}).status_code == 302
    )
    assert desk.post(f"{LIST}{made.pk}/delete/", {"post": "yes"}).status_code == 302
    assert client.get("/2019/05/harbour.html").status_code == 404
    verbs = list(Entry.objects.filter(verb__startswith="redirect").values_list("verb", flat=True))
    assert sorted(verbs) == ["redirect", "redirect", "redirect_delete"]


def test_what_the_site_has_goes_before_a_redirect(client: Client) -> None:
    story = cast.live()
    keep(story.get_absolute_url(), "https://elsewhere.example/")
    assert client.get(story.get_absolute_url()).status_code == 200


def test_an_address_with_a_query_of_its_own_goes_before_its_path(client: Client) -> None:
    keep("/index.php?id=7&lang=en", "/politics/")
    keep("/index.php", "/latest/")
    assert client.get("/index.php?lang=en&id=7")["Location"] == "/politics/"
    assert client.get("/index.php?id=8")["Location"] == "/latest/"


def test_a_chain_is_one_step_for_readers(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://paper.example"
    keep("/c/", "/travel/")
    keep("/b/", "/c/?x=1#part")
    keep("/a/", "https://paper.example/b/")
    keep("/d/", "https://elsewhere.example/c/")
    assert client.get("/a/")["Location"] == "/travel/"
    assert client.get("/d/")["Location"] == "https://elsewhere.example/c/"


@pytest.mark.parametrize(
    ("old", "new"),
    [("/a/", "/a"), ("/a/", "/b/"), ("/x/", "https://paper.example/x"), ("/b/", "/a/")],
)
def test_there_is_no_circle(old: str, new: str, settings: Any) -> None:
    settings.SITE_URL = "https://paper.example"
    keep("/b/" if old == "/a/" else "/a/", "/a/" if old == "/a/" else "/b/")
    with pytest.raises(ValidationError, match="redirects back"):
        keep(old, new)


def test_a_circle_past_all_doors_ends_in_a_404(client: Client) -> None:
    for old, new in (("/a", "/b/"), ("/b", "/a/")):
        Redirect.objects.create(came_from=old, leads_to=new)
    assert client.get("/a/").status_code == 404


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "/a/"),
        ("/", "/a/"),
        ("/admin/articles/", "/a/"),
        ("/static/x.css", "/a/"),
        ("no-slash", "/a/"),
        ("/x/", ""),
        ("/x/", "//elsewhere.example/"),
        ("/x/", "/\\elsewhere.example/"),
        ("/x/", "javascript:alert(1)"),
        ("/x/", "https://user:word@elsewhere.example/"),
        ("/x/", "ftp://elsewhere.example/"),
        ("/x/", "https://["),
        ("/x" * 300, "/a/"),
    ],
)
def test_what_is_no_address_is_refused(old: str, new: str) -> None:
    with pytest.raises(ValidationError):
        keep(old, new)


def test_addresses_of_any_script_are_found_as_browsers_send_them(client: Client) -> None:
    keep("/أخبار/الميناء/", "/politics/?q=ميناء")
    answer = client.get(
        "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/%D8%A7%D9%84%D9%85%D9%8A%D9%86%D8%A7%D8%A1/"
    )
    assert answer.status_code == 301 and answer["Location"].isascii()
    assert client.get("/%ff%00%fe/").status_code == 404


@pytest.mark.every_database
def test_a_table_is_taken_in_whole_or_not_at_all(desk: Client, client: Client) -> None:
    table = f"{LIST}table/"
    keep("/old-1/", "/somewhere/")
    good = "/old-1/, /sports/\n/old-2?a=1,b\t/travel/\n\n/old-3/ https://elsewhere.example/x,y\n"
    assert desk.post(table, {"table": good}).status_code == 302
    assert {row.came_from: row.leads_to for row in Redirect.objects.all()} == {
        "/old-1": "/sports/",
        "/old-2?a=1%2Cb": "/travel/",
        "/old-3": "https://elsewhere.example/x,y",
    }
    for bad, said in (
        ("/new/ /a/\n/only-one/\n", "Line 2: two addresses are needed."),
        ("/p/ /q/\n/q/ /r/\n/r/ /p/\n", "redirects back to itself"),
        ("/new/ javascript:x", "Line 1: Write a path such as"),
        ("", "This field is required"),
        ("/a/ /b/\n" * 5_001, "At most 5000 lines"),
    ):
        page = desk.post(table, {"table": bad})
        assert page.status_code == 200 and said in page.text, said
    assert Redirect.objects.count() == 3
    answer = client.get("/old-2/?b=2&a=1,b")
    assert answer.status_code == 404


def test_only_those_who_may_change_the_settings_keep_them(client: Client) -> None:
    client.force_login(cast.editor())
    for path in (LIST, f"{LIST}add/", f"{LIST}table/"):
        assert client.get(path).status_code in (302, 403, 404), path


def test_many_hits_are_few_writes(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(redirects, "PAUSE", 3_600.0)
    monkeypatch.setattr(redirects, "HITS", redirects.Hits())
    made = keep("/old/", "/politics/")
    for _ in range(5):
        client.get("/old/")
    made.refresh_from_db()
    assert made.hits == 1
    monkeypatch.setattr(redirects, "PAUSE", 0.0)
    client.get("/old/")
    made.refresh_from_db()
    assert made.hits == 6
