"""Where text of any script may be cut without breaking what readers see as one character.

Follows Unicode Standard Annex 29 as far as `unicodedata` reaches; in doubt we keep more together.
"""

import re
import unicodedata
from itertools import takewhile

_ZERO_WIDTH_JOINER = "\u200d"
_VIRAMA = 9  # the combining class of the signs that join two consonants into one shape
_MARKS = frozenset({"Mn", "Mc", "Me"})
_LETTERS = frozenset({"Lo", "Ll", "Lu"})
# Joiners, Thai and Lao AM, half-width voicing marks, skin tones, and the tags of flags such as
# Scotland's belong to what stands before them.
_EXTENDING = re.compile(
    "[\u200c\u200d\u0e33\u0eb3\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
)
# Thai and Lao vowels that are written before their consonant, Arabic number signs, and reph.
_PREPENDED = re.compile("[\u0e40-\u0e44\u0ec0-\u0ec4\u0600-\u0605\u06dd\u070f\u08e2\u0d4e]")
_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")
# Scripts that are written without spaces between words: Thai, Lao, Burmese, Khmer, Chinese and
# Japanese with their punctuation.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f\u2e80-\u303f\u3041-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f\U0001b000-\U0001b16f"
    "\U00020000-\U000323af]"
)


def is_unspaced(character: str) -> bool:
    """Return whether a character belongs to a script without spaces between words."""
    return _UNSPACED.match(character) is not None


def without_unspaced(text: str) -> tuple[str, int]:
    """Return `text` with unspaced scripts' characters as blanks, and how many there were."""
    return _UNSPACED.subn(" ", text)


def may_cut(text: str, index: int) -> bool:
    """Return whether text[:index] and text[index:] share no character as readers see it."""
    if not 0 < index < len(text):
        return True
    before, after = text[index - 1], text[index]
    category = unicodedata.category(after)
    if category in _MARKS or _EXTENDING.match(after) or _PREPENDED.match(before):
        return False
    if before == _ZERO_WIDTH_JOINER or (before, after) == ("\r", "\n"):
        return False
    if category in _LETTERS and _ends_in_virama(text[:index]):
        return False
    if _FLAG_LETTER.match(before) and _FLAG_LETTER.match(after):
        # A flag is two letters: an even number of them before the cut are whole flags.
        letters = takewhile(_FLAG_LETTER.match, reversed(text[:index]))
        return sum(1 for _ in letters) % 2 == 0
    return not _is_one_syllable(before, after)


def start_of(text: str, most: int) -> str:
    """Return the first characters of `text`, at most `most` code points, none of them cut through.

    Nothing but a heap of more combining marks than that is cut through.
    """
    if len(text) <= most:
        return text
    end = next((index for index in range(most, 0, -1) if may_cut(text, index)), most)
    return text[:end]


def shortened(text: str, most: int) -> str:
    """Return at most `most` characters as readers see them, with an ellipsis where that is not all:
    behind a whole word, where one ends in the second half."""
    cuts = [index for index in range(1, len(text) + 1) if may_cut(text, index)]
    if len(cuts) <= most:
        return text
    end = cuts[most - 1]
    blank = end if text[end].isspace() else text.rfind(" ", 0, end)
    return f"{text[: blank if blank > end // 2 else end].rstrip()}…"


def _ends_in_virama(text: str) -> bool:
    """Return whether the last letter's marks join it to a consonant that follows."""
    marks = takewhile(lambda mark: unicodedata.category(mark) in _MARKS, reversed(text))
    return any(unicodedata.combining(mark) == _VIRAMA for mark in marks)


def _is_one_syllable(before: str, after: str) -> bool:
    """Return whether two Hangul characters are parts of one syllable."""
    first, second = _hangul_part(before), _hangul_part(after)
    if first == "L":
        return second in ("L", "V", "LV", "LVT")
    if first in ("V", "LV"):
        return second in ("V", "T")
    return first in ("T", "LVT") and second == "T"


def _hangul_part(character: str) -> str:
    """Return L, V, T, LV or LVT: leading, vowel, trailing, or the composed syllables."""
    if "\uac00" <= character <= "\ud7a3":
        return "LVT" if (ord(character) - 0xAC00) % 28 else "LV"
    if "\u1100" <= character <= "\u115f" or "\ua960" <= character <= "\ua97c":
        return "L"
    if "\u1160" <= character <= "\u11a7" or "\ud7b0" <= character <= "\ud7c6":
        return "V"
    if "\u11a8" <= character <= "\u11ff" or "\ud7cb" <= character <= "\ud7fb":
        return "T"
    return ""
