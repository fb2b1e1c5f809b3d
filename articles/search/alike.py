"""Stories like one that is being written, by the words that tell most of it."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from articles.models import Article
from articles.search.engines import Expression, Span, Wanted, engine_of

#: A word that more stories have tells too little, and is not followed further: that bounds what a
#: look-up reads, however large the archive is.
COMMON = 500
MOST_WORDS = 12
MOST_STORIES = 40
#: So many of the words have to be in common.
_SHARED = 2


def alike(words: Sequence[str], own: int | None = None) -> dict[int, float]:
    """The numbers of the stories that have most of `words`, in any state, each with how much they
    weigh: a word that few have weighs more. A look-up of the index a word."""
    using = Article.objects.db
    engine = engine_of(using)
    worth: dict[int, float] = {}
    shared: dict[int, int] = {}
    for word in words[:MOST_WORDS]:
        asked = Expression(((Wanted((word,)),),))
        found = engine.candidates(using, asked, Span(), COMMON + 1, None)
        if len(found) > COMMON:
            continue
        for pk in (one.story for one in found):
            worth[pk] = worth.get(pk, 0.0) + 1 / sqrt(len(found))
            shared[pk] = shared.get(pk, 0) + 1
    several = [pk for pk, n in shared.items() if n >= _SHARED and pk != own]
    several.sort(key=lambda pk: (-worth[pk], -pk))
    return {pk: worth[pk] for pk in several[:MOST_STORIES]}
