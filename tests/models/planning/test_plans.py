"""Coverage plans: who plans, who is asked, what becomes of one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles.models import Article, Assignment, CalendarFeed, Entry, NotAllowed, Plan, SavedFilter
from articles.models.access.leaving import leave, what_is_going
from articles.models.notices.notice import Notice
from articles.models.planning.plan import Overlap
from articles.models.planning.starting import start
from tests import cast

pytestmark = pytest.mark.django_db

START = timezone.now().replace(microsecond=0)


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def plan(title: str = "The budget", by: Any = None, **given: Any) -> Plan:
    return Plan.make({"title": title, **given}, by or cast.editor())


def asked(one: Plan, person: Any, role: str = "writer") -> Assignment:
    return Assignment.ask(one, person, role, cast.editor())


def seen(person: Any) -> set[str]:
    return set(Plan.objects.seen_by(person).values_list("title", flat=True))


def test_it_works() -> None:
    one = plan(section=cast.section().pk, deadline=hours(5), starts_at=hours(1), words=700)
    author = cast.barnaby()
    author.user = cast.reporter()
    author.save()
    ask = asked(one, cast.reporter())
    assert Notice.objects.filter(to=cast.reporter(), about=f"coverage:{one.pk}").count() == 1
    ask.reply("accepted", cast.reporter(), "Gladly.")
    assert Notice.objects.filter(to=cast.editor(), about=f"coverage:{one.pk}").count() == 1
    story = start(one, cast.reporter())
    assert (story.headline, story.section, story.due_at) == (one.title, cast.section(), hours(5))
    assert (story.assignee, story.names()) == (cast.reporter(), ["Barnaby Quill"])
    one.refresh_from_db()
    assert one.its_story == story
    assert start(one, cast.editor()).pk == story.pk
    verbs = Entry.objects.filter(details__plan=one.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["plan_make", "plan_assign", "plan_answer", "create", "plan_start"]


def test_who_sees_and_plans_what() -> None:
    plan("Sports", section=cast.section("sports").pk)
    plan("Politics", section=cast.section().pk)
    plan("Nowhere")
    mine = plan("Asked", section=cast.section().pk)
    asked(mine, cast.reporter())
    assert seen(cast.managing_editor()) == {"Sports", "Politics", "Nowhere", "Asked"}
    assert seen(cast.sports_editor()) == {"Sports", "Nowhere"}
    assert seen(cast.reporter()) == {"Asked"}
    assert seen(cast.colleague()) == seen(cast.operator()) == seen(cast.reader()) == set()
    with pytest.raises(PermissionDenied):
        plan("No", by=cast.reporter())
    with pytest.raises(PermissionDenied):
        plan("No", by=cast.sports_editor(), section=cast.section().pk)
    with pytest.raises(PermissionDenied):
        mine.change({**mine.values(), "title": "Mine now"}, cast.sports_editor())
    with pytest.raises(PermissionDenied):
        start(mine, cast.colleague())
    with pytest.raises(PermissionDenied):
        mine.assignments.get().reply("accepted", cast.colleague())


def test_two_editors_at_once_lose_nothing() -> None:
    one = plan()
    base = one.values()
    Plan.objects.get(pk=one.pk).change({**base, "note": "Bring a ladder."}, cast.managing_editor())
    one.change({**base, "place": "Town hall"}, cast.editor(), base)
    one.refresh_from_db()
    assert (one.note, one.place) == ("Bring a ladder.", "Town hall")
    with pytest.raises(Overlap, match="note"):
        one.change({**base, "note": "No ladder."}, cast.editor(), base)
    assert Plan.objects.get(pk=one.pk).note == "Bring a ladder."
    assert one.change(one.values(), cast.editor()) is False


def test_what_does_not_fit_is_refused_in_words() -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"title": " \u200b"}, "title"),
        ({"ends_at": hours(1)}, "end before"),
        ({"starts_at": hours(2), "ends_at": hours(1)}, "end before"),
        ({"note": "x" * 6_000}, "too long"),
        ({"section": 10**9}, "no longer there"),
    ]
    for given, words in wrong:
        with pytest.raises(NotAllowed, match=words):
            plan(**{"title": "A", **given})
    key = uuid4()
    made = [Plan.make({"title": "Once"}, cast.editor(), key) for _again in range(2)]
    assert made[0].pk == made[1].pk


def test_nothing_is_lost() -> None:
    one = plan()
    one.archive(cast.editor())
    with pytest.raises(NotAllowed, match="archived"):
        one.change({**one.values(), "title": "B"}, cast.editor())
    one.bring_back(cast.editor())
    story = start(one, cast.editor())
    story.bin(cast.chief())
    with pytest.raises(NotAllowed, match="in the bin"):
        start(Plan.objects.get(pk=one.pk), cast.editor())
    Article.objects.get(pk=story.pk).restore_from_bin(cast.chief())
    assert Plan.objects.get(pk=one.pk).its_story == story
    Article.objects.get(pk=story.pk).remove(cast.chief())
    assert Plan.objects.get(pk=one.pk).its_story is None
    assert start(Plan.objects.get(pk=one.pk), cast.editor()).pk


def test_who_leaves_hands_it_over() -> None:
    one, other = plan("One"), plan("Other")
    asked(one, cast.reporter())
    asked(other, cast.reporter()).reply("declined", cast.reporter())
    secret = CalendarFeed.make(cast.reporter())
    SavedFilter.keep("Ours", "board", "section=1", cast.reporter(), shared=True)
    assert what_is_going(cast.reporter(), None).coverage == 1
    leave(cast.reporter(), None, cast.colleague())
    assert [one.person for one in one.assignments.all()] == [cast.colleague()]
    assert CalendarFeed.find(secret) is None
    assert SavedFilter.objects.get().owner == cast.colleague()


def test_a_person_is_asked_once_and_again_after_declining() -> None:
    one = plan()
    first = asked(one, cast.reporter())
    assert asked(one, cast.reporter()).pk == first.pk
    first.reply("declined", cast.reporter(), "I am away.")
    again = asked(one, cast.reporter())
    assert (again.pk, again.answer, again.note) == (first.pk, "asked", "")
    again.take_back(cast.editor())
    assert not one.assignments.exists()
    with pytest.raises(NotAllowed):
        asked(one, cast.reader())


# --- Saved filters -----------------------------------------------------------------------


def test_saved_filters() -> None:
    me, other = cast.editor(), cast.sports_editor()
    mine = SavedFilter.keep("Mine", "budget", "section=1&date=2026-01-01&p=3&x=", me, opens=True)
    assert mine.query == "section=1"
    ours = SavedFilter.keep("Ours", "budget", "state=draft", me, shared=True)
    assert set(SavedFilter.known_to(other, "budget")) == {ours}
    assert SavedFilter.default_of(me, "budget") == mine
    ours.open_with(other)
    assert SavedFilter.default_of(other, "budget") == ours
    with pytest.raises(PermissionDenied):
        ours.remove(other)
    with pytest.raises(PermissionDenied):
        mine.open_with(other)
    ours.amend("Ours alone", me, shared=False)
    assert SavedFilter.default_of(other, "budget") is None
    again = SavedFilter.keep("Mine", "budget", "section=2", me)
    assert (again.pk, again.query) == (mine.pk, "section=2")
    with pytest.raises(NotAllowed):
        SavedFilter.keep("", "budget", "", me)
    with pytest.raises(NotAllowed):
        SavedFilter.keep("Long", "budget", "a=" + "x" * 2_000, me)
    again.remove(me)
    assert set(SavedFilter.objects.all()) == {ours}
