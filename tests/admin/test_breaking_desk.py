"""Breaking news at the desk: typed, confirmed, and looked after on the start page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Article, Banner
from tests import cast

pytestmark = pytest.mark.django_db
AT = "/admin/breaking/"
FIRE = "Fire at the old harbour"


def typed(client: Client, **more: Any) -> dict[str, Any]:
    """What the form holds once it is filled in."""
    page = client.get(AT).content.decode()
    key = re.search(r'name="key" value="([-0-9a-f]+)"', page)
    assert key
    return {
        "headline": FIRE,
        "sentence": "The brigade is there.",
        "section": cast.section().pk,
        "minutes": "20",
        "look": "breaking",
        "key": key[1],
    } | more


def press(client: Client, data: dict[str, Any], at: str = AT) -> str:
    """Post it, and go where it leads."""
    return client.post(at, data, follow=True).content.decode()


def test_it_works(desk: Client) -> None:
    assert f'href="{AT}"' in desk.get("/admin/").content.decode()
    data = typed(desk)
    page = press(desk, data)
    assert "from now until" in page
    assert "Politics" in page
    assert not Article.objects.exists(), "nothing happens before it is confirmed"
    for _press in range(2):
        start = press(desk, data | {"_confirmed": "1"})
        assert "The banner is on every page until" in start
    story = Article.objects.visible().get()
    assert FIRE in desk.get("/").content.decode()
    assert f"/admin/articles/article/{story.pk}/change/" in start
    for button in ("Undo", "Extend by 20 minutes", "End now"):
        assert button in start
    [banner] = Banner.objects.all()
    assert "up until" in press(desk, {}, f"{AT}{banner.pk}/extend/")
    assert "Undone: the banner is down" in press(desk, {}, f"{AT}{banner.pk}/undo/")
    assert Client().get(story.get_absolute_url()).status_code == 410
    assert FIRE not in desk.get("/").content.decode()


def test_the_second_waits_and_is_told_so(desk: Client) -> None:
    waits = typed(desk, headline="Ferry adrift")
    assert "from now until" in press(desk, waits)
    press(desk, typed(desk) | {"_confirmed": "1"})
    # Somebody else was quicker than the confirmation.
    assert "Another banner is up. Yours follows at" in press(desk, waits | {"_confirmed": "1"})
    page = press(desk, typed(desk, headline="Bridge shut"))
    assert "waits behind “Ferry adrift”" in page
    press(desk, typed(desk, headline="Bridge shut") | {"_confirmed": "1"})
    third = Banner.objects.get(words="Bridge shut")
    assert "moved up" in press(desk, {}, f"{AT}{third.pk}/up/")
    assert "is down" in press(desk, {}, f"{AT}{third.pk}/end/")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"headline": ""}, "Write the headline."),
        ({"headline": "x" * 201}, "at most 200 characters"),
        ({"sentence": ""}, "Write one sentence"),
        ({"section": ""}, "Choose a section."),
        ({"section": "999"}, "not one of the available choices"),
        ({"minutes": "-20"}, "not one of the available choices"),
        ({"minutes": "600"}, "not one of the available choices"),
        ({"key": "x"}, "Breaking news"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    desk: Client, wrong: dict[str, Any], told: str
) -> None:
    page = press(desk, typed(desk, sentence="Stays here.") | wrong | {"_confirmed": "1"})
    assert told in page
    assert "Stays here." in page or "sentence" in wrong
    assert not Article.objects.exists()


def test_too_late_is_told(desk: Client) -> None:
    press(desk, typed(desk) | {"_confirmed": "1"})
    [banner] = Banner.objects.all()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert "too late to undo" in press(desk, {}, f"{AT}{banner.pk}/undo/")
        assert "Undo" not in desk.get("/admin/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        assert "over already" in press(desk, {}, f"{AT}{banner.pk}/extend/")
        assert FIRE not in desk.get("/admin/").content.decode().partition("boards")[0]
    assert desk.post(f"{AT}{2**70}/end/").status_code == 404


def test_a_live_story_is_broken_from_its_form(desk: Client) -> None:
    story = cast.live(created_by=cast.editor())
    form = desk.get(f"/admin/articles/article/{story.pk}/change/").content.decode()
    assert f'href="{AT}?story={story.pk}"' in form
    at = f"{AT}?story={story.pk}"
    assert story.headline in desk.get(at).content.decode()
    words = Banner.put_up("Crane falls", None, section=story.section)
    assert "Link it to this story" in desk.get(at).content.decode()
    press(desk, {"story": story.pk}, f"{AT}{words.pk}/link/")
    assert Banner.objects.get().story == story
    data = typed(desk, story=story.pk)
    assert "a banner for this story already" in press(desk, data)
    words.end(None)
    assert "The story is unchanged" in press(desk, data)
    for _press in range(2):
        assert "on every page until" in press(desk, data | {"_confirmed": "1"})
    assert Banner.objects.latest("pk").story == story
    story.withdraw(None, "Wrong.")
    assert "not live" in press(desk, typed(desk, story=story.pk) | {"_confirmed": "1"})
    assert desk.get(f"{AT}?story=x").status_code == desk.get(f"{AT}?story=9").status_code == 404


def test_words_alone_publish_no_story(desk: Client) -> None:
    data = typed(desk, alone="on", sentence="")
    assert "No story is published" in press(desk, data)
    press(desk, data | {"_confirmed": "1"})
    assert not Article.objects.exists()
    assert FIRE in desk.get("/").content.decode()


def test_only_for_those_who_may(client: Client) -> None:
    banner = Banner.put_up(FIRE, None, section=cast.section())
    client.force_login(cast.reporter())
    assert AT not in client.get("/admin/").content.decode()
    assert client.get(AT).status_code == 403
    client.force_login(cast.sports_editor())
    page = client.get(AT).content.decode()
    assert "Sports" in page
    assert "Politics" not in page.partition("breaking-form")[2]
    assert client.post(f"{AT}{banner.pk}/end/").status_code == 403
    start = client.get("/admin/").content.decode()
    assert FIRE in start
    assert "End now" not in start


def test_the_words_of_a_banner_are_changed_on_the_start_page(desk: Client) -> None:
    banner = Banner.put_up("Fire at the harbor", None, section=cast.section())
    page = desk.get("/admin/").content.decode()
    at = f"/admin/breaking/{banner.pk}/reword/"
    assert f'action="{at}"' in page and 'value="Fire at the harbor"' in page
    told = desk.post(at, {"words": "Fire at the harbour"}, follow=True).content.decode()
    assert "Readers who closed it won’t see it again." in told and "Fire at the harbour" in told
    told = desk.post(at, {"words": " "}, follow=True).content.decode()
    assert "Write the headline." in told and "Fire at the harbour" in told
    desk.post(at, {"words": "Fire is out", "again": "on"})
    assert f'data-banner="{banner.pk}.1"' in desk.get("/banner.html").content.decode()
