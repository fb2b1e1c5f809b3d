"""Slugs: the readable part of an address. Most are ASCII; those of Japanese words are not, and
stand percent-encoded wherever an address is written."""

import re
import unicodedata
from typing import Final

from anyascii import anyascii

# First parts of public addresses; a section of one of these names could never be reached.
RESERVED_SECTION_SLUGS: Final[frozenset[str]] = frozenset({
    "about", "account", "admin", "api", "by", "corrections", "embed", "feed", "feed.atom",
    "feed.json", "healthz", "index", "latest", "live", "media", "metrics", "newsletters", "offline",
    "page", "preview", "readyz", "robots.txt", "search", "sitemap", "sitemap.xml", "static",
    "sw.js", "tdm-policy", "theme", "topic", ".well-known",
})  # fmt: skip

# Hiragana and katakana, Han, and the signs that Japanese words have among them (々 〆 〇 ー).
_KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
JAPANESE: Final = f"{_KANA}{_HAN}\u3005-\u3007\u30fc"

#: What a slug is made of, in a regular expression.
SLUG: Final = f"[-a-zA-Z0-9_{JAPANESE}]+"

_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_BETWEEN_JAPANESE = re.compile(f"[^a-z0-9{JAPANESE}]+")
_IS_KANA, _IS_HAN = re.compile(f"[{_KANA}\u3005\u3006]"), re.compile(f"[{_HAN}]")
_FOREIGN = re.compile(f"[^{JAPANESE}]+")
#: In a Japanese text there is more than one kana for so many Han, and mostly more kana than Han.
_HAN_A_KANA = 5
#: So many characters of a text tell its language.
_TELLING = 2_000


def slug_for(text: str, *, fallback: str = "story", limit: int = 80, among: str = "") -> str:
    """Return a slug of lower-case ASCII letters, digits and single hyphens, never empty.

    Any script is transliterated, but for Japanese: Han are read otherwise there than in Chinese,
    so that kana, and Han in the same text, stay as they are (in NFC). `among` is what the text
    stands in: a headline of Han alone is Japanese where its story is. The slug ends on a whole
    word within `limit` characters; only a first word that is longer than that is cut. `fallback`,
    which must itself be a slug, stands in where nothing is left, as for a headline of dashes.

    Raises ValueError if `limit` is less than 1.
    """
    if limit < 1:
        raise ValueError("limit must be at least 1")
    joined = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text))
    if _is_japanese(joined, among):
        latin = _FOREIGN.sub(lambda found: anyascii(found[0]), joined).lower()
        slug = _BETWEEN_JAPANESE.sub("-", latin).strip("-")
    else:
        slug = _SEPARATORS.sub("-", anyascii(joined).lower()).strip("-")
    return _shortened(slug, limit) or _shortened(fallback, limit)


def _is_japanese(text: str, among: str) -> bool:
    """Whether `text`, in NFKC, has kana, or has Han and stands among text that is Japanese."""
    if text.isascii():
        return False
    if _IS_KANA.search(text):
        return True
    if not (among and _IS_HAN.search(text)):
        return False
    start = unicodedata.normalize("NFKC", among[:_TELLING])
    kana, han = (len(letters.findall(start)) for letters in (_IS_KANA, _IS_HAN))
    return kana * _HAN_A_KANA > han


def tidied(typed: str) -> str:
    """A slug as it is kept, of one that was typed: in NFKC, as `slug_for` makes it."""
    return unicodedata.normalize("NFKC", typed).strip()


def _shortened(slug: str, limit: int) -> str:
    """Return the whole words of `slug` that fit into `limit`, or the start of its first word."""
    if len(slug) <= limit:
        return slug
    whole_words, hyphen, _rest = slug[: limit + 1].rpartition("-")
    return whole_words if hyphen else slug[:limit]
