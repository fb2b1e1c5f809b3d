"""The languages that a story can be in, each by its tag (BCP 47), in English and in its own name.

Most are those that Django knows; the others are what newsrooms write in besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import to_locale

from articles.lib.searching import key
from articles.lib.text.scripts import LEFTWARDS, script_of_language

#: Tag → its name in English, and its own.
_MORE: Final = {
    "am": ("Amharic", "አማርኛ"),
    "ar": ("Arabic", "العربية"),
    "ar-dz": ("Algerian Arabic", "العربية الجزائرية"),
    "as": ("Assamese", "অসমীয়া"),
    "ceb": ("Cebuano", "Cebuano"),
    "de-at": ("Austrian German", "Österreichisches Deutsch"),
    "de-ch": ("Swiss High German", "Schweizer Hochdeutsch"),
    "dv": ("Dhivehi", "ދިވެހި"),
    "en-ca": ("Canadian English", "Canadian English"),
    "en-in": ("Indian English", "Indian English"),
    "en-us": ("American English", "American English"),
    "es-419": ("Latin American Spanish", "español latinoamericano"),
    "fil": ("Filipino", "Filipino"),
    "fo": ("Faroese", "føroyskt"),
    "fr-ca": ("Canadian French", "français canadien"),
    "gu": ("Gujarati", "ગુજરાતી"),
    "ha": ("Hausa", "Hausa"),
    "ht": ("Haitian Creole", "kreyòl ayisyen"),
    "jv": ("Javanese", "Basa Jawa"),
    "kl": ("Greenlandic", "kalaallisut"),
    "ku": ("Kurmanji Kurdish", "kurdî"),
    "ln": ("Lingala", "lingála"),
    "lo": ("Lao", "ລາວ"),
    "mg": ("Malagasy", "Malagasy"),
    "mi": ("Māori", "Māori"),
    "mt": ("Maltese", "Malti"),
    "om": ("Oromo", "Oromoo"),
    "or": ("Odia", "ଓଡ଼ିଆ"),
    "ps": ("Pashto", "پښتو"),
    "pt-pt": ("European Portuguese", "português europeu"),
    "qu": ("Quechua", "Runasimi"),
    "rm": ("Romansh", "rumantsch"),
    "rw": ("Kinyarwanda", "Ikinyarwanda"),
    "sd": ("Sindhi", "سنڌي"),
    "se": ("Northern Sámi", "davvisámegiella"),
    "si": ("Sinhala", "සිංහල"),
    "sm": ("Samoan", "Gagana Sāmoa"),
    "sn": ("Shona", "chiShona"),
    "so": ("Somali", "Soomaali"),
    "tet": ("Tetum", "tetun"),
    "ti": ("Tigrinya", "ትግርኛ"),
    "wo": ("Wolof", "Wolof"),
    "xh": ("Xhosa", "isiXhosa"),
    "yi": ("Yiddish", "ייִדיש"),
    "yo": ("Yoruba", "Èdè Yorùbá"),
    "zu": ("Zulu", "isiZulu"),
}


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its tag."""

    tag: str
    name: str
    own_name: str

    @property
    def direction(self) -> str:
        """Which way it runs: ltr or rtl."""
        return direction_of(self.tag)

    @property
    def label(self) -> str:
        """What it is chosen by: its name in English and its own, where that is another one."""
        if self.own_name.casefold() == self.name.casefold():
            return self.name
        return f"{self.name} – {self.own_name}"


@cache
def languages() -> dict[str, Language]:
    """All of them, by their tags, in the order of their English names."""
    given = {code: (one["name"], one["name_local"]) for code, one in _named()} | _MORE
    found = [Language(tag(code), *names) for code, names in given.items()]
    return {one.tag: one for one in sorted(found, key=lambda one: one.name)}


def _named() -> list[tuple[str, dict[str, str]]]:
    """Django's, without those that only lead to another one."""
    return [(code, one) for code, one in LANG_INFO.items() if "name" in one]


def tag(code: str) -> str:
    """A language's code as HTML writes it: en-gb as en-GB."""
    return to_locale(code.replace("_", "-").lower()).replace("_", "-")


def site_tag() -> str:
    """The language of the site."""
    return tag(settings.LANGUAGE_CODE)


def language(code: str) -> Language:
    """The language with this code; one that we do not know goes by its code."""
    found = tag(code)
    return languages().get(found) or Language(found, found, found)


@cache
def _by_name() -> dict[str, str]:
    named = dict[str, str]()
    for one in languages().values():
        # What two are called alike, the first keeps: a name of its own is never another's.
        for name in (one.tag, one.label, one.name, one.own_name):
            named.setdefault(key(name), one.tag)
    return named


def tag_of(text: str) -> str:
    """The tag of the language that `text` names: by a tag, its label, its name in English or its
    own; "" where it names none."""
    return text and _by_name().get(key(text.replace("_", "-")), "")


def direction_of(code: str) -> str:
    """Which way the language runs: ltr or rtl."""
    return "rtl" if script_of_language(code) in LEFTWARDS else "ltr"


def is_same(one: str, other: str) -> bool:
    """Whether two codes mean one language, however they are written."""
    return tag(one) == tag(other)
