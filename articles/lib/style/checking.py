"""What of a text goes against the house's style. checking.js says the same in the browser;
tests/lib/style_cases.json holds the two together."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from articles.lib.style import proposing
from articles.lib.style.asides import addresses, quotations
from articles.lib.style.matching import STEPS, STEPS_A_SIGN, Match, Matcher
from articles.lib.style.pattern import ANY, DIGIT, Branch, beginnings, parse
from articles.lib.style.units import WORD, Units, is_digit, units

#: Paragraphs of which a set of rules remembers what it found: those that nobody changed meanwhile.
REMEMBERED = 2_000


class Mark(NamedTuple):
    """What goes against a rule: where, by characters, and what could stand there."""

    start: int
    end: int
    rule: str
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, ready to be asked."""

    key: str
    branches: list[Branch]
    proposals: list[proposing.Proposal]
    exceptions: list[list[Branch]]
    exact: bool
    of_word: bool
    outside_quotations: bool


def rule_of(row: Mapping[str, Any]) -> Rule:
    """The rule that is written as plain values, as browsers get it. Raises Wrong."""
    lines = [line for line in str(row.get("exceptions") or "").splitlines() if line.strip()]
    return Rule(
        str(row["key"]),
        parse(str(row["pattern"])),
        proposing.parse(str(row.get("proposal") or "")),
        [parse(line) for line in lines],
        bool(row.get("exact")),
        bool(row.get("of_word", True)),
        bool(row.get("outside_quotations")),
    )


@dataclass(slots=True)
class RuleSet:
    """Rules that are asked together."""

    rules: list[Rule]
    #: By what they begin with: of words, and anywhere.
    words: dict[str, list[tuple[int, Branch]]] = field(default_factory=dict)
    anywhere: dict[str, list[tuple[int, Branch]]] = field(default_factory=dict)
    known: OrderedDict[tuple[str, bool], tuple[Mark, ...]] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        for number, rule in enumerate(self.rules):
            index = self.words if rule.of_word else self.anywhere
            for branch in rule.branches:
                for head in sorted(beginnings(branch)):
                    index.setdefault(head, []).append((number, branch))

    def marks(self, text: str, *, quoted: bool = False) -> tuple[Mark, ...]:
        """What is found in one paragraph; `quoted` where all of it is a quotation. None overlap:
        the first wins, of two that begin together the longer, then the one of the earlier rule."""
        asked = (text, quoted)
        if (there := self.known.get(asked)) is not None:
            self.known.move_to_end(asked)
            return there
        found = tuple(_Look(self, units(text), quoted).marks()) if self.rules else ()
        self.known[asked] = found
        if len(self.known) > REMEMBERED:
            self.known.popitem(last=False)
        return found


@dataclass(slots=True)
class _Look:
    """One look at one paragraph."""

    rules: RuleSet
    text: Units
    quoted: bool
    matchers: dict[int, Matcher] = field(default_factory=dict)

    def marks(self) -> Iterator[Mark]:
        left_alone, said = addresses(self.text), quotations(self.text)
        found: list[tuple[int, int, int, Match]] = []
        for number, match in self._matches():
            rule = self.rules.rules[number]
            if any(left_alone[match.start : match.end]):
                continue
            if rule.outside_quotations and (self.quoted or any(said[match.start : match.end])):
                continue
            found.append((match.start, -match.end, number, match))
        done = 0
        for start, end, number, match in sorted(found, key=lambda one: one[:3]):
            if start < done or not (mark := self._mark(self.rules.rules[number], match)):
                continue
            done = -end
            yield mark

    def _matches(self) -> Iterator[tuple[int, Match]]:
        words, anywhere, kinds = self.rules.words, self.rules.anywhere, self.text.kinds
        for at, kind in enumerate(kinds):
            within = at > 0 and kind == WORD and kinds[at - 1] == WORD
            if words and not within:
                yield from self._begun(words, at)
            if anywhere:
                yield from self._begun(anywhere, at)

    def _begun(
        self, index: dict[str, list[tuple[int, Branch]]], at: int
    ) -> Iterator[tuple[int, Match]]:
        """What begins there, of the rules in an index."""
        signs = self.text.folded
        heads = [index.get(signs[at]), index.get(ANY)]
        if at + 1 < len(signs):
            heads.append(index.get(signs[at] + signs[at + 1]))
        if is_digit(signs[at]):
            heads.append(index.get(DIGIT))
        asked: dict[int, list[Branch]] = {}
        for number, branch in (one for head in heads if head for one in head):
            asked.setdefault(number, []).append(branch)
        for number, branches in asked.items():
            if match := self._match(number, at, branches):
                yield number, match

    def _match(self, number: int, at: int, branches: list[Branch]) -> Match | None:
        rule = self.rules.rules[number]
        if not self.text.is_edge(at, of_word=rule.of_word):
            return None
        matcher = self.matchers.get(number) or self._matcher(number, rule)
        found = matcher.at(at, branches)
        return found if found and found.end > found.start else None

    def _matcher(self, number: int, rule: Rule) -> Matcher:
        left = STEPS + STEPS_A_SIGN * len(self.text)
        self.matchers[number] = Matcher(self.text, rule.exact, rule.of_word, left)
        return self.matchers[number]

    def _mark(self, rule: Rule, match: Match) -> Mark | None:
        """The mark for a match; None for an exception, and for what says what is proposed."""
        if self._is_exception(rule, match):
            return None
        text = self.text
        start, end = text.starts[match.start], text.ends[match.end - 1]
        made = (proposing.filled(one, text, match, exact=rule.exact) for one in rule.proposals)
        proposals = tuple(dict.fromkeys(made))
        if text.text[start:end] in proposals:
            return None
        return Mark(start, end, rule.key, proposals)

    def _is_exception(self, rule: Rule, match: Match) -> bool:
        for branches in rule.exceptions:
            matcher = Matcher(
                self.text, rule.exact, rule.of_word, STEPS + STEPS_A_SIGN * len(self.text)
            )
            for at in range(match.start + 1):
                if not self.text.is_edge(at, of_word=rule.of_word):
                    continue
                found = matcher.at(at, branches)
                if found and found.end >= match.end:
                    return True
        return False


def rule_set(rows: Iterable[Mapping[str, Any]]) -> RuleSet:
    """The rules of these rows, in order."""
    return RuleSet([rule_of(row) for row in rows])
