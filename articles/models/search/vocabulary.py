"""The words of the stories that readers may have: how many have each, and what it comes from.

A query's words are looked up here for the forms that they have (ship, ships, shipping), for the
words that begin as they do, and for those that may have been meant. So the index itself holds words
as they are written, and another way to find their stems does not touch it.
"""

from __future__ import annotations

from django.db import models


class SearchWord(models.Model):
    """A word of stories in one language, folded."""

    word = models.CharField(max_length=60, db_index=True)
    #: Two or three letters, as `de`.
    language = models.CharField(max_length=3)
    #: Folded, too; the word itself, where nothing is known of the language's stems.
    stem = models.CharField(max_length=60)
    #: About how many stories have it: exact up to sixteen, then within a quarter, mostly.
    stories = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["language", "word"], name="search_word_once"),
        ]
        indexes = [
            models.Index("language", "stem", name="search_word_stem"),
        ]

    def __str__(self) -> str:
        return self.word
