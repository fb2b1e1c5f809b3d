"""The fonts that cards are drawn with: a folder of one's own, those that come with the portal,
those of the machine, in this order.

A face says of each character whether it has it, so that nothing is drawn as an empty box.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PIL import ImageFont

BOLD: Final = 700
#: Packages of fonts: one that the portal needs, and one with Chinese, Japanese and Korean.
_PACKAGES: Final = ("manimgx_fonts", "manimgx_fonts_cjk")
_SYSTEM: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
#: Of the machine's, families with one design for many scripts; no leaning or narrow ones.
_KNOWN: Final = re.compile(
    r"(?:NotoSans|SourceHanSans|DejaVuSans|NanumGothic|wqy-)(?!.*(?:Mono|Italic|Oblique|Condensed"
    r"|Light|Thin|Black|Math)).*",
    re.IGNORECASE,
)
_FILES: Final = frozenset({".ttf", ".otf", ".ttc"})
#: The place of a language's shapes in a collection of Chinese, Japanese and Korean.
_HAN: Final = {"ja": 0, "ko": 1, "zh": 2, "zh-hant": 3, "zh-tw": 3, "zh-mo": 3, "zh-hk": 4}
_SMALL: Final = 24  # pixels, to look a character up
#: In no font of the world (a noncharacter): shows what a face draws in place of what it lacks.
_NOTHING: Final = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Face:
    """A font, as its file and its place in it."""

    path: str
    index: int = 0

    @property
    def is_pictorial(self) -> bool:
        """Whether it is one of signs, whose digits are not for text."""
        return "Emoji" in self.path or "Symbols" in self.path

    def font(self, size: int) -> ImageFont.FreeTypeFont:
        """It at that many pixels, bold where it can be."""
        return _font(self, size)

    def has(self, character: str) -> bool:
        """Whether it draws that character."""
        return _has(self, character)


@lru_cache(maxsize=64)
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(face.path, size, face.index)
    try:
        axes = font.get_variation_axes()
    except OSError:
        return font  # of one weight
    wanted = {b"Weight": BOLD}
    font.set_variation_by_axes(
        [
            min(wanted.get(axis["name"] or b"", axis["default"] or 0), axis["maximum"] or BOLD)
            for axis in axes
        ]
    )
    return font


@cache
def _plain(face: Face) -> tuple[ImageFont.FreeTypeFont, bytes]:
    basic = ImageFont.Layout.BASIC
    font = ImageFont.truetype(face.path, _SMALL, face.index, layout_engine=basic)
    return font, _drawn(font, _NOTHING)


@lru_cache(maxsize=20_000)
def _has(face: Face, character: str) -> bool:
    font, missing = _plain(face)
    if character.isspace():
        return True
    drawn = _drawn(font, character)
    return bool(drawn) and drawn != missing


def _drawn(font: ImageFont.FreeTypeFont, character: str) -> bytes:
    mask, offset = font.getmask2(character, mode="L")
    return bytes(mask) + repr((mask.size, offset)).encode() if mask.size[0] else b""


@cache
def faces(language: str, own: str = "") -> tuple[Face, ...]:
    """The faces for a text of that language, the best first; `own` is a folder of the paper's."""
    found: list[Face] = []
    for path in (*_own(own), *_packaged(), *_of_machine()):
        for index in dict.fromkeys((_place(path, language), 0)):
            face = Face(str(path), index)
            if _opens(face):
                found.append(face)
                break
    return tuple(sorted(found, key=lambda face: face.is_pictorial))


def _place(path: Path, language: str) -> int:
    if path.suffix.lower() != ".ttc" or "CJK" not in path.name:
        return 0
    tag = language.lower()
    return _HAN.get(tag, _HAN.get(tag.partition("-")[0], _HAN["zh"]))


def _opens(face: Face) -> bool:
    try:
        _plain(face)
    except OSError:
        return False
    return True


def _own(folder: str) -> list[Path]:
    return _files(Path(folder)) if folder else []


@cache
def _packaged() -> tuple[Path, ...]:
    found: list[Path] = []
    for name in _PACKAGES:
        spec = find_spec(name)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            found += [path for path in _files(Path(folder)) if "Italic" not in path.name]
    # Latin, Greek and Cyrillic first: what other scripts' fonts have of these is for digits.
    return tuple(sorted(found, key=lambda path: not path.name.startswith("NotoSans[")))


@cache
def _of_machine() -> tuple[Path, ...]:
    found = [path for root in _SYSTEM for path in _files(root) if _KNOWN.fullmatch(path.name)]
    return tuple(sorted(found, key=lambda path: ("Bold" not in path.name, path.name)))


def _files(root: Path) -> list[Path]:
    try:
        return sorted(path for path in root.rglob("*") if path.suffix.lower() in _FILES)
    except OSError:
        return []
