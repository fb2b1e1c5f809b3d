"""In which language words are, as far as their letters tell it."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

#: Script → where its letters are, and the language that most of those who write it read.
SCRIPTS: dict[str, tuple[tuple[int, int], str]] = {
    "latin": ((0x0041, 0x024F), ""),
    "cyrillic": ((0x0400, 0x052F), "ru"),
    "greek": ((0x0370, 0x03FF), "el"),
    "armenian": ((0x0530, 0x058F), "hy"),
    "hebrew": ((0x0590, 0x05FF), "he"),
    "arabic": ((0x0600, 0x06FF), "ar"),
    "thaana": ((0x0780, 0x07BF), "dv"),
    "devanagari": ((0x0900, 0x097F), "hi"),
    "bengali": ((0x0980, 0x09FF), "bn"),
    "gurmukhi": ((0x0A00, 0x0A7F), "pa"),
    "gujarati": ((0x0A80, 0x0AFF), "gu"),
    "odia": ((0x0B00, 0x0B7F), "or"),
    "tamil": ((0x0B80, 0x0BFF), "ta"),
    "telugu": ((0x0C00, 0x0C7F), "te"),
    "kannada": ((0x0C80, 0x0CFF), "kn"),
    "malayalam": ((0x0D00, 0x0D7F), "ml"),
    "sinhala": ((0x0D80, 0x0DFF), "si"),
    "thai": ((0x0E00, 0x0E7F), "th"),
    "lao": ((0x0E80, 0x0EFF), "lo"),
    "burmese": ((0x1000, 0x109F), "my"),
    "georgian": ((0x10A0, 0x10FF), "ka"),
    "ethiopic": ((0x1200, 0x137F), "am"),
    "khmer": ((0x1780, 0x17FF), "km"),
    "kana": ((0x3040, 0x30FF), "ja"),
    "han": ((0x4E00, 0x9FFF), "zh"),
    "hangul": ((0xAC00, 0xD7AF), "ko"),
}
#: Scripts that run from right to left.
LEFTWARDS = frozenset({"hebrew", "arabic", "thaana"})
#: Languages that are written in another script than Latin, and are not the one it stands for.
_WRITTEN_IN = {
    "cyrillic": "be bg kk ky mk mn os sr tg tt udm uk",
    "hebrew": "yi",
    "arabic": "ckb fa ps sd ug ur",
    "devanagari": "mr ne",
    "bengali": "as",
    "ethiopic": "ti",
}
_OF_LANGUAGE = {one: name for name, (_, one) in SCRIPTS.items() if one} | {
    one: name for name, others in _WRITTEN_IN.items() for one in others.split()
}
#: Letters that Arabic itself does not have, and the languages that do.
_OF_ITS_OWN = {"ur": "ٹڈڑےںھ", "fa": "پچژگ"}
#: Most words are Latin altogether, with our quotation marks and dashes: that is seen at a glance.
_BEYOND_LATIN = re.compile("[^\u0000-\u036f\u1e00-\u1eff\u2000-\u206f]")
_LETTER = re.compile("[A-Za-z\u00c0-\u024f]")


def script_of(words: str) -> str:
    """The script that most letters of `words` are of; "" where there are none that we know."""
    if not _BEYOND_LATIN.search(words):
        return "latin" if _LETTER.search(words) else ""
    found: Counter[str] = Counter()
    for letter in words:
        code = ord(letter)
        if code < 0x80 and not letter.isalpha():
            continue
        found.update(name for name, ((low, high), _) in SCRIPTS.items() if low <= code <= high)
    return found.most_common(1)[0][0] if found else ""


@lru_cache(maxsize=4_096)
def language_of(words: str, usual: str) -> str:
    """The language of `words` where they are in another script than that of the language `usual`;
    "" where nothing tells them apart.

    Two languages of one script can't be told apart by it, but for Urdu and Persian.
    """
    script = script_of(words)
    if not script or script == script_of_language(usual):
        return ""
    if script == "han" and script_of_language(usual) == "kana":
        return ""
    if script == "arabic":
        for language, letters in _OF_ITS_OWN.items():
            if any(letter in words for letter in letters):
                return language
    return SCRIPTS[script][1]


def script_of_language(language: str) -> str:
    """The script that `language` (its code) is written in; Latin where we know of no other."""
    main, *more = language.lower().replace("_", "-").split("-")
    return "latin" if "latn" in more else _OF_LANGUAGE.get(main, "latin")
