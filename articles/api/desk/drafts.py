"""What a program writes of a story, as the working copy has it: slugs and numbers become rows, and
what is none is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from django.core.exceptions import ValidationError
from ninja import Schema
from pydantic import ConfigDict, Field, StrictBool

from articles.api.asking import Kind
from articles.api.desk.calls import Refused
from articles.api.values import LARGEST, Moment
from articles.lib.languages.known import tag_of
from articles.lib.problems import Wrong
from articles.lib.text.naming import LONGEST
from articles.models import Article, Author, Category, FormerAuthor, FormerSection, Picture
from articles.models.common.readdressed import FormerSlug, Readdressed
from articles.models.story import bounds
from articles.models.story import content as contents
from articles.models.story.content import Content


class Strict(Schema):
    """What takes no field that it does not know."""

    model_config = ConfigDict(extra="forbid")


class Draft(Strict):
    """The fields of a story; what is left out stays as it is."""

    headline: str = ""
    standfirst: str = ""
    body: str = Field("", description="HTML, which is sanitised as at the desk.")
    kind: Kind = "news"
    language: str = Field("", description="A tag; empty for the site’s language.")
    section: str | None = Field(None, description="The slug of a section.")
    authors: list[str] = Field([], description="Slugs, in their order.")
    agency: str = ""
    topics: list[str] = Field([], description="Names.")
    picture: int | None = Field(None, ge=1, le=LARGEST)
    picture_caption: str = ""
    teaser: str = ""
    slug: str = ""
    search_title: str = ""
    search_description: str = ""
    social_title: str = ""
    social_description: str = ""
    drawn_card: StrictBool = Field(
        False, description="Social networks are shown a drawn card instead of the picture."
    )
    not_for_partners: StrictBool = Field(False, description="In no partner feed.")
    publish_at: Moment | None = None
    expires_at: Moment | None = None
    sensitive: StrictBool = False
    ai_helped: StrictBool = False


class Note(Strict):
    """What is said with a submission."""

    note: str = ""


class Release(Strict):
    """How a story, or its changes, come before readers."""

    at: Moment | None = Field(None, description="From when on; now, if left out.")
    change: Literal["minor", "update"] = "minor"
    note: str = ""
    reason: str = Field("", description="Why warnings are passed over.")
    override: StrictBool = Field(False, description="Pass over errors, too, by those who may.")


class Amendment(Strict):
    """What readers are told was put right; the changes are published with it."""

    text: str = Field(min_length=1)
    kind: Literal["correction", "clarification"] = "correction"
    reason: str = ""
    override: StrictBool = False


class Withdrawal(Strict):
    """Why it goes."""

    reason: str = Field(min_length=1)


def content_of(draft: Draft, before: Content) -> Content:
    """`before` with what `draft` says. Raises Refused, which names the fields that are wrong."""
    given: dict[str, Any] = {name: getattr(draft, name) for name in draft.model_fields_set}
    if said := bounds.unreadable(given.get("body") or ""):
        raise Refused(422, "The story can’t be kept.", [Wrong("body", said)])
    wrong = list(_found(given))
    content = contents.cleaned(before | given)
    wrong += [Wrong(name, said) for name, said in bounds.problems(content, before)]
    begins, ends = content["publish_at"], content["expires_at"]
    if begins and ends and ends <= begins and {"publish_at", "expires_at"} & given.keys():
        wrong.append(Wrong("expires_at", "A story can’t expire before it is published."))
    if wrong:
        raise Refused(422, "The story can’t be kept.", wrong)
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


def _numbers(noun: type[Readdressed], former: type[FormerSlug], slugs: list[str]) -> dict[str, int]:
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
