"""Whatever is done to stories, names, topics and accounts, the index says what the stories say."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.models import (
    Article,
    Author,
    Category,
    NotAllowed,
    SearchDocument,
    SearchDue,
    State,
    Topic,
)
from articles.models.search.document import write_anew
from articles.models.topics import changes
from articles.models.topics.changes import TopicChange
from articles.search.upkeep import indexing
from tests import cast

pytestmark = pytest.mark.django_db

WORDS = ("harbour", "crane", "fog", "council", "C++", "O’Brien", "市長", "إيمان", "naïve", "ship")
A_TURN = 5
REFUSED = (NotAllowed, PermissionDenied, ValidationError, Article.DoesNotExist)


class Newsroom:
    """Does something at random, again and again."""

    def __init__(self, seed: int) -> None:
        self.by_chance = random.Random(seed)
        self.done: list[str] = []
        self.authors = [cast.ottoline(), cast.barnaby()]
        self.people = [cast.reporter(), cast.colleague(), cast.editor()]
        self.verbs: list[Callable[[], Any]] = [
            getattr(self, name) for name in sorted(vars(type(self))) if name.startswith("do_")
        ]
        for number in range(3):
            changes.add(f"Topic {number}", None)
        for _story in range(4):
            self.do_begin()

    def go_on(self, verbs: int) -> None:
        """So many verbs; what is refused is one, too."""
        for _verb in range(verbs):
            verb = self.by_chance.choice(self.verbs)
            with suppress(*REFUSED):
                verb()
                self.done.append(verb.__name__)

    # --- What it is done to -------------------------------------------------------

    def words(self) -> str:
        return " ".join(self.by_chance.choices(WORDS, k=3)).capitalize()

    def story(self, *states: State) -> Article:
        """One that there is, or another one is begun."""
        rows = Article.objects.order_by("pk")
        there = list(rows.filter(state__in=states or State.values))
        return self.by_chance.choice(there) if there else self.do_begin()

    def topic(self) -> Topic:
        there = list(Topic.objects.order_by("pk"))
        return self.by_chance.choice(there) if there else changes.add(self.words(), None)

    def section(self) -> Category:
        return self.by_chance.choice(list(Category.objects.order_by("pk")))

    # --- What is done -------------------------------------------------------------

    def do_begin(self) -> Article:
        return cast.draft(
            self.words(),
            body=f"<p>{self.words()}, {self.words()}.</p>",
            section=self.section(),
            authors=[self.by_chance.choice(self.authors)],
            topics=[self.topic()],
            created_by=self.by_chance.choice([*self.people, None]),
            assignee=self.by_chance.choice([*self.people, None]),
        )

    def do_write(self) -> None:
        story = self.story()
        content = story.content()
        new: dict[str, Any] = {
            "headline": self.words(),
            "body": f"<p>{self.words()}</p>",
            "standfirst": self.words(),
            "topics": [self.topic().name],
            "section": self.section().pk,
            "kind": self.by_chance.choice(list(Article.Kind)).value,
        }
        what = self.by_chance.choice(list(new))
        story.write({**content, what: new[what]}, None)

    def do_publish(self) -> None:
        hours = self.by_chance.choice([0, -30, 30])
        at = timezone.now() + timedelta(hours=hours) if hours else None
        self.story().publish(None, at=at, reason="By chance.", override=True)

    def do_submit(self) -> None:
        self.story(State.DRAFT).submit(None)

    def do_approve(self) -> None:
        self.story(State.IN_REVIEW).approve(None)

    def do_unschedule(self) -> None:
        self.story(State.PUBLISHED).unschedule(None)

    def do_withdraw(self) -> None:
        self.story(State.PUBLISHED).withdraw(None, "By chance.")

    def do_restore(self) -> None:
        self.story(State.WITHDRAWN).restore(None, reason="By chance.", override=True)

    def do_expire(self) -> None:
        story = self.story(State.PUBLISHED)
        story.expires_at = (story.publish_at or timezone.now()) + timedelta(minutes=5)
        story.save()

    def do_bring_back(self) -> None:
        self.story().bring_back(1, None)

    def do_assign(self) -> None:
        self.story().assign(None, self.by_chance.choice([*self.people, None]))

    def do_translate(self) -> None:
        self.story().translate(self.by_chance.choice(["de", "fr"]), self.people[-1])

    def do_bin(self) -> None:
        story = self.story()
        story.restore_from_bin(None) if story.is_binned else story.bin(None)

    def do_delete(self) -> None:
        self.story(State.DRAFT).remove(None)

    def do_delete_at_once(self) -> None:
        Article.objects.filter(pk=self.story(State.DRAFT).pk).delete()

    def do_names(self) -> None:
        called = list(Author.objects.order_by("pk"))
        self.story().set_authors(self.by_chance.sample(called, self.by_chance.choice([1, 2])))

    def do_add_topics_by_hand(self) -> None:
        self.story().topics.add(self.topic())

    def do_take_topics_away_by_hand(self) -> None:
        story = self.story()
        topics = list(story.topics.order_by("pk"))
        if topics and self.by_chance.random() < 0.7:
            story.topics.remove(topics[0])
        else:
            story.topics.clear()

    def do_rename_author(self) -> None:
        author = Author.objects.get(pk=self.by_chance.choice(self.authors).pk)
        author.name = self.words()
        author.save()

    def do_rename_section(self) -> None:
        section = self.section()
        section.name = f"{self.words()} {section.pk}"
        section.save()

    def do_rename_topic(self) -> None:
        changes.rename(self.topic(), self.words(), None)

    def do_delete_topic(self) -> None:
        changes.delete(self.topic(), None)

    def do_merge_topics(self) -> None:
        changes.merge([self.topic(), self.topic()], self.topic(), None)

    def do_undo(self) -> None:
        if last := TopicChange.objects.filter(undone_at=None).order_by("-pk").first():
            changes.undo(last, None)

    def do_account_goes(self) -> None:
        number = self.by_chance.randrange(3)
        User.objects.get(pk=self.people[number].pk).delete()
        self.people[number] = User.objects.create(username=f"another {len(self.done)}")


def compare_the_index() -> None:
    """Raise DatabaseError where SQLite's own index has other words than the documents. PostgreSQL
    keeps its indexes itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO articles_searchindex(articles_searchindex, rank)"
                " VALUES ('integrity-check', 1)"
            )


