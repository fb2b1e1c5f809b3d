"""Where sentences end, in any script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from articles.lib.text.graphemes import may_cut

_CLOSERS: Final = "\"'”’»›)]}」』】）〉》］"
_OPENERS: Final = "\"'“‘«‹([{「『【（〈《［¿¡"
# After the terminators of unspaced scripts, and the danda, the next sentence may follow directly.
_ENDING = re.compile(
    rf"(?:[。！？｡．។။।॥][.!?…。！？｡．។။।॥]*[{re.escape(_CLOSERS)}]*"
    rf"|[.!?…؟۔።]+[{re.escape(_CLOSERS)}]*(?=\s|\Z))"
)
# A letter between a non-letter and a full stop is an initial (J. K.) or an acronym (U.S., p.m.).
_INITIAL = re.compile(r"(?:^|[^\w])[^\W\d_]$")
_LAST_WORD = re.compile(r"[^\s\d_.\-–—/(\[{\"'“‘«‹]{1,10}$")
_ORDINAL = re.compile(r"(?:^|[\s(])\d{1,2}$")
_ABBREVIATIONS: Final = frozenset({
    "mr", "mrs", "ms", "dr", "st", "rs", "vs", "prof", "sr", "jr", "gen", "col", "maj", "capt",
    "lt", "sgt", "sen", "rep", "gov", "hon", "rev", "messrs", "smt", "cf", "approx",
})  # fmt: skip
_NUMBERED: Final = frozenset({"no", "nos", "art", "fig", "vol", "sec", "pp", "p"})
#: What else is shortened so in a language, by its code. Asked only where the language is known:
#: what is an abbreviation in one is a word in another.
_OF_LANGUAGE: Final = {
    "ar": frozenset({"د", "أ", "م", "ص", "ت"}),
    "de": frozenset({
        "bzw", "ca", "co", "dgl", "evtl", "fr", "geb", "gest", "ggf", "hr", "inkl", "mio", "mrd",
        "nr", "sog", "str", "tel", "usw", "vgl", "zzgl", "abs", "bd", "hl", "ing", "dipl", "mag",
    }),
    "es": frozenset({
        "sra", "srta", "sres", "ud", "uds", "dra", "dña", "núm", "pág", "av", "avda", "aprox", "ee",
        "uu", "gral", "lic", "tel", "dpto",
    }),
    "fr": frozenset({"mm", "mme", "mmes", "mlle", "me", "mgr", "av", "bd", "env", "etc", "tél"}),
    "hi": frozenset({"डॉ", "डा", "श्री", "प्रो", "पं", "सुश्री", "कु", "ई", "रु"}),
    "it": frozenset({"sig", "sigg", "dott", "avv", "ing", "on", "arch", "ca", "mons"}),
    "nl": frozenset({"dhr", "mevr", "mw", "drs", "ir", "ca", "nr", "bijv", "blz"}),
    "pl": frozenset({"ul", "np", "tzw", "ok", "tys", "mln", "mld", "zł", "godz", "im", "św"}),
    "pt": frozenset({"sra", "dra", "av", "exmo", "núm", "pág", "tel"}),
    "ru": frozenset({"г", "гг", "ул", "им", "млн", "млрд", "тыс", "руб", "стр", "д", "кв", "др"}),
}  # fmt: skip
#: In these a full stop behind a number makes it the third, not three.
_WITH_ORDINALS: Final = frozenset({"cs", "da", "de", "et", "fi", "hr", "hu", "is", "lv", "nb", "nn",
                                   "no", "pl", "sk", "sl", "sr", "tr"})  # fmt: skip
#: What a mark that opens is closed by. Quotation marks differ from language to language: “en”,
#: „de“, »da«, ”sv”.
_CLOSED_BY: Final = {
    "“": "”", "„": "“”", "«": "»", "»": "«", "”": "”", "「": "」", "『": "』", "《": "》", '"': '"',
    "(": ")", "（": "）", "[": "]",
}  # fmt: skip


def ends(text: str, most: int | None = None, language: str = "") -> list[int]:
    """The places where sentences of `text` end, among its first `most` characters."""
    # Two characters more than can be taken: what ends only because we stop here ends too late.
    found = _ENDING.finditer(text if most is None else text[: most + 2])
    return [match.end() for match in found if _ends_sentence(text, match, language[:2].lower())]


def _ends_sentence(text: str, match: re.Match[str], language: str) -> bool:
    following = text[match.end() : match.end() + 4].lstrip(" " + _OPENERS)[:1]
    if following.islower() or not may_cut(text, match.end()):  # "Why?" he asked
        return False
    if not match[0].startswith(".") or match[0].startswith(".."):
        return True
    before = text[max(0, match.start() - 12) : match.start()]
    if _INITIAL.search(before):
        return False
    if language in _WITH_ORDINALS and _ORDINAL.search(before) and following.isalpha():
        return False
    word = _LAST_WORD.search(before)
    name = word[0].lower() if word else ""
    if name in _ABBREVIATIONS or name in _OF_LANGUAGE.get(language, ()):
        return False
    return not (name in _NUMBERED and following.isdigit())


def sentences(paragraph: str, language: str = "") -> Iterator[str]:
    """The sentences of a paragraph, whole: what stands in quotation marks or brackets is not torn,
    and what is never closed is left out with all that stands in it."""
    start, text = 0, " ".join(paragraph.split())
    places = ends(text, language=language)
    for end in places if places[-1:] == [len(text)] else [*places, len(text)]:
        # What was said goes on with who said it: 「行きます。」と述べた。
        told = text[end - 1 : end] in {"」", "』"} and text[end : end + 1] not in {
            "",
            " ",
            "「",
            "『",
        }
        if not told and _is_closed(text[start:end]):
            if found := text[start:end].strip():
                yield found
            start = end


def _is_closed(text: str) -> bool:
    """Whether all quotation marks and brackets that `text` opens have their ends."""
    opened: list[str] = []
    for character in text:
        if opened and character in _CLOSED_BY[opened[-1]]:
            opened.pop()
        elif character in _CLOSED_BY:
            opened.append(character)
    return not opened
