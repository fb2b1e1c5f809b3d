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
from articles.models.fronts.told.in_play import LIVE, InPlay, Standing, in_play, label_of
from articles.models.fronts.told.leading import standing_since

TEMPLATE = "admin/articles/article/fronts_box.html"
#: What an editor says of a story, in words; the middle is what all others count as.
IMPORTANCE = range(5, 0, -1)


@dataclass(frozen=True, slots=True)
class Choice:
    """A front on which this person may place the story, and the blocks that it may go into."""

    front: Front
    blocks: list[tuple[str, str]]


def fronts_of(person: Any, play: InPlay | None = None) -> dict[str, Front]:
    """The fronts that `person` may lay out, by key: home, sections, topics that were made one.
    No more queries than `play` has asked, and none for those who may lay out no front."""
    if not person.has_perm(LAY_OUT):
        return {}
    found = (play or in_play()).all_fronts()
    return {front.key: front for front in found if front.may_be_edited_by(person)}


def places_for(person: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where `person` may place stories, as the groups of a choice: by front, its blocks, each as
    "home b-top"."""
    play = in_play()
    fronts = fronts_of(person, play).values()
    sections = [front.section for front in fronts if front.section]
    names = {section.pk: section.name for section in sections}
    return [
        (
            str(front),
            [
                (f"{front.key} {block.id}", f"{front}: {label_of(block, names)}")
                for block in expanded(play.layout(front), sections).blocks
            ],
        )
        for front in fronts
    ]


def leading(fronts: dict[str, Front], story: Article) -> list[Front]:
    """Those of `fronts` that are offered with one click: home, and the story's section."""
    return [fronts[key] for key in ("home", f"section:{story.section_id}") if key in fronts]


def box(request: HttpRequest, story: Article) -> str:
    """The panel as HTML."""
    return render_to_string(TEMPLATE, box_context(request.user, story), request)


def box_context(person: Any, story: Article) -> dict[str, Any]:
    """What the panel shows of `story` to `person`."""
    play = in_play()
    fronts = fronts_of(person, play)
    standings = _with_since(play.standings_of([story.pk])[story.pk], story)
    sections = [front.section for front in fronts.values() if front.section]
    return {
        "story": story,
        "standings": [(one, one.front.key in fronts) for one in standings],
        "leading": leading(fronts, story),
        "choices": [
            _choice(front, play.layout(front), sections, story) for front in fronts.values()
        ],
        "may_weigh": may(person, Right.PUBLISH, story),
        "importance": IMPORTANCE,
        "is_waiting": not story.is_visible,
    }


def _with_since(standings: list[Standing], story: Article) -> list[Standing]:
    """Since when it stands on each front at all, not since the newest edition; one query."""
    live = [one.front.pk for one in standings if one.state == LIVE]
    since = standing_since(live, story.pk) if live else {}
    found = []
    for one in standings:
        at, name = since.get(one.front.pk, (one.since, one.by_name))
        found.append(replace(one, since=at, by_name=name) if one.state == LIVE else one)
    return found


def _choice(front: Front, layout: Layout, sections: Sequence[Category], story: Article) -> Choice:
    """`sections` are all for those who may lay out home, which alone has strips of them."""
    names = {section.pk: section.name for section in sections}
    blocks = [
        (block.id, label_of(block, names))
        for block in expanded(layout, sections).blocks
        if story.picture_id or not block.kind.needs_picture
    ]
    return Choice(front, blocks)
