"""What the API answers, as its document describes it. Of stories it says what `Told` says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)


class Address(Shape):
    """A section or topic of a story. `slug` is what lists are asked for by."""

    name: str
    slug: str
    url: str = Field(validation_alias="address")


class Credit(Shape):
    """Who is named over a story: an author, or an agency, which has no page here."""

    name: str
    slug: str = ""
    url: str = Field("", validation_alias="address")
    role: str = ""
    profiles: list[str] = []
    is_agency: bool = False


class Image(Shape):
    """A picture: one of its files, its words and rights."""

    url: str = Field(validation_alias="address")
    media_type: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    licence: str
    origin: str


class Picture(Image):
    """A picture that readers see in a story."""

    id: int


class Pictures(Shape):
    """A page of pictures."""

    items: list[Picture]
    next: str | None = None


class Amended(Shape):
    """A correction or clarification."""

    id: str
    kind: str
    label: str
    text: str
    at: datetime


class Story(Shape):
    """A story, as far as its fields were asked for."""

    id: int = Field(validation_alias="pk")
    #: Never changes.
    urn: str = Field("", validation_alias="id")
    url: str = Field("", validation_alias="address")
    headline: str = ""
    standfirst: str = ""
    summary: str = ""
    kind: str = ""
    language: str = ""
    direction: str = ""
    section: Address | None = None
    authors: list[Credit] = Field([], validation_alias="names")
    topics: list[Address] = []
    picture: Image | None = None
    published: datetime | None = None
    updated: datetime | None = None
    words: int = 0
    minutes: int = 0
    search_title: str = ""
    search_description: str = ""
    social_title: str = ""
    social_description: str = ""
    corrections: list[Amended] = []
    html: str = ""


class Stories(Shape):
    """A page of stories."""

    items: list[Story]
    next: str | None = None


class Section(Shape):
    """A section of the paper."""

    id: int
    name: str
    slug: str
    url: str
    description: str


class Sections(Shape):
    """All sections, in the paper's order."""

    items: list[Section]


class Topic(Section):
    """A topic that readers have stories about."""


class Topics(Shape):
    """A page of topics."""

    items: list[Topic]
    next: str | None = None


class Author(Shape):
    """An author whom readers know."""

    id: int
    name: str
    slug: str
    url: str
    role: str
    biography: str
    expertise: str
    profiles: list[str]
    picture: Image | None


class Authors(Shape):
    """A page of authors."""

    items: list[Author]
    next: str | None = None


class Placed(Shape):
    """A story where it stands, in the words of that place."""

    id: int
    url: str
    headline: str
    kicker: str
    summary: str
    picture: Image | None


class Block(Shape):
    """A block of a front, with its stories in their order."""

    id: str
    type: str
    look: str
    heading: str
    url: str
    stories: list[Placed]


class Front(Shape):
    """A front as readers have it now."""

    of: str
    slug: str
    url: str
    blocks: list[Block]


class FrontAddress(Shape):
    """A front that there is."""

    of: str
    slug: str
    url: str
    href: str


class Fronts(Shape):
    """The fronts that readers have."""

    items: list[FrontAddress]


class WrongField(Shape):
    """What is wrong with a field."""

    field: str
    detail: str


class Problem(Shape):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[WrongField] = []


class Overtaken(Problem):
    """Somebody has saved the story meanwhile: `current` is what is there."""

    current: dict[str, Any]


#: By the names that `fields` takes.
FIELDS = tuple(Story.model_fields)
#: What takes more than a row, so that lists have it where it is asked for.
ONLY_ASKED_FOR = frozenset({"html", "corrections"})
FIELD_LIST: dict[str, Any] = {
    "type": "string",
    "pattern": f"^(?:{'|'.join(FIELDS)})(?:,(?:{'|'.join(FIELDS)}))*$",
}
