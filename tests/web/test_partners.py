"""Feeds for partners: what each gets, in its format, and what nobody gets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.lib import dependencies
from articles.models import Announcement, Article, Category, PartnerFeed, PartnerUse, Topic
from articles.models.partners import counting
from articles.models.partners.counting import Uses
from articles.syndication.story import identity
from tests import cast
from tests.web.test_twins import is_ninjs

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


@pytest.fixture(autouse=True)
def uses(monkeypatch: pytest.MonkeyPatch) -> Iterator[Uses]:
    """What is counted is written at once."""
    monkeypatch.setattr(counting, "PAUSE", 0.0)
    yield counting.USES
    counting.USES._waiting.clear()


def feed(**fields: Any) -> PartnerFeed:
    return PartnerFeed.objects.create(**({"name": "Harbour Radio", "slug": "radio"} | fields))


def got(path: str = "/feed/partners/radio/", **headers: str) -> Any:
    return Client().get(path, headers=headers)


def titles(path: str = "/feed/partners/radio/") -> list[str]:
    return [one.findtext("title", "") for one in fromstring(got(path).content).iter("item")]


def entries() -> list[Element]:
    return fromstring(got().content).findall(f"{ATOM}entry")


def deleted() -> list[str]:
    return [one.get("ref", "") for one in fromstring(got().content).iter(DELETED)]


# --- Which stories --------------------------------------------------------------------------


def test_it_has_what_readers_have_newest_first_and_no_more() -> None:
    feed(most=2)
    now = timezone.now()
    for hours, headline in ((3, "Oldest"), (2, "Older"), (1, "Newest")):
        cast.live(headline, at=now - timedelta(hours=hours))
    cast.draft("Draft")
    cast.draft("Scheduled").publish(None, at=now + timedelta(hours=1))
    assert titles() == ["Newest", "Older"]


@pytest.mark.parametrize("form", PartnerFeed.Form.values)
def test_a_story_that_is_not_for_partners_is_in_none(form: str) -> None:
    feed(form=form)
    story = cast.live("Under contract", not_for_partners=True)
    assert b"Under contract" not in got().content
    assert identity.of_story(story) not in got().text


def test_what_is_narrowed() -> None:
    sport = cast.section("sports")
    topic = Topic.objects.create(name="Cranes", slug="cranes")
    cast.live("By Ottoline", section=sport)
    cast.live("By Barnaby", authors=[cast.barnaby()], kind="opinion", topics=[topic])
    for fields, wanted in (
        ({"sections": [sport.pk]}, "By Ottoline"),
        ({"authors": [cast.barnaby().pk]}, "By Barnaby"),
        ({"topics": [topic.pk]}, "By Barnaby"),
        ({"kinds": ["opinion"]}, "By Barnaby"),
        ({"words": "Ottoline"}, "By Ottoline"),
    ):
        PartnerFeed.objects.all().delete()
        feed(**fields)
        assert titles() == [wanted], fields
    Category.objects.filter(pk=sport.pk).update(name="Games")
    PartnerFeed.objects.all().delete()
    feed(authors=[cast.barnaby().pk], kinds=["news"])
    assert titles() == []


def test_a_delay_keeps_a_story_back_and_no_withdrawal() -> None:
    partner = feed(delay=60, form="atom")
    now = timezone.now()
    early, late = cast.live("Early", at=now - timedelta(minutes=61)), cast.live("Late", at=now)
    assert [one.findtext(f"{ATOM}title") for one in entries()] == ["Early"]
    moment = partner.next_one()
    assert late.publish_at and moment == late.publish_at + timedelta(minutes=60)
    early.withdraw(None, "It was wrong.")
    late.withdraw(None, "It was wrong.")
    assert entries() == []
    # The partner never had the other.
    assert deleted() == [identity.of_story(early)]
    assert feed(name="At once", slug="now").next_one() is None


# --- How they are written -------------------------------------------------------------------


def test_a_withdrawn_story_is_taken_back_where_the_format_can_say_so() -> None:
    partner = feed(form="atom")
    story = cast.live()
    assert len(entries()) == 1
    story.withdraw(None, "It was wrong.")
    assert (entries(), deleted()) == ([], [identity.of_story(story)])
    partner.form = "ninjs"
    partner.save()
    (item,) = got().json()["associations"]
    assert (item["uri"], item["pubStatus"]) == (identity.of_story(story), "canceled")
    assert "headlines" not in item
    for form in ("rss", "json"):
        partner.form = form
        partner.save()
        assert identity.of_story(story) not in got().text
    story.refresh_from_db()
    story.restore(None)
    partner.form = "atom"
    partner.save()
    assert (len(entries()), deleted()) == (1, [])


def test_a_story_that_has_ended_is_taken_back_too() -> None:
    feed(form="atom")
    story = cast.live()
    Article.objects.filter(pk=story.pk).update(expires_at=timezone.now())
    assert deleted() == [identity.of_story(story)]


def test_a_correction_reaches_them() -> None:
    feed(form="atom")
    story = cast.live()
    story.write(story.content() | {"standfirst": "Nine members spoke."}, None)
    story.publish(None, change="correction", note="There were nine members.")
    (entry,) = entries()
    assert "There were nine members." in entry.findtext(f"{ATOM}content", "")
    assert entry.findtext(f"{ATOM}updated") != entry.findtext(f"{ATOM}published")


def test_ninjs_is_what_the_standard_says() -> None:
    feed(form="ninjs", name="Agency <&>")
    story = cast.live(picture=cast.picture(), standfirst="Nine members spoke.")
    said = got().json()
    is_ninjs(said)
    assert said["associations"][0]["uri"] == identity.of_story(story)
    assert said["associations"][0]["bodies"][0]["value"].startswith("<p>The harbour")


def test_a_teaser_without_pictures_that_leads_back() -> None:
    partner = feed(
        is_full=False,
        has_pictures=False,
        attribution="First published in",
        campaign="utm_source=radio&utm_medium=feed",
    )
    pictured = cast.BODY + f'<figure data-picture="{cast.picture("navy").pk}"></figure>'
    story = cast.live(standfirst="Nine members spoke.", picture=cast.picture(), body=pictured)
    said = got().text
    address = f"http://testserver{story.get_absolute_url()}?utm_source=radio"
    assert "The old crane stays" not in said and "<img" not in said and "media:content" not in said
    assert "First published in" in said and f"{address}&#x26;utm_medium=feed" in said
    assert identity.of_story(story) in said
    partner.is_full = True
    partner.save()
    assert "The old crane stays" in got().text and "&lt;img" not in got().text
    partner.has_pictures = True
    partner.save()
    assert "&lt;img" in got().text and "media:content" in got().text


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_its_own_address_is_its_own(form: str) -> None:
    feed(form=form)
    cast.live()
    said = got()
    assert "http://testserver/feed/partners/radio/" in said.text
    assert "/radio/atom/" not in said.text and "/radio/json/" not in said.text
    assert said["X-Robots-Tag"] == "noindex"
    assert got("/feed/partners/radio/atom/").status_code == 404


@pytest.mark.parametrize("value", ["utm", "a=b&", "a=b c", "?a=b", "a=<b>", "a=é"])
def test_parameters_are_parameters(value: str) -> None:
    with pytest.raises(ValidationError):
        PartnerFeed(name="x", slug="x", campaign=value).full_clean(exclude=["by"])


# --- Who gets it ----------------------------------------------------------------------------


def test_a_token_opens_it_by_address_or_by_header() -> None:
    partner = feed(needs_token=True)
    token = partner.new_token()
    partner.save()
    cast.live()
    secret = f"/feed/partners/radio/{token}/"
    for answer in (got(secret), got(authorization=f"Bearer {token}")):
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
        assert token not in answer.text
        assert answer["Referrer-Policy"] == "no-referrer"
    same = got(secret, if_none_match=got(secret)["ETag"])
    assert (same.status_code, same["Cache-Control"]) == (304, "private, no-store")
    assert token not in partner.digest
    for wrong in (
        got(),
        got(f"/feed/partners/radio/{token}x/"),
        got(authorization="Bearer x"),
        got(authorization=f"Basic {token}"),
        got("/feed/partners/other/"),
        got(f"/feed/partners/radio/{'x' * 500}/"),
    ):
        assert (wrong.status_code, wrong.content) == (404, b"Not found.\n")


def test_another_token_leaves_the_former_a_day_and_revoking_none() -> None:
    partner = feed(needs_token=True)
    first, second = partner.new_token(), partner.new_token()
    assert partner.lets_in(first) and partner.lets_in(second)
    later = timezone.now() + timedelta(hours=25)
    assert not partner.lets_in(first, later) and partner.lets_in(second, later)
    partner.revoke()
    assert not any(partner.lets_in(one) for one in (first, second, ""))


def test_one_that_is_off_or_takes_no_token_is_not_there() -> None:
    partner = feed()
    assert got("/feed/partners/radio/npf_whatever/").status_code == 404
    # A header that nobody asked for changes nothing.
    assert got(authorization="Bearer x").status_code == 200
    partner.is_on = False
    partner.save()
    assert got().status_code == 404


# --- What is kept, and counted --------------------------------------------------------------


def test_only_one_without_a_token_may_be_kept_by_its_keys() -> None:
    partner = feed(authors=[cast.ottoline().pk])
    story = cast.live()
    with dependencies.recording() as seen:
        got()
    wanted = {
        f"partner:{partner.pk}", "front:1", f"author:{cast.ottoline().pk}",
        f"article:{story.pk}", f"recall:{story.pk}",
    }  # fmt: skip
    assert seen.kind == "partner" and wanted <= seen.hard
    partner.needs_token = True
    token = partner.new_token()
    partner.save()
    with dependencies.recording() as seen:
        assert got(f"/feed/partners/radio/{token}/").status_code == 200
    assert seen.kind == ""


def test_one_with_a_delay_is_true_until_the_next_story_comes() -> None:
    feed(delay=60)
    story = cast.live(at=timezone.now() - timedelta(minutes=10))
    with dependencies.recording() as seen:
        got()
    assert story.publish_at
    assert seen.dated_at == story.publish_at + timedelta(minutes=60)


def test_taking_a_story_back_from_partners_tells_their_feeds() -> None:
    feed()
    story = cast.live("Crane", not_for_partners=True)
    Announcement.log.all().delete()
    story.write(story.content() | {"not_for_partners": False}, None)
    story.publish(None)
    told = set(chain.from_iterable(row.keys for row in Announcement.log.all()))
    assert "front:1" in told
    assert titles() == ["Crane"]


def test_each_fetch_is_counted_on_its_day() -> None:
    partner = feed()
    for _time in range(3):
        got()
    got("/feed/partners/other/")
    (row,) = PartnerUse.objects.all()
    assert (row.feed, row.day, row.times) == (partner, timezone.localdate(), 3)


def test_what_is_counted_waits_for_its_time(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    feed()
    uses = Uses()
    monkeypatch.setattr(counting, "PAUSE", 60.0)
    with django_assert_num_queries(0):
        assert not any(uses.count("radio") for _time in range(100))
    uses.count("gone")
    uses.write()
    assert PartnerUse.objects.get().times == 100


def test_nothing_is_lost_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    feed()
    uses = Uses()
    uses.count("radio")

    def away(_waiting: Any) -> None:
        raise DatabaseError("away")

    with monkeypatch.context() as patched:
        patched.setattr(counting, "_add", away)
        uses.write()
    uses.write()
    assert PartnerUse.objects.get().times == 1


def test_the_number_of_queries_does_not_grow(django_assert_num_queries: Any) -> None:
    feed(form="ninjs")
    cast.live(picture=cast.picture())
    got()
    with CaptureQueriesContext(connection) as of_one:
        got()
    for number in range(12):
        cast.live(f"Story {number}", picture=cast.picture())
    with django_assert_num_queries(len(of_one)):
        assert len(got().json()["associations"]) == 13
