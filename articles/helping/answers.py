"""What is kept of a model's answer: texts of a length, without mark-up and links. It is read as
strictly as anything that comes from outside."""

from __future__ import annotations

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from articles.helping.client import NoAnswer
from articles.lib.html import canonical, sanitiser
from articles.lib.text import visible
from articles.lib.text.graphemes import start_of

_THOUGHT = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)
_TAGS = re.compile(r"<[a-z/!?][^<>]{0,2000}>?", re.IGNORECASE)
_NAMED_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,2000}\)")
_LINK = re.compile(
    r"\(?\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.|mailto:|javascript:|data:)[^\s<>\"”)\]]+\)?",
    re.IGNORECASE,
)
_STARS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|`)(\S(?:.{0,500}?\S)?)\1(?!\w)")
_BULLET = re.compile(r"^\s*(?:[-*•‣–]|\d{1,2}[.)])\s+")
#: Texts of an answer that are looked at.
MOST = 400


def texts(said: str, most: int, longest: int) -> list[str]:
    """The first `most` texts of the answer, each of at most `longest` characters. Raises NoAnswer
    where it is not of the form that was asked for."""
    found = [plain(one, longest) for one in listed(said)]
    kept = [one for one in dict.fromkeys(found) if one]
    if not kept:
        raise NoAnswer(_("The language model had no proposals."))
    return kept[:most]


def listed(said: str) -> list[str]:
    """The texts of an answer, as they came. Raises NoAnswer where it is not of the form that was
    asked for."""
    text = _THOUGHT.sub("", said)
    if fenced := _FENCE.match(text):
        text = fenced[1]
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        found = found.get("proposals")
    if not isinstance(found, list):
        raise NoAnswer(_("The language model’s answer can’t be read. Ask again."))
    return [one for one in found[:MOST] if isinstance(one, str)]


def plain(text: str, longest: int) -> str:
    """`text` in one line as it is kept: no mark-up, no link, no sign that can't be seen."""
    text = _NAMED_LINK.sub(r"\1", text[: 20 * longest])
    if _TAGS.search(text):
        text = canonical.plain_text(sanitiser.sanitise(text)).replace("\n", " ")
        text = _TAGS.sub("", text)
    text = _LINK.sub("", text)
    text = visible.line(_BULLET.sub("", _STARS.sub(r"\2", text)))
    return text if len(text) <= longest else f"{start_of(text, longest - 1).rstrip()}…"
