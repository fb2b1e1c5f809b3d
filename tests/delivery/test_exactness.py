"""A newsroom works at random, and after every step each page that is kept equals a fresh one.

Several processes serve readers from one ledger; another one writes, publishes, withdraws, corrects,
merges topics, renames, plans, and lets time pass. After each step every page of the portal is asked
of every process and compared, byte for byte, with what Django makes of it at that moment.

EXACT_STEPS says how many steps are made, EXACT_PROCESSES how many serve, EXACT_SEED which walk it
is (0: a new one); the figure in docs/performance.md is of 10,000 and four on each database. A run
of all tests makes a short walk, each time the same.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from difflib import unified_diff
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from articles.models import (
    Article,
    Author,
    Category,
    NotAllowed,
    Paper,
    Picture,
    State,
    Topic,
)
from articles.models import Page as PaperPage
from articles.models.changes.outbox import Announcement
from articles.models.lifecycle import scheduler
from articles.models.story import content as contents
from articles.models.topics import changes as topic_care
from tests import cast
from tests.delivery.front_door_reader import Portal, Reader
from tests.waiting import PATIENCE

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.not_measured,
]

STEPS = int(os.environ.get("EXACT_STEPS", "8"))
SEED = int(os.environ.get("EXACT_SEED", "1"))
PROCESSES = int(os.environ.get("EXACT_PROCESSES", "2"))
ROOT = Path(__file__).resolve().parent.parent.parent


class Server:
    """A process that serves readers."""

    def __init__(self, var: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.delivery.reader_process"],
            cwd=ROOT,
            env=os.environ | {"VAR_DIR": str(var), "DATABASE_URL": database_url()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, at: float, pages: list[tuple[str, str]], *, full: bool = False) -> None:
        """Ask for all of them; the answers are read by `answers`."""
        assert self.process.stdin
        told = {"at": at, "ask": pages, "full": full}
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()

    def difference(self, at: float, page: tuple[str, str], fresh: str) -> str:
        """Where its page differs from `fresh`."""
        self.ask(at, [page], full=True)
        kept = self.answers()[0][0][1]
        lines = unified_diff(fresh.splitlines(), kept.splitlines(), "fresh", "kept", n=0)
        return "\n".join(lines)

    def answers(self) -> Any:
        """What it has said."""
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        """Let it go."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


def database_url() -> str:
    """The database of the tests, for another process."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    host = facts["OPTIONS"].get("host") or facts["HOST"]
    return f"postgres://{facts['USER']}@/{facts['NAME']}?host={host}"


@pytest.fixture
def servers(portal: Portal, settings: Any) -> Iterator[list[Server]]:
    """Those that serve, in the portal's folder."""
    begun = [Server(Path(settings.VAR_DIR)) for _number in range(PROCESSES)]
    for one in begun:
        assert one.process.stdout and one.process.stdout.readline() == "ready\n"
    yield begun
    for one in begun:
        one.end()


