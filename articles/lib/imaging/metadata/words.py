"""The words that a picture brings with it, cleaned, from XMP, IPTC and EXIF."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from articles.lib.imaging.formats.container import Container
from articles.lib.imaging.metadata import exif, iptc, xmp

#: The most characters of each text; a keyword and a name have the default's.
_LENGTHS = {"headline": 300, "caption": 2_000, "alt_text": 1_000, "licence": 500, "terms": 1_000}
_LENGTH = 200
_MOST_ITEMS = 50
_MOMENT = re.compile(
    r"(\d{4})[-:]?(\d\d)[-:]?(\d\d)"
    r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?"
)


@dataclass(frozen=True, slots=True)
class Words:
    """What a picture's metadata tell; empty where they are silent.

    `licence` is an http(s) address; `terms` are words. `taken_at` has a time zone only where
    one was written. Nothing here tells coordinates; city and country were typed by somebody.
    """

    headline: str = ""
    caption: str = ""
    alt_text: str = ""
    credit: str = ""
    creator: str = ""
    copyright: str = ""
    licence: str = ""
    terms: str = ""
    taken_at: datetime | None = None
    city: str = ""
    country: str = ""
    keywords: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def gather(container: Container) -> Words:
    """The words in a file's blocks of metadata: XMP before IPTC before EXIF.

    Broken ones are passed over; none is a reason to refuse a picture.
    """
    from_iptc, charset = iptc.fields(container.iptc)
    sources = [
        xmp.fields(container.xmp),
        {name: [_text(one, charset) for one in found] for name, found in from_iptc.items()},
        {
            name: [_text(one, "utf-8") for one in found]
            for name, found in exif.fields(container.exif).items()
        },
    ]
    return Words(
        **{
            name: _one(name, sources)
            for name in ("headline", "caption", "alt_text", "credit", "creator", "copyright")
        },
        licence=_address(_one("licence", sources)),
        terms=_one("terms", sources),
        taken_at=_moment(sources),
        city=_one("city", sources),
        country=_one("country", sources),
        keywords=_many("keywords", sources),
        people=_many("people", sources),
    )


def _text(value: bytes, charset: str) -> str:
    try:
        return value.decode(charset)
    except UnicodeDecodeError:
        return value.decode("latin-1")


def clean(text: str, most: int = _LENGTH) -> str:
    """`text` in one normal form, without control characters, of at most `most` characters."""
    kept = "".join(
        " " if char.isspace() else char
        for char in text[: 4 * most]
        if char.isspace() or unicodedata.category(char) not in {"Cc", "Cs", "Co", "Cn"}
    )
    plain = " ".join(unicodedata.normalize("NFC", _without_overrides(kept)).split())
    return plain if len(plain) <= most else f"{plain[: most - 1].rstrip()}…"


def _without_overrides(text: str) -> str:
    """Marks that turn the direction of what follows them would turn the page's words too."""
    return re.sub("[\u202a-\u202e\u2066-\u2069\ufeff]", "", text)


def _one(name: str, sources: Iterable[Mapping[str, list[str]]]) -> str:
    most = _LENGTHS.get(name, _LENGTH)
    for source in sources:
        text = clean(", ".join(dict.fromkeys(source.get(name, [])[:_MOST_ITEMS])), most)
        if text:
            return text
    return ""


def _many(name: str, sources: Iterable[Mapping[str, list[str]]]) -> tuple[str, ...]:
    for source in sources:
        found = dict.fromkeys(filter(None, map(clean, source.get(name, [])[:_MOST_ITEMS])))
        if found:
            return tuple(found)
    return ()


def _address(text: str) -> str:
    """`text` where it is a web address as a whole, else empty."""
    return text if re.fullmatch(r"https?://[^\s<>\"'`\\]+", text, re.IGNORECASE) else ""


def _moment(sources: Iterable[Mapping[str, list[str]]]) -> datetime | None:
    """The first moment that the calendar knows; a date alone means its midnight."""
    for source in sources:
        for text in source.get("taken_at", [])[:1]:
            found = _MOMENT.match(text.strip("\0 "))
            if not found:
                continue
            year, month, day, hour, minute, second, zone = found.groups()
            moment = f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}"
            try:
                return datetime.fromisoformat(f"{moment}{zone or ''}")
            except ValueError:
                continue
    return None