@pytest.mark.parametrize(
    ("seed", "verbs"), [(1, 60), (2, 250), (3, 250)], ids=["few", "many", "many more"]
)
def test_nothing_drifts(seed: int, verbs: int) -> None:
    newsroom = Newsroom(seed)
    for _turn in range(verbs // A_TURN):
        # Looked at often: what one verb forgot, the next ones may have written anew.
        newsroom.go_on(A_TURN)
        while indexing.write_due():
            pass
        wrong = indexing.drift(Article.objects.values_list("pk", flat=True))
        assert wrong == [], newsroom.done[-A_TURN:]
    stories = set(Article.objects.values_list("pk", flat=True))
    assert set(SearchDocument.objects.values_list("story", flat=True)) == stories
    compare_the_index()
    assert len(set(newsroom.done)) > 12
    call_command("search", "check", dry_run=True)


@pytest.mark.every_database
def test_documents_of_stories_that_are_gone_go_too() -> None:
    story = cast.live("Fog over the harbour")
    orphan = SearchDocument.objects.get()
    # As a release leaves it that deletes stories, and knows nothing of documents.
    orphan.place, orphan.story_id = orphan.place + 1, story.pk + 1
    orphan.save(force_insert=True)
    with pytest.raises(CommandError, match="1 of 1 stories differ"):
        call_command("search", "check", dry_run=True)
    call_command("search", "check")
    assert SearchDocument.objects.get().story_id == story.pk


def test_of_no_stories_nothing_is_written_anew() -> None:
    write_anew(Article.objects.filter(pk__in=[]).values("pk"))
    assert not SearchDue.objects.exists()
