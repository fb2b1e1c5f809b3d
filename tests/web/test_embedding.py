"""Our stories on other sites: what oEmbed says, and the card in their frames."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast

pytestmark = pytest.mark.django_db


def asked(address: str, **more: str) -> str:
    """The address at which another site asks for what to embed."""
    return f"/embed/oembed/?{urlencode({'url': address, **more})}"


@pytest.mark.every_database
def test_another_site_gets_a_frame_without_a_script(client: Client) -> None:
    story = cast.live(
        'Cranes "and" <quays>', authors=[cast.ottoline()], picture=cast.picture(), slug="cranes"
    )
    address = f"http://testserver{story.get_absolute_url()}"
    page = client.get(story.get_absolute_url()).text
    assert 'type="application/json+oembed"' in page
    answer = client.get(asked(address))
    assert answer["Access-Control-Allow-Origin"] == "*"
    said = answer.json()
    assert (said["version"], said["type"]) == ("1.0", "rich")
    assert said["title"] == 'Cranes "and" <quays>'
    assert said["author_name"] == "Ottoline Marsh" and said["provider_name"] == "Newsportal"
    assert f'src="http://testserver/embed/{story.pk}/"' in said["html"]
    assert "<script" not in said["html"] and "&lt;quays&gt;" in said["html"]
    assert said["thumbnail_url"].startswith("http://testserver/media/")
    small = client.get(asked(address, maxwidth="320", maxheight="240")).json()
    assert (small["width"], small["height"]) == (320, 240)
    root = ElementTree.fromstring(client.get(asked(address, format="xml")).content)
    assert root.findtext("title") == said["title"] and root.findtext("html") == said["html"]


def test_what_is_no_story_of_ours_is_not_found(client: Client) -> None:
    story = cast.live()
    for address in ("", "/", "http://testserver/politics/", "http://[", "x" * 4_000, "/x-99/"):
        assert client.get(asked(address)).status_code == 404, address
    assert client.get(asked(story.get_absolute_url(), format="yaml")).status_code == 501
    odd = client.get(asked(story.get_absolute_url(), maxwidth="-1", maxheight="1e9"))
    assert odd.json()["width"] == 600


def test_the_card_may_be_framed_by_everybody_and_nothing_else_may(client: Client) -> None:
    story = cast.live(picture=cast.picture())
    answer = client.get(f"/embed/{story.pk}/")
    policy = answer["Content-Security-Policy"]
    (framing,) = [part for part in policy.split("; ") if part.startswith("frame-ancestors")]
    assert "*" in framing.split() and "X-Frame-Options" not in answer
    assert "<script" not in answer.text and story.headline in answer.text
    assert f'href="http://testserver{story.get_absolute_url()}"' in answer.text
    assert answer["X-Robots-Tag"] == "noindex"
    page = client.get(story.get_absolute_url())
    assert page["X-Frame-Options"] and "frame-ancestors *" not in page["Content-Security-Policy"]


def test_what_readers_may_not_see_is_embedded_nowhere(client: Client) -> None:
    client.force_login(cast.editor())
    draft, gone = cast.draft(slug="x"), cast.live()
    gone.withdraw(None, "A mistake.")
    later = cast.live(at=timezone.now() + timedelta(hours=1))
    for story in (draft, gone, later):
        assert client.get(f"/embed/{story.pk}/").status_code == 404
        address = f"http://testserver/politics/x-{story.pk}/"
        assert client.get(asked(address)).status_code == 404
