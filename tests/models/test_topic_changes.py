"""Topics renamed, merged, deleted, and all of it undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

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
from articles.models.topics.names import key_of
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
    story = cast.live()
    fog = topic("Fog", story)
    before = everything()
    with django_capture_on_commit_callbacks() as told:
        change = topic_care.rename(fog, " Sea   mist ", cast.editor())
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


@pytest.mark.parametrize("name", ["FOG", "fog", "Fo\u0067", "  fog "])
def test_another_case_is_the_same_name_at_the_same_address(name: str) -> None:
    fog = topic("Fog")
    topic_care.rename(fog, name, None)
    assert (fog.slug, FormerTopic.objects.count()) == ("fog", 0)


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


def test_the_count_of_what_stays_says_nothing_of_stories_out_of_reach() -> None:
    story = cast.draft(section=cast.section("politics"))
    fog = topic("Fog", story)
    change = topic_care.merge([fog], topic("Mist"), None)
    saved(story, topics=[])
    assert topic_care.undo(change, cast.sports_editor()) == 0


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


# --- Deleting -----------------------------------------------------------------


def test_deleting_works(client: Client) -> None:
    live, draft = cast.live(), cast.draft()
    fog = topic("Fog", live, draft)
    fog.description = "Low clouds."
    fog.save()
    topic_care.rename(fog, "Mist", None)
    before = everything()
    change = topic_care.delete(fog, cast.managing_editor())
    assert (names_of(live), names_of(draft), Topic.objects.count()) == ([], [], 0)
    for address in ("/topic/mist/", "/topic/fog/"):
        assert client.get(address).status_code == 404
    assert topic_care.undo(change, cast.managing_editor()) == 0
    assert everything() == before
    assert client.get("/topic/mist/").status_code == 200


def test_a_text_that_still_says_it_does_not_bring_a_deleted_topic_back() -> None:
    story = cast.draft()
    fog = topic("Fog")
    topic_care.rename(fog, "Mist", None)
    saved(story, topics=["mist", "Rain"])
    change = topic_care.delete(fog, None)
    saved(story, headline="Another headline")
    assert names_of(story) == ["Rain"]
    topic_care.again(["Mist"], cast.picture_editor())
    assert topics_named(["Mist"]) == []
    topic_care.again(["Mist", "Never heard of"], cast.reporter())
    assert [one.name for one in topics_named(["MIST"])] == ["Mist"]
    assert not topics_known(["Never heard of"])
    with pytest.raises(NotAllowed, match="already"):
        topic_care.undo(change, None)


def test_undoing_a_deletion_spares_what_was_written_since() -> None:
    story, other = cast.draft(), cast.draft()
    fog = topic("Fog", story, other)
    saved(other, headline="Written before")
    change = topic_care.delete(fog, None)
    saved(story, topics=["Rain"])
    saved(other, topics=["Fog", "Rain"])
    assert topic_care.undo(change, None) == 1
    assert (names_of(story), names_of(other)) == (["Rain"], ["Fog", "Rain"])


def test_a_text_that_still_says_an_old_name_means_the_new_one() -> None:
    story = cast.draft()
    fog = topic("Fog", story)
    saved(story, topics=["Fog"])
    change = topic_care.rename(fog, "Mist", None)
    assert change
    saved(story, headline="Saved again")
    assert (names_of(story), Topic.objects.count()) == (["Mist"], 1)
    saved(story, topics=["Mist"])
    topic_care.undo(change, None)
    saved(story, headline="And again")
    assert (names_of(story), Topic.objects.count()) == (["Fog"], 1)


def test_dates_are_those_of_the_stories() -> None:
    story = cast.live()
    change = topic_care.delete(topic("Fog", story), None)
    story.withdraw(None, "Wrong")
    topic_care.undo(change, None)
    assert Tagging.objects.get().listed_at is None


# --- Rights, and what is shown first ------------------------------------------


@pytest.mark.parametrize("who", ["reporter", "picture_editor", "operator", "reader"])
def test_others_may_not(who: str) -> None:
    fog, mist, person = topic("Fog"), topic("Mist"), getattr(cast, who)()
    change = topic_care.rename(topic("Rain"), "Drizzle", None)
    assert change
    with pytest.raises(PermissionDenied):
        topic_care.rename(fog, "Haze", person)
    with pytest.raises(PermissionDenied):
        topic_care.merge([fog], mist, person)
    with pytest.raises(PermissionDenied):
        topic_care.delete(fog, person)
    with pytest.raises(PermissionDenied):
        topic_care.undo(change, person)


def test_editors_delete_nothing() -> None:
    fog = topic("Fog")
    with pytest.raises(PermissionDenied):
        topic_care.delete(fog, cast.editor())
    change = topic_care.delete(fog, cast.managing_editor())
    with pytest.raises(PermissionDenied):
        topic_care.undo(change, cast.editor())


def test_what_it_would_touch(django_assert_num_queries: Any) -> None:
    live, sports = cast.live("In the harbour"), cast.live("Cup", section=cast.section("sports"))
    secret, plain = cast.draft("Secret"), cast.draft("Match", section=cast.section("sports"))
    fog = topic("Fog", live, sports, secret, plain)
    topic_care.rename(fog, "Mist", None)
    saved(live, topics=["fog"])
    saved(sports, topics=["Cups"])
    with django_assert_num_queries(5):
        touched = topic_care.touches([fog], None)
    assert (touched.stories, touched.live, touched.more, touched.working) == (4, 2, False, 1)
    assert touched.addresses == ["/topic/mist/", "/topic/fog/"]
    assert len(touched.sample) == 4
    touched = topic_care.touches([fog], cast.sports_editor())
    assert (touched.stories, touched.live, touched.working) == (3, 2, 0)
    assert {str(story) for story in touched.sample} == {"Cup", "Match"}
    assert topic_care.touches([fog], cast.reader()).sample == []


class RandomCare(TestCase):
    """Whatever is done to topics, undoing all of it from the end leaves nothing behind."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        tags=st.sets(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=12),
        deeds=st.lists(
            st.tuples(
                st.sampled_from(["rename", "merge", "delete"]),
                st.integers(0, 9),
                st.integers(0, 9),
                st.sampled_from(["A", "b", "Ç", "ç!", "E", "New", "new?", "海"]),
            ),
            max_size=8,
        ),
    )
    def test_undo_is_exact(self, tags: Any, deeds: Any) -> None:
        stories = many_stories(4)
        topics = topics_named(["A", "B", "Ç", "D", "E"])
        Tagging.objects.bulk_create(
            Tagging(tag=topics[tag], content_object=stories[story]) for story, tag in sorted(tags)
        )
        done: list[tuple[Any, TopicChange]] = []
        for deed in deeds:
            before = everything()
            try:
                change = self.do(*deed)
            except NotAllowed:
                assert everything() == before
                continue
            if change:
                done.append((before, change))
            self.check(len(tags))
        for before, change in reversed(done):
            topic_care.undo(change, None)
            assert everything() == before

    def do(self, verb: str, one: int, other: int, name: str) -> TopicChange | None:
        """One deed, as far as there is a topic for it."""
        there = list(Topic.objects.order_by("pk"))
        if not there:
            return None
        first, second = there[one % len(there)], there[other % len(there)]
        if verb == "rename":
            return topic_care.rename(first, name, None)
        if verb == "merge":
            return topic_care.merge(there[: one % len(there)], second, None)
        return topic_care.delete(first, None)

    def check(self, tags: int) -> None:
        """No name and no address means two things, and every former one leads on."""
        topics, former = list(Topic.objects.all()), list(FormerTopic.objects.all())
        rows: list[Any] = [*topics, *former]
        keys = [key_of(one.name) for one in rows]
        slugs = [one.slug for one in rows]
        assert len(set(keys)) == len(keys) and len(set(slugs)) == len(slugs)
        pairs = list(Tagging.objects.values_list("tag", "content_object"))
        assert len(set(pairs)) == len(pairs) <= tags


