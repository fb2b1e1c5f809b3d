"""The passage of a text in which searched words stand, with the words marked."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.lib import searching
from articles.lib.text.graphemes import is_unspaced

BEFORE = 60
LENGTH = 220
_WORD = re.compile(r"[^\s]+")


def snippet(text: str, query: str) -> SafeString:
    """About `LENGTH` characters of `text` around the first searched word, as safe HTML.

    Words are compared as search compares them: without case and accents, the last word of
    the query also as a beginning. Empty where no word stands in the text.
    """
    wanted = searching.words(query)
    first = next((match for match in _WORD.finditer(text) if _is_wanted(match[0], wanted)), None)
    if first is None:
        return mark_safe("")
    start = 0 if first.start() <= BEFORE else text.find(" ", first.start() - BEFORE) + 1
    end = len(text) if len(text) <= start + LENGTH else text.rfind(" ", first.end(), start + LENGTH)
    end = first.end() if end < 0 else end
    passage = _WORD.sub(lambda match: _marked(match[0], wanted), text[start:end])
    return mark_safe(("… " if start else "") + passage + (" …" if end < len(text) else ""))


def _is_wanted(word: str, wanted: list[str]) -> bool:
    parts = searching.fold(word).split()
    return any(part in wanted or part.startswith(wanted[-1]) for part in parts) if wanted else False


def _marked(word: str, wanted: list[str]) -> str:
    if not any(map(_is_unspaced, word)):
        return f"<mark>{escape(word)}</mark>" if _is_wanted(word, wanted) else escape(word)
    runs = ((is_run, "".join(run)) for is_run, run in groupby(word, key=_is_unspaced))
    return "".join(
        _marked_within(run, wanted) if is_run else _marked(run, wanted) for is_run, run in runs
    )


def _is_unspaced(character: str) -> bool:
    """As search sees it: digits of such a script, and wide letters of ours, are words of ours."""
    return not character.isdecimal() and is_unspaced(unicodedata.normalize("NFKC", character)[0])


def _marked_within(run: str, wanted: list[str]) -> str:
    """A sentence without blanks, with those of its characters marked that were looked for."""
    found = [False] * len(run)
    for at in range(len(run)):
        for length in (1, 2):
            part = run[at : at + length]
            if len(part) == length and _is_whole(part, wanted):
                found[at : at + length] = [True] * length
    parts = groupby(zip(run, found, strict=True), key=lambda pair: pair[1])
    html = ""
    for is_found, pairs in parts:
        text = escape("".join(character for character, _found in pairs))
        html += f"<mark>{text}</mark>" if is_found else text
    return html


def _is_whole(part: str, wanted: list[str]) -> bool:
    return "".join(searching.words(part)) in wanted
