"""What those with a link to a preview see."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import (
    Article,
    PreviewLink,
)
from tests import cast
from tests.web.test_preview import SECRET, door, is_kept_from_all, text_of, written

pytestmark = pytest.mark.django_db


# --- For those with a link ------------------------------------------------------------


def link(story: Article, **fields: Any) -> PreviewLink:
    """A link to a preview of it."""
    return PreviewLink.objects.create(article=story, **{"by": cast.managing_editor()} | fields)


def test_a_link_opens_for_somebody_without_an_account(client: Client) -> None:
    story = written(cast.draft("First words"), topics=["To come"])
    answer = client.get(f"/preview/{link(story).token}/")
    text = text_of(answer)
    assert SECRET in text
    assert "To come" in text
    assert "Draft" in text
    assert is_kept_from_all(answer)
    assert not answer.cookies
    assert link(story).token not in text


def test_a_link_shows_exactly_one_revision_or_always_the_newest(client: Client) -> None:
    story = written(cast.live("First words"))
    exactly = link(story, revision=story.revisions.get(number=1))
    newest = link(story)
    story.write({**story.content(), "headline": "Third words"}, None)
    text = text_of(client.get(f"/preview/{exactly.token}/?revision=2&now=1&key={uuid.uuid4()}"))
    assert "First words" in text
    assert "Third words" not in text
    assert SECRET not in text
    assert "Third words" in text_of(client.get(f"/preview/{newest.token}/"))


def test_a_link_holds_until_its_second(client: Client) -> None:
    at = timezone.now().replace(microsecond=0) + timedelta(days=1)
    address = f"/preview/{link(cast.draft(), expires_at=at).token}/"
    with time_machine.travel(at - timedelta(seconds=1), tick=False):
        assert client.get(address).status_code == 200
    with time_machine.travel(at, tick=False):
        assert client.get(address).status_code == 404


def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(client: Client) -> None:
    story = cast.draft("The secret plan")
    good = link(story).token
    revoked = link(story, revoked_at=timezone.now())
    expired = link(story, expires_at=timezone.now())
    deleted = link(cast.draft("Deleted"))
    tokens = [revoked.token, expired.token, deleted.token]
    deleted.article.delete()
    head, time, signature = good.split(":")
    tokens += [
        f"{head}x:{time}:{signature}",
        f"{head}:{time}x:{signature}",
        f"{head}:{time}:{signature[:-1]}",
        f"{head}:{time}",
        f"{revoked.token.split(':')[0]}:{time}:{signature}",
        *("x", "%00", "٣:٣:٣", ":::", "a" * 3_000, "story", str(story.pk)),
    ]
    client.force_login(cast.managing_editor())
    pages = set()
    for token in tokens:
        answer = client.get(f"/preview/{token}/")
        assert answer.status_code == 404, token
        assert is_kept_from_all(answer)
        assert "secret plan" not in answer.content.decode()
        pages.add(answer.content)
    assert len(pages) == 1
    assert client.get(f"/preview/{good}/").status_code == 200


def test_what_readers_have_is_not_said_to_be_hidden(client: Client) -> None:
    story = cast.live()
    client.force_login(cast.managing_editor())
    address = reverse("preview-story", args=[story.pk])
    assert "Readers can’t see this." not in client.get(address).text
    story.write(story.content() | {"headline": "Another one"}, None)
    assert "Readers can’t see this." in client.get(address).text


def test_a_withdrawn_story_is_taken_from_those_with_a_link_too(client: Client) -> None:
    story = cast.live()
    before = f"/preview/{link(story).token}/"
    story.withdraw(None, "A court has said so.")
    assert client.get(before).status_code == 404
    after = link(story, made_at=timezone.now())
    assert client.get(f"/preview/{after.token}/").status_code == 200
    story.restore(None)
    assert client.get(before).status_code == 200


def test_a_link_to_a_story_that_is_hardly_begun(client: Client) -> None:
    assert client.get(f"/preview/{link(Article.objects.create()).token}/").status_code == 200


def test_a_link_costs_the_same_for_few_and_many_revisions(client: Client) -> None:
    story = written(cast.draft())
    address = f"/preview/{link(story).token}/"
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(20):
        story.write({**story.content(), "headline": f"Headline {number}"}, None)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(few) == len(many) <= 12


def test_only_reading_is_allowed(client: Client) -> None:
    story = cast.draft()
    for address in (door(story), "/preview/new/", f"/preview/{link(story).token}/"):
        assert client.post(address).status_code == 405
