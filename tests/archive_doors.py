"""Every list, page and form whose cost must not grow with the archive: for the test of plans
(`test_plans.py`), and for those who measure (`bench/archive.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone

from articles.models import Article, Author, Category, Picture, Topic

#: Who opens it, its address, and what is posted.
Door = tuple[Any, str, dict[str, Any] | None]
LIST, KEY = "/admin/articles/article/", UUID("5f0c7c0e-0000-4000-8000-000000000001")
#: What is found in another way by those who do not reach all stories.
IN_PARTS = (
    "start page",
    "list",
    "list of a section",
    "list of a section, live",
    "list of an author of long ago",
    "list, draft",
    "list, live",
    "list, withdrawn",
    "bin",
    "pictures to choose",
    "picture",
    "links to choose",
)
SECTION = "section__id__exact"
STATES = ("draft", "in_review", "ready", "scheduled", "live", "expired", "withdrawn")


@dataclass(frozen=True)
class Newsroom:
    """What is in an archive: of today, and of long ago."""

    section: Category
    author: Author
    topic: Topic
    newest: Article
    picture: Picture
    #: All of whose stories are at the archive's beginning.
    old_author: Author
    old_topic: Topic
    oldest: Article
    manager: Any
    #: Of that section.
    editor: Any
    reporter: Any


def doors(of: Newsroom) -> dict[str, Door]:
    """All of them, by what they are called."""
    named: dict[str, Door] = {}
    for name, address in {**_lists(of), **_machines(of)}.items():
        named[name] = (None, address, None)
    for who, account in {
        "managing editor": of.manager,
        "section's editor": of.editor,
        "reporter": of.reporter,
    }.items():
        asked = _desk(of)
        for name in asked if account == of.manager else IN_PARTS:
            named[f"{name}, {who}"] = (account, asked[name], None)
    for name, address in _forms(of).items():
        named[name] = (of.manager, address, None)
    return named | {"autosave": (of.manager, f"{LIST}autosave/", _typed(of.newest))}


def _month(story: Article) -> str:
    assert story.publish_at
    return f"{timezone.localtime(story.publish_at):%Y/%m}/"


def _lists(of: Newsroom) -> dict[str, str]:
    section, old = of.section.get_absolute_url(), _month(of.oldest)
    return {
        "front": "/",
        "latest": "/latest/",
        "latest, page 10": "/latest/?page=10",
        "section": section,
        "section, page 10": f"{section}?page=10",
        "section, list of months": f"{section}archive/",
        "section, an old month": section + old,
        "author": of.author.get_absolute_url(),
        "author, page 10": f"{of.author.get_absolute_url()}?page=10",
        "author of long ago": of.old_author.get_absolute_url(),
        "topic": of.topic.get_absolute_url(),
        "topic, page 10": f"{of.topic.get_absolute_url()}?page=10",
        "topic of long ago": of.old_topic.get_absolute_url(),
        "story": of.newest.get_absolute_url(),
        "story, the oldest": of.oldest.get_absolute_url(),
        "corrections": "/corrections/",
        "suggestions of an author of long ago": "/search/suggest/?"
        + urlencode({"q": of.old_author.name[:5]}),
    }


def _machines(of: Newsroom) -> dict[str, str]:
    old = _month(of.oldest)
    api = "/api/v1/stories?"
    return {
        "feed": "/feed/",
        "feed, an old month": f"/feed/{old}",
        "feed of a section, an old month": f"{of.section.get_absolute_url()}feed/{old}",
        "feed of an author, an old month": f"{of.old_author.get_absolute_url()}feed/{old}",
        "feed of a topic, an old month": f"{of.old_topic.get_absolute_url()}feed/{old}",
        "sitemap": "/sitemap.xml",
        "sitemap of an old month": f"/sitemap-{old[:4]}-{old[5:7]}.xml",
        "sitemap of authors": "/sitemap-authors.xml",
        "sitemap of topics": "/sitemap-topics.xml",
        "programs: stories": api,
        "programs: of a section": api + urlencode({"section": of.section.slug}),
        "programs: of an author of long ago": api + urlencode({"author": of.old_author.slug}),
        "programs: authors": "/api/v1/authors",
        "programs: topics": "/api/v1/topics",
        "programs: pictures": "/api/v1/pictures",
    }


def _desk(of: Newsroom) -> dict[str, str]:
    section = f"{SECTION}={of.section.pk}"
    asked = {
        "list": "",
        "list, page 2": "p=2",
        "list of a section": section,
        "list of a section, live": f"{section}&status=live",
        "list of a section, drafts": f"{section}&status=draft",
        "list of an author": urlencode({"author": of.author.name}),
        "list of an author of long ago": urlencode({"author": of.old_author.name}),
        "list of an author with a topic of long ago": urlencode(
            {"author": of.author.name, "topic": of.old_topic.name}
        ),
        "list of a topic": urlencode({"topic": of.topic.name}),
        "list of a topic of long ago": urlencode({"topic": of.old_topic.name}),
        "list of mine": "assigned=me",
        "list of changes": "changes=waiting",
        "list of submitted changes": "changes=submitted",
        "list of versions behind": "changes=source",
        "list of a week": urlencode(
            {
                "publish_at__gte": "2019-03-01 00:00:00+00:00",
                "publish_at__lt": "2019-03-08 00:00:00+00:00",
            }
        ),
        **{f"list, {state}": f"status={state}" for state in STATES},
    }
    lists = {name: f"{LIST}?{query}" for name, query in asked.items()}
    return {
        "start page": "/admin/",
        **lists,
        "bin": f"{LIST}bin/",
        "pictures to choose": "/admin/articles/picture/choose/",
        "calendar of long ago": f"/admin/planning/?date={of.oldest.publish_at:%Y-%m-%d}",
        "picture": f"/admin/articles/picture/{of.picture.pk}/change/",
        "links to choose": f"{LIST}linkable/",
    }


def _forms(of: Newsroom) -> dict[str, str]:
    both = f"{of.topic.pk},{of.old_topic.pk}"
    return {
        "form, a new story": f"{LIST}add/",
        "form": f"{LIST}{of.newest.pk}/change/",
        "form, the oldest story": f"{LIST}{of.oldest.pk}/change/",
        "history": f"{LIST}{of.newest.pk}/history/",
        "topics": "/admin/articles/topic/",
        "topic's form": f"/admin/articles/topic/{of.topic.pk}/change/",
        "topic, to be merged": f"/admin/articles/topic/merge/?topics={both}",
        "authors": "/admin/articles/author/",
        "sections": "/admin/articles/category/",
        "library": "/admin/articles/picture/",
    }


def _typed(story: Article) -> dict[str, Any]:
    """What the form sends while somebody types."""
    return {
        "_key": str(KEY),
        "_pk": story.pk,
        "_base": story.base_number(),
        "headline": story.headline,
        "kind": "news",
        "section": story.section_id,
        "body": story.body,
    }
