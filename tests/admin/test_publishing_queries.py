"""How often the database is asked between the press on Publish and the commit that readers see.

Transactions, savepoints and the word to other processes (one `pg_notify` on PostgreSQL) are no
questions; they are left out of the count.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Revision, State, Topic
from tests import cast
from tests.admin.test_story_desk import ADD, change, filled

# The commit itself is looked for.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
#: What wakes the other processes on PostgreSQL, and asks nothing of a table.
NOTIFY = "SELECT pg_notify"
JSON = {"accept": "application/json"}
PUBLISH = {"_move": "publish", "_reason": "Checked by hand."}


class Desk:
    """An editor who saves and publishes one form, with names, topics and a picture."""

    def __init__(self, client: Client) -> None:
        self.client = client
        client.force_login(cast.editor())
        topics = [Topic.objects.get_or_create(name=name)[0] for name in ("Fog", "Cranes")]
        self.fields = filled(topics=[str(topic.pk) for topic in topics], assignee="", due_at="")
        self.fields["picture"] = cast.picture().pk

    def post(self, story: Article | None, **fields: Any) -> None:
        """Post the form, and be answered that all went well."""
        base = Article.objects.get(pk=story.pk).base_number() if story else 0
        posted = self.fields | {"_base": base, "_key": str(uuid4())} | fields
        answer = self.client.post(change(story) if story else ADD, posted, headers=JSON)
        assert answer.status_code == 200, answer.content

    def saved(self, headline: str) -> Article:
        """A story that was begun and saved."""
        self.post(None, headline=headline)
        return Article.objects.get(headline=headline)

    def live(self, headline: str) -> Article:
        """One that readers have."""
        self.post(None, headline=headline, **PUBLISH)
        return Article.objects.get(headline=headline)

    def asked(self, story: Article | None, **fields: Any) -> tuple[int, int]:
        """How often publishing asks until it is committed, and after that for the answer."""
        before = Article.objects.get(pk=story.pk).base_number() if story else 0
        with CaptureQueriesContext(connection) as got:
            # The number is posted, not read in here.
            posted = self.fields | {"_base": before, "_key": str(uuid4())} | PUBLISH | fields
            self.client.post(change(story) if story else ADD, posted, headers=JSON)
        there = Article.objects.get(headline=posted["headline"])
        assert there.is_visible
        assert not there.has_changes
        statements = [query["sql"] for query in got.captured_queries]
        commit = max(
            place
            for place, sql in enumerate(statements)
            if sql.startswith("COMMIT") and any("_entry" in one for one in statements[:place])
        )
        counted = [not sql.startswith((*CONTROL, NOTIFY)) for sql in statements]
        return sum(counted[:commit]), sum(counted[commit:])


@pytest.fixture
def desk(client: Client) -> Desk:
    """The editor's form."""
    return Desk(client)


def test_a_saved_story_is_published(desk: Desk) -> None:
    story = desk.saved("One")
    desk.asked(desk.saved("Warm"), headline="Warm")
    assert desk.asked(story, headline="One") == (20, 1)


def test_saved_changes_are_published(desk: Desk) -> None:
    story = desk.live("One")
    desk.post(story, headline="One and a half")
    assert desk.asked(story, headline="One and a half") == (17, 1)


def test_changes_are_saved_and_published_at_once(desk: Desk) -> None:
    draft, live = desk.saved("One"), desk.live("Two")
    assert desk.asked(draft, headline="One and a half") == (22, 1)
    assert desk.asked(live, headline="Two and a half") == (17, 1)


def test_a_new_story_is_published_at_once(desk: Desk) -> None:
    desk.saved("Warm")  # a process reads the house style once
    before, _after = desk.asked(None, headline="One")
    assert before == 26


def test_the_archive_makes_no_difference(desk: Desk) -> None:
    _archive(10)
    few = desk.asked(desk.saved("Few"), headline="Few")
    _archive(290)
    assert desk.asked(desk.saved("Many"), headline="Many") == few


def _archive(size: int) -> None:
    now, section = timezone.now(), cast.section()
    Article.objects.bulk_create(
        Article(
            headline=f"Old {number}",
            slug=f"old-{number}",
            section=section,
            state=State.PUBLISHED,
            publish_at=now,
            first_published_at=now,
        )
        for number in range(size)
    )


def test_a_verb_that_breaks_leaves_the_text(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    story = desk.live("One")

    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("nobody has foreseen this")

    monkeypatch.setattr(Article, "_log_release", broken)
    with pytest.raises(RuntimeError):
        desk.post(story, headline="One and a half", **PUBLISH)
    story = Article.objects.get(pk=story.pk)
    assert story.content()["headline"] == "One and a half"
    assert story.headline == "One"
    assert story.has_changes
    assert Revision.objects.filter(article=story).count() == 2
    # The log tells of what was done, and of nothing that was undone.
    assert [one.verb for one in story.entries.order_by("pk")] == ["create", "publish", "edit"]
    # What the changes show is noted, also where the verb was undone.
    assert story.picture_uses.count() == 1
