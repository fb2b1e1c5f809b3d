"""People at the desk are told of what concerns them: once, by the ways that they chose."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.models import Appointment, Article, Comment, NotAllowed, Notice, NoticeChoices
from articles.models.access.leaving import leave
from articles.models.changes.pruning import prune
from articles.models.lifecycle.scheduler import do_due
from articles.models.notices import hours
from articles.models.notices.choices import ByMail
from articles.models.notices.notice import Kind
from articles.models.notices.telling import tell
from tests import cast

pytestmark = pytest.mark.django_db
Counted = Any


@pytest.fixture(autouse=True)
def has_mail(settings: Any) -> None:
    settings.HAS_MAIL = True


@pytest.fixture
def reporter() -> User:
    return cast.reporter()


@pytest.fixture
def editor() -> User:
    return cast.editor()


@pytest.fixture
def story(reporter: User) -> Article:
    return cast.draft(created_by=reporter)


def told(person: User) -> list[tuple[str, str, str]]:
    rows = Notice.objects.on_bell_of(person).unseen()
    return [(one.kind, one.by_name, one.note) for one in rows]


# --- What the verbs tell --------------------------------------------------------------


def test_a_story_goes_to_and_fro(story: Article, reporter: User, editor: User) -> None:
    sports = cast.sports_editor()
    story.submit(reporter, "All sources asked")
    assert told(editor) == [(Kind.APPROVAL, "reporter", "All sources asked")]
    # Who may not approve it in its section, and whoever did it, is told nothing.
    assert told(sports) == told(reporter) == []
    story.return_to_draft(editor, "Who says so?")
    assert told(reporter) == [(Kind.RETURNED, "editor", "Who says so?")]
    # It waits no more.
    assert told(editor) == []


@pytest.mark.every_database
def test_changes_are_submitted_and_returned(reporter: User, editor: User) -> None:
    story = cast.live(created_by=reporter)
    Notice.objects.all().delete()
    story.write(story.content() | {"headline": "Another word"}, reporter)
    story.submit_changes(reporter, "A new figure")
    assert told(editor) == [(Kind.APPROVAL, "reporter", "A new figure")]
    story.return_changes(editor, "Too long")
    assert told(reporter) == [(Kind.CHANGES_RETURNED, "editor", "Too long")]
    assert told(editor) == []


def test_going_live_is_told_to_those_whose_story_it_is(
    story: Article, reporter: User, editor: User
) -> None:
    author = cast.ottoline()
    author.user = cast.colleague()
    author.save()
    story.publish(editor, reason="Checked.")
    assert told(reporter) == [(Kind.LIVE, "editor", "")]
    assert told(author.user) == [(Kind.LIVE, "editor", "")]
    assert told(editor) == []


def test_one_that_goes_live_by_its_hour_is_told_then(
    story: Article, reporter: User, editor: User
) -> None:
    hour = timezone.now() + timedelta(hours=1)
    story.publish(editor, at=hour, reason="Checked.")
    assert told(reporter) == []
    do_due(hour)
    assert told(reporter) == [(Kind.LIVE, "", "")]


@pytest.mark.every_database
def test_planned_changes_that_fail_are_told_to_their_planner(
    story: Article, reporter: User, editor: User
) -> None:
    story.publish(None)
    hour = timezone.now() + timedelta(hours=1)
    story.write(story.content() | {"headline": "Another word"}, editor)
    story.publish(editor, at=hour, reason="Checked.")
    managing = cast.managing_editor()
    Appointment.objects.update(by=reporter)
    do_due(hour)
    (kind, by, note), *_more = told(reporter)
    assert (kind, by) == (Kind.FAILED, "")
    assert "no longer publish" in note
    assert [one[0] for one in told(managing)] == [Kind.FAILED]


@pytest.mark.every_database
def test_an_assignment_is_told_once(story: Article, reporter: User, editor: User) -> None:
    colleague = cast.colleague()
    story.assign(editor, colleague)
    story.assign(editor, colleague, timezone.now())
    assert told(colleague) == [(Kind.ASSIGNED, "editor", "")]
    story.assign(editor, None)
    story.assign(editor, editor)
    assert told(editor) == []
    assert [one.count for one in Notice.objects.filter(to=colleague)] == [1]


@pytest.mark.every_database
def test_comments_are_told_to_whom_they_concern(
    story: Article, reporter: User, editor: User
) -> None:
    managing = cast.managing_editor()
    first = Comment.say(story, editor, "Who says so, @managing-editor?")
    assert told(managing) == [(Kind.MENTION, "editor", "Who says so, @managing-editor?")]
    Comment.say(story, managing, "The mayor.", parent=first)
    Comment.say(story, managing, "And his deputy.", parent=first)
    # Who is answered, and whose story it is; three comments are one notice.
    (answered,) = Notice.objects.filter(to=editor)
    assert (answered.kind, answered.count, answered.by_name) == (
        Kind.COMMENT, 2, "managing-editor",
    )  # fmt: skip
    (own,) = Notice.objects.filter(to=reporter)
    assert (own.kind, own.count, own.note) == (Kind.COMMENT, 3, "And his deputy.")
    assert own.place == f"comment:{story.comments.last().pk}"  # type: ignore[union-attr]


@pytest.mark.every_database
def test_what_was_seen_is_told_anew(story: Article, reporter: User, editor: User) -> None:
    Comment.say(story, editor, "One")
    Notice.objects.filter(to=reporter).see()
    Comment.say(story, editor, "Two")
    assert told(reporter) == [(Kind.COMMENT, "editor", "Two")]
    assert Notice.objects.filter(to=reporter).count() == 2


@pytest.mark.every_database
def test_what_fails_tells_nobody(story: Article, reporter: User, editor: User) -> None:
    with pytest.raises(NotAllowed), story.locked():  # noqa: PT012
        story.submit(reporter)
        story.submit(reporter)
    with pytest.raises(NotAllowed):
        story.return_to_draft(editor)
    assert not Notice.objects.exists()


def test_one_function_tells_of_anything(
    reporter: User, editor: User, django_assert_max_num_queries: Counted
) -> None:
    closed = cast.colleague()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    people = [reporter, reporter.pk, editor, closed, cast.reader(), None]
    with django_assert_max_num_queries(3):
        tell(Kind.ASSIGNED, people, editor, about="coverage:12", note="The budget debate")
    assert told(reporter) == [(Kind.ASSIGNED, "editor", "The budget debate")]
    assert (made := Notice.objects.get()).number == 12
    assert made.article is None
    with django_assert_max_num_queries(0):
        tell(Kind.ASSIGNED, [editor, None], editor, about="coverage:12")


# --- By which ways --------------------------------------------------------------------


def test_who_chose_nothing_has_the_defaults(reporter: User) -> None:
    tell(Kind.MENTION, [reporter], None, about="coverage:1")
    tell(Kind.COMMENT, [reporter], None, about="coverage:1")
    tell(Kind.LIVE, [reporter], None, about="coverage:1")
    rows = {one.kind: one for one in Notice.objects.all()}
    assert rows[Kind.MENTION].mail_at == rows[Kind.MENTION].at
    assert (later := rows[Kind.COMMENT].mail_at) is not None
    assert later > timezone.now()
    assert rows[Kind.LIVE].mail_at is None


def test_each_chooses(reporter: User) -> None:
    choices = NoticeChoices(account=reporter)
    choices.choose(Kind.MENTION, bell=False, mail=ByMail.NEVER, push=False)
    choices.save()
    tell(Kind.MENTION, [reporter], None, about="coverage:1")
    one = Notice.objects.get()
    assert (one.on_bell, one.mail_at, one.push_at) == (False, None, None)
    assert choices.of(Kind.ASSIGNED).mail == ByMail.AT_ONCE


@pytest.mark.every_database
def test_nothing_of_what_is_stored_can_break_a_verb(reporter: User) -> None:
    several: tuple[Any, ...] = ({"mention": 7}, [], {"mention": {"mail": "hourly", "more": 1}})
    for stored in several:
        NoticeChoices.objects.update_or_create(
            account=reporter, defaults={"ways": stored, "zone": "Nowhere/At all"}
        )
        tell(Kind.MENTION, [reporter], None, about="coverage:1")


@pytest.mark.every_database
def test_quiet_hours_put_off_mail_and_push(reporter: User) -> None:
    now = timezone.now()
    begins, ends = (now - timedelta(hours=1)).time(), (now + timedelta(hours=2)).time()
    NoticeChoices.objects.create(account=reporter, zone="UTC", quiet_from=begins, quiet_until=ends)
    tell(Kind.MENTION, [reporter], None, about="coverage:1")
    one = Notice.objects.get()
    assert one.push_at is None  # without a device
    assert one.mail_at is not None
    assert timedelta(hours=1, minutes=59) < one.mail_at - now <= timedelta(hours=2)


def test_a_digest_comes_once_a_day_whatever_clocks_do() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for hour in (time(2, 30), time(8), time(0), time(23, 59)):
        now, moments = datetime(2026, 3, 27, tzinfo=UTC), []
        while now < datetime(2026, 4, 1, tzinfo=UTC):
            moments.append(now := hours.next_at(now, hour, berlin))
        days = [one.astimezone(berlin).date() for one in moments]
        assert len(set(days)) == len(days) == (days[-1] - days[0]).days + 1
        now, moments = datetime(2026, 10, 23, tzinfo=UTC), []
        while now < datetime(2026, 10, 28, tzinfo=UTC):
            moments.append(now := hours.next_at(now, hour, berlin))
        days = [one.astimezone(berlin).date() for one in moments]
        assert len(set(days)) == len(days) == (days[-1] - days[0]).days + 1


@pytest.mark.parametrize(("clock", "expected"), [(21, 21), (22, 7), (3, 7), (7, 7), (12, 12)])
def test_quiet_over_midnight(clock: int, expected: int) -> None:
    kathmandu = ZoneInfo("Asia/Kathmandu")
    now = datetime(2026, 5, 4, clock, tzinfo=kathmandu)
    found = hours.after_quiet(now, time(22), time(7), kathmandu).astimezone(kathmandu)
    assert (found.hour, found.minute) == (expected, 0)
    assert hours.after_quiet(now, None, time(7), kathmandu) == now


# --- What goes ------------------------------------------------------------------------


@pytest.mark.every_database
def test_all_of_it_goes_with_who_leaves(story: Article, reporter: User, editor: User) -> None:
    heir = cast.colleague()
    NoticeChoices.objects.create(account=reporter)
    story.assign(editor, reporter)
    leave(reporter, cast.managing_editor(), heir)
    assert not Notice.objects.filter(to=reporter).exists()
    assert not NoticeChoices.objects.exists()
    assert [(one[0], one[2]) for one in told(heir)] == [(Kind.ASSIGNED, "reporter")]


@pytest.mark.every_database
def test_old_ones_are_pruned(reporter: User) -> None:
    for days, seen in ((29, True), (31, True), (100, False), (181, False)):
        at = timezone.now() - timedelta(days=days)
        about = f"coverage:{days}"
        Notice.objects.create(
            to=reporter, kind=Kind.LIVE, about=about, at=at, seen_at=at if seen else None
        )
    prune()
    assert {one.number for one in Notice.objects.all()} == {29, 100}


def test_it_is_folded_under_a_lock(reporter: User) -> None:
    with transaction.atomic():
        for number in range(5):
            tell(Kind.COMMENT, [reporter], None, about="coverage:1", note=str(number))
    assert [(one.count, one.note) for one in Notice.objects.all()] == [(5, "4")]
