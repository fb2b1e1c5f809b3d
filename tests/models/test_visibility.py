"""One rule says what readers see; whatever asks, and whenever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article, Correction, State, Status
from tests import cast

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def test_it_works() -> None:
    story = cast.live()
    assert list(Article.objects.visible()) == [story]
    assert story.is_visible


@pytest.mark.parametrize("state", [s for s in State if s != State.PUBLISHED])
def test_only_published_stories_are_seen(state: State) -> None:
    story = cast.live()
    Article.objects.filter(pk=story.pk).update(state=state)
    assert not Article.objects.visible().exists()
    assert Article.objects.get(pk=story.pk).status == state.value


def test_a_scheduled_story_is_seen_in_the_second_it_is_due() -> None:
    due = timezone.now() + timedelta(hours=2)
    story = cast.live(at=due)
    assert story.status == Status.SCHEDULED
    assert not Article.objects.visible(due - SECOND / 1000).exists()
    assert Article.objects.visible(due).get() == story
    assert story.status_at(due) == Status.LIVE


def test_an_expired_story_is_seen_until_the_second_it_expires() -> None:
    end = timezone.now() + timedelta(hours=2)
    story = cast.live(expires_at=end)
    assert Article.objects.visible(end - SECOND / 1000).get() == story
    assert not Article.objects.visible(end).exists()
    assert story.status_at(end) == Status.EXPIRED


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    state=st.sampled_from(State),
    published=st.none() | st.integers(-3, 3),
    lasts=st.none() | st.integers(1, 4),
    asked=st.integers(-4, 8),
)
def test_the_row_and_the_query_say_the_same(
    state: State, published: int | None, lasts: int | None, asked: int
) -> None:
    if state == State.PUBLISHED and published is None:
        published = 0
    base = timezone.now()
    at = None if published is None else base + published * SECOND
    end = None if lasts is None else (at or base) + lasts * SECOND
    Article.objects.all().delete()
    story = cast.draft()
    Article.objects.filter(pk=story.pk).update(state=state, publish_at=at, expires_at=end)
    story.refresh_from_db()
    moment = base + asked * SECOND
    for status in Status:
        found = Article.objects.with_status(status, moment).filter(pk=story.pk).exists()
        assert found == (story.status_at(moment) == status)
    seen = Article.objects.visible(moment).filter(pk=story.pk).exists()
    assert seen == (story.status_at(moment) == Status.LIVE)


def test_corrections_are_seen_as_long_as_their_story_is() -> None:
    story, draft = cast.live(), cast.draft("Not out")
    told = Correction.objects.create(article=story, kind="correction", text="Told.")
    Correction.objects.create(article=draft, kind="correction", text="Not told.")
    ends = timezone.now() + timedelta(hours=1)
    Article.objects.filter(pk=story.pk).update(expires_at=ends)
    assert list(Correction.objects.visible(ends - SECOND)) == [told]
    assert not Correction.objects.visible(ends).exists()
    story.withdraw(None, "Wrong.")
    assert not Correction.objects.visible().exists()


def test_unpublished_changes_are_read_off_an_index_of_their_own() -> None:
    waiting = Article.objects.filter(
        Q(released__isnull=False) & ~Q(working=F("released"))
    ).order_by("-modified_at", "-pk")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "article_changed" in waiting.only("pk")[:50].explain()
