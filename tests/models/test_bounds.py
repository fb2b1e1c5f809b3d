"""A story holds a lot, and not everything: what is too much is said, and nothing of it is lost."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from articles.admin.history import difference
from articles.models import Article, Autosave, NotAllowed, Topic
from articles.models.desk.bulk import BulkJob
from articles.models.desk.bulk_verbs import BulkVerb
from articles.models.story import bounds
from articles.models.story import content as contents
from tests import cast
from tests.admin.test_story_desk import ADD, AUTOSAVE, change, filled

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}
LONG = f"<p>{'Nine to seven. ' * (bounds.CHARACTERS // 15)}</p>"
MANY = "<p>a</p>" * (bounds.PARTS + 1)
#: Not even sanitised.
ENDLESS = "<p>a" * (2 * contents.RAW_PARTS + 1)
PICTURES = "".join(f'<figure data-picture="{one}"></figure>' for one in range(1, 302))


@pytest.fixture
def desk(client: Client) -> Client:
    """An editor at the desk."""
    client.force_login(cast.editor())
    return client


def test_a_very_long_story_fits() -> None:
    body = "".join(f"<p>{'Nine to seven. ' * 20}</p>" for _each in range(1_600))
    story = Article.begin(contents.blank() | {"headline": "Crane", "body": body}, None)
    assert story.body == contents.cleaned({"body": body})["body"]


@pytest.mark.parametrize("body", [LONG, MANY, ENDLESS, PICTURES])
def test_too_long_a_text_comes_back_in_the_form_and_is_kept(desk: Client, body: str) -> None:
    story, key = cast.draft(), uuid4()
    answer = desk.post(change(story), filled(body=body, _key=key), headers=JSON)
    assert answer.status_code == 422
    (said,) = answer.json()["errors"]["body"]
    assert "at most" in said
    assert Autosave.objects.get(key=key).content["body"] == [body]  # type: ignore[index]
    page = desk.post(change(story), filled(body=body, _key=key))
    assert page.status_code == 200
    assert len(page.content) > len(body)
    assert Article.objects.get(pk=story.pk).body == cast.BODY


@pytest.mark.parametrize("body", [LONG, ENDLESS])
def test_it_is_said_while_it_is_typed(desk: Client, body: str) -> None:
    answer = desk.post(AUTOSAVE, filled(body=body, _key=uuid4()))
    assert answer.status_code == 200
    assert "at most" in answer.json()["checks"]


@pytest.mark.parametrize(
    "given",
    [
        {"body": LONG},
        {"body": ENDLESS},
        {"topics": [f"Topic {one}" for one in range(31)]},
        {"authors": list(range(1, 32))},
        {"standfirst": "x" * 501},
        {"headline": "x" * 201},
    ],
)
def test_no_other_door_takes_it_either(given: dict[str, Any]) -> None:
    """Imports, bulk work and programs: all write by the same verbs."""
    story = cast.draft()
    with pytest.raises(NotAllowed, match=r"at most|can have"):
        story.write(story.content() | given, None)
    with pytest.raises(NotAllowed):
        Article.begin(contents.blank() | given, None)
    assert not Topic.objects.exists()


def test_a_story_that_has_too_much_already_may_be_shortened() -> None:
    story = cast.draft(topics=[f"Topic {one}" for one in range(40)])
    story.write(story.content() | {"topics": story.content()["topics"][:35]}, None)
    with pytest.raises(NotAllowed):
        story.write(story.content() | {"topics": [*story.content()["topics"], "More"]}, None)


def test_too_many_topics_are_said_in_the_form_and_in_a_bulk_job(desk: Client) -> None:
    topics = [f"new:Topic {one}" for one in range(31)]
    answer = desk.post(ADD, filled(topics=topics), headers=JSON)
    assert "a story can have 30" in answer.json()["errors"]["topics"][0]
    story = cast.draft(topics=[f"Topic {one}" for one in range(29)])
    names = ["More", "Most"]
    job = BulkJob.begin(
        BulkVerb.ADD_TOPICS, cast.managing_editor(), [story.pk], key="x", topics=names
    )
    job.go_on()
    assert "a story can have 30" in job.report[0].sentence


def test_a_note_is_no_story() -> None:
    story = cast.draft()
    with pytest.raises(NotAllowed, match="at most"):
        story.submit(None, "x" * (bounds.NOTE + 1))
    with pytest.raises(NotAllowed, match="at most"):
        story.publish(None, reason="x" * (bounds.NOTE + 1))


# --- What the pages of such a story weigh -------------------------------------------------


def shown(before: str, after: str) -> tuple[int, list[str]]:
    """How many characters the comparison shows, and what kinds of rows."""
    old, new = {"body": before}, {"body": after}
    (field,) = difference.differences(old, new, difference.Names())
    size = sum(len(row.inline) + len(row.before) + len(row.after) for row in field.rows)
    return size, [row.kind for row in field.rows]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>b</p>" * 9_000, "<p>a</p>" * 9_000),
        ("", "<p>a</p>" * 9_000),
        ("", f"<ul>{'<li>one word</li>' * 9_000}</ul><p>{'b ' * 240_000}</p>" * 2),
        ("<p>a</p>", "<p>b</p>" * 30_000),  # of a time without bounds
        ("<p>a</p>", f"<p>{'b ' * 600_000}</p>"),
    ],
)
def test_a_comparison_shows_as_much_as_a_page_can(before: str, after: str) -> None:
    size, kinds = shown(before, after)
    assert size <= difference.MOST_SHOWN
    assert len(kinds) <= difference.MOST_ROWS + 1
    assert kinds[-1] == "cut"


def test_the_page_says_that_the_rest_is_not_shown(desk: Client) -> None:
    story = cast.draft(body="<p>b</p>" * 5_000)
    story.write(story.content() | {"body": "<p>a</p>" * 5_000}, None)
    page = desk.get(f"/admin/articles/article/{story.pk}/history/")
    assert "too long to compare" in page.content.decode()
    assert len(page.content) < 2 * difference.MOST_SHOWN


def test_what_is_within_the_bounds_is_shown_whole() -> None:
    body = "".join(f"<p>Paragraph {one}: nine to seven.</p>" for one in range(300))
    size, kinds = shown(body, body.replace("nine", "ten"))
    assert kinds == ["changed"] * 300
    assert size > len(body)
