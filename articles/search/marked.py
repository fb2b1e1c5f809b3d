"""Stories by what the index knows of them besides words: under an author and about a topic, say.

Each of two lists may be long and what they share short: the index of words has both in one look.
"""

from __future__ import annotations

from collections.abc import Sequence

from articles.models import Article, SearchDue
from articles.search.engines import Candidate, Expression, Span, TookTooLong, Wanted, engine_of

#: Milliseconds that the database may take for it: read from a disk it may need most of that, and
#: what is done instead, one story of a name after the other, takes far longer.
BUDGET = 1_000


def marked(groups: Sequence[Sequence[str]], most: int) -> list[Candidate] | None:
    """The newest `most` stories that have one mark (`lib/searching/marks.py`) of each group, newest
    first; None where that can't be told yet. Two queries, and some more for what is common on
    PostgreSQL."""
    if SearchDue.objects.exists():
        return None
    using = Article.objects.db
    engine = engine_of(using)
    asked = Expression(tuple(tuple(Wanted((mark,)) for mark in group) for group in groups))
    try:
        with engine.within(using, BUDGET):
            return engine.candidates(using, asked, Span(), most, None)
    except TookTooLong:
        return None
