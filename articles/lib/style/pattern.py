"""What a rule looks for: words, with a few signs that stand for others. No regular expressions, so
that no pattern can keep the server or a browser busy.

    *           letters within a word, also none      judge*ment
    ?           one letter or digit                   advis?r
    #           a number                              # per cent
    (a|b)       one of these; one may be empty        colo(u|)r
    a|b         one of several patterns               e-mail|e mail
    \\*          the sign itself
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from articles.lib.style.units import BLANK, units

LONGEST, MOST_STARS, MOST_GROUPS, MOST_CHOICES = 200, 2, 6, 20
#: Signs that one `*` takes.
STAR: Final = 40

Kind = Literal["sign", "blank", "*", "?", "#", "()"]


class Node(NamedTuple):
    """One step of a pattern: a sign (with and without regard to case), or what stands for some."""

    kind: Kind
    folded: str = ""
    exact: str = ""
    choices: tuple[tuple[Node, ...], ...] = ()


Branch = tuple[Node, ...]


class Wrong(ValueError):
    """A pattern that can't be read: a `code`, for a sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class _Reader:
    """Reads a pattern from left to right."""

    text: str
    at: int = 0

    def branches(self) -> list[Branch]:
        found = [self.branch(within=False)]
        while self.at < len(self.text):
            self.at += 1  # |
            found.append(self.branch(within=False))
        return found

    def branch(self, *, within: bool) -> Branch:
        nodes: list[Node] = []
        literal = ""
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "|" or (sign == ")" and within):
                break
            self.at += 1
            if sign == "\\":
                if self.at >= len(self.text):
                    raise Wrong("escape")
                literal += self.text[self.at]
                self.at += 1
            elif sign in "*?#()":
                nodes += _literal(literal)
                literal = ""
                nodes.append(self._special(sign, within=within))
            else:
                literal += sign
        return tuple(nodes + _literal(literal))

    def _special(self, sign: str, *, within: bool) -> Node:
        if sign == ")":
            raise Wrong("bracket")
        if within:
            raise Wrong("inside")
        if sign != "(":
            return Node(sign)  # type: ignore[arg-type]
        choices = [self.branch(within=True)]
        while self.at < len(self.text) and self.text[self.at] == "|":
            self.at += 1
            choices.append(self.branch(within=True))
        if self.at >= len(self.text):
            raise Wrong("bracket")
        self.at += 1  # )
        if len(choices) > MOST_CHOICES:
            raise Wrong("choices")
        return Node("()", choices=tuple(choices))


def _literal(text: str) -> list[Node]:
    found = units(text)
    nodes: list[Node] = []
    for folded, exact, kind in zip(found.folded, found.exact, found.kinds, strict=True):
        if kind != BLANK:
            nodes.append(Node("sign", folded, exact))
        elif not (nodes and nodes[-1].kind == "blank"):
            nodes.append(Node("blank"))
    return nodes


def parse(text: str) -> list[Branch]:
    """The branches of a pattern. Raises Wrong."""
    if len(text) > LONGEST:
        raise Wrong("long")
    branches = [_trimmed(branch) for branch in _Reader(text.strip()).branches()]
    for branch in branches:
        kinds = [node.kind for node in branch]
        signs = [node for node in branch if node.kind == "sign" or any(node.choices)]
        if not branch or not signs:
            raise Wrong("empty")
        if kinds.count("*") > MOST_STARS or "**" in "".join(kinds):
            raise Wrong("stars")
        if kinds.count("()") > MOST_GROUPS:
            raise Wrong("groups")
    return branches


def _trimmed(branch: Branch) -> Branch:
    nodes = list(branch)
    while nodes and nodes[0].kind == "blank":
        nodes.pop(0)
    while nodes and nodes[-1].kind == "blank":
        nodes.pop()
    return tuple(nodes)


#: In an index of beginnings: any digit, any sign. Longer than any pattern.
DIGIT, ANY, BEYOND = "\0#", "\0*", 10**6


def beginnings(branch: Branch) -> set[str]:
    """What a match of the branch may begin with: one or two signs, without regard to case, or one
    of the classes, told by a leading zero character."""
    found: set[str] = set()
    heads: list[tuple[str, int]] = [("", 0)]
    while heads:
        head, at = heads.pop()
        if len(head) == 2 or at >= len(branch):
            found.add(head or ANY)
        elif branch[at].kind == "sign":
            heads.append((head + branch[at].folded, at + 1))
        elif branch[at].kind == "()":
            heads += [_choice(head, one, at) for one in branch[at].choices]
        else:
            found.add(head or (DIGIT if branch[at].kind == "#" else ANY))
    return found


def _choice(head: str, choice: Branch, at: int) -> tuple[str, int]:
    """The beginning with a choice of a group added; where that has a blank, it ends there."""
    for node in choice:
        if node.kind != "sign":
            return head, BEYOND
        head += node.folded
        if len(head) == 2:
            break
    return head, at + 1
