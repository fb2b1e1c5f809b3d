"""RSS 2.0 of the front, each section, author and topic, with the stories in full; and of the
corrections."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.lib.addresses import leading_on, site_url, with_host
from articles.lib.dependencies import delivered
from articles.lib.embeds.embed import Embed
from articles.lib.html import canonical, notes
from articles.lib.html.direction import with_directions
from articles.lib.languages.known import is_same
from articles.models import (
    Article,
    ArticleQuerySet,
    Author,
    Category,
    Correction,
    FormerAuthor,
    FormerSection,
    FormerTopic,
    Paper,
    Picture,
    Topic,
)
from articles.models.links.leading import leading, targets
from articles.models.pictures.files import FORMATS
from articles.syndication.rss import NewsFeed

STORIES_PER_FEED = 30
MINUTES_TO_LIVE = 5
#: The space of names (RFC 9562) in which our items are numbered.
IDS = UUID("5f6c1ad2-9a39-4f0e-8f0b-0b6f2f3ad7c1")


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself; the paths are without scheme and host."""

    paper: Paper
    #: What of the paper; "" for all of it.
    part: str
    description: str
    page: str
    feed: str

    @property
    def title(self) -> str:
        """The paper's name, and what of it."""
        return f"{self.paper.called} – {self.part}" if self.part else self.paper.called

    @property
    def about(self) -> str:
        """A sentence, else the title."""
        return self.description or self.title


@require_safe
@delivered("feed")
def front(request: HttpRequest) -> HttpResponse:
    """The newest stories of all sections."""
    paper = Paper.current()
    channel = Channel(paper, "", paper.motto, reverse("front"), reverse("feed"))
    return _feed(request, channel, Article.objects.visible().newest_first())


@require_safe
@delivered("feed")
@leading_on(FormerSection.leading_from)
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest stories of a section; 301 from an address that it had before."""
    found = get_object_or_404(Category, slug=slug)
    path = reverse("section-feed", args=[found.slug])
    channel = Channel(
        Paper.current(), found.name, found.description, found.get_absolute_url(), path
    )
    return _feed(request, channel, Article.objects.visible().in_section(found))


@require_safe
@delivered("feed")
@leading_on(FormerAuthor.leading_from)
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest stories of an author; 301 from an address that they had before."""
    found = get_object_or_404(Author, slug=slug)
    path = reverse("author-feed", args=[found.slug])
    channel = Channel(Paper.current(), found.name, found.role, found.get_absolute_url(), path)
    is_known = bool(found.role)
    return _feed(request, channel, Article.objects.visible().by_author(found), empty=is_known)


