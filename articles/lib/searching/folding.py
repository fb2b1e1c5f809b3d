"""Words as search compares them: the same in the index, in queries, in passages and in names.

Text is folded by chunks, which are what stands between blanks. A chunk has words, in their order,
and what people write or type in their place: O’Brien has the words o and brien, and is obrien too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from articles.lib.searching import letters

#: Raised with every change after which other words come out: what was folded before is folded anew.
VERSION = 2
#: Longer words are cut (a PostgreSQL lexeme holds 2 KB), and so are longer texts
#: (its tsvector holds 1 MB).
LONGEST_WORD = 60
LONGEST_TEXT = 400_000
#: Of a headline, what is compared as a whole.
LONGEST_KEY = 200
#: What was folded is kept for so many chunks, unless they are longer: most of a text are words
#: that the last texts had. About 4 MB.
_KEPT, _LONGEST_KEPT = 20_000, 40
#: More parts are a sentence, or a path.
_MOST_PARTS = 5

# Letters with signs between and around them that may belong to a word.
_SIGNS = re.escape(letters.SIGNS)
_LETTER = rf"[^\s{_SIGNS}]"
_NAMED = re.compile(
    rf"(?P<initials>(?<!\S)(?:{_LETTER}\.){{2,9}}{_LETTER}?(?!{_LETTER}))"
    r"|(?P<number>(?<!\S)[0-9]{1,3}(?:[.'][0-9]{3})+(?!\.?[0-9]))"
    rf"|(?P<dot>(?<!\S)\.(?={_LETTER}))?"
    rf"(?P<body>{_LETTER}+(?:['&\"-]{_LETTER}+)*)(?P<end>\+\+|#(?!{_LETTER}))?"
)
#: Signs around a word that say nothing of it.
_AROUND = ",;:?!()\"'“”„«»‘’…"
_PART = re.compile(rf"{_LETTER}+")
#: What no folded text holds.
_MARK = "\x01"
_MORE = re.compile(f"{_MARK}([^ ]+) ")
# 10⁶ is not 106: what is raised behind a digit is a number of its own.
_POWER = re.compile("(?<=[0-9])(?=[⁰¹²³⁴-⁹⁺⁻])")
# Between digits a comma parts no sentence.
_IN_NUMBER = re.compile(r"(?<=\d)[,٬](?=\d)")


class Name(NamedTuple):
    """What is one word to some and several to others: O’Brien, e-mail, U.S., C#; or only one."""

    words: tuple[str, ...]
    #: Written together; "" where nobody does. Of C# it alone means what was written.
    joined: str = ""


def words(text: str) -> list[str]:
    """The words of `text`, without case, accents and punctuation, in order.

    Where a script sets no blanks between words, each pair of neighbours counts as one: 市長 is
    found in 大阪市長 without a dictionary.
    """
    return _MORE.sub("", "".join(map(_FOLDED.__getitem__, chunks(text)))).split()


def fold(text: str) -> str:
    """What search looks in: the words of `text` with a blank between them, and behind them those
    that stand for several, or for a sign: obrien, email, us, cplusplus."""
    folded = "".join(map(_FOLDED.__getitem__, chunks(text)))
    if _MARK in folded:
        folded = _MORE.sub("", folded) + " ".join(dict.fromkeys(_MORE.findall(folded)))
    return folded.rstrip()


def key(text: str) -> str:
    """What two headlines have in common that are the same but for blanks, signs and accents; at
    most `LONGEST_KEY` characters."""
    return "".join(words(text))[:LONGEST_KEY]


def together(text: str) -> str:
    """All of a name as one word, which two names have in common that are one to who looks for
    them: josemaria, obrien, cplusplus. No limit of its own."""
    found = (name for chunk in chunks(text) for piece in names(chunk) for name in piece)
    return "".join(name.joined or "".join(name.words) for name in found)


def chunks(text: str) -> list[str]:
    """What stands between blanks; what follows the longest text is left out."""
    return text[:LONGEST_TEXT].split()


