"""Marks that browsers draw and nobody can copy: of `q`, and what sets readings apart in `ruby`."""

from __future__ import annotations

from typing import Final

from articles.lib.incoming.source import Element, Source, text

#: By language, the outer pair and the inner one; as Unicode's CLDR has them.
MARKS: Final = {
    "en": "“”‘’", "ar": "”“’‘", "bg": "„“„“", "ca": "«»“”", "cs": "„“‚‘", "da": "“”‘’",
    "de": "„“‚‘", "el": "«»“”", "es": "«»“”", "et": "„“‚‘", "fa": "«»‹›", "fi": "””’’",
    "fr": "«»“”", "he": "””’’", "hi": "“”‘’", "hr": "„”‚’", "hu": "„”»«", "it": "«»“”",
    "ja": "「」『』", "ko": "“”‘’", "lt": "„“„“", "nb": "«»‘’", "nl": "“”‘’", "no": "«»‘’",
    "pl": "„”«»", "pt": "“”‘’", "ro": "„”«»", "ru": "«»„“", "sk": "„“‚‘", "sl": "„“‚‘",
    "sr": "„“‘’", "sv": "””’’", "tr": "“”‘’", "uk": "«»„“", "zh": "“”‘’",
}  # fmt: skip
_WRITTEN: Final = frozenset('“„«‹「『‘‚"')


def put_in(source: Source, language: str) -> None:
    """Write the marks around each `q`, in its own language or else in `language`."""
    depths: list[tuple[int, int]] = []  # where a q ends, and how many are open within
    languages = [(len(source.tokens), language)]
    for element in source.seen():
        while len(languages) > 1 and languages[-1][0] <= element.at:
            languages.pop()
        if own := element.attributes.get("lang", ""):
            languages.append((element.end, own))
        if element.name in {"rt", "rtc"}:
            _set_apart(source, element)
        if element.name != "q":
            continue
        while depths and depths[-1][0] <= element.at:
            depths.pop()
        depths.append((element.end, len(depths)))
        if source.words(element)[:1] in _WRITTEN:
            source.instead[element.at] = []
        else:
            _quote(source, element, languages[-1][1], len(depths))


def _quote(source: Source, element: Element, language: str, depth: int) -> None:
    spoken = language.lower().partition("-")[0]
    marks = MARKS.get(spoken, MARKS["en"])
    at = 2 * (depth % 2 == 0)
    opening, closing = marks[at], marks[at + 1]
    if spoken == "fr" and at == 0:
        opening, closing = f"{opening}\xa0", f"\xa0{closing}"
    source.instead[element.at] = [text(opening)]
    source.before.setdefault(element.end - element.closed, []).append(text(closing))


def _set_apart(source: Source, reading: Element) -> None:
    """Put a reading in brackets, unless the text brings them along for browsers without ruby."""
    around = reading.parent
    if around is None or around.name != "ruby" or not source.words(reading):
        return
    before = (source.tokens[at] for at in range(max(0, reading.at - 3), reading.at))
    if any(token.start == "rp" for token in before):
        return
    source.before.setdefault(reading.at + 1, []).append(text("("))
    source.before.setdefault(reading.end - reading.closed, []).append(text(")"))
