"""Text files that stand at the site's root for machines, and what is wrong with their lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}", re.IGNORECASE
)
#: What ads.txt 1.1 (IAB Tech Lab) says besides who sells; all but CONTACT are domains.
ADS_WORDS = {"CONTACT", "SUBDOMAIN", "OWNERDOMAIN", "MANAGERDOMAIN", "INVENTORYPARTNERDOMAIN"}
SELLERS = {"DIRECT", "RESELLER"}
#: What trust.txt (JournalList) says; whether training is allowed is said by the policy.
TRUST_WORDS = {
    "member", "belongto", "control", "controlledby", "social", "vendor", "customer", "disclosure",
    "contact",
}  # fmt: skip
TRAINING = "datatrainingallowed"
#: RFC 9116, and CSAF that was registered since.
SECURITY_WORDS = {
    "acknowledgments", "canonical", "contact", "encryption", "expires", "hiring", "policy",
    "preferred-languages", "csaf",
}  # fmt: skip
ADDRESSES = {"acknowledgments", "canonical", "contact", "encryption", "hiring", "policy", "csaf"}
#: The RFC asks for less than a year.
MOST_AHEAD = timedelta(days=366)
#: So long before a security.txt lapses it is said.
AHEAD = timedelta(days=30)

Wrong = Iterator[tuple[int, str]]


def wrong_lines(name: str, text: str) -> list[str]:
    """What is wrong with the file `name`, a sentence for each line; none where all is well."""
    found = [] if not text.strip() else list(CHECKS[name](text.splitlines()))
    return [
        _("Line %(number)d: %(why)s") % {"number": number, "why": why} if number else why
        for number, why in found
    ]


def lapses_at(text: str) -> datetime | None:
    """When a security.txt says that it lapses; None where it does not."""
    for word, value in _fields(text.splitlines()):
        if word == "expires":
            return _moment(value)
    return None


def has_field(text: str, name: str) -> bool:
    """Whether a security.txt has a field of this name, in lower case."""
    return any(word == name for word, _value in _fields(text.splitlines()))


def _ads(lines: list[str]) -> Wrong:
    for number, line in enumerate(lines, 1):
        said = line.partition("#")[0].partition(";")[0].strip()
        word, equals, value = (part.strip() for part in said.partition("="))
        if not said:
            continue
        if equals and "," not in word:
            if word.upper() not in ADS_WORDS:
                yield number, _("“%(word)s” is not known in ads.txt.") % {"word": word}
            elif word.upper() != "CONTACT" and not DOMAIN.fullmatch(
                value.partition(",")[0].strip()
            ):
                yield number, _("Write a domain after “%(word)s=”.") % {"word": word}
            elif not value:
                yield number, _("Nothing stands after “%(word)s=”.") % {"word": word}
            continue
        yield from ((number, why) for why in _seller([part.strip() for part in said.split(",")]))


def _seller(parts: list[str]) -> Iterator[str]:
    if len(parts) not in {3, 4} or not all(parts):
        yield _("Write domain, account, DIRECT or RESELLER, and an identifier if there is one.")
    elif not DOMAIN.fullmatch(parts[0]):
        yield _("“%(word)s” is not a domain.") % {"word": parts[0]}
    elif parts[2].upper() not in SELLERS:
        yield _("“%(word)s” must be DIRECT or RESELLER.") % {"word": parts[2]}


def _trust(lines: list[str]) -> Wrong:
    for number, line in enumerate(lines, 1):
        said = line.partition("#")[0].strip()
        word, equals, value = (part.strip() for part in said.partition("="))
        if not said:
            continue
        if word.lower() == TRAINING:
            yield number, _("Leave this line out: it is made from the policy above.")
        elif not equals or word.lower() not in TRUST_WORDS:
            yield number, _("Write what it is, “=” and an address, such as member=https://…")
        elif not value or (word.lower() != "contact" and not _is_web(value)):
            yield number, _("Write an address with https:// after “%(word)s=”.") % {"word": word}


def _humans(lines: list[str]) -> Wrong:
    for number, line in enumerate(lines, 1):
        if len(line) > 1_000:
            yield number, _("This line is longer than 1,000 characters.")


def _security(lines: list[str]) -> Wrong:
    seen: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        word, colon, value = (part.strip() for part in line.partition(":"))
        seen.append(word.lower())
        if not colon or not value or word.lower() not in SECURITY_WORDS:
            yield number, _("Write a field of RFC 9116, “:” and its value, as Contact: mailto:…")
        elif word.lower() in ADDRESSES and not _is_address(value, word.lower()):
            yield number, _("Write an address with https://, mailto: or tel: in front.")
        elif word.lower() == "expires" and (why := _expiry(value)):
            yield number, why
    if "contact" not in seen:
        yield 0, _("A line with “Contact:” is missing.")
    if seen.count("expires") > 1:
        yield 0, _("“Expires:” may stand there only once.")


def _expiry(value: str) -> str:
    moment = _moment(value)
    if moment is None:
        return _("Write the date as 2030-12-31T23:59:00Z.")
    if moment <= timezone.now():
        return _("This date is over.")
    return _("This is more than a year ahead.") if moment > timezone.now() + MOST_AHEAD else ""


def _moment(value: str) -> datetime | None:
    try:
        moment = parse_datetime(value.strip())
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        word, colon, value = line.partition(":")
        if colon and not line.startswith("#"):
            yield word.strip().lower(), value.strip()


def _is_web(value: str) -> bool:
    return bool(re.fullmatch(r"https?://[^\s/]+\S*", value))


def _is_address(value: str, word: str) -> bool:
    ways = r"https://[^\s/]+\S*" + (
        r"|mailto:\S+@\S+|tel:\+?[\d().-]+" if word == "contact" else ""
    )
    ways += r"|openpgp4fpr:[0-9a-f]+|dns:\S+" if word == "encryption" else ""
    return bool(re.fullmatch(ways, value, re.IGNORECASE))


CHECKS: dict[str, Callable[[list[str]], Wrong]] = {
    "ads.txt": _ads,
    "trust.txt": _trust,
    "humans.txt": _humans,
    "security.txt": _security,
}
