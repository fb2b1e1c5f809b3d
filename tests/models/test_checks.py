"""The checks before publication: each finds what it is for, and nothing in a good story."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Appointment, Article, Picture, State, Status
from articles.models.lifecycle.scheduler import do_due
from tests import cast

pytestmark = pytest.mark.django_db


def good(headline: str = "Council keeps its old crane", **fields: Any) -> Article:
    """A story in which no check finds anything."""
    details: dict[str, Any] = {"topics": ["Ports"], "picture": cast.picture()} | fields
    return cast.draft(headline, **details)


def codes(story: Article) -> list[str]:
    """What the checks find, for somebody who reaches every story."""
    return [one.code for one in story.findings(told=cast.managing_editor())]


def test_it_works() -> None:
    assert codes(good()) == []


def test_all_that_is_missing_is_named() -> None:
    story = Article.objects.create(body="<p> </p><hr>")
    assert codes(story) == [
        "no-headline",
        "no-section",
        "no-body",
        "no-authors",
        "no-topics",
        "no-picture",
    ]
    assert {one.level for one in story.findings()} == {"error", "warning"}


def test_an_agency_stands_for_a_byline() -> None:
    story = good(agency="Larkspur Wire")
    story.set_authors([])
    assert codes(story) == []


def test_a_picture_is_used_for_what_it_may_be() -> None:
    held = cast.picture("navy", use=Picture.Use.NONE)
    assert codes(good(picture=held)) == ["picture-held"]
    once = cast.picture("olive", use=Picture.Use.ONCE)
    first, second = good(picture=once), good("Another", picture=once)
    assert codes(second) == []  # nobody has seen it yet
    first.publish(None)
    assert codes(first) == []
    assert codes(second) == ["picture-once"]
    second.write(second.content() | {"picture": None}, None)
    in_text = good("A third", body=f'{cast.BODY}<figure data-picture="{once.pk}"></figure>')
    assert codes(in_text) == ["picture-once"]


def test_a_licence_counts_on_the_day_of_publication() -> None:
    picture = cast.picture()
    picture.licence_expires_on = timezone.localdate()
    picture.save()
    story = good(picture=picture)
    assert codes(story) == []
    tomorrow = timezone.now() + timedelta(days=1)
    assert [one.code for one in story.findings(tomorrow)] == ["lapsed-licence"]


def test_a_picture_in_the_text_is_looked_at_too() -> None:
    inside = cast.picture("navy", licence_expires_on=timezone.localdate() - timedelta(days=1))
    body = f'{cast.BODY}<figure data-picture="{inside.pk}"></figure>'
    assert codes(good(body=body)) == ["lapsed-licence"]
    lost = body.replace(f'"{inside.pk}"', '"999"')
    assert codes(good(body=lost)) == ["lost-picture"]


@pytest.mark.every_database
def test_headlines() -> None:
    assert codes(good(headline="x" * 110)) == []
    assert codes(good(headline="x" * 111)) == ["long-headline"]
    cast.live("Old crane falls")
    assert codes(good(headline="old crane FALLS")) == ["same-headline"]
    Article.objects.update(publish_at=timezone.now() - timedelta(days=8))
    assert codes(good(headline="Old crane falls")) == []


@pytest.mark.every_database
def test_the_same_headline_is_found_by_an_index_however_many_there_are() -> None:
    story = good()
    said = {"section": story.section, "state": State.PUBLISHED, "publish_at": timezone.now()}
    others = (Article(headline=f"Other {n}", slug=f"other-{n}", **said) for n in range(300))
    Article.objects.bulk_create(others)
    with CaptureQueriesContext(connection) as queries:
        story.findings()
    (asked,) = (one["sql"] for one in queries if "LOWER" in one["sql"])
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
        else:
            cursor.execute("ANALYZE articles_article")
            cursor.execute(f"EXPLAIN {asked}")
        assert "article_headline" in str(cursor.fetchall())


def link(address: str) -> str:
    """A text with a link."""
    return f'{cast.BODY}<p><a href="{address}">so</a></p>'


def test_links_to_what_readers_cannot_open(settings: Any) -> None:
    settings.SITE_URL = "https://paper.example"
    live, draft = cast.live("Out"), cast.draft("Still a draft")
    due = cast.live("Tomorrow's", at=timezone.now() + timedelta(days=1))
    gone = cast.live("Gone")
    gone.withdraw(None, "Wrong.")
    there = live.get_absolute_url()
    for address in (there, f"https://paper.example{there}#top", "https://else.where/x/y-99/", "/"):
        assert codes(good(body=link(address))) == [], address
    for address, code in (
        (draft.get_absolute_url(), "draft-link"),
        (due.get_absolute_url(), "embargoed-link"),
        (gone.get_absolute_url(), "dead-link"),
        ("/politics/no-such-story-4711/", "dead-link"),
        (f"/politics/big-{'9' * 18}/", "dead-link"),
    ):
        assert codes(good(body=link(address))) == [code], address
    assert codes(good(body=link("http://[bad"))) == []


def test_links_that_hide_where_they_lead_are_named() -> None:
    for address, code in (
        ("https://paypal.com@evil.example/", "hidden-host"),
        ("/b/c/d.html", "relative-link"),
    ):
        assert codes(good(body=link(address))) == [code], address
    for address in ("mailto:ann@paper.example", "https://e.example/@ann", "/search/?q=a"):
        assert codes(good(body=link(address))) == [], address


# --- What others are not told -----------------------------------------------------------

HIDDEN = "Zanzibarine merger"
STATES = [one for one in Status if one != Status.LIVE]


def hidden(status: Status, **fields: Any) -> Article:
    """A story in that state, which the sports editor does not reach."""
    now = timezone.now()
    ahead, past = now + timedelta(days=1), now - timedelta(days=2)
    if status in {Status.DRAFT, Status.IN_REVIEW, Status.READY}:
        story = cast.draft(HIDDEN, **fields)
    else:
        story = cast.live(HIDDEN, at=ahead if status == Status.SCHEDULED else past, **fields)
    if status == Status.EXPIRED:
        Article.objects.filter(pk=story.pk).update(expires_at=now - timedelta(days=1))
    if status in {Status.IN_REVIEW, Status.READY}:
        story.submit(None)
    if status == Status.READY:
        story.approve(None)
    if status == Status.WITHDRAWN:
        story.withdraw(None, "Wrong.")
    found = Article.objects.get(pk=story.pk)
    assert found.status == status
    return found


def mine(**fields: Any) -> Article:
    """A story of the sports editor."""
    return good("Mine", section=cast.section("sports"), **fields)


def told(story: Article, moment: Any = None) -> list[tuple[str, str]]:
    """Code and words of what the sports editor, a reporter and nobody in particular are told."""
    people = (cast.sports_editor(), cast.colleague(), None)
    said = [
        [(one.code, one.message) for one in story.findings(moment, person)] for person in people
    ]
    assert said[0] == said[1] == said[2]
    return said[0]


@pytest.mark.parametrize("status", STATES)
def test_a_link_tells_nothing_of_a_story_out_of_reach(status: Status) -> None:
    number = hidden(status).pk
    for moment in (None, timezone.now() + timedelta(days=2), timezone.now() - timedelta(days=3)):
        there = told(mine(body=link(f"/politics/x-{number}/")), moment)
        nowhere = told(mine(body=link("/politics/x-4711/")), moment)
        assert there == [(code, words.replace("4711", str(number))) for code, words in nowhere]
        assert HIDDEN not in str(there)


def test_when_a_live_story_ends_is_known_to_those_who_reach_it() -> None:
    ends = timezone.now() + timedelta(days=1)
    live = cast.live("Ends tomorrow", expires_at=ends)
    story = mine(body=link(live.get_absolute_url()))
    later = ends + timedelta(days=1)
    assert told(story, later) == []
    assert [one.code for one in story.findings(later, cast.editor())] == ["dead-link"]


@pytest.mark.parametrize("status", [Status.SCHEDULED, Status.EXPIRED, Status.WITHDRAWN])
@pytest.mark.parametrize("where", ["picture", "body"])
def test_a_picture_used_once_names_no_story_out_of_reach(status: Status, where: str) -> None:
    once = cast.picture("olive", use=Picture.Use.ONCE)
    shown = f'{cast.BODY}<figure data-picture="{once.pk}"></figure>'
    other = hidden(status, **({"picture": once} if where == "picture" else {"body": shown}))
    [(code, words)] = told(mine(picture=once))
    assert code == "picture-once"
    assert HIDDEN not in words
    [found] = mine(picture=once).findings(told=cast.managing_editor())
    assert HIDDEN in found.message
    Article.objects.filter(pk=other.pk).update(
        state="published", publish_at=timezone.now(), expires_at=None
    )
    assert HIDDEN in told(mine(picture=once))[0][1]


@pytest.mark.parametrize("status", STATES)
def test_a_headline_is_not_guessed(status: Status) -> None:
    hidden(status)
    story = mine()
    Article.objects.filter(pk=story.pk).update(headline=HIDDEN.upper())
    assert told(Article.objects.get(pk=story.pk)) == []


@pytest.mark.every_database
def test_the_desk_tells_the_same_as_it_is_typed(client: Client) -> None:
    hidden(Status.SCHEDULED)
    number = hidden(Status.DRAFT).pk
    client.force_login(cast.sports_editor())
    data = {"_key": str(uuid4()), "headline": HIDDEN, "kind": "news", "section": ""}
    data |= {"body": link(f"/politics/x-{number}/")}
    said = client.post("/admin/articles/article/autosave/", data).json()["checks"]
    assert f"(no. {number})" in said
    assert HIDDEN not in said
    assert "same headline" not in said


@pytest.mark.every_database
def test_why_planned_changes_failed_names_no_story_that_its_writer_does_not_reach() -> None:
    once = cast.picture("olive", use=Picture.Use.ONCE)
    story = cast.live(picture=cast.picture())
    story.write(story.content() | {"picture": once.pk}, None)
    story.publish(cast.editor(), timezone.now() + timedelta(hours=1), reason="So.")
    Article.objects.filter(pk=hidden(Status.SCHEDULED).pk).update(picture=once)
    Appointment.objects.update(at=timezone.now(), next_try_at=timezone.now())
    do_due()
    plan = Appointment.objects.get(article=story, verb="changes")
    assert plan.state == "failed"
    assert "in another story" in plan.error
    assert HIDDEN not in plan.error


def test_headings_begin_with_the_first_level() -> None:
    assert codes(good(body="<h3>Low</h3><p>Text.</p>")) == ["heading-order"]


def test_the_checks_ask_few_queries_whatever_the_text_holds() -> None:
    pictures = [cast.picture(colour) for colour in ("navy", "maroon", "teal")]
    figures = "".join(f'<figure data-picture="{one.pk}"></figure>' for one in pictures)
    links = "".join(link(cast.live(f"Out {n}").get_absolute_url()) for n in range(5))
    story = Article.objects.select_related("working").get(pk=good(body=links + figures).pk)
    with CaptureQueriesContext(connection) as queries:
        story.findings()
    assert len(queries) <= 6  # of which three read the row's own content
