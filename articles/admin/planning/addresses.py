"""The addresses of planning, under the desk's."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from articles.admin.planning import board, budget, calendar, feed, filters, lines, moving
from articles.admin.planning.common import for_planning
from articles.admin.planning.coverage import plans


def patterns() -> list[URLPattern]:
    """All of them."""
    return [
        path("planning/", for_planning(calendar.calendar), name="planning"),
        path("planning/move/", for_planning(moving.move), name="planning-move"),
        path("planning/budget/", for_planning(budget.budget), name="planning-budget"),
        path("planning/line/", for_planning(require_POST(lines.line)), name="planning-line"),
        path("planning/board/", for_planning(board.board), name="planning-board"),
        path("planning/board/move/", for_planning(board.move), name="planning-board-move"),
        path("planning/filters/", for_planning(filters.listed), name="planning-filters"),
        path(
            "planning/filters/keep/",
            for_planning(require_POST(filters.keep)),
            name="planning-filter-keep",
        ),
        path(
            "planning/filters/<int:pk>/",
            for_planning(require_POST(filters.change)),
            name="planning-filter",
        ),
        path("planning/feed/", for_planning(feed.feed), name="planning-feed-page"),
        path("planning/plans/", for_planning(plans.listed), name="planning-plans"),
        path(
            "planning/plans/add/", for_planning(plans.add, only_planners=True), name="planning-add"
        ),
        path("planning/plans/<int:pk>/", for_planning(plans.plan_page), name="planning-plan"),
        path(
            "planning/plans/<int:pk>/start/",
            for_planning(require_POST(plans.begin)),
            name="planning-start",
        ),
        *(
            path(
                f"planning/plans/<int:pk>/{name}/",
                for_planning(require_POST(plans.done(verb))),
                name=f"planning-{name}",
            )
            for name, verb in plans.VERBS.items()
        ),
    ]
