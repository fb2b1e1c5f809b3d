"""A story on other sites: a card that they can frame, without a script, and oEmbed for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape as xml_escape

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from articles.lib.addresses import absolute, site_url
from articles.lib.dependencies import delivered
from articles.models import Article
from articles.syndication.story.told import Told, facts
from articles.web.sitewide import chrome

#: The card's size, in pixels, where nobody asks for a smaller one; and the least that it needs.
WIDTH, HEIGHT, LEAST = 600, 260, 220
#: Seconds for which others may keep what they are told.
AGE: Final = 3_600
FORMATS: Final = ("json", "xml")
_NUMBER = re.compile(r"[0-9]{1,4}\Z")


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@require_safe
@delivered("article")
def card(request: HttpRequest, pk: str) -> HttpResponse:
    """The story's card, for frames of other sites; 404 for one that readers don't have."""
    story = _story(int(pk))
    context = {
        "article": story,
        "canonical": absolute(request, story.get_absolute_url()),
    }
    response = render(request, "embed.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """What others embed for an address of a story of ours (https://oembed.com); 404 for any other
    address, 501 for a format that there is not."""
    form = request.GET.get("format", "json")
    if form not in FORMATS:
        return HttpResponse("Formats: json, xml.\n", "text/plain; charset=utf-8", 501)
    story = _story(_number_in(request.GET.get("url", "")))
    told = facts(story, site=site_url(request), topics=())
    said = _said(request, told)
    if form == "json":
        response: HttpResponse = JsonResponse(said, json_dumps_params={"ensure_ascii": False})
    else:
        response = HttpResponse(_xml(said), content_type="text/xml; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = f"public, max-age={AGE // 60}"
    return response


def _story(pk: int) -> Article:
    story = Article.objects.visible().for_reading().filter(pk=pk).defer("body", "search_text")
    found = story.first()
    if found is None:
        raise Http404("Readers have no such story.")
    return found


def _number_in(address: str) -> int:
    """The number of the story at an address, whatever host of ours it names; 0 for none."""
    try:
        match = resolve(unquote(urlsplit(address).path))
    except (Resolver404, ValueError):
        return 0
    is_story = match.url_name in {"article", "article-twin", "embed"}
    return int(match.kwargs["pk"]) if is_story else 0


def _said(request: HttpRequest, told: Told) -> dict[str, Any]:
    width = _within(request.GET.get("maxwidth", ""), WIDTH)
    height = _within(request.GET.get("maxheight", ""), HEIGHT)
    frame = absolute(request, reverse("embed", args=[told.pk]))
    said: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": told.headline,
        "provider_name": chrome.paper(request).called,
        "provider_url": f"{site_url(request)}/",
        "cache_age": AGE,
        "width": width,
        "height": height,
        "html": (
            f'<iframe src="{escape(frame)}" width="{width}" height="{height}"'
            f' title="{escape(told.headline)}" loading="lazy" sandbox="allow-popups'
            ' allow-popups-to-escape-sandbox" style="border:0;max-width:100%"></iframe>'
        ),
    }
    if told.names:
        said["author_name"] = told.names[0].name
        if told.names[0].address:
            said["author_url"] = told.names[0].address
    if told.picture and told.picture.width <= width:
        said |= _thumbnail(told)
    elif told.shapes:
        said["thumbnail_url"], said["thumbnail_width"], said["thumbnail_height"] = told.shapes.card
    return said


def _thumbnail(told: Told) -> dict[str, Any]:
    assert told.picture is not None
    return {
        "thumbnail_url": told.picture.address,
        "thumbnail_width": told.picture.width,
        "thumbnail_height": told.picture.height,
    }


def _within(asked: str, most: int) -> int:
    """As much as is asked for, within what the card can be; all of it where nothing readable is."""
    return max(LEAST, min(most, int(asked))) if _NUMBER.match(asked) else most


def _xml(said: Mapping[str, Any]) -> str:
    rows = "".join(f"<{name}>{xml_escape(str(value))}</{name}>" for name, value in said.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?><oembed>{rows}</oembed>'
