"""What names have in common that are written in different ways."""

from __future__ import annotations

import re
import unicodedata

from articles.lib.searching.folding import together
from articles.lib.searching.letters import ARABIC
from articles.lib.text import visible
from articles.lib.text.graphemes import start_of
from articles.lib.text.lookalikes import looks_of

LONGEST = 100
#: Signs that one keyboard has and another has not, and that nobody tells apart in a name.
_ONE_SIGN = str.maketrans(
    dict.fromkeys("‘’‛ʼʹ`´′＇", "'")
    | dict.fromkeys("‐‑‒–—―−﹣－", "-")
    | {"ı": "i", "\u0640": None}
    | dict.fromkeys("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0", " ")
)
#: What Unicode has ignored by default where it can't be shown.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f]"
    "|[\U000e0000-\U000e001f\U000e0080-\U000e0fff]"
    # The flags of England, Scotland and Wales are one flag and the tags behind it.
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+"
)


def tidy(name: str) -> str:
    """A name as it is kept: composed, without what can't be seen and without spare blanks, at most
    100 characters."""
    composed = unicodedata.normalize("NFC", visible.line(name))
    return start_of(composed, LONGEST).rstrip()


def key_of(name: str) -> str:
    """What all ways to write a name have in common: case, composition, apostrophes, hyphens and
    dashes, and whatever stands in it unseen make no other topic."""
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", tidy(name)).translate(_ONE_SIGN))
    # Turkish İ is i with a dot above in lower case, which is no other letter to anybody else.
    folded = plain.casefold().replace("i\u0307", "i")
    return " ".join(unicodedata.normalize("NFKC", folded).translate(_ONE_SIGN).split())


def look_of(name: str) -> str:
    """What names have in common that the eye can't tell apart, of whatever script, or that search
    takes for one: José and Jose, e-mail and email."""
    looks = looks_of(tidy(name).translate(ARABIC))
    return together(looks) or key_of(looks)


def former_look_of(name: str) -> str:
    """What `look_of` was before search's folding was its own, as rows may still have it."""
    return key_of(looks_of(tidy(name)))
