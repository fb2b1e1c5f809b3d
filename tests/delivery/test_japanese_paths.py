"""The page store under addresses that are not ASCII, which WSGI has with a character a byte."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

import pytest

from articles.delivery.door import addresses
from articles.delivery.pages.warming import Warmer
from articles.models import Category
from tests import cast
from tests.delivery.front_door_reader import Portal


def asked(address: str) -> str:
    """The path as a server hands it on."""
    return unquote_to_bytes(address).decode("latin-1")


def test_the_number_of_a_page_counts() -> None:
    assert addresses.canonical_query(asked("/国際ニュース/"), "page=2") == "page=2"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_story_is_kept_warmed_and_led_to(portal: Portal) -> None:
    section = Category.objects.create(name="国際ニュース", slug="国際ニュース")
    story = cast.live("東京で新しい橋が開通", section=section)
    address = story.get_absolute_url()
    first, again = portal.get(asked(address)), portal.get(asked(address))
    assert (first.status, again.status, again.is_hit) == (200, 200, True)
    tag = again.headers["ETag"]
    assert portal.get(asked(address), HTTP_IF_NONE_MATCH=tag).status == 304
    led = portal.get(asked(address.replace("%E6", "%E5", 1)))
    assert (led.status, led.headers["Location"]) == (301, address)

    warmer = Warmer(portal.reader.application, lambda: list(portal.services.origins))
    warmer._ask("http", "localhost", section.get_absolute_url())
    assert portal.get(asked(section.get_absolute_url())).is_hit
