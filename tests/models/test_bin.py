"""Deleted drafts lie in the bin with all that is theirs, come back whole, and go after a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import override_settings
from django.utils import timezone

from articles.models import (
    Article,
    Autosave,
    BulkJob,
    Comment,
    Entry,
    NotAllowed,
    PictureUse,
    PreviewLink,
    Right,
    State,
    may,
)
from articles.models.bin import emptying
from articles.models.desk.bulk_verbs import BulkVerb
from tests import cast

pytestmark = pytest.mark.django_db


def whole(**fields: Any) -> Article:
    """A story in review with all that can stand around one."""
    picture = cast.picture()
    body = f'<p>Nine spoke.</p><figure data-picture="{picture.pk}"></figure>'
    story = cast.draft(created_by=cast.reporter(), picture=picture, body=body, **fields)
    story.write(story.content() | {"headline": "Second"}, cast.reporter())
    story.assign(None, cast.colleague(), timezone.now() + timedelta(days=1))
    Comment.say(story, None, "Really?")
    PreviewLink.objects.create(article=story, by=cast.reporter(), label="For the mayor")
    story.submit(cast.reporter())
    return Article.objects.get(pk=story.pk)


def around(story: Article) -> Any:
    """All of it."""
    row = Article.objects.filter(pk=story.pk).values().get()
    return (
        {name: value for name, value in row.items() if not name.startswith("binned")},
        list(story.revisions.order_by("number").values()),
        list(story.comments.values()),
        list(story.preview_links.values()),
        list(PictureUse.objects.filter(article=story).values()),
        list(story.byline_set.values()),
        list(story.taggings.values()),
    )


@pytest.mark.every_database
def test_it_works() -> None:
    story, editor = whole(), cast.editor()
    before = around(story)
    story.bin(editor)
    assert (story.is_binned, story.binned_by) == (True, editor)
    assert around(story) == before
    assert emptying.days_left(story) == 30
    story.restore_from_bin(editor)
    assert around(story) == before and not story.is_binned
    verbs = Entry.objects.filter(article=story).order_by("-pk").values_list("verb", "by_name")[:2]
    assert list(verbs) == [("restore_from_bin", "editor"), ("bin", "editor")]


@pytest.mark.every_database
def test_it_is_as_one_that_is_not_there() -> None:
    story, editor = whole(), cast.editor()
    story.bin(editor)
    for person in (cast.chief(), cast.managing_editor(), editor, cast.reporter()):
        assert not Article.objects.within_reach_of(person).filter(pk=story.pk).exists()
        assert Article.objects.in_bin_of(person).filter(pk=story.pk).exists()
        assert not any(may(person, right, story) for right in Right)
    assert not Article.objects.within_reach_of(None).exists()
    assert not Article.objects.in_bin_of(cast.sports_editor()).exists()
    assert may(cast.reporter(), Right.EDIT, story, in_bin=True)
    assert not may(cast.reporter(), Right.DELETE, story, in_bin=True)
    live = cast.live()
    assert not may(editor, Right.EDIT, live, in_bin=True)


VERBS: dict[str, Any] = {
    "write": lambda story: story.write(story.content() | {"headline": "Third"}, None),
    "submit": lambda story: story.submit(None),
    "return": lambda story: story.return_to_draft(None),
    "approve": lambda story: story.approve(None),
    "publish": lambda story: story.publish(None),
    "assign": lambda story: story.assign(None, None),
    "weigh": lambda story: story.weigh(5, None),
    "bring_back": lambda story: story.bring_back(1, None),
    "bin": lambda story: story.bin(None),
}


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_takes_it_up(verb: str) -> None:
    """Not even one that was begun before it was put there."""
    story = whole()
    stale = Article.objects.get(pk=story.pk)
    story.bin(None)
    before = around(story)
    for one in (stale, story):
        with pytest.raises(Article.DoesNotExist):
            VERBS[verb](one)
    assert around(story) == before


def test_what_others_save_meanwhile_is_kept() -> None:
    story = whole()
    seen = Article.objects.get(pk=story.pk)
    story.write(story.content() | {"headline": "Third"}, cast.colleague())
    seen.bin(cast.editor())
    seen.restore_from_bin(cast.editor())
    assert Article.objects.get(pk=story.pk).content()["headline"] == "Third"


def test_what_readers_ever_had_is_withdrawn() -> None:
    live, planned = cast.live(), cast.draft()
    planned.publish(None, at=timezone.now() + timedelta(days=1))
    for story in (live, planned):
        with pytest.raises(NotAllowed):
            story.bin(cast.editor())
    planned.unschedule(None)
    planned.bin(cast.editor())
    assert planned.is_binned and planned.state == State.DRAFT


def test_who_may() -> None:
    story = whole()
    for person in (cast.reporter(), cast.sports_editor()):
        with pytest.raises(PermissionDenied):
            story.bin(person)
    story.bin(cast.editor())
    for deed in (story.remove, story.restore_from_bin):
        with pytest.raises(PermissionDenied):
            deed(cast.sports_editor())
    with pytest.raises(PermissionDenied):
        story.remove(cast.reporter())
    story.restore_from_bin(cast.reporter())
    assert not story.is_binned


def test_two_at_once() -> None:
    story = whole()
    story.bin(cast.editor())
    other = Article.objects.get(pk=story.pk)
    story.restore_from_bin(cast.editor())
    for deed in (other.restore_from_bin, other.remove):
        with pytest.raises(Article.DoesNotExist):
            deed(cast.editor())
    assert Article.objects.filter(pk=story.pk, binned_at=None).exists()


def test_one_who_has_left_gets_nothing_back() -> None:
    story = whole()
    story.bin(None)
    colleague = cast.colleague()
    colleague.is_active = False
    colleague.save()
    Article.objects.get(pk=story.pk).restore_from_bin(None)
    restored = Article.objects.get(pk=story.pk)
    assert restored.assignee is None and restored.due_at == story.due_at


@pytest.mark.every_database
def test_it_is_emptied() -> None:
    old, young, there = whole(), cast.draft("Young"), cast.draft("There")
    mine = {"key": uuid4(), "by": cast.reporter(), "content": {"headline": ["Mine"]}}
    typed = Autosave.objects.create(article=old, **mine)
    for story in (old, young):
        story.bin(None)
    now = timezone.now()
    Article.objects.filter(pk=old.pk).update(binned_at=now - timedelta(days=30, seconds=1))
    Article.objects.filter(pk=young.pk).update(binned_at=now - timedelta(days=29, hours=23))
    young.refresh_from_db()
    assert emptying.days_left(young) == 1
    assert emptying.empty() == 1
    assert set(Article.objects.values_list("pk", flat=True)) == {young.pk, there.pk}
    gone = Entry.objects.get(verb=Entry.Verb.DELETE)
    assert (gone.note, gone.by_name) == ("In the bin for 30 days.", "")
    assert gone.details["content"]["headline"] == "Second"
    assert Autosave.objects.filter(pk=typed.pk).exists()
    with override_settings(BIN_DAYS=31):
        assert emptying.empty() == 0


@pytest.mark.every_database
def test_many_at_once() -> None:
    editor, live = cast.editor(), cast.live()
    drafts = [whole(), cast.draft("Third")]
    numbers = [live.pk, *(one.pk for one in drafts)]

    def do(verb: BulkVerb) -> list[bool]:
        job = BulkJob.begin(verb, editor, numbers, key=verb.value)
        job.go_on()
        return [one.done for one in job.report]

    assert do(BulkVerb.UNBIN) == [False] * 3
    assert do(BulkVerb.BIN) == [False, True, True]
    assert Article.objects.in_bin_of(editor).count() == 2
    BulkJob.objects.all().delete()
    assert do(BulkVerb.UNBIN) == [False, True, True]
    assert do(BulkVerb.REMOVE) == [False] * 3
    BulkJob.objects.all().delete()
    assert do(BulkVerb.BIN) == [False, True, True]
    BulkJob.objects.all().delete()
    assert do(BulkVerb.REMOVE) == [False, True, True]
    assert list(Article.objects.all()) == [live]
