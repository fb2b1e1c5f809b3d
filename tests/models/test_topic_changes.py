"""Topics renamed, merged, deleted, and all of it undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import (
    Announcement,
    Article,
    Entry,
    FormerTopic,
    NotAllowed,
    Tagging,
    Topic,
    TopicChange,
)
from articles.models.common.slices import Turn
from articles.models.topics import changes as topic_care
from articles.models.topics import merging as topic_merging
from articles.models.topics.changes import topics_known, topics_named
from tests import cast

pytestmark = pytest.mark.django_db


def topic(name: str, *stories: Article) -> Topic:
    """A topic, and the stories that have it."""
    made = topics_named([name])[0]
    for story in stories:
        story.topics.add(made)
    return made


def everything() -> dict[str, Any]:
    """All that a change of topics may touch."""
    return {
        "topics": list(Topic.objects.order_by("pk").values()),
        "former": list(FormerTopic.objects.order_by("pk").values()),
        "taggings": list(Tagging.objects.order_by("pk").values()),
    }


def names_of(story: Article) -> list[str]:
    """The names of its topics, as readers have them."""
    return list(Article.objects.get(pk=story.pk).topics.values_list("name", flat=True))


def saved(story: Article, **content: Any) -> Article:
    """The story, saved with this content."""
    fresh = Article.objects.get(pk=story.pk)
    fresh.write({**fresh.content(), **content}, cast.managing_editor())
    return Article.objects.get(pk=story.pk)


# --- Renaming -----------------------------------------------------------------


def test_renaming_works(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    story, editor = cast.live(), cast.editor()
    fog = topic("Fog", story)
    before = everything()
    with django_capture_on_commit_callbacks() as told:
        change = topic_care.rename(fog, " Sea   mist ", editor)
    assert change is not None and str(change) == "“Fog” renamed to “Sea mist”"
    assert names_of(story) == ["Sea mist"]
    assert (fog.name, fog.get_absolute_url()) == ("Sea mist", "/topic/sea-mist/")
    former = FormerTopic.objects.get()
    assert (former.name, former.slug, former.topic) == ("Fog", "fog", fog)
    assert "Sea mist" in client.get(story.get_absolute_url()).content.decode()
    entry = Entry.objects.get(verb=Entry.Verb.TOPIC_RENAME)
    assert (entry.by, entry.title) == (cast.editor(), change.summary)
    assert Announcement.objects.latest("pk").keys == [
        f"article:{story.pk}",
        f"tag:{fog.pk}",
        f"topic:{fog.pk}",
    ]
    assert len(told) == 1
    assert topic_care.undo(change, cast.editor()) == 0
    assert everything() == before
    assert Entry.objects.filter(verb=Entry.Verb.TOPIC_UNDO).count() == 1


@pytest.mark.every_database
@pytest.mark.parametrize("name", ["FOG", "fog", "Fo\u0067", "  fog "])
def test_another_case_is_the_same_name_at_the_same_address(name: str) -> None:
    fog = topic("Fog")
    topic_care.rename(fog, name, None)
    assert (fog.slug, FormerTopic.objects.count()) == ("fog", 0)


@pytest.mark.every_database
def test_the_same_name_again_changes_nothing() -> None:
    assert topic_care.rename(topic("Fog"), " Fog ", None) is None
    assert not TopicChange.objects.exists()


@pytest.mark.parametrize(
    ("there", "name"),
    [
        ("Fog", "FOG"),
        ("Élan", "ÉLAN"),
        ("Élan", "e\u0301lan"),
        ("ΟΔΟΣ", "οδος"),
        ("CO₂", "co2"),
        ("Fog", "Ｆｏｇ"),
        ("海", " 海 "),
        ("🌊", "🌊"),
    ],
)
def test_names_are_unique_in_any_case_and_composition(there: str, name: str) -> None:
    first, other = topic(there), topic("Mist")
    assert topics_named([name]) == [first]
    with pytest.raises(NotAllowed, match="already"):
        topic_care.rename(other, name, None)
    with pytest.raises(NotAllowed, match="already"):
        topic_care.add(name, None)
    assert Topic.objects.count() == 2


@pytest.mark.every_database
def test_different_names_are_different_topics_at_different_addresses() -> None:
    names = ["C", "C#", "C++", "Maße", "Mass", "Fog!", "🌊", "🌫"]
    assert [one.name for one in topics_named(names)] == names
    assert Topic.objects.values("slug").distinct().count() == len(names)


def test_a_name_may_come_back() -> None:
    fog = topic("Fog")
    topic_care.rename(fog, "Mist", None)
    topic_care.rename(fog, "Fog", None)
    assert (fog.slug, FormerTopic.objects.get().name) == ("fog", "Mist")
    topic_care.rename(fog, "Fog!", None)  # the same address
    topic_care.rename(fog, "Haze", None)
    assert topics_known(["Fog", "Fog!", "mist", "haze", "x"]).keys() == {
        "Fog",
        "Fog!",
        "mist",
        "haze",
    }


def test_a_former_address_that_is_taken_again_shadows_nothing(client: Client) -> None:
    fog = topic("Fog", cast.live())
    topic_care.rename(fog, "Mist", None)
    assert topics_named(["Fog?"])[0].slug == "fog-1"  # the old address still leads to Mist
    with pytest.raises(PermissionDenied):
        topic_care.add("fog", cast.reporter())
    again = topic_care.add("Fog", cast.editor())
    assert again.slug == "fog"
    cast.live("Fog once more", topics=["Fog"])
    assert client.get("/topic/fog/").status_code == 200
    assert topics_named(["FOG"]) == [again]
    with pytest.raises(NotAllowed, match="already"):
        topic_care.undo(TopicChange.objects.get(), None)


@pytest.mark.parametrize("name", ["", "  ", "\0"])
def test_a_name_is_asked_for(name: str) -> None:
    with pytest.raises(NotAllowed):
        topic_care.rename(topic("Fog"), name, None)


def test_a_very_long_name_fits() -> None:
    fog = topic("Fog")
    topic_care.rename(fog, "long " * 50, None)
    assert len(fog.name) <= 100 and len(fog.slug) <= 100
    assert len(topics_named(["x" * 500])[0].name) == 100


# --- Merging ------------------------------------------------------------------


@pytest.mark.every_database
def test_merging_works(client: Client) -> None:
    one, both, all_three, draft = cast.live(), cast.live(), cast.live(), cast.draft()
    fog, haze = topic("Fog", one, both, all_three, draft), topic("Haze", all_three)
    mist = topic("Mist", both, all_three)
    topic_care.rename(haze, "Light haze", None)
    before = everything()
    change = topic_care.merge([fog, haze, mist], mist, cast.editor())
    assert str(change) == "“Fog”, “Light haze” merged into “Mist”"
    assert [names_of(story) for story in (one, both, all_three, draft)] == [["Mist"]] * 4
    assert set(FormerTopic.objects.values_list("name", "slug", "topic")) == {
        ("Fog", "fog", mist.pk),
        ("Light haze", "light-haze", mist.pk),
        ("Haze", "haze", mist.pk),
    }
    assert list(Topic.objects.all()) == [mist]
    assert client.get("/topic/mist/").content.decode().count("Council keeps") >= 3
    assert set(Announcement.objects.latest("pk").keys) >= {
        f"topic:{fog.pk}",
        f"topic:{haze.pk}",
        f"topic:{mist.pk}",
        f"article:{one.pk}",
    }
    assert topic_care.undo(change, cast.editor()) == 0
    assert everything() == before
    with pytest.raises(NotAllowed, match="already"):
        topic_care.undo(change, cast.editor())


def test_what_was_changed_since_stays() -> None:
    kept, taken_off, given, twice, gone, live = (cast.draft(f"Story {n}") for n in range(6))
    fog = topic("Fog", kept, taken_off, twice, gone, live)
    mist = topic("Mist", twice)
    live.publish(None)
    for story in (kept, live, twice):
        saved(story)  # with a revision, which says Fog
    change = topic_care.merge([fog], mist, None)
    kept = saved(kept, headline="Its words changed, its topics did not")
    assert kept.content()["topics"] == ["Fog"]
    saved(live, topics=["Mist"])  # unpublished: the row is as it was
    saved(taken_off, topics=[])
    saved(twice, topics=["Mist"])
    saved(given, topics=["Mist"])
    gone.remove(None)
    assert topic_care.undo(change, None) == 2  # a story that is gone is not counted
    stories = (kept, taken_off, given, twice, live)
    assert [names_of(one) for one in stories] == [["Fog"], [], ["Mist"], ["Mist"], ["Fog"]]


@pytest.mark.every_database
def test_the_count_of_what_stays_says_nothing_of_stories_out_of_reach() -> None:
    story = cast.draft(section=cast.section("politics"))
    fog = topic("Fog", story)
    change = topic_care.merge([fog], topic("Mist"), None)
    saved(story, topics=[])
    assert topic_care.undo(change, cast.sports_editor()) == 0


@pytest.mark.every_database
def test_chains_are_flattened_and_undone_from_the_end() -> None:
    a, b, c = topic("A"), topic("B"), topic("C")
    first = topic_care.merge([a], b, None)
    second = topic_care.merge([b], c, None)
    assert set(FormerTopic.objects.values_list("topic", flat=True)) == {c.pk}
    with pytest.raises(NotAllowed, match="no longer exist"):
        topic_care.undo(first, None)
    topic_care.undo(second, None)
    topic_care.undo(first, None)
    assert list(Topic.objects.values_list("name", "slug")) == [("A", "a"), ("B", "b"), ("C", "c")]
    assert not FormerTopic.objects.exists()


def test_merging_asks_for_two_that_are_there() -> None:
    fog, mist = topic("Fog"), topic("Mist")
    with pytest.raises(NotAllowed, match="another topic"):
        topic_care.merge([fog], fog, None)
    topic_care.delete(mist, None)
    for topics, into in (([fog], mist), ([mist], fog)):
        with pytest.raises(NotAllowed, match="no longer exist"):
            topic_care.merge(topics, into, None)


def many_stories(number: int) -> list[Article]:
    """Stories in numbers, quickly."""
    made = Article.objects.bulk_create(
        Article(headline=f"Story {n}", section=cast.section()) for n in range(number)
    )
    return list(made)


@pytest.mark.every_database
def test_merging_costs_the_same_however_many_stories() -> None:
    def cost(number: int) -> int:
        fog, mist = topic(f"Fog {number}"), topic(f"Mist {number}")
        stories = many_stories(number)
        rows = [Tagging(tag=fog, content_object=story) for story in stories]
        rows += [Tagging(tag=mist, content_object=story) for story in stories[::3]]
        Tagging.objects.bulk_create(rows)
        with CaptureQueriesContext(connection) as queries:
            topic_care.merge([fog], mist, None)
        assert Tagging.objects.filter(tag=mist).count() == number
        return len(queries)

    assert cost(9) == cost(900)


def foggy() -> tuple[Topic, Topic, Topic]:
    """Three topics with stories, of which some have several."""
    stories = many_stories(9)
    return (
        topic("Fog", *stories[:7]),
        topic("Haze", *stories[3:]),
        topic("Mist", *stories[::3]),
    )


@pytest.mark.sqlite
def test_many_stories_are_merged_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    fog, haze, mist = foggy()
    before = everything()
    whole = topic_care.merge([fog, haze], mist, None)
    merged, details = everything()["taggings"], whole.details["topics"]
    topic_care.undo(whole, None)
    assert everything() == before
    monkeypatch.setattr(topic_merging, "SLICE", 2)
    in_slices = topic_care.merge([fog, haze], mist, None)
    assert everything()["taggings"] == merged
    assert in_slices.details["topics"] == details
    assert Entry.objects.filter(verb=Entry.Verb.TOPIC_MERGE).count() == 2
    topic_care.undo(in_slices, None)
    assert everything() == before


@pytest.mark.sqlite
def test_a_merging_that_was_interrupted_is_finished_or_undone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fog, haze, mist = foggy()
    before = everything()
    monkeypatch.setattr(topic_merging, "SLICE", 3)

    def killed(self: Any) -> None:
        raise KeyboardInterrupt

    def interrupted() -> TopicChange:
        with monkeypatch.context() as killing:
            killing.setattr(Turn, "over", killed)
            with pytest.raises(KeyboardInterrupt):
                topic_care.merge([fog, haze], mist, None)
        return TopicChange.objects.get(undone_at=None)

    first = interrupted()
    assert everything() != before
    topic_care.undo(first, None)
    assert everything() == before
    first = interrupted()
    second = topic_care.merge([fog, haze], mist, None)
    assert Topic.objects.get() == mist
    for change in (second, first):
        topic_care.undo(change, None)
    assert everything() == before
