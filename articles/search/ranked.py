"""Candidates in the order of how well they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.lib.searching.query import Query, Way
from articles.lib.searching.ranking import closeness, score
from articles.models import SearchDocument
from articles.models.search.document import moment_of
from articles.search.engines import Candidate

#: Of the best the texts are read, too: for how close together the words stand in them.
READ = 40
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranks for one query."""

    query: Query
    #: For each term the ways to write it.
    ways: Sequence[Sequence[Way]]
    now: datetime

    def ranked(self, found: Sequence[Candidate]) -> list[Candidate]:
        """The candidates, the best first; of equal ones the newest. One query at most."""
        worth = {one: self._worth(one) for one in found}
        order = sorted(found, key=lambda one: (worth[one], one.place), reverse=True)
        if len(self.ways) > 1:
            best = order[:READ]
            rows = SearchDocument.objects.filter(pk__in=[one.place for one in best])
            texts = dict(rows.values_list("pk", "text"))
            for one in best:
                near = closeness(self.ways, texts.get(one.place, "").split(" "))
                worth[one] = self._worth(one, near)
            order[:READ] = sorted(best, key=lambda one: (worth[one], one.place), reverse=True)
        return order

    def _worth(self, one: Candidate, near: float = 0.0) -> float:
        names = set(one.names.split(" ")) if one.names else set()
        days = (self.now - moment_of(one.place)).total_seconds() / _DAY
        return score(
            self.query,
            self.ways,
            one.title.split(" "),
            one.lead.split(" "),
            named=sum(not names.isdisjoint(ways) for ways in self.ways) if names else 0,
            age_days=days,
            near=near,
        )
