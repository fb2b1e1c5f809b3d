"""People who suggest, edit, take and refuse by chance, in a text of which each sign is there once.

The text is a plain model of its own: what taking and refusing come to is said here a second time.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from articles.lib.html.reading import opens, pieces

_LETTERS: Final = "ابتثجحخدذرزسشصضط"
#: What stands for a character: Latin and Arabic letters, joined emoji, combining marks.
SIGN: Final = re.compile(
    f"q[a-p]{{3}}|ق[{_LETTERS}]{{3}}|👩\u200d[\U0001f300-\U0001f5ff]|e[\u0330-\u033f]{{3}}"
)
_TEXTS: Final = ("p", "h2", "h3", "li")
_WHOLE: Final = ("ul", "ol", "blockquote", "hr")


def sign(number: int, script: int) -> str:
    """The one of that number, in one of four scripts."""
    first, second, third = number // 256 % 16, number // 16 % 16, number % 16
    if script == 2:
        return f"👩\u200d{chr(0x1F300 + number % 768)}"
    start, letters = (
        ("q", "abcdefghijklmnop"),
        ("ق", _LETTERS),
        ("", ""),
        ("e", "".join(map(chr, range(0x330, 0x340)))),
    )[script]
    return start + letters[first] + letters[second] + letters[third]


@dataclass
class Sign:
    """A sign, with the blank that may follow it, and what it carries."""

    text: str
    ins: str = ""
    gone: str = ""
    tag: str = ""

    def html(self) -> str:
        html = self.text
        if self.tag:
            html = f"<{self.tag}>{html}</{self.tag.partition(' ')[0]}>"
        for tag, key in (("del", self.gone), ("ins", self.ins)):
            html = f'<{tag} data-suggestion="{key}">{html}</{tag}>' if key else html
        return html


@dataclass
class Block:
    """A paragraph, heading or item with signs, a list or quote with blocks, or a line."""

    name: str
    signs: list[Sign] = field(default_factory=list)
    inner: list[Block] = field(default_factory=list)
    ins: str = ""
    gone: str = ""

    def html(self) -> str:
        told = f' data-ins="{self.ins}"' * bool(self.ins)
        told += f' data-del="{self.gone}"' * bool(self.gone)
        if self.name == "hr":
            return f"<hr{told}>"
        inner = "".join(one.html() for one in self.signs)
        return f"<{self.name}{told}>{inner}{written(self.inner)}</{self.name}>"


def bare(body: str) -> str:
    """A canonical text without its blanks, and without the tags that only they part."""
    return re.sub(r"</strong><strong>|</a><a [^>]*>", "", re.sub(r"\s+(?![^<]*>)", "", body))


def written(text: list[Block]) -> str:
    return "".join(block.html() for block in text)


def read(body: str) -> list[Block]:
    """The text of a canonical body."""
    within = [Block("")]
    marks = {"ins": "", "del": "", "strong": "", "a": ""}
    for piece in pieces(body):
        name = piece.tag or ""
        if name in marks:
            key = piece.attr("data-suggestion") if name in {"ins", "del"} else ""
            key = key or ('a href="https://example.org/"' if name == "a" else name)
            marks[name] = key if opens(piece) else ""
        elif name and opens(piece):
            block = Block(name, ins=piece.attr("data-ins") or "", gone=piece.attr("data-del") or "")
            within[-1].inner.append(block)
            within += [block] if name != "hr" else []
        elif name:
            within.pop()
        for found in re.finditer(f"(?:{SIGN.pattern})\\s*", piece.data or ""):
            told = marks["ins"], marks["del"], marks["a"] or marks["strong"]
            within[-1].signs.append(Sign(found[0], *told))
    return within[0].inner


def decided(text: list[Block], says: Callable[[str], bool | None]) -> list[Block]:
    """The text with each suggestion taken (True), refused, or left (None)."""

    def leaves(one: Block | Sign) -> bool:
        return says(one.ins) is False or says(one.gone) is True

    def left(key: str) -> str:
        return key if says(key) is None else ""

    kept: list[Block] = []
    for block in text:
        if leaves(block) and block.name in _WHOLE:
            continue
        signs = [
            replace(one, ins=left(one.ins), gone=left(one.gone))
            for one in block.signs
            if not leaves(one)
        ]
        inner = decided(block.inner, says)
        last = kept[-1] if kept else None
        if not leaves(block):
            kept.append(Block(block.name, signs, inner, left(block.ins), left(block.gone)))
        elif last and last.name in _TEXTS and (last.name == "li") == (block.name == "li"):
            kept[-1] = replace(last, signs=last.signs + signs)
        elif signs:
            kept.append(Block(block.name, signs, inner))
    return kept


class Person:
    """Somebody who works in a text; each new sign and suggestion has a number of its own."""

    def __init__(self, name: str, text: list[Block], seed: int, numbers: Iterator[int]) -> None:
        self.random, self.text = random.Random(f"{name}{seed}"), text
        self.numbers = numbers
        self.key = ""

    def fresh(self) -> str:
        """The key of a new suggestion, or of one's last one, which goes on."""
        if not self.key or self.random.random() < 0.7:
            self.key = f"k{next(self.numbers):06}"
        return self.key

    def new(self, key: str = "") -> list[Sign]:
        """A word of one to three signs."""
        count, script = self.random.randint(1, 3), self.random.randrange(4)
        tag = self.random.choice(["", "", "", "strong", 'a href="https://example.org/"'])
        word = [Sign(sign(next(self.numbers), script), key, tag=tag) for _ in range(count)]
        word[-1].text += " " * (self.random.random() < 0.7)
        return word

    def works(self, steps: int, near: float | None = None) -> None:
        """Do some things, anywhere or about one place in the text."""
        does = [
            self.types, self.suggests, self.suggests, self.cuts, self.strikes, self.strikes,
            self.parts, self.parts, self.breaks, self.joins, self.joins, self.unites, self.adds,
            self.drops, self.lists, self.decides, self.decides, self.emphasises,
        ]  # fmt: skip
        for _ in range(steps):
            rows = [self.text, *(block.inner for block in self.text if block.inner)]
            row = self.random.choice(rows) if self.random.random() < 0.3 else self.text
            if row:
                at = self.random.randrange(len(row))
                if near is not None:
                    at = min(len(row) - 1, int(near * len(row)) + self.random.randrange(2))
                self.random.choice(does)(row, at)

    def place(self, block: Block) -> int:
        return self.random.randrange(len(block.signs) + 1)

    def types(self, row: list[Block], at: int, key: str = "") -> None:
        if row[at].name in _TEXTS:
            place = self.place(row[at])
            row[at].signs[place:place] = self.new(key)

    def suggests(self, row: list[Block], at: int) -> None:
        self.types(row, at, self.fresh())

    def cuts(self, row: list[Block], at: int) -> None:
        start = self.place(row[at])
        del row[at].signs[start : start + 2]

    def strikes(self, row: list[Block], at: int) -> None:
        """From somewhere in a block to somewhere in it, or in the next."""
        key, start = self.fresh(), self.place(row[at])
        found = row[at].signs[start : start + 3]
        if self.random.random() < 0.3 and row[at + 1 :] and row[at + 1].name in _TEXTS:
            found = row[at].signs[start:] + row[at + 1].signs[: self.place(row[at + 1])]
            row[at + 1].gone = row[at + 1].gone or key
        for one in found:
            one.gone = one.gone or key
        if row[at].name in _WHOLE:
            row[at].gone = row[at].gone or key

    def parts(self, row: list[Block], at: int, key: str | None = None) -> None:
        block, start = row[at], self.place(row[at])
        if block.signs:
            key = self.fresh() if key is None else key
            row.insert(at + 1, Block(block.name, block.signs[start:], ins=key))
            del block.signs[start:]

    def breaks(self, row: list[Block], at: int) -> None:
        """Part a block between two words, without suggesting it."""
        self.parts(row, at, "")
        for block in row[at : at + 1]:
            for one in block.signs[-1:]:
                one.text = one.text.strip() + " "

    def joins(self, row: list[Block], at: int) -> None:
        if at and row[at].name in _TEXTS and row[at - 1].name in _TEXTS:
            row[at].gone = row[at].gone or self.fresh()

    def unites(self, row: list[Block], at: int) -> None:
        """Join two blocks without suggesting it."""
        if at and row[at].name in _TEXTS and row[at - 1].name in _TEXTS and row[at - 1].signs:
            row[at - 1].signs[-1].text = row[at - 1].signs[-1].text.strip() + " "
            row[at - 1].signs += row.pop(at).signs

    def adds(self, row: list[Block], at: int) -> None:
        key = self.random.choice(["", self.fresh()])
        name = "li" if row[at].name == "li" else self.random.choice(["p", "h2"])
        row.insert(at, Block(name, self.new(key), ins=key))

    def drops(self, row: list[Block], at: int) -> None:
        if len(row) > 1:
            del row[at]

    def lists(self, row: list[Block], at: int) -> None:
        """Suggest a list instead of a paragraph."""
        if row[at].name in {"p", "h2"} and row[at].signs:
            key = self.fresh()
            row.insert(at + 1, Block("ul", inner=[Block("li", self.new())], ins=key))
            row[at].gone = row[at].gone or key
            for one in row[at].signs:
                one.gone = one.gone or key

    def decides(self, row: list[Block], at: int) -> None:
        """Take or refuse one that is there, at times all."""
        keys = re.findall(r'"(k\d+)"', written(self.text))
        if keys:
            key, takes = self.random.choice(keys), self.random.random() < 0.5
            every = self.random.random() < 0.1
            hits = lambda one: takes if one and (every or one == key) else None  # noqa: E731
            self.text[:] = decided(self.text, hits)

    def emphasises(self, row: list[Block], at: int) -> None:
        for one in row[at].signs[self.place(row[at]) :][:2]:
            one.tag = "" if one.tag else "strong"


def beginning(seed: int, numbers: Iterator[int]) -> list[Block]:
    """A text with blocks of all kinds."""
    person = Person("b", [], seed, numbers)

    def words() -> list[Sign]:
        return [one for _ in range(3) for one in person.new()]

    for name in person.random.choices(["p", "p", "p", "h2", "ul", "ol", "blockquote", "hr"], k=7):
        items = {"ul": "li", "ol": "li", "blockquote": "p"}.get(name)
        inner = [Block(items, words()) for _ in range(3)] if items else []
        person.text.append(Block(name, [] if name in _WHOLE else words(), inner))
    person.works(8)
    return person.text
