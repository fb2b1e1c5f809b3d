"""Plain text in any script: teasers, counts of words, lists of names."""

import re
from collections.abc import Sequence
from typing import Final

from articles.lib.gist import sentences
from articles.lib.html.canonical import paragraphs
from articles.lib.text.graphemes import is_unspaced, may_cut, start_of, without_unspaced

ELLIPSIS: Final = "…"
_WORDS_PER_MINUTE = 230

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
    end = max((end for end in sentences.ends(text, most) + ends if end <= most), default=0)
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
