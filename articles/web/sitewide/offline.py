"""The site as an app on a reader's device, and pages for reading offline."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from articles.lib.dependencies import delivered
from articles.lib.text.graphemes import start_of
from articles.models import Paper
from articles.web.sitewide import chrome

#: Paper by day, as tokens.css has it, for the first moment of the app.
PAPER, INK = "#fcfaf6", "#0d1420"
#: What the device keeps says so by this header; nothing else is kept.
KEEP = "X-Keep-Offline"
NOTICE = gettext_noop("You are offline. This copy of the page is from {time}.")
#: The files without which no page looks like ours.
FILES = ("js/site.js", "js/offline.js", "img/favicon.svg")

View = Callable[..., HttpResponse]


def kept_offline(view: View) -> View:
    """Let readers' devices keep the page: one that is the same for everyone and worth having."""

    @wraps(view)
    def keeping(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and "private" not in response.get("Cache-Control", ""):
            response[KEEP] = "1"
        return response

    return keeping


@require_safe
@delivered("page")
def manifest(request: HttpRequest) -> HttpResponse:
    """What a device asks for to install the paper as an app."""
    site = chrome.site(request)
    content = {
        "id": "/",
        "name": site["name"],
        "short_name": start_of(site["name"], 30),
        "description": site["tagline"],
        "lang": site["language"],
        "dir": site["direction"],
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["news"],
        "icons": _icons(chrome.paper(request)),
        "shortcuts": [
            {"name": _("Latest stories"), "url": reverse("latest")},
            {"name": _("Search"), "url": reverse("search")},
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json")


def _icons(paper: Paper) -> list[dict[str, str]]:
    """The paper's own icons, else those of the portal."""
    own = {"192x192": paper.icon_url, "512x512": paper.icon_large_url}
    ours = {"192x192": static("img/icon-192.png"), "512x512": static("img/icon-512.png")}
    icons = [
        {"src": address, "sizes": size, "type": "image/png", "purpose": "any"}
        for size, address in (own if paper.icon else ours).items()
    ]
    if not paper.icon:
        icons.append(icons[-1] | {"src": static("img/icon-maskable.png"), "purpose": "maskable"})
    return icons


@require_safe
@delivered("page")
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps what was read. While the portal is being developed it takes itself
    and all that was kept away, so that nobody sees yesterday's style."""
    files = [static(name) for name in FILES]
    away = reverse("offline")
    knows = {
        "away": away,
        "files": files,
        "keep": KEEP,
        "language": chrome.language(),
        "notice": _(NOTICE),
        "pictures": settings.MEDIA_URL,
        "static": settings.STATIC_URL,
    }
    knows["version"] = sha256(json.dumps(knows).encode()).hexdigest()[:12]
    name = "retire.js" if settings.DEBUG else "worker.js"
    response = render(request, name, {"knows": knows}, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@delivered("page")
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown instead of a page that can't be fetched: the stories that are kept."""
    return render(request, "offline.html", {"robots": "noindex"})
