"""What is made of each letter and sign before words are compared."""

from __future__ import annotations

import re
import unicodedata

from articles.lib.text.graphemes import is_unspaced

#: Signs that may belong to a word; of each kind one.
SIGNS = "'-.&+#\""
_ONE_SIGN = (
    dict.fromkeys("'’‘‛`´ʹʻʼʽʾʿˈ′＇׳", "'")
    | dict.fromkeys("-‐‑﹣－־", "-")
    | dict.fromkeys('"״', '"')
    | dict.fromkeys(".․．", ".")
    | {"&": "&", "+": "+", "#": "#", "♯": "#"}
)
#: Letters that are written without the sign that makes them another one, and those of Persian and
#: Urdu keyboards: what people type, whatever the keyboard.
_PLAIN = {
    "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe",
    "þ": "th", "ŋ": "n", "ĸ": "k",
    "ی": "ي", "ى": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "ة": "ه", "ە": "ه",
    "ٱ": "ا", "ڪ": "ك", "ۃ": "ه", "ۀ": "ه",
    # Hindi writes हिन्दी and हिंदी, चाँद and चांद.
    "ँ": "ं",
}  # fmt: skip
#: Of these, the Arabic ones: what looks like a letter of another script is one of them at times.
ARABIC = str.maketrans({
    letter: plain for letter, plain in _PLAIN.items() if "\u0600" <= letter <= "\u06ff"
})  # fmt: skip
#: Signs over and in letters that are left out in ordinary writing: accents, Arabic vowels and
#: hamza, Hebrew points; the dot below of Hindi, Punjabi and Gujarati; what chooses the form of a
#: sign; and the stroke that only stretches an Arabic word.
_MARKS = (
    (0x300, 0x36F), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x6D6, 0x6ED),
    (0x898, 0x89F), (0x8CA, 0x8FF), (0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF),
)  # fmt: skip
_LEFT_OUT = {0x640, 0x670, 0x93C, 0xA3C, 0xABC}
#: A nasal before a consonant of its own row is the dot above, to those who write it so.
_NASAL = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
_ARABIC = "[\u0620-\u064a\u0671-\u06d3\u06d5]"
#: Persian parts a word with it, and is typed with it, without, or with a blank.
_NON_JOINER = re.compile(f"(?<={_ARABIC})[\u064b-\u065f]*\u200c+(?={_ARABIC})")
#: Syllables and voiced kana are parted with the accents, and are one sign again.
_TO_COMPOSE = re.compile("[\u1100-\u11ff\u3099\u309a]")
_HANGUL = (0xAC00, 0xD7A3)
_EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u2e80-\u303f\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U000323af]"
)
_EMOJI = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001f3fa\U0001f400-\U0001faff]")
_HAS_SIGNS = re.compile("[" + re.escape(SIGNS) + "]")


class _Folding(dict[int, "int | str | None"]):
    """For `str.translate`: letters, digits and vowel signs stay, accents and what can't be seen
    go, signs are of one kind, the rest is a gap."""

    def __missing__(self, code: int) -> int | str | None:
        self[code] = _folded(chr(code), code)
        return self[code]


def _folded(character: str, code: int) -> int | str | None:
    if character in _ONE_SIGN:
        return _ONE_SIGN[character]
    if character in _PLAIN:
        return _PLAIN[character]
    if code in _LEFT_OUT or any(first <= code <= last for first, last in _MARKS):
        return None
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.digit(character))
    # Soft hyphens, joiners, marks of direction: they stand within words.
    if kind == "Cf":
        return None
    return code if kind[0] in "LNM" else 0x20


FOLDING = _Folding()


def has_signs(plain: str) -> bool:
    """Whether there is a sign in it that may belong to a word."""
    return _HAS_SIGNS.search(plain) is not None


def parted_at_joiners(text: str) -> str:
    """`text` with a hyphen where Arabic letters are kept apart without a blank."""
    return _NON_JOINER.sub("-", text) if "\u200c" in text else text


def composed(text: str) -> str:
    """What was parted into more than accents put together again."""
    if _TO_COMPOSE.search(text):
        text = unicodedata.normalize("NFC", text)
    return _NASAL.sub("ं", text)


def is_run(letter: str) -> bool:
    """Whether it is of a script in which words are found by pairs of neighbours: one without
    blanks, or Korean, which writes its particles behind a word."""
    return is_unspaced(letter) or _HANGUL[0] <= ord(letter) <= _HANGUL[1]


def is_east_asian(letter: str) -> bool:
    """Whether it is Chinese, Japanese or Korean."""
    return _EAST_ASIAN.match(letter) is not None


def emoji(text: str) -> list[str]:
    """A word of letters for each emoji, since indices hold no signs."""
    return [f"u{ord(sign):x}" for sign in _EMOJI.findall(text)]
