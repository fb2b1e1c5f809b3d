"""Which story shows which picture, beside its lead picture: kept with each save, so that nobody
has to read all stories to know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.lib.html import canonical

if TYPE_CHECKING:
    from articles.models.people.authors import Author
    from articles.models.pictures.picture import Picture
    from articles.models.publication.pages import Page
    from articles.models.story.article import Article


class PictureUse(models.Model):
    """A story shows a picture in its text, or will when its changes are published."""

    picture = models.ForeignKey("articles.Picture", on_delete=models.PROTECT, related_name="uses")
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="picture_uses"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "picture"], name="picture_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.picture} – {self.article}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture is shown, or will be."""

    what: Any  # an Article, an Author or a Page
    how: str
    #: Whether readers see it there, or would if they saw the story.
    is_public: bool = True


def in_content(content: Any) -> set[int]:
    """The numbers of the pictures that a revision's content shows."""
    lead = {content["picture"]} if content.get("picture") else set()
    return lead | set(canonical.picture_ids(content.get("body") or ""))


def shown_in(story: Article) -> set[int]:
    """The numbers of the pictures that the story's row shows: what readers have of it."""
    lead = {story.picture_id} if story.picture_id else set()
    return lead | set(canonical.picture_ids(story.body))


def note_uses(story: Article) -> None:
    """Keep which pictures the story shows in its text and in its unpublished changes."""
    wanted = set(canonical.picture_ids(story.body))
    if story.working_id and story.working is not None and story.has_changes:
        wanted |= in_content(story.working.content)
    beside = story.beside()
    had = beside.pictures
    if wanted == had:
        return
    from articles.models.pictures.picture import Picture

    if gone := had - wanted:
        story.picture_uses.filter(picture__in=gone).delete()
    new: list[int] = []
    if wanted - had:
        new = list(Picture.objects.filter(pk__in=wanted - had).values_list("pk", flat=True))
        PictureUse.objects.bulk_create(
            [PictureUse(article=story, picture_id=pk) for pk in new], ignore_conflicts=True
        )
    beside.pictures = had & wanted | set(new)


def in_use() -> Q:
    """Of pictures: those that a story, an author or a page shows."""
    from articles.models.people.authors import Author
    from articles.models.publication.pages import Page
    from articles.models.story.article import Article

    one = OuterRef("pk")
    return (
        Q(Exists(Article.objects.order_by().filter(picture=one)))
        | Q(Exists(PictureUse.objects.filter(picture=one)))
        | Q(Exists(Author.objects.order_by().filter(picture=one)))
        | Q(Exists(Page.pictures.through.objects.filter(picture=one)))
    )


def places_of(picture: Picture, most: int = 50) -> list[Place]:
    """Where the picture is shown, at most so many; stories first, the last saved of them first."""
    from articles.models.story.article import Article

    stories = Article.objects.filter(
        Q(picture=picture) | Q(pk__in=picture.uses.values("article"))
    ).select_related("section", "working")
    found = [_place(picture, story) for story in stories.order_by("-modified_at")[:most]]
    portraits: Iterable[Author] = picture.portrait_of.all()[:most]
    found += [Place(author, str(_("Portrait"))) for author in portraits]
    pages: Iterable[Page] = picture.pages.all()[:most]
    return found + [Place(page, str(_("In a page’s text"))) for page in pages]


def _place(picture: Picture, story: Article) -> Place:
    how = []
    if story.picture_id == picture.pk:
        how.append(str(_("Lead picture")))
    if picture.pk in canonical.picture_ids(story.body):
        how.append(str(_("In the text")))
    if how:
        return Place(story, ", ".join(how))
    return Place(story, str(_("In changes that are not published yet")), is_public=False)
