"""Revisions: nothing that was written is lost, and nothing wins in silence."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from articles.models import Article, Entry, NotAllowed, Revision, State
from articles.models.story import content as contents
from tests import cast

pytestmark = pytest.mark.django_db


def numbers(story: Article) -> list[tuple[int, str]]:
    """The story's revisions, oldest first."""
    return list(story.revisions.order_by("number").values_list("number", "kind"))


def test_it_works() -> None:
    story, editor = cast.draft(topics=["Ports"]), cast.editor()
    written = story.write(
        story.content() | {"headline": "Crane goes", "topics": ["Ports", "Cranes"]},
        editor,
        why="New vote",
    )
    assert numbers(story) == [(1, "baseline"), (2, "saved")]
    assert (written.revision.by, written.revision.why) == (editor, "New vote")
    story = Article.objects.get()
    assert (story.headline, story.working) == ("Crane goes", written.revision)
    assert sorted(topic.name for topic in story.topics.all()) == ["Cranes", "Ports"]


@pytest.mark.every_database
def test_what_a_former_release_has_written_is_whole() -> None:
    story = cast.draft()
    former = story.content()
    for name in contents.LATER:
        del former[name]
    revision = Revision(article=story, number=1, content=former, by_name="somebody")
    Revision.objects.bulk_create([revision])
    Article.objects.filter(pk=story.pk).update(working=revision)
    story = Article.objects.get()
    assert story.content().keys() == set(contents.FIELDS)
    story.write(story.content(), None)
    assert numbers(story) == [(1, "saved")]


def test_the_same_again_makes_no_revision() -> None:
    story = cast.draft()
    for _time in range(3):
        story.write(story.content(), None)
    assert numbers(story) == [(1, "baseline")]


def test_a_row_and_its_content_are_the_same_thing() -> None:
    story = cast.draft(topics=["Ports"], picture=cast.picture(), authors=[cast.barnaby()])
    content = contents.cleaned(contents.of(story))
    other = Article.begin(content, None)
    again = contents.cleaned(contents.of(Article.objects.get(pk=other.pk)))
    assert again | {"slug": ""} == content | {"slug": ""}


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00"])
def test_a_moment_that_utc_has_no_year_for_is_none(moment: str) -> None:
    assert contents.cleaned(contents.blank() | {"publish_at": moment})["publish_at"] is None


def test_readers_see_nothing_of_a_live_storys_changes() -> None:
    story = cast.live(topics=["Ports"])
    before = contents.of(story)
    changes: dict[str, Any] = {"headline": "New", "section": None, "topics": [], "body": ""}
    story.write(story.content() | changes, None)
    fresh = Article.objects.get()
    assert contents.of(fresh) == before
    assert fresh.has_changes and fresh.is_visible


def test_saves_from_the_same_base_are_merged() -> None:
    story = cast.draft()
    base = story.write(story.content(), None).revision.number
    story.write(story.content() | {"headline": "Theirs"}, None, based_on=base)
    mine = story.revisions.get(number=base).content | {"standfirst": "Mine", "kind": "analysis"}
    written = story.write(mine, None, based_on=base)
    assert written.merged and written.revision.kind == "merged"
    assert (story.headline, story.standfirst, story.kind) == ("Theirs", "Mine", "analysis")


@pytest.mark.every_database
def test_overlaps_are_set_aside_and_settled() -> None:
    story, editor, reporter = cast.draft(), cast.editor(), cast.reporter()
    story.assign(None, reporter)
    base = story.write(story.content(), None).revision
    story.write(base.content | {"headline": "Theirs", "standfirst": "Theirs too"}, editor)
    mine = base.content | {"headline": "Mine", "agency": "Mine too"}
    for _time in range(2):
        written = story.write(mine, reporter, based_on=base.number)
    assert written.aside is not None and written.aside.content == contents.cleaned(mine)
    assert [one.number for one in story.set_aside()] == [written.aside.number]
    assert story.headline == "Theirs"
    overlaps = story.overlaps(written.aside).overlaps
    assert [(one.field, one.mine, one.theirs) for one in overlaps] == [
        ("headline", "Mine", "Theirs")
    ]
    with pytest.raises(NotAllowed, match="Choose one for each passage"):
        story.settle(written.aside, [], editor, story.base_number())
    with pytest.raises(NotAllowed, match="meanwhile"):
        story.settle(written.aside, ["mine"], editor, 1)
    entry = Entry.objects.get(verb="set_aside")
    assert (entry.revision, entry.by) == (written.aside.number, reporter)
    story.settle(written.aside, ["mine"], editor, story.base_number())
    assert (story.headline, story.standfirst, story.agency) == ("Mine", "Theirs too", "Mine too")
    assert story.set_aside() == []


def aside_of(story: Article) -> Revision:
    """A save that overlaps with another one and waits for a choice."""
    base = story.write(story.content(), None).revision
    story.write(base.content | {"headline": "Theirs"}, None)
    aside = story.write(base.content | {"headline": "Mine"}, None, based_on=base.number).aside
    assert aside is not None
    return aside


