"""What a reader has typed, as terms to look for.

Quotes keep words together, a minus before a word leaves stories with it out, a star behind one
makes it a beginning. Everything else that databases take for an operator is only a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from articles.lib.searching import letters
from articles.lib.searching.folding import Name, is_paired, key, names, words
from articles.lib.searching.letters import emoji

MAX_TERMS = 12
#: A phrase, or a run without blanks, is looked for by so many words from its beginning.
MAX_WORDS_TOGETHER = 20
#: More than that nobody types; what follows is not read.
LONGEST = 2_000

#: How a term may be written: words with a blank between them, which stand next to each other in a
#: text. A star ends a beginning.
Way = str

_QUOTES = '"“”„‟«»＂'
_ITEM = re.compile(
    # Behind a letter or digit it is a sign of Hebrew, or of inches.
    rf"(?P<minus>(?<!\S)-)?(?<!\w)(?:\"(?=\S)|[{_QUOTES[1:]}])"
    rf"(?P<phrase>[^{_QUOTES}]+)[{_QUOTES}](?!\w)"
    rf"|(?P<chunk>[^\s{_QUOTES}](?:[^\s{_QUOTES}]|[{_QUOTES}](?=\w))*)"
)
_EXCLUDED = re.compile(r"-(?=[^\W_]|[.'’])")
#: Letters that a keyboard without them writes with an e, or twice.
_SPELLED_OUT = str.maketrans({
    "ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa",
    "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa",
})  # fmt: skip
#: Articles and other small words that French and Italian run into the next one.
_ELIDED = frozenset({
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
    "un", "dell", "all", "nell", "sull", "dall", "quest",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several that stand next to each other in this order, all folded."""

    words: tuple[str, ...]
    is_quoted: bool = False
    is_excluded: bool = False
    #: The last word may be a beginning: written with a star, or the query's last.
    is_begun: bool = False
    #: As typed.
    written: str = ""
    #: Other ways to write the same, those that say less last: whoever looks takes either.
    others: tuple[tuple[str, ...], ...] = ()

    @property
    def ways(self) -> tuple[Way, ...]:
        """All ways to write it, the best first, a beginning with a star."""
        star = "*" if self.is_begun else ""
        return tuple(f"{' '.join(way)}{star}" for way in (self.words, *self.others))


@dataclass(frozen=True, slots=True)
class Query:
    """All that is looked for. Stories have every term, and none that is excluded."""

    terms: tuple[Term, ...]
    #: All its words, folded, with a blank between them.
    plain: str
    #: Something that was typed is not looked for: there was too much of it.
    is_cut: bool = False
    #: The whole, as `folding.key` makes it of a headline that is the same.
    key: str = ""

    @property
    def together(self) -> set[str]:
        """The words of it that stand for several, or for a sign."""
        return {word for term in self.terms for way in (term.words, *term.others) for word in way}

    @property
    def wanted(self) -> list[Term]:
        """The terms that a story has to have."""
        return [term for term in self.terms if not term.is_excluded]


def parse(text: str) -> Query:
    """Read a query, whatever it is; in linear time.

    A query of excluded words alone looks for them. Emoji count where there is nothing else.
    """
    read = text[:LONGEST]
    found = list({(term.words, term.is_excluded): term for term in _terms(read)}.values()) or [
        Term((one,)) for one in emoji(read)
    ]
    if all(term.is_excluded for term in found):
        found = [replace(term, is_excluded=False) for term in found]
    is_long = any(len(term.words) > MAX_WORDS_TOGETHER for term in found)
    terms = [_cut(term) for term in found[:MAX_TERMS]]
    if terms and not (terms[-1].is_quoted or terms[-1].is_excluded or len(found) > MAX_TERMS):
        terms[-1] = replace(terms[-1], is_begun=terms[-1].is_begun or _may_go_on(terms[-1].words))
    is_cut = is_long or len(found) > MAX_TERMS or len(text) > LONGEST
    return Query(tuple(terms), " ".join(words(read)), is_cut, key(read))


def _terms(text: str) -> Iterator[Term]:
    for item in _ITEM.finditer(text):
        if (phrase := item["phrase"]) is not None:
            yield from _phrase(phrase, is_excluded=item["minus"] is not None)
        else:
            yield from _chunk(item["chunk"])


def _phrase(text: str, *, is_excluded: bool) -> Iterator[Term]:
    """Words that stand together, also with its names as one word each."""
    apart = tuple(words(text))
    if apart:
        pieces = (piece for chunk in text.split() for piece in names(chunk))
        joined = tuple(_joined(name for piece in pieces for name in piece))
        others = (joined,) if joined != apart else ()
        yield Term(apart, True, is_excluded, written=text, others=others)


def _chunk(chunk: str) -> Iterator[Term]:
    is_excluded = _EXCLUDED.match(chunk) is not None
    written = chunk[1:] if is_excluded else chunk
    is_begun = written.endswith("*") and written[-2:-1].isalnum()
    for piece in names(written):
        ways = list(dict.fromkeys(way for way in (*_ways(piece), *_spelled(written)) if way))
        yield Term(
            ways[0],
            is_excluded=is_excluded,
            is_begun=is_begun or _may_begin(ways[0]),
            written=written,
            others=tuple(ways[1:]),
        )


def _ways(piece: Sequence[Name]) -> Iterator[tuple[str, ...]]:
    """How a name may be written: together, without the small word before it, in its parts."""
    apart = tuple(word for name in piece for word in name.words)
    yield (joined := tuple(_joined(piece)))
    if len(piece) > 1:
        yield apart
    elif apart[0] in _ELIDED and len(apart) > 1:
        yield apart[1:]
    elif len(joined[0]) == sum(map(len, apart)):  # No sign is told by a word, as in C++.
        yield apart


def _joined(piece: Iterator[Name] | Sequence[Name]) -> Iterator[str]:
    for name in piece:
        if name.joined:
            yield name.joined
        else:
            yield from name.words


def _spelled(written: str) -> Iterator[tuple[str, ...]]:
    """Müller is Mueller on a keyboard that has no ü."""
    if not written.isascii() and (spelled := written.translate(_SPELLED_OUT)) != written:
        for piece in names(spelled):
            yield tuple(_joined(piece))


def _may_begin(way: tuple[str, ...]) -> bool:
    """A single sign of a script without blanks stands in a pair, in the index."""
    return len(way[-1]) == 1 and letters.is_east_asian(way[-1])


def _may_go_on(way: tuple[str, ...]) -> bool:
    return not is_paired(way[-1]) or len(way[-1]) == 1


def _cut(term: Term) -> Term:
    ways = [way[:MAX_WORDS_TOGETHER] for way in (term.words, *term.others)]
    return replace(term, words=ways[0], others=tuple(ways[1:]))
