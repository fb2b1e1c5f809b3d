"""What to mind while a front is laid out. Nothing of it forbids to publish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.fronts.layout import Block, Layout, Place
from articles.models.people.authors import Author
from articles.models.pictures.picture import Picture
from articles.models.story.article import Article
from articles.models.story.listing import of_picture
from articles.models.topics.taxonomy import Category, Topic

#: A pin that ends within so long is said to end soon.
SOON = timedelta(hours=1)
#: Pixels that a headline has on a screen of 320, and those of its largest letters for each size.
WIDTH, WIDEST = 288, {"top": 19.0}
LETTER = 12.0
NARROW = frozenset("iljftrI.,:;'’!|() ")


@dataclass(frozen=True, slots=True)
class Caution:
    """One of them: of a place, or of a whole block (no place)."""

    block: str
    place: str
    code: str
    text: str


def warnings(
    layout: Layout, sections: Sequence[Category], now: datetime | None = None
) -> list[Caution]:
    """All that is to be minded in `layout`: four queries at most."""
    now = now or timezone.now()
    rows = Article.objects.select_related("picture").defer("body", "search_text")
    stories = rows.order_by().in_bulk(layout.stories())
    own = {place.picture for _block, place in layout.places() if place.picture}
    pictures = Picture.objects.defer(*of_picture()).in_bulk(own) if own else {}
    found: list[Caution] = [Caution("", "", "dropped", one) for one in layout.dropped]
    found += _of_blocks(layout, sections)
    often = Counter(_picture_of(place, stories) for _block, place in layout.places())
    often[None] = 0
    seen: set[int] = set()
    for block, place in layout.places():
        story = stories.get(place.story)
        texts = dict(_of_place(block, place, story, now))
        texts |= dict(_of_picture(place, pictures))
        if often[_picture_of(place, stories)] > 1:
            texts["same_picture"] = _("The same picture stands here twice.")
        if place.story in seen:
            texts["twice"] = _("Pinned twice; only the first place shows it.")
        seen.add(place.story)
        found += [Caution(block.id, place.id, code, text) for code, text in texts.items()]
    return found


def _of_blocks(layout: Layout, sections: Sequence[Category]) -> Iterator[Caution]:
    there = {section.pk for section in sections}
    topics, authors = _there(layout, "topic", Topic), _there(layout, "author", Author)
    for block in layout.blocks:
        rule = block.rule
        if rule.by == "section" and block.type != "sections" and rule.of not in there:
            words = _("The section of this block was deleted; its pinned stories alone are shown.")
            yield Caution(block.id, "", "section_gone", words)
        if rule.by == "author" and rule.of not in authors:
            words = _("The author of this block was deleted; its pinned stories alone are shown.")
            yield Caution(block.id, "", "author_gone", words)
        if rule.by == "topic" and rule.of not in topics:
            words = _("The topic of this block was deleted; its pinned stories alone are shown.")
            yield Caution(block.id, "", "topic_gone", words)


def _there(layout: Layout, by: str, rows: type[Topic | Author]) -> set[int]:
    """Those of the topics or authors that rules are of that there are."""
    named = {block.rule.of for block in layout.blocks if block.rule.by == by}
    return set(rows.objects.filter(pk__in=named).values_list("pk", flat=True)) if named else set()


def _of_picture(place: Place, pictures: dict[int, Picture]) -> Iterator[tuple[str, str]]:
    """What is amiss with its own picture."""
    own = pictures.get(place.picture or 0)
    if place.picture and own is None:
        yield "picture_gone", _("Its own picture was deleted; the story’s is shown.")
    elif own is not None and own.use == Picture.Use.NONE:
        yield "picture_held", _("Its own picture is not for publication; it isn’t shown.")
    elif own is not None and own.has_lapsed:
        yield "picture_lapsed", _("The licence of its own picture has ended.")


def _of_place(
    block: Block, place: Place, story: Article | None, now: datetime
) -> Iterator[tuple[str, str]]:
    if story is None or story.is_binned:
        yield "gone", _("The story was deleted; its place is filled.")
        return
    if place.is_over(now):
        yield "over", _("The placement has ended; its place is filled.")
    elif place.until is not None and place.until - now <= SOON:
        yield (
            "ends_soon",
            _("The placement ends at %(time)s.")
            % {"time": f"{timezone.localtime(place.until):%H:%M}"},
        )
    if not story.is_visible:
        yield (
            "waiting",
            _("%(state)s: readers can’t see it; its place is filled until then.")
            % {"state": story.status_label},
        )
    if not (story.picture_id or place.picture) and _wants_picture(block, place):
        yield "no_picture", _("No picture, where this block shows one.")
    if breaks(place.headline or story.headline, block):
        yield "long_word", _("A word of the headline is too long for a narrow screen.")


def _wants_picture(block: Block, place: Place) -> bool:
    is_large = place.at == 0 and (block.type == "top" or block.look in {"lead", "mirror"})
    return block.kind.needs_picture or is_large


def breaks(headline: str, block: Block) -> bool:
    """Whether a word of it does not fit into a line of a screen of 320 pixels, by estimate."""
    letter = WIDEST.get(block.type, LETTER)
    return any(
        sum(letter * (0.5 if one in NARROW else 0.62 if one.islower() else 0.75) for one in word)
        > WIDTH
        for word in headline.replace("-", "- ").split()
    )


def _picture_of(place: Place, stories: dict[int, Article]) -> int | None:
    story = stories.get(place.story)
    return place.picture or (story.picture_id if story else None)
