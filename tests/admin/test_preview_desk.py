"""The preview's own page, and the links that show a story to somebody without an account."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, PreviewLink
from articles.models.changes.log import Entry
from tests import cast

pytestmark = pytest.mark.django_db


def at(story: Article, room: str = "preview/") -> str:
    """The address of a door of the story's preview."""
    return f"/admin/articles/article/{story.pk}/{room}"


def page(client: Client, story: Article, **query: str) -> str:
    """The page's mark-up."""
    answer = client.get(at(story), query)
    assert answer.status_code == 200
    return answer.content.decode()


def wanted(**fields: Any) -> dict[str, Any]:
    """The form of a link, as it is filled in."""
    return {"label": "The lawyer", "shows": "newest", "days": "7", **fields}


def test_it_works(desk: Client) -> None:
    story = cast.draft(standfirst="A vote of nine to seven.")
    text = page(desk, story, width="1280", scheme="dark")
    assert f'src="/preview/story/{story.pk}/?scheme=dark"' in text
    assert 'data-width="1280"' in text
    assert "Nothing" not in page(desk, story, **{"as": "search"})
    for shape in ("search", "social"):
        text = page(desk, story, **{"as": shape})
        assert "A vote of nine to seven." in text
        assert "<iframe" not in text


def test_it_shows_the_working_copy(desk: Client) -> None:
    story = cast.live("As readers have it")
    story.write(story.content() | {"headline": "As it is written"}, cast.editor())
    text = page(desk, story, **{"as": "social"})
    assert "As it is written" in text
    assert "As readers have it" not in text


def test_nonsense_in_the_address_is_no_harm(desk: Client) -> None:
    text = page(desk, cast.draft(), width="9' onload='", scheme="\0", **{"as": "…"})
    assert 'data-width="375"' in text
    assert desk.get(f"/admin/articles/article/{10**30}/preview/").status_code == 404


def test_a_draft_without_anything_has_a_preview(desk: Client) -> None:
    story = cast.draft("", section=None, body="", created_by=cast.editor())
    for shape in ("page", "search", "social"):
        page(desk, story, **{"as": shape})


@pytest.mark.every_database
def test_a_link_is_made_shown_and_revoked(desk: Client, client: Client) -> None:
    story = cast.draft()
    answer = desk.post(at(story, "share/"), wanted())
    assert answer["Location"] == f"{at(story)}#links"
    link = PreviewLink.objects.get()
    assert (link.label, link.revision, link.holds) == ("The lawyer", None, True)
    week = timezone.now() + timedelta(days=7)
    assert abs(link.expires_at - week) < timedelta(minutes=1)
    text = page(desk, story)
    # It says when it was signed: another second, another address.
    shown = re.search(rf"/preview/{link.token.partition(':')[0]}:[^/\"]+/", text)
    assert shown
    assert Client().get(shown[0]).status_code == 200
    for _twice in range(2):
        desk.post(at(story, f"share/{link.pk}/revoke/"))
    assert Client().get(shown[0]).status_code == 404
    assert "/preview/" + link.token.partition(":")[0] not in page(desk, story)
    verbs = [entry.verb for entry in Entry.objects.filter(article=story).order_by("pk")]
    assert verbs == [Entry.Verb.SHARE, Entry.Verb.REVOKE]


def test_a_link_can_hold_on_to_one_version(desk: Client) -> None:
    story = cast.draft()
    refused = desk.post(at(story, "share/"), wanted(shows="exactly"), follow=True)
    assert "Save the story first" in refused.content.decode()
    revision = story.write(story.content() | {"headline": "Second thoughts"}, None).revision
    desk.post(at(story, "share/"), wanted(shows="exactly", days="30"))
    assert PreviewLink.objects.get().revision == revision


@pytest.mark.every_database
@pytest.mark.parametrize("fields", [{"days": "9999"}, {"shows": "all"}, {"label": "x" * 101}])
def test_links_that_cannot_be_are_not_made(desk: Client, fields: dict[str, str]) -> None:
    story = cast.draft()
    assert desk.post(at(story, "share/"), wanted(**fields)).status_code == 302
    assert not PreviewLink.objects.exists()


@pytest.mark.every_database
def test_links_of_a_withdrawn_story_are_shown_as_over(desk: Client) -> None:
    story = cast.live()
    desk.post(at(story, "share/"), wanted(label="The lawyer"))
    assert "is-over" not in page(desk, story)
    story.withdraw(None, "A court has said so.")
    assert "is-over" in page(desk, story)
    # What is shown on purpose afterwards opens.
    desk.post(at(story, "share/"), wanted(label="The court"))
    assert page(desk, story).count("is-over") == 1


def test_names_are_escaped(desk: Client) -> None:
    story = cast.draft("<b>Bold</b>")
    desk.post(at(story, "share/"), wanted(label="<script>alert(1)</script>"))
    for shape in ("page", "search", "social"):
        text = page(desk, story, **{"as": shape})
        assert "<script>alert" not in text
        assert "<b>Bold" not in text


@pytest.mark.every_database
def test_another_storys_link_is_out_of_reach(desk: Client) -> None:
    story, other = cast.draft(), cast.draft("Another one")
    desk.post(at(other, "share/"), wanted())
    link = PreviewLink.objects.get()
    assert desk.post(at(story, f"share/{link.pk}/revoke/")).status_code == 404
    assert PreviewLink.objects.get().holds


def stranger(name: str) -> User:
    """Somebody who does not reach the story."""
    people = {
        "colleague": cast.colleague,
        "sports editor": cast.sports_editor,
        "picture editor": cast.picture_editor,
        "operator": cast.operator,
        "reader": cast.reader,
    }
    return people[name]()


@pytest.mark.parametrize(
    "who", ["colleague", "sports editor", "picture editor", "operator", "reader", "nobody"]
)
def test_nobody_else_comes_in(client: Client, who: str) -> None:
    story = cast.draft("A secret crane")
    link = PreviewLink.objects.create(article=story, by=cast.managing_editor())
    if who != "nobody":
        client.force_login(stranger(who))
    for answer in (
        client.get(at(story)),
        client.post(at(story, "share/"), wanted()),
        client.post(at(story, f"share/{link.pk}/revoke/")),
    ):
        assert answer.status_code in {302, 403, 404}
        assert "A secret crane" not in answer.content.decode()
        assert answer.get("Location", "/admin/login").startswith("/admin/login")
    assert PreviewLink.objects.get().holds


def test_a_page_costs_the_same_for_few_and_many(desk: Client) -> None:
    story = cast.draft(picture=cast.picture())

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(desk, story)
        return len(queries)

    def share(times: int) -> None:
        for _time in range(times):
            desk.post(at(story, "share/"), wanted())

    share(1)
    few = cost()
    share(9)
    assert cost() == few
    assert few <= 16
