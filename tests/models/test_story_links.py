"""Which story links to which is known with each save, and who is told when the other one goes."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.admin.dashboard.link_problems import leading_nowhere
from articles.models import Article, StoryLink
from articles.models.links.told import linked_from
from tests import cast

pytestmark = pytest.mark.django_db


def linking(*others: Article, headline: str = "Linking", **fields: Any) -> Article:
    """A live story that links to these."""
    links = "".join(f'<p><a href="{one.get_absolute_url()}">words</a></p>' for one in others)
    return cast.live(headline, body=f"<p>a</p>{links}", **fields)


def links() -> list[tuple[int, int]]:
    return list(StoryLink.objects.order_by("pk").values_list("article", "target"))


def problems(person: Any) -> list[str]:
    return [f"{one.title}: {one.why}" for one in leading_nowhere(person, 5)]


@pytest.mark.every_database
def test_it_works() -> None:
    other = cast.live("Other")
    story = linking(other, other)
    assert links() == [(story.pk, other.pk)]
    assert problems(cast.editor()) == []
    assert linked_from([other.pk]) == [story]
    other.withdraw(cast.managing_editor(), "It was wrong.")
    assert problems(cast.editor()) == [
        "Linking: It links to “Other”, which readers can’t open: withdrawn."
    ]
    other.restore(cast.managing_editor(), reason="It was right.")
    assert problems(cast.editor()) == []


@pytest.mark.every_database
def test_only_what_readers_have_counts() -> None:
    one, two = cast.live("One"), cast.live("Two")
    story = linking(one)
    changed = story.content()["body"].replace(one.get_absolute_url(), two.get_absolute_url())
    story.write(story.content() | {"body": changed}, None)
    assert links() == [(story.pk, one.pk)]
    story.publish(None)
    assert links() == [(story.pk, two.pk)]
    story.write(story.content() | {"body": "<p>None.</p>"}, None)
    story.publish(None)
    assert links() == []


@pytest.mark.every_database
def test_the_hours_of_the_other_story_count() -> None:
    now = timezone.now()
    later = cast.draft("Later")
    later.publish(None, at=now + timedelta(days=1))
    ending = cast.live("Ending")
    ending.write(ending.content() | {"expires_at": (now + timedelta(hours=1)).isoformat()}, None)
    ending.publish(None)
    story = linking(later, ending)
    assert len(problems(cast.editor())) == 1
    rows = {one.target: (one.opens_at, one.closes_at) for one in StoryLink.objects.all()}
    later, ending = (Article.objects.get(pk=one.pk) for one in (later, ending))
    assert rows == {
        later.pk: (later.publish_at, None),
        ending.pk: (ending.publish_at, ending.expires_at),
    }
    later.unschedule(None)
    later.publish(None)
    assert problems(cast.editor()) == []
    ended = now - timedelta(seconds=1)
    ending.expires_at = ended
    ending.save()
    assert [one.partition(":")[0] for one in problems(cast.editor())] == [str(story)]


@pytest.mark.every_database
def test_a_draft_that_is_binned_restored_and_deleted() -> None:
    draft = cast.draft("Draft")
    linking(draft)
    for deed in (draft.bin, draft.restore_from_bin, draft.bin, draft.remove):
        deed(cast.managing_editor())
        (said,) = problems(cast.managing_editor())
    assert "no. " in said
    # What links goes with its story.
    Article.objects.filter(headline="Linking").get().withdraw(None, "Gone.")
    assert problems(cast.managing_editor()) == []
    Article.objects.get().delete()
    assert links() == []


def test_who_does_not_reach_a_story_is_not_told_of_it() -> None:
    secret = cast.draft("A secret", section=cast.section("politics"))
    linking(secret, section=cast.section("sports"))
    (said,) = problems(cast.sports_editor())
    assert "secret" not in said and f"no. {secret.pk}" in said
    assert problems(cast.reporter()) == []


def test_a_copy_links_too_and_a_link_to_itself_is_none_of_its_own_troubles() -> None:
    other = cast.live("Other")
    story = linking(other)
    copy = story.duplicate(cast.editor())
    assert (copy.pk, other.pk) in links()
    assert linked_from([other.pk]) == [story]
    own = cast.live("Own")
    own.write(own.content() | {"body": f'<p><a href="{own.get_absolute_url()}">x</a></p>'}, None)
    own.publish(None)
    assert linked_from([own.pk]) == []


@pytest.mark.every_database
def test_the_migration_fills_what_is_there() -> None:
    other = cast.live("Other")
    story = linking(other)
    Article.objects.filter(pk=story.pk).update(
        body=story.body
        + '<p><a href="/topic/x-5/">t</a><a href="https://e.example/a/b-7/">e</a></p>'
    )
    before = list(StoryLink.objects.values("article", "target", "opens_at", "closes_at"))
    StoryLink.objects.all().delete()
    names = [one for one in _migrations() if one.endswith("story_links")]
    filling = import_module(f"articles.migrations.{names[0]}")
    filling.fill_links(apps, SimpleNamespace(connection=connection))
    assert list(StoryLink.objects.values("article", "target", "opens_at", "closes_at")) == before


def _migrations() -> list[str]:
    return [
        one.stem for one in Path(import_module("articles.migrations").__path__[0]).glob("0*.py")
    ]


def test_the_desk_says_which_stories_link_to_one_that_is_to_go() -> None:
    other, client = cast.live("Other"), Client()
    story, draft = linking(other), cast.draft("Draft")
    linking(draft, headline="Of the draft")
    client.force_login(cast.managing_editor())
    desk = "/admin/articles/article/"
    said = "Linked from these stories"
    assert said in client.get(f"{desk}{other.pk}/change/").text
    assert said not in client.get(f"{desk}{story.pk}/change/").text
    asked = client.get(f"{desk}{draft.pk}/delete/").text
    assert said in asked and "Of the draft" in asked
    chosen = {"action": "withdraw", "_selected_action": [str(other.pk)]}
    asked = client.post(desk, chosen, follow=True).text
    assert said in asked and "Linking" in asked
    assert "links to “Draft”" in client.get("/admin/").text


def test_it_costs_the_same_for_few_and_many() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            problems(person)
        return len(queries)

    person, draft = cast.editor(), cast.draft("Draft")
    linking(draft)
    cost()
    few = cost()
    for number in range(8):
        linking(draft, cast.draft(f"Draft {number}"), headline=f"Linking {number}")
    assert cost() == few <= 3
