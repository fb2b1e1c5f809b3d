"""Feeds of partners: what each is given, in its format, to whoever may read it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.delivery.door.negotiation import names
from articles.lib.addresses import site_url
from articles.lib.dependencies import note, recorded
from articles.models import Article, Paper, PartnerFeed, Status
from articles.models.partners.counting import USES
from articles.search import among
from articles.syndication.feeds import atom, channel, json_feed, rss
from articles.syndication.feeds.channel import Channel, Gone, Links, Written
from articles.syndication.feeds.partner import for_partner
from articles.syndication.story import identity
from articles.syndication.story.full_text import in_full
from articles.syndication.twins import ninjs

FORMATS: Final[dict[str, tuple[Callable[[Written], bytes], str]]] = {
    "rss": (rss.write, rss.CONTENT_TYPE),
    "atom": (atom.write, atom.CONTENT_TYPE),
    "json": (json_feed.write, json_feed.CONTENT_TYPE),
}
NINJS_TYPE: Final = "application/json; charset=utf-8"
LONGEST_TOKEN: Final = 100
#: Of a feed with a token: nobody else is to have it, also not by way of a link in it.
SECRET: Final = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "Vary": "Authorization",
}


@require_safe
def partner(request: HttpRequest, slug: str, token: str = "") -> HttpResponse:
    """The feed; whatever is wrong with an address or a token, the answer is the same."""
    feed = PartnerFeed.objects.filter(slug=slug, is_on=True).first()
    if feed is not None and feed.needs_token:
        token = token or _bearer(request)
    if feed is None or len(token) > LONGEST_TOKEN or not feed.lets_in(token):
        return _not_found()
    page = recorded()
    is_kept = page is not None and not feed.needs_token
    if page is not None and is_kept:
        page.kind = "partner"
        if (moment := feed.next_one()) is not None:
            page.say_until(moment)
    if not is_kept and USES.count(slug):
        # The door counts what is kept.
        USES.write()
    response = _written(request, feed)
    response["X-Robots-Tag"] = "noindex"
    return _kept_from_all(request, response) if feed.needs_token else response


def _bearer(request: HttpRequest) -> str:
    kind, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _not_found() -> HttpResponse:
    response = HttpResponse("Not found.\n", "text/plain; charset=utf-8", 404)
    response["Cache-Control"] = "private, no-store"
    return response


def _kept_from_all(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    stamp = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    if names(request.headers.get("If-None-Match", ""), stamp):
        response = HttpResponse(status=304)
    response["ETag"] = stamp
    for name, value in SECRET.items():
        response[name] = value
    return response


def _written(request: HttpRequest, feed: PartnerFeed) -> HttpResponse:
    site, paper = site_url(request), Paper.current()
    note(*feed.keys)
    stories = feed.stories()
    if feed.words:
        stories = among(stories, feed.words)
    full = stories.for_reading().prefetch_related("topics")  # type: ignore[misc]
    found = in_full(list(full.defer("search_text")[: feed.most]), site)
    told = [for_partner(one, feed, paper.called) for one in found]
    gone = _gone(feed)
    path = reverse("partner-feed", args=[feed.slug])
    if feed.form == PartnerFeed.Form.NINJS:
        name, kind = f"{paper.called} – {feed.name}", NINJS_TYPE
        extent = {"representationType": "full" if feed.is_full else "partial"}
        items = [ninjs.story(one, paper.called) | extent for one in told]
        taken_back = [(one.id, one.at) for one in gone]
        package = ninjs.package(name, site + path, items, taken_back)
        content = json.dumps(package, ensure_ascii=False).encode()
    else:
        about = Channel(
            paper, feed.name, paper.motto, reverse("front"), path, f"partner {feed.pk}",
            is_passing=True, has_one_form=True,
        )  # fmt: skip
        entries = [channel.of_story(one) for one in told]
        write, kind = FORMATS[feed.form]
        content = write(Written(about, site, "", entries, Links(), (), gone))
    response = HttpResponse(content, content_type=kind)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _gone(feed: PartnerFeed) -> list[Gone]:
    """What is taken back, where the format can say so."""
    if feed.form not in {PartnerFeed.Form.ATOM, PartnerFeed.Form.NINJS}:
        return []
    return [Gone(identity.of_story(one), _since(one)) for one in feed.gone()]


def _since(story: Article) -> datetime:
    """When readers lost it."""
    ended = story.expires_at if story.status == Status.EXPIRED else None
    return ended or story.modified_at
