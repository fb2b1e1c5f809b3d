"""Where pictures are shown, or will be: in stories, over them, and on pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.lib.html import canonical
from articles.models.desk.reading import SAVED_LAST, first_rows, where
from articles.models.fronts.told.in_play import DRAFT, LIVE, SCHEDULED
from articles.models.fronts.told.pictures import on_fronts
from articles.models.people.authors import Author
from articles.models.pictures.picture import Picture
from articles.models.pictures.uses import PictureUse
from articles.models.publication.pages import Page
from articles.models.story.article import Article

#: How a front shows it.
ON_FRONT = {
    LIVE: _("On the front"),
    DRAFT: _("In a draft of the front"),
    SCHEDULED: _("In a scheduled edition of the front"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture is shown, or will be."""

    what: Any  # an Article, an Author, a Page or a Front
    how: str
    #: Whether readers see it there, or would if they saw the story.
    is_public: bool = True


def in_use() -> Q:
    """Of pictures: those that a story, an author, a page or a front shows. Two queries."""
    one = OuterRef("pk")
    return (
        Q(Exists(Article.objects.order_by().filter(picture=one)))
        | Q(Exists(PictureUse.objects.filter(picture=one)))
        | Q(Exists(Author.objects.order_by().filter(picture=one)))
        | Q(Exists(Page.pictures.through.objects.filter(picture=one)))
        | Q(pk__in=on_fronts().keys())
    )


def places_of(picture: Picture, most: int = 50) -> list[Place]:
    """Where the picture is shown, at most so many; stories first, the last saved of them first."""
    # Each half off its own index: a logo may be in every story there is.
    halves = [
        where(picture=picture),
        lambda stories: stories.filter(picture_uses__picture=picture).order_by(
            "-picture_uses__article_id"
        ),
    ]
    stories = Article.objects.order_by(*SAVED_LAST).select_related("section", "working")
    found = [_place(picture, story) for story in first_rows(stories, halves, most)]
    portraits: Iterable[Author] = picture.portrait_of.all()[:most]
    found += [Place(author, str(_("Portrait"))) for author in portraits]
    pages: Iterable[Page] = picture.pages.all()[:most]
    found += [Place(page, str(_("In a page’s text"))) for page in pages]
    fronts = on_fronts([picture.pk]).get(picture.pk, [])
    return found + [Place(front, str(ON_FRONT[how]), how == LIVE) for front, how in fronts]


def _place(picture: Picture, story: Article) -> Place:
    how = []
    if story.picture_id == picture.pk:
        how.append(str(_("Lead picture")))
    if picture.pk in canonical.picture_ids(story.body):
        how.append(str(_("In the text")))
    if how:
        return Place(story, ", ".join(how))
    return Place(story, str(_("In changes that are not published yet")), is_public=False)
