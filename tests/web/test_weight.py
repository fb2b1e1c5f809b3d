"""What a page weighs on its way to a phone, without its pictures: counted, not timed."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from articles.models import Author, Picture
from articles.models.pictures.files import FORMATS
from tests import cast

#: How long a page is is no matter of the database.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

KB = 1_000
#: What pages are packed with while somebody waits; the page store may take longer and gets less.
QUALITY = 5
SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"
WORDS = (
    "Harbour council keeps its old crane after a night of {} votes",
    "Ferry number {} turns back in heavy swell with a cake still aboard",
    "Why the capital built its airport in the foggiest of {} fields",
    "Teenager breaks the {}-metre record that nobody believed in",
)


def weight(client: Client, path: str) -> int:
    """The bytes of the page with its style, packed."""
    answer = client.get(path)
    assert answer.status_code == 200
    return len(brotli.compress(answer.getvalue(), quality=QUALITY))


def full_picture(colour: str) -> Picture:
    """A picture that has all its renditions, whose addresses are what a page carries."""
    made = cast.picture(colour)
    widths = (240, 320, 480, 640, 800, 1200)
    names = [f"{width}.{kind}" for kind in FORMATS for width in widths]
    Picture.objects.filter(pk=made.pk).update(files=names)
    return made


def fill_the_front() -> None:
    """Stories that differ as stories do, enough for every block."""
    pictures = cycle(
        [full_picture(colour) for colour in ("teal", "navy", "maroon", "olive", "purple", "gray")]
    )
    slugs = cycle(["politics", "sports", "entertainment", "travel"])
    columnists = [
        Author.objects.create(name=f"Columnist {n}", picture=next(pictures)) for n in range(4)
    ]
    for number in range(60):
        opinion = number in (40, 45, 50, 55)
        kind = "opinion" if opinion else "feature" if number == 52 else "news"
        cast.live(
            WORDS[number % 4].format(number * 37),
            section=cast.section(next(slugs)),
            kind=kind,
            authors=[columnists[number % 4]] if opinion else None,
            picture=next(pictures),
            teaser=f"What {number} people said about it, and why {number + 3} others did not.",
            at=timezone.now() - timedelta(minutes=30 * number + 1),
        )


def test_the_front_of_forty_cards(client: Client) -> None:
    fill_the_front()
    page = client.get("/").getvalue().decode()
    assert page.count('class="card ') >= 34
    a_card = (weight(client, "/") - weight(client, "/offline/")) / page.count('class="card ')
    assert weight(client, "/") + a_card * max(0, 40 - page.count('class="card ')) <= 25 * KB


def test_a_story_without_its_pictures(client: Client) -> None:
    fill_the_front()
    sentences = " ".join(
        f"Member {n} spoke for {n * 7 % 50} minutes about the {('crane', 'quay', 'tide')[n % 3]}."
        for n in range(60)
    )
    story = cast.live(
        body=f"<p>{sentences}</p>" * 2, picture=full_picture("teal"), topics=["Ports"]
    )
    assert story.word_count > 800
    assert weight(client, story.get_absolute_url()) <= 14 * KB


@pytest.mark.parametrize("path", ["/politics/", "/by/ottoline-marsh/", "/search/?q=crane"])
def test_lists(client: Client, path: str) -> None:
    fill_the_front()
    assert weight(client, path) <= 16 * KB


def test_what_scripts_there_are(client: Client) -> None:
    story = cast.live()
    page = client.get(story.get_absolute_url()).getvalue().decode()
    named = set(re.findall(r'src="/static/js/([^"]+)"', page)) | {"offline.js"}
    packed = [brotli.compress((SCRIPTS / name).read_bytes(), quality=QUALITY) for name in named]
    worker = brotli.compress(client.get("/sw.js").getvalue(), quality=QUALITY)
    assert sum(map(len, packed)) + len(worker) <= 10 * KB
    assert re.findall(r"<script(?! type=\"module\"| type=\"application/ld\+json\")", page) == [
        "<script"
    ]
