"""Makes the demo newsroom: staff, pictures and stories, with dates around now."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape

from articles.demo import fronts, planning, sources, waiting
from articles.lib import imaging
from articles.lib.html.reading import end_of, opens, pieces
from articles.models import (
    Article,
    Author,
    Category,
    Front,
    Page,
    Picture,
    StoryTemplate,
    StyleRule,
)
from articles.models.story.content import FIELDS, cleaned
from articles.models.style.start import take_start_set

#: The account that the demo's stories are begun by: nobody can log in with it.
OWNER = "demo-newsroom"
CREDIT = "Illustration: the Newsportal studio"
OF_AUTHORS = ("role", "rank", "biography", "expertise", "contact", "links")
COLOURS = {"politics": "crimson", "sports": "moss", "entertainment": "plum", "travel": "cobalt"}


class RealStories(Exception):
    """There are stories here that the demo did not make; it leaves such a database alone."""


def owner() -> Any:
    """The demo's account, made where it is missing."""
    user, made = get_user_model().objects.get_or_create(
        username=OWNER, defaults={"is_active": False}
    )
    if made:
        user.set_unusable_password()
        user.save()
    return user


def refuse_real_stories() -> None:
    """Raise RealStories where there are any."""
    if Article.objects.exclude(created_by__username=OWNER).exists():
        raise RealStories(
            "There are stories in this database that the demo did not make; "
            "it changes nothing here. Point DATABASE_URL at another database for a demo."
        )


def make_newsroom() -> int:
    """Make what is missing of the demo newsroom; returns the number of stories made.

    Done again, it changes nothing. Raises RealStories.
    """
    refuse_real_stories()
    pictures = _pictures()
    with transaction.atomic():
        staff = _staff(pictures)
        sections = _sections()
        _pages()
        _templates(sections)
        user = owner()
        if not StyleRule.objects.exists():
            take_start_set(None)
        have = set(Article.objects.filter(created_by=user).values_list("headline", flat=True))
        known = len(have)
        missing = [story for story in sources.stories() if story.head["headline"] not in have]
        for story in missing:
            _story(story, sections[story.section], staff, pictures, user)
        if not Front.objects.exists():
            fronts.lay_out()
        planning.make_plans(sections, user)
        if missing and not have:
            waiting.leave_waiting(user)
    return Article.objects.filter(created_by=user).count() - known


def _pictures() -> dict[str, Picture]:
    """The pictures by slug. New ones are worked on side by side, before any transaction."""
    known = {picture.sha256: picture for picture in Picture.objects.all()}

    def prepared(source: sources.PictureSource) -> tuple[str, Picture]:
        upload = imaging.receive(source.file.read_bytes())
        if upload.sha256 in known:
            return source.slug, known[upload.sha256]
        picture = Picture(
            alt_text=source.alt_text,
            caption=source.caption,
            credit=CREDIT,
            focal_x=source.focus[0],
            focal_y=source.focus[1],
        )
        picture.take(upload)
        return source.slug, picture

    with ThreadPoolExecutor() as pool:
        pictures = dict(pool.map(prepared, sources.pictures()))
    with transaction.atomic():
        for picture in pictures.values():
            if picture._state.adding:
                picture.save()
    return pictures


def _staff(pictures: dict[str, Picture]) -> dict[str, Author]:
    staff = {}
    for entry in sources.authors():
        details: dict[str, Any] = {key: entry[key] for key in OF_AUTHORS if key in entry}
        details["picture"] = pictures.get(entry.get("picture", ""))
        staff[entry["name"]], _made = Author.objects.get_or_create(
            name=entry["name"], defaults=details
        )
    return staff


def _pages() -> None:
    """The paper's own pages, as long as it has none: those that were changed stay, and those that
    were deleted too."""
    if Page.objects.exists():
        return
    for place, (head, body) in enumerate(sources.pages(), start=1):
        details = {"slug": "about", "is_published": True, "order": place * 10, "body": body}
        Page.objects.create(**(details | head))


def _templates(sections: dict[str, Category]) -> None:
    """Three templates, as long as there is none."""
    if StoryTemplate.objects.exists():
        return
    for place, (head, body) in enumerate(sources.templates(), start=1):
        section = sections.get(head.pop("section", ""))
        said = {name: head.pop(name) for name in FIELDS if name in head}
        content = cleaned(said | {"body": body})
        StoryTemplate.objects.create(**head, section=section, order=place * 10, content=content)


def _sections() -> dict[str, Category]:
    """The four sections, which a migration made; one that was deleted comes back."""
    return {
        slug: Category.objects.get_or_create(
            slug=slug, defaults={"name": slug.title(), "colour": colour}
        )[0]
        for slug, colour in COLOURS.items()
    }


def _story(
    source: sources.StorySource,
    section: Category,
    staff: dict[str, Author],
    pictures: dict[str, Picture],
    user: Any,
) -> None:
    head: dict[str, Any] = source.head
    story = Article.objects.create(
        headline=head["headline"],
        standfirst=head["standfirst"],
        body=_numbered(source.body, pictures),
        kind=head["kind"],
        section=section,
        agency=head.get("agency", ""),
        picture=pictures[head["picture"]] if head.get("picture") else None,
        picture_caption=head.get("caption", ""),
        teaser=head.get("teaser", ""),
        created_by=user,
    )
    story.set_authors([staff[name] for name in head["authors"]])
    story.topics.set(head["topics"])
    if source.offset is not None:
        story.publish(None, at=timezone.now() + source.offset)
    elif head["state"] == "in_review":
        story.submit(None)


def _numbered(body: str, pictures: dict[str, Picture]) -> str:
    """A story's text with the numbers of the pictures that its file calls by name."""
    parts: list[str] = []
    done = 0
    for figure in pieces(body):
        if opens(figure, "figure"):
            head = "".join(
                f' {name}="{" ".join(_number(word, pictures) for word in value.split())}"'
                for name, value in figure.attrs or ()
            )
            parts += body[done : figure.col], f"<figure{head}>"
            done = end_of(figure)
    return "".join(parts) + body[done:]


def _number(word: str, pictures: dict[str, Picture]) -> str:
    return str(pictures[word].pk) if word in pictures else escape(word)
