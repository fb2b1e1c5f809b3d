"""A story as its page shows it: as readers have it, or as it would be with other content.

A reading copy is never saved, and making one writes nothing: topics and authors stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from articles.lib.languages.attributes import attributes
from articles.lib.languages.known import is_same, tag
from articles.models import Article, Author, Byline, Correction, Topic
from articles.models.common.prepared import Prepared
from articles.models.story import content as contents
from articles.models.story.listing import have_bylines, of_picture
from articles.models.topics.changes import topics_known
from articles.models.translations.group import source_of
from articles.web.story import related
from articles.web.story.body import rendered_body

#: What every page of a story asks for, by the story's number.
STORY = Prepared(
    lambda pk: (
        Article.objects.filter(pk=pk)
        .select_related("section", "picture")
        .annotate(versions_of=source_of())
        .defer("search_text", *of_picture("picture"))
        .order_by()
    )
)
BYLINES = Prepared(
    lambda pk: (
        Byline.objects.filter(article=pk)
        .select_related("author", "author__picture")
        .defer("author__biography", *of_picture("author__picture"))
    )
)
TOPICS = Prepared(
    lambda pk: Topic.objects.filter(taggings__content_object=pk).order_by("taggings__pk")
)
CORRECTIONS = Prepared(lambda pk: Correction.objects.filter(article=pk))


@dataclass(frozen=True, slots=True)
class Reading:
    """A story to read. Names and topics are None where they are those of its row."""

    story: Article
    bylines: list[Byline] | None = None
    topics: list[Topic] | None = None


def reading_copy(story: Article, content: Mapping[str, Any]) -> Reading:
    """The story as it would be read with `content`: four queries, none of which writes, and at
    most four more for names that are no topic's.

    `story` may be a new one, without a row. What is no longer there (a section, a picture, an
    author) is left out; a topic that does not exist yet has a name and no address.
    """
    content = contents.cleaned(content)
    fields = {field.attname for field in Article._meta.concrete_fields}
    # What was not fetched is derived from the content below.
    fields -= story.get_deferred_fields()
    copy = Article(**{name: getattr(story, name) for name in fields})
    contents.fill(copy, content)
    copy.derive()
    there = Author.objects.in_bulk(content["authors"])
    authors = [there[pk] for pk in content["authors"] if pk in there]
    bylines = [Byline(article=copy, author=author) for author in authors]
    return Reading(copy, bylines, topics_called(content["topics"]))


def topics_called(names: list[str]) -> list[Topic]:
    """The topics of these names, in their order; new ones stand there without a row or an address.

    A name that a topic had before means that topic.
    """
    names = [name for name in names if name.strip()]
    known = topics_known(names) if names else {}
    topics = [known.get(name) or Topic(name=name) for name in names]
    return list({topic.name.lower(): topic for topic in topics}.values())


def _direction(story: Article) -> str:
    """Which way the element around the body says that it runs; "" where that is left to it."""
    runs = attributes(story.trail_text, story.language, get_language() or "").dir
    return "" if runs == "auto" else runs


def _own_language(story: Article) -> str:
    """Of the story, where it is another one than the site's: the page is in it, and all that stands
    around the story says that it is not. Programs that look for a text go by the page's alone."""
    own = story.language
    return "" if not own or is_same(own, get_language() or "") else tag(own)


def page_context(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """What article.html shows of any reading: the words, names, topics, corrections and more of
    its section. At most five queries, besides those of the page's frame and of the rail."""
    story, bylines, topics = reading.story, reading.bylines, reading.topics
    if bylines is None:
        have_bylines(story, BYLINES(story.pk))
    if topics is None:
        topics = TOPICS(story.pk)
    return {
        "article": story,
        "own_language": _own_language(story),
        "body": rendered_body(story.body, runs=_direction(story)),
        "bylines": story.byline_list if bylines is None else bylines,
        "topics": topics,
        "corrections": CORRECTIONS(story.pk) if story.pk else [],
        "rail": related.related_stories(story, topics),
        "current_section": story.section,
    }