class Newsroom:
    """Somebody who does what comes into their head, with what is there."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.words = 0
        self.pictures = [cast.picture(colour) for colour in ("teal", "navy")]
        self.authors = [cast.ottoline(), cast.barnaby()]
        for name in ("Cranes", "Fog", "Harbour"):
            topic_care.add(name, None)
        for number in range(6):
            self.new_story(hours=number + 1)
        #: What may happen, and how often beside the others.
        self.moves: list[tuple[Callable[[], object], int]] = [
            (self.change, 6),
            (self.only_write, 2),
            (self.new_story, 3),
            (self.schedule, 2),
            (self.plan, 2),
            (self.correct, 2),
            (self.end_some_time, 2),
            (self.withdraw, 2),
            (self.restore, 2),
            (self.rename_topic, 1),
            (self.merge_topics, 1),
            (self.delete_topic, 1),
            (self.rename_author, 1),
            (self.change_section, 1),
            (self.change_picture, 1),
            (self.change_paper, 1),
            (self.change_page, 1),
            (self.save_past_the_verbs, 1),
            (self.crash, 1),
            (self.let_pass, 5),
        ]

    def word(self, of: str = "Word") -> str:
        """One that was never said before."""
        self.words += 1
        return f"{of} {self.words}"

    def story(self, *states: State) -> Article:
        """One of those in these states, the newest most often."""
        found = list(Article.objects.filter(state__in=states).order_by("-pk")[:12])
        return self.chance.choice(found)

    def content(self) -> dict[str, Any]:
        """Something else in one or two fields."""
        topics = list(Topic.objects.values_list("name", flat=True))
        new: dict[str, Callable[[], Any]] = {
            "headline": lambda: self.word("Headline"),
            "standfirst": lambda: self.word("Standfirst"),
            "body": lambda: f"<p>{self.word('Said')}.</p>",
            "section": lambda: self.chance.choice(list(Category.objects.all())).pk,
            "topics": lambda: self.chance.sample(topics, self.chance.randint(0, len(topics))),
            "authors": lambda: [one.pk for one in self.chance.sample(self.authors, 1)],
            "picture": lambda: self.chance.choice([None, *(one.pk for one in self.pictures)]),
            "kind": lambda: self.chance.choice(Article.Kind.values),
        }
        fields = self.chance.sample(sorted(new), self.chance.randint(1, 2))
        return {field: new[field]() for field in fields}

    def step(self) -> str:
        """Do one thing; its name."""
        moves, weights = zip(*self.moves, strict=True)
        move = self.chance.choices(moves, weights)[0]
        name: str = move.__name__
        try:
            move()
        except (NotAllowed, IndexError, ValidationError) as reason:
            return f"{name} ({reason})"
        return name

    # --- What may happen ---------------------------------------------------------------------

    def new_story(self, hours: int = 0) -> None:
        """A story goes out."""
        story = Article.begin(self.first(), None)
        story.publish(None, at=timezone.now() - timedelta(hours=hours))

    def first(self) -> dict[str, Any]:
        """The content of a new story."""
        blank = contents.blank()
        section = self.chance.choice(list(Category.objects.all())).pk
        words = {"headline": self.word("Headline"), "body": cast.BODY, "section": section}
        return blank | words | {"authors": [self.authors[0].pk]} | self.content()

    def change(self) -> None:
        """A story that is out is written and published anew."""
        story = self.story(State.PUBLISHED)
        story.write(story.content() | self.content(), None)
        story.publish(None)

    def only_write(self) -> None:
        """A story is written, and readers get nothing of it."""
        story = self.story(State.PUBLISHED, State.DRAFT)
        story.write(story.content() | self.content(), None)

    def schedule(self) -> None:
        """A story for later."""
        minutes = self.chance.choice([1, 30, 200])
        story = Article.begin(self.first(), None)
        story.publish(None, at=timezone.now() + timedelta(minutes=minutes))

    def plan(self) -> None:
        """Changes for later."""
        story = self.story(State.PUBLISHED)
        story.write(story.content() | self.content(), None)
        story.publish(None, at=timezone.now() + timedelta(minutes=self.chance.choice([1, 100])))

    def correct(self) -> None:
        """A mistake is put right, and readers are told."""
        story = self.story(State.PUBLISHED)
        story.write(story.content() | {"standfirst": self.word("Right")}, None)
        story.publish(None, change="correction", note=self.word("We were wrong"))

    def end_some_time(self) -> None:
        """A story gets an end."""
        story = self.story(State.PUBLISHED)
        end = timezone.now() + timedelta(minutes=self.chance.choice([2, 90]))
        story.write(story.content() | {"expires_at": end}, None)
        story.publish(None)

    def withdraw(self) -> None:
        """A story is taken back."""
        self.story(State.PUBLISHED).withdraw(None, "It was wrong.")

    def restore(self) -> None:
        """One that was taken back is out again."""
        self.story(State.WITHDRAWN).restore(None)

    def rename_topic(self) -> None:
        """A topic is called something else."""
        topic = self.chance.choice(list(Topic.objects.all()))
        topic_care.rename(topic, self.word("Topic"), None)

    def merge_topics(self) -> None:
        """Two topics become one."""
        one, other = self.chance.sample(list(Topic.objects.all()), 2)
        topic_care.merge([one], other, None)
        topic_care.add(self.word("Topic"), None)

    def delete_topic(self) -> None:
        """A topic goes."""
        topic_care.delete(self.chance.choice(list(Topic.objects.all())), None)
        topic_care.add(self.word("Topic"), None)

    def rename_author(self) -> None:
        """An author has another name."""
        author = self.chance.choice(list(Author.objects.all()))
        author.name = self.word("Author")
        author.save()

    def change_section(self) -> None:
        """A section has another name, colour or place."""
        section = self.chance.choice(list(Category.objects.all()))
        section.name = self.word("Section")
        section.colour = self.chance.choice(Category.Colour.values)
        section.order = self.chance.randint(1, 9)
        section.save()

    def change_picture(self) -> None:
        """A picture has other words."""
        picture = self.chance.choice(list(Picture.objects.all()))
        picture.caption, picture.credit = self.word("Caption"), self.word("Credit")
        picture.save()

    def change_paper(self) -> None:
        """The paper has another name, line or footer."""
        paper = Paper.objects.first() or Paper()
        field = self.chance.choice(["name", "tagline", "footer"])
        setattr(paper, field, self.word("Paper"))
        paper.save()

    def change_page(self) -> None:
        """A page of the paper's own is written, shown or hidden."""
        page = PaperPage.objects.first() or PaperPage(slug="about")
        page.title, page.body = self.word("Page"), f"<p>{self.word('We')}.</p>"
        page.is_published = self.chance.random() < 0.7
        page.save()

    def save_past_the_verbs(self) -> None:
        """A script puts something into a row."""
        story = self.story(State.PUBLISHED)
        story.headline = self.word("Headline")
        story.save()

    def crash(self) -> None:
        """The process dies between the change and the word of it; the ticker finds it later."""
        with patch.object(Announcement, "deliver", lambda _self: None):
            self.change()
        scheduler.deliver_announcements(timezone.now() + Announcement.UNDELIVERED)

    def let_pass(self) -> None:
        """Nobody does anything for a while; `Walk` moves the clock."""


