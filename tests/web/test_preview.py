"""Stories before readers have them: for those who reach them, and nobody else."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import (
    Appointment,
    Article,
    Autosave,
    Byline,
    Correction,
    FormerTopic,
    Revision,
    Tagging,
    Topic,
)
from tests import cast

pytestmark = pytest.mark.django_db

SECRET = "What only the newsroom knows"


def written(story: Article, **fields: Any) -> Article:
    """The story, with a newer working copy."""
    story.write({**story.content(), "headline": SECRET} | fields, None)
    return Article.objects.get(pk=story.pk)


def typed(by: User, story: Article | None, **fields: list[str]) -> Autosave:
    """What somebody is typing."""
    content = {"headline": ["Typed this moment"], "body": ["<p>Half a sen</p>"]} | fields
    return Autosave.objects.create(
        key=uuid.uuid4(), by=by, article=story, content=content, saved_at=timezone.now()
    )


def door(story: Article, **query: Any) -> str:
    """The address of a story's preview."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/preview/story/{story.pk}/?{asked}"


def text_of(answer: Any) -> str:
    """The page, which must be there."""
    assert answer.status_code == 200
    return str(answer.content.decode())


def is_kept_from_all(answer: HttpResponseBase) -> bool:
    """Whether neither a cache nor a search engine may have it, and no link tells of it."""
    assert isinstance(answer, HttpResponse)
    return (
        answer["Cache-Control"] == "private, no-store"
        and answer["X-Robots-Tag"] == "noindex, nofollow"
        and answer["Referrer-Policy"] == "no-referrer"
        and answer["X-Frame-Options"] == "SAMEORIGIN"
        and b'name="robots" content="noindex' in answer.content
    )


# --- For the newsroom -----------------------------------------------------------------


def test_it_works(client: Client) -> None:
    story = written(
        cast.live(picture=cast.picture(), topics=["Ports"]),
        standfirst="Nobody was told.",
        body='<p>New words.</p><figure data-picture="4711"></figure>',
        authors=[cast.barnaby().pk, cast.ottoline().pk],
        topics=["Ports", "A topic to come"],
    )
    client.force_login(cast.editor())
    answer = client.get(door(story))
    text = text_of(answer)
    for said in (SECRET, "Nobody was told.", "New words.", "A topic to come", "Revision 2"):
        assert said in text
    assert text.index("Barnaby Quill") < text.index("Ottoline Marsh")
    assert "with unpublished changes" in text
    assert is_kept_from_all(answer)
    assert SECRET not in client.get(story.get_absolute_url()).content.decode()


def test_it_leads_nobody_there(client: Client) -> None:
    client.force_login(cast.editor())
    text = text_of(client.get(door(written(cast.live()))))
    for telling in (
        'rel="canonical"',
        "og:",
        "ld+json",
        'rel="alternate"',
        "twitter:",
        "/preview/",
    ):
        assert telling not in text


def test_one_revision_can_be_asked_for(client: Client) -> None:
    story = written(written(cast.draft("First words")), headline="Third words")
    client.force_login(cast.editor())
    for number, said in ((1, "First words"), (2, SECRET), (3, "Third words")):
        text = text_of(client.get(door(story, revision=number)))
        assert said in text
        assert f"Revision {number}" in text


@pytest.mark.parametrize("number", ["", "0", "99", "-1", "x", "٣", "%00", "9" * 40, "1.0"])
def test_a_revision_that_is_none_is_said_to_be_none(client: Client, number: str) -> None:
    client.force_login(cast.editor())
    answer = client.get(door(cast.draft(), revision=number))
    assert answer.status_code == 404
    assert "not available" in answer.content.decode()


def test_now_is_what_readers_have(client: Client) -> None:
    story = written(cast.live("Readers have this"))
    client.force_login(cast.editor())
    text = text_of(client.get(door(story, now=1)))
    assert "Readers have this" in text
    assert SECRET not in text
    assert "can’t see" not in text


@pytest.mark.parametrize(("asked", "shown"), [("dark", "dark"), ("light", "light"), ('"><b', "")])
def test_a_colour_scheme_can_be_asked_for(client: Client, asked: str, shown: str) -> None:
    client.force_login(cast.editor())
    text = text_of(client.get(door(cast.draft(), scheme=asked)))
    assert (f'data-scheme="{shown}"' in text) == bool(shown)
    assert (' data-scheme="' in text) == bool(shown)


def test_what_is_typed_is_shown_to_its_writer(client: Client) -> None:
    story, me = cast.draft(), cast.editor()
    topic = Topic.objects.create(name="Ports", slug="ports")
    mine = typed(
        me,
        story,
        topics=[str(topic.pk), "new:Dredging"],
        section=[str(cast.section("travel").pk)],
        publish_at=["next Tuesday"],
        picture=["not a number"],
    )
    client.force_login(me)
    text = text_of(client.get(door(story, key=mine.key)))
    for said in ("Typed this moment", "Half a sen", "Ports", "Dredging", "Travel", "not saved yet"):
        assert said in text