@pytest.mark.every_database
def test_only_what_waits_is_settled() -> None:
    story, other = cast.draft(), cast.draft("Other")
    aside, theirs = aside_of(story), aside_of(other)
    story.settle(aside, ["mine"], None, story.base_number())
    before = numbers(story)
    for wrong in (aside, theirs, story.revisions.get(number=1)):
        with pytest.raises(NotAllowed, match="no longer waiting"):
            story.settle(wrong, ["mine"], None, story.base_number())
    assert numbers(story) == before
    assert other.set_aside() == [theirs]


@pytest.mark.every_database
def test_the_same_is_not_brought_back_twice() -> None:
    story = cast.live()
    assert story.bring_back(story.write(story.content(), None).revision.number, None).number == 1
    story.write(story.content() | {"headline": "Second"}, None)
    made = story.bring_back(1, None)
    entries = Entry.objects.count()
    assert story.bring_back(1, None) == made == story.bring_back(3, None)
    assert len(numbers(story)) == 3
    assert Entry.objects.count() == entries


def test_a_save_set_aside_is_settled_by_bringing_it_back() -> None:
    story = cast.draft()
    aside = aside_of(story)
    story.write(aside.content, None)
    assert story.content() == aside.content and story.set_aside() == [aside]
    made = story.bring_back(aside.number, cast.editor())
    assert made.settles == aside and story.set_aside() == []
    assert story.bring_back(aside.number, cast.editor()) == made
    story.write(story.content() | {"headline": "Third"}, None)
    assert story.bring_back(aside.number, cast.editor()).settles is None


def test_what_is_brought_back_is_a_new_revision() -> None:
    story = cast.live()
    story.write(story.content() | {"headline": "Second"}, None)
    story.bring_back(1, cast.editor())
    assert numbers(story) == [(1, "baseline"), (2, "saved"), (3, "restored")]
    assert story.content()["headline"] == "Council keeps its old crane"
    with pytest.raises(NotAllowed):
        story.bring_back(99, None)


@pytest.mark.every_database
def test_what_is_gone_from_the_house_is_left_out_of_the_row() -> None:
    story = cast.draft(picture=cast.picture())
    content = story.content() | {"section": 4711, "picture": 4711, "authors": [4711]}
    story.write(content, None)
    fresh = Article.objects.get()
    assert (fresh.section, fresh.picture, fresh.names()) == (None, None, [])
    assert fresh.content()["authors"] == [4711]


def test_one_form_begins_one_story() -> None:
    key = uuid4()
    first = Article.begin(contents.blank() | {"headline": "One"}, None, key=key)
    again = Article.begin(contents.blank() | {"headline": "One"}, None, key=key)
    assert first == again and numbers(first) == [(1, "saved")]
    more = Article.begin(contents.blank() | {"headline": "Two", "body": "<p>x</p>"}, None, key=key)
    assert more == first and len(more.set_aside()) == 1


@pytest.mark.every_database
def test_only_those_within_reach_write() -> None:
    story = cast.draft(section=cast.section("sports"))
    for person in (cast.reporter(), cast.picture_editor(), cast.operator(), cast.reader()):
        with pytest.raises(PermissionDenied):
            story.write(story.content() | {"headline": "Mine"}, person)
        with pytest.raises(PermissionDenied):
            story.bring_back(1, person)
    story.write(story.content() | {"headline": "Ours"}, cast.sports_editor())
    assert not Revision.objects.filter(content__headline="Mine").exists()


def test_the_mark_of_a_sensitive_story_stays() -> None:
    story = cast.draft(sensitive=True)
    story.write(story.content() | {"sensitive": False}, cast.editor())
    assert Article.objects.get().sensitive
    story.write(story.content() | {"sensitive": False}, cast.managing_editor())
    assert not Article.objects.get().sensitive


def test_nor_does_an_older_revision_take_the_mark_off() -> None:
    story = cast.draft()
    for change in ({"headline": "Another"}, {"sensitive": True}):
        story.write(story.content() | change, cast.editor())
    newest = story.bring_back(1, cast.editor())
    assert (newest.content["headline"], newest.content["sensitive"]) == (story.headline, True)
    assert Article.objects.get().sensitive
    story.bring_back(1, cast.managing_editor())
    assert not Article.objects.get().sensitive


@pytest.mark.every_database
@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_an_impossible_end_is_kept_and_said_but_not_in_the_row(state: State) -> None:
    story = cast.draft()
    Article.objects.update(state=state)
    moments = {"publish_at": "2030-01-02T00:00:00+00:00", "expires_at": "2030-01-01T00:00:00+00:00"}
    story.write(story.content() | moments, None)
    assert Article.objects.get().expires_at is None
    assert "expires-early" in {one.code for one in story.findings(story.publish_at)}
