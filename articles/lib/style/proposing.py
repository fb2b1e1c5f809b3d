"""What is proposed in the place of what was found."""

from __future__ import annotations

from articles.lib.style.matching import Match, Taken
from articles.lib.style.pattern import LONGEST, Wrong
from articles.lib.style.units import Units

#: A proposal: literal texts, and signs that what was found stands in for (`*`, `?`, `#`), or the
#: choices of a group.
Part = str | tuple[str, tuple[str, ...]]
Proposal = tuple[Part, ...]


def parse(text: str) -> list[Proposal]:
    """The proposals of a rule, parted by `|`. Raises Wrong."""
    if len(text) > LONGEST:
        raise Wrong("long")
    found: list[Proposal] = []
    parts: list[Part] = []
    at, literal = 0, ""
    text = text.strip()
    while at < len(text):
        sign = text[at]
        at += 1
        if sign == "\\" and at < len(text):
            literal += text[at]
            at += 1
        elif sign in "*?#(|":
            parts += [literal] if literal else []
            literal = ""
            if sign == "|":
                found.append(tuple(parts))
                parts = []
            elif sign == "(":
                choices, at = _choices(text, at)
                parts.append(("()", choices))
            else:
                parts.append((sign, ()))
        else:
            literal += sign
    found.append(tuple(parts + ([literal] if literal else [])))
    return [_trimmed(one) for one in found if one]


def _choices(text: str, at: int) -> tuple[tuple[str, ...], int]:
    choices, literal = [], ""
    while at < len(text):
        sign = text[at]
        at += 1
        if sign == "\\" and at < len(text):
            literal += text[at]
            at += 1
        elif sign in "|)":
            choices.append(literal)
            literal = ""
            if sign == ")":
                return tuple(choices), at
        else:
            literal += sign
    raise Wrong("bracket")


def _trimmed(parts: Proposal) -> Proposal:
    trimmed = list(parts)
    if isinstance(trimmed[0], str):
        trimmed[0] = trimmed[0].lstrip()
    if isinstance(trimmed[-1], str):
        trimmed[-1] = trimmed[-1].rstrip()
    return tuple(trimmed)


def filled(proposal: Proposal, text: Units, match: Match, *, exact: bool) -> str:
    """The proposal for what was found there: with what its signs stood for, and written large where
    that was, unless the rule goes by case."""
    rest: dict[str, list[Taken]] = {}
    for one in match.taken:
        rest.setdefault(one.kind, []).append(one)
    said = ""
    for part in proposal:
        if isinstance(part, str):
            said += part
            continue
        kind, choices = part
        if not (there := rest.get(kind)):
            continue
        taken = there.pop(0)
        if kind == "()":
            said += choices[taken.choice] if taken.choice < len(choices) else ""
        elif taken.end > taken.start:
            said += text.text[text.starts[taken.start] : text.ends[taken.end - 1]]
    if exact:
        return said
    return cased(said, text.text[text.starts[match.start] : text.ends[match.end - 1]])


def cased(said: str, found: str) -> str:
    """`said` with the case of what was found: all large, or its first letter."""
    letters = [sign for sign in found if sign.lower() != sign.upper()]
    if len(letters) > 3 and all(sign == sign.upper() for sign in letters):
        return said.upper()
    if letters and found[0] == letters[0] and letters[0] != letters[0].lower():
        return said[:1].upper() + said[1:]
    return said
