"""Whose words a suggestion is made of: what stands under its key, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from turbohtml import Token

from articles.lib.html.reading import opens, pieces
from articles.lib.html.suggestions import TOLD, key_of

BREAK: Final = "\n"
WHOLE: Final = "\ufffc"
_BREAKS: Final = frozenset({"p", "h2", "h3", "li"})
_KINDS: Final = {"data-ins": "ins", "data-del": "del"}


@dataclass(slots=True)
class Claim:
    """One place where a text says that a suggestion puts something in (`ins`), or takes it out
    (`del`): `start` and `end` are where its key is written in the HTML."""

    key: str
    kind: str
    start: int
    end: int
    words: str = ""


def claims_in(html: str) -> list[Claim]:
    """Return all such places of a canonical text, in order."""
    found: list[Claim] = []
    within: list[Claim] = []
    for piece in pieces(html) if "data-" in html else ():
        if piece.tag in _KINDS.values():
            if opens(piece):
                within.append(_claim(piece, "data-suggestion", piece.tag or ""))
                found.append(within[-1])
            elif within:
                within.pop()
        elif opens(piece) and piece.tag in TOLD:
            found += _of_block(piece)
        for claim in within:
            claim.words += (piece.data or "") + BREAK * (piece.tag == "br")
    return found


def _of_block(piece: Token) -> Iterator[Claim]:
    attributes = dict(piece.attrs or ())
    for name in filter(lambda name: key_of(attributes, name), _KINDS):
        claim = _claim(piece, name, _KINDS[name])
        claim.words = BREAK if piece.tag in _BREAKS else WHOLE
        yield claim


def _claim(piece: Token, name: str, kind: str) -> Claim:
    value = piece.attr(name) or ""
    at = piece.col + (piece.source or "").index(f' {name}="') + len(name) + 3
    return Claim(value, kind, at, at + len(value))


def with_keys(html: str, claims: list[Claim], key: Callable[[Claim], str]) -> str:
    """Return a text in which each of `claims`, which are in order, has the key that `key` says."""
    parts: list[str] = []
    done = 0
    for claim in claims:
        parts += (html[done : claim.start], key(claim))
        done = claim.end
    return "".join(parts) + html[done:]


def taken_from(rest: str, words: str) -> str | None:
    """Return what is left of `rest` without `words`, which stand in it together or in that order;
    None where they don't."""
    if words in rest:
        before, _, after = rest.partition(words)
        return before + after
    left: list[str] = []
    at = 0
    for sign in words:
        place = rest.find(sign, at)
        if place < 0:
            return None
        left.append(rest[at:place])
        at = place + 1
    return "".join(left) + rest[at:]
