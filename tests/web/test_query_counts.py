"""How many queries a page costs: few, and the same whatever is in the archive.

One of each page is the look whether planned changes are due.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Author, Correction, Page
from tests import cast

pytestmark = pytest.mark.django_db

MOST = {
    "/": 7,
    "/politics/": 9,
    "/politics/?page=2": 7,
    "/politics/archive/": 6,
    "/by/ottoline-marsh/": 7,
    "/topic/ports/": 7,
    "/search/?q=crane": 12,
    "/corrections/": 5,
    "/about/": 6,
    "/feed/": 11,
    "/corrections/feed/": 7,
    "/sitemap.xml": 3,
    "/sitemap-news.xml": 3,
    "/sitemap-pages.xml": 4,
    "/sitemap-authors.xml": 3,
    "/sitemap-topics.xml": 3,
}


def fill(stories: int) -> Article:
    """A newsroom in which every page has something of everything to show."""
    pictures = [cast.picture("teal"), cast.picture("navy")]
    story = cast.live()
    for number in range(stories):
        story = cast.live(
            f"Crane story {number}",
            kind="opinion" if number % 5 == 0 else "news",
            section=cast.section(("politics", "sports")[number % 3 == 0]),
            picture=pictures[number % 2],
            topics=["Ports", "Budget"],
            authors=[cast.ottoline(), cast.barnaby()],
            body=cast.BODY + f'<figure data-picture="{pictures[0].pk}"></figure>',
            at=timezone.now() - timedelta(minutes=number + 1),
        )
        Correction.objects.create(article=story, kind="correction", text=f"Number {number}.")
        Page.objects.create(title=f"Page {number}", is_published=True)
        Author.objects.create(name=f"Writer {number}", role="Reporter", picture=pictures[0])
    figure = f'<figure data-picture="{pictures[0].pk}"></figure>'
    about = {"title": "About", "body": figure, "with_people": True, "is_published": True}
    Page.objects.update_or_create(slug="about", defaults=about)
    return story


def cost(client: Client, address: str) -> int:
    """The number of queries of a page that is there."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
        list(answer) if answer.streaming else answer.content
    assert answer.status_code == 200
    return len(queries)


def test_pages_cost_few_queries_and_the_same_for_few_and_many(
    client: Client, known_words: None
) -> None:
    story = fill(45)
    month = cast.sitemap(story)
    addresses = {**MOST, story.get_absolute_url(): 12, month: 3}
    # Where a month's files begin is looked up once an hour.
    cost(client, month)
    few = {address: cost(client, address) for address in addresses}
    assert {a: n for a, n in few.items() if n > addresses[a]} == {}
    fill(45)
    assert {address: cost(client, address) for address in addresses} == few
