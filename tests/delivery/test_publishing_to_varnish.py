"""From the verb to the reader behind Varnish: the portal as it is served, its keys, its purges."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from articles.delivery import services as parts
from articles.delivery.purging import queue
from articles.delivery.purging.background import background
from articles.models import Article, Banner, Purge
from articles.models.breaking.hearing import tell_ended
from tests import cast
from tests.database import database_url
from tests.delivery.servers import Origin, Reply, ask, started
from tests.waiting import PATIENCE, until

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.xdist_group("varnish"),
]


@pytest.fixture
def portal(_varnish: int, origin: Origin, settings: Any, tmp_path: Path) -> Iterator[int]:
    """Varnish, with the portal in the place of its origin; yields the port that readers come to."""
    # A ledger of its own: the one that the tests have in common remembers changes by their numbers,
    # which begin anew whenever the database is put back.
    settings.VAR_DIR = tmp_path / "var"
    (settings.VAR_DIR / "static").mkdir(parents=True)
    parts.services.cache_clear()
    settings.PURGE_BACKENDS = ["varnish"]
    settings.PURGE_VARNISH_URLS = [f"http://127.0.0.1:{_varnish}"]
    origin.stop()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "newsportal.wsgi:application",
    ]
    with started(
        [*command, "--port", str(origin.port)],
        origin.port,
        tmp_path / "log",
        DJANGO_SETTINGS_MODULE="tests.delivery.served_settings",
        DATABASE_URL=database_url(),
        # The ledger of changes lies there, which all processes of a host share.
        VAR_DIR=str(settings.VAR_DIR),
        PURGE_BACKENDS="varnish",
        PURGE_VARNISH_URLS=settings.PURGE_VARNISH_URLS[0],
        ALLOWED_HOSTS="news.example",
    ):
        until(lambda: ask(_varnish, "/latest/").status == 200)
        yield _varnish
    background.wait(PATIENCE)
    parts.services.cache_clear()


def settle() -> None:
    """Wait until the caches are told."""
    background.wait(PATIENCE)
    assert not Purge.objects.filter(done_at=None, backend="varnish").exists()


def arrives(there: Callable[[], bool]) -> None:
    """Wait until readers have it: at once, or where a page was on its way to the cache while what
    it shows changed, after the repetition some seconds later. The ticker sees to that elsewhere."""
    until(lambda: there() or (queue.work() and there()))


def kept(port: int, path: str) -> Reply:
    """The page, once it is in Varnish: the portal says of one that it made while something changed
    that it is not to be kept, and one that is stale is fetched while it is shown."""
    until(lambda: ask(port, path).cache == "hit")
    reply = ask(port, path)
    assert reply.status == 200, path
    return reply


def change(story: Article, headline: str) -> None:
    """Publish another headline; the caches are told as they are after a request."""
    story.write(story.content() | {"headline": headline}, None)
    story.publish(None)
    settle()


def test_readers_behind_varnish_have_what_the_desk_has(portal: int) -> None:
    """One test, because each start of a portal takes its time."""
    # The desk is never kept.
    for _ in range(2):
        reply = ask(portal, "/admin/login/")
        assert (reply.status, reply.cache) == (200, "pass")
        assert "csrftoken" in reply.headers["set-cookie"]

    # A correction is at readers, and what has nothing to do with it stays.
    story, other = cast.live("Ferry late"), cast.live("Harbour busy")
    settle()
    path, elsewhere = story.get_absolute_url(), other.get_absolute_url()
    assert "Ferry late" in kept(portal, path).text
    kept(portal, elsewhere)
    change(story, "Ferry on time")
    path = Article.objects.get(pk=story.pk).get_absolute_url()
    arrives(lambda: "Ferry on time" in ask(portal, path).text)
    assert "Ferry late" not in ask(portal, path).text
    until(lambda: ask(portal, elsewhere).cache in {"hit", "stale"})  # At most its rail is stale.

    # What is withdrawn is gone, at once and wherever it was named.
    kept(portal, path)
    kept(portal, "/")
    story.withdraw(None, "Wrong harbour.")
    settle()
    arrives(lambda: ask(portal, path).status == 410)
    arrives(lambda: "Ferry" not in ask(portal, "/").text)
    assert ask(portal, path).status == 410
    assert "Ferry" not in ask(portal, "/").text

    # A new story is on the front.
    kept(portal, "/")
    cast.live("Harbour on fire")
    settle()
    arrives(lambda: "Harbour on fire" in ask(portal, "/").text)

    # A banner is over a page that is kept there, and gone with its end.
    kept(portal, "/")
    banner = Banner.put_up("Bridge closed", None, section=cast.section())
    settle()
    arrives(lambda: "Bridge closed" in ask(portal, "/").text)
    kept(portal, "/")
    soon = timezone.now() + timedelta(seconds=2)
    Banner.objects.filter(pk=banner.pk).update(ends_at=soon)
    until(lambda: timezone.now() > soon)
    tell_ended()  # as the ticker does
    settle()
    arrives(lambda: "Bridge closed" not in ask(portal, "/").text)
