"""The facts of a story as machines are told of them, in plain values.

Whatever is written for machines is written from a `Told`, so that no two formats disagree: all
addresses have scheme and host, all moments a zone, and what a story does not have is "" or empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from articles.lib.addresses import with_host
from articles.lib.text.visible import for_xml
from articles.models import Article, Byline, Correction, Picture, Topic
from articles.models.pictures.files import FORMATS, LICENCES
from articles.syndication.story import identity

#: The width, in pixels, of the file that others are given: as search engines ask for.
WIDTH: Final = 1_200


@dataclass(frozen=True, slots=True)
class Name:
    """Who is named over a story: one of ours, or an agency, which has no page here."""

    name: str
    address: str = ""
    role: str = ""
    profiles: tuple[str, ...] = ()
    is_agency: bool = False
    #: What lists of theirs are asked for by.
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A section or a topic: its name, the address of its page, and what lists are asked for by."""

    name: str
    address: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Still:
    """A picture: one of its files, and its words and rights."""

    address: str
    media_type: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    #: The address of its licence.
    licence: str
    #: What readers are told of how it came about.
    origin: str

    @property
    def credit_line(self) -> str:
        """Its credit, and how it came about as far as readers are told."""
        return " · ".join(filter(None, [self.credit, self.origin]))


@dataclass(frozen=True, slots=True)
class Shapes:
    """The lead picture as search engines and other sites want it."""

    #: The addresses of its crops, 16 to 9 first.
    crops: tuple[str, ...]
    #: What cards show: its address, width and height.
    card: tuple[str, int, int]
    alt: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """A correction or clarification under a story."""

    id: str
    kind: str
    label: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A story."""

    pk: int
    #: Never changes (`identity`).
    id: str
    address: str
    headline: str
    #: What search engines and cards say instead; "" where that is the headline or the summary.
    search_title: str
    search_description: str
    social_title: str
    social_description: str
    standfirst: str
    #: The standfirst, else the first sentences.
    summary: str
    kind: str
    kind_label: str
    #: Its tag (en-GB): its own, or the site's.
    language: str
    direction: str
    section: Place | None
    names: tuple[Name, ...]
    topics: tuple[Place, ...]
    picture: Still | None
    shapes: Shapes | None
    published: datetime | None
    #: An editor declared it a change of substance; None where there was none.
    updated: datetime | None
    words: int
    minutes: int
    corrections: tuple[Amendment, ...]
    #: Whether it says that it was made with the help of AI.
    is_ai_helped: bool = False
    #: Whether other sites are shown a drawn card instead of a picture, and the address of it; ""
    #: while it is being drawn.
    shows_card: bool = False
    drawn_card: str = ""
    #: The text in full (`full_text`), with its pictures; "" where only the facts were asked for.
    html: str = ""

    @property
    def changed(self) -> datetime | None:
        """When readers last had something new of it."""
        return self.updated or self.published


def _of_head(story: Article, name: str) -> str:
    """What is said of a story in its page's head alone; "" of a card, which came without it."""
    return for_xml(story.__dict__.get(name, ""))


def topics_of(story: Article) -> list[Topic]:
    """A story's topics that were fetched with it, the oldest first: what is fetched for many
    stories at once comes in no order."""
    return sorted(story.topics.all(), key=lambda topic: topic.pk)


def facts(
    story: Article,
    *,
    site: str,
    topics: Iterable[Topic],
    corrections: Iterable[Correction] = (),
    html: str = "",
) -> Told:
    """A story's facts; section, picture and bylines were fetched with it. `site` is scheme and
    host."""
    return Told(
        pk=story.pk,
        id=identity.of_story(story),
        address=site + story.get_absolute_url(),
        headline=for_xml(story.headline),
        search_title=_of_head(story, "search_title"),
        search_description=_of_head(story, "search_description"),
        social_title=_of_head(story, "social_title"),
        social_description=_of_head(story, "social_description"),
        standfirst=for_xml(story.standfirst),
        summary=for_xml(story.standfirst or story.trail_text),
        kind=story.kind,
        kind_label=str(story.get_kind_display()),
        language=story.language_code,
        direction=story.direction,
        section=place(story.section, site) if story.section else None,
        names=names(story.byline_list, story.agency, site),
        topics=tuple(place(topic, site) for topic in topics),
        picture=still(story.picture, site, caption=story.caption) if story.picture else None,
        shapes=shapes(story.picture, site) if story.picture else None,
        published=story.publish_at,
        updated=story.updated_at,
        words=story.word_count,
        minutes=story.reading_minutes,
        corrections=tuple(amendment(one) for one in corrections),
        is_ai_helped=story.ai_helped,
        shows_card=story.shows_card,
        drawn_card=with_host(story.card_url, site) if story.shows_card and story.card else "",
        html=for_xml(html),
    )


def place(noun: object, site: str) -> Place:
    """A section or topic."""
    path, slug = noun.get_absolute_url(), noun.slug  # type: ignore[attr-defined]
    return Place(for_xml(noun.name), site + path, slug)  # type: ignore[attr-defined]


def names(bylines: Sequence[Byline], agency: str, site: str) -> tuple[Name, ...]:
    """The names over a story in their order, and the agency behind them or in their place."""
    people = [
        Name(
            for_xml(one.author.name),
            site + one.author.get_absolute_url(),
            for_xml(one.author.role),
            tuple(one.author.link_list),
            slug=one.author.slug,
        )
        for one in bylines
    ]
    return (*people, *([Name(for_xml(agency), is_agency=True)] if agency else []))


def still(
    picture: Picture, site: str, *, width: int = WIDTH, caption: str | None = None
) -> Still | None:
    """A picture, by a file of about that many pixels that everything can read; None while it has
    no file. `caption` is the story's, where that has one of its own."""
    name = picture.name_for(width, ("jpg", "webp"))
    if not name:
        return None
    stem, _dot, ending = name.partition(".")
    across = int(stem)
    return Still(
        address=with_host(picture.url_of(name), site),
        media_type=FORMATS[ending],
        width=across,
        height=max(1, round(picture.height * across / picture.width)),
        alt="" if picture.decorative else for_xml(picture.alt_text),
        caption=for_xml(picture.caption if caption is None else caption),
        credit=for_xml(picture.credit),
        licence=picture.licence_url or LICENCES.get(picture.licence, ""),
        origin=for_xml(picture.source_told),
    )


def shapes(picture: Picture, site: str) -> Shapes:
    """A picture's crops; addresses of the whole picture while there are none, or none."""
    return Shapes(
        tuple(with_host(address, site) for address in picture.crops),
        (with_host(picture.social_url, site), *picture.social_size),
        for_xml(picture.alt_text),
    )


def amendment(one: Correction) -> Amendment:
    """A correction."""
    return Amendment(
        identity.of_correction(one),
        one.kind,
        str(one.get_kind_display()),
        for_xml(one.text),
        one.published_at,
    )
