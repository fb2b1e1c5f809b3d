"""What of a text can be seen: nothing else is kept of a name, a headline or a caption.

Clipboards and other systems leave control characters behind, which break feeds; blanks that are
none to `str.strip`, so that a headline may look empty and not be; and marks of direction without
their end, which turn around what stands beside them on the page.
"""

from __future__ import annotations

import re
import unicodedata

# Control characters, halves of surrogate pairs, notes between lines, no characters, byte order.
_NEVER = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ud800-\udfff]"
    # What stood for a picture where it was copied.
    "|\ufffc"
    "|[\ufffe\uffff\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U0010fffe\U0010ffff]"
)
_BREAKS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
# Embeddings and overrides end with U+202C, isolates with U+2069 (Unicode Standard Annex 9).
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_EMBED, _ISOLATE = "\u202a\u202b\u202d\u202e", "\u2066\u2067\u2068"
_ENDS = {"\u202c": _EMBED, "\u2069": _ISOLATE}
#: Letters and signs that show nothing, whatever their category says: fillers and an empty Braille.
_FILLERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\U0001d159")
# At the ends of a line it joins and parts nothing. Joiners and forms of signs may end a word.
_NO_END = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u2800\u3164\uffa0"
_ENDING = re.compile(rf"^[\s{_NO_END}\u200c\u200d\ufe00-\ufe0f]+|[\s{_NO_END}]+$")


# What XML 1.0 can't hold, in any form, and what it and HTML hold to no use: control characters,
# the code points that Unicode keeps from ever being a character, and the mark of a lost one.
_PLANES = "".join(f"{chr(one << 16)}-{chr((one << 16) + 0xFFFD)}" for one in range(1, 17))
_NOT_XML = re.compile(f"[^\t\n\u0020-~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffc{_PLANES}]")
# What each reader of XML makes of them anyway: said as it is, so that all count the same lines.
_RETURNS = re.compile("\r\n?")


def for_xml(text: str) -> str:
    """`text` without what XML can't hold, whatever door it came in by: a single one of those would
    leave all readers of a feed with the one of before."""
    if text.isascii() and text.isprintable():
        return text
    return _NOT_XML.sub("", _RETURNS.sub("\n", text))


def line(text: str) -> str:
    """`text` in one line, without what can't be seen; "" where nothing of it can."""
    kept = lines(text)
    return " ".join((kept if kept.isascii() else _ENDING.sub("", kept)).split())


def lines(text: str) -> str:
    """The same of several lines, which stay."""
    if text.isascii() and text.isprintable():
        return "" if text.isspace() else text
    kept = _paired(_NEVER.sub("", _BREAKS.sub("\n", text)))
    return kept if is_visible(kept) else ""


def is_visible(text: str) -> bool:
    """Whether a reader sees anything of `text`: more than blanks, controls, marks and fillers."""
    return any(
        character not in _FILLERS and unicodedata.category(character)[0] in "LNPS"
        for character in text
    )


def _paired(text: str) -> str:
    """`text` without marks of direction that have no end, or no beginning."""
    if not _TURNS.search(text):
        return text
    open_at: list[int] = []
    kept: set[int] = set()
    for found in _TURNS.finditer(text):
        mark, at = found[0], found.start()
        if mark not in _ENDS:
            open_at.append(at)
        elif open_at and text[open_at[-1]] in _ENDS[mark]:
            kept |= {open_at.pop(), at}
    return _TURNS.sub(lambda found: found[0] if found.start() in kept else "", text)
