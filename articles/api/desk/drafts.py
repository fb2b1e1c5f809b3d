"""What a program writes of a story, as the working copy has it: slugs and numbers become rows, and
what is none is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from django.core.exceptions import ValidationError
from ninja import Schema
from pydantic import ConfigDict, Field, StrictBool, WithJsonSchema

from articles.api.asking import Kind
from articles.api.desk.calls import Refused
from articles.api.values import LARGEST, Moment
from articles.lib.languages.known import tag_of
from articles.lib.problems import Wrong
from articles.lib.text.naming import LONGEST
from articles.lib.text.slugs import SLUG
from articles.models import Article, Author, Category, FormerAuthor, FormerSection, Picture
from articles.models.common.readdressed import FormerSlug
from articles.models.story import bounds
from articles.models.story import content as contents
from articles.models.story.content import Content

TOPIC: Final = {"type": "string", "pattern": r"\S", "minLength": 1, "maxLength": LONGEST}


class Strict(Schema):
    """What takes no field that it does not know."""

    model_config = ConfigDict(extra="forbid")


def _said(description: str | None = None, default: Any = "", **schema: Any) -> Any:
    """A field of which the document says more than is asked at the door: what is longer in a story
    already may stay, so that the verbs look at that."""
    return Field(default, description=description, json_schema_extra=schema)


def _line(name: str, description: str | None = None) -> Any:
    field: Any = Article._meta.get_field(name)
    most = field.max_length
    return _said(description, **({"maxLength": most} if most else {}))


class Draft(Strict):
    """The fields of a story; what is left out stays as it is."""

    headline: str = _line("headline")
    standfirst: str = _line("standfirst")
    body: str = _said("HTML, which is sanitised as at the desk.", maxLength=bounds.CHARACTERS)
    kind: Kind = "news"
    language: str = Field("", description="A tag; empty for the site’s language.")
    section: str | None = Field(None, description="The slug of a section.")
    authors: list[str] = _said(
        "Slugs, in their order.", [], maxItems=bounds.MAX_PER_STORY["authors"]
    )
    agency: str = _line("agency")
    topics: list[Annotated[str, WithJsonSchema(TOPIC)]] = _said(
        "Names.", [], maxItems=bounds.MAX_PER_STORY["topics"]
    )
    picture: int | None = Field(None, ge=1, le=LARGEST)
    picture_caption: str = _line("picture_caption")
    teaser: str = _line("teaser")
    slug: str = _said(
        "Of its address; made of the headline where it is empty.",
        maxLength=100,
        pattern=f"^(?:{SLUG})?$",
    )
    search_title: str = _line("search_title")
    search_description: str = _line("search_description")
    social_title: str = _line("social_title")
    social_description: str = _line("social_description")
    drawn_card: StrictBool = Field(
        False, description="Social networks are shown a drawn card instead of the picture."
    )
    not_for_partners: StrictBool = Field(False, description="In no partner feed.")
    publish_at: Moment | None = None
    expires_at: Moment | None = Field(None, description="Later than `publish_at`.")
    sensitive: StrictBool = False
    ai_helped: StrictBool = False


NOTE: Final = _said(maxLength=bounds.NOTE)


class Note(Strict):
    """What is said with a submission."""

    note: str = NOTE


class Release(Strict):
    """How a story, or its changes, come before readers."""

    at: Moment | None = Field(None, description="From when on; now, if left out.")
    change: Literal["minor", "update"] = "minor"
    note: str = NOTE
    reason: str = _said("Why warnings are passed over.", maxLength=bounds.NOTE)
    override: StrictBool = Field(False, description="Pass over errors, too, by those who may.")


class Amendment(Strict):
    """What readers are told was put right; the changes are published with it."""

    text: str = Field(min_length=1, json_schema_extra={"maxLength": bounds.NOTE})
    kind: Literal["correction", "clarification"] = "correction"
    reason: str = NOTE
    override: StrictBool = False


class Withdrawal(Strict):
    """Why it goes."""

    reason: str = Field(min_length=1, json_schema_extra={"maxLength": bounds.NOTE})


def content_of(draft: Draft, before: Content) -> Content:
    """`before` with what `draft` says. Raises Refused, which names the fields that are wrong."""
    given: dict[str, Any] = {name: getattr(draft, name) for name in draft.model_fields_set}
    if said := bounds.unreadable(given.get("body") or ""):
        raise Refused(422, "The story can’t be saved.", [Wrong("body", said)])
    wrong = list(_found(given))
    content = contents.cleaned(before | given)
    wrong += [Wrong(name, said) for name, said in bounds.problems(content, before)]
    begins, ends = content["publish_at"], content["expires_at"]
    if begins and ends and ends <= begins and {"publish_at", "expires_at"} & given.keys():
        wrong.append(Wrong("expires_at", "A story can’t expire before it is published."))
    if wrong:
        raise Refused(422, "The story can’t be saved.", wrong)
    return content


def _found(given: dict[str, Any]) -> Iterator[Wrong]:
    """Put rows in the place of what names them; what is not there."""
    yield from _section(given)
    yield from _authors(given)
    number = given.get("picture")
    if number and not Picture.objects.filter(pk=number).exists():
        yield Wrong("picture", "There is no such picture.")
    if given.get("language") and not tag_of(given["language"]):
        yield Wrong("language", "Give a tag that is known, such as en-GB.")
    if any(not 0 < len(name.strip()) <= LONGEST for name in given.get("topics") or ()):
        yield Wrong("topics", f"Give names of 1 to {LONGEST} characters.")
    if slug := given.get("slug"):
        try:
            Article._meta.get_field("slug").run_validators(slug)
        except ValidationError as error:
            yield Wrong("slug", " ".join(error.messages))


def _section(given: dict[str, Any]) -> Iterator[Wrong]:
    if slug := given.get("section"):
        given["section"] = _numbers(Category, FormerSection, [slug]).get(slug)
        if given["section"] is None:
            yield Wrong("section", f"There is no section “{slug[:60]}”.")


def _authors(given: dict[str, Any]) -> Iterator[Wrong]:
    if slugs := given.get("authors"):
        known = _numbers(Author, FormerAuthor, slugs)
        given["authors"] = list(dict.fromkeys(known[one] for one in slugs if one in known))
        for one in slugs:
            if one not in known:
                yield Wrong("authors", f"There is no author “{one[:60]}”.")


def _numbers(noun: Any, former: type[FormerSlug], slugs: list[str]) -> dict[str, int]:
    """Whose each slug is, or was: a program goes on with the names that it knows."""
    were = former._base_manager.filter(slug__in=slugs).values_list("slug", f"{former.owner}_id")
    return dict(were) | dict(noun._base_manager.filter(slug__in=slugs).values_list("slug", "pk"))


def shown(content: Content) -> dict[str, Any]:
    """The content as a program reads and writes it; three queries."""
    sections = Category.objects.filter(pk=content["section"]).values_list("slug", flat=True)
    slugs = dict(Author.objects.filter(pk__in=content["authors"]).values_list("pk", "slug"))
    section = sections.first() if content["section"] else None
    authors = [slugs[pk] for pk in content["authors"] if pk in slugs]
    return {name: content[name] for name in Draft.model_fields} | {
        "section": section,
        "authors": authors,
    }
