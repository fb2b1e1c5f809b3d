"""Every word that readers see is in every catalogue, and what is compiled is what is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

from articles.models import Article, Correction
from articles.models.pictures.sources import TOLD

ROOT = Path(__file__).resolve().parent.parent.parent
LOCALES = ROOT / "articles" / "locale"
LANGUAGES = sorted(path.name for path in LOCALES.iterdir())
#: The rooms whose words readers see; the desk has its own language.
ROOMS = ["web", "templatetags", "syndication"]
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "npgettext"}
STRING = re.compile(r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.DOTALL)
CALL = re.compile(rf"\b(n?p?gettext|_)\(((?:\s*{STRING.pattern},?)+)".replace("('", "(?:'"))
#: What a message is kept under: its context, if any, and its words.
Message = tuple[str, str]


def told_by(source: str) -> Iterator[Message]:
    """The messages in a Python source."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        words = [str(one.value) for one in node.args if isinstance(one, ast.Constant)]
        if node.func.id in CALLS and words:
            contextual = node.func.id in {"pgettext", "npgettext"}
            yield (words[0], words[1]) if contextual else ("", words[0])


def of_template(source: str) -> Iterator[Message]:
    """The messages in a template: Django writes them out as calls, which are cut out here."""
    for name, rest in CALL.findall(templatize(source)):
        words = [ast.literal_eval(found) for found in STRING.findall(rest)]
        yield (words[0], words[1]) if "p" in name else ("", words[0])


def messages() -> set[Message]:
    """Every message that readers may be told."""
    found: set[Message] = set()
    folders = [ROOT / "templates" / name for name in ("", "partials", "blocks", "notices")]
    for path in [path for folder in folders for path in folder.glob("*.html")]:
        found |= set(of_template(path.read_text("utf-8")))
    for room in ROOMS:
        for path in (ROOT / "articles" / room).rglob("*.py"):
            found |= set(told_by(path.read_text("utf-8")))
    found |= {("", str(label)) for label in [*Article.Kind.labels, *Correction.Kind.labels]}
    return found | {("", str(label)) for label in TOLD.values()}


def catalogue(language: str) -> GNUTranslations:
    """What is compiled for a language."""
    with (LOCALES / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return GNUTranslations(file)


def test_the_languages_that_can_be_set_are_those_that_are_there() -> None:
    assert sorted(code.partition("-")[0] for code, _name in settings.LANGUAGES) == LANGUAGES


def test_messages_are_found() -> None:
    found = messages()
    assert ("", "Skip to the main content") in found
    assert ("stories", "Latest") in found
    assert ("date format", "l j F Y, H:i") in found
    assert ("", "%(n)s min read") in found
    assert len(found) > 90


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(language: str) -> None:
    known = catalogue(language)._catalog  # type: ignore[attr-defined]
    missing = []
    for context, words in sorted(messages()):
        key = f"{context}\x04{words}" if context else words
        if not (known.get(key) or known.get((key, 0))):
            missing.append((context, words))
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    written = (LOCALES / language / "LC_MESSAGES" / "django.po").read_text("utf-8")
    entries = [entry for entry in written.split("\n\n")[1:] if "msgstr" in entry]
    told = {
        ast.literal_eval(line.partition(" ")[2])
        for entry in entries
        for line in entry.splitlines()
        if line.startswith("msgstr")
    }
    compiled = catalogue(language)._catalog  # type: ignore[attr-defined]
    assert told == {words for key, words in compiled.items() if key}


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language: str) -> None:
    compiled = catalogue(language)._catalog  # type: ignore[attr-defined]
    names = re.compile(r"%\((\w+)\)[sd]")
    for key, words in compiled.items():
        message = key[0] if isinstance(key, tuple) else key
        if not message:
            continue
        # “one minute” may go without its number, as two in Arabic do, and the English one.
        number = {"n"} if isinstance(key, tuple) else set()
        assert set(names.findall(words)) <= set(names.findall(message)) | number, message
        assert set(names.findall(words)) | {"n"} == set(names.findall(message)) | {"n"}, message
