"""A page that can't be made is said at the desk, and no longer once it can."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from articles.admin.dashboard.problems import problems_of
from articles.delivery.pages import failures, warming
from articles.delivery.pages.failures import FailedPages
from articles.models import Article, Picture
from tests import cast
from tests.delivery.front_door_reader import Portal
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
STOOD_IN = "newsportal; hit; detail=origin-failed"


@pytest.fixture(autouse=True)
def story() -> Article:
    return cast.live(picture=cast.picture())


def said() -> list[str]:
    """What the desk says of pages."""
    problems = problems_of(cast.managing_editor())
    return [f"{one.title}: {one.why}" for one in problems if one.url.startswith("/")]


def break_the_picture() -> list[str]:
    """Put into its row, past all doors, what no feed can show; returns what was there."""
    files: list[str] = Picture.objects.get().files
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_picture SET files = %s", [json.dumps(["1.2.jpg"])])
    return files


def test_a_feed_that_can_not_be_made_is_said_until_it_can(
    portal: Portal,
    story: Article,
    settings: Any,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(warming, "IDLE", 0.05)  # after which its thread ends
    before = portal.get("/feed/")
    assert before.status == 200 and said() == []
    files = break_the_picture()
    cast.live("Another one")
    after = portal.get("/feed/")
    assert (after.headers["Cache-Status"], after.body) == (STOOD_IN, before.body)
    (told,) = [one for one in said() if one.startswith("Feed /feed/: ")]
    assert "ValueError" in told and story.headline in told and "as it was on" in told
    settings.METRICS_TOKEN = "t"
    ready = client.get("/readyz", headers={"authorization": "Bearer t"})
    assert ready.status_code == 200 and "/feed/" in ready.json()["failing"]
    warmer = warming.Warmer(
        portal.reader.application,
        lambda: list(portal.services.origins),
        portal.services.failed_pages.paths,
    )
    Picture.objects.update(files=files)
    warmer.warm(["picture:1"])
    warmer.wait(PATIENCE)
    assert said() == []
    assert portal.get("/feed/").is_hit


def test_where_there_is_no_copy_readers_get_an_error(portal: Portal, story: Article) -> None:
    break_the_picture()
    assert portal.get("/politics/feed/").status == 500
    assert any("Feed /politics/feed/" in one and "an error" in one for one in said())
    Picture.objects.update(files=["320.webp", "320.jpg"])
    assert portal.get("/politics/feed/").status == 200
    assert said() == []


def test_a_sitemap_that_breaks_off_is_said(
    portal: Portal, story: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    month = cast.sitemap(story)
    with monkeypatch.context() as broken:
        broken.setattr("articles.syndication.maps.months.row", lambda *_row: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            portal.get(month)
    (told,) = said()
    assert told.startswith(f"Sitemap {month}: ") and "ZeroDivisionError" in told
    assert portal.get(month).status == 200
    assert said() == []


def test_a_template_that_is_broken_is_said(portal: Portal, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "section.html").write_text("{% nothing %}")
    engines = settings.TEMPLATES
    settings.TEMPLATES = [{**engines[0], "DIRS": [tmp_path, *engines[0]["DIRS"]]}, *engines[1:]]
    assert portal.get("/politics/").status == 500
    assert any("Page /politics/" in one and "nothing" in one for one in said())
    settings.TEMPLATES = engines
    assert portal.get("/politics/").status == 200
    assert said() == []


def test_what_passes_is_not_said(portal: Portal) -> None:
    def refuse(*_args: object) -> None:
        raise DatabaseError("the database is away")

    with connection.execute_wrapper(refuse):
        assert portal.get("/politics/").status == 503
    assert portal.get("/nothing-here/").status == 404
    assert said() == []


def test_many_are_kept_within_a_bound(tmp_path: Path) -> None:
    those = FailedPages(tmp_path / "failing", lambda: "one")
    for number in range(failures.MAX_FAILURES_KEPT + 9):
        those.put(("http", "localhost", f"/{number}/", ""), "It broke.", None)
    assert len(those.found()) == failures.MAX_FAILURES_KEPT
    those.mended(("http", "localhost", "/7/", ""))
    assert "/7/" not in {one.path for one in those.found()}
    (tmp_path / "failing" / "0").write_text("half a fi")
    assert len(those.found()) == failures.MAX_FAILURES_KEPT - 1


def test_another_release_begins_anew(tmp_path: Path) -> None:
    FailedPages(tmp_path, lambda: "one").put(("http", "localhost", "/", "page=2"), "It broke.", 1.0)
    assert [one.path for one in FailedPages(tmp_path, lambda: "one").found()] == ["/?page=2"]
    assert FailedPages(tmp_path, lambda: "two").found() == []