def test_what_others_type_is_not(client: Client) -> None:
    story, other = cast.draft("As it was saved"), cast.draft("Another story")
    me = cast.editor()
    foreign = [typed(cast.managing_editor(), story), typed(me, other), typed(me, None)]
    client.force_login(me)
    for autosave in foreign:
        text = text_of(client.get(door(story, key=autosave.key)))
        assert "Typed this moment" not in text
        assert "As it was saved" in text


@pytest.mark.parametrize("key", ["", "x", "%00", str(uuid.UUID(int=7))])
def test_without_typed_text_it_is_the_working_copy(client: Client, key: str) -> None:
    story = written(cast.draft())
    Autosave.objects.create(key=uuid.UUID(int=7), by=cast.editor(), article=story)
    client.force_login(cast.editor())
    assert SECRET in text_of(client.get(door(story, key=key)))


def test_a_new_story_can_be_seen_before_it_is_saved(client: Client) -> None:
    me = cast.reporter()
    mine = typed(me, None)
    client.force_login(me)
    answer = client.get(f"/preview/new/?key={mine.key}&scheme=dark")
    assert "Typed this moment" in text_of(answer)
    assert 'data-scheme="dark"' in text_of(answer)
    assert is_kept_from_all(answer)
    client.force_login(cast.colleague())
    assert client.get(f"/preview/new/?key={mine.key}").status_code == 404


def test_a_new_story_that_was_saved_meanwhile_is_found(client: Client) -> None:
    story = cast.draft(created_by=cast.reporter(), form_key=uuid.uuid4())
    address = f"/preview/new/?key={story.form_key}&scheme=dark"
    client.force_login(cast.reporter())
    answer = client.get(address, follow=True)
    assert story.headline in text_of(answer)
    assert 'data-scheme="dark"' in text_of(answer)
    client.force_login(cast.colleague())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("key", ["", "x", "%00", "7c0e5f0c-1111-4222-8333-444455556666"])
def test_nothing_new_is_a_404(client: Client, key: str) -> None:
    client.force_login(cast.editor())
    assert client.get(f"/preview/new/?key={key}").status_code == 404


def test_an_empty_story_can_be_seen(client: Client) -> None:
    story = Article.objects.create()
    client.force_login(cast.editor())
    for address in (door(story), door(story, now=1)):
        assert client.get(address).status_code == 404  # in nobody's section, and not their own
    client.force_login(cast.managing_editor())
    for address in (door(story), door(story, now=1)):
        assert client.get(address).status_code == 200
    written(story)
    assert SECRET in text_of(client.get(door(story, revision=2)))


def test_what_is_gone_is_left_out(client: Client) -> None:
    picture, author = cast.picture(), cast.barnaby()
    story = written(
        cast.draft(), picture=picture.pk, authors=[author.pk], section=cast.section().pk
    )
    written(story, picture=None, authors=[cast.ottoline().pk])
    picture.delete()
    author.delete()
    client.force_login(cast.managing_editor())
    assert SECRET in text_of(client.get(door(story, revision=2)))


def test_a_topics_former_name_means_the_topic(client: Client) -> None:
    topic = Topic.objects.create(name="Quays", slug="quays")
    FormerTopic.objects.create(name="Ports", slug="ports", topic=topic)
    story = cast.draft()
    client.force_login(cast.editor())
    mine = typed(cast.editor(), story, topics=["new:ports", "new:Quays"])
    assert text_of(client.get(door(story, key=mine.key))).count(">Quays<") == 1


def test_looking_writes_nothing(client: Client) -> None:
    story = written(cast.live(), topics=["Never made"], authors=[cast.barnaby().pk])
    mine = typed(cast.editor(), story, topics=["new:Nor this one"])
    client.force_login(cast.editor())
    tables: tuple[Any, ...] = (
        *(Article, Appointment, Autosave, Byline, Correction, Revision, Tagging, Topic),
    )
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    for query in ({}, {"revision": 2}, {"now": 1}, {"key": mine.key}):
        with CaptureQueriesContext(connection) as queries:
            client.get(door(story, **query))
        # Those of a union stand in brackets on PostgreSQL.
        assert all(query["sql"].lstrip("(").startswith("SELECT") for query in queries)
    client.get(story.get_absolute_url())
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_it_costs_the_same_for_few_and_many(client: Client) -> None:
    client.force_login(cast.managing_editor())
    cast.live("More from the section")
    costs = []
    for number in (1, 12):
        topics = [f"Topic {n} of {number}" for n in range(number + 1)]
        story = written(cast.live(topics=topics[:1], picture=cast.picture()), topics=topics)
        for _ in range(number):
            story.publish(None, change="correction", note="Told.")
        with CaptureQueriesContext(connection) as queries:
            client.get(door(story))
        costs.append(len(queries))
    # With one topic the rail looks at that and at the section, with many at three.
    assert costs[1] <= costs[0] + 2 <= 25
