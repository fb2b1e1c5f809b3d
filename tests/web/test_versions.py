"""Readers of a story find its versions in other languages, and search engines too."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.lib.dependencies import recording
from articles.models import Article
from articles.models.translations.group import readable
from tests import cast

pytestmark = pytest.mark.django_db

HOST = "http://testserver"


def page(client: Client, story: Article) -> str:
    return client.get(story.get_absolute_url()).content.decode()


def alternates(client: Client, story: Article) -> dict[str, str]:
    """What the page says of its versions, by language."""
    found = re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page(client, story))
    assert len(dict(found)) == len(found)
    return dict(found)


def switch(client: Client, story: Article) -> list[tuple[str, ...]]:
    """Where the reader is led: language, direction, name."""
    links = r'hreflang="[^"]+"\nlang="([^"]+)" dir="([^"]+)">([^<]+)</a>'
    return re.findall(links, page(client, story))


def test_versions_lead_to_each_other() -> None:
    client, source = Client(), cast.live()
    arabic, french = source.translate("ar", None), source.translate("fr", None)
    for story, headline in ((arabic, "المجلس"), (french, "Le conseil")):
        story.write(story.content() | {"headline": headline}, None)
    assert alternates(client, source) == {}
    assert '<nav class="versions"' not in page(client, source)
    arabic.publish(None)
    said = {
        "en-GB": HOST + source.get_absolute_url(),
        "ar": HOST + arabic.get_absolute_url(),
        "x-default": HOST + source.get_absolute_url(),
    }
    assert alternates(client, source) == alternates(client, arabic) == said
    assert switch(client, source) == [("ar", "rtl", "العربية")]
    assert switch(client, arabic) == [("en-GB", "ltr", "British English")]
    french.publish(None)
    said["fr"] = HOST + french.get_absolute_url()
    for story in (source, arabic, french):
        assert alternates(client, story) == said
    assert [name for *_, name in switch(client, source)] == ["français", "العربية"]
    source.withdraw(None, "Wrong.")
    # Nothing is for all others: neither the source nor one in the site's language is there.
    assert set(alternates(client, arabic)) == {"ar", "fr"}
    french.withdraw(None, "Wrong.")
    assert alternates(client, arabic) == {}


def test_a_version_in_the_sites_language_is_for_all_others(client: Client) -> None:
    source = cast.live("Rat", language="de")
    other = cast.live()
    source.add_version(other, None)
    assert alternates(client, other)["x-default"] == HOST + source.get_absolute_url()
    third = cast.live("Conseil", language="fr")
    source.add_version(third, None)
    source.withdraw(None, "Wrong.")
    assert alternates(client, third)["x-default"] == HOST + other.get_absolute_url()


def test_previews_and_drafts_say_nothing_of_versions(client: Client) -> None:
    source = cast.live()
    story = source.translate("ar", None)
    client.force_login(cast.editor())
    for address in (f"/preview/{story.pk}/", f"/preview/{source.pk}/?now=1"):
        shown = client.get(address).content.decode()
        assert "hreflang" not in shown


def test_a_story_without_versions_costs_no_query_and_one_with_them_one(client: Client) -> None:
    alone, source = cast.live("Alone"), cast.live()

    source.translate("ar", None).publish(None)
    source.translate("fr", None).publish(None)

    def asked(story: Article) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(story.get_absolute_url()).status_code == 200
        return [one["sql"] for one in queries if "articles_translation" in one["sql"]]

    # Whether there are any comes with the story.
    assert len(asked(alone)) == 1
    assert len(asked(source)) == 2


def test_the_page_is_made_anew_when_a_version_changes_comes_or_ends() -> None:
    source = cast.live()
    end = timezone.now() + timedelta(hours=1)
    story = source.translate("ar", None)
    with recording() as seen:
        readable(source.pk)
    assert f"versions:{source.pk}" in seen.hard
    assert f"article:{story.pk}" not in seen.hard
    story.write(story.content() | {"expires_at": end.isoformat()}, None)
    story.publish(None)
    with recording() as seen:
        readable(source.pk)
    assert {f"article:{story.pk}", f"recall:{story.pk}"} <= seen.hard
    assert seen.gone_at == end
