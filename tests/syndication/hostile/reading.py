"""All that machines read of a newsroom, and what is wrong with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
from django.test import Client

from articles.lib.text.visible import for_xml
from articles.models import Article
from tests.syndication.hostile import rules

Read = Iterator[tuple[str, str, list[str]]]


def faults(numbers: list[int]) -> tuple[Counter[str], list[str]]:
    """How many documents of each kind were read of stories of these numbers, and what is wrong."""
    read: Counter[str] = Counter()
    found = []
    for kind, path, wrong in _all(numbers):
        read[kind] += 1
        found += [f"{kind} {path}: {one}" for one in wrong]
    return read, found


def _all(numbers: list[int]) -> Read:
    yield from _feeds(len(numbers))
    yield from _sitemaps()
    yield from _stories(numbers)
    for path in ("index.json", "politics.json", "latest.json"):
        yield "list.json", path, list(rules.ninjs(_get(f"/{path}")))
    for path in ("index.md", "politics.md"):
        text, wrong = rules.text(_get(f"/{path}"))
        yield "list.md", path, wrong or ([] if text.startswith("---\n") else ["no facts"])


def _get(path: str) -> bytes:
    answer = Client().get(path)
    if answer.status_code != 200:
        raise AssertionError(f"{path}: {answer.status_code}")
    return answer.content if not answer.streaming else b"".join(answer)


def _feeds(count: int) -> Read:
    """The front's with all of their history, and the newest of each other list."""
    for form in ("", "atom/", "json/"):
        path, seen = f"/feed/{form}", set[str]()
        while path:
            content = _get(path)
            is_json = form == "json/"
            wrong = list(rules.json_feed(content) if is_json else rules.feed(content, path))
            following, ids = _onward(content, is_json=is_json)
            seen |= ids
            last, path = path, following
            if not path and len(seen) != count:
                wrong.append(f"{len(seen)} of {count} stories")
            yield f"feed/{form}", last, wrong
    lists = ("/politics/", "/by/a-1/", "/corrections/", "/topic/topic-1/")
    for path in (f"{one}feed/{form}" for one in lists for form in ("", "atom/")):
        yield "other feeds", path, list(rules.feed(_get(path), path))
    for one in lists:
        yield "other feeds", f"{one} JSON", list(rules.json_feed(_get(f"{one}feed/json/")))


def _onward(content: bytes, *, is_json: bool) -> tuple[str, set[str]]:
    """The next page of the history, and the ids of this one."""
    if is_json:
        said = json.loads(content)
        return _path(said.get("next_url", "")), {one["id"] for one in said["items"]}
    found = feedparser.parse(content)
    links = {one.rel: one.href for one in found.feed.links}
    return _path(links.get("prev-archive", "")), {one.id for one in found.entries}


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _sitemaps() -> Read:
    index = _get("/sitemap.xml")
    yield "sitemaps", "/sitemap.xml", list(rules.sitemap(index))
    found = [one.text or "" for one in ElementTree.fromstring(index).iter(f"{rules.MAPS}loc")]
    for path in map(_path, found):
        yield "sitemaps", path, list(rules.sitemap(_get(path)))


def _stories(numbers: list[int]) -> Read:
    scripts = None
    for story in Article.objects.filter(pk__in=numbers).for_reading():
        path, headline = story.get_absolute_url(), for_xml(story.headline)
        beside = path.removesuffix("/")
        yield ".json", path, list(rules.ninjs(_get(f"{beside}.json")))
        yield ".md", path, list(rules.markdown(_get(f"{beside}.md"), headline))
        yield ".txt", path, list(rules.plain(_get(f"{beside}.txt"), headline))
        content = _get(path)
        scripts = rules.scripts_of(content) if scripts is None else scripts
        yield "page", path, list(rules.page(content, headline, scripts))
