"""Pictures and players in a text: what can come along, and what has to be told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from articles.lib.embeds import parse_embed
from articles.lib.incoming.report import Report
from articles.lib.incoming.source import Element, Source, tag, text
from articles.lib.markup import Token

#: The address of a picture that was taken out of the clipboard before, by its number there.
_TAKEN: Final = re.compile(r"desk-paste:([0-9]{1,3})")
_EMOJI_CLASS: Final = re.compile(r"emoji|emoticon|smiley")
_SMALL: Final = re.compile(r"[0-2](?:px)?")
_NEAR: Final = 8  # elements between a picture and its figure
_LONGEST_EMOJI: Final = 16


def take_along(source: Source, report: Report, taken: Mapping[int, int]) -> None:
    """Put characters for emoji, pictures of the library for those of the clipboard (`taken`, by
    their number in it), and players for frames; tell of what stays behind."""
    for element in source.seen():
        if element.name in {"img", "v:imagedata", "input"}:
            _picture(source, element, report, taken)
        elif element.name in {"iframe", "embed", "object"}:
            _player(source, element, report)
        elif element.name == "math":
            report.tell("formulas", element.attributes.get("alttext", ""))
        elif element.name in {"video", "audio"}:
            source.drop(element)
            report.tell("frames", element.attributes.get("src", ""))


def _picture(source: Source, element: Element, report: Report, taken: Mapping[int, int]) -> None:
    attributes = element.attributes
    if element.name == "input" or attributes.get("aria-roledescription") == "checkbox":
        if box := _box(element):
            # Before the words that it stands beside, which may be in a block of their own.
            beside = range(element.at, min(element.at + _NEAR, len(source.tokens)))
            at = next((one for one in beside if source.tokens[one].text.strip()), element.at)
            source.before.setdefault(at, []).append(text(box))
            source.instead[element.at] = []
        return
    words = " ".join(attributes.get("alt", "").split())
    if _is_emoji(element, words):
        source.instead[element.at] = [text(words or attributes.get("data-emoji", ""))]
        return
    place = _TAKEN.fullmatch(attributes.get("src", ""))
    if place and int(place[1]) in taken:
        _show(source, element, {"data-picture": str(taken[int(place[1])])})
    elif not _is_nothing(element):
        report.tell("pictures", words)


def _show(source: Source, element: Element, shown: dict[str, str]) -> None:
    """Put a figure of ours in its place: for the figure around it, which may have a caption."""
    near = (one for one, _ in zip(element.around(), range(_NEAR), strict=False))
    around = next((one for one in near if one.name == "figure"), None)
    if around is not None and around.at not in source.instead:
        source.instead[around.at] = [tag("figure", **shown)]
        source.instead[element.at] = []
    else:
        source.instead[element.at] = [tag("figure", **shown), Token(end="figure")]


def _box(element: Element) -> str:
    attributes = element.attributes
    if element.name == "input":
        if attributes.get("type", "").lower() != "checkbox":
            return ""
        return "☑ " if "checked" in attributes else "☐ "
    return "☐ " if "unchecked" in attributes.get("alt", "unchecked").lower() else "☑ "


def _is_emoji(element: Element, words: str) -> bool:
    if not words or len(words) > _LONGEST_EMOJI:
        return False
    attributes = element.attributes
    named = " ".join((element.classes, *attributes)) + attributes.get("src", "").lower()
    if words.startswith(":") and words.endswith(":") and _EMOJI_CLASS.search(named):
        return True
    kinds = {unicodedata.category(letter) for letter in words if letter != " "}
    # Pictographs, flags, keycaps; what joins them, and variation selectors.
    drawn = bool(kinds & {"So", "Sk"}) or "\u20e3" in words
    return drawn and kinds <= {"So", "Sk", "Mn", "Me", "Cf", "Nd", "Po", "Sm"}


def _is_nothing(element: Element) -> bool:
    """Whether it is a pixel that counts readers, or a spacer."""
    sizes = [
        element.attributes.get(name, "").strip() or element.style.get(name, "")
        for name in ("width", "height")
    ]
    return any(_SMALL.fullmatch(size) for size in sizes if size)


def _player(source: Source, element: Element, report: Report) -> None:
    address = _address(element)
    player = parse_embed(address)
    if player is not None:
        _show(source, element, {"data-embed": player.source_url})
    elif address and not _is_nothing(element):
        report.tell("frames", address)


def _address(element: Element) -> str:
    names = ("src", "data-src", "data-lazy-src", "data", "data-litespeed-src")
    address = next((element.attributes[n] for n in names if element.attributes.get(n)), "").strip()
    if address in {"about:blank", ""}:
        return ""
    return re.sub(r"^(?:http:)?//", "https://", address)