@require_safe
@delivered("feed")
@leading_on(FormerTopic.leading_from)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest stories about a topic; 301 from an address that it had before."""
    found = get_object_or_404(Topic, slug=slug)
    path = reverse("topic-feed", args=[found.slug])
    channel = Channel(
        Paper.current(), found.name, found.description, found.get_absolute_url(), path
    )
    return _feed(request, channel, Article.objects.visible().about(found), empty=False)


@require_safe
@delivered("feed")
def corrections(request: HttpRequest) -> HttpResponse:
    """What was put right in stories that are out, the newest first."""
    pages = reverse("corrections"), reverse("corrections-feed")
    channel = Channel(Paper.current(), _("Corrections"), "", *pages)
    site = site_url(request)
    feed = _empty(channel, site)
    for one in Correction.objects.visible().for_cards()[:STORIES_PER_FEED]:
        feed.add_item(
            title=f"{one.get_kind_display()}: {one.article.headline}",
            link=f"{site}{one.article.get_absolute_url()}#correction-{one.pk}",
            description=one.text,
            unique_id=_lasting_id("correction", one.pk, one.published_at),
            unique_id_is_permalink=False,
            pubdate=one.published_at,
            updated=None,
            names=[],
            content=_told([one]),
            picture=None,
            language="",
        )
    return _written(feed)


def _feed(
    request: HttpRequest, channel: Channel, stories: ArticleQuerySet, *, empty: bool = True
) -> HttpResponse:
    """The feed of these stories; 404 where there are none and it may not be `empty`."""
    site = site_url(request)
    feed = _empty(channel, site)
    listed = stories.for_reading().prefetch_related("topics")  # type: ignore[misc]
    newest = list(listed.defer("search_text")[:STORIES_PER_FEED])
    if not newest and not empty:
        raise Http404("Readers have no such story.")
    ids = {pk for story in newest for pk in canonical.picture_ids(story.body)}
    pictures = Picture.objects.in_bulk(ids) if ids else {}
    told = defaultdict(list)
    for one in Correction.objects.filter(article__in=[story.pk for story in newest]):
        told[one.article_id].append(one)
    linked = targets(story.body for story in newest)
    for story in newest:
        story.body = leading(story.body, linked)
        try:
            _add(feed, story, site, pictures, told[story.pk])
        except Exception as error:
            # For the desk, which says what is to be looked at.
            error.add_note(f"Story {story.pk}: {story.headline}")
            raise
    return _written(feed)


def _empty(channel: Channel, site: str) -> NewsFeed:
    icon = channel.paper.icon_url
    return NewsFeed(
        title=channel.title,
        link=site + channel.page,
        description=channel.about,
        language=settings.LANGUAGE_CODE,
        feed_url=site + channel.feed,
        ttl=MINUTES_TO_LIVE,
        icon=with_host(icon, site) if icon else "",
    )


def _written(feed: NewsFeed) -> HttpResponse:
    response = HttpResponse(content_type=feed.content_type)
    # Pages of others read it in the browser too.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    feed.write(response, "utf-8")
    return response


def _add(
    feed: NewsFeed,
    story: Article,
    site: str,
    pictures: dict[int, Picture],
    told: list[Correction],
) -> None:
    address = site + story.get_absolute_url()
    feed.add_item(
        title=story.headline,
        link=address,
        description=story.standfirst or story.trail_text,
        unique_id=_lasting_id("article", story.pk, story.created_at),
        unique_id_is_permalink=False,
        pubdate=story.publish_at,
        updateddate=story.updated_at or story.publish_at,
        updated=story.updated_at,
        categories=[topic.name for topic in story.topics.all()],
        names=story.names(),
        content=_in_full(story, site, address, pictures) + _told(told),
        picture=_media(story, site),
        language="" if is_same(story.language_code, feed.feed["language"]) else story.language,
    )


def _lasting_id(noun: str, pk: int, begun: datetime) -> str:
    """What a feed reader knows an item by for ever, whatever its slug, section and host become:
    worked out from what never changes of it, so that no item turns up as new a second time."""
    return uuid5(IDS, f"{noun} {pk} {begun.astimezone(UTC).isoformat()}").urn


def _in_full(story: Article, site: str, address: str, pictures: dict[int, Picture]) -> str:
    """The story's body with its pictures, all addresses with scheme and host."""

    def figure(pk: int, _size: str, caption: str) -> str:
        if pk not in pictures:
            return ""
        found = pictures[pk]
        words = caption or found.caption
        return (
            f'<figure><img src="{found.jpeg_for(800)}" alt="{_attribute(found.alt_text)}">'
            f"<figcaption>{words if caption else _attribute(words)} {_attribute(_credit(found))}"
            "</figcaption></figure>"
        )

    def embed(found: Embed, caption: str, poster: int) -> str:
        source, still = _attribute(found.source_url), pictures.get(poster)
        name = _attribute(found.title_hint)
        if still is None:
            return f'<p><a href="{source}">{name}</a>{caption and ": "}{caption}</p>'
        return (
            f'<figure><a href="{source}"><img src="{still.jpeg_for(800)}"'
            f' alt="{name}"></a><figcaption>{caption}'
            f' <a href="{source}">{name}</a> {_attribute(still.credit)}'
            "</figcaption></figure>"
        )

    expanded = canonical.expand_figures(
        with_directions(canonical.without_pulls(story.body)), figure, embed, table_label=""
    )
    expanded = re.sub('<table data-chart="[a-z]+">', "<table>", expanded)
    for reference in ('<a href="', '<img src="'):
        expanded = expanded.replace(f"{reference}/", f"{reference}{site}/")
    expanded = expanded.replace('<a href="#', f'<a href="{address}#')
    words = notes.NoteWords(_("Notes"), _("Note %d"), _("Back to the text"))
    return notes.numbered(expanded, words, address)


def _credit(picture: Picture) -> str:
    """Its credit, and how it came about as far as readers are told."""
    return " · ".join(filter(None, [picture.credit, picture.source_told]))


def _told(corrections: list[Correction]) -> str:
    """What readers are told of a story, each in a paragraph."""
    return "".join(
        f"<p><strong>{_attribute(one.get_kind_display())}:</strong> {_attribute(one.text)}</p>"
        for one in corrections
    )


def _media(story: Article, site: str) -> dict[str, Any] | None:
    found = story.picture
    name = found.name_for(1_200, ("jpg", "webp")) if found else ""
    if found is None or not name:
        return None
    width, _dot, ending = name.partition(".")
    attributes = {
        "url": with_host(found.url_of(name), site),
        "medium": "image",
        "type": FORMATS[ending],
        "width": width,
        "height": str(round(found.height * int(width) / found.width)),
    }
    return {
        "attributes": attributes,
        "description": story.caption or found.alt_text,
        "credit": found.credit,
    }


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
