"""An alt text out of what a picture says of itself: without the agency's place, day and credit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.lib.gist.sentences import sentences

#: Characters of an alt text: a screen reader can't be stopped and taken up again within one.
MOST = 250
_PREFIX = re.compile(
    r"^\s*(?:(?:FILE(?: PHOTO)?|File photo|ARCHIV(?:BILD)?|Archivbild|ARCHIVO)\s*[-–—:]\s*)+"
)
# LONDON, ENGLAND - MAY 03: … and BERLIN, Germany (AP) — …
_DATELINE = re.compile(
    r"^[^\W\d_a-z][\w.,' ’-]{1,60}?(?:\s*\([^()]{2,20}\))?\s+[-–—]\s+"
    r"[A-Z]{3,9}\.? \d{1,2}(?:, \d{4})?\s*:\s*"
    r"|^[A-Z][^a-z:–—()]{1,40}(?:, [\w ]{2,30})?\s*\([^()]{2,20}\)\s*[–—-]\s+"
)
_AGENCY = r"(?:AFP|AP|Reuters|REUTERS|Getty Images|EPA|dpa|PA|EFE|ANP|ANSA|PTI|Xinhua)"
_CREDIT = re.compile(
    r"\s*(?:[(\[]\s*(?:photo|foto|picture|image|credit|©|photograph|bild|صورة|फोटो)\b[^()\[\]]*[)\]]"
    r"|[(\[][^()\[\]]{0,60}(?:/|\bphoto\b)[^()\[\]]{0,80}[)\]]"
    r"|\b(?:photo(?:graph)?|foto|credit|photo by|bild)\s*:\s*.{1,60}$"
    r"|(?:©|\(c\))\s*.{1,60}$"
    rf"|(?-i:\b(?:[A-Z][\w'’-]+ ){{0,2}}[A-Z][\w'’-]+ ?/ ?{_AGENCY}\b\.?\s*$)"
    rf"|(?-i:\b{_AGENCY} ?/ ?[^/]{{1,60}}$))",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    r"^(?:(?:a |an |the )?(?:photo(?:graph)?|picture|image) (?:of|shows|showing)|"
    r"in this (?:\w+ )?(?:photo|picture|image),?)\s+",
    re.IGNORECASE,
)


def alt_text(
    caption: str, headline: str = "", people: Sequence[str] = (), language: str = ""
) -> str:
    """One or two sentences for those who can't see the picture, out of its own words; "" where it
    says nothing."""
    for words in (caption, headline):
        if found := _trimmed(words, language):
            return found
    return ", ".join(people)[:MOST]


def _trimmed(words: str, language: str) -> str:
    text = " ".join(words.split())
    text = _DATELINE.sub("", _PREFIX.sub("", text), count=1)
    text = _CREDIT.sub("", text).strip()
    text = _SHOWS.sub("", text)
    text = text[:1].upper() + text[1:]
    kept = ""
    for sentence in sentences(text, language) if text else ():
        joined = f"{kept} {sentence}".strip()
        if len(joined) > MOST:
            break
        kept = joined
    if kept or not text:
        return kept
    cut = text[: MOST - 1]
    return f"{cut.rpartition(' ')[0] or cut}…" if len(text) > MOST else text
