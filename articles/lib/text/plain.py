"""Plain text in any script: teasers, counts of words, lists of names."""

import re
from collections.abc import Sequence
from typing import Final

from articles.lib.html.canonical import paragraphs
from articles.lib.text.graphemes import is_unspaced, may_cut, start_of, without_unspaced

ELLIPSIS: Final = "…"
_WORDS_PER_MINUTE = 230

_CLOSERS: Final = "\"'”’»›)]}」』】）〉》］"
# After the terminators of unspaced scripts, and the danda, the next sentence may follow directly.
_ENDING = re.compile(
    rf"(?:[。！？｡．។။।॥][.!?…。！？｡．។။।॥]*[{re.escape(_CLOSERS)}]*"
    rf"|[.!?…؟۔።]+[{re.escape(_CLOSERS)}]*(?=\s|\Z))"
)
# A letter between a non-letter and a full stop is an initial (J. K.) or an acronym (U.S., p.m.).
_INITIAL = re.compile(r"(?:^|[^\w])[^\W\d_]$")
_LAST_WORD = re.compile(r"[^\W\d_]{1,8}$")
_ABBREVIATIONS: Final = frozenset({
    "mr", "mrs", "ms", "dr", "st", "rs", "vs", "prof", "sr", "jr", "gen", "col", "maj", "capt",
    "lt", "sgt", "sen", "rep", "gov", "hon", "rev", "messrs", "smt", "cf", "approx",
})  # fmt: skip
_NUMBERED: Final = frozenset({"no", "nos", "art", "fig", "vol", "sec", "pp", "p"})
_OPENERS: Final = "\"'“‘«‹([{「『【（〈《［¿¡"
_LOOSE_END: Final = " .,;:–—-、，；：…([{“‘«‹（「『【〈《［¿¡"
_PAUSES: Final = "、，；：,;:"
# Typesetting rules of China and Japan: none of these begins a line.
_NEVER_FIRST = re.compile(r"[\s、，。；：！？）」』】〉》］ー々ゝヽ…・]")


def teaser(editor_text: str, body_html: str, *, least: int = 100, most: int = 160) -> str:
    """Return what a card says beneath a headline, at most `most` characters of plain text.

    An editor's own text is taken as it is, whatever its length. Else it is made from the
    paragraphs of the canonical `body_html`: whole sentences while they fit; if those have not
    reached `least` characters, words of the next sentence and an ellipsis. Unspaced scripts are
    cut between characters, by preference at a pause.
    """
    written = " ".join(editor_text.split())
    if written:
        return written
    text, ends = _opening(paragraphs(body_html), most)
    if len(text) <= most:
        return text
    end = max((end for end in _sentence_ends(text, most) + ends if end <= most), default=0)
    if end >= least:
        return text[:end]
    cut = _word_end(text, end, most - len(ELLIPSIS))
    if cut <= end:
        if end:
            return text[:end]
        cut = len(start_of(text, most - len(ELLIPSIS)))
    elif is_unspaced(text[cut - 1]):
        cut = _last_pause(text, max(least, end + 1), cut)
    return (text[:cut].rstrip(_LOOSE_END) or text[:cut].rstrip()) + ELLIPSIS


def _opening(blocks: Sequence[str], most: int) -> tuple[str, list[int]]:
    """Return as much of a story as a teaser needs, and where its paragraphs end."""
    text, ends = "", []
    for block in blocks:
        words = " ".join(block.split())
        text = f"{text} {words}" if text else words
        ends.append(len(text))
        if len(text) > most:
            break
    return text, ends


def _sentence_ends(text: str, most: int) -> list[int]:
    # Two characters more than can be taken: what ends only because we stop here ends too late.
    found = _ENDING.finditer(text[: most + 2])
    return [match.end() for match in found if _ends_sentence(text, match)]


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    following = text[match.end() : match.end() + 4].lstrip(" " + _OPENERS)[:1]
    if following.islower() or not may_cut(text, match.end()):  # "Why?" he asked
        return False
    if not match[0].startswith(".") or match[0].startswith(".."):
        return True
    before = text[max(0, match.start() - 10) : match.start()]
    if _INITIAL.search(before):
        return False
    word = _LAST_WORD.search(before)
    name = word[0].lower() if word else ""
    return name not in _ABBREVIATIONS and not (name in _NUMBERED and following.isdigit())


def _word_end(text: str, start: int, limit: int) -> int:
    """Return the last place after `start`, up to `limit`, where a word ends, or `start`."""
    for index in range(limit, start, -1):
        if text[index] == " ":
            return index
        between = is_unspaced(text[index - 1]) and not _NEVER_FIRST.match(text[index])
        if between and may_cut(text, index):
            return index
    return start


def _last_pause(text: str, least: int, cut: int) -> int:
    """Return the place of the last pause between `least` and `cut`, or `cut`."""
    return next((i for i in range(cut - 1, least - 1, -1) if text[i] in _PAUSES), cut)


def word_count(text: str) -> int:
    """Return how many words a text has; two characters of an unspaced script count as one."""
    spaced, characters = without_unspaced(text)
    words = sum(1 for word in spaced.split() if any(map(str.isalnum, word)))
    return words + (characters + 1) // 2


def reading_minutes(words: int) -> int:
    """Return the minutes, at least 1 and to the nearest, that `words` take to read."""
    return max(1, (words + _WORDS_PER_MINUTE // 2) // _WORDS_PER_MINUTE)


def join_names(names: Sequence[str], conjunction: str = "and") -> str:
    """Return names as a sentence lists them: "A", "A and B", "A, B and C"."""
    named = [name for name in names if name.strip()]
    if len(named) < 2:
        return "".join(named)
    return f"{', '.join(named[:-1])} {conjunction} {named[-1]}"
