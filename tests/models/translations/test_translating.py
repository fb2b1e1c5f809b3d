"""Stories and their versions in other languages."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from articles.models import Announcement, Article, Entry, NotAllowed, Translation
from articles.models.notices.notice import Kind, Notice
from articles.models.notices.showing import shown_to
from articles.models.translations.blocks import blocks_to_translate
from articles.models.translations.group import of_stories, source_for
from tests import cast

pytestmark = pytest.mark.django_db


def told() -> set[str]:
    """All keys that were announced, which are forgotten then."""
    keys = {key for one in Announcement.log.all() for key in one.keys}
    Announcement.log.all().delete()
    return keys


def spoken(story: Article) -> list[str]:
    """The group of a story, by languages."""
    return [one.spoken.tag for one in of_stories([story.pk]).get(story.pk, [])]


# --- Translate into… ----------------------------------------------------------------


@pytest.mark.every_database
def test_a_translation_begins_with_what_the_source_says() -> None:
    source = cast.live(topics=["Ports"], standfirst="Nine members spoke.", slug="crane")
    source.write(source.content() | {"teaser": "Not published yet."}, None)
    editor = cast.editor()
    story = source.translate("Arabic – العربية", editor)
    content = story.content()
    assert (story.state, story.language, story.created_by) == ("draft", "ar", editor)
    assert content["body"] == source.content()["body"]
    assert (content["teaser"], content["topics"]) == ("Not published yet.", ["Ports"])
    assert (content["section"], content["authors"]) == (source.section_id, [cast.ottoline().pk])
    assert content["publish_at"] is None
    row = Translation.objects.get()
    assert (row.story_id, row.source_id, row.source_number) == (story.pk, source.pk, 2)
    assert spoken(source) == spoken(story) == ["en-GB", "ar"]
    assert Entry.objects.get(verb="translate").article_id == source.pk
    begun = Entry.objects.get(verb="create", article=story.pk)
    assert begun.details == {"translation_of": source.pk}
    assert story.revisions.get().why == f"Translation of “{source}”"


@pytest.mark.every_database
def test_a_version_is_translated_from_the_source_of_all() -> None:
    source = cast.draft()
    arabic = source.translate("ar", None)
    arabic.write(arabic.content() | {"headline": "المجلس"}, None)
    french = arabic.translate("fr", None)
    assert french.headline == source.headline
    assert Translation.objects.get(story=french).source_id == source.pk
    assert spoken(french) == ["en-GB", "ar", "fr"]


def test_there_is_one_version_in_each_language() -> None:
    source = cast.draft()
    key = uuid4()
    story = source.translate("ar", None, key=key)
    assert source.translate("ar", None, key=key) == story
    refused = {"ar": "a version in Arabic", "en-gb": "in British English", "x": "from the list"}
    for into, said in refused.items():
        with pytest.raises(NotAllowed, match=said):
            source.translate(into, None)
    assert Article.objects.count() == 2


@pytest.mark.every_database
def test_one_in_the_bin_gives_way() -> None:
    source = cast.draft()
    first = source.translate("ar", None)
    first.bin(None)
    assert spoken(source) == ["en-GB"]
    second = source.translate("ar", None)
    first.restore_from_bin(None)
    assert spoken(source) == ["en-GB", "ar"]
    assert spoken(first) == []
    assert Translation.objects.get().story_id == second.pk


def test_no_version_takes_the_language_of_another() -> None:
    source = cast.draft()
    arabic, french = source.translate("ar", None), source.translate("fr", None)
    for one, tag in ((french, "ar"), (french, ""), (source, "ar"), (arabic, "en-GB")):
        story = Article.objects.get(pk=one.pk)
        with pytest.raises(NotAllowed, match="There is a version in"):
            story.write(story.content() | {"language": tag}, None)
    french.write(french.content() | {"language": "de"}, None)
    assert spoken(source) == ["en-GB", "ar", "de"]
    # Of what was written before, nothing comes back into the way of another.
    Article.objects.get(pk=source.pk).translate("fr", None)
    with pytest.raises(NotAllowed):
        french.bring_back(1, None)


@pytest.mark.every_database
def test_who_may_not_see_a_story_or_begin_one_translates_none() -> None:
    source = cast.draft(section=cast.section("politics"))
    for person in (cast.reporter(), cast.sports_editor(), cast.picture_editor(), cast.reader()):
        with pytest.raises(PermissionDenied):
            source.translate("ar", person)
    assert not Translation.objects.exists()


@pytest.mark.every_database
def test_one_that_comes_back_into_a_language_that_was_taken_is_linked_no_more() -> None:
    source = cast.draft()
    arabic, french = source.translate("ar", None), source.translate("fr", None)
    arabic.bin(None)
    french.write(french.content() | {"language": "ar"}, None)
    arabic.restore_from_bin(None)
    assert spoken(french) == ["en-GB", "ar"]
    assert spoken(arabic) == []


# --- Linking ------------------------------------------------------------------------


@pytest.mark.every_database
def test_stories_that_are_there_are_linked_and_unlinked() -> None:
    source, other = cast.live(), cast.live("Der Rat behält seinen Kran", language="de")
    told()
    source.add_version(other, cast.editor())
    assert {f"article:{source.pk}", f"article:{other.pk}", f"versions:{source.pk}"} <= told()
    assert spoken(other) == ["en-GB", "de"]
    source.add_version(other, cast.editor())
    assert Entry.objects.filter(verb="link_version").count() == 2
    source.remove_version(other, cast.editor())
    assert {f"article:{source.pk}", f"article:{other.pk}"} <= told()
    assert spoken(other) == spoken(source) == []
    assert Entry.objects.filter(verb="unlink_version").count() == 2
    source.remove_version(other, cast.editor())


def test_what_does_not_fit_is_refused() -> None:
    source, german = cast.draft(), cast.draft("Rat", language="de")
    source.add_version(german, None)
    own, other = cast.draft("Other"), cast.draft("Autre", language="fr")
    own.add_version(other, None)
    for one, two, said in (
        (source, source, "its own translation"),
        (source, own, "translations of its own"),
        (source, other, "is a translation of “Other”"),
        (source, cast.draft("Zweite", language="de"), "version in German"),
        (source, cast.draft("Second"), "version in British English"),
    ):
        with pytest.raises(NotAllowed, match=said):
            one.add_version(two, None)
    # To a version means to its source.
    german.add_version(cast.draft("Consejo", language="es"), None)
    assert spoken(source) == ["en-GB", "de", "es"]


def test_readers_pages_are_changed_by_those_who_may_publish_both() -> None:
    reporter = cast.reporter()
    mine = cast.draft("Rat", language="de", created_by=reporter)
    theirs = cast.live()
    with pytest.raises(PermissionDenied):
        theirs.add_version(mine, reporter)  # She does not see it at the desk.
    theirs.assign(None, reporter, None)
    theirs.add_version(mine, reporter)
    theirs.remove_version(mine, reporter)
    mine.publish(None)
    with pytest.raises(PermissionDenied):
        theirs.add_version(mine, reporter)
    with pytest.raises(PermissionDenied):
        theirs.add_version(mine, cast.sports_editor())
    theirs.add_version(mine, cast.editor())


def test_what_readers_see_of_the_others_changes_when_one_comes_or_goes() -> None:
    source = cast.live()
    story = source.translate("ar", None)
    key = f"versions:{source.pk}"
    told()
    story.write(story.content() | {"headline": "المجلس"}, None)
    assert key not in told()
    story.publish(None)
    assert key in told()
    story.write(story.content() | {"headline": "المجلس يُبقي"}, None)
    story.publish(None)
    assert key not in told()
    story.withdraw(None, "Wrong.")
    assert key in told()
    source.withdraw(None, "Wrong.")
    assert key in told()


def test_a_source_that_is_deleted_leaves_its_versions_to_the_oldest() -> None:
    source = cast.draft()
    arabic, french = source.translate("ar", None), source.translate("fr", None)
    source.bin(None)
    assert spoken(french) == ["en-GB", "ar", "fr"]  # It may come back.
    Article._base_manager.get(pk=source.pk).remove(None)
    assert spoken(french) == ["ar", "fr"]
    assert Translation.objects.get().source_id == arabic.pk
    Article.objects.get(pk=french.pk).remove(None)
    assert spoken(arabic) == []


# --- What has changed since ---------------------------------------------------------


def changed(story: Article, person: Any = None) -> bool:
    found = source_for(Article.objects.get(pk=story.pk), person)
    assert found is not None
    if person is None:  # What is kept of it says the same.
        assert Translation.objects.get(story=story.pk).is_behind == found.has_changed
    return found.has_changed


@pytest.mark.every_database
def test_a_version_says_that_its_source_has_changed_until_somebody_has_looked() -> None:
    source = cast.live()
    story = source.translate("ar", None)
    assert not changed(story)
    source.write(source.content() | {"topics": ["Ports"]}, None)
    assert not changed(story)  # A topic is nothing to translate.
    before = source.content()
    source.write(before | {"headline": "Council sells its old crane"}, None)
    assert changed(story)
    source.write(before, None)
    assert not changed(story)
    source.write(before | {"headline": "Council sells its old crane"}, None)
    number = Article.objects.get(pk=source.pk).base_number()
    story.mark_up_to_date(number + 1, None)
    assert changed(story)  # This revision no longer exists.
    story.mark_up_to_date(number, cast.editor())
    assert not changed(story)
    story.mark_up_to_date(1, None)
    row = Translation.objects.get()
    assert (row.source_number, row.checked_by) == (number, cast.editor())
    assert Entry.objects.filter(verb="up_to_date").count() == 1
    with pytest.raises(PermissionDenied):
        story.mark_up_to_date(number, cast.reporter())


def test_who_does_not_reach_the_source_reads_what_readers_have() -> None:
    reporter, source = cast.reporter(), cast.live()
    story = source.translate("ar", None)
    source.write(source.content() | {"headline": "A secret"}, None)
    found = source_for(story, reporter)
    assert found and found.content["headline"] == "Council keeps its old crane"
    assert not found.has_changed
    source.withdraw(None, "Wrong.")
    assert source_for(story, reporter) is None
    assert source_for(cast.draft("Alone"), None) is None


def test_blocks_stand_beside_each_other() -> None:
    source = cast.draft(standfirst="One.")
    story = source.translate("ar", None)
    own = story.content() | {"headline": "المجلس", "standfirst": "", "body": "<p>واحد</p>"}
    pairs = blocks_to_translate(source.content(), own)
    assert [(one.field, one.place) for one in pairs] == [
        ("headline", 0), ("standfirst", 0), ("body", 0), ("body", 1), ("body", 2),
    ]  # fmt: skip
    assert (pairs[0].source, pairs[0].own) == ("Council keeps its old crane", "المجلس")
    assert pairs[3].source == "<h2>What was decided</h2>"
    assert pairs[3].own == ""


@pytest.mark.every_database
def test_a_change_of_the_source_is_told_once_to_those_whose_version_it_is() -> None:
    editor, translator = cast.editor(), cast.reporter()
    source = cast.live()
    story = source.translate("ar", None)
    story.assign(None, translator)
    for headline in ("Council sells its old crane", "Council burns its old crane"):
        source.write(source.content() | {"headline": headline}, editor)
    notices = Notice.objects.filter(kind=Kind.SOURCE_CHANGED)
    assert [(one.to, one.article_id, one.by, one.count) for one in notices] == [
        (translator, story.pk, editor, 1)
    ]
    (shown,) = shown_to(translator, list(notices))
    assert shown.sentence == (
        "editor changed the source of the translation “Council keeps its old crane”"
    )
    number = Article.objects.get(pk=source.pk).base_number()
    story.mark_up_to_date(number, translator)
    assert not notices.unseen().exists()
    Article.objects.get(pk=story.pk).bin(None)
    source.write(source.content() | {"headline": "Council buys a crane"}, editor)
    assert not notices.unseen().exists()
