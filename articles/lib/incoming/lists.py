"""Lists that word processors write as paragraphs, or item by item; and items that hold nothing."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from articles.lib.html.items import numbering
from articles.lib.html.markup import Token
from articles.lib.incoming.report import Report
from articles.lib.incoming.source import HEADINGS, PARTING, Element, Source, tag, text
from articles.lib.incoming.tags import ITEM

_LEVEL = re.compile(r"\bl[0-9]+ level([1-9])")
_LIST_CLASS = re.compile(r"(?:^|\s)(?:x_)*mso(?:list\w*|toc-?list)")
_INCHES = re.compile(r"(-?[0-9.]{1,8})(in|pt|cm|px)?")
_A_LEVEL: Final = {"in": 0.5, "pt": 36.0, "cm": 1.27, "px": 48.0}
_SIGNS: Final = "·•o§Øüv‣◦▪■□●○–—-*►➢❖\uf0b7\uf0a7\uf0d8\uf076\uf0fc"
# A bullet that stands in the words, or a number with the wide gap behind it.
_WRITTEN = re.compile(
    rf"\s*([{re.escape(_SIGNS)}](?=[\xa0 \t]*[\xa0\t])"
    r"|\(?(?:[0-9]{1,3}|[a-z]{1,4}|[A-Z]{1,4})[.)](?=[\xa0 ]*(?:\t|\xa0[\xa0 \t]| \xa0)))"
    r"[\xa0 \t]*"
)
#: A number with a word before it, as in "Article II": words of the text.
_LABEL = re.compile(r"\W*[^\W\d_]{2,}\W+\w|§\s*[0-9]")
#: How deep items of flat lists say that they are, and what is counted from zero.
_DEPTHS: Final = (("data-aria-level", 0), ("aria-level", 0), ("data-stringify-indent", 1))
_DEPTH_CLASS = re.compile(r"(?:ql-indent-|lst-kix_\w+-)([0-9])\b")
_ORDERS: Final = ("decimal", "lower-", "upper-")
_DOTS: Final = ("disc", "circle", "square")
_LETTERS = re.compile(r"\(?([a-z]+|[A-Z]+)[.):]")
_STEPS = re.compile(r"\(?[0-9][\w.]*[.\s]([a-z]+|[A-Z]+)[.):]*")  # as in 1.a
_DIGITS = re.compile(r"[0-9]+|\d+")
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_WORTH: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_HAN: Final = "一二三四五六七八九十"
_LISTS: Final = frozenset({"ul", "ol"})
_TELLS: Final = frozenset({"data-aria-posinset", "data-list"})
_POINT: Final = "mso-special-format"  # PowerPoint's bullets
_UNNUMBERED: Final = frozenset({"bullet", "checked", "unchecked"})  # as Quill names them
_LONGEST_BULLET: Final = 24


class Bullet(NamedTuple):
    """What stands before an item: `ul` for a sign, else its number, and how that is written."""

    kind: str
    number: int = 0
    style: str = ""


def read_bullet(written: str, before: Bullet) -> Bullet:
    """Read a bullet; `before` is that of the item before it, to tell the letter i from a one."""
    words = written.replace("\xa0", " ").strip()[:_LONGEST_BULLET]
    if letters := _LETTERS.fullmatch(words) or _STEPS.fullmatch(words):
        return _lettered(letters[1], before)
    if digits := _DIGITS.findall(words):
        return Bullet("ol", int(digits[-1][:6]))
    sign = words[:1]
    if sign in _HAN and sign:
        return Bullet("ol", _HAN.index(sign) + 1)
    number = unicodedata.numeric(sign, 0) if sign else 0
    if number >= 1 and number == int(number):
        return Bullet("ol", int(number))
    if sign.isalpha() and words[-1] in ".)":
        return Bullet("ol", before.number + 1)  # a letter of another script
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
    flat, begun = _flat(source), set[int]()
    for element in source.seen():
        if element.name in {"p", "div"} | HEADINGS:
            if _item(source, element, bullets):
                report.counts["lists"] += 1
        elif element.name in _LISTS:
            _look_at_style(source, element)
        elif element.name == "li" and (around := element.parent) and around.name in _LISTS:
            if around.at in flat:
                _set_apart(source, element, around, bullets)
            elif around.at not in begun:
                _number(source, element, around)
            begun.add(around.at)


def _number(source: Source, first: Element, around: Element) -> None:
    """Google Docs says with each item how the list is numbered."""
    if "list-style-type" in first.style and around.name == "ol":
        styled = {**around.attributes, "style": first.attributes["style"]}
        source.instead[around.at] = [tag("ol", **styled)]


def _look_at_style(source: Source, element: Element) -> None:
    """A list is numbered, or dotted, if its style says so."""
    style = element.style.get("list-style-type", element.style.get("list-style", ""))
    style = style or element.attributes.get("type", "")
    if element.name == "ul" and (style.startswith(_ORDERS) or style in {*"1aAiI"}):
        source.rename(element, tag("ol", **element.attributes))
    elif element.name == "ol" and style.startswith(_DOTS):
        source.rename(element, tag("ul"))


def _flat(source: Source) -> set[int]:
    """Return where lists begin whose items say how deep they are, but stand in no other."""
    outer: Element | None = None
    depths: dict[int, list[int]] = {}
    told = False
    for element in source.seen() if source.has(_LISTS) else ():
        if element.name in _LISTS:
            if outer and element.at < outer.end:
                depths.pop(outer.at, None)
            else:
                outer = element
                depths[element.at] = []
        elif element.name == "li" and outer and element.parent is outer and outer.at in depths:
            depths[outer.at].append(_depth(element))
            told = told or depths[outer.at][-1] > 1 or bool(_TELLS & element.attributes.keys())
            told = told or _is_wrapped(outer)
    return {at for at, found in depths.items() if told and found and all(found)}


def _is_wrapped(around: Element) -> bool:
    """Whether it is a list of Word online, which has one item."""
    return around.parent is not None and "listcontainerwrapper" in around.parent.classes


def _depth(element: Element) -> int:
    """Return how deep an item says that it is; 0 if it says nothing."""
    for name, more in _DEPTHS:
        if (depth := element.attributes.get(name, "")[:1]).isdecimal():
            return max(1, int(depth) + more)
    around = element.parent
    if found := _DEPTH_CLASS.search(f"{element.classes} {around.classes if around else ''}"):
        return int(found[1]) + 1
    return int("data-list" in element.attributes or bool(around and _is_wrapped(around)))


def _item(source: Source, element: Element, bullets: dict[int, Bullet]) -> bool:
    level = _LEVEL.search(element.style.get("mso-list", ""))
    hanging = element.style.get("text-indent", "").startswith("-")
    shown = element.style.get("display", "") == "list-item"
    shown = shown or element.attributes.get("role") == "listitem"
    first = source.tokens[element.at + 1 : element.at + 2]
    pointed = bool(first) and _POINT in first[0].attributes.get("style", "")
    if not (level or hanging or shown or pointed or _LIST_CLASS.search(element.classes)):
        return False
    bullet = _ignored(source, element)
    if bullet is None:
        bullet = _written(source, element)
    if bullet is None and not (level or shown):
        return False
    words = " ".join((bullet or "").replace("\xa0", " ").split())
    if element.name in HEADINGS or _LABEL.match(words):
        if words:
            source.before.setdefault(element.at + 1, []).append(text(f"{words} "))
        return False
    depth = int(level[1]) if level else _depth(element) or _indent(element)
    before = _of_level(bullets, depth) or Bullet("ul")
    bullets[depth] = read_bullet(words, before)
    source.instead[element.at] = [_as_item(depth, bullets[depth])]
    return True


def _of_level(bullets: dict[int, Bullet], depth: int) -> Bullet | None:
    """Return the last bullet that deep; those of deeper items are done."""
    for deeper in [one for one in bullets if one > depth]:
        del bullets[deeper]
    return bullets.get(depth)


def _as_item(depth: int, bullet: Bullet) -> Token:
    number = str(bullet.number) if bullet.kind == "ol" else ""
    return tag(ITEM, level=str(depth), kind=bullet.kind, number=number, type=bullet.style)


def _ignored(source: Source, element: Element) -> str | None:
    """Return the bullet that Word marked as one, and leave it out."""
    for index in element.inner[:40]:
        token = source.tokens[index]
        style = token.attributes.get("style", "").lower() if token.start else ""
        if "mso-list" in style or _POINT in style:
            inner = source.at(index)
            if inner and (inner.style.get("mso-list") == "ignore" or _POINT in inner.style):
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
    """An item that says itself how deep it is is a paragraph, whatever list it stands in."""
    depth = _depth(element)
    attributes = element.attributes
    kind = "ul" if attributes.get("data-list") in _UNNUMBERED else around.name
    before = _of_level(bullets, depth)
    begun = around.attributes.get("start", "1")
    if before and before.kind == kind and around.at in source.instead:
        begun = str(before.number + 1)
    place = attributes.get("data-aria-posinset", attributes.get("value", begun))
    style = numbering({**around.attributes, **attributes}) if kind == "ol" else ""
    bullets[depth] = bullet = Bullet(kind, int(place[:6]) if place.isdecimal() else 1, style)
    source.instead[around.at] = []
    source.instead[element.at] = [_as_item(depth, bullet)]
    for one in (around, element):
        if one.closed:
            source.instead[one.end - 1] = [PARTING]
    # The item itself is a paragraph now; the first one within it is its words.
    first = _first_within(source, element)
    if first is not None and first.name in {"p", "div"}:
        source.instead[first.at] = []


def _first_within(source: Source, element: Element) -> Element | None:
    """Return the element that an element begins with; None if words come first."""
    for index in element.inner:
        token = source.tokens[index]
        if token.start:
            return source.at(index)
        if token.text.strip() or token.end:
            return None
    return None
