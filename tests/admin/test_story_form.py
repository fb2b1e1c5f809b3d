"""The story's form: what it shows and refuses, and what is offered beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Autosave, Comment, Move, Revision, State, Topic
from articles.models.topics import changes as topic_care
from tests import cast
from tests.admin.test_story_desk import ADD, change, filled, posted

pytestmark = pytest.mark.django_db


# --- Names that are gone, or mean another one -------------------------------------------


def errors(client: Client, **fields: Any) -> Any:
    """What the form says of these fields."""
    answer = posted(client, ADD, **fields)
    assert answer.status_code == 422
    return answer.json()["errors"]


@pytest.mark.every_database
def test_a_topic_deleted_meanwhile_is_named(desk: Client) -> None:
    fog, mist = (Topic.objects.create(name=name) for name in ("Fog", "Mist"))
    chosen = [str(fog.pk), str(mist.pk)]
    topic_care.delete(fog, None)
    assert errors(desk, topics=chosen) == {"topics": ["“Fog” no longer exists. Please remove it."]}


def test_a_topic_merged_meanwhile_is_the_one_it_went_into(desk: Client) -> None:
    fog, mist = (Topic.objects.create(name=name) for name in ("Fog", "Mist"))
    chosen = [str(fog.pk), str(mist.pk)]
    topic_care.merge([fog], mist, None)
    assert posted(desk, ADD, topics=chosen).status_code == 200
    assert Article.objects.get().content()["topics"] == ["Mist"]


def test_a_former_name_is_shown_as_the_topic_it_means(desk: Client) -> None:
    fog = Topic.objects.create(name="Fog")
    story = cast.draft()
    story.write(story.content() | {"topics": ["fog", "Rime"]}, None)
    topic_care.rename(fog, "Mist", None)
    rime = Topic.objects.get(name="Rime")
    form = desk.get(change(story)).context["adminform"].form
    assert form.topics_chosen == {str(fog.pk): "Mist", str(rime.pk): "Rime"}


@pytest.mark.every_database
def test_an_author_deleted_meanwhile_is_named(client: Client) -> None:
    client.force_login(cast.managing_editor())
    gone = cast.barnaby()
    client.post(reverse("admin:articles_author_delete", args=[gone.pk]), {"post": "yes"})
    assert errors(client, authors=[gone.pk, cast.ottoline().pk, "x\0y"]) == {
        "authors": ["“Barnaby Quill”, “xy” no longer exist. Please remove them."]
    }


# --- Hours that there are not, or twice -------------------------------------------------


@pytest.mark.parametrize("field", ["publish_at", "expires_at", "due_at"])
@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (
            "2026-03-29T01:30",
            "There is no 01:30 on 29 March: the clocks go forward. Please choose another time.",
        ),
        (
            "2026-10-25T01:30",
            "01:30 comes twice on 25 October: the clocks go back. Please choose another time.",
        ),
    ],
)
def test_an_hour_that_is_not_or_twice_is_refused_in_words(
    desk: Client, field: str, hour: str, said: str
) -> None:
    with timezone.override("Europe/London"):
        assert errors(desk, **{field: hour}) == {field: [said]}
        fine = hour.replace("T01:30", "T02:30")
        assert posted(desk, ADD, **{field: fine}).status_code == 200


def test_an_hour_that_comes_twice_stays_where_it_is_there_already(desk: Client) -> None:
    first = datetime(2030, 10, 27, 0, 30, tzinfo=UTC)  # 01:30 in summer; it comes again in winter.
    story = cast.draft()
    story.write(story.content() | {"publish_at": first}, None)
    with timezone.override("Europe/London"):
        assert 'value="2030-10-27T01:30:00"' in desk.get(change(story)).content.decode()
        again = posted(desk, change(story), publish_at="2030-10-27T01:30:00")
    assert again.status_code == 200
    assert Article.objects.get().content()["publish_at"] == first.isoformat()


@pytest.mark.parametrize("hour", ["0001-01-01T00:00", "9999-12-31T23:59:59", "2026-02-30T10:00"])
@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kolkata", "America/New_York"])
def test_an_hour_out_of_all_bounds_is_no_accident(desk: Client, hour: str, zone: str) -> None:
    with timezone.override(zone):
        assert posted(desk, ADD, publish_at=hour).status_code in {200, 422}


# --- A story without a section ----------------------------------------------------------


def test_publish_is_offered_before_a_section_is_chosen(desk: Client) -> None:
    assert Move.PUBLISH in desk.get(ADD).context["moves"]
    saved = posted(desk, ADD, section="").json()
    story = Article.objects.get()
    answer = desk.get(change(story))
    assert Move.PUBLISH in answer.context["moves"]
    for text in (answer.content.decode(), saved["bar"]):
        assert 'id="publish-box"' in text and "The story needs a section." in text
    assert posted(desk, change(story), section="", _move="publish").status_code == 409
    done = posted(desk, change(story), _move="publish", _reason="Checked").json()
    assert done["status"] == "live"


def test_publish_is_not_offered_to_those_who_may_nowhere(client: Client) -> None:
    nowhere = cast.sports_editor()
    nowhere.sections_given.clear()
    story = cast.draft(section=None, created_by=nowhere)
    client.force_login(nowhere)
    for address in (ADD, change(story)):
        assert Move.PUBLISH not in client.get(address).context["moves"]
    client.force_login(cast.reporter())
    assert Move.PUBLISH not in client.get(ADD).context["moves"]


def test_once_a_section_is_chosen_the_verb_looks_at_rights(client: Client) -> None:
    client.force_login(cast.sports_editor())
    posted(client, ADD, section="")
    story = Article.objects.get()
    assert Move.PUBLISH in client.get(change(story)).context["moves"]
    refused = posted(client, change(story), _move="publish", _reason="Checked")  # In Politics.
    assert refused.status_code == 409
    assert Article.objects.get().state == State.DRAFT


# --- What it costs, and what it brings --------------------------------------------------


@pytest.mark.every_database
def test_a_story_with_500_revisions_opens_in_few_queries(desk: Client) -> None:
    story = cast.draft(picture=cast.picture(), topics=["Ports"])
    story.write(story.content() | {"headline": "First"}, None)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(change(story)).status_code == 200
        return len(queries)

    cost()  # What a process keeps is asked for once.
    few = cost()
    assert few <= 18
    Revision.objects.bulk_create(
        Revision(article=story, number=number, content=story.content()) for number in range(10, 510)
    )
    for number in range(20):
        Comment.say(story, None, f"Number {number}, @editor")
    assert cost() == few


@pytest.mark.every_database
def test_the_first_save_brings_the_comments(desk: Client) -> None:
    first = posted(desk, ADD, _key=str(uuid4())).json()
    story = Article.objects.get()
    assert f"/admin/articles/article/{story.pk}/comments/" in first["comments"]
    assert "comments" not in posted(desk, change(story), headline="Again").json()


def test_what_few_stories_have_is_asked_for_where_it_is(desk: Client) -> None:
    story = cast.live(picture=cast.picture())
    base = story.write(story.content() | {"headline": "First"}, None).revision.number
    story.write(story.content() | {"headline": "Theirs"}, None)
    story.write(story.content() | {"headline": "Mine"}, None, based_on=base)
    story.publish(None, at=timezone.now() + timedelta(days=1))
    Autosave.objects.create(
        key=uuid4(),
        by=cast.editor(),
        article=story,
        content={"headline": ["Typed"]},
        seen_at=timezone.now() - timedelta(hours=1),
    )
    context = desk.get(change(story)).context
    assert context["planned"] and context["asides"] and context["autosaves"]


def test_a_story_without_revisions_opens_in_few_queries(desk: Client) -> None:
    story = cast.draft(picture=cast.picture(), topics=["Ports"])
    desk.get(change(story))  # a process reads the house style once
    with CaptureQueriesContext(connection) as queries:
        answer = desk.get(change(story))
    assert len(queries) <= 20
    assert answer.context["base"] == 0
    assert Article.objects.get().working is None


@pytest.mark.parametrize("number", ["x", "9" * 30, "0", "-1", "٣"])
def test_bad_numbers_lead_nowhere(desk: Client, number: str) -> None:
    assert desk.get(f"/admin/articles/article/{number}/change/").status_code in {302, 404}
    answer = desk.post(f"/admin/articles/article/{number}/change/", filled())
    assert answer.status_code in {302, 404}
