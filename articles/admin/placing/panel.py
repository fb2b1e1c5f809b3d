"""Where a story stands on fronts, as its form shows it, and what this person may do there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from articles.models import Article, Category, Front, Right, may
from articles.models.fronts.defaults import expanded
from articles.models.fronts.layout import Layout
from articles.models.fronts.rows import LAY_OUT
from articles.models.fronts.told.placements import (
    LIVE,
    Standing,
    label_of,
    live_layouts,
    placements_of,
    standing_since,
)

TEMPLATE = "admin/articles/article/fronts_box.html"
#: What an editor says of a story, in words; the middle is what all others count as.
IMPORTANCE = range(5, 0, -1)


@dataclass(frozen=True, slots=True)
class Choice:
    """A front on which this person may place the story, and the blocks that it may go into."""

    front: Front
    blocks: list[tuple[str, str]]


def fronts_of(person: Any) -> dict[str, Front]:
    """The fronts that `person` may lay out, by key: home, sections, topics that were made one. Two
    queries, and none for those who may lay out no front."""
    if not person.has_perm(LAY_OUT):
        return {}
    rows = {one.key: one for one in Front.objects.select_related("section", "topic", "working")}
    found = [rows.pop("home", None) or Front(key="home")]
    for section in Category.objects.all():
        front = rows.pop(f"section:{section.pk}", None) or Front(key=f"section:{section.pk}")
        front.section = section
        found.append(front)
    found += sorted(rows.values(), key=lambda front: str(front).casefold())
    return {front.key: front for front in found if front.may_be_edited_by(person)}


def leading(fronts: dict[str, Front], story: Article) -> list[Front]:
    """Those of `fronts` that are offered with one click: home, and the story's section."""
    return [fronts[key] for key in ("home", f"section:{story.section_id}") if key in fronts]


def box(request: HttpRequest, story: Article) -> str:
    """The panel as HTML."""
    return render_to_string(TEMPLATE, box_context(request.user, story), request)


def box_context(person: Any, story: Article) -> dict[str, Any]:
    """What the panel shows of `story` to `person`."""
    fronts = fronts_of(person)
    standings = [_with_since(one, story) for one in placements_of(story)]
    layouts = live_layouts(list(fronts.values())) if fronts else {}
    sections = [front.section for front in fronts.values() if front.section]
    return {
        "story": story,
        "standings": [(one, one.front.key in fronts) for one in standings],
        "leading": leading(fronts, story),
        "choices": [
            _choice(front, layouts[front.key], sections, story) for front in fronts.values()
        ],
        "may_weigh": may(person, Right.PUBLISH, story),
        "importance": IMPORTANCE,
        "is_waiting": not story.is_visible,
    }


def _with_since(one: Standing, story: Article) -> Standing:
    """Since when it stands on the front at all, not since the newest edition."""
    if one.state != LIVE:
        return one
    since, name = standing_since(one.front, story.pk)
    return replace(one, since=since, by_name=name) if since else one


def _choice(front: Front, layout: Layout, sections: Sequence[Category], story: Article) -> Choice:
    """`sections` are all for those who may lay out home, which alone has strips of them."""
    names = {section.pk: section.name for section in sections}
    blocks = [
        (block.id, label_of(block, names))
        for block in expanded(layout, sections).blocks
        if story.picture_id or not block.kind.needs_picture
    ]
    return Choice(front, blocks)
