"""Stories: the list, read off the indexes that pages are read off, and one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router

from articles.api import asking, values
from articles.api.answers import Gone, answered, documented
from articles.api.asking import Chosen, StoryList
from articles.api.shapes import FIELDS, ONLY_ASKED_FOR, Stories, Story
from articles.api.values import Where
from articles.delivery.limits.turns import searches
from articles.lib.addresses import site_url
from articles.lib.dependencies import not_kept, note, recorded
from articles.lib.languages.known import is_same
from articles.lib.text import visible
from articles.models import Article, ArticleQuerySet, Correction, Status
from articles.models.story.listing import EPOCH, NEVER, Stretch, of_picture
from articles.search import Narrowed, among
from articles.syndication.story import told
from articles.syndication.story.full_text import in_full
from articles.syndication.story.told import Told

router = Router(tags=["stories"])


@router.get("/stories", url_name="stories", **documented(Stories, 404, 503))
def stories(request: HttpRequest, asked: Query[StoryList]) -> HttpResponse:
    """The stories that readers may see, newest first."""
    if not _is_common(asked):
        not_kept()  # there is no end of such lists
    where = Where.read(asked.cursor) if asked.cursor else Where(None)
    found = _listed(asked, where)
    fields = set(asked.fields.split(",")) if asked.fields else {*FIELDS} - ONLY_ASKED_FOR
    rows = list(_fetched(found, fields)[: asked.limit + 1])
    following = _following(asked, where, rows)
    said = [Story.model_validate(one) for one in _told(rows[: asked.limit], fields, request)]
    page = Stories(items=said, next=_next(request, following))
    return answered(page, {"items": {"__all__": {*fields, "id"}}, "next": True})


@router.get("/stories/{number}", url_name="story", **documented(Story, 404, 410))
def story(
    request: HttpRequest, number: Annotated[values.Number, Path()], asked: Query[Chosen]
) -> HttpResponse:
    """A story with its text. 410 once it is withdrawn or expired."""
    fields = set(asked.fields.split(",")) if asked.fields else {*FIELDS}
    if asked.fields:
        not_kept()
    rows = list(_fetched(Article.objects.filter(pk=number).order_by(), {*FIELDS}))
    if not rows or rows[0].section is None:
        raise Http404("story")
    status = rows[0].status
    if status in {Status.WITHDRAWN, Status.EXPIRED} and rows[0].is_out:
        raise Gone("It has expired." if status == Status.EXPIRED else "It was withdrawn.")
    if status != Status.LIVE:
        raise Http404("story")
    if (page := recorded()) is not None:
        page.since = rows[0].publish_at
    (said,) = _told(rows, fields, request)
    return answered(Story.model_validate(said), {*fields, "id"})


def _is_common(asked: StoryList) -> bool:
    """Whether many ask for it: of some section, author, topic or kind, from its beginning."""
    rare = asked.cursor, asked.fields, asked.q, asked.from_, asked.to, asked.updated_since
    narrowed = asked.section, asked.author, asked.topic, asked.kind
    return not any(rare) and not asked.language and sum(map(bool, narrowed)) < 2


def _listed(asked: StoryList, where: Where) -> ArticleQuerySet:
    """What is asked for, in order; what of it stands behind the place in the list."""
    since = asked.updated_since
    start, end = asked.from_ or EPOCH, asked.to or NEVER
    if where.is_late:
        end = min(end, since or EPOCH)
    elif since:
        start = max(start, since)
    stretch = Stretch(start, end, None if where.is_late else where.behind)
    found = _of_list(asked, stretch)
    if where.is_late:
        found = _updated(found, asked, where)
    if asked.language:
        own = ["", asked.language] if _is_ours(asked.language) else [asked.language]
        found = found.filter(language__in=own)
    if not asked.q:
        return found
    with searches().taken():
        return among(found, visible.line(asked.q), _narrowed(asked, stretch))


def _narrowed(asked: StoryList, stretch: Stretch) -> Narrowed:
    """What search may leave out at once of what the list leaves out anyway."""
    end = stretch.behind[0] + timedelta(microseconds=1) if stretch.behind else stretch.end
    start = stretch.start if stretch.start > EPOCH else None
    end_at = end if end < NEVER else None
    return Narrowed(kind=asked.kind, start=start, end=end_at, is_public=True)


def _of_list(asked: StoryList, stretch: Stretch) -> ArticleQuerySet:
    author = asking.author(asked.author) if asked.author else None
    topic = asking.topic(asked.topic) if asked.topic else None
    of_name = author or topic
    stories = Article.objects.all() if of_name else Article.objects.visible(within=stretch)
    if asked.section:
        stories = stories.in_section(asking.section(asked.section))
    if asked.kind:
        stories = stories.of_kind(asked.kind)
    if author:
        found = stories.by_author(author, stretch)
        if topic:
            note(f"topic:{topic.pk}")
            found = found.filter(taggings__tag=topic)
        return found
    if topic:
        return stories.about(topic, stretch)
    if not any((asked.section, asked.kind)):
        stories = stories.newest_first()
    return stories


def _updated(found: ArticleQuerySet, asked: StoryList, where: Where) -> ArticleQuerySet:
    """What was updated since, of what was published before: off the index of updates."""
    found = found.filter(updated_at__gte=asked.updated_since or EPOCH)
    if where.behind:
        at, pk = where.behind
        found = found.filter(Q(updated_at__lt=at) | Q(updated_at=at, pk__lt=pk), updated_at__lte=at)
    return found.order_by("-updated_at", "-pk")


def _is_ours(tag: str) -> bool:
    return is_same(tag, settings.LANGUAGE_CODE)


def _following(asked: StoryList, where: Where, rows: Sequence[Article]) -> Where | None:
    """The place of the next page; None where there is none."""
    if len(rows) > asked.limit:
        last = rows[asked.limit - 1]
        at = last.updated_at if where.is_late else last.publish_at
        return Where((at or EPOCH, last.pk), is_late=where.is_late)
    return Where(None, is_late=True) if asked.updated_since and not where.is_late else None


def _next(request: HttpRequest, following: Where | None) -> str | None:
    if following is None:
        return None
    query = {name: request.GET[name] for name in sorted(request.GET)} | {"cursor": str(following)}
    return f"{site_url(request)}{request.path}?{urlencode(query)}"


def _fetched(found: Any, fields: set[str]) -> Any:
    """With all that is told of them."""
    rows = found.for_reading().defer("search_text", *of_picture("picture"))
    if "topics" in fields:
        rows = rows.prefetch_related("topics")
    return rows if "html" in fields else rows.defer("search_text", "body")


def _told(rows: list[Article], fields: set[str], request: HttpRequest) -> list[Told]:
    site = site_url(request)
    if "html" in fields:
        return in_full(rows, site)
    corrections: dict[int, list[Correction]] = {}
    if "corrections" in fields:
        for one in Correction.objects.filter(article__in=[row.pk for row in rows]):
            corrections.setdefault(one.article_id, []).append(one)
    return [
        told.facts(
            row,
            site=site,
            topics=told.topics_of(row) if "topics" in fields else (),
            corrections=corrections.get(row.pk, ()),
        )
        for row in rows
    ]
