"""What of a text house style leaves alone: addresses, and, where a rule says so, what is quoted."""

from __future__ import annotations

from articles.lib.style.units import BLANK, OTHER, Units

#: What begins a quotation, and what ends it.
_ENDS = {
    "“": '”"',
    "„": '“”"',
    "«": "»",
    "「": "」",
    "『": "』",
    '"': '"”',
    "‘": "’",
}
#: Where nothing ends these, the quotation goes on into the next paragraph.
_GOES_ON = "“„«「『"


def addresses(text: Units) -> list[bool]:
    """For each sign whether it is part of an address, a name on a network or a tag."""
    found = [False] * len(text)
    start = 0
    for at in range(len(text) + 1):
        if at < len(text) and text.kinds[at] != BLANK:
            continue
        if at > start and _is_address("".join(text.folded[start:at])):
            found[start:at] = [True] * (at - start)
        start = at + 1
    return found


def _is_address(word: str) -> bool:
    if "://" in word or "@" in word or word.lstrip("(\"'").startswith("www."):
        return True
    if word.startswith("#"):
        return len(word) > 1
    host, slash, _path = word.partition("/")
    return bool(slash) and "." in host.strip(".")


def quotations(text: Units) -> list[bool]:
    """For each sign whether it stands in a quotation."""
    signs = [text.text[start] for start in text.starts]
    found = [False] * len(signs)
    endless: set[str] = set()
    at = 0
    while at < len(signs):
        sign = signs[at]
        if sign not in _ENDS or sign in endless or not _opens(text, signs, at):
            at += 1
            continue
        end = _end(text, signs, at)
        if end < 0:
            endless.add(sign)
            if sign not in _GOES_ON:
                at += 1
                continue
            end = len(signs) - 1
        found[at : end + 1] = [True] * (end + 1 - at)
        at = end + 1
    return found


def _opens(text: Units, signs: list[str], at: int) -> bool:
    """A straight mark begins a quotation at the beginning of a word only."""
    return signs[at] not in '"‘' or not at or text.kinds[at - 1] in (BLANK, OTHER)


def _end(text: Units, signs: list[str], at: int) -> int:
    ends = _ENDS[signs[at]]
    for place in range(at + 1, len(signs)):
        if signs[place] not in ends:
            continue
        after = text.kinds[place + 1] if place + 1 < len(signs) else BLANK
        if signs[place] != "’" or after in (BLANK, OTHER):
            return place
    return -1
