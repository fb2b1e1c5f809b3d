"""Fronts: which stories stand where, of the edition that readers have."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from articles.api import asking, shapes
from articles.api.answers import answered, documented
from articles.lib.addresses import site_url
from articles.lib.dependencies import note
from articles.lib.text.visible import for_xml
from articles.models import FormerTopic, Launch, Topic
from articles.models.fronts.page import PageBlock, ShownPlace, live_layout, page_of, readers_page
from articles.models.fronts.rows import HOME, key_of, noted_as
from articles.syndication.story import told

router = Router(tags=["fronts"])


@router.get("/fronts", url_name="fronts", **documented(shapes.Fronts))
def fronts(request: HttpRequest) -> HttpResponse:
    """The fronts that readers have: the home page, each section's, and those of topics."""
    found = [_address(request, "home", "", "/")]
    found += [
        _address(request, "section", section.slug, section.get_absolute_url())
        for section in asking.sections()
    ]
    for topic in _with_a_front():
        note(noted_as(key_of(topic=topic.pk)))
        found.append(_address(request, "topic", topic.slug, topic.get_absolute_url()))
    return answered(shapes.Fronts(items=found))


@router.get("/fronts/home", url_name="front-home", **documented(shapes.Front))
def home(request: HttpRequest) -> HttpResponse:
    """The home page's."""
    page = readers_page(HOME, asking.sections())
    return _front(request, "home", "", "/", page.blocks)


@router.get(
    "/fronts/sections/{slug}", url_name="front-section", **documented(shapes.Front, 301, 404)
)
def of_section(request: HttpRequest, slug: str) -> HttpResponse:
    """A section's."""
    section = asking.at_home(asking.section(slug), slug)
    page = readers_page(key_of(section=section.pk), asking.sections())
    return _front(request, "section", slug, section.get_absolute_url(), page.blocks)


@router.get("/fronts/topics/{slug}", url_name="front-topic", **documented(shapes.Front, 301, 404))
def of_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic's, where an editor has laid one out."""
    topic = asking.named(_with_a_front(), FormerTopic, slug)
    layout = live_layout(key := key_of(topic=topic.pk)) if topic else None
    if topic is None or layout is None:
        raise Http404("front")
    asking.at_home(topic, slug)
    page = page_of(key, layout, asking.sections())
    return _front(request, "topic", slug, topic.get_absolute_url(), page.blocks)


def _with_a_front() -> QuerySet[Topic]:
    note("stories")
    launched = Launch.objects.out().filter(front__topic=OuterRef("pk"))
    return Topic.objects.filter(Exists(launched)).order_by("pk")


def _address(request: HttpRequest, of: str, slug: str, path: str) -> shapes.FrontAddress:
    site = site_url(request)
    href = reverse(f"api:front-{of}", args=[slug] if slug else [])
    return shapes.FrontAddress(of=of, slug=slug, url=site + path, href=site + href)


def _front(
    request: HttpRequest, of: str, slug: str, path: str, blocks: list[PageBlock]
) -> HttpResponse:
    site = site_url(request)
    said = [_block(one, site) for one in blocks]
    return answered(shapes.Front(of=of, slug=slug, url=site + path, blocks=said))


def _block(block: PageBlock, site: str) -> shapes.Block:
    return shapes.Block(
        id=block.id,
        type=block.name,
        look=block.look,
        heading=for_xml(block.heading),
        url=site + block.url if block.url else "",
        stories=[_placed(place, site) for place in block.places],
    )


def _placed(place: ShownPlace, site: str) -> shapes.Placed:
    card: Any = place.card
    still = told.still(card.picture, site, caption=place.story.caption) if card.picture else None
    return shapes.Placed(
        id=place.story.pk,
        url=site + place.story.get_absolute_url(),
        headline=for_xml(card.headline),
        kicker=for_xml(getattr(card, "kicker", "")),
        summary=for_xml(card.trail_text),
        picture=shapes.Image.model_validate(still) if still else None,
    )
