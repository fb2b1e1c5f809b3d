"""Reads the demo newsroom's files: stories, pictures and staff as they lie in this folder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

HERE = Path(__file__).parent
SVG = "{http://www.w3.org/2000/svg}"
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class StorySource:
    """A story's file: its head, and its body with figures that name their pictures."""

    section: str
    head: dict[str, object]
    body: str

    @property
    def offset(self) -> timedelta | None:
        """How far from now it is published: negative for the past, None for never."""
        when = str(self.head.get("when", ""))
        return age(when) if when else None


@dataclass(frozen=True, slots=True)
class PictureSource:
    """A picture's files: the drawing says its words, the JPEG beside it is what is uploaded."""

    slug: str
    file: Path
    caption: str
    alt_text: str
    focus: tuple[float, float]


def age(said: str) -> timedelta:
    """`25m`, `3h`, `2d`, `5w` as time before now; with `in ` before it, as time to come."""
    match = re.fullmatch(r"(in )?([0-9]+)([mhdw])", said)
    if match is None:
        raise ValueError(f"{said!r} is not an age such as 25m, 3h, 2d, 5w or in 2h.")
    span = timedelta(**{_UNITS[match[3]]: int(match[2])})
    return span if match[1] else -span


def stories() -> Iterator[StorySource]:
    """Every story, in the order of its file's name."""
    for file in sorted(HERE.glob("stories/*/*.html")):
        _empty, head, body = file.read_text(encoding="utf-8").split("+++\n", 2)
        yield StorySource(file.parent.name, tomllib.loads(head), body.strip())


def pages() -> Iterator[tuple[dict[str, object], str]]:
    """Head and body of the paper's own pages, in the order in which the footer names them."""
    for file in sorted(HERE.glob("pages/*.html")):
        _empty, head, body = file.read_text(encoding="utf-8").split("+++\n", 2)
        yield tomllib.loads(head), "".join(body.strip().splitlines())


def templates() -> Iterator[tuple[dict[str, Any], str]]:
    """Head and body of the templates, in their order."""
    for file in sorted(HERE.glob("templates/*.html")):
        _empty, head, body = file.read_text(encoding="utf-8").split("+++\n", 2)
        yield tomllib.loads(head), "".join(body.strip().splitlines())


def pictures() -> Iterator[PictureSource]:
    """Every picture whose drawing and JPEG lie here."""
    for drawing in sorted(HERE.glob("pictures/*.svg")):
        root = ElementTree.parse(drawing).getroot()
        x, y = map(float, root.attrib["data-focal"].split())
        yield PictureSource(
            slug=drawing.stem,
            file=drawing.with_suffix(".jpg"),
            caption=(root.findtext(f"{SVG}title") or "").strip(),
            alt_text=(root.findtext(f"{SVG}desc") or "").strip(),
            focus=(x, y),
        )


def authors() -> list[dict[str, Any]]:
    """The staff."""
    staff: list[dict[str, Any]] = tomllib.loads((HERE / "authors.toml").read_text())["author"]
    return staff
