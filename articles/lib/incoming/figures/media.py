"""Pictures and players in a text: what can come along, and what has to be told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from articles.lib.embeds.registry import parse_embed
from articles.lib.incoming import formulas
from articles.lib.incoming.figures.placing import show
from articles.lib.incoming.report import Report
from articles.lib.incoming.source import Element, Source, text

#: The address of a picture that was taken out of the clipboard before, by its number there.
_TAKEN: Final = re.compile(r"desk-paste:([0-9]{1,3})")
_EMOJI_CLASS: Final = re.compile(r"emoji|emoticon|smiley")
_LARGE: Final = re.compile(r"[1-9][0-9]{2,}(?:\.|px|\Z)|100%")
_SMALL: Final = re.compile(r"[0-2](?:px)?")
_PICTURES: Final = frozenset({"img", "amp-img", "v:imagedata", "emoji", "svg"})
_PLAYERS: Final = frozenset({"iframe", "embed", "object", "oembed", "lite-youtube"})
_FORMULA_CLASS: Final = re.compile(r"\b(?:mwe-math|math|latex|tex)\b|equation_image")
#: An emoji's file is often named after its characters.
_EMOJI_FILE: Final = re.compile(
    r"/((?:[0-9a-f]{4,5}|23|2a|3[0-9]|a9|ae)(?:[-_][0-9a-f]{2,5})*)(?:\.|/)"
)
#: Pictures of charts, for browsers without the program that draws them.
_STANDS_FOR: Final = re.compile(r"//(?:datawrapper\.dwcdn\.net|public\.flourish\.studio)/")
_LETTER: Final = re.compile(r"[A-Za-z0-9]")
_LONGEST_EMOJI: Final = 16


def take_along(source: Source, report: Report, taken: Mapping[int, int]) -> None:
    """Put characters for emoji, pictures of the library for those of the clipboard (`taken`, by
    their number in it), and players for frames; tell of what stays behind."""
    seen: set[str] = set()  # a page may have a picture once more, for browsers without programs
    for element in source.seen():
        if element.name in _PICTURES:
            _picture(source, element, report, taken, seen)
        elif element.name in _PLAYERS or "embed" in element.classes:
            _player(source, element, report)
        elif element.name in {"video", "audio", "canvas"}:
            source.drop(element)
            report.tell("frames", element.attributes.get("src", ""))


def _picture(
    source: Source,
    element: Element,
    report: Report,
    taken: Mapping[int, int],
    seen: set[str],
) -> None:
    attributes = element.attributes
    words = " ".join(attributes.get("alt", "").split())
    if emoji := _emoji(element, words):
        source.instead[element.at] = [text(emoji)]
        return
    if words and _FORMULA_CLASS.search(element.classes):
        source.instead[element.at] = [text(formulas.plain(words))]
        report.tell("formulas", words)
        return
    if _STANDS_FOR.search(_address(element)) and (player := parse_embed(_address(element))):
        show(source, element, {"data-embed": player.source_url})
        return
    place = _TAKEN.fullmatch(attributes.get("src", ""))
    if place and int(place[1]) in taken:
        show(source, element, {"data-picture": str(taken[int(place[1])])})
    elif not _is_nothing(element) and (address := _address(element)) not in seen:
        seen |= {address} - {""}
        report.tell("pictures", words)


def _emoji(element: Element, words: str) -> str:
    """Return the characters that a picture stands for; "" for other pictures."""
    attributes = element.attributes
    words = words or attributes.get("data-emoji", attributes.get("data-stringify-emoji", ""))
    if len(words) > _LONGEST_EMOJI:
        return ""
    file = attributes.get("src", "").lower()
    if not _EMOJI_CLASS.search(" ".join((element.name, element.classes, *attributes)) + file):
        return words if _is_drawn(words) else ""
    if words and ("\u20e3" in words or not _LETTER.search(words)):
        return words
    if found := _EMOJI_FILE.search(file):
        return "".join(chr(int(code, 16)) for code in re.split("[-_]", found[1]))
    return words if words.startswith(":") and words.endswith(":") else ""


def _is_drawn(words: str) -> bool:
    """Whether it is made of pictographs, flags, keycaps; what joins them, and their variants."""
    kinds = {unicodedata.category(letter) for letter in words if letter != " "}
    drawn = bool(kinds & {"So", "Sk"}) or "\u20e3" in words
    return drawn and kinds <= {"So", "Sk", "Mn", "Me", "Cf", "Nd", "Po", "Sm"}


def _is_nothing(element: Element) -> bool:
    """Whether it is a pixel that counts readers, or a spacer."""
    sizes = [
        element.attributes.get(name, "").strip() or element.style.get(name, "")
        for name in ("width", "height")
    ]
    if element.name == "svg":  # mostly a sign beside words
        return not any(_LARGE.match(size) for size in sizes)
    return any(_SMALL.fullmatch(size) for size in sizes if size)


def _player(source: Source, element: Element, report: Report) -> None:
    address = _address(element)
    if element.name not in _PLAYERS:  # a box that says where its player is
        address = source.words(element, 200)
    player = parse_embed(address)
    if player is not None:
        show(source, element, {"data-embed": player.source_url})
    elif element.name in _PLAYERS and address and not _is_nothing(element):
        report.tell("frames", address)


def _address(element: Element) -> str:
    if element.name == "lite-youtube":
        return f"https://youtu.be/{element.attributes.get('videoid', '')}"
    names = ("data-src", "data-lazy-src", "data-litespeed-src", "src", "data", "url")
    address = next((element.attributes[n] for n in names if element.attributes.get(n)), "").strip()
    if address in {"about:blank", ""}:
        return ""
    return re.sub(r"^(?:http:)?//", "https://", address)