def names(chunk: str) -> list[list[Name]]:
    """The names in a chunk, those together that no gap parts: node.js, but not one,two."""
    plain = _plain(chunk)
    if not letters.has_signs(plain):
        return [[Name(tuple(_parted(one)))] for one in plain.split()]
    pieces = ([*map(_name, _NAMED.finditer(piece))] for piece in plain.split())
    return [piece for piece in pieces if piece]


def others(chunk: str) -> tuple[str, ...]:
    """The words that stand for a chunk, or a part of it, besides its own words in their order."""
    joined = [name.joined for piece in names(chunk) for name in piece if name.joined]
    if chunk.isascii():
        return tuple(joined)
    return (*joined, *_last_signs(chunk), *letters.emoji(chunk))


def is_paired(word: str) -> bool:
    """Whether a word is of a script in which neighbours are paired."""
    return not word.isascii() and letters.is_run(word[0])


def _plain(chunk: str) -> str:
    """A chunk folded, with gaps as blanks, and the signs that may belong to a word."""
    if chunk.isascii():
        gaps = _IN_NUMBER.sub(".", chunk) if "," in chunk else chunk
        return gaps.lower().translate(letters.FOLDING)
    spaced = letters.parted_at_joiners(_IN_NUMBER.sub(".", _POWER.sub(" ", chunk)))
    parted = unicodedata.normalize("NFKD", spaced).casefold().translate(letters.FOLDING)
    return letters.composed(parted)


class _Folded(dict[str, str]):
    """For each chunk its words, and behind a mark what else stands for it; a blank behind each."""

    def __missing__(self, chunk: str) -> str:
        folded = _folded(chunk)
        if len(chunk) <= _LONGEST_KEPT:
            # Threads may come at once: whoever has looked has its answer, kept or not.
            if len(self) >= _KEPT:
                self.clear()
            self[chunk] = folded
        return folded


_FOLDED = _Folded()


def _folded(chunk: str) -> str:
    plain = chunk.strip(_AROUND)
    if plain.isascii() and plain.isalnum():
        return f"{plain[:LONGEST_WORD].lower()} "
    found = [word for piece in names(chunk) for name in piece for word in name.words]
    return "".join([f"{word} " for word in found] + [f"{_MARK}{one} " for one in others(chunk)])


def _name(found: re.Match[str]) -> Name:
    parts = _PART.findall(found[0])
    whole = tuple(word for part in parts for word in _parted(part))
    joined = "".join(parts)
    if found["end"] or found["dot"]:
        return Name(whole, _with_sign(found, joined))
    if len(parts) < 2 or len(parts) > max(_MOST_PARTS, len(found["initials"] or "")):
        return Name(whole)
    is_number = joined.isdecimal() and not found["number"]
    if is_number or len(joined) > LONGEST_WORD or any(map(letters.is_run, joined)):
        return Name(whole)
    return Name(whole, joined)


def _with_sign(found: re.Match[str], joined: str) -> str:
    """What C# and .NET are called where signs can't be typed; other signs say nothing."""
    if (found["end"] or "").startswith("+"):
        return f"{joined}plusplus"[:LONGEST_WORD]
    if found["end"] == "#" and len(joined) == 1 and joined.isalpha():
        return f"{joined}sharp"
    return f"dot{joined}"[:LONGEST_WORD] if found["dot"] and joined.isalpha() else ""


def _parted(word: str) -> Iterator[str]:
    if word.isascii():
        yield word[:LONGEST_WORD]
        return
    for is_run, run in groupby(word, key=letters.is_run):
        whole = "".join(run)
        if is_run:
            yield from (whole[at : at + 2] for at in range(max(1, len(whole) - 1)))
        else:
            yield whole[:LONGEST_WORD]


def _last_signs(chunk: str) -> Iterator[str]:
    """The last sign of each run of Chinese, Japanese and Korean ones: no pair begins with it."""
    for piece in _plain(chunk).split():
        for is_run, run in groupby(piece, key=letters.is_east_asian):
            whole = "".join(run) if is_run else ""
            if len(whole) > 1 and whole[-1].isalpha():
                yield whole[-1]
