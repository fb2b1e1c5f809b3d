"""The forms of a query's words: what else they may be written as in a story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from django.db import connections

from articles.lib.searching import spelling
from articles.lib.searching.stemming import roots
from articles.models import SearchWord
from articles.search.upkeep import learning

#: Forms of a word, and words with a beginning, that are looked for at once; the most common ones.
MOST_FORMS = 20
#: A beginning that is shorter says too little.
SHORTEST_BEGINNING = 3
#: Words that are compared with one that may be mistyped more than once.
COMPARED = 2_000
_LAST = "\U0010ffff"
_OWN, _KIN, _BEGUN = 0, 1, 2
#: What a row is, word, language, stem, and how many stories have it.
_Row = tuple[int, str, str, str, int]


@dataclass(slots=True)
class Forms:
    """What is known of the words of a query."""

    #: The other words of each that come from the same stem, the most common first.
    kin: dict[str, list[str]] = field(default_factory=dict)
    #: In about how many stories each stands as it is.
    stories: dict[str, int] = field(default_factory=dict)

    def all_of(self, word: str) -> list[str]:
        """The word, and then its other forms."""
        return [word, *self.kin.get(word, [])]

    #: The most common words that begin as the last one; one more than are asked for at once, where
    #: there are that many.
    begun: list[str] = field(default_factory=list)
    #: In about how many stories those stand, together at most.
    stories_begun: int = 0

    def count(self, word: str, stories: int) -> None:
        """So many stories of one more language have the word as it is."""
        self.stories[word] = self.stories.get(word, 0) + stories

    def add(self, word: str, same: Sequence[str]) -> None:
        """Let those that have the `same` stem be forms of the word, unless there are many."""
        there = dict.fromkeys([*self.kin.get(word, []), *same])
        self.kin[word] = [one for one in there if one != word][:MOST_FORMS]

    def about(self, word: str) -> int:
        """In about how many stories any form of it stands, at most."""
        return sum(self.stories.get(one, 0) for one in self.all_of(word))


def forms_of(written: Mapping[str, str], start: str = "") -> Forms:
    """The forms of words, each with how it was `written`, and the words that begin with `start`:
    one query."""
    forms = Forms()
    #: Whose each stem is, in any language of the words' script: no text may have these words.
    stems = defaultdict[tuple[str, str], list[str]](list)
    for word, typed in written.items():
        for stem in roots(typed, learning.languages()).items():
            stems[stem].append(word)
    found = _looked_up(list(written), list(stems), start)
    # The most common first: of many forms those are asked for.
    for what, word, language, root, stories in sorted(set(found), key=_by_stories):
        if what == _BEGUN:
            forms.begun.append(word)
            forms.stories_begun += stories
        elif what == _OWN or word not in written:
            stems[language, root].append(word)
            forms.count(word, stories)
    for same in stems.values():
        for word in written.keys() & set(same):
            forms.add(word, same)
    return forms


def _by_stories(row: _Row) -> tuple[int, str]:
    return -row[4], row[1]


def _looked_up(words: list[str], stems: list[tuple[str, str]], start: str) -> list[_Row]:
    """What the vocabulary has of the words, of those with their stems, of those that begin so."""
    connection = connections[SearchWord.objects.db]
    table = SearchWord._meta.db_table
    these = ", ".join(["%s"] * len(words)) or "NULL"
    those = ", ".join(["(%s, %s)"] * len(stems)) or "(NULL, NULL)"
    columns = "word, language, stem, stories"
    # Written out for the sake of row values: each part is a look at one index.
    asked = (
        f"SELECT {_OWN}, {columns} FROM {table} WHERE word IN ({these})"
        f" UNION ALL SELECT {_KIN}, {columns} FROM {table} WHERE (language, stem) IN"
        f" (SELECT language, stem FROM {table} WHERE word IN ({these}))"
        f" UNION ALL SELECT {_KIN}, {columns} FROM {table}"
        f" WHERE (language, stem) IN (VALUES {those})"
    )
    given = [*words, *words, *chain.from_iterable(stems)]
    if start:
        is_sqlite = connection.vendor == "sqlite"
        begins = "word >= %s AND word < %s" if is_sqlite else "word LIKE %s"
        given += [start, start + _LAST] if is_sqlite else [f"{start}%"]
        asked += (
            f" UNION ALL SELECT * FROM (SELECT {_BEGUN}, word, '', '', sum(stories) FROM {table}"
            f" WHERE {begins} GROUP BY word ORDER BY sum(stories) DESC, word"
            f" LIMIT {MOST_FORMS + 1}) AS begun"
        )
    with connection.cursor() as cursor:
        cursor.execute(asked, given)
        rows: list[_Row] = cursor.fetchall()
    return rows


def meant_by(word: str) -> list[str]:
    """The words that may have been meant by one that nobody wrote, likeliest first: one query, or
    two."""
    near = spelling.edits(word)
    if not near:
        return []
    rows = SearchWord.objects.filter(word__in=near).values_list("word", "stories")
    found = spelling.closest(word, rows)
    if found or spelling.most_errors(word) < 2:
        return found
    return spelling.closest(word, _ranged(word[: len(word) // 3], COMPARED))


def _ranged(start: str, most: int) -> list[tuple[str, int]]:
    """The most common words that begin with `start`."""
    rows = SearchWord.objects.order_by("-stories", "word")
    if connections[rows.db].vendor == "sqlite":
        found = rows.filter(word__gte=start, word__lt=start + _LAST)
    else:
        found = rows.filter(word__startswith=start)
    return list(found.values_list("word", "stories")[:most])
