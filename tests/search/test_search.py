"""Search finds the same on every database, and costs the same for rare and common words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles import search
from articles.models import Article, SearchDocument
from articles.search import finding
from articles.search.engines import sqlite
from articles.search.upkeep import keeping
from tests import cast

pytestmark = pytest.mark.django_db


def found(query: str) -> list[str]:
    """The headlines that a search finds."""
    return [story.headline for story in search.find(query).stories]


def test_it_works() -> None:
    cast.live("Fog over the harbour", body="<p>Ships wait.</p>")
    cast.live("Sun over the hills", body="<p>Nobody waits.</p>")
    assert found("fog") == ["Fog over the harbour"]
    assert found("SHIPS, fog!") == ["Fog over the harbour"]
    assert found("over the") == ["Sun over the hills", "Fog over the harbour"]
    assert found("harb") == ["Fog over the harbour"]
    assert found("fog hills") == []


def test_accents_case_and_scripts_do_not_matter() -> None:
    cast.live("Café Straße", body="<p>Élan.</p>")
    cast.live("मौसम की खबर", slug="hindi", body="<p>कोहरा छाया रहा।</p>")
    assert found("cafe STRASSE elan") == ["Café Straße"]
    assert found("कोहरा") == ["मौसम की खबर"]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("plain words", "words"),
        ("9<sup>8</sup>", "9^8"),
        ("9<sup>8</sup>", "9⁸"),
        ("H<sub>2</sub>O", "h2o"),
        ("H<sub>2</sub>O", "H₂O"),
        ("Land\u00adschaft", "Landschaft"),
        ("cloud\u200bbase", "cloudbase"),
        ("می\u200cروم", "میروم"),
        ("می‌روم", "ميروم"),
        ("إيمان", "ايمان"),
        ("كَتَبَ", "كتب"),
        ("مـــكة", "مكه"),
        ("सन २०१९", "2019"),
        ("عام ٢٠١٩", "2019"),
        ("Gdańsk Łomża", "lomza"),
        ("ปี ๒๐๑๙", "2019"),
        ("၂၀၁၉", "۲۰۱۹"),
        ("２０１９年", "2019"),
        ("ａｐｐｌｅ", "apple"),
        ("cloud\ufe0fbase", "cloudbase"),
        ("cloud\u2060ba\U000e0001se", "cloud\u180ebase"),
        ("ٱلله", "الله"),
        ("Đà Nẵng", "da nang"),
        ("Strøm", "strom"),
        ("İstanbul", "istanbul"),
        ("ISPARTA", "ısparta"),
        ("大阪市長が辞任", "市長"),
        ("大阪市長が辞任", "大阪市長"),
        ("大阪市長が辞任", "辞"),
        ("O’Hara", "ohara"),
        ("O’Hara", "O'Hara"),
        ("O’Hara", "hara"),
        ("\u202bשָׁלוֹם\u202c", "שלום"),
    ],
)
def test_a_word_is_found_however_it_is_typed(client: Client, written: str, asked: str) -> None:
    cast.live("A story", body=f"<p>Before it {written} after it.</p>")
    assert found(asked) == ["A story"]
    assert "<mark>" in client.get("/search/", {"q": asked}).text


@pytest.mark.every_database
def test_of_a_sentence_without_blanks_only_what_was_asked_is_marked(client: Client) -> None:
    cast.live("A story", body="<p>大阪市長が辞任</p>")
    assert "大阪<mark>市長</mark>が辞任" in client.get("/search/", {"q": "市長"}).text
    assert found("長市") == []


def test_mark_up_is_not_searched() -> None:
    cast.live("A story", body="<h2>Title</h2><p><strong>Bold</strong> words</p>")
    assert found("strong") == []
    assert found("bold") == ["A story"]


@pytest.mark.every_database
def test_the_index_follows_every_change() -> None:
    story = cast.live("Old words", body="<p>Text.</p>")
    story.headline = "New words"
    story.save()
    assert found("old") == []
    assert found("new words") == ["New words"]
    story.delete()
    assert found("new words") == []


def test_a_withdrawn_story_is_gone_at_once() -> None:
    story = cast.live("A crane by the harbour")
    assert found("crane") == ["A crane by the harbour"]
    story.withdraw(cast.managing_editor(), "It was another crane.")
    assert found("crane") == []


@pytest.mark.every_database
def test_rare_and_common_words_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        at = timezone.now() - timedelta(hours=(number * 5) % 7 + 1)
        cast.live(f"Crane {number}", at=at, slug=f"c-{number}")
    cast.draft("Crane in a draft")
    exact = search.find("crane", by_date=True)
    assert (exact.count, exact.is_about) == (6, False)
    monkeypatch.setattr(finding, "RARE", -1)
    assert search.find("crane", by_date=True).numbers == exact.numbers
    monkeypatch.setattr(finding, "MOST", 3)
    common = search.find("crane", by_date=True)
    assert (common.numbers, common.is_about) == (exact.numbers[:3], True)


@pytest.mark.every_database
def test_the_desk_searches_all_states() -> None:
    story = cast.draft("Crane in a draft")
    assert list(search.among(Article.objects.order_by("pk"), "draft")) == [story]
    assert list(search.among(Article.objects.all(), "…")) == []


@pytest.mark.sqlite
def test_lost_triggers_come_back_with_the_next_migration() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER articles_searchindex_insert")
    call_command("migrate", verbosity=0)
    cast.live("Found again", body="<p>Text.</p>")
    assert found("again") == ["Found again"]
    sqlite.remove(connection)
    sqlite.repair(connection)
    sqlite.install(connection)
    assert found("again") == ["Found again"]


def test_what_drifted_is_found_and_repaired(capsys: pytest.CaptureFixture[str]) -> None:
    story, gone = cast.live("Fog over the harbour"), cast.live("A zebra", slug="zebra")
    SearchDocument.objects.filter(story=story.pk).update(text="something else")
    SearchDocument.objects.filter(story=gone.pk).delete()
    assert found("fog") == found("zebra") == []
    with pytest.raises(CommandError, match="2 of 2 stories differ"):
        call_command("search", "check", dry_run=True)
    call_command("search", "check")
    assert capsys.readouterr().out == "Checked 2 stories; repaired 2.\n"
    assert (found("fog"), found("zebra")) == (["Fog over the harbour"], ["A zebra"])


def test_after_an_upgrade_the_index_is_written_anew_by_itself() -> None:
    cast.live("Fog over the harbour")
    SearchDocument.objects.update(version=1, text="what an earlier release made of it")
    assert found("fog") == []
    keeping.look_for_outdated()
    assert keeping.left() == 1
    keeping.keep_up(lambda: False)
    assert (keeping.left(), found("fog")) == (0, ["Fog over the harbour"])


def test_what_is_not_ones_own_takes_no_place_of_what_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MAX_RESULTS", 3)
    kinds = ("opinion", "opinion", "news", "news", "news", "opinion")
    for hours, kind in enumerate(kinds, 1):
        at = timezone.now() - timedelta(hours=hours)
        cast.live(f"Zebra {hours}", slug=f"z{hours}", at=at, kind=kind)
    opinions = Article.objects.filter(kind="opinion").newest_first()
    called = [one.headline for one in search.among(opinions, "zebra")]
    assert called == ["Zebra 1", "Zebra 2", "Zebra 6"]
