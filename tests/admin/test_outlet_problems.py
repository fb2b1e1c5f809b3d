"""What the start page says of hubs and engines that hear nothing, and of what lapses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.admin.dashboard.problems import problems_of
from articles.models import HubPing, SearchTelling, SiteFile
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
HUB = "https://hub.example/"


def said() -> list[tuple[str, str]]:
    """What, and why."""
    return [(one.title, one.why) for one in problems_of(cast.managing_editor())]


def ping(minutes: int, error: str = "503 away") -> HubPing:
    then = timezone.now() - timedelta(minutes=minutes)
    return HubPing.objects.create(hub=HUB, keys=["front:1"], asked_at=then, error=error)


def test_a_hub_that_hears_nothing_is_named_once() -> None:
    for minutes in (1, 20, 40):
        ping(minutes)
    ping(30, error="")  # it waits for its first try
    ((what, why),) = said()
    assert what == f"Hub {HUB}"
    assert "503 away" in why and "2 changes wait." in why
    assert not problems_of(cast.reporter())


def test_one_that_was_away_for_a_moment_is_not() -> None:
    ping(2)
    assert not said()
    ping(9).delete()
    assert not said()


def test_a_search_engine_that_takes_nothing_is_named_after_some_tries(settings: Any) -> None:
    one = SearchTelling.objects.create(story=1, attempts=3, error="it answered 503")
    settings.SEARCH_ENGINE_URL = "https://search.example/news"
    assert not said()
    SearchTelling.objects.filter(pk=one.pk).update(attempts=4)
    assert said() == [("Search engine", "It does not take what has changed. it answered 503")]
    settings.SEARCH_ENGINE_URL = ""
    assert not said()


@pytest.mark.parametrize(("days", "words"), [(-1, "It expired on"), (9, "It expires on"), (60, "")])
def test_a_security_txt_is_named_before_it_lapses(days: int, words: str, client: Client) -> None:
    until = timezone.now() + timedelta(days=days)
    text = f"Contact: mailto:a@b.example\nExpires: {until:%Y-%m-%dT%H:%M:%SZ}"
    SiteFile.objects.create(name=SiteFile.Name.SECURITY, text=text)
    found = said()
    if not words:
        assert not found
        return
    ((what, why),) = found
    assert what == "security.txt" and why.startswith(words)
    client.force_login(cast.managing_editor())
    page = client.get("/admin/").text
    assert words in page and "/admin/articles/paper/policies/" in page
