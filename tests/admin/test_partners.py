"""Partner feeds on the desk: made, changed, given tokens, by whoever may change the settings."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Entry, PartnerFeed, PartnerUse, Topic
from tests import cast

pytestmark = pytest.mark.django_db
AT_THE_DESK = cast.managing_editor
LIST = "/admin/articles/partnerfeed/"
GIVEN: dict[str, Any] = {
    "name": "Harbour Radio", "slug": "", "is_on": "on", "topics": "", "authors": "", "words": "",
    "delay": "15", "most": "30", "form": "atom", "is_full": "on", "has_pictures": "on",
    "attribution": "", "campaign": "",
}  # fmt: skip


def made(desk: Client, **more: Any) -> Any:
    return desk.post(f"{LIST}add/", GIVEN | more)


def token_in(answer: Any) -> str:
    (token,) = set(re.findall(r"npf_[A-Za-z0-9]{43}", answer.text))
    return str(token)


def test_one_is_made_and_read(desk: Client, client: Client) -> None:
    topic = Topic.objects.create(name="Cranes", slug="cranes")
    chosen = {"topics": "cranes", "sections": [cast.section().pk], "kinds": ["news"]}
    assert made(desk, **chosen).status_code == 302
    feed = PartnerFeed.objects.get()
    assert (feed.slug, feed.topics, feed.by) == ("harbour-radio", [topic.pk], AT_THE_DESK())
    assert client.get("/feed/partners/harbour-radio/").status_code == 200
    entry = Entry.objects.get(verb="partner")
    assert entry.title == "Harbour Radio"
    PartnerUse.objects.update_or_create(
        feed=feed, day=timezone.localdate(), defaults={"times": 1234}
    )
    assert "1234" in desk.get(LIST).text
    page = desk.get(f"{LIST}{feed.pk}/change/").text
    assert "1234" in page and "http://testserver/feed/partners/harbour-radio/" in page
    assert 'value="Cranes"' in page


def test_a_token_is_shown_once_and_kept_as_a_hash(desk: Client, client: Client) -> None:
    answer = made(desk, needs_token="on")
    token = token_in(answer)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    feed = PartnerFeed.objects.get()
    assert token not in str(PartnerFeed.objects.values().get())
    assert token not in desk.get(f"{LIST}{feed.pk}/change/").text
    assert client.get(f"/feed/partners/harbour-radio/{token}/").status_code == 200
    another = token_in(desk.post(f"{LIST}{feed.pk}/token/"))
    for good in (token, another):
        assert client.get(f"/feed/partners/harbour-radio/{good}/").status_code == 200
    assert desk.post(f"{LIST}{feed.pk}/revoke/").status_code == 302
    for gone in (token, another):
        assert client.get(f"/feed/partners/harbour-radio/{gone}/").status_code == 404
    assert "nobody can read it" in desk.get(LIST).text
    notes = list(Entry.objects.filter(verb="partner").order_by("pk").values_list("note", flat=True))
    assert notes[1:] == ["New token", "New token", "Token revoked"]
    assert not any(token in str(row) for row in Entry.objects.values())


def test_saving_again_makes_no_other_token(desk: Client) -> None:
    token_in(made(desk, needs_token="on"))
    feed = PartnerFeed.objects.get()
    change = f"{LIST}{feed.pk}/change/"
    given = GIVEN | {"slug": "harbour-radio", "needs_token": "on", "delay": "0"}
    assert desk.post(change, given).status_code == 302
    feed.refresh_from_db()
    digest = feed.digest
    assert (feed.delay, bool(digest)) == (0, True)
    # Without, and with again: the one that the partner has is good still.
    assert desk.post(change, GIVEN | {"slug": "harbour-radio"}).status_code == 302
    assert desk.post(change, given).status_code == 302
    feed.refresh_from_db()
    assert feed.digest == digest


def test_what_is_wrong_is_said(desk: Client) -> None:
    for wrong in (
        {"topics": "No such thing"},
        {"authors": "Nobody Atall"},
        {"campaign": "no parameter"},
        {"delay": "99999"},
        {"most": "0"},
        {"slug": "Über uns"},
        {"name": ""},
    ):
        assert made(desk, **wrong).status_code == 200, wrong
    assert not PartnerFeed.objects.exists()
    made(desk)
    assert made(desk).status_code == 200


def test_it_is_switched_off_and_deleted(desk: Client, client: Client) -> None:
    made(desk)
    feed = PartnerFeed.objects.get()
    desk.post(LIST, {"action": "switch_off", "_selected_action": [feed.pk]})
    assert client.get("/feed/partners/harbour-radio/").status_code == 404
    desk.post(LIST, {"action": "switch_on", "_selected_action": [feed.pk]})
    assert client.get("/feed/partners/harbour-radio/").status_code == 200
    PartnerUse.objects.update_or_create(feed=feed, day=timezone.localdate())
    assert desk.post(f"{LIST}{feed.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not PartnerUse.objects.exists()
    assert Entry.objects.filter(verb="partner").latest("pk").note == "deleted"


@pytest.mark.parametrize("person", [cast.editor, cast.reporter, cast.reader, None])
def test_others_do_not_get_there(client: Client, person: Any) -> None:
    feed = PartnerFeed.objects.create(name="Radio", slug="radio", needs_token=True)
    if person:
        client.force_login(person())
    for path in ("", "add/", f"{feed.pk}/change/", f"{feed.pk}/delete/"):
        assert client.get(LIST + path).status_code in {302, 403}
    for path in ("token/", "revoke/"):
        assert client.post(f"{LIST}{feed.pk}/{path}").status_code in {302, 403}
    feed.refresh_from_db()
    assert feed.digest == ""