def test_names_in_great_numbers_are_taken() -> None:
    with CaptureQueriesContext(connection) as queries:
        known = topics_known([f"Topic {number}" for number in range(2_000)])
    assert known == {} and len(queries) <= 201


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qa d’Or", "Qa d'Or"),
        ("Qa-20", "Qa\u201120"),
        ("Qa-20", "Qa–20"),
        ("Qaza", "Qaza\u200b"),
        ("Qastraße", "QASTRASSE"),
        ("İzmir", "izmir"),
        ("Isparta", "ısparta"),
        ("Qaé", "Qae\u0301"),
        ("می\u200cروم", "میروم"),
        ("مـــكة", "مكة"),
        ("Co\u00adop", "Coop"),
        ("Ｑａ", "Qa"),
    ],
)
def test_two_ways_to_write_a_name_are_one_topic(one: str, other: str) -> None:
    (first,) = topics_named([one])
    (second,) = topics_named([other])
    assert second == first
    with pytest.raises(NotAllowed):
        topic_care.add(other, None)


@pytest.mark.parametrize("name", ["\u200b", "\u3164", "\u00ad", "\u2800"])
def test_a_name_that_nobody_sees_is_none(name: str) -> None:
    assert topics_named([name]) == []
    with pytest.raises(NotAllowed, match="A topic needs a name"):
        topic_care.add(name, None)
