"""What was put right, as far as its stories are out: for the page and the feed of corrections."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Article, Correction
from articles.models.listing import NOT_ON_CARDS


def public() -> QuerySet[Correction]:
    """The corrections of stories that readers see now, the newest first, off their index.

    With the story and its section; those of a story that was withdrawn or has expired are not
    among them.
    """
    visible = Article.objects.visible().filter(pk=OuterRef("article"))
    with_story = Correction.objects.filter(Exists(visible)).select_related("article__section")
    return with_story.defer(*(f"article__{name}" for name in NOT_ON_CARDS))
