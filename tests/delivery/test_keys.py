"""A page carries the key of everything that it shows; what it shows is read off the page itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.delivery.pages.page import Page
from articles.models import Article, Author, Category, Paper, Picture, Topic
from articles.models import Page as PaperPage
from articles.models.topics import changes as topic_care
from tests import cast
from tests.delivery.front_door_reader import Portal

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def marked(number: int, noun: str) -> str:
    """A name that stands for itself wherever it turns up."""
    return f"{noun}x{number}x"


@pytest.fixture(autouse=True)
def newsroom() -> None:
    """Four sections, with stories that have all that a story can have; each name is its own."""
    numbers = itertools.count(1)
    authors = [
        Author.objects.create(name=marked(number, "Author"), biography="Writes.", role="Writer")
        for number in range(3)
    ]
    topics = [topic_care.add(marked(number, "Topic"), None) for number in range(3)]
    pictures = []
    for number, colour in enumerate(("teal", "navy", "olive", "maroon")):
        pictures.append(cast.picture(colour, credit=marked(number, "Credit")))
    authors[0].picture = pictures[3]
    authors[0].save()
    for section in Category.objects.all():
        section.name = marked(section.pk, "Section")
        section.save()
        for number in range(3):
            story = cast.live(
                marked(next(numbers), "Headline"),
                section=section,
                body=f'{cast.BODY}<figure data-picture="{pictures[2].pk}"></figure>',
                picture=pictures[number % 2],
                authors=authors[: number + 1],
                topics=topics[: number + 1],
                kind=Article.Kind.OPINION if number == 2 else Article.Kind.NEWS,
                at=timezone.now() - timedelta(hours=number),
            )
            story = Article.objects.get(pk=story.pk)
            story.write(story.content() | {"standfirst": "Put right."}, None)
            story.publish(None, change="correction", note=f"Correction of {story.headline}.")
    paper = Paper.objects.first() or Paper()
    paper.name = marked(1, "Paper")
    paper.save()
    PaperPage.objects.create(
        title=marked(1, "Page"),
        slug="about",
        body="<p>Who we are.</p>",
        is_published=True,
        in_footer=True,
    )


def things() -> Iterator[tuple[str, str]]:
    """What can be seen of each noun, and the key that goes with it."""
    for story in Article.objects.all():
        yield story.headline, f"article:{story.pk}"
        yield f"Correction of {story.headline}.", f"article:{story.pk}"
    for author in Author.objects.all():
        yield author.name, f"byline:{author.pk}"
    for topic in Topic.objects.all():
        yield topic.name, f"tag:{topic.pk}"
    for picture in Picture.objects.all():
        yield picture.credit, f"picture:{picture.pk}"
        yield picture.folder, f"picture:{picture.pk}"
    for section in Category.objects.all():
        yield section.name, "chrome"
    for paper in Paper.objects.all():
        yield paper.name, "chrome"
    for own in PaperPage.objects.all():
        yield own.body, f"page:{own.pk}"


def shown(page: Page) -> dict[str, str]:
    """What can be seen on the page: the key of each thing, by what it was seen by."""
    text = page.body.decode()
    return {words: key for words, key in things() if words in text}


def paths() -> list[str]:
    """One page of each sort, and of each noun."""
    lists = ["/", "/latest/", "/corrections/", "/feed/", "/corrections/feed/", "/about/"]
    nouns: list[Any] = [Category.objects.all()[0], Author.objects.all()[0], Topic.objects.all()[0]]
    for noun in nouns:
        lists += [noun.get_absolute_url(), f"{noun.get_absolute_url()}feed/"]
    month = f"{timezone.localtime():%Y/%m}/"
    lists.append(f"{nouns[0].get_absolute_url()}{month}")
    return [*lists, *(story.get_absolute_url() for story in Article.objects.all())]


def test_each_page_carries_the_keys_of_what_it_shows(portal: Portal) -> None:
    counted: dict[str, int] = {}
    for path in paths():
        assert portal.get(path).status == 200, path
        page = portal.services.store.pages[("http", "localhost", path, "")]
        seen = shown(page)
        missing = {words: key for words, key in seen.items() if key not in page.hard + page.soft}
        assert not missing, f"{path} shows what it does not depend on: {missing}"
        for key in seen.values():
            noun = key.partition(":")[0]
            counted[noun] = counted.get(noun, 0) + 1
    assert min(counted.values()) > 0
    assert set(counted) == {"article", "byline", "tag", "picture", "chrome", "page"}


def test_the_story_itself_is_hard_and_what_is_beside_it_soft(portal: Portal) -> None:
    one = Article.objects.order_by("-publish_at")[0]
    portal.get(one.get_absolute_url())
    page = portal.services.store.pages[("http", "localhost", one.get_absolute_url(), "")]
    assert f"article:{one.pk}" in page.hard and f"recall:{one.pk}" in page.hard
    beside = [key for key in page.soft if key.startswith("article:")]
    assert beside and f"article:{one.pk}" not in beside
    assert all(key.replace("article", "recall") in page.hard for key in beside)
