"""Quotation marks of `q`, which browsers draw and nobody can copy."""

from __future__ import annotations

from typing import Final

from articles.lib.incoming.source import Source, text

#: By language, the outer pair and the inner one; as Unicode's CLDR has them.
MARKS: Final = {
    "en": "“”‘’", "ar": "”“’‘", "bg": "„“„“", "ca": "«»“”", "cs": "„“‚‘", "da": "“”‘’",
    "de": "„“‚‘", "el": "«»“”", "es": "«»“”", "et": "„“‚‘", "fa": "«»‹›", "fi": "””’’",
    "fr": "«»“”", "he": "””’’", "hi": "“”‘’", "hr": "„”‚’", "hu": "„”»«", "it": "«»“”",
    "ja": "「」『』", "ko": "“”‘’", "lt": "„“„“", "nb": "«»‘’", "nl": "“”‘’", "no": "«»‘’",
    "pl": "„”«»", "pt": "“”‘’", "ro": "„”«»", "ru": "«»„“", "sk": "„“‚‘", "sl": "„“‚‘",
    "sr": "„“‘’", "sv": "””’’", "tr": "“”‘’", "uk": "«»„“", "zh": "“”‘’",
}  # fmt: skip


def put_in(source: Source, language: str) -> None:
    """Write the marks around each `q`, in its own language or else in `language`."""
    depths: list[tuple[int, int]] = []  # where a q ends, and how many are open within
    languages = [(len(source.tokens), language)]
    for element in source.seen():
        while len(languages) > 1 and languages[-1][0] <= element.at:
            languages.pop()
        if own := element.attributes.get("lang", ""):
            languages.append((element.end, own))
        if element.name != "q":
            continue
        while depths and depths[-1][0] <= element.at:
            depths.pop()
        depths.append((element.end, len(depths)))
        spoken = languages[-1][1].lower().partition("-")[0]
        marks = MARKS.get(spoken, MARKS["en"])
        at = 2 * (len(depths) % 2 == 0)
        opening, closing = marks[at], marks[at + 1]
        if spoken == "fr" and at == 0:
            opening, closing = f"{opening}\xa0", f"\xa0{closing}"
        source.instead[element.at] = [text(opening)]
        last = element.end - element.closed
        source.before.setdefault(last, []).append(text(closing))
