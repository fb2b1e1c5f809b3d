"""What a program's answer has of a story's own words, and what it has of the words around it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from html import unescape
from typing import Any

#: Written without blanks: each sign counts as a word.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:[\u0300-\u036f\u0900-\u097f]+\w*)*")
#: So many words in the order in which a card has them are no chance.
RUN = 4


@dataclass(frozen=True, slots=True)
class Truth:
    """What a story's page says: of the story, and of others."""

    shape: str
    language: str
    url: str
    html: str
    title: str
    authors: list[str]
    #: The days on which it was published, by the clocks of the world and of the paper.
    dates: list[str]
    body: str
    #: The story with all that stands around its text, and what stands around the story.
    own: str
    others: str


@dataclass(slots=True)
class Judged:
    """How one program did on one page; `date` and `authors` are True for one that says none."""

    title: bool
    authors: bool
    date: bool
    words: int
    lost: list[str]
    strange: bool

    @property
    def share(self) -> float:
        """Of the body's words, how many came back."""
        return 1 - len(self.lost) / max(1, self.words)


def words(text: str) -> list[str]:
    """The words of a text, as they compare."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def body_text(stored: str) -> str:
    """The words of a stored body: without captions, which are its pictures' and players', and
    without pull quotes, which repeat it."""
    kept = re.sub(
        r"<figure.*?</figure>|<aside class=\"pull\".*?</aside>", " ", stored, flags=re.DOTALL
    )
    kept = re.sub(r"</?(?:p|li|t[hdr]|h\d|br|blockquote|aside|small)\b[^>]*>", " ", kept)
    return unescape(re.sub(r"<[^>]*>", "", kept))


def judge(truth: Truth, said: dict[str, Any]) -> Judged:
    """Compare."""
    found, wanted = words(said["text"] or ""), words(truth.body)
    there, run = Counter(found), "".join(found)
    missing = (Counter(wanted) - there).elements()
    own = _runs(words(truth.own))
    return Judged(
        title=words(said["title"] or "") == words(truth.title),
        authors="authors" not in said or said["authors"] == truth.authors,
        date="date" not in said or said["date"] in truth.dates,
        words=len(wanted),
        lost=[one for one in missing if one not in run or one in there],
        strange=bool(_runs(found) & (_runs(words(truth.others)) - own)),
    )


def _runs(found: list[str]) -> set[tuple[str, ...]]:
    return {tuple(found[place : place + RUN]) for place in range(len(found) - RUN + 1)}
