"""The sitemap of the news: stories of the last two days, for those who index them at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.lib.addresses import site_url
from articles.models import Announcement, Article, Paper
from articles.syndication.maps.searched import Searched
from articles.syndication.maps.stories import named
from articles.syndication.maps.writing import (
    HEAD,
    IMAGES,
    NAMESPACE,
    NEWS,
    element,
    row,
    whole,
)  # fmt: skip
from articles.syndication.story.values import stamp

#: How old a story may be, and how many there may be.
YOUNG, MOST = timedelta(hours=48), 1_000
#: What is said of a story.
FIELDS = ("headline", "language", "first_published_at", "publish_at")
#: Chinese is told apart by its script, all others by their language alone.
CHINESE = {"zh-hans": "zh-cn", "zh-cn": "zh-cn", "zh-hant": "zh-tw", "zh-tw": "zh-tw"}


@require_safe
def news(request: HttpRequest) -> HttpResponseBase:
    """What was first published within 48 hours, the newest first; two queries. Never an error: on
    a quiet day, and where nothing may be searched, it is empty."""
    paper, site = Paper.current(), site_url(request)
    since = timezone.now() - YOUNG
    young = Article.objects.filter(publish_at__gte=since)
    first = Q(first_published_at__isnull=True) | Q(first_published_at__gte=since)
    stories = Searched.by(paper.policy).of(young).filter(first).visible()
    latest = stories.order_by("-publish_at", "-pk").annotate(**_hours(since))
    rows, hours = [], set[datetime]()
    for one in named(latest[:MOST], site, *FIELDS, "told", "left"):
        *said, told, left = one.besides
        rows.append(row(one.address, one.changed, _said(paper.called, *said) + one.image))
        if told:
            hours |= {told, one.changed, left + YOUNG if left else told}
    spaces = f'xmlns="{NAMESPACE}" xmlns:news="{NEWS}" xmlns:image="{IMAGES}"'
    written = f"{HEAD}<urlset {spaces}>\n{''.join(rows)}</urlset>\n"
    return whole(request, written, max(hours, default=None))


def _hours(since: datetime) -> dict[str, Subquery]:
    """When anything was told last, and the hour of the story that was the last to grow too old:
    the file changes with either."""
    older = Article.objects.visible().filter(publish_at__lt=since)
    left = older.order_by("-publish_at", "-pk").values("publish_at")[:1]
    return {"told": Subquery(Announcement.newest()), "left": Subquery(left)}


def _said(paper: str, headline: str, tag: str, first: datetime | None, published: datetime) -> str:
    return (
        f"<news:news><news:publication>{element('news:name', paper)}"
        f"{element('news:language', language(tag or settings.LANGUAGE_CODE))}"
        f"</news:publication><news:publication_date>{stamp(first or published)}"
        f"</news:publication_date>{element('news:title', headline)}</news:news>"
    )


def language(tag: str) -> str:
    """A language as Google has it: by ISO 639, in two or three letters."""
    lowered = tag.lower()
    script = next((code for start, code in CHINESE.items() if lowered.startswith(start)), "")
    return script or lowered.partition("-")[0]
