"""What has to be true of each format, whatever a text holds."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
from markdown_it import MarkdownIt

ATOM: Final = "{http://www.w3.org/2005/Atom}"
MAPS: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
#: Controls and what is no character, or stands for a lost one, in any format.
UNUSABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffd-\uffff]")
Wrongs = Iterator[str]


def feed(content: bytes, path: str) -> Wrongs:
    """RSS and Atom: XML for the strict, nothing wrong for those who read feeds, and by the W3C's
    validator where it is there."""
    yield from _xml(content)
    if re.search(rb"<(title|dc:creator|name)\b[^>]*>[^<]*\n", content):
        yield "a name or a title in several lines"
    found = feedparser.parse(content)
    if found.bozo:
        yield f"feedparser: {found.bozo_exception!r}"
    ids = [one.get("id") for one in found.entries]
    if len(ids) != len(set(ids)) or None in ids:
        yield "an id twice, or none"
    if any(not one.get("title") or not one.get("link") for one in found.entries):
        yield "an entry without title or link"
    if (validate := _validator()) is not None:
        yield from validate(content, f"http://testserver{path}")


def json_feed(content: bytes) -> Wrongs:
    """JSON Feed 1.1."""
    said, wrong = _json(content)
    yield from wrong
    if wrong:
        return
    if said["version"] != "https://jsonfeed.org/version/1.1" or not said["title"]:
        yield "no version or title"
    for one in said["items"]:
        if (
            not isinstance(one["id"], str)
            or not _is_address(one["url"])
            or "content_html" not in one
        ):
            yield f"an item without what it needs: {one['id']}"
        if any(not isinstance(tag, str) or not tag for tag in one.get("tags", [])):
            yield f"an empty tag: {one['id']}"


def sitemap(content: bytes) -> Wrongs:
    """Addresses by RFC 3986, and nothing empty."""
    yield from _xml(content)
    for one in ElementTree.fromstring(content).iter():
        if (
            not len(one)
            and not (one.text or "").strip()
            and one.tag
            not in {
                f"{MAPS}urlset",
                f"{MAPS}sitemapindex",
            }
        ):
            yield f"nothing in {one.tag}"
        if one.tag == f"{MAPS}loc" and not _is_address(one.text or ""):
            yield f"no address: {one.text}"


def ninjs(content: bytes) -> Wrongs:
    """JSON, by IPTC's schema where it is there."""
    said, wrong = _json(content)
    yield from wrong
    if not wrong and (schema := _schema()):
        yield from (f"ninjs: {error.message[:200]}" for error in schema.iter_errors(said))


def markdown(content: bytes, headline: str) -> Wrongs:
    """Facts that are YAML, one headline, and no HTML."""
    whole, wrong = text(content)
    yield from wrong
    _nothing, facts, body = whole.split("---\n", 2)
    said = dict(line.split(": ", 1) for line in facts.strip("\n").split("\n"))
    if json.loads(said["title"]) != headline:
        yield f"another title: {said['title']}"
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(body)
    flat = [two for one in tokens for two in (one, *(one.children or []))]
    if any(one.type in {"html_block", "html_inline"} for one in flat):
        yield f"HTML: {next(one.content for one in flat if one.type.startswith('html_'))[:80]!r}"
    heads = [
        tokens[at + 1] for at, one in enumerate(tokens) if one.tag == "h1" and one.nesting == 1
    ]
    if len(heads) != 1 or _squeezed(_words(heads[0])) != _squeezed(headline):
        yield f"another headline: {[_words(one) for one in heads]}"
    for one in flat:
        href = str(one.attrGet("href") or one.attrGet("src") or "") if one.attrs else ""
        if href and urlsplit(href).scheme not in {"http", "https", "mailto", "tel"}:
            yield f"leads to {href[:80]!r}"


def plain(content: bytes, headline: str) -> Wrongs:
    """A text that begins with its headline."""
    whole, wrong = text(content)
    yield from wrong
    if not whole.startswith(headline):
        yield f"another beginning: {whole[:80]!r}"


def page(content: bytes, headline: str, scripts: int | None) -> Wrongs:
    """JSON-LD that is read, names the story, and ends where it ends."""
    seen = _scripts(content.decode("utf-8"))
    if scripts is not None and seen.count != scripts:
        yield f"{seen.count} scripts in the place of {scripts}"
    if not seen.data:
        yield "no JSON-LD"
    for data in seen.data:
        said, wrong = _json(data.encode())
        yield from wrong
        for one in said if isinstance(said, list) else [said]:
            given = one.get("headline")
            if given and not headline.startswith(given.removesuffix("…").rstrip()[:60]):
                yield f"another headline in JSON-LD: {given!r}"


class Scripts(HTMLParser):
    """The scripts of a page, as a browser parts them."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.data: list[str] = []
        self._is_data = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """One more."""
        if tag == "script":
            self.count += 1
            self._is_data = dict(attrs).get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        """What it holds."""
        if self._is_data:
            self.data.append(data)

    def handle_endtag(self, tag: str) -> None:
        """It ends."""
        self._is_data = False


def _xml(content: bytes) -> Wrongs:
    try:
        ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        yield f"XML: {error}"
    if UNUSABLE.search(content.decode("utf-8")):
        yield "a control character"


def _json(content: bytes) -> tuple[Any, list[str]]:
    def refused(word: str) -> Any:
        raise ValueError(word)

    whole, wrong = text(content)
    try:
        said = json.loads(whole, parse_constant=refused)
    except ValueError as error:
        return None, [*wrong, f"JSON: {error}"]
    if UNUSABLE.search(json.dumps(said, ensure_ascii=False).replace("\n", "")):
        wrong.append("a control character in JSON")
    return said, wrong


def text(content: bytes) -> tuple[str, list[str]]:
    """What was written, and what is wrong with that in any format."""
    written = content.decode("utf-8")
    found = UNUSABLE.search(written)
    return written, [f"a control character: {found[0]!r}"] if found else []


def scripts_of(content: bytes) -> int:
    """How many scripts a page has."""
    return _scripts(content.decode("utf-8")).count


def _scripts(page: str) -> Scripts:
    found = Scripts()
    found.feed(page)
    return found


def _is_address(text: str) -> bool:
    return text.isascii() and text.startswith("http") and " " not in text and "<" not in text


def _words(token: Any) -> str:
    return "".join(
        " " if one.type in {"softbreak", "hardbreak"} else one.content for one in token.children
    )


def _squeezed(text: str) -> str:
    return " ".join(text.split())


@cache
def _schema() -> Any:
    path = os.environ.get("NINJS", "")
    if not path:
        return None
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
    from referencing import Registry, Resource

    # Places are not told of, so that nothing of their standard is asked.
    elsewhere: Any = Resource.from_contents(
        {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    )
    known: Any = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", elsewhere)
    return Draft202012Validator(json.loads(Path(path).read_text("utf-8")), registry=known)


@cache
def _validator() -> Callable[[bytes, str], Wrongs] | None:
    folder = os.environ.get("FEEDVALIDATOR", "")
    if not folder:
        return None
    sys.path.insert(0, folder)
    import feedvalidator  # type: ignore[import-not-found]
    from feedvalidator import compatibility

    def validate(content: bytes, base: str) -> Wrongs:
        said = feedvalidator.validateString(content, firstOccurrenceOnly=0, base=base)
        for event in compatibility.AA(said["loggedEvents"]):
            kind = "error" if isinstance(event, feedvalidator.logging.Error) else "warning"
            yield f"W3C {kind}: {type(event).__name__} {str(event.params)[:200]}"

    return validate
