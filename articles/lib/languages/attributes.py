"""What a page says of words that are in another language than it is itself."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.lib.languages.known import direction_of, is_same, tag
from articles.lib.text.scripts import language_of


class Attributes(NamedTuple):
    """The HTML attributes of an element with words; `lang` is "" where it need not be said."""

    dir: str
    lang: str


def attributes(words: str, own: str, page: str) -> Attributes:
    """What is to be said of `words` of a text in the language `own` ("" where it has none of its
    own) on a page in the language `page`.

    Words in another script than their text's are in another language: their letters tell which,
    and which way they run, as they do where nobody has said anything.
    """
    if not own:
        return Attributes("auto", language_of(words, page))
    if found := language_of(words, own):
        return Attributes("auto", "" if is_same(found, page) else found)
    return Attributes(direction_of(own), "" if is_same(own, page) else tag(own))


def as_html(words: str, own: str) -> SafeString:
    """The same as it stands in an element's tag, on a page in the language of the moment."""
    said = attributes(words, own, get_language() or "")
    lang = format_html(' lang="{}"', said.lang) if said.lang else ""
    return format_html(' dir="{}"{}', said.dir, lang)
