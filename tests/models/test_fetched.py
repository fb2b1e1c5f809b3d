"""Django's cache of related rows, which is nowhere documented, does what we ask of it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.models.common.fetched import (
    all_fetched,
    fetched,
    forget_fetched,
    take_for_fetched,
)
from tests import cast

pytestmark = pytest.mark.django_db


def test_it_knows_what_was_fetched_and_asks_for_nothing() -> None:
    made = cast.live(picture=cast.picture())
    with CaptureQueriesContext(connection) as queries:
        story = Article.objects.select_related("picture").get(pk=made.pk)
        assert fetched(story, "picture").pk == made.picture_id
        assert fetched(story, "section") is None
        assert list(all_fetched(story)) == ["picture"]
    assert len(queries) == 1


def test_what_it_is_told_is_taken_for_fetched() -> None:
    story = Article.objects.get(pk=cast.live().pk)
    section = cast.section()
    with CaptureQueriesContext(connection) as queries:
        take_for_fetched(story, {"section": section, "submission": None})
        assert story.section == section
        assert getattr(story, "submission", None) is None
    assert len(queries) == 0


def test_what_is_forgotten_is_asked_for() -> None:
    story = Article.objects.select_related("section").get(pk=cast.live().pk)
    forget_fetched(story)
    with CaptureQueriesContext(connection) as queries:
        assert story.section is not None
    assert len(queries) == 1
