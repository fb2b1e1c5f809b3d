"""Sections, authors, topics and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router

from articles.api import asking, shapes, values
from articles.api.answers import answered, documented
from articles.api.asking import Paged
from articles.api.values import Where
from articles.lib.addresses import site_url
from articles.lib.dependencies import not_kept, note
from articles.lib.text.visible import for_xml
from articles.models import Article, Author, Picture
from articles.models.pictures.uses import PictureUse
from articles.models.story.listing import EPOCH, of_picture
from articles.syndication.story import told

router = Router()
Row = TypeVar("Row", bound=Any)


@router.get("/sections", url_name="sections", tags=["sections"], **documented(shapes.Sections))
def sections(request: HttpRequest) -> HttpResponse:
    """All sections, in the paper's order."""
    site = site_url(request)
    return answered(shapes.Sections(items=[_named(one, site) for one in asking.sections()]))


@router.get(
    "/sections/{slug}",
    url_name="section",
    tags=["sections"],
    **documented(shapes.Section, 301, 404),
)
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """A section."""
    return answered(_named(asking.at_home(asking.section(slug), slug), site_url(request)))


@router.get("/topics", url_name="topics", tags=["topics"], **documented(shapes.Topics))
def topics(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """The topics that readers have stories about, the newest first."""
    rows, following = _page(request, asking.topics(), asked)
    site = site_url(request)
    found = [shapes.Topic(**_named(one, site).model_dump()) for one in rows]
    return answered(shapes.Topics(items=found, next=following))


@router.get(
    "/topics/{slug}", url_name="topic", tags=["topics"], **documented(shapes.Topic, 301, 404)
)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic."""
    return answered(_named(asking.at_home(asking.topic(slug), slug), site_url(request)))


@router.get("/authors", url_name="authors", tags=["authors"], **documented(shapes.Authors))
def authors(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """The authors whom readers know, the newest first."""
    rows, following = _page(request, asking.authors(), asked)
    site = site_url(request)
    return answered(shapes.Authors(items=[_author(one, site) for one in rows], next=following))


@router.get(
    "/authors/{slug}", url_name="author", tags=["authors"], **documented(shapes.Author, 301, 404)
)
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """An author."""
    return answered(_author(asking.at_home(asking.author(slug), slug), site_url(request)))


@router.get("/pictures", url_name="pictures", tags=["pictures"], **documented(shapes.Pictures))
def pictures(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """The pictures that readers see in stories, the last added first."""
    rows, following = _page(request, _seen(), asked)
    said = [_picture(one, site_url(request)) for one in rows]
    found = [one for one in said if one is not None]
    return answered(shapes.Pictures(items=found, next=following))


@router.get(
    "/pictures/{number}", url_name="picture", tags=["pictures"], **documented(shapes.Picture, 404)
)
def picture(request: HttpRequest, number: Annotated[values.Number, Path()]) -> HttpResponse:
    """A picture that readers see in a story."""
    row = _seen().filter(pk=number).first()
    said = _picture(row, site_url(request)) if row else None
    if said is None:
        raise Http404("picture")
    return answered(said)


def _page(
    request: HttpRequest, rows: QuerySet[Row], asked: Paged
) -> tuple[Sequence[Row], str | None]:
    """The rows of a page, the newest first, and the address of the next one."""
    if asked.cursor:
        not_kept()  # there is no end of them
        behind = Where.read(asked.cursor).behind
        rows = rows.filter(pk__lt=behind[1]) if behind else rows.none()
    found = list(rows.order_by("-pk")[: asked.limit + 1])
    if len(found) <= asked.limit:
        return found, None
    cursor = str(Where((EPOCH, found[asked.limit - 1].pk)))
    query = urlencode({"cursor": cursor, "limit": asked.limit})
    return found[: asked.limit], f"{site_url(request)}{request.path}?{query}"


def _seen() -> QuerySet[Picture]:
    """Those that a story shows to readers: at its head or in its text as it stands. What its
    unpublished changes will show is nobody's to know."""
    note("stories")
    visible = Article.objects.visible().order_by()
    number = Cast(OuterRef("pk"), CharField())
    inside = Q(body__contains=Concat(Value('data-picture="'), number, Value('"')))
    leads = visible.filter(picture=OuterRef("pk"))
    uses = PictureUse.objects.filter(picture=OuterRef(OuterRef("pk")))
    shows = visible.filter(inside, pk__in=uses.values("article"))
    return Picture.objects.filter(Exists(leads) | Exists(shows)).defer(*of_picture())


def _picture(row: Picture, site: str) -> shapes.Picture | None:
    """None while it has no file."""
    found = told.still(row, site)
    if found is None:
        return None
    image = shapes.Image.model_validate(found)
    return shapes.Picture(id=row.pk, **image.model_dump())


def _author(row: Author, site: str) -> shapes.Author:
    portrait = told.still(row.picture, site) if row.picture else None
    return shapes.Author(
        id=row.pk,
        name=for_xml(row.name),
        slug=row.slug,
        url=site + row.get_absolute_url(),
        role=for_xml(row.role),
        biography=for_xml(row.biography),
        expertise=for_xml(row.expertise),
        profiles=row.link_list,
        picture=shapes.Image.model_validate(portrait) if portrait else None,
    )


def _named(noun: Any, site: str) -> shapes.Section:
    place = told.place(noun, site)
    return shapes.Section(
        id=noun.pk,
        name=place.name,
        slug=noun.slug,
        url=place.address,
        description=for_xml(noun.description),
    )
