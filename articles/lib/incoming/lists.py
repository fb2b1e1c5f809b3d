"""Lists that word processors write as paragraphs, or item by item; and items that hold nothing."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from articles.lib.incoming.report import Report
from articles.lib.incoming.source import PARTING, Element, Source, tag, text
from articles.lib.incoming.tags import ITEM
from articles.lib.markup import Token

_LEVEL = re.compile(r"\bl[0-9]+ level([1-9])")
_LIST_CLASS = re.compile(r"(?:^|\s)(?:x_)*mso(?:list\w*|toc-?list)")
_INCHES = re.compile(r"(-?[0-9.]{1,8})(in|pt|cm|px)?")
_A_LEVEL: Final = {"in": 0.5, "pt": 36.0, "cm": 1.27, "px": 48.0}
_SIGNS: Final = "·•o§Øüv‣◦▪■□●○–—-*►➢❖\uf0b7\uf0a7\uf0d8\uf076\uf0fc"
# A bullet or number that stands in the words, with the wide gap behind it.
_WRITTEN = re.compile(
    rf"\s*([{re.escape(_SIGNS)}]|\(?(?:[0-9]{{1,3}}|[a-z]{{1,4}}|[A-Z]{{1,4}})[.)])"
    r"[\xa0 \t]*[\xa0\t][\xa0 \t]*"
)
_LETTERS = re.compile(r"\(?([a-z]+|[A-Z]+)[.):]")
_DIGITS = re.compile(r"[0-9]+|\d+")
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_WORTH: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_HAN: Final = "一二三四五六七八九十"
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LONGEST_BULLET: Final = 24


class Bullet(NamedTuple):
    """What stands before an item: `ul` for a sign, else its number, and how that is written."""

    kind: str
    number: int = 0
    style: str = ""


def read_bullet(written: str, before: Bullet) -> Bullet:
    """Read a bullet; `before` is that of the item before it, to tell the letter i from a one."""
    words = written.replace("\xa0", " ").strip()[:_LONGEST_BULLET]
    if digits := _DIGITS.findall(words):
        return Bullet("ol", int(digits[-1][:6]))
    if letters := _LETTERS.fullmatch(words):
        return _lettered(letters[1], before)
    sign = words[:1]
    if sign in _HAN and sign:
        return Bullet("ol", _HAN.index(sign) + 1)
    number = unicodedata.numeric(sign, 0) if sign else 0
    if number >= 1 and number == int(number):
        return Bullet("ol", int(number))
    return Bullet("ul")


def _lettered(letters: str, before: Bullet) -> Bullet:
    small = letters.lower()
    case = "a" if letters == small else "A"
    place = ord(small[0]) - 96 + 26 * (len(small) - 1)
    goes_on = before.style == case and before.number + 1 == place
    if _ROMAN.fullmatch(small) and not goes_on:
        number = _roman(small)
        if small in {"i", "ii", "iii"} or before.style in {"i", "I"} or len(set(small)) > 1:
            return Bullet("ol", number, "i" if case == "a" else "I")
    if len(set(small)) == 1:
        return Bullet("ol", place, case)
    return Bullet("ol", before.number + 1, before.style)


def _roman(small: str) -> int:
    worth = [_WORTH[letter] for letter in small]
    following = [*worth[1:], 0]
    return sum(-one if one < after else one for one, after in zip(worth, following, strict=True))


def join(source: Source, report: Report) -> None:
    """Tell the paragraphs that are items, with level and bullet, and join what was torn apart."""
    bullets: dict[int, Bullet] = {}
    last: dict[int, Element] = {}  # the last item of each list so far, by where the list begins
    for element in source.seen():
        if element.name in {"p", "div"} | _HEADINGS:
            if _item(source, element, bullets):
                report.counts["lists"] += 1
        elif element.name == "li" and element.parent and element.parent.name in {"ul", "ol"}:
            wrapper = element.parent.parent
            if wrapper and "listcontainerwrapper" in wrapper.classes:
                _set_apart(source, element, element.parent, bullets)
            elif before := last.get(element.parent.at):
                _nest(source, element, before)
            elif "list-style-type" in element.style and element.parent.name == "ol":
                # Google Docs says with each item how the list is numbered.
                styled = {**element.parent.attributes, "style": element.attributes["style"]}
                source.instead[element.parent.at] = [tag("ol", **styled)]
            last[element.parent.at] = element


def _item(source: Source, element: Element, bullets: dict[int, Bullet]) -> bool:
    level = _LEVEL.search(element.style.get("mso-list", ""))
    hanging = element.style.get("text-indent", "").startswith("-")
    if level is None and not hanging and not _LIST_CLASS.search(element.classes):
        return False
    bullet = _ignored(source, element)
    if bullet is None and level is None:
        bullet = _written(source, element)
        if bullet is None:
            return False
    if element.name in _HEADINGS:
        if words := " ".join((bullet or "").replace("\xa0", " ").split()):
            source.before.setdefault(element.at + 1, []).append(text(f"{words} "))
        return False
    depth = int(level[1]) if level else _indent(element)
    for deeper in [one for one in bullets if one > depth]:
        del bullets[deeper]
    bullets[depth] = read_bullet(bullet or "", bullets.get(depth, Bullet("ul")))
    source.instead[element.at] = [_as_item(depth, bullets[depth])]
    return True


def _as_item(depth: int, bullet: Bullet) -> Token:
    number = str(bullet.number) if bullet.kind == "ol" else ""
    return tag(ITEM, level=str(depth), kind=bullet.kind, number=number, type=bullet.style)


def _ignored(source: Source, element: Element) -> str | None:
    """Return the bullet that Word marked as one, and leave it out."""
    for index in element.inner[:40]:
        token = source.tokens[index]
        if token.start and "mso-list" in token.attributes.get("style", "").lower():
            inner = source.at(index)
            if inner and inner.style.get("mso-list") == "ignore":
                source.drop(inner)
                return source.words(inner, 60)
    return None


def _written(source: Source, element: Element) -> str | None:
    """Return a bullet that stands in the words of an item, and leave it out."""
    gathered, indices = "", []
    for index in element.inner[:40]:
        words = source.tokens[index].text
        if not words:
            continue
        if gathered and words.strip(" \xa0\t\n\r"):
            break
        gathered += words
        indices.append(index)
        if (
            words.strip(" \xa0\t\n\r")
            and not _WRITTEN.match(gathered)
            and len(words) > _LONGEST_BULLET
        ):
            break
    found = _WRITTEN.match(gathered)
    if not found:
        return None
    left = found.end()
    for index in indices:
        words = source.tokens[index].text
        kept = words[left:]
        left = max(0, left - len(words))
        source.instead[index] = [source.tokens[index]._replace(text=kept)] if kept else []
    return found[1]


def _indent(element: Element) -> int:
    margin = element.style.get("margin-left", "") or element.style.get("margin", "").split(" ")[-1]
    found = _INCHES.match(margin)
    if not found:
        return 1
    try:
        size = float(found[1])
    except ValueError:
        return 1
    return min(9, max(1, round(size / _A_LEVEL[found[2] or "pt"])))


def _set_apart(
    source: Source, element: Element, around: Element, bullets: dict[int, Bullet]
) -> None:
    """An item of Word online has a list of its own, whatever its level."""
    level = element.attributes.get("data-aria-level", element.attributes.get("aria-level", "1"))
    depth = int(level[0]) if level[:1].isdecimal() and level[0] != "0" else 1
    place = element.attributes.get("data-aria-posinset", around.attributes.get("start", ""))
    before = bullets.get(depth, Bullet("ol"))
    number = int(place[:6]) if place.isdecimal() else before.number + 1
    style = around.attributes.get("type", "") if around.name == "ol" else ""
    bullets[depth] = bullet = Bullet(around.name, number, style)
    source.instead[around.at] = []
    source.instead[element.at] = [_as_item(depth, bullet)]
    for one in (around, element):
        if one.closed:
            source.instead[one.end - 1] = [PARTING]
    # The item itself is a paragraph now; the first one within it is its words.
    first = _first_within(source, element)
    if first is not None and first.name in {"p", "div"}:
        source.instead[first.at] = []


def _nest(source: Source, element: Element, before: Element) -> None:
    """What holds nothing but a list was made to nest it: the list belongs to the item before."""
    first = _first_within(source, element)
    if first is not None and first.name in {"ul", "ol"}:
        source.instead[element.at] = []
        if before.closed:
            source.instead[before.end - 1] = []


def _first_within(source: Source, element: Element) -> Element | None:
    """Return the element that an element begins with; None if words come first."""
    for index in element.inner:
        token = source.tokens[index]
        if token.start:
            return source.at(index)
        if token.text.strip() or token.end:
            return None
    return None
