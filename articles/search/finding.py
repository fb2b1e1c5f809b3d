"""What a query finds, ranked or by date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from articles.lib.searching.query import Query, Term, parse
from articles.models import Article, ArticleQuerySet, SearchDocument
from articles.models.search.document import key_of, place_of
from articles.search.asking import ENOUGH, Asked, Narrowed, single
from articles.search.engines import Candidate, Span, TookTooLong, engine_of
from articles.search.forms import meant_by
from articles.search.gathering import Allowed, Gathered, Gatherer
from articles.search.ranked import Ranking
from articles.search.upkeep import learning

#: As many are looked at of those that have the words, and of those that have them in the headline.
MOST, MOST_TITLES = 300, 200
#: Up to so many are counted one by one.
MAX_RESULTS = 1_000
#: A word with at most so many stories is looked up at once, and not window by window.
RARE = 3_000
#: Milliseconds that the database may take for one search: of a reader, and of the desk.
BUDGET, BUDGET_OF_DESK = 150, 400
_SAME = 20
_ALMOST_A_MINUTE = timedelta(seconds=59.999_999)
_MAX_MEANT = 3


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    #: Of the stories, in order: those that are looked at, which may be fewer than there are.
    numbers: tuple[int, ...] = ()
    #: How many there are; about, where counting would cost.
    count: int = 0
    is_about: bool = False
    #: Whether it was cut short, since it would have cost too much.
    is_cut: bool = False
    #: What was looked for instead, since nobody wrote what was asked for.
    meant: str = ""
    #: For each term the words that stand for it.
    words: tuple[tuple[str, ...], ...] = ()

    @property
    def stories(self) -> ArticleQuerySet:
        """They, newest first, and of them what readers may see."""
        return Article.objects.visible().filter(pk__in=self.numbers).newest_first()


@dataclass(frozen=True, slots=True)
class Among:
    """What a search among somebody's stories found."""

    stories: ArticleQuerySet
    #: Whether only the newest thousand are there.
    is_capped: bool = False
    #: Whether it was cut short, since it would have cost too much.
    is_cut: bool = False


def find(
    text: str,
    narrowed: Narrowed | None = None,
    *,
    by_date: bool = False,
    as_typed: bool = False,
) -> Found:
    """The visible stories that answer to the query `text`: those first that suit best, or the
    newest. Where there is none, words that may have been meant are looked for instead, unless it
    is taken `as_typed`. About ten queries, however many stories there are."""
    narrowed = replace(narrowed or Narrowed(), is_public=True)
    query = parse(text)
    search = Search(_visible, narrowed, MOST, BUDGET, by_date)
    found = search.answer(query)
    if found.numbers or found.is_cut or as_typed:
        return found
    for other in _meant(query):
        if (instead := search.answer(parse(other))).numbers:
            return replace(instead, meant=other)
    return found


def among(stories: ArticleQuerySet, text: str, narrowed: Narrowed | None = None) -> ArticleQuerySet:
    """Those of `stories`, in their order, that answer to the query: of many, the newest thousand.
    What is known of all of them anyway, said by `narrowed`, makes it quick."""
    return looked_up(stories, text, narrowed).stories


def looked_up(stories: ArticleQuerySet, text: str, narrowed: Narrowed | None = None) -> Among:
    """The same, with whether that is all there is."""
    rows, is_first = stories.order_by(), True

    def allowed(numbers: Sequence[int]) -> set[int]:
        nonlocal is_first
        # Where that is all there is, `stories` will leave out by itself what is not of them.
        is_all, is_first = is_first and len(numbers) <= MAX_RESULTS, False
        if is_all:
            return set(numbers)
        return set(rows.filter(pk__in=numbers).values_list("pk", flat=True))

    search = Search(allowed, narrowed or Narrowed(), MAX_RESULTS, BUDGET_OF_DESK, by_date=True)
    found = search.answer(parse(text))
    those = stories.filter(pk__in=found.numbers) if found.numbers else stories.none()
    return Among(those, found.is_about and not found.is_cut, found.is_cut)


def fewer_words(text: str) -> list[str]:
    """The query without one of its words, for where nothing has all of them: without the rarest
    first. At most two queries."""
    query = parse(text)
    if len(query.wanted) < 2:
        return []
    forms = Asked.of(query).forms
    known = {one: sum(forms.about(way[0]) for way in single(one)) for one in query.wanted}
    rarest = sorted(query.wanted, key=lambda one: (bool(single(one)), known[one]))
    return [" ".join(_typed(term, ()) for term in query.terms if term is not one) for one in rarest]


def having_headline(query: Query) -> list[Candidate]:
    """The newest of those that have this very headline, however old: one query."""
    rows = SearchDocument.objects.filter(title_key=key_of(query.key))
    fields = ("place", "story", "title", "lead", "names")
    return [Candidate(*row) for row in rows.order_by("-place").values_list(*fields)[:_SAME]]


