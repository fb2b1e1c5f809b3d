"""Passwords that anybody would try first: stolen ones, and the account's own names.

A password is the same whichever way its characters are written: it is looked at, and hashed, in one
form (NFKC), as keyboards differ in how they write an é or a 가.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Fields that others know or guess.
KNOWN = ("username", "first_name", "last_name", "email")
#: Shorter names are in half of all words.
SHORTEST = 3
#: So many characters have to be left without the names, and so many of them letters.
LEFT, LETTERS = 8, 4
#: Letters, as they are written by those who think that it hides something.
LOOKALIKES = (str.maketrans("013457@$!|", "oleastasil"), str.maketrans("10!", "ioi"))


#: Where the stolen ones are, one a line; breached-passwords.md says where they come from.
BREACHED = Path(__file__).with_name("breached-passwords.txt.gz")


def normal(password: str) -> str:
    """The one form of a password that is looked at and hashed."""
    return unicodedata.normalize("NFKC", password)


class NotBreached(CommonPasswordValidator):
    """Refuse Django's list of common passwords, and a longer one of those that were stolen."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where it is on either."""
        plain = normal(password).strip()
        super().validate(plain, user)
        line = f"\n{plain.casefold()}\n".encode(errors="replace")
        if "\n" not in plain and line in _breached():
            raise ValidationError(
                _("This password has appeared in a data breach. Choose another one."),
                code="password_breached",
            )


@cache
def _breached() -> bytes:
    """A megabyte; looking through it takes a thousandth of a second."""
    return gzip.decompress(BREACHED.read_bytes())


class NotTheName:
    """Refuse a password that is good only by the account's names in it."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where too little is left without the names of `user`."""
        if user is None:
            return
        names = sorted(set(_names(user)), key=len, reverse=True)
        ways = (password, *(password.translate(table) for table in LOOKALIKES))
        for words in set(map(_folded, ways)):
            left = words
            for name in names:
                for way in (name, name[::-1]):
                    left = left.replace(way, "")
            if left != words and not _is_enough(left):
                raise ValidationError(self.get_help_text(), code="password_is_the_name")

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("A password can’t be the account’s name or e-mail plus a few characters.")


def _names(user: Any) -> Iterator[str]:
    """The names and their parts, folded."""
    for field in KNOWN:
        value = str(getattr(user, field, "") or "")
        # Of an e-mail's address, also its parts: ada.fen@news.example.
        parts = [value, *re.split(r"[^\w]|_", value), *re.split("@", value)]
        for part in parts:
            name = _folded(part)
            if len(name) >= SHORTEST:
                yield name


def _folded(text: str) -> str:
    """Letters and digits alone, without case and accents."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(one for one in plain if one.isalnum())


def _is_enough(left: str) -> bool:
    return len(left) >= LEFT and len({one for one in left if one.isalpha()}) >= LETTERS
