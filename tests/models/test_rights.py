"""Who may do what with which story."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Author, Right, may
from articles.models.story.rights import author_of, sections_of
from tests import cast

pytestmark = pytest.mark.django_db


def rights(person: User, story: Article) -> set[str]:
    """What the person may do with the story."""
    return {right.name for right in Right if may(person, right, story)}


WRITE = {"VIEW", "EDIT"}
EDIT = WRITE | {"DELETE", "PUBLISH"}
ALL = EDIT | {"WITHDRAW", "OVERRIDE"}


def test_the_roles_are_there() -> None:
    roles = {"Reporter", "Editor", "Managing editor", "Picture editor", "Operator"}
    assert roles <= set(Group.objects.values_list("name", flat=True))


def test_each_role_reaches_what_is_theirs() -> None:
    politics, sports = cast.draft(), cast.draft(section=cast.section("sports"))
    nowhere = cast.draft(section=None)
    expected = [
        (cast.reporter(), set(), set(), set()),
        (cast.editor(), EDIT, EDIT, set()),
        (cast.sports_editor(), set(), EDIT, set()),
        (cast.managing_editor(), ALL, ALL, ALL),
        (cast.picture_editor(), set(), set(), set()),
        (cast.operator(), set(), set(), set()),
        (cast.reader(), set(), set(), set()),
    ]
    for person, *allowed in expected:
        stories = (politics, sports, nowhere)
        assert [rights(person, story) for story in stories] == allowed, person
        listed = set(Article.objects.within_reach_of(person))
        assert listed == {s for s, may_do in zip(stories, allowed, strict=True) if may_do}, person


def test_a_story_is_ones_own_in_three_ways() -> None:
    person = cast.reporter()
    byline = cast.barnaby()
    byline.user = person
    byline.save()
    assigned = cast.draft("Assigned")
    assigned.assign(None, person)
    own = [
        cast.draft("Begun", created_by=person),
        cast.live("Written", authors=[byline]),
        Article.objects.get(pk=assigned.pk),
    ]
    cast.draft("Not mine")
    assert set(Article.objects.within_reach_of(person)) == set(own)
    for story in own:
        assert rights(person, story) == WRITE


def test_owning_a_story_is_not_governing_it() -> None:
    editor = cast.sports_editor()
    assert rights(editor, cast.draft(created_by=editor)) == EDIT - {"PUBLISH"}


def test_an_account_that_is_closed_may_nothing() -> None:
    person = cast.managing_editor()
    person.is_active = False
    person.save()
    story = cast.draft()
    assert rights(person, story) == set()
    assert not Article.objects.within_reach_of(person).exists()


def test_the_house_itself_may_everything() -> None:
    assert all(may(None, right, cast.draft()) for right in Right)


def test_one_query_says_what_django_and_the_newsroom_know_of_a_person() -> None:
    for person in (cast.editor(), cast.reporter(), cast.reader()):
        person.user_permissions.add(Permission.objects.get(codename="view_session"))
        Author.objects.create(name=person.username, user=person)
        plain, known = (User.objects.get(pk=person.pk) for _twice in range(2))
        with CaptureQueriesContext(connection) as queries:
            may(known, Right.PUBLISH)
            found = known.get_all_permissions(), sections_of(known), author_of(known)
        assert len(queries) == 1
        assert found == (plain.get_all_permissions(), sections_of(plain), author_of(plain))
        assert known.get_group_permissions() == plain.get_group_permissions()
