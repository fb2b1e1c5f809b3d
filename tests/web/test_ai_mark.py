"""Readers are told that a story was made with the help of AI, in words of the paper or ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Paper
from articles.models.story import content as contents
from tests import cast

pytestmark = pytest.mark.django_db

SOURCE = (
    '"digitalSourceType":"https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"'
)


def page(client: Client, story: Article) -> str:
    return client.get(story.get_absolute_url()).content.decode()


@pytest.mark.every_database
def test_a_marked_story_says_so_once_it_is_published(client: Client) -> None:
    story = cast.live()
    assert '<p class="story__ai">' not in page(client, story)
    story.write(story.content() | {"ai_helped": True}, None)
    assert '<p class="story__ai">' not in page(client, story)
    story.publish(None)
    text = page(client, story)
    assert '<p class="story__ai">' in text
    assert "Made with the help of AI." in text
    assert SOURCE in text
    Paper(ai_words="Written by people, shortened by a <machine>.").save()
    assert "shortened by a &lt;machine&gt;." in page(client, story)
    paper = Paper.current()
    paper.tells_of_ai = False
    paper.save()
    text = page(client, story)
    assert '<p class="story__ai">' not in text
    assert SOURCE in text


@pytest.mark.parametrize(
    ("language", "words"),
    [("hi", "एआई की मदद"), ("ar", "بمساعدة الذكاء"), ("es", "con ayuda de la IA")],
)
def test_it_is_said_in_the_language_of_the_site(
    client: Client, settings: Any, language: str, words: str
) -> None:
    settings.LANGUAGE_CODE = language
    assert words in page(client, cast.live(ai_helped=True))


def test_a_version_from_before_the_mark_has_none() -> None:
    old = {name: value for name, value in contents.blank().items() if name != "ai_helped"}
    assert contents.cleaned(old)["ai_helped"] is False
    assert contents.posted({"ai_helped": ["on"]})["ai_helped"] is True
