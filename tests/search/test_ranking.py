"""What suits best comes first, whatever the archive is like."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import search
from articles.models import Author, Topic
from articles.search import Narrowed, finding
from articles.search.upkeep import indexing, learning
from tests import cast

pytestmark = pytest.mark.django_db


def found(query: str, narrowed: Narrowed | None = None) -> list[str]:
    """The headlines that a search finds, in order."""
    numbers = search.find(query, narrowed).numbers
    called = {one.pk: one.headline for one in search.find(query, narrowed).stories}
    return [called[pk] for pk in numbers]


def ago(days: int) -> dict[str, object]:
    """For a story of so many days ago."""
    return {"at": timezone.now() - timedelta(days=days)}


def test_the_headline_counts_most_then_the_standfirst() -> None:
    cast.live("Rain at last", body="<p>The harbour is wet.</p>")
    cast.live("Ships wait", standfirst="In the harbour, for a day.", **ago(5))
    cast.live("A harbour for all", **ago(9))
    assert found("harbour") == ["A harbour for all", "Ships wait", "Rain at last"]


def test_newer_stories_are_gently_favoured() -> None:
    cast.live("The harbour opens", slug="a", **ago(900))
    cast.live("The harbour closes", slug="b", **ago(2))
    assert found("harbour") == ["The harbour closes", "The harbour opens"]


def test_the_very_headline_is_first_however_old(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.live("Fog", slug="old", **ago(4_000))
    for number in range(8):
        cast.live(f"Fog, fog and more fog {number}", slug=f"f{number}")
    assert found("fog")[0] == "Fog"
    # The same where only the newest are looked at.
    monkeypatch.setattr(finding, "RARE", -1)
    monkeypatch.setattr(finding, "MOST", 3)
    monkeypatch.setattr(finding, "MOST_TITLES", 2)
    assert found("fog")[0] == "Fog"


def test_an_old_headline_is_found_behind_many_new_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "RARE", -1)
    monkeypatch.setattr(finding, "MOST", 3)
    cast.live("The crane that fell in spring", slug="old", **ago(3_000))
    for number in range(6):
        cast.live(f"Weather {number}", slug=f"w{number}", body="<p>A crane in spring.</p>")
    assert found("crane spring")[0] == "The crane that fell in spring"


def test_phrases_and_words_that_are_left_out() -> None:
    cast.live("State of the union", slug="a")
    cast.live("The union of a state", slug="b")
    cast.live("The state of union workers", slug="c")
    assert found('"state of the union"') == ["State of the union"]
    assert set(found("union state -workers")) == {"State of the union", "The union of a state"}
    assert found('union -"of a state" -workers') == ["State of the union"]


def test_forms_of_a_word_find_each_other() -> None:
    cast.live("Ships are waiting", slug="a")
    cast.live("A ship waits", slug="b")
    learning.learn()
    assert set(found("ship")) == set(found("ships")) == {"Ships are waiting", "A ship waits"}
    assert found("ship")[0] == "A ship waits"
    assert found('"ships"') == ["Ships are waiting"]


def test_authors_and_topics_are_found_by_their_names() -> None:
    author = Author.objects.create(name="Ida Example")
    story = cast.live("Fog over the harbour")
    story.set_authors([author])
    story.set_topics([Topic.objects.create(name="Seafaring")])
    assert found("example fog") == found("seafaring") == ["Fog over the harbour"]
    author.name = "Ida Sample"
    author.save()
    assert indexing.write_due() == 1
    assert found("sample") == ["Fog over the harbour"]
    assert found("example") == []


def test_a_word_that_nobody_wrote_is_taken_for_another() -> None:
    cast.live("Election in the valley", slug="a")
    learning.learn()
    result = search.find("eleciton valley")
    assert result.meant == "election valley"
    assert [one.headline for one in result.stories] == ["Election in the valley"]
    assert search.find("zzzzqqqq").meant == ""


def test_what_is_not_out_teaches_nobody_a_word() -> None:
    cast.live("A secretword to come", at=timezone.now() + timedelta(days=1))
    cast.draft("Another hiddenword")
    assert learning.learn() == 0
    assert search.find("secretwrod").meant == search.find("hiddenwrod").meant == ""


def test_it_is_narrowed_by_what_a_story_is() -> None:
    author, topic = Author.objects.create(name="Ida Example"), Topic.objects.create(name="Ships")
    old = cast.live("Crane of long ago", slug="a", **ago(800))
    new = cast.live("Crane of today", slug="b")
    new.set_authors([author])
    new.set_topics([topic])
    assert found("crane", Narrowed(author=author.pk)) == ["Crane of today"]
    assert found("crane", Narrowed(topic=topic.pk)) == ["Crane of today"]
    assert len(found("crane", Narrowed(section=new.section_id))) == 2
    assert found("crane", Narrowed(section=1_000_000)) == []
    assert found("crane", Narrowed(kind="opinion")) == []
    since = timezone.now() - timedelta(days=30)
    assert found("crane", Narrowed(start=since)) == ["Crane of today"]
    assert found("crane", Narrowed(end=since)) == [old.headline]
