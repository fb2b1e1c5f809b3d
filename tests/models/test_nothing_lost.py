"""Several people write one story at random, and the house crashes between any two statements:
every word that anybody typed is in the story, in a version set aside, or in the history.

NOTHING_LOST_SEQUENCES says how many sequences are tried; the figure in docs/performance.md is
of 10,000 on each database.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from articles.models import Article, NotAllowed, Revision
from articles.models.story.content import Content
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.not_measured]

SEQUENCES = int(os.environ.get("NOTHING_LOST_SEQUENCES", "60"))
IN_A_TEST = 15
WRITERS = 3
STEPS = 10
WORD = re.compile(r"\bw[0-9]+\b")
TEXTS = ("headline", "standfirst", "teaser", "agency")


class Crash(Exception):
    """The process died here."""


@dataclass
class Writer:
    """Somebody with the form open: what they see, what it is based on, what they typed."""

    content: Content
    base: int
    key: str = field(default_factory=lambda: str(uuid4()))
    #: Words typed since the last save that was answered.
    typed: set[str] = field(default_factory=set)


@contextmanager
def crashing_after(statements: int) -> Iterator[None]:
    """Die before the statement after so many."""
    left = statements

    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        # What undoes a transaction is the database's own doing when a process dies.
        if not sql.startswith(("ROLLBACK", "RELEASE", "SAVEPOINT")):
            if left <= 0:
                raise Crash
            left -= 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        yield


class Newsroom:
    """One story, its writers, and all that was ever typed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.story = cast.draft(body="".join(f"<p>Line {n}.</p>" for n in range(5)))
        if self.chance.random() < 0.5:
            self.story.publish(None)
        self.words = 0
        #: Words of saves that the desk has answered for.
        self.answered: set[str] = set()
        #: Words that a writer has taken out again, and saved so.
        self.deleted: set[str] = set()
        self.writers = [self.opened() for _writer in range(WRITERS)]

    def opened(self) -> Writer:
        """The form, opened now."""
        story = Article.objects.get(pk=self.story.pk)
        return Writer(story.content(), story.base_number())

    def word(self) -> str:
        """A word that nobody has typed before."""
        self.words += 1
        return f"w{self.words}"

    def type(self, writer: Writer) -> None:
        """Change something: a field, a paragraph, its place, or take one out."""
        word = self.word()
        blocks = re.findall(r"<p>.*?</p>", writer.content["body"])
        what = self.chance.choice(["field", "add", "add", "edit", "edit", "edit", "delete", "move"])
        if what == "field":
            name = self.chance.choice(TEXTS)
            writer.content[name] = f"{writer.content[name]} {word}".strip()
        elif what == "add" or not blocks:
            blocks.insert(self.chance.randint(0, len(blocks)), f"<p>{word}</p>")
        else:
            at = self.chance.randrange(len(blocks))
            if what == "edit":
                blocks[at] = blocks[at].replace("</p>", f" {word}</p>")
            elif what == "delete":
                gone = set(WORD.findall(blocks.pop(at)))
                self.deleted |= gone
                writer.typed -= gone
            else:
                blocks.insert(self.chance.randint(0, len(blocks) - 1), blocks.pop(at))
        writer.content["body"] = "".join(blocks)
        if word in str(writer.content):
            writer.typed.add(word)

    def save(self, writer: Writer) -> None:
        """Press save, with crashes and doubles; the browser tries again until it is answered."""
        story = Article.objects.get(pk=self.story.pk)
        while self.chance.random() < 0.35:
            with transaction.atomic(), pytest.raises(Crash), crashing_after(0):
                story.write(writer.content, None, based_on=writer.base, key=writer.key)
            self.crash(story, writer)
        for _time in range(self.chance.choice([1, 1, 2])):
            written = story.write(writer.content, None, based_on=writer.base, key=writer.key)
        self.answered |= writer.typed
        if written.aside is not None and self.chance.random() < 0.8:
            self.settle(story, written.aside)
        fresh = self.opened()
        writer.content, writer.base, writer.typed = fresh.content, fresh.base, set()

    def crash(self, story: Article, writer: Writer) -> None:
        """Die somewhere in the middle of the save, or, if it is over by then, after it."""
        revisions = story.revisions.count()
        try:
            with crashing_after(self.chance.randint(1, 25)):
                story.write(writer.content, None, based_on=writer.base, key=writer.key)
        except Crash:
            assert story.revisions.count() == revisions
        story.refresh_from_db()

    def settle(self, story: Article, aside: Revision) -> None:
        """Choose, for each overlap, one of the versions or both."""
        story.refresh_from_db()
        overlaps = story.overlaps(aside).overlaps
        texts = [self.chance.choice(["mine", "theirs", "both", "both"]) for _one in overlaps]
        try:
            story.settle(aside, texts, None, story.base_number())
        except NotAllowed as refusal:
            raise AssertionError(refusal) from refusal

    def check(self) -> None:
        """Every word that was answered for is somewhere: revisions are never taken away, so
        that looking once, at the end, is enough."""
        story = Article.objects.get(pk=self.story.pk)
        history = " ".join(str(one.content) for one in story.revisions.all())
        lost = self.answered - set(WORD.findall(history))
        assert not lost, f"Lost: {lost}"

    def play(self) -> None:
        """A morning in the newsroom."""
        for _step in range(STEPS):
            writer = self.chance.choice(self.writers)
            for _key in range(self.chance.randint(1, 3)):
                self.type(writer)
            if self.chance.random() < 0.6:
                self.save(writer)
        for writer in self.writers:
            self.save(writer)
        self.check()
        self.nothing_went_without_a_choice()

    def nothing_went_without_a_choice(self) -> None:
        """What is neither in the story nor waiting for a choice was taken out by somebody: it is
        in an earlier revision of the story, from which a later one of a person left it out."""
        story = Article.objects.get(pk=self.story.pk)
        waiting = " ".join(str(one.content) for one in story.set_aside())
        here = set(WORD.findall(str(story.content()))) | set(WORD.findall(waiting))
        settled = story.revisions.filter(settled_by__isnull=False)
        chosen = {word for one in settled for word in WORD.findall(str(one.content))}
        merged = story.revisions.filter(settles__isnull=False)
        chosen |= {
            word
            for one in merged
            if one.based_on
            for word in WORD.findall(str(one.based_on.content))
        }
        assert self.answered - here <= self.deleted | chosen


@pytest.mark.parametrize("batch", range(max(1, SEQUENCES // IN_A_TEST)))
def test_no_word_is_lost(batch: int) -> None:
    for number in range(IN_A_TEST):
        with transaction.atomic():
            Newsroom(seed=batch * IN_A_TEST + number).play()


def test_the_game_can_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk whose last save wins would be found out."""

    def last_wins(self: Article, content: Content, by: Any, **_details: Any) -> Any:
        story = Article.objects.get(pk=self.pk)
        with story.locked() as edit:
            newest = story.working or story._baseline(edit)
            others = Revision._base_manager.filter(article=story).exclude(pk=newest.pk)
            others._raw_delete("default")
            revision = story._append(edit, content, by)
            story._take_up(edit, revision, by)
        return type("Written", (), {"aside": None, "revision": revision, "merged": False})

    monkeypatch.setattr(Article, "write", last_wins)
    monkeypatch.setattr(Newsroom, "crash", lambda *_args: None)
    with pytest.raises(AssertionError, match="Lost"), transaction.atomic():
        Newsroom(seed=1).play()
