"""A rule tried out before it is saved: on a text, and on what the paper has published lately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from articles.lib.style.checking import RuleSet, rule_set
from articles.lib.style.texts import AFTER, BEFORE
from articles.models import Article, StyleRule
from articles.models.style.said import marks_in
from articles.models.style.sets import applies, language_of

#: How far back stories are looked at, how many of them at most, and how many are named.
WEEKS, MOST_STORIES, EXAMPLES = 4, 400, 5
#: Characters around a mark.
AROUND = 60


class Piece(NamedTuple):
    """A stretch of a text that was tried: marked or not."""

    text: str
    marked: bool = False
    proposals: tuple[str, ...] = ()


class Example(NamedTuple):
    """A story that the rule would mark, with the first mark in it."""

    story: Article
    pieces: list[Piece]


@dataclass
class Tried:
    """What came of it."""

    pieces: list[list[Piece]] = field(default_factory=list)
    marks: int = 0
    looked_at: int = 0
    marked: int = 0
    weeks: int = WEEKS
    examples: list[Example] = field(default_factory=list)


def try_out(rule: StyleRule, sample: str) -> Tried:
    """Try a rule, saved or not, on a text and on the newest published stories: one query."""
    row = rule.as_plain() | {"key": "tried"}
    rules, tried = rule_set([row]), Tried()
    for line in sample.splitlines():
        pieces = list(_pieces(rules, line))
        tried.marks += sum(piece.marked for piece in pieces)
        tried.pieces.append(pieces)
    for story in published_lately():
        if not applies(row, story.section_id, language_of({"language": story.language})):
            continue
        tried.looked_at += 1
        _count(tried, rules, story)
    return tried


def _count(tried: Tried, rules: RuleSet, story: Article) -> None:
    names = (*BEFORE, "body", *AFTER)
    found = marks_in(rules, {name: getattr(story, name) for name in names})
    if not found:
        return
    tried.marked += 1
    if len(tried.examples) < EXAMPLES:
        text, mark = found[0].paragraph.text, found[0].mark
        start, end = max(0, mark.start - AROUND), mark.end + AROUND
        pieces = [
            Piece(("… " if start else "") + text[start : mark.start]),
            Piece(text[mark.start : mark.end], True, mark.proposals),
            Piece(text[mark.end : end] + (" …" if end < len(text) else "")),
        ]
        tried.examples.append(Example(story, pieces))


def published_lately() -> Iterator[Article]:
    """What readers got in the last weeks, the newest first. Anybody at the desk may read that."""
    since = timezone.now() - timedelta(weeks=WEEKS)
    stories = Article.objects.visible().filter(publish_at__gte=since)
    yield from stories.order_by("-publish_at", "-pk")[:MOST_STORIES]


def _pieces(rules: RuleSet, text: str) -> Iterator[Piece]:
    done = 0
    for mark in rules.marks(text):
        yield Piece(text[done : mark.start])
        yield Piece(text[mark.start : mark.end], True, mark.proposals)
        done = mark.end
    yield Piece(text[done:])
