"""A social card as a picture: the headline on the section's colour, the paper below it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial
from typing import Final

from PIL import Image, ImageDraw

from articles.lib.branding import colours
from articles.lib.cards.fonts import Face, faces
from articles.lib.cards.lines import MEASURED_AT, fitted
from articles.lib.cards.runs import Direction, drawable, runs
from articles.lib.text.scripts import script_of

SIZE: Final = (1_200, 630)
MOST_BYTES: Final = 60_000
#: What it is drawn by: a change of it makes all cards out of date.
RECIPE: Final = 1
MARGIN: Final = 72
#: Words on the section's colour, and those on the strip below.
PAPER, INK = "#fcfaf6", "#141a26"
#: Where the headline is, from top to bottom, and where the strip begins.
HEAD: Final = (148, 488)
STRIP: Final = 516
LABEL, NAME = 34, 42
SIZES: Final = (104, 96, 88, 80, 74, 68, 62, 56, 52, 48, 44)
LOGO: Final = (520, 60)
#: Scripts whose letters stand within a height; the others have marks above and below.
_LEVEL: Final = frozenset(
    {"latin", "cyrillic", "greek", "hebrew", "armenian", "georgian", "han", "kana", "hangul", ""}
)


@dataclass(frozen=True, slots=True)
class Card:
    """What is drawn. `colour` is #rrggbb, `logo` a picture in bytes, or b"" for the name alone;
    `fonts` a folder of fonts that come before ours, or ""."""

    headline: str
    section: str
    colour: str
    language: str
    direction: Direction
    paper: str
    logo: bytes = b""
    fonts: str = ""


def ground(colour: str) -> str:
    """The colour, dark enough for words of the paper's colour on it."""
    return colours.readable(colour if colours.is_one(colour) else INK, (PAPER,))


def draw(card: Card) -> tuple[bytes, str]:
    """The card's file, at most `MOST_BYTES`, and how its name ends."""
    image = Image.new("RGB", SIZE, ground(card.colour))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, STRIP, *SIZE), fill=PAPER)
    words = _Words(pen, faces(card.language, card.fonts), card.direction)
    words.line(card.section, 72 + LABEL, LABEL, PAPER)
    words.headline(card.headline)
    if not (card.logo and _logo(image, card)):
        words.line(card.paper, (STRIP + SIZE[1]) // 2 + NAME // 3, NAME, INK)
    return _file(image)


class _Words:
    """Sets words, from the side on which the language begins."""

    def __init__(
        self, pen: ImageDraw.ImageDraw, found: tuple[Face, ...], direction: Direction
    ) -> None:
        self.pen, self.faces, self.direction = pen, found, direction
        self.width = SIZE[0] - 2 * MARGIN

    def headline(self, text: str) -> None:
        """As large as it fits; nothing where a letter of it has no font."""
        text = drawable(text, self.faces)
        if not text:
            return
        top, bottom = HEAD
        is_level = script_of(text) in _LEVEL
        leading, rise = (1.16, 0.8) if is_level else (1.42, 1.05)
        found = fitted(
            text,
            partial(self.length, size=MEASURED_AT),
            width=self.width,
            height=bottom - top,
            sizes=SIZES,
            leading=leading,
        )
        for number, line in enumerate(found.lines):
            baseline = top + round(found.size * (rise + number * leading))
            self.put(line, baseline, found.size, PAPER)

    def line(self, text: str, baseline: int, size: int, colour: str) -> None:
        """One line, which ends on a word where it is too long."""
        text = drawable(text, self.faces)
        if text:
            measure = partial(self.length, size=MEASURED_AT)
            box = {"width": self.width, "height": round(size * 1.5)}
            found = fitted(text, measure, **box, sizes=(size,), leading=1.5)
            self.put(found.lines[0], baseline, size, colour)

    def length(self, text: str, size: int) -> float:
        """In pixels."""
        return sum(
            run.face.font(size).getlength(run.text, direction=run.direction)
            for run in runs(text, self.faces, self.direction)
        )

    def put(self, text: str, baseline: int, size: int, colour: str) -> None:
        """A line at that height."""
        across = float(MARGIN)
        if self.direction == "rtl":
            across = SIZE[0] - MARGIN - self.length(text, size)
        for run in runs(text, self.faces, self.direction):
            font, way = run.face.font(size), run.direction
            place = (across, baseline)
            self.pen.text(place, run.text, fill=colour, font=font, anchor="ls", direction=way)
            across += font.getlength(run.text, direction=way)


def _logo(image: Image.Image, card: Card) -> bool:
    """Put the logo on the strip; False where it can't be read."""
    try:
        with Image.open(io.BytesIO(card.logo), formats=("PNG",)) as opened:
            logo = opened.convert("RGBA")
    except OSError:
        return False
    logo.thumbnail(LOGO, Image.Resampling.LANCZOS)
    left = MARGIN if card.direction == "ltr" else SIZE[0] - MARGIN - logo.width
    image.paste(logo, (left, (STRIP + SIZE[1] - logo.height) // 2), logo)
    return True


def _file(image: Image.Image) -> tuple[bytes, str]:
    """Few colours keep letters sharp; what has too many for that is a photograph's."""
    buffer = io.BytesIO()
    few = image.quantize(64, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(buffer, "PNG", optimize=True)
    quality = 90
    while buffer.tell() > MOST_BYTES and quality > 20:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        quality -= 10
    return buffer.getvalue(), "png" if buffer.getvalue()[:4] == b"\x89PNG" else "jpg"
