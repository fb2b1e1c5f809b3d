"""Letters that mean something else in a font of symbols, as word processors use them."""

from __future__ import annotations

import re
from typing import Final

# Each letter in the font, and the character that it shows.
_SYMBOL: Final[dict[int, int | str]] = dict(
    str.maketrans(
        "abgdezhqiklmnxoprstufcywABGDEZHQIKLMNXOPRSTUFCYWVJj",
        "αβγδεζηθικλμνξοπρστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςϑϕ",
    )
)
_SYMBOL.update({0xB7: "•", 0xA3: "≤", 0xB3: "≥", 0xB9: "≠", 0xB4: "×", 0xB1: "±", 0xB0: "°",
                0xAE: "→", 0xAC: "←", 0xA5: "∞", 0xBB: "≈", 0xB8: "÷", 0xD6: "√"})  # fmt: skip
_WINGDINGS: Final[dict[int, int | str]] = {
    ord(letter): shown
    for letter, shown in zip(
        "JKLàßáâèØüûþ¨§l·nqvO",
        ("☺", "😐", "☹", "→", "←", "↑", "↓", "➔", "➢", "✓", "✗", "☑", "☐", "▪", "●", "•", "■",
         "❑", "❖", "⚐"),
        strict=True,
    )
}  # fmt: skip
FONTS: Final[dict[str, dict[int, int | str]]] = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}
# Word writes letters of such fonts in Unicode's private area as well.
_PRIVATE = re.compile("[\uf020-\uf0ff]")


def as_letters(words: str, font: str) -> str:
    """Return words as they were shown; the same words where nothing is to be changed."""
    if _PRIVATE.search(words):
        table = FONTS.get(font, _SYMBOL)
        words = _PRIVATE.sub(lambda one: chr(ord(one[0]) - 0xF000).translate(table), words)
    return words.translate(FONTS[font]) if font and words.strip() else words
