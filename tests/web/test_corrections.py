"""What was wrong and put right: under its story, and on a page of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Correction
from tests import cast

pytestmark = pytest.mark.django_db

PAGE = "/corrections/"


def corrected(headline: str = "Council keeps its old crane", **fields: str) -> Article:
    """A live story with a correction that readers were told of."""
    story = cast.live(headline)
    told = {"change": "correction", "note": "The vote was nine to seven."} | fields
    story.publish(None, **told)  # type: ignore[arg-type]
    return Article.objects.get(pk=story.pk)


def test_it_works(client: Client) -> None:
    story = corrected()
    one = Correction.objects.get()
    text = client.get(PAGE).content.decode()
    assert f'href="{story.get_absolute_url()}#correction-{one.pk}"' in text
    for said in ("Politics", "Correction", "The vote was nine to seven.", "<time datetime="):
        assert said in text
    assert 'content="index, follow' in text
    assert 'href="/corrections/feed/"' in text


def test_a_story_says_it_between_its_body_and_its_topics(client: Client) -> None:
    story = corrected(change="clarification", note="By nine we mean nine & no more <of them>.")
    story.topics.set(["Ports"])
    text = client.get(story.get_absolute_url()).content.decode()
    said = text.index("By nine we mean nine &amp; no more &lt;of them&gt;.")
    assert text.index("The old crane stays where it is.") < said < text.index('id="topics"')
    assert "Clarification" in text
    assert f'id="correction-{Correction.objects.get().pk}"' in text


def test_a_story_without_any_says_nothing(client: Client) -> None:
    text = client.get(cast.live().get_absolute_url()).content.decode()
    assert "orrections and clarifications" not in text
    assert "Updated" not in text


@pytest.mark.parametrize(
    ("change", "said"),
    [("minor", False), ("update", True), ("clarification", True), ("correction", True)],
)
def test_updated_is_said_only_when_an_editor_says_so(
    client: Client, change: str, said: bool
) -> None:
    story = cast.live()
    story.write({**story.content(), "standfirst": "Now with figures."}, cast.editor())
    story.publish(None, change=change, note="What we tell.")
    text = client.get(story.get_absolute_url()).content.decode()
    assert "Now with figures." in text
    assert ('class="dateline__updated"' in text) == said


def test_the_newest_comes_first_and_every_correction_of_a_story_is_there(client: Client) -> None:
    first = corrected("First story", note="The first of all.")
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        corrected("Second story", note="The second.")
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        first.publish(None, change="clarification", note="The third.")
        text = client.get(PAGE).content.decode()
    places = [text.index(said) for said in ("The third.", "The second.", "The first of all.")]
    assert places == sorted(places)


def test_none_yet(client: Client) -> None:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert "No corrections so far." in answer.content.decode()


@pytest.mark.parametrize("address", [PAGE, "/corrections/feed/"])
def test_those_of_a_story_that_is_not_out_are_not_there(client: Client, address: str) -> None:
    withdrawn, expired = corrected("One", note="Told of one."), corrected("Two", note="Of two.")
    assert "Told of one." in client.get(address).content.decode()
    withdrawn.withdraw(None, "Not ours to say.")
    Article.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    embargoed = cast.live("Three", at=timezone.now() + timedelta(hours=1))
    Correction.objects.create(article=embargoed, kind="correction", text="Of three.")
    Correction.objects.create(article=cast.draft("Four"), kind="correction", text="Of four.")
    text = client.get(address).content.decode()
    for secret in ("Told of one.", "Of two.", "Of three.", "Of four.", "One<", "Two<", "Three"):
        assert secret not in text
    withdrawn.restore(None)
    assert "Told of one." in client.get(address).content.decode()


def many(number: int) -> None:
    """As many corrections of one story."""
    story = cast.live()
    Correction.objects.bulk_create(
        Correction(article=story, kind="correction", text=f"Number {n}.") for n in range(number)
    )


def test_pages_have_numbers(client: Client) -> None:
    many(45)
    last = client.get(PAGE, {"page": "3"})
    assert [one.text for one in last.context["corrections"]] == [
        f"Number {n}." for n in range(4, -1, -1)
    ]
    assert '<link rel="canonical" href="http://testserver/corrections/?page=3">' in (
        last.content.decode()
    )
    assert 'rel="prev"' in last.content.decode()
    for wrong in ("4", "0", "-1", "x", "\0", "9" * 40, "٣"):
        assert client.get(PAGE, {"page": wrong}).status_code == 404


def test_it_costs_few_queries_and_the_same_for_few_and_many(client: Client) -> None:
    costs = []
    for _ in range(2):
        many(12)
        corrected()
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        costs.append(len(queries))
    assert costs == [5, 5]


def test_every_page_leads_there(client: Client) -> None:
    assert 'href="/corrections/"' in client.get("/").content.decode()


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post(PAGE).status_code == 405
