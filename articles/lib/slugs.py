"""Slugs: the readable part of an address."""

import re
import unicodedata
from typing import Final

from anyascii import anyascii

# First parts of public addresses; a section of one of these names could never be reached.
RESERVED_SECTION_SLUGS: Final[frozenset[str]] = frozenset({
    "about", "account", "admin", "api", "by", "corrections", "embed", "feed", "feed.atom",
    "feed.json", "healthz", "latest", "live", "media", "metrics", "newsletters", "offline", "page",
    "preview", "readyz", "robots.txt", "search", "sitemap", "sitemap.xml", "static", "sw.js",
    "theme", "topic", ".well-known",
})  # fmt: skip

_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def slug_for(text: str, *, fallback: str = "story", limit: int = 80) -> str:
    """Return a slug of lower-case ASCII letters, digits and single hyphens, never empty.

    Any script is transliterated. The slug ends on a whole word within `limit` characters; only
    a first word that is longer than that is cut. `fallback`, which must itself be a slug, stands
    in where nothing is left, as for a headline of dashes.

    Raises ValueError if `limit` is less than 1.
    """
    if limit < 1:
        raise ValueError("limit must be at least 1")
    joined = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text))
    slug = _SEPARATORS.sub("-", anyascii(joined).lower()).strip("-")
    return _shortened(slug, limit) or _shortened(fallback, limit)


def _shortened(slug: str, limit: int) -> str:
    """Return the whole words of `slug` that fit into `limit`, or the start of its first word."""
    if len(slug) <= limit:
        return slug
    whole_words, hyphen, _rest = slug[: limit + 1].rpartition("-")
    return whole_words if hyphen else slug[:limit]
