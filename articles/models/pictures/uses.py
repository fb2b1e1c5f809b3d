"""Which story shows which picture, beside its lead picture: kept with each save, so that nobody
has to read all stories to know."""

from __future__ import annotations

from typing import Any

from django.db import models

from articles.lib.html import canonical
from articles.models.pictures.picture import Picture


class PictureUse(models.Model):
    """A story shows a picture in its text, or will when its changes are published."""

    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, db_index=False, related_name="uses"
    )
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="picture_uses"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "picture"], name="picture_use_once")
        ]
        indexes = [
            # The stories that were begun last among those that show it.
            models.Index("picture", models.F("article").desc(), name="picture_use_by_story")
        ]

    def __str__(self) -> str:
        return f"{self.picture} – {self.article}"


def in_content(content: Any) -> set[int]:
    """The numbers of the pictures that a revision's content shows."""
    lead = {content["picture"]} if content.get("picture") else set()
    return lead | set(canonical.picture_ids(content.get("body") or ""))


def note_uses(story: int, wanted: set[int], had: set[int]) -> set[int]:
    """Keep that the story of that number shows the pictures `wanted`, where it was kept that it
    shows those that it `had`; returns those that are kept now."""
    if gone := had - wanted:
        PictureUse.objects.filter(article=story, picture__in=gone).delete()
    new: list[int] = []
    if wanted - had:
        new = list(Picture.objects.filter(pk__in=wanted - had).values_list("pk", flat=True))
        PictureUse.objects.bulk_create(
            [PictureUse(article_id=story, picture_id=pk) for pk in new], ignore_conflicts=True
        )
    return had & wanted | set(new)
