"""The vocabulary learns the words of stories, once readers have them.

Nothing here is in anybody's way: it is done a moment after a story is out, some stories at a time,
and what a crash leaves undone is done later. What is embargoed is not learnt before its hour, since
what is proposed to readers comes from here.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db import connections
from django.db.models import QuerySet
from django.utils import timezone

from articles.lib.html import canonical
from articles.lib.languages.known import site_tag
from articles.lib.searching.folding import LONGEST_WORD
from articles.lib.searching.stemming import stem, stems
from articles.models import Article, SearchDocument, SearchWord
from articles.models.search.document import place_of

#: Stories that are learnt at once, and words that are asked for at once.
AT_ONCE, ASKED = 1_000, 500
#: With fewer stories than that, the vocabulary is as good as complete; for so many seconds.
HARDLY, LOOKED_AT_AGAIN = 2_000, 60.0
#: From here on not each story is counted, but one in so many for so many at once.
_EXACT = 16
_CHANCE = random.Random()  # noqa: S311 - it only counts
#: So many stories more for each of some words: one statement, whatever each gains.
_COUNT = """
WITH gains (word, gained) AS (VALUES {})
UPDATE articles_searchword SET stories = stories + gains.gained FROM gains
WHERE articles_searchword.language = %s AND articles_searchword.word = gains.word
"""


def learn(most: int = AT_ONCE) -> int:
    """Learn at most so many stories; returns how many there were."""
    due = _due().order_by("place")
    documents = list(due.values_list("story", "text", "learnt", "story__language")[:most])
    if not documents:
        return 0
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    words_of: dict[int, tuple[str, set[str]]] = {}
    for story, text, learnt, tag in documents:
        language, words = language_of(tag), _words(text)
        words_of[story] = language, words
        # What was learnt before is not counted twice; a word that came with a change is new.
        is_new = learnt == SearchDocument.Learnt.NOT
        counts[language].update(words if is_new else dict.fromkeys(words, 0))
    for language, words_there in counts.items():
        _learn_words(language, words_there, words_of)
        _languages.setdefault(language, 0.0)
    done = SearchDocument.objects.filter(story__in=list(words_of))
    done.update(learnt=SearchDocument.Learnt.YES)
    return len(documents)


#: What the process knows for a while: until when the vocabulary is complete, and its languages.
_complete: dict[str, float] = {}
_languages: dict[str, float] = {}


def is_complete() -> bool:
    """Whether hardly anything is left to be learnt; asked of an index, once a minute."""
    until = time.monotonic() + LOOKED_AT_AGAIN
    if _complete.get("until", 0.0) < time.monotonic():
        due = _due().values_list("pk")[:HARDLY]
        _complete["until"] = until if len(due) < HARDLY else 0.0
    return _complete["until"] > 0.0


def languages() -> set[str]:
    """The languages that the vocabulary has words of, and the site's; a look at an index for each,
    once a minute."""
    now, site = time.monotonic(), language_of("")
    if _languages.get(site, 0.0) < now:
        last, rows = "", SearchWord.objects.order_by("language").values_list("language", flat=True)
        while (found := rows.filter(language__gt=last).first()) is not None:
            _languages[found], last = now + LOOKED_AT_AGAIN, found
        _languages[site] = now + LOOKED_AT_AGAIN
    return set(_languages)


def _due() -> QuerySet[SearchDocument]:
    due = SearchDocument.objects.filter(is_public=True, place__lte=place_of(timezone.now(), 0))
    return due.exclude(learnt=SearchDocument.Learnt.YES)


def language_of(tag: str | None) -> str:
    """The language of a story with that tag, as the vocabulary has it."""
    return (tag or site_tag()).partition("-")[0].lower()[:3]


def _words(text: str) -> set[str]:
    # The marks come last, and begin with a sign beyond all letters of words.
    return {word for word in set(text.split()) if not "\ue000" <= word[0] <= "\uf8ff"}


def _learn_words(
    language: str, counts: Counter[str], words_of: dict[int, tuple[str, set[str]]]
) -> None:
    known = dict(_known(language, counts))
    new = counts.keys() - known.keys()
    if new:
        found = _stems(language, new, words_of)
        SearchWord.objects.bulk_create(
            [
                SearchWord(
                    word=word,
                    language=language,
                    stem=(found.get(word) or stem(word, language))[:LONGEST_WORD],
                    # What nobody wrote leads to what was written, as mueller does to müller.
                    stories=max(1, counts[word]) if word in counts else 0,
                )
                for word in sorted(new | (found.keys() - known.keys()))
            ],
            batch_size=ASKED,
            ignore_conflicts=True,
        )
    _count(language, {word: counts[word] for word in known if counts[word]}, known)


def _known(language: str, words: Iterable[str]) -> Iterator[tuple[str, int]]:
    asked = sorted(words)
    rows = SearchWord.objects.filter(language=language)
    for start in range(0, len(asked), ASKED):
        part = rows.filter(word__in=asked[start : start + ASKED])
        yield from part.values_list("word", "stories")


def _stems(
    language: str, new: set[str], words_of: dict[int, tuple[str, set[str]]]
) -> dict[str, str]:
    """The stems of new words, by the text in which they stand: folding takes away what a stem is
    known by."""
    wanted = [pk for pk, (of, words) in words_of.items() if of == language and words & new]
    found: dict[str, str] = {}
    rows = Article.objects.filter(pk__in=wanted)
    for headline, standfirst, body in rows.values_list("headline", "standfirst", "body"):
        found |= stems(f"{headline} {standfirst} {canonical.plain_text(body)}", language)
    return found


def _count(language: str, more: dict[str, int], known: dict[str, int]) -> None:
    """Count so many stories `more` for words, whose counts are known. A common word is counted
    seldom: its row is not written for each story that has it."""
    gains: list[tuple[str, int]] = []
    for word, by in sorted(more.items()):
        step = max(1, known[word] // _EXACT)
        whole, rest = divmod(by, step)
        gained = (whole + (_CHANCE.random() < rest / step)) * step
        if gained:
            gains.append((word, gained))
    with connections[SearchWord.objects.db].cursor() as cursor:
        for start in range(0, len(gains), ASKED):
            part = gains[start : start + ASKED]
            given = [value for gain in part for value in gain]
            cursor.execute(_COUNT.format(", ".join(["(%s, %s)"] * len(part))), [*given, language])
