"""Words that somebody may have meant who has mistyped one."""

from __future__ import annotations

from collections.abc import Iterable

#: Letters, by script, that may be missing or in the place of others; all folded.
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщъыьэюя",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "اءبتثجحخدذرزسشصضطظعغفقكلمنهويپچژگ",
    "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
    "अआइईउऊएऐओऔकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसहािीुूेैोौंः्",
)
#: Shorter words have too many neighbours; of longer ones two letters may be wrong.
SHORTEST, LONG = 3, 7
_LONGEST = 30
#: So many proposals at most.
MOST = 5


def most_errors(word: str) -> int:
    """How many errors are forgiven in a word."""
    return 0 if len(word) < SHORTEST else 2 if len(word) >= LONG else 1


def edits(word: str) -> list[str]:
    """All words that are one error away: a letter left out, doubled, wrong, or two swapped.

    About 55 for each letter, to be looked up in an index; none for what is too short or too
    long, of digits, or of a script that is searched in pairs.
    """
    alphabet = next((one for one in _ALPHABETS if any(letter in one for letter in word)), "")
    if not (SHORTEST <= len(word) <= _LONGEST) or not alphabet:
        return []
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = [a + b[1:] for a, b in halves if b]
    found += [a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1]
    found += [a + letter + b[1:] for a, b in halves if b for letter in alphabet]
    found += [a + letter + b for a, b in halves for letter in alphabet]
    return [one for one in dict.fromkeys(found) if one != word]


def distance(a: str, b: str, most: int) -> int:
    """How many errors lie between two words (Damerau–Levenshtein; letters are swapped once at
    most); `most` + 1 for all that are more."""
    if a == b:
        return 0
    if abs(len(a) - len(b)) > most:
        return most + 1
    a, b = _apart(a, b)
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        last, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most and (not before or min(before) > most):
            return most + 1
    return min(row[-1], most + 1)


def _apart(a: str, b: str) -> tuple[str, str]:
    """Two words without what they begin and end with both: most have much of that."""
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    start = next((at for at, pair in enumerate(zip(a, b, strict=False)) if pair[0] != pair[1]), 0)
    return a[start:], b[start:]


def closest(word: str, candidates: Iterable[tuple[str, int]], most: int = MOST) -> list[str]:
    """Of words with how many stories have them, those that may have been meant, likeliest first:
    fewer errors, the same first letter, more stories."""
    allowed = most_errors(word)
    ranked = sorted(
        (away, other[:1] != word[:1], -count, other)
        for other, count in candidates
        if 0 < (away := distance(word, other, allowed)) <= allowed and count > 0
    )
    return list(dict.fromkeys(other for *_rank, other in ranked))[:most]
