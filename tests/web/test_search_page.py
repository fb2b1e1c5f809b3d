"""The search page: what is found, what it is narrowed to, what is said where that is little."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from articles.delivery.limits import turns
from articles.models import Author, Topic
from articles.search import finding
from articles.search.engines import TookTooLong
from articles.search.gathering import Gatherer
from articles.search.upkeep import learning
from articles.web.search import page as search_page
from tests import cast

pytestmark = pytest.mark.django_db


def ago(**much: float) -> datetime:
    """The moment so long ago."""
    return timezone.now() - timedelta(**much)


def asked(client: Client, status: int = 200, /, **said: str) -> Any:
    """The answer to a search."""
    answer = client.get("/search/", said)
    assert answer.status_code == status
    return answer


def headlines(answer: Any) -> list[str]:
    """What a page lists."""
    return [story.headline for story in answer.context["results"]]


def offered(answer: Any) -> dict[str, list[tuple[str, int | None]]]:
    """Each filter's choices with their numbers."""
    return {
        group.name: [(one.label, one.stories) for one in group.choices]
        for group in answer.context["groups"]
    }


@pytest.fixture
def harbour() -> None:
    """Five stories of the harbour: of two sections, kinds, authors, and of three years."""
    ports = {"topics": ["Ports"]}
    cast.live("Harbour one", slug="h1", at=ago(hours=2), **ports)
    cast.live("Harbour two", slug="h2", at=ago(days=3), authors=[cast.barnaby()], **ports)
    cast.live("Harbour three", slug="h3", at=ago(days=20), section=cast.section("sports"))
    cast.live("Harbour four", slug="h4", at=ago(days=200), kind="opinion", topics=["Cranes"])
    cast.live("Harbour five", slug="h5", at=ago(days=700), kind="opinion")
    cast.live("Nothing of it", slug="n", body="<p>Elsewhere.</p>")
    cast.draft("Harbour in a draft", slug="d", topics=["Secret plans"])


@pytest.mark.usefixtures("harbour")
def test_it_says_how_much_it_found_and_offers_what_leaves_less(client: Client) -> None:
    answer = asked(client, q="harbour")
    assert "5 stories for" in answer.text
    assert offered(answer) == {
        "section": [("Politics", 4), ("Sports", 1)],
        "kind": [("News", 3), ("Opinion", 2)],
        "author": [("Ottoline Marsh", 4), ("Barnaby Quill", 1)],
        "topic": [("Ports", 2), ("Cranes", 1)],
        "period": [("Past 24 hours", 1), ("Past week", 2), ("Past month", 3), ("Past year", 4)],
    }
    assert '<a href="/search/?q=harbour&amp;section=sports"' in re.sub(r"\s+", " ", answer.text)
    assert "Secret plans" not in answer.text


@pytest.mark.usefixtures("harbour")
def test_each_number_is_what_its_address_finds(client: Client) -> None:
    groups = asked(client, q="harbour").context["groups"]
    for choice in (one for group in groups for one in group.choices):
        answer = client.get(choice.url)
        assert answer.context["found"].count == choice.stories, choice.url
        # One press takes it back.
        (taken,) = answer.context["chosen"]
        assert (taken.label, taken.url) == (choice.label, "/search/?q=harbour")


@pytest.mark.usefixtures("harbour")
def test_filters_are_kept_by_order_pages_and_feeds(client: Client) -> None:
    said = {"q": "harbour", "section": "politics", "kind": "news", "period": "week"}
    answer = asked(client, **said)
    assert headlines(answer) == ["Harbour one", "Harbour two"]
    assert [one.label for one in answer.context["chosen"]] == ["Politics", "News", "Past week"]
    assert answer.context["unfiltered_url"] == "/search/?q=harbour"
    assert answer.context["orders"][1] == (True, f"/search/?{urlencode(said)}&sort=date")
    assert answer.context["page"].url(2) == f"/search/?{urlencode(said)}&page=2"
    feed = f"/search/feed/?{urlencode(said)}"
    assert f'href="{feed.replace("&", "&amp;")}"' in answer.text
    told = client.get(feed).text
    assert "Harbour two" in told
    assert "Harbour four" not in told
    assert "harbour · Politics · News · Past week – search" in told
    # Whoever types other words keeps them.
    assert '<input type="hidden" name="section" value="politics">' in answer.text


