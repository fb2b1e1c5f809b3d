"""What readers were told is put in other words, or taken away, and printed once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Announcement, Appointment, Article, Correction, Entry, NotAllowed
from tests import cast

pytestmark = pytest.mark.django_db

TOLD = "The vote was nine to seven."
REASON = "Looked at."


def corrected() -> Article:
    """A live story of which readers were told something."""
    story = cast.live()
    story.publish(None, change="correction", note=TOLD)
    return Article.objects.get()


def at(story: Article, one: Correction | None = None) -> str:
    """The page of its corrections; where one of them is changed."""
    page = f"/admin/articles/article/{story.pk}/corrections/"
    return f"{page}{one.pk}/" if one else page


def form(one: Correction, **fields: str) -> dict[str, str]:
    """The form of a correction, as it is sent."""
    given = {"kind": one.kind, "text": one.text, "was": one.text, "why": "A slip."} | fields
    return {f"c{one.pk}-{name}": value for name, value in given.items() if name != "remove"} | (
        {"remove": "1"} if "remove" in fields else {}
    )


# --- Printed once -----------------------------------------------------------------------


@pytest.mark.every_database
def test_the_same_press_sent_again_prints_it_once() -> None:
    story = cast.live()
    story.write(story.content() | {"headline": "Put right"}, None)
    for _time in range(6):
        again = Article.objects.get()
        again.publish(cast.editor(), change="correction", note=f" {TOLD} ", reason=REASON)
    assert Correction.objects.count() == 1
    assert Entry.objects.filter(verb="correct").count() == 1


def test_two_that_say_different_things_are_two() -> None:
    story = corrected()
    story.publish(None, change="correction", note="And it was on Monday.")
    story.publish(None, change="clarification", note=TOLD)
    assert Correction.objects.count() == 3


def test_the_same_words_about_a_newer_mistake_are_printed_again() -> None:
    story = corrected()
    story.write(story.content() | {"headline": "Wrong once more"}, None)
    story.publish(None, change="correction", note=TOLD)
    assert Correction.objects.count() == 2


@pytest.mark.every_database
def test_the_same_plan_sent_again_is_one_plan() -> None:
    story, hour = corrected(), timezone.now() + timedelta(hours=1)
    story.write(story.content() | {"headline": "Put right"}, None)
    for _time in range(3):
        story.publish(cast.editor(), hour, change="correction", note="Later.", reason=REASON)
    assert Appointment.objects.filter(verb="changes").count() == 1
    assert Entry.objects.filter(verb="plan_changes").count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_six_posts_at_once_print_it_once() -> None:
    editor = cast.editor()
    story = cast.live()
    content = story.content()
    data = {name: value or "" for name, value in content.items() if value is not None}
    data |= {"topics": [], "headline": "Put right", "_move": "publish", "_reason": REASON}
    data |= {"_base": story.base_number(), "_change": "correction", "_note": TOLD}
    statuses = []

    def post() -> None:
        desk = Client()
        desk.force_login(editor)
        address = f"/admin/articles/article/{story.pk}/change/"
        statuses.append(desk.post(address, data).status_code)
        connection.close()

    threads = [threading.Thread(target=post) for _time in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert statuses == [302] * 6
    assert [one.text for one in Correction.objects.all()] == [TOLD]
    assert Article.objects.get().headline == "Put right"


# --- Put in other words, and taken away ---------------------------------------------------


@pytest.mark.every_database
def test_it_is_changed_for_readers_and_the_log_keeps_what_it_said(desk: Client) -> None:
    story, one = corrected(), Correction.objects.get()
    assert at(story) in desk.get(f"/admin/articles/article/{story.pk}/change/").content.decode()
    assert TOLD in desk.get(at(story)).content.decode()
    Announcement.log.all().delete()
    desk.post(at(story, one), form(one, text="The vote was ten to six."))
    for page in ("/corrections/", story.get_absolute_url(), "/corrections/feed/"):
        text = Client().get(page).content.decode()
        assert "ten to six" in text
        assert TOLD not in text
    told = {key for row in Announcement.log.all() for key in row.keys}
    assert {f"recall:{story.pk}", "corrections:1"} <= told
    entry = Entry.objects.get(verb="amend_correction")
    assert (entry.article, entry.by_name) == (story, "editor")
    assert entry.note == f"A slip. It said: “{TOLD}”"
    assert entry.details["before"] == {"kind": "correction", "text": TOLD}


def test_it_is_removed_everywhere_and_the_log_keeps_it(desk: Client) -> None:
    story, one = corrected(), Correction.objects.get()
    desk.post(at(story, one), form(one, remove="1"))
    assert not Correction.objects.exists()
    for page in ("/corrections/", story.get_absolute_url(), "/corrections/feed/"):
        assert TOLD not in Client().get(page).content.decode()
    entry = Entry.objects.get(verb="remove_correction")
    assert TOLD in entry.note
    assert desk.post(at(story, one), form(one, remove="1")).status_code == 404
    with pytest.raises(NotAllowed, match="removed meanwhile"):
        one.remove(None, "Again")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"why": " "}, "This field is required."),
        ({"text": ""}, "This field is required."),
        ({"kind": "minor"}, "Select a valid choice."),
        ({}, "That is the text already."),
        ({"text": "Other.", "was": "What it said before"}, "changed it meanwhile"),
        ({"remove": "1", "was": "What it said before"}, "changed it meanwhile"),
    ],
)
def test_what_can_not_be_done_is_said_with_the_text_kept(
    desk: Client, fields: dict[str, str], said: str
) -> None:
    story, one = corrected(), Correction.objects.get()
    answer = desk.post(at(story, one), form(one, **fields))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Correction.objects.get().text == TOLD


def test_only_who_may_publish_the_story_may() -> None:
    story, one = corrected(), Correction.objects.get()
    story.assign(None, cast.reporter())
    for person, status in ((cast.reporter(), 403), (cast.sports_editor(), 404)):
        client = Client()
        client.force_login(person)
        assert client.post(at(story, one), form(one, remove="1")).status_code == status
        with pytest.raises(PermissionDenied):
            one.amend(person, kind="correction", text="Mine.", why="So.")
        with pytest.raises(PermissionDenied):
            one.remove(person, "So.")
    client = Client()
    client.force_login(cast.reporter())
    page = client.get(at(story)).content.decode()
    assert TOLD in page
    assert "Remove" not in page


@pytest.mark.every_database
def test_a_correction_of_another_story_is_not_reached_by_this_ones_address(desk: Client) -> None:
    one = Correction.objects.create(article=corrected(), kind="correction", text=TOLD)
    other = cast.live("Another")
    assert desk.post(at(other, one), form(one, remove="1")).status_code == 404
    assert Correction.objects.filter(pk=one.pk).exists()
