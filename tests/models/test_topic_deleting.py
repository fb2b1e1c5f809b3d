"""Topics deleted; who may change them; and any changes in any order."""

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
    FormerTopic,
    NotAllowed,
    Tagging,
    Topic,
    TopicChange,
)
from articles.models.topics import changes as topic_care
from articles.models.topics.changes import topics_known, topics_named
from articles.models.topics.names import key_of
from tests import cast
from tests.models.test_topic_changes import everything, many_stories, names_of, saved, topic

pytestmark = pytest.mark.django_db


# --- Deleting -----------------------------------------------------------------


@pytest.mark.every_database
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


@pytest.mark.every_database
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
