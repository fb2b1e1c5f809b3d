"""What a story says against house style, for its checks and for trying rules out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from articles.lib.style.checking import Mark, RuleSet
from articles.lib.style.ignoring import Place, ignored, place_of
from articles.lib.style.texts import Paragraph, paragraphs
from articles.models.style.ignored import ignored_in
from articles.models.style.sets import current, language_of

#: Rules that are named one by one.
NAMED = 12


@dataclass(frozen=True, slots=True)
class Found:
    """One mark in a story."""

    paragraph: Paragraph
    mark: Mark

    @property
    def words(self) -> str:
        """What is marked."""
        return self.paragraph.text[self.mark.start : self.mark.end]

    @property
    def place(self) -> Place:
        """How the mark is known again."""
        return place_of(self.mark.rule, self.paragraph.text, self.mark.start, self.mark.end)


def marks_in(rules: RuleSet, content: Mapping[str, Any]) -> list[Found]:
    """All marks in a story's content, in order, also those that it says to ignore."""
    return [
        Found(paragraph, mark)
        for paragraph in paragraphs(dict(content))
        for mark in rules.marks(paragraph.text, quoted=paragraph.quoted)
    ]


def left_in(found: list[Found], story_pk: int | None) -> list[Found]:
    """Those that nobody has said to ignore; one query, where there are any."""
    said = [one.place for one in ignored_in(story_pk)] if found else []
    if not said:
        return found
    passed = ignored([one.place for one in found], said)
    return [one for one, number in zip(found, passed, strict=True) if number < 0]


def said_of(
    content: Mapping[str, Any], body: str, story_pk: int | None
) -> list[tuple[bool, str, str]]:
    """What the checks say: whether a reason is asked for, the sentence, the field. Two queries."""
    rules = current()
    if not rules.rows:
        return []
    asked = rules.set_of(content.get("section"), language_of(content))
    found = left_in(marks_in(asked, {**content, "body": body}), story_pk)
    rows = {row["key"]: row for row in rules.rows}
    by_rule: dict[str, list[Found]] = {}
    for one in found:
        by_rule.setdefault(one.mark.rule, []).append(one)
    # Those that ask for a reason are all named.
    order = sorted(by_rule, key=lambda key: not rows[key]["asks_reason"])
    firm = sum(rows[key]["asks_reason"] for key in order)
    named, rest = order[: max(NAMED, firm)], order[max(NAMED, firm) :]
    told = [
        (rows[key]["asks_reason"], _sentence(by_rule[key]), by_rule[key][0].paragraph.field)
        for key in named
    ]
    if rest:
        message = _("House style: %(count)d more, marked in the text.")
        more = sum(len(by_rule[key]) for key in rest)
        told.append((False, message % {"count": more}, by_rule[rest[0]][0].paragraph.field))
    return told


def _sentence(found: list[Found]) -> str:
    first = found[0]
    words = {"words": " ".join(first.words.split()), "count": len(found)}
    if first.mark.proposals:
        words["proposal"] = first.mark.proposals[0]
        said = _("House style: “%(words)s”, better “%(proposal)s”") % words
    else:
        said = _("House style: “%(words)s”") % words
    return said if len(found) == 1 else f"{said} ({len(found)}×)"