@pytest.mark.usefixtures("harbour")
def test_days_of_ones_own(client: Client) -> None:
    start, end = (f"{timezone.localtime(ago(days=days)):%Y-%m-%d}" for days in (20, 3))
    found = ["Harbour two", "Harbour three"]
    said = {"q": "harbour", "from": start, "to": end, "sort": "date"}
    assert headlines(asked(client, **said)) == found
    # The wrong way round is meant the other way; half of it is a period, too.
    assert headlines(asked(client, **{**said, "from": end, "to": start})) == found
    assert headlines(asked(client, **{**said, "to": ""})) == ["Harbour one", *found]
    assert headlines(asked(client, **{**said, "from": start, "to": start})) == ["Harbour three"]


@pytest.mark.usefixtures("harbour")
def test_it_is_sorted_by_date_or_by_what_suits(client: Client) -> None:
    cast.live("Fog", slug="fog", at=ago(hours=1), body="<p>The harbour of number five.</p>")
    assert headlines(asked(client, q="harbour five"))[0] == "Harbour five"
    assert headlines(asked(client, q="harbour five", sort="date")) == ["Fog", "Harbour five"]


def test_words_are_marked_in_headline_and_passage(client: Client) -> None:
    cast.live("The <Crane> of Ángel", body="<p>He & the cranes.</p>")
    learning.learn()
    text = asked(client, q="crane angel").text
    assert "The &lt;<mark>Crane</mark>&gt; of <mark>Ángel</mark></a>" in text
    assert "He &amp; the <mark>cranes</mark>." in text


def test_a_list_by_date_goes_on_behind_what_is_looked_at(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "RARE", -1)
    monkeypatch.setattr(finding, "MOST", 20)
    at = ago(days=2).replace(second=0, microsecond=0)
    for number in range(47):  # Some of one minute, which no border parts.
        cast.live(f"Crane {number:02}", slug=f"c{number}", at=at - timedelta(minutes=number // 9))
    answer = asked(client, q="crane", sort="date")
    assert "About" in answer.text
    assert all(stories is None for _label, stories in offered(answer)["period"])
    seen, pages = headlines(answer), 1
    while further := answer.context["page"].archive_url:
        answer, pages = client.get(further), pages + 1
        assert "Back to the newest" in answer.text
        seen += headlines(answer)
    assert len(seen) == len(set(seen)) == 47
    assert pages == 3


def test_numbered_pages_are_those_of_what_is_ranked(client: Client) -> None:
    for number in range(45):
        cast.live(f"Crane {number}", slug=f"c{number}", at=ago(hours=number + 1))
    pages = [asked(client, q="crane", page=str(number)) for number in (1, 2, 3)]
    assert len({one for page in pages for one in headlines(page)}) == 45
    assert "Previous" in pages[1].text
    assert "Next" in pages[1].text
    asked(client, 404, q="crane", page="4")


def test_what_is_meant_is_shown_and_what_was_typed_stays_in_reach(client: Client) -> None:
    cast.live("Election in the valley")
    learning.learn()
    answer = asked(client, q="eleciton")
    assert headlines(answer) == ["Election in the valley"]
    assert 'Showing results for <strong dir="auto">election</strong>' in answer.text
    assert "Search instead for <bdi>eleciton</bdi>" in answer.text
    exactly = client.get(answer.context["exactly_url"])
    assert headlines(exactly) == []
    assert 'Did you mean <a href="/search/?q=election" dir="auto">election</a>?' in exactly.text


@pytest.mark.usefixtures("harbour")
def test_where_nothing_is_found_there_are_ways_on(client: Client) -> None:
    learning.learn()
    # Without the filter there is something, and it says how much.
    answer = asked(client, q="harbour", section="travel")
    assert answer.context["instead"].unfiltered.found.count == 5
    assert '<a href="/search/?q=harbour">Search without filters</a>' in answer.text
    assert "Remove filter:" in answer.text
    # With a word less, too.
    answer = asked(client, q="harbour elsewhere")
    fewer = [(one.words, one.found.count) for one in answer.context["instead"].fewer]
    assert fewer == [("harbour", 5), ("elsewhere", 1)]
    assert "Nothing of it" in answer.text
    assert 'class="ways"' in answer.text


def test_what_was_cut_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_given: object) -> None:
        raise TookTooLong

    cast.live("Crane")
    monkeypatch.setattr(Gatherer, "gather", cut)
    answer = asked(client, q="crane weather")
    assert "We stopped looking" in answer.text
    assert "Nothing found" not in answer.text


def test_a_query_that_is_too_long_says_what_it_was_read_as(client: Client) -> None:
    cast.live()
    assert "Only the first words" in asked(client, q=" ".join(f"w{n}" for n in range(30))).text


BAD = ["", "0", "-1", "1000000000", "NaN", "\0", "a" * 10_000, "𝟙", "../..", "[]", "2020-13-45"]


@pytest.mark.parametrize("name", ["q", "section", "author", "topic", "kind", "period", "page"])
def test_bad_values_are_an_answer_or_a_404(client: Client, name: str) -> None:
    cast.live()
    for value in BAD:
        statuses = {200} if name == "q" or not value else {200, 404}
        answer = client.get("/search/", {"q": "crane", name: value})
        if name == "page" and not value:
            statuses = {404}
        assert answer.status_code in statuses, (name, value)
        if name not in {"q", "page"}:
            assert client.get("/search/feed/", {"q": "crane", name: value}).status_code in statuses


@pytest.mark.parametrize("name", ["from", "to", "sort", "exact", "before", "q[]", "section[]"])
def test_bad_values_beside_it_do_no_harm(client: Client, name: str) -> None:
    cast.live()
    for value in [*BAD, "0001-01-01", "9999-12-31", "1900-01-01", "9" * 17, "9" * 15]:
        answer = client.get("/search/", {"q": "crane", "sort": "date", name: value})
        assert answer.status_code in ({200, 404} if name == "before" else {200}), (name, value)
    twice = client.get("/search/?q=zebra&q=crane&section=x&section=politics")
    assert len(headlines(twice)) == 1


def test_no_filter_tells_of_what_readers_do_not_know(client: Client) -> None:
    Author.objects.create(name="Nobody Yet")
    cast.draft(topics=["Secret plans"])
    asked(client, 404, q="crane", author="nobody-yet")
    asked(client, 404, q="crane", topic="secret-plans")


def test_a_former_address_is_a_filter_still(client: Client) -> None:
    cast.live(topics=["Ports"])
    topic = Topic.objects.get(name="Ports")
    topic.name, topic.slug = "Harbours", "harbours"
    topic.save()
    section = cast.section()
    section.slug = "parliament"
    section.save()
    answer = asked(client, q="crane", section="politics")
    assert [one.label for one in answer.context["chosen"]] == ["Politics"]


def test_no_more_than_half_of_the_threads_search_at_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = turns.Turns(1)
    monkeypatch.setattr(search_page, "searches", lambda: full)
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.0)
    entered, leave = Event(), Event()

    def searching() -> None:
        with full.taken():
            entered.set()
            leave.wait(10)

    thread = Thread(target=searching)
    thread.start()
    entered.wait(10)
    answer = asked(client, 503, q="crane", kind="news")
    assert answer["Retry-After"] == "3"
    assert "no-store" in answer["Cache-Control"]
    assert 'value="crane"' in answer.text
    assert '<input type="hidden" name="kind" value="news">' in answer.text
    leave.set()
    thread.join()
    asked(client, q="crane")


