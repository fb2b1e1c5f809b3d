"""What is proposed while a reader types, and that it is never more than readers may have."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.delivery.limits import turns
from articles.models import Article, Author
from articles.search.upkeep import learning
from articles.web.search import suggestions
from tests import cast

pytestmark = pytest.mark.django_db


def proposed(client: Client, typed: str) -> list[tuple[str, str]]:
    """What is proposed, as pairs of label and kind."""
    answer = client.get("/search/suggest/", {"q": typed})
    assert answer.status_code == 200
    return [(one["label"], one["kind"]) for one in answer.json()["suggestions"]]


def test_sections_topics_and_authors_come_before_headlines(client: Client) -> None:
    cast.live("Polar bear seen", slug="p", topics=["Polar regions"])
    story = cast.live("Police at the port", slug="o")
    story.set_authors([Author.objects.create(name="José Polanco")])
    learning.learn()
    assert proposed(client, "pol") == [
        ("Politics", "Section"),
        ("Polar regions", "Topic"),
        ("José Polanco", "Author"),
        ("Ottoline Marsh", "Author"),  # Political editor
        ("Police at the port", "Politics"),
        ("Polar bear seen", "Politics"),
    ]
    assert proposed(client, "jose") == [("José Polanco", "Author")]
    answer = client.get("/search/suggest/", {"q": "police"})
    assert answer.json()["suggestions"][0]["url"] == story.get_absolute_url()
    assert answer.json()["said"] == "1 suggestion"


def test_words_stand_anywhere_in_a_headline_and_the_newest_come_first(client: Client) -> None:
    for number in range(12):
        at = timezone.now() - timedelta(hours=number + 1)
        cast.live(f"Council keeps crane {number}", slug=f"c{number}", at=at)
    cast.live("A council without", slug="w", body="<p>crane</p>")
    learning.learn()
    labels = [label for label, _kind in proposed(client, "crane coun")]
    assert labels == [f"Council keeps crane {number}" for number in range(8)]


@pytest.mark.parametrize(
    "typed", ["", " ", "\0", "…", '"', "a" * 10_000, "%", "' OR 1=1", "न्यू", "市"]
)
def test_whatever_is_typed_is_answered(client: Client, typed: str) -> None:
    cast.live()
    assert proposed(client, typed) == []
    assert client.get("/search/suggest/").json()["suggestions"] == []


def withdrawn(story: Article) -> None:
    """Taken away."""
    story.withdraw(cast.managing_editor(), "It was wrong.")


STATES: dict[str, Any] = {
    "draft": lambda: cast.draft("Zeppelin crash", topics=["Zeppelins"]),
    "in review": lambda: cast.draft("Zeppelin crash", topics=["Zeppelins"]).submit(cast.editor()),
    "scheduled": lambda: cast.live(
        "Zeppelin crash", topics=["Zeppelins"], at=timezone.now() + timedelta(hours=1)
    ),
    "expired": lambda: cast.live(
        "Zeppelin crash", topics=["Zeppelins"], expires_at=timezone.now() - timedelta(minutes=1)
    ),
    "withdrawn": lambda: withdrawn(cast.live("Zeppelin crash", topics=["Zeppelins"])),
}


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_proposed_that_readers_may_not_have(client: Client, state: str) -> None:
    STATES[state]()
    learning.learn()
    assert Article.objects.filter(headline="Zeppelin crash").exists()
    for typed in ("zeppelin", "zepp", "crash", "zeppelin cra"):
        assert proposed(client, typed) == [], typed


def test_changes_that_are_not_out_are_not_proposed(client: Client) -> None:
    story, by = cast.live(), cast.editor()
    story.write({**story.content(), "headline": "Zeppelin crash"}, by, based_on=None)
    learning.learn()
    assert proposed(client, "zepp") == []
    assert proposed(client, "council cr") == [("Council keeps its old crane", "Politics")]


def test_nobody_keeps_it_and_it_gives_way_to_searches(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.live()
    assert client.get("/search/suggest/?q=crane")["Cache-Control"] == "no-store"
    full = turns.Turns(1)
    monkeypatch.setattr(suggestions, "searches", lambda: full)
    with full.taken():
        answer = client.get("/search/suggest/?q=crane")
    assert (answer.status_code, answer.json()) == (503, {"suggestions": []})


def test_it_costs_the_same_for_few_and_many(client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/suggest/?q=crane")
        return len(queries)

    cast.live("Crane 0", topics=["Cranes"])
    cost()  # How far the archive reaches is asked now and then only.
    few = cost()
    for number in range(1, 20):
        cast.live(f"Crane {number}", topics=["Cranes"], slug=f"c{number}")
    assert cost() == few <= (13 if connection.vendor == "postgresql" else 10)
