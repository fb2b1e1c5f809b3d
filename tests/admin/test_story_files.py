"""What the story's form fetches before its first key: little, and all at once."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests import cast
from tests.admin.desk_pages import change

pytestmark = pytest.mark.django_db
AT_THE_DESK = cast.editor

#: Scripts and styles of the form, as a browser gets them.
MOST_BYTES = 320_000
PRELOADED = re.compile(r'<link rel="modulepreload" href="/static/([^"]+)">')
SCRIPTS = re.compile(r'<script[^>]* src="/static/([^"]+\.js)"')
STYLES = re.compile(r'<link[^>]* href="/static/([^"]+\.css)"')
SETUP = re.compile(r'data-django-prose-editor-configurable="([^"]*)"')
MAP = re.compile(r'<script type="importmap"[^>]*>(.*?)</script>', re.DOTALL)
#: What a script can't begin without: no import() in the middle of it.
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\.\.?/[^"']+|django-prose-editor/\w+)["']""")


def source(name: str) -> Path:
    """A static file."""
    path = finders.find(name)
    assert path, name
    return Path(str(path)).resolve()


def needed(path: Path, named: dict[str, Path], found: set[Path]) -> None:
    """Put down the script and all that it imports."""
    if path in found:
        return
    found.add(path)
    for name in IMPORTED.findall(path.read_text(encoding="utf-8")):
        needed(named[name] if name in named else (path.parent / name).resolve(), named, found)


@pytest.fixture
def form(desk: Client) -> str:
    story = cast.draft(body='<p>One <ins data-suggestion="aaaaaa">two</ins>.</p>')
    return desk.get(change(story)).content.decode()


def asked_for(form: str) -> tuple[set[Path], set[Path]]:
    """The scripts that the page names, its editor's too, and those that they import besides."""
    known = MAP.search(form)
    setup = SETUP.search(form)
    assert known and setup
    imports = json.loads(known[1])["imports"]
    named = {name: source(path.removeprefix("/static/")) for name, path in imports.items()}
    extensions = json.loads(html.unescape(setup[1]))["js_modules"]
    first = {source(name) for name in SCRIPTS.findall(form)}
    late = {source(path.removeprefix("/static/")) for path in extensions}
    found: set[Path] = set()
    for path in first | late:
        needed(path, named, found)
    return first, found - first


def test_all_of_it_is_small(form: str) -> None:
    first, imported = asked_for(form)
    assert len(imported) > 20, "the scripts' imports are found"
    styles = {source(name) for name in STYLES.findall(form)}
    sizes = {path: len(brotli.compress(path.read_bytes())) for path in first | imported | styles}
    assert sum(sizes.values()) <= MOST_BYTES, sorted(sizes.items(), key=lambda one: -one[1])[:10]


def test_all_of_it_is_asked_for_at_once(form: str) -> None:
    """A script that another one imports is fetched only once that one is there, unless it is named
    beforehand: each floor of imports is one more way to the server and back."""
    _first, imported = asked_for(form)
    preloaded = [source(name) for name in PRELOADED.findall(form)]
    ours = {path for path in imported if "django_prose_editor" not in str(path)}
    assert {*preloaded} == ours
    assert len(preloaded) == len({*preloaded})
