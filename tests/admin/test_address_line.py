"""The address that the story's form shows is the one that the server gives."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Category
from tests import cast
from tests.admin.test_story_desk import ADD, change, filled

pytestmark = pytest.mark.django_db

DOOR = "/admin/articles/article/address/"

HEADLINES = [
    "It’s Bob's: “22.5%” – and more!",
    "Straße in Łódź, Ærø",
    "Новости дня",
    "北京的新闻",
    "東京で新しい橋が開通",
    "---",
    "one two three " * 12,
    "incomprehensibilities" * 9,
    "Feed",
    "e\u0301te\u0301  \u200b",
]


def asked(desk: Client, **fields: Any) -> dict[str, str]:
    return dict(desk.post(DOOR, fields).json())


def real(story: Article) -> str:
    return f"testserver{unquote(Article.objects.get(pk=story.pk).get_absolute_url())}"


@pytest.mark.parametrize("headline", HEADLINES)
def test_it_is_the_one_that_the_save_gives(desk: Client, headline: str) -> None:
    fields = filled(headline=headline)
    said = asked(desk, headline=headline, section=fields["section"], slug="")["address"]
    desk.post(ADD, fields)
    story = Article.objects.get()
    assert said == real(story).replace(f"-{story.pk}/", "-…/")
    asked_again = asked(desk, _pk=story.pk, headline=headline, section=fields["section"], slug="")
    assert asked_again["address"] == real(story)
    assert desk.get(change(story)).context["address"]["address"] == real(story)


def test_a_headline_of_han_goes_by_its_text(desk: Client) -> None:
    said = asked(desk, headline="首相辞任", section="", slug="", body="<p>首相は今日辞任した。</p>")
    assert said["address"] == "testserver/…/首相辞任-…/"


def test_a_live_story_keeps_its_slug_when_its_headline_changes(desk: Client) -> None:
    story = cast.live()
    story.write(story.content() | {"slug": ""}, None)
    said = asked(desk, _pk=story.pk, headline="Another", slug="", section=story.section_id)
    assert said == {"address": real(story), "moves": "", "wrong": ""}


def test_another_section_moves_a_live_story_once_it_is_published(desk: Client) -> None:
    story = cast.live()
    sports = cast.section("sports").pk
    said = asked(desk, _pk=story.pk, headline="Another", slug="cranes", section=sports)
    assert said["address"] == real(story)
    moved = f"testserver/sports/cranes-{story.pk}/"
    assert (
        said["moves"]
        == f"Moves to {moved} when the changes are published. The old address will redirect."
    )
    desk.post(change(story), filled(slug="cranes", section=sports))
    page = desk.get(change(story)).context["address"]
    assert (page["address"], moved in page["moves"]) == (real(story), True)
    old = Article.objects.get().get_absolute_url()
    Article.objects.get().publish(None)
    assert real(story) == moved
    assert desk.get(old).headers["Location"] == f"/sports/cranes-{story.pk}/"
    assert desk.get(change(story)).context["address"] == {
        "address": moved,
        "moves": "",
        "wrong": "",
    }


def test_a_scheduled_one_is_at_no_old_address_yet(desk: Client) -> None:
    story = cast.live(at=timezone.now() + timedelta(hours=1))
    said = asked(desk, _pk=story.pk, headline="Any", slug="cranes", section=story.section_id)
    assert (
        said["moves"]
        == f"Becomes testserver/politics/cranes-{story.pk}/ when the changes are published."
    )


@pytest.mark.parametrize("slug", ["no spaces", "мост", "été", "x" * 101])
def test_what_can_be_no_address_is_said(desk: Client, slug: str) -> None:
    story = cast.live()
    said = asked(desk, _pk=story.pk, headline="Any", slug=slug, section=story.section_id)
    assert said["wrong"]
    assert (said["address"], said["moves"]) == (real(story), "")
    assert not asked(desk, headline="Any", slug=slug, section="")["address"]


def test_a_typed_one_is_tidied_as_the_save_does(desk: Client) -> None:
    fields = filled(slug="ﾊｼ")
    said = asked(desk, headline="Any", slug="ﾊｼ", section=fields["section"])["address"]
    desk.post(ADD, fields)
    assert said.replace("…", str(Article.objects.get().pk)) == real(Article.objects.get())


def test_another_host_is_named(desk: Client, settings: Any) -> None:
    settings.SITE_URL = "https://paper.example"
    assert asked(desk, headline="Any", slug="", section="")["address"] == "paper.example/…/any-…/"


def test_nobody_asks_for_a_story_out_of_reach() -> None:
    client = Client()
    client.force_login(cast.sports_editor())
    story = cast.live()
    assert client.post(DOOR, {"_pk": story.pk, "headline": "x"}).status_code == 404
    assert Client().post(DOOR, {"headline": "x"}).status_code == 401


def test_the_section_had_another_address(desk: Client) -> None:
    story = cast.live()
    section = Category.objects.get(slug="politics")
    section.slug = "public-affairs"
    section.save()
    story = Article.objects.get()
    said = asked(desk, _pk=story.pk, headline="Any", slug="", section=section.pk)
    assert said["address"] == f"testserver/public-affairs/{story.slug}-{story.pk}/"
