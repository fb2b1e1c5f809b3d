"""Suggestions in a story: whose they are, and that readers see nothing of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from articles.models import Article, Entry, Notice, Suggestion
from articles.models.notices.notice import Kind
from articles.models.story import checks
from tests import cast
from tests.lib.test_suggestions import gone, ins

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
FIRST = "<p>The council met on Monday.</p>"
BODY = f"<p>The {ins('harbour ')}council met on Monday{gone(', late', 'bbbbbb')}.</p>"


def saved(story: Article, body: str, by: Any, **more: Any) -> str:
    """The story's text after `by` has saved `body`."""
    found = Article.objects.get(pk=story.pk)
    found.write(found.content() | {"body": body}, by, **more)
    return str(Article.objects.get(pk=story.pk).content()["body"])


def whose(story: Article) -> dict[str, str]:
    rows = Suggestion.objects.filter(article=story.pk)
    return {one.key: one.by_name for one in rows}


def test_a_draft_keeps_them_and_its_row_does_not() -> None:
    story = cast.draft(body=FIRST)
    assert saved(story, BODY, cast.editor()) == BODY
    story = Article.objects.get(pk=story.pk)
    assert story.body == "<p>The council met on Monday, late.</p>"
    assert "harbour" not in story.search_text + story.trail_text
    assert story.word_count == 6
    assert whose(story) == {"aaaaaa": "editor", "bbbbbb": "editor"}


def test_what_is_published_is_the_text_before_them_and_they_stay() -> None:
    story = cast.draft(body=FIRST)
    story.write(story.content() | {"body": BODY}, cast.editor())
    found = [one for one in checks.look(story, story.content()) if one.code == "undecided"]
    assert [one.level for one in found] == ["warning"]
    assert found[0].message == "2 suggestions are undecided. Readers get the text without them."
    story.publish(cast.managing_editor(), reason="Nobody is there")
    story = Article.objects.get(pk=story.pk)
    assert (story.body, story.content()["body"]) == (
        "<p>The council met on Monday, late.</p>",
        BODY,
    )
    assert not story.has_changes
    for address in (story.get_absolute_url(), "/feed/", "/search/?q=harbour"):
        assert b"harbour council" not in Client().get(address).content


def test_nobody_writes_in_anothers_name() -> None:
    story = cast.draft(body=FIRST)
    editor, chief = cast.editor(), cast.managing_editor()
    saved(story, BODY, editor)
    # What another one takes out of it, or moves, stays whose it was.
    fewer = BODY.replace("harbour ", "harb ").replace(", late", "late")
    assert saved(story, fewer, chief) == fewer
    # What they put in its place is their own, once and again.
    forged = BODY.replace("harbour ", "corrupt ")
    made = saved(story, forged, chief)
    assert saved(story, forged, chief) == made
    (key,) = set(whose(story)) - {"aaaaaa", "bbbbbb"}
    assert made == forged.replace("aaaaaa", key)
    assert whose(story)[key] == chief.get_username()
    # A second place for the same words is a copy: its words are whoever's put them there.
    twice = saved(story, BODY + f"<p>A {ins('harbour ')}bar</p>", chief)
    assert twice.count("aaaaaa") == 1


def test_a_copy_names_them_as_the_story_does() -> None:
    story = cast.draft(body=FIRST)
    saved(story, BODY, cast.editor())
    copy = Article.objects.get(pk=story.pk).duplicate(cast.managing_editor())
    assert (copy.content()["body"], whose(copy)) == (BODY, whose(story))


def test_what_is_taken_and_refused_is_logged_and_told() -> None:
    writer, editor = cast.reporter(), cast.editor()
    story = cast.draft(body=FIRST, created_by=writer)
    saved(story, BODY, editor)
    choice = {"aaaaaa": "taken", "bbbbbb": "refused", "cccccc": "taken", "dddddd": "x"}
    after = "<p>The harbour council met on Monday, late.</p>"
    assert saved(story, after, cast.managing_editor(), decided=choice) == after
    told = Notice.objects.filter(article=story.pk).values_list("kind", "to", "note")
    assert set(told) == {
        (Kind.SUGGESTED, writer.pk, ""),
        (
            Kind.SUGGESTION_SETTLED,
            editor.pk,
            "Accepted 1 suggestion by editor. Rejected 1 suggestion by editor.",
        ),
    }
    entry = Entry.objects.filter(article=story.pk, verb="edit").first()
    assert entry is not None
    assert entry.note == "Accepted 1 suggestion by editor. Rejected 1 suggestion by editor."


def test_they_come_through_a_merge_a_conflict_a_version_and_the_bin() -> None:
    story = cast.draft(body=f"{FIRST}<p>Nine spoke.</p>")
    editor, chief = cast.editor(), cast.managing_editor()
    saved(story, f"{FIRST}<p>Nine spoke.</p>", None)
    base = Article.objects.get(pk=story.pk).base_number()
    saved(story, f"{BODY}<p>Nine spoke.</p>", editor, based_on=base)
    later = f"{FIRST}<p>Nine {ins('members ', 'eeeeee')}spoke.</p>"
    both = f"{BODY}<p>Nine {ins('members ', 'eeeeee')}spoke.</p>"
    assert saved(story, later, chief, based_on=base) == both
    assert whose(story)["eeeeee"] == chief.get_username()
    # The same paragraph, typed in by somebody else.
    found = Article.objects.get(pk=story.pk)
    other = FIRST.replace("Monday", "Tuesday") + "<p>Nine spoke.</p>"
    aside = found.write(found.content() | {"body": other}, chief, based_on=base).aside
    assert aside is not None
    newest = found.base_number()
    found.settle(aside, ["both"], chief, newest)
    settled = Article.objects.get(pk=story.pk).content()["body"]
    assert settled == BODY + both.removeprefix(BODY).join(
        ("<p>The council met on Tuesday.</p>", "")
    )
    found.bring_back(newest, chief)
    assert Article.objects.get(pk=story.pk).content()["body"] == both
    binned = Article.objects.get(pk=story.pk)
    binned.bin(chief)
    binned.restore_from_bin(chief)
    assert Article.objects.get(pk=story.pk).content()["body"] == both


def test_only_who_may_edit_suggests() -> None:
    story = cast.draft(body=FIRST)
    with pytest.raises(PermissionDenied):
        saved(story, BODY, cast.sports_editor())
