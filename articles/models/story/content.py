"""What a revision holds of a story: all that is edited, as plain values.

Text fields are text; `language` is a tag ("" is the site's); `section` and `picture` are numbers or
None; `authors` are numbers in order; `topics` are names, so that a new one needs no row before it
is used; `publish_at` and `expires_at` are ISO 8601 in UTC or None.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.lib.html import canonical, sanitiser
from articles.lib.languages.known import tag_of
from articles.lib.text import visible
from articles.lib.text.slugs import slug_for
from articles.models.people.bylines import Byline
from articles.models.pictures.picture import Picture
from articles.models.story.rights import Owned
from articles.models.topics.taxonomy import Category, Topic

Content = dict[str, Any]

#: Of a text before it is sanitised, which takes some seconds then: characters, and marks.
RAW_CHARACTERS, RAW_PARTS = 2_000_000, 30_000

TEXTS = (
    "headline",
    "standfirst",
    "body",
    "kind",
    "language",
    "agency",
    "picture_caption",
    "teaser",
    "slug",
    "search_title",
    "search_description",
    "social_title",
    "social_description",
)
ONE_LINE = ("headline", "agency", "search_title", "social_title")
CHOICES = ("section", "picture")
MOMENTS = ("publish_at", "expires_at")
LISTS = ("authors", "topics")
FLAGS = ("sensitive", "ai_helped", "drawn_card", "not_for_partners")
BODIES = ("body",)
#: What revisions of former releases lack.
LATER: Content = {
    "language": "",
    "ai_helped": False,
    "drawn_card": False,
    "not_for_partners": False,
}
FIELDS = (*TEXTS, *CHOICES, *MOMENTS, *LISTS, *FLAGS)


def blank() -> Content:
    """The content of a story in which nothing was written yet."""
    return cleaned({})


def of(story: Owned) -> Content:
    """What the row holds: two queries, for bylines and topics."""
    content: Content = {name: getattr(story, name) for name in (*TEXTS, *FLAGS)}
    content |= {"section": story.section_id, "picture": story.picture_id}
    content |= {name: written_moment(getattr(story, name)) for name in MOMENTS}
    bylines = Byline.objects.filter(article=story.pk).order_by("order", "pk")
    content["authors"] = list(bylines.values_list("author_id", flat=True))
    content["topics"] = list(story.topics.order_by("name").values_list("name", flat=True))
    return content


def cleaned(given: Mapping[str, Any]) -> Content:
    """`given` with every field there, of its type, and nothing else; the body sanitised, with the
    suggestions in it."""
    content: Content = {name: str(given.get(name) or "") for name in TEXTS}
    content |= {name: visible.lines(content[name]) for name in TEXTS if name not in BODIES}
    content |= {name: visible.line(content[name]) for name in ONE_LINE}
    content["kind"] = content["kind"] or "news"
    content["language"] = tag_of(content["language"])
    content["body"] = sanitiser.working(content["body"])
    content |= {name: given.get(name) or None for name in CHOICES}
    content |= {name: _same_moment(given.get(name)) for name in MOMENTS}
    content |= {name: list(dict.fromkeys(given.get(name) or [])) for name in LISTS}
    content |= {name: bool(given.get(name)) for name in FLAGS}
    return content


#: A new topic is posted as this and its name, so that a topic named 2026 is not taken for a number.
NEW_TOPIC = "new:"


def posted(fields: Mapping[str, list[str]]) -> Content:
    """What a form's posted fields say, as far as it can be read; the rest is left out.

    For previews and checks of what is being typed; a save goes through the form's own checks.
    """
    given: dict[str, Any] = {name: (fields.get(name) or [""])[-1] for name in TEXTS}
    given |= {name: _number((fields.get(name) or [""])[-1]) for name in CHOICES}
    given |= {name: _local_moment((fields.get(name) or [""])[-1]) for name in MOMENTS}
    given["authors"] = [pk for pk in map(_number, fields.get("authors") or []) if pk]
    given["topics"] = topic_names(fields.get("topics") or [])
    given |= {name: bool(fields.get(name)) for name in FLAGS}
    if not is_readable(given["body"]):
        given["body"] = ""
    return cleaned(given)


def is_readable(body: str) -> bool:
    """Whether a text that was typed, pasted or imported is short enough to be looked at closer."""
    return len(body) <= RAW_CHARACTERS and body.count("<") <= 2 * RAW_PARTS


def topic_names(keys: list[str]) -> list[str]:
    """The names of posted topics: numbers of those that there are, `new:` and a name of others."""
    numbers = [number for number in map(_number, keys) if number]
    there = Topic.objects.in_bulk(numbers) if numbers else {}
    names = []
    for key in keys:
        number = _number(key)
        if number in there:
            names.append(there[number].name)
        elif key.startswith(NEW_TOPIC):
            names.append(visible.line(key.removeprefix(NEW_TOPIC)))
    return [name for name in names if name]


def _number(text: str) -> int | None:
    plain = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if plain else None


def _local_moment(text: str) -> datetime | None:
    """What a field for day and hour holds, in the newsroom's time zone."""
    try:
        found = parse_datetime(text)
        return timezone.make_aware(found) if found and timezone.is_naive(found) else found
    except (ValueError, OverflowError):
        return None


def fill(story: Owned, content: Mapping[str, Any]) -> None:
    """Copy `content` into the story's own fields, unsaved; bylines and topics stay. The row never
    holds suggestions: its text is the one before them.

    What is not there any more (a section, a picture) is left out. The address of a story that was
    out stays, unless the editor wrote another one.
    """
    known = story.slug if story.first_published_at else ""
    for name in (*TEXTS, *FLAGS):
        setattr(story, name, content[name])
    story.body = sanitiser.before_suggestions(story.body)
    story.slug = content["slug"] or known or slug_of(content)
    # What the row has is there; anything else may have been deleted since it was written.
    if story.section_id != content["section"]:
        story.section = Category.objects.filter(pk=content["section"]).first()
    if story.picture_id != content["picture"]:
        story.picture = Picture.objects.filter(pk=content["picture"]).first()
    story.expires_at = moment(content["expires_at"])
    if not story.first_published_at:
        story.publish_at = moment(content["publish_at"])
    if story.publish_at and story.expires_at and story.expires_at <= story.publish_at:
        # The checks say so before it is published; until then the row just has no end.
        story.expires_at = None


def slug_of(content: Mapping[str, Any]) -> str:
    """The slug that is made from a headline."""
    headline = content["headline"]
    if headline.isascii():
        return slug_for(headline)
    return slug_for(
        headline, among=f"{content['standfirst']} {canonical.plain_text(content['body'])}"
    )


def moment(text: str | None) -> datetime | None:
    """The moment that is written as ISO 8601; None where none is."""
    return parse_datetime(text) if text else None


def written_moment(value: datetime | None) -> str | None:
    """A moment as it is kept: ISO 8601 in UTC. None also for one that UTC has no year for."""
    try:
        return value.astimezone(UTC).isoformat() if value else None
    except OverflowError:
        return None


def _same_moment(value: Any) -> str | None:
    try:
        found = parse_datetime(value) if isinstance(value, str) and value else value
    except ValueError:
        return None
    return written_moment(found) if isinstance(found, datetime) else None
