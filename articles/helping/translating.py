"""A first translation by a model, block by block: what is done is there while the rest is asked
for, and stays where it is stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.helping import blocks, client, prompts
from articles.helping.client import NoAnswer
from articles.helping.service import Service
from articles.lib.html.reading import texts
from articles.lib.html.sanitiser import before_suggestions
from articles.models.desk.proposals import Kind, Proposal, State
from articles.models.story.article import Article
from articles.models.story.content import Content
from articles.models.translations.blocks import Pair, blocks_to_translate

#: Characters of a block that is asked for, and how often one is that can't be read.
LONGEST_BLOCK, TRIES = 12_000, 2
#: Blocks in a row that can't be read, after which the rest is not asked for.
MOST_UNREAD = 3
#: Of what stands before a block, so many characters are told.
_BEFORE = 500


@dataclass(frozen=True, slots=True)
class Part:
    """A block that is not translated yet: of the body as HTML, of another field as text."""

    name: str
    place: int
    source: str
    #: What stands in the story in its place.
    own: str

    @property
    def is_body(self) -> bool:
        """Whether it is HTML."""
        return self.name == "body"


def parts(source: Content, own: Content) -> list[Part]:
    """What stands in a version as in its source, or is missing there, and holds words."""
    return list(_left(blocks_to_translate(source, own)))


def _left(pairs: Sequence[Pair]) -> Iterator[Part]:
    for pair in pairs:
        given, there = pair.source, pair.own
        if pair.field == "body":
            given, there = before_suggestions(given), before_suggestions(there)
        if there in {"", given} and any(map(str.isalpha, _words(given, pair.field))):
            yield Part(pair.field, pair.place, given, pair.own)


def _words(given: str, name: str) -> str:
    return "".join(texts(given)) if name == "body" else given


@dataclass(slots=True)
class Translating:
    """One translation: asks for each part in turn, as long as somebody waits for it."""

    proposal: Proposal
    service: Service
    headline: str
    #: The name of the language that is translated into.
    language: str
    rules: str
    found: list[dict[str, Any]] = field(default_factory=list)
    used: int = 0
    missed: int = 0
    in_a_row: int = 0
    before: str = ""

    def run(self, wanted: Sequence[Part]) -> None:
        """Ask for all, and put down what came back and why the rest did not."""
        said = ""
        try:
            for part in wanted:
                self._ask_whether_to()
                self._try(part)
        except _Stopped:
            self.proposal.end(State.ANSWERED, tokens=self.used, answer=self.found)
            return
        except NoAnswer as why:
            said = str(why)
        state = State.ANSWERED if self.found else State.FAILED
        self.proposal.end(
            state, tokens=self.used, answer=self.found, said=self._told(said, len(wanted))
        )

    def _ask_whether_to(self) -> None:
        """Go on as long as somebody waits, and there are tokens."""
        wait = TRIES * self.service.seconds + 5
        if not self.proposal.go_on(wait, self.found, self.used):
            raise _Stopped
        if self.proposal.tokens_today(timezone.now()) >= settings.LANGUAGE_MODEL_TOKENS_A_DAY:
            raise NoAnswer(_("The newsroom has used today’s tokens. More can be asked tomorrow."))

    def _try(self, part: Part) -> None:
        """Ask for one, again where the answer can't be read. Raises NoAnswer where there is no
        sense in asking for others."""
        read = _reader(part)
        why = None
        for _turn in range(TRIES if len(part.source) <= LONGEST_BLOCK else 0):
            answer = client.ask(self.service, self._messages(part), 400 + 2 * len(part.source))
            self.used += answer.tokens
            try:
                made = read(answer.text)
            except NoAnswer as reason:
                why = reason
                continue
            self._keep(part, made)
            return
        self.missed += 1
        self.in_a_row += 1
        if why and self.in_a_row >= MOST_UNREAD:
            raise why

    def _keep(self, part: Part, made: str) -> None:
        self.in_a_row = 0
        self.before = made
        one = {"name": part.name, "place": part.place, "text": made, "own": part.own}
        self.found.append(one)

    def _messages(self, part: Part) -> list[client.Message]:
        told = prompts.Story(self.headline, "", self.before[-_BEFORE:], self.language)
        return prompts.messages(
            Kind.TRANSLATION, told, rules=self.rules, part=part.source, tags=part.is_body
        )

    def _told(self, said: str, whole: int) -> str:
        """Why not all of it is there; "" where it is."""
        left = whole - len(self.found)
        if not left:
            return ""
        if not self.found:
            return said or _unread(left)
        if not said:
            return _unread(left)
        missing = ngettext("%(n)d block is missing.", "%(n)d blocks are missing.", left)
        return f"{said} {missing % {'n': left}}"


class _Stopped(Exception):
    """Nobody waits any more."""


def _unread(number: int) -> str:
    said = ngettext(
        "The language model’s answer for %(n)d block can’t be read. Ask again, or translate it "
        "yourself.",
        "The language model’s answers for %(n)d blocks can’t be read. Ask again, or translate "
        "them yourself.",
        number,
    )
    return said % {"n": number}


def _reader(part: Part) -> Callable[[str], str]:
    if part.is_body:
        return lambda said: blocks.block(said, part.source)
    longest = getattr(Article._meta.get_field(part.name), "max_length", None) or 1_000
    return lambda said: blocks.text(said, part.source, longest)