def test_there_are_as_many_turns_as_half_the_threads(settings: Any) -> None:
    turns.searches.cache_clear()
    for threads, places in ((1, 1), (2, 1), (4, 2), (9, 4)):
        settings.WEB_THREADS = threads
        assert turns.searches().places == places
        turns.searches.cache_clear()


@pytest.mark.parametrize("language", ["ar", "es", "hi"])
def test_it_speaks_the_site_s_language(client: Client, settings: Any, language: str) -> None:
    settings.LANGUAGE_CODE = language
    cast.live()
    with override(language):
        text = asked(client, q="crane", kind="news").text
    assert "stories" not in re.sub(r"<(script|style).*?</\1>|<[^>]+>", "", text, flags=re.DOTALL)


#: At most, besides what bounds the time of a search on PostgreSQL; none grows with what is found.
COSTS = {
    "/search/?q=crane": 15,
    "/search/?q=crane&sort=date&section=politics&period=year": 14,
    "/search/?q=crane&topic=ports&author=ottoline-marsh": 17,
    "/search/?q=crane&section=travel": 22,
    "/search/?q=zebra": 13,
    "/search/": 5,
}


def cost(client: Client, address: str) -> int:
    """The number of queries of a page."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_it_costs_as_many_queries_for_few_and_many(client: Client, known_words: None) -> None:
    def fill(start: int) -> None:
        for number in range(start, start + 25):
            at = ago(hours=number + 1)
            cast.live(f"Crane {number}", slug=f"c{number}", at=at, topics=["Ports"])

    fill(0)
    few = {address: cost(client, address) for address in COSTS}
    fill(25)
    assert {address: cost(client, address) for address in COSTS} == few
    more = 4 if connection.vendor == "postgresql" else 0
    assert {address: n for address, n in few.items() if n > COSTS[address] + more} == {}
