"""What is compiled once gives what the queryset gives."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.lib.dependencies import recording
from articles.models import Article, Byline, Tagging
from articles.models.common.prepared import Prepared, PreparedPart, PreparedValues
from tests import cast

pytestmark = pytest.mark.django_db


def test_it_gives_the_same_rows_with_what_goes_with_them() -> None:
    prepared = Prepared(
        lambda pk: Article.objects.filter(pk=pk).select_related("section", "picture")
    )
    one = cast.live("One", picture=cast.picture())
    two = cast.live("Two")
    for wanted in (one, two, one):
        with CaptureQueriesContext(connection) as queries:
            (found,) = prepared(wanted.pk)
            section, picture = found.section, found.picture
        assert len(queries) == 1
        assert (section, picture) == (wanted.section, wanted.picture)
        plain = Article.objects.get(pk=wanted.pk)
        for field in Article._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(plain, field.attname), field
    assert prepared(0) == []


def test_it_keeps_the_order() -> None:
    prepared = Prepared(lambda pk: Byline.objects.filter(article=pk).select_related("author"))
    story = cast.live(authors=[cast.barnaby(), cast.ottoline()])
    assert [one.author for one in prepared(story.pk)] == [cast.barnaby(), cast.ottoline()]


def test_a_queryset_that_does_not_ask_for_the_number_is_a_mistake() -> None:
    prepared = Prepared(lambda _pk: Article.objects.all())
    with pytest.raises(ValueError, match="number"):
        prepared(1)


def test_annotations_come_with_the_rows() -> None:
    topics = Tagging.objects.filter(content_object=OuterRef("pk"))
    prepared = Prepared(
        lambda pk: Article.objects.filter(pk=pk).annotate(has_topics=Exists(topics))
    )
    told, untold = cast.live("Told", topics=["Fog"]), cast.live("Untold")
    assert prepared(told.pk)[0].has_topics is True  # type: ignore[attr-defined]
    assert prepared(untold.pk)[0].has_topics is False  # type: ignore[attr-defined]


def test_plain_values_come_as_tuples() -> None:
    prepared = PreparedValues(
        lambda story, author: Byline.objects.filter(article=story, author=author).values_list(
            "order", "author_id"
        )
    )
    first, second = cast.barnaby(), cast.ottoline()
    story = cast.live(authors=[first, second])
    assert prepared(story.pk, first.pk) == [(0, first.pk)]
    assert prepared(story.pk, second.pk) == [(1, second.pk)]


def test_a_part_of_a_statement_is_given_other_numbers_and_moments() -> None:
    def make(moment: datetime, of: int) -> Any:
        return Article.objects.visible(moment).in_section(cast.section()).filter(pk=of).values("pk")

    part = PreparedPart(make)
    story, now = cast.live(section=cast.section()), timezone.now()
    for moment, found in (
        (now, [(story.pk,)]),
        (now - timedelta(days=9), []),
        (now, [(story.pk,)]),
    ):
        with recording() as page, connection.cursor() as cursor:
            cursor.execute(*part(moment, story.pk))
            assert cursor.fetchall() == found
        # What the text is compiled with is nothing that a page depends on.
        assert not page.hard