def _visible(numbers: Sequence[int]) -> set[int]:
    rows = Article.objects.visible().filter(pk__in=numbers)
    return set(rows.values_list("pk", flat=True))


def _meant(query: Query) -> Iterator[str]:
    """The query with other words for those that nobody has written; the likeliest first."""
    forms = Asked.of(query).forms
    others = [
        meant_by(term.words[0])[:_MAX_MEANT]
        if len(term.words) == 1 and not term.is_excluded and not forms.about(term.words[0])
        else []
        for term in query.terms
    ]
    for place in range(max(map(len, others), default=0)):
        parts = zip(query.terms, others, strict=True)
        yield " ".join(
            _typed(term, other[place : place + 1] or other[-1:]) for term, other in parts
        )


def _typed(term: Term, instead: Sequence[str]) -> str:
    """A term as one types it, or the word `instead` of it."""
    written = instead[0] if instead else term.written
    quoted = f'"{written}"' if term.is_quoted else written
    return f"-{quoted}" if term.is_excluded else quoted


@dataclass(frozen=True, slots=True)
class Search:
    """One search, by whoever may see what is `allowed`."""

    allowed: Allowed
    narrowed: Narrowed
    most: int
    #: Milliseconds.
    budget: int
    by_date: bool = False
    #: Those of this very headline, where they were looked up.
    same: Sequence[Candidate] | None = None

    def answer(self, query: Query) -> Found:
        """What is found."""
        asked = Asked.of(query)
        if not query.wanted:
            return Found()
        found = self._look(asked)
        if len(found.numbers) < ENOUGH and not found.is_cut and (begun := asked.as_begun()):
            return self._look(begun)
        return found

    def _look(self, asked: Asked) -> Found:
        using = Article.objects.db
        engine = engine_of(using)
        gatherer = Gatherer(engine, using, self.allowed)
        every, titles, is_cut = Gathered(), Gathered(), False
        about = self._known(asked.rarest())
        most = MAX_RESULTS if about is not None and about <= RARE else self.most
        try:
            with engine.within(using, self.budget):
                words = self.narrowed.of(asked.words())
                gatherer.gather(every, words, self._span(), most, about)
                if not every.is_all and not self.by_date:
                    back = replace(self._span(), end=min(one.place for one in every.found.values()))
                    title = self.narrowed.of(asked.in_title())
                    gatherer.gather(titles, title, back, MOST_TITLES)
        except TookTooLong:
            is_cut = True
        same = {} if self.by_date or every.is_all else self._same(asked.query)
        found = titles.found | every.found | same
        numbers = self._ranked(asked, list(found.values()))
        is_about = not every.is_all or is_cut
        ways = tuple(map(tuple, asked.alternatives()))
        count = self._about(asked, every) if is_about else len(numbers)
        return Found(tuple(numbers), max(count, len(numbers)), is_about, is_cut, words=ways)

    def _known(self, about: int | None) -> int | None:
        """How many it may be; that there are none is known of no word while many are not learnt."""
        return about if about or learning.is_complete() else None

    def _span(self) -> Span:
        """The time that it is narrowed to."""
        start, end = self.narrowed.start, self.narrowed.end
        # Places are of minutes: the one in which it ends belongs to it.
        ends = [] if end is None else [place_of(end + _ALMOST_A_MINUTE, 0)]
        ends += [] if self.narrowed.before is None else [self.narrowed.before]
        return Span(None if start is None else place_of(start, 0), min(ends, default=None))

    def _same(self, query: Query) -> dict[int, Candidate]:
        found = having_headline(query) if self.same is None else self.same
        allowed = self.allowed([one.story for one in found]) if found else set()
        return {one.story: one for one in found if one.story in allowed}

    def _ranked(self, asked: Asked, found: list[Candidate]) -> list[int]:
        if self.by_date:
            return [one.story for one in sorted(found, reverse=True)]
        ranking = Ranking(asked.query, asked.alternatives(), timezone.now())
        return [one.story for one in ranking.ranked(found)]

    def _about(self, asked: Asked, every: Gathered) -> int:
        """About how many there are, by how close together the newest of them stand."""
        places = sorted(every.found[pk].place for pk in every.found)
        most = asked.rarest()
        if len(places) < 2:
            return most or len(places)
        first = SearchDocument.objects.order_by("place").values_list("place", flat=True).first()
        span, whole = places[-1] - places[0], places[-1] - (first or places[0])
        likely = int(len(places) * max(1.0, whole / max(1, span)))
        # There are hardly more stories than the number of the newest one.
        likely = min(likely, max(every.found))
        return _rounded(min(likely, most) if most else likely)


def _rounded(number: int) -> int:
    """To two digits: more would be a promise."""
    step = int("1".ljust(max(1, len(str(number)) - 1), "0"))
    return number // step * step
