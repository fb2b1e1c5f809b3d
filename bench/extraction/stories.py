"""Stories of every shape that a body has, in many languages: short ones above all, since programs
that look for a page's text know it by its length."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from articles.models import Article

#: Of languages that the judged stories of search have none of.
MORE = Path(__file__).parent / "sentences.txt"
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
Shape = Callable[["Texts"], str]


@dataclass
class Texts:
    """Sentences of one language, one after the other, without an end."""

    language: str
    sentences: Iterator[str]
    picture: int

    def some(self, count: int) -> list[str]:
        """The next ones."""
        return list(islice(self.sentences, count))

    def paragraphs(self, count: int, each: int = 2) -> str:
        """So many paragraphs of so many sentences."""
        return "".join(f"<p>{' '.join(self.some(each))}</p>" for _number in range(count))

    def items(self, name: str, count: int) -> str:
        """A list."""
        return f"<{name}>{''.join(f'<li>{one}</li>' for one in self.some(count))}</{name}>"

    def words(self, count: int) -> str:
        """The first words of the next sentence."""
        (sentence,) = self.some(1)
        return " ".join(sentence.split()[:count]) if " " in sentence else sentence[: count * 2]


def _table(texts: Texts, rows: int = 4) -> str:
    head = f"<tr><th>{texts.words(2)}</th><th>{texts.words(1)}</th></tr>"
    cells = (f"<tr><td>{texts.words(3)}</td><td>{7 * row + 12}</td></tr>" for row in range(rows))
    return f"<table>{head}{''.join(cells)}</table>"


def _chart(texts: Texts) -> str:
    return _table(texts).replace("<table>", '<table data-chart="bar">')


def _facts(texts: Texts) -> str:
    head = f"<h2>{texts.words(3)}</h2><p>{texts.some(1)[0]}</p>"
    return f'<aside class="facts">{head}{texts.items("ul", 2)}</aside>'


def _quote(texts: Texts) -> str:
    return f"<blockquote><p>{' '.join(texts.some(2))}</p></blockquote>"


def _pull(texts: Texts) -> str:
    return f'<aside class="pull"><blockquote><p>{texts.some(1)[0]}</p></blockquote></aside>'


def _noted(texts: Texts) -> str:
    one, note, two = texts.some(3)
    return f'<p>{one}<small class="footnote">{note}</small> {two}</p>'


def _figure(texts: Texts) -> str:
    words = texts.words(3)
    return f'<figure data-picture="{texts.picture}"><figcaption>{words}</figcaption></figure>'


def _embed(texts: Texts) -> str:
    return f'<figure data-embed="{VIDEO}"><figcaption>{texts.words(3)}</figcaption></figure>'


def _linked(texts: Texts) -> str:
    (one,) = texts.some(1)
    lead = '<a href="https://example.org/report">'
    return f"<p>{lead}{texts.words(3)}</a>. {one} {lead}{texts.words(2)}</a>.</p>"


def _everything(texts: Texts) -> str:
    parts = (_facts, _figure, _noted, _quote, _embed, _table, _pull, _linked, _chart)
    return "".join(
        f"<h2>{texts.words(4)}</h2>{texts.paragraphs(2)}{part(texts)}{texts.items('ul', 2)}"
        for part in parts
    )


#: By what each is called in the table that is printed.
SHAPES: dict[str, Shape] = {
    "one sentence": lambda of: of.paragraphs(1, 1),
    "paragraphs": lambda of: of.paragraphs(4),
    "list": lambda of: of.paragraphs(1) + of.items("ul", 4) + of.paragraphs(1),
    "list last": lambda of: of.paragraphs(1, 1) + of.items("ol", 3),
    "list alone": lambda of: of.items("ul", 4),
    "quote": lambda of: of.paragraphs(1) + _quote(of) + of.paragraphs(1),
    "quote last": lambda of: of.paragraphs(1) + _quote(of),
    "table": lambda of: of.paragraphs(1) + _table(of) + of.paragraphs(1),
    "table last": lambda of: of.paragraphs(2) + _table(of, 6),
    "headings": lambda of: (
        "".join(of.paragraphs(1) + f"<h2>{of.words(3)}</h2>" for _ in "abc") + of.paragraphs(1)
    ),
    "facts": lambda of: of.paragraphs(2) + _facts(of) + of.paragraphs(1),
    "facts last": lambda of: of.paragraphs(2) + _facts(of),
    "notes": lambda of: of.paragraphs(1) + _noted(of) + _noted(of),
    "pictures": lambda of: of.paragraphs(1) + _figure(of) + of.paragraphs(1) + _figure(of),
    "embed": lambda of: of.paragraphs(1) + _embed(of) + of.paragraphs(1),
    "pull quote": lambda of: of.paragraphs(1) + _pull(of) + of.paragraphs(1),
    "chart": lambda of: of.paragraphs(1) + _chart(of) + of.paragraphs(1),
    "links": lambda of: _linked(of) + of.paragraphs(1) + _linked(of),
    "everything": _everything,
}


def sentences() -> dict[str, list[str]]:
    """By language."""
    from tests.search import judging

    found: dict[str, list[str]] = {}
    for story in judging.stories():
        found.setdefault(story.language, []).extend([story.standfirst, *_cut(story.body)])
    for part in MORE.read_text().strip().split("\n\n"):
        language, *lines = part.splitlines()
        found[language] = lines
    return found


def _cut(text: str) -> list[str]:
    return [f"{one.rstrip('.')}." for one in text.split(". ")]


def write() -> list[tuple[str, Article]]:
    """One of each shape in each language, live; with the name of its shape."""
    from django.utils import timezone

    from articles.models import Article
    from tests import cast as newsroom

    made: list[tuple[str, Article]] = []
    picture = newsroom.picture()
    ways: Iterator[dict[str, Any]] = cycle(
        [{}, {"authors": [newsroom.ottoline(), newsroom.barnaby()]}, {"topics": ["Harbour"]}]
    )
    for language, said in sentences().items():
        texts = Texts(language, cycle(said), picture.pk)
        for number, (name, shape) in enumerate(SHAPES.items()):
            story = newsroom.live(
                f"{texts.words(5).rstrip('.,،。，')} {number + 1}",
                at=timezone.now() - timedelta(days=number, hours=2),
                body=shape(texts),
                language="" if language == "en" else language,
                standfirst=texts.some(1)[0] if number % 2 else "",
                picture=picture if number % 3 == 0 else None,
                **next(ways),
            )
            made.append((name, Article.objects.get(pk=story.pk)))
    return made