def pages() -> list[tuple[str, str]]:
    """All pages of the portal, as far as they are kept."""
    paths = ["/", "/latest/", "/corrections/", "/feed/", "/corrections/feed/", "/about/"]
    for section in Category.objects.all():
        paths += [section.get_absolute_url(), f"{section.get_absolute_url()}feed/"]
        paths.append(f"{section.get_absolute_url()}{timezone.localtime():%Y/%m}/")
    for author in Author.objects.all():
        paths += [author.get_absolute_url(), f"{author.get_absolute_url()}feed/"]
    for topic in Topic.objects.all():
        paths += [topic.get_absolute_url(), f"{topic.get_absolute_url()}feed/"]
    newest = Article.objects.exclude(section=None).order_by("-pk")[:25]
    paths += [story.get_absolute_url() for story in newest.select_related("section")]
    return [(path, "") for path in paths]


@pytest.mark.parametrize("steps", [STEPS // 2, STEPS], ids=["a short walk", "a long walk"])
def test_every_page_that_is_kept_equals_a_fresh_one(
    portal: Portal,
    servers: list[Server],
    steps: int,
    record_property: Callable[[str, object], None],
) -> None:
    seed = SEED or random.randrange(1, 10**6)
    chance = random.Random(seed)
    django = Reader(portal.django.handler)
    walk: list[str] = []
    compared = kept = 0
    # Whole seconds: nothing is lost where they are written as a number for another process.
    with time_machine.travel(timezone.now().replace(microsecond=0), tick=False) as clock:
        newsroom = Newsroom(chance)
        asked = pages()
        for number in range(steps):
            if number:
                walk.append(newsroom.step())
            clock.shift(chance.choice([0, 0, 1, 20]))
            if walk and walk[-1] == "let_pass":
                clock.shift(timedelta(minutes=chance.choice([1, 3, 59, 61, 700])))
            # Those that are gone now are asked for too.
            asked = list(dict.fromkeys(pages() + asked[:40]))
            at = timezone.now().timestamp()
            for server in servers:
                server.ask(at, asked)
            said = [server.answers()[0] for server in servers]
            scheduler.do_due()
            for place, page in enumerate(asked):
                fresh = django.get(*page)
                digest = sha256(fresh.body).hexdigest()
                for server, answer in zip(servers, said, strict=True):
                    compared += 1
                    kept += answer[place][2]
                    assert answer[place][:2] == [fresh.status, digest], (
                        f"{page[0]} differs after step {number} ({walk[-5:]}); EXACT_SEED={seed}\n"
                        f"{server.difference(at, page, fresh.text)}"
                    )
    record_property("comparisons", compared)
    assert kept > compared / 2, "most were pages that are kept"
    assert portal.renders < compared / 3, "most came from the store"
