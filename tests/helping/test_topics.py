"""Topics are proposed from the paper's own list: by names in the text, and by stories like it."""

from __future__ import annotations

from typing import Any

import pytest

from articles.helping.topics import proposed
from articles.lib.gist.names import telling_words
from articles.models import Topic
from articles.models.topics.changes import rename
from articles.search.alike import alike
from tests import cast

pytestmark = pytest.mark.django_db


def topics(*names: str) -> list[Topic]:
    return [Topic.objects.create(name=name, slug=Topic().slugify(name)) for name in names]


def names_for(headline: str, body: str = "", like: dict[int, float] | None = None) -> list[str]:
    return [one.name for one in proposed((headline, "", body), like or {})]


def test_topics_that_the_text_names() -> None:
    topics("Harbour", "New York", "WHO", "Reading", "Beijing", "Housing", "القاهرة", "大阪市長選挙")
    assert names_for("Harbour council flies to New York") == ["New York", "Harbour"]
    assert names_for("", "People who read in passing of housing.") == []
    assert names_for("", "The WHO said so. So did Reading’s council.") == ["Reading", "WHO"]
    assert names_for("", "housing here and housing there") == ["Housing"]
    assert names_for("وبالقاهرة التقى الرئيس") == ["القاهرة"]
    assert names_for("大阪市長選挙が始まった") == ["大阪市長選挙"]
    why = {one.name: one.why for one in proposed(("Harbour", "", "New York. New York."), {})}
    assert why == {"Harbour": "in the headline", "New York": "named 2 times"}


def test_a_former_name_leads_to_the_topic_and_a_chosen_one_is_not_proposed() -> None:
    (topic,) = topics("Bombay")
    rename(topic, "Mumbai", None)
    assert names_for("Rain over Bombay") == ["Mumbai"]
    assert proposed(("Rain over Bombay", "", ""), {}, chosen={topic.pk}) == []


@pytest.mark.every_database
def test_topics_that_stories_like_it_have() -> None:
    ports, tax, secret = topics("Ports", "Tax", "Secret")
    body = "<p>The quay crane loads containers while dockers strike.</p>"
    for number in range(3):
        cast.live(f"Dockers strike at quay {number}", body=body, topics=[ports])
    cast.live("A tax on tea", body="<p>Tea is dear.</p>", topics=[tax])
    for number in range(3):
        cast.draft(f"Dockers strike in secret {number}", body=body, topics=[secret])
    text = "Dockers strike again: no containers at the quay."
    like = alike(telling_words("Dockers strike again", [text]))
    found = proposed(("Dockers strike again", "", text), like)
    assert [(one.name, one.why) for one in found] == [("Ports", "on 3 similar stories")]


def test_it_costs_the_same_however_long_the_text_and_large_the_archive(
    django_assert_max_num_queries: Any,
) -> None:
    topics(*(f"Word{number}" for number in range(40)))
    for number in range(5):
        cast.live(f"Story {number}", body=f"<p>Words of story {number} here.</p>")
    text = " ".join(f"Word{number} said" for number in range(20_000))
    with django_assert_max_num_queries(12 + 8):
        like = alike(telling_words("Words", [text]))
        found = proposed(("Words", "", text), like)
    assert len(found) == 8


def test_a_word_that_many_have_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.search.alike.COMMON", 2)
    for number in range(4):
        cast.live(f"Common words {number}", body="<p>Rare or common.</p>")
    assert alike(["common", "words"]) == {}


def test_the_story_itself_is_not_like_itself() -> None:
    story = cast.live("Dockers strike", body="<p>Containers wait.</p>")
    assert story.pk in alike(["dockers", "strike", "containers"])
    assert alike(["dockers", "strike", "containers"], story.pk) == {}
