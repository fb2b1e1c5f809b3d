"""The schedule on the desk: what is due, how it went and why; and who may do what about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Appointment, Article
from articles.models.lifecycle.appointments import Appointment as Row
from tests import cast

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/appointment/"
State = Row.State


def planned(headline: str = "Council keeps its old crane", **fields: Any) -> Row:
    """Changes of a story that is out, planned for tomorrow."""
    story = cast.live(headline, **fields)
    story.write({**story.content(), "headline": f"{headline}, after all"}, None)
    story.publish(cast.managing_editor(), at=timezone.now() + timedelta(days=1), reason="So be it.")
    return Appointment.objects.get(article=story)


def failed(headline: str = "Council keeps its old crane", **fields: Any) -> Row:
    """Such changes, which have failed."""
    one = planned(headline, **fields)
    rows = Appointment.objects.filter(pk=one.pk)
    rows.update(state=State.FAILED, attempts=8, error="The licence of “crane” has expired.")
    return one


def do(client: Client, action: str, *chosen: Row, **more: Any) -> str:
    """Post an action; returns the page that follows."""
    data = {"action": action, "_selected_action": [one.pk for one in chosen], **more}
    return client.post(LIST, data, follow=True).content.decode()


def test_it_works(client: Client) -> None:
    failed("Crane sold")
    cast.live("Fog to come", at=timezone.now() + timedelta(hours=1))
    client.force_login(cast.editor())
    page = client.get(LIST).content.decode()
    for said in (
        "Crane sold",
        "failed",
        "has expired",
        "Fog to come",
        "goes live",
        "tried 8 times",
    ):
        assert said in page
    assert page.index("Crane sold") < page.index("Fog to come")


@pytest.mark.every_database
def test_done_ones_are_shown_when_asked_for(client: Client) -> None:
    one = planned()
    Appointment.objects.update(state=State.DONE)
    client.force_login(cast.editor())
    assert one.article.headline not in client.get(LIST).content.decode()
    assert one.article.headline in client.get(LIST, {"state": "done"}).content.decode()
    assert (
        one.article.headline
        not in client.get(LIST, {"state": "done", "verb": "expire"}).content.decode()
    )


def test_what_has_failed_is_tried_again(client: Client) -> None:
    one = failed()
    client.force_login(cast.editor())
    assert "Retried: 1." in do(client, "try_again", one)
    one.refresh_from_db()
    # The page that followed has done it: as every page does with changes whose hour has come.
    assert (one.state, one.attempts, one.error) == (State.DONE, 1, "")
    assert Article.objects.get().headline.endswith("after all")


@pytest.mark.every_database
def test_what_was_tried_again_and_taken_back_stands_in_the_log(client: Client) -> None:
    one, other = failed("One"), failed("Two")
    client.force_login(cast.managing_editor())
    assert "Retried: 1." in do(client, "try_again", one)
    assert "Cancelled: 1." in do(client, "take_back", other)
    log = client.get("/admin/articles/entry/").context["cl"].result_list
    assert {(entry.verb, entry.title) for entry in log} >= {
        ("try_again", "One"),
        ("take_back", "Two"),
    }


def test_a_failure_that_is_settled_is_shown_no_more(client: Client) -> None:
    one = failed()
    client.force_login(cast.managing_editor())
    assert "has expired" in client.get("/admin/").content.decode()
    Article.objects.get().publish(cast.managing_editor(), reason="So be it.")
    assert "has expired" not in client.get("/admin/").content.decode()
    assert one.article.headline not in client.get(LIST).content.decode()


def test_each_is_asked_for_and_what_was_refused_is_told(client: Client) -> None:
    plan, end = planned("<i>Crane</i>"), cast.live(expires_at=timezone.now() + timedelta(days=1))
    client.force_login(cast.editor())
    page = do(client, "take_back", plan, end.appointments.get())
    assert "Cancelled: 1." in page
    assert "Change “Expires at” in the story" in page
    assert "<i>Crane</i>" not in page
    assert Article.objects.get(pk=plan.article_id).planned() is None


def test_a_scheduled_story_is_taken_back_whole(client: Client) -> None:
    story = cast.live(at=timezone.now() + timedelta(hours=1))
    client.force_login(cast.editor())
    do(client, "take_back", story.appointments.get())
    story.refresh_from_db()
    assert story.state == "draft"
    assert story.body == cast.BODY


def test_not_a_thousand_at_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.admin.dashboard.appointments.MAX_SELECTED", 1)
    both = failed("One"), failed("Two")
    client.force_login(cast.editor())
    assert "at most 1" in do(client, "try_again", *both)
    assert Appointment.objects.filter(state=State.FAILED).count() == 2


@pytest.mark.every_database
def test_a_section_editor_sees_her_own(client: Client) -> None:
    failed("Secret of the council")
    own = failed("Cup final", section=cast.section("sports"))
    client.force_login(cast.sports_editor())
    page = client.get(LIST).content.decode()
    assert "Cup final" in page
    assert "Secret" not in page and "1 scheduled action" in page
    assert "Secret" not in client.get(LIST, {"q": "secret"}).content.decode()
    assert "Retried: 1." in do(client, "try_again", own)


def test_out_of_reach_nothing_is_done(client: Client) -> None:
    one = failed()
    client.force_login(cast.sports_editor())
    page = do(client, "try_again", one)
    assert one.article.headline not in page
    assert Appointment.objects.get().state == State.FAILED


@pytest.mark.every_database
def test_an_operator_sees_that_something_failed_and_not_what(client: Client) -> None:
    one = failed()
    client.force_login(cast.operator())
    page = client.get(LIST).content.decode()
    assert "failed" in page and "a story" in page
    for secret in ("crane", "has expired", "scheduled by", 'name="action"'):
        assert secret not in page
    assert "a story" not in client.get(LIST, {"q": "crane"}).content.decode()
    assert (
        client.post(LIST, {"action": "try_again", "_selected_action": [one.pk]}).status_code == 403
    )


@pytest.mark.parametrize("who", [cast.reporter, cast.picture_editor])
def test_others_are_refused(client: Client, who: Callable[[], User]) -> None:
    one = failed(created_by=cast.reporter())
    client.force_login(who())
    assert client.get(LIST).status_code == 403
    assert client.post(LIST, {"action": "try_again"}).status_code == 403
    assert client.get(f"{LIST}{one.pk}/change/").status_code == 403


@pytest.mark.every_database
def test_it_is_for_reading_only_whoever_reads(client: Client) -> None:
    one = failed()
    client.force_login(User.objects.create_superuser("root"))
    for address in ("add/", f"{one.pk}/change/", f"{one.pk}/delete/", f"{one.pk}/history/"):
        assert client.get(LIST + address).status_code == 403
        assert client.post(LIST + address, {"post": "yes"}).status_code == 405
    do(client, "delete_selected", one, post="yes")
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"state": "none"},
        {"verb": "\0"},
        {"q": "\0 ' %"},
        {"p": "999999999999999999999"},
        {"o": "99"},
    ],
)
def test_no_address_is_an_error(client: Client, asked: dict[str, str]) -> None:
    failed()
    client.force_login(cast.editor())
    assert client.get(LIST, asked, follow=True).status_code == 200


@pytest.mark.parametrize("lookup", ["error__contains", "article__body__contains", "note__gt"])
def test_no_questions_are_put_past_the_filters(client: Client, lookup: str) -> None:
    failed()
    client.force_login(cast.operator())
    assert client.get(LIST, {lookup: "a"}).status_code in {302, 400}


@pytest.mark.parametrize("who", [cast.editor, cast.managing_editor, cast.operator])
def test_queries_do_not_grow(
    client: Client, who: Callable[[], User], django_assert_max_num_queries: Any
) -> None:
    client.force_login(who())
    for number in range(3):
        failed(f"Story {number}")
    with django_assert_max_num_queries(13) as few:
        client.get(LIST)
    for number in range(10):
        failed(f"More {number}")
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)
