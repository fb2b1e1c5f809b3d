"""What was not to be seen of a text where it was copied, and the colours that hide words."""

from __future__ import annotations

import re
from typing import Final

from articles.lib.incoming.source import Element

_UNSEEN_CLASS = re.compile(
    r"(?:^|\s)(?:[\w-]+-)?(?:sr-only|screen-?reader(?:-text|-only)?|off-?screen|assistive-text"
    r"|(?:visually-?|is-|u-|element-|a11y-)(?:hidden(?:visually)?|invisible)(?:-focusable)?|accessibility-label"
    r"|eop)(?=\s|$)"
)
#: A class that takes away; on some screens only if another one brings back on others.
_AWAY_CLASS = re.compile(r"(?:^|\s)(?:hidden|d-none)(?=\s|$)(?!.*(?:^|\s)\w+:|.*\sd-\w+-)")
_NUMBER = re.compile(r"(-?[0-9]{0,6}\.?[0-9]{1,6})")
_CLIPPED = re.compile(r"rect\((?:[01]?(?:px)?[\s,]*){4}\)|inset\((?:50|100)%|circle\(0")
NOTHING: Final = re.compile(r"0*\.?0+(?:px|pt|em|rem|%|ex|in|cm|mm)?(?:\s*!important)?")
_SIZES: Final = ("height", "max-height", "width", "max-width")
_SIDES: Final = ("left", "right", "top", "bottom")
_RGB = re.compile(
    r"rgba?\(\s*([0-9]{1,3})[\s,]+([0-9]{1,3})[\s,]+([0-9]{1,3})"
    r"(?:[\s,/]+([0-9]?\.?[0-9]*)%?)?\s*\)"
)
_HEX = re.compile(r"#(?:[0-9a-f]{3}){1,2}")


def is_hidden(element: Element) -> bool:
    """Whether an element was not to be seen, with all that stood in it."""
    attributes, style = element.attributes, element.style
    if element.name == "datalist" or (element.name == "dialog" and "open" not in attributes):
        return True
    if attributes and ("hidden" in attributes or _is_hidden_by_class(element.classes)):
        return True
    return bool(style) and (_is_taken_away(style) or _is_off_screen(style))


def _is_hidden_by_class(classes: str) -> bool:
    return bool(classes and (_UNSEEN_CLASS.search(classes) or _AWAY_CLASS.search(classes)))


def _is_taken_away(style: dict[str, str]) -> bool:
    return (
        style.get("display", "").startswith("none")
        or style.get("mso-hide", "").startswith("all")
        or style.get("content-visibility") == "hidden"
        or "scale(0)" in style.get("transform", "")
        or bool(NOTHING.fullmatch(style.get("opacity", "1")))
    )


def _is_off_screen(style: dict[str, str]) -> bool:
    clip = style.get("clip", "") + style.get("clip-path", "")
    closed = "hidden" in style.get("overflow", "") or "hidden" in style.get("overflow-y", "")
    if closed and any(NOTHING.fullmatch(style.get(size, "1")) for size in _SIZES):
        return True
    if style.get("position", "").startswith(("absolute", "fixed")):
        tiny = _pixels(style, "width", 9) <= 1 and _pixels(style, "height", 9) <= 1
        away = any(_pixels(style, side, 0) <= -999 for side in _SIDES)
        return away or (closed and tiny) or bool(_CLIPPED.search(clip))
    return _pixels(style, "text-indent", 0) <= -999 or clip.startswith("inset(50%")


def _pixels(style: dict[str, str], name: str, otherwise: float) -> float:
    found = _NUMBER.match(style.get(name, ""))
    return float(found[1]) if found else otherwise


def colours(element: Element) -> tuple[str, str]:
    """Return the colour of an element's words, and of what they stand on; "" for no other one."""
    style, attributes = element.style, element.attributes
    if "text" in style.get("background-clip", style.get("-webkit-background-clip", "")):
        return "none", ""  # its letters are cut out of a picture
    ground = style.get("background-color", style.get("background", attributes.get("bgcolor", "")))
    filled = style.get("-webkit-text-fill-color", style.get("color", attributes.get("color", "")))
    return (_as_hex(filled) or "none") if filled else "", _as_hex(ground)


def _as_hex(colour: str) -> str:
    """Return a colour as #rrggbb, "transparent", or "" for what is neither."""
    colour = colour.removesuffix("!important").strip().lower()
    if found := _RGB.match(colour):
        if found[4] is not None and not float(f"0{found[4]}".rstrip(".")):
            return "transparent"
        return "#" + "".join(f"{min(255, int(part)):02x}" for part in found.groups()[:3])
    if _HEX.fullmatch(colour):
        return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])
    return {"white": "#ffffff", "black": "#000000", "transparent": colour}.get(colour, "")
