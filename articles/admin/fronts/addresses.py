"""The doors of the fronts' room."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from articles.admin.fronts import history, launching, listing, stories, tool, writing
from articles.admin.fronts.guarded import for_desk, for_front

ONE = "front/<slug:front>/"
#: What is there of a front that is archived, too.
KEPT = {"also_archived": True}


def patterns() -> list[URLPattern]:
    """Under the desk's."""
    return [
        path("front/", for_desk(require_safe(listing.fronts)), name="fronts"),
        path("front/make/", for_desk(require_POST(listing.make)), name="front-make"),
        path(ONE, for_front(require_safe(tool.tool)), name="front"),
        path(f"{ONE}canvas/", for_front(require_safe(tool.canvas)), name="front-canvas"),
        path(f"{ONE}state/", for_front(require_safe(tool.state)), name="front-state"),
        path(f"{ONE}preview/", for_front(require_safe(tool.preview), **KEPT), name="front-preview"),
        path(f"{ONE}page/", for_front(require_safe(tool.page), **KEPT), name="front-page"),
        path(f"{ONE}stories/", for_front(require_safe(stories.stories)), name="front-stories"),
        path(f"{ONE}write/", for_front(require_POST(writing.write)), name="front-write"),
        path(f"{ONE}discard/", for_front(require_POST(writing.discard)), name="front-discard"),
        path(f"{ONE}presence/", for_front(require_POST(writing.presence)), name="front-presence"),
        path(f"{ONE}changes/", for_front(require_safe(launching.changes)), name="front-changes"),
        path(f"{ONE}publish/", for_front(require_POST(launching.publish)), name="front-publish"),
        path(
            f"{ONE}cancel/<int:pk>/", for_front(require_POST(launching.cancel)), name="front-cancel"
        ),
        path(
            f"{ONE}history/",
            for_front(require_safe(history.editions), **KEPT),
            name="front-history",
        ),
        path(
            f"{ONE}bring-back/",
            for_front(require_POST(history.bring_back), **KEPT),
            name="front-bring-back",
        ),
        path(f"{ONE}back/<int:number>/", for_front(require_POST(history.back)), name="front-back"),
    ]
