"""What is planned as an iCalendar (RFC 5545): all times in UTC, which every program understands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

#: Octets of a line, without its end (RFC 5545, 3.1).
LONGEST = 75
#: What no text may hold, but for what is written as an escape.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Event:
    """One of the calendar. The same `uid` is the same event, newer with a higher `sequence`."""

    uid: str
    at: datetime
    summary: str
    sequence: int
    modified: datetime
    end: datetime | None = None
    place: str = ""
    description: str = ""
    url: str = ""
    category: str = ""
    is_certain: bool = True


def calendar(name: str, events: Iterable[Event], host: str) -> bytes:
    """The whole, with CRLF and folded lines."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{escaped(host)}//Newsportal//EN",
        "CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
        "X-PUBLISHED-TTL:PT15M",
    ]  # fmt: skip
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{moment(event.modified)}"
    yield f"LAST-MODIFIED:{moment(event.modified)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART:{moment(event.at)}"
    if event.end is not None and event.end > event.at:
        yield f"DTEND:{moment(event.end)}"
    yield f"SUMMARY:{escaped(event.summary)}"
    for name, text in (
        ("LOCATION", event.place),
        ("DESCRIPTION", event.description),
        ("CATEGORIES", event.category),
    ):
        if text:
            yield f"{name}:{escaped(text)}"
    if event.url:
        yield f"URL:{CONTROLS.sub('', event.url)}"
    yield f"STATUS:{'CONFIRMED' if event.is_certain else 'TENTATIVE'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def moment(at: datetime) -> str:
    """A moment in UTC, to the second."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A text value (RFC 5545, 3.3.11)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    text = CONTROLS.sub("", text.encode(errors="replace").decode())
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def folded(line: str) -> bytes:
    """The line with its end; after 75 octets it goes on in the next one, behind a blank. No
    character is cut in two."""
    parts, part = [], b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > LONGEST:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
