"""Headers that every answer has, and how long browsers and caches may keep it.

Browsers can't be told of changes, so they ask each time: a 304 costs less than a millisecond, and
a correction is on every screen at the next request. Only a story that is older than a day, which
hardly changes any more, is kept for some seconds. Where we can't be reached they may show what they
have for ten days (stale-if-error, RFC 5861).

A cache in front of us that is told of changes by key keeps pages for a day and more, the older
the story the longer; one that is not told keeps them for some seconds, so that a crowd reaches us
once. That is for `Surrogate-Control`, which Varnish and Fastly read and take out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from time import time

from django.conf import settings

from articles.lib.access import content_policy

#: What no page of ours asks a browser for, so that nothing that gets into one can. What players of
#: videos and passkeys need is not named.
PERMISSIONS = (
    "accelerometer=(), browsing-topics=(), camera=(), "
    "display-capture=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), "
    "xr-spatial-tracking=()"
)
#: granian names itself where nothing is said, and can't be told not to: an empty name is the least
#: that it lets through.
NAMELESS = ("Server", "")
NOT_SNIFFED = ("X-Content-Type-Options", "nosniff")


@cache
def secured() -> tuple[tuple[str, str], ...]:
    """Said with every answer, also with a 304, whose reader has the rest."""
    if not settings.SECURE_HSTS_SECONDS:
        return (NAMELESS, NOT_SNIFFED)
    strict = f"max-age={settings.SECURE_HSTS_SECONDS}"
    strict += "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
    strict += "; preload" if settings.SECURE_HSTS_PRELOAD else ""
    return (NAMELESS, NOT_SNIFFED, ("Strict-Transport-Security", strict))


@cache
def always() -> tuple[tuple[str, str], ...]:
    """Said with every answer that says nothing else about it, whoever gives it."""
    return (
        *secured(),
        ("Content-Security-Policy", content_policy.BARE),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", PERMISSIONS),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("X-Frame-Options", settings.X_FRAME_OPTIONS),
    )


TEN_DAYS = 864_000
DAY, WEEK = 86_400, 7 * 86_400

#: Seconds that a cache in front keeps a page, by its kind, where changes are purged there.
SECONDS_WITH_PURGE = {"article": DAY, "list": 3_600, "feed": 3_600, "partner": 3_600, "page": DAY}
#: The same where nothing is purged.
SECONDS_WITHOUT_PURGE = {"article": 10, "list": 5, "feed": 30, "partner": 30, "page": 60}
SURROGATE = "Surrogate-Control"
LONGEST_HEADER = 7_000
#: A key that every page has, for the day on which all of them have to go.
EVERYTHING = "site"
#: What browsers may do with a page of a story of today, of this week, and of before.
FOR_BROWSERS = (
    "max-age=0, must-revalidate",
    "max-age=15, stale-while-revalidate=15",
    "max-age=60, stale-while-revalidate=60",
)


#: Seconds that a page with a banner over it is kept: its end is told to caches, and this is for
#: those that do not hear it.
BRIEF = 60


def headers(
    kind: str, since: float, hard: Iterable[str], soft: Iterable[str], *, is_brief: bool = False
) -> list[tuple[str, str]]:
    """The headers for caches of a page of the sort `kind`, whose story is from `since` (0: none).
    One that `is_brief` has a banner, and is asked for anew soon.

    A soft key goes out with a tilde in front, so that both can be told apart when they change.
    """
    age = time() - since if since else 0.0
    said = list(_brief(kind) if is_brief else _times(kind, 2 if age > WEEK else int(age > DAY)))
    keys = [EVERYTHING, *hard, *(f"~{key}" for key in soft)]
    if settings.PURGE_BACKENDS:
        named = " ".join(keys)
        if len(named) > LONGEST_HEADER:
            # More than a cache takes in a header: the page goes with whatever story changes.
            named = " ".join(key for key in keys if not key.startswith(("recall:", "picture:")))
            named = f"{named[:LONGEST_HEADER].rpartition(' ')[0]} stories"
        said.append(("Surrogate-Key", named))
        said.append(("xkey", named))
        said.append(("Cache-Tag", named.replace(" ", ",")))
    if "cloudflare" in settings.PURGE_BACKENDS:
        # It reads this one instead (RFC 9213).
        said += [("CDN-Cache-Control", value) for name, value in said if name == SURROGATE]
    return said


@lru_cache(maxsize=8)
def _brief(kind: str) -> tuple[tuple[str, str], ...]:
    longest = (SECONDS_WITH_PURGE if settings.PURGE_BACKENDS else SECONDS_WITHOUT_PURGE).get(
        kind, 5
    )
    return (
        ("Cache-Control", f"public, {FOR_BROWSERS[0]}, stale-if-error={TEN_DAYS}"),
        (SURROGATE, f"max-age={min(longest, BRIEF)}, stale-if-error={TEN_DAYS}"),
    )


@lru_cache(maxsize=64)
def _times(kind: str, older: int) -> tuple[tuple[str, str], ...]:
    seconds = (SECONDS_WITH_PURGE if settings.PURGE_BACKENDS else SECONDS_WITHOUT_PURGE).get(
        kind, 5
    ) * (1, 7, 30)[older]
    seconds = seconds if settings.PURGE_BACKENDS else min(seconds, 60)
    return (
        ("Cache-Control", f"public, {FOR_BROWSERS[older]}, stale-if-error={TEN_DAYS}"),
        (
            SURROGATE,
            f"max-age={seconds}, stale-while-revalidate=30, stale-if-error={TEN_DAYS}",
        ),
    )
