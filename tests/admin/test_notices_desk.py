"""The bell at the desk: its number, the list, opening one, and each person's choices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Comment, Notice, NoticeChoices
from articles.models.notices.notice import Kind
from articles.models.notices.telling import tell
from tests import cast

pytestmark = pytest.mark.django_db

LIST, STATE, READ, WAYS = (f"/admin/notices/{name}" for name in ("", "state/", "read/", "ways/"))
JSON = {"Accept": "application/json"}


@pytest.fixture
def reporter() -> User:
    return cast.reporter()


@pytest.fixture
def story(reporter: User) -> Article:
    return cast.draft(created_by=reporter)


@pytest.fixture
def hers(client: Client, reporter: User) -> Client:
    """The reporter at the desk."""
    client.force_login(reporter)
    return client


def page(client: Client, address: str = LIST) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_works(hers: Client, story: Article, reporter: User) -> None:
    assert "data-bell-count hidden" in page(hers, "/admin/")
    comment = Comment.say(story, cast.editor(), "Who says so, @reporter?")
    assert "<b data-bell-count>1</b>" in page(hers, "/admin/")
    assert hers.get(STATE).json() == {"account": reporter.pk, "unseen": 1, "said": "1"}
    shown = page(hers)
    assert "editor mentioned you in “Council keeps its old crane”" in shown
    assert "Who says so, @reporter?" in shown
    one = Notice.objects.get(to=reporter)
    answer = hers.get(f"/admin/notices/{one.pk}/")
    assert answer["Location"] == (
        f"/admin/articles/article/{story.pk}/change/#comment-{comment.pk}"
    )
    assert hers.get(STATE).json()["unseen"] == 0


def test_a_look_ahead_opens_nothing(hers: Client, story: Article, reporter: User) -> None:
    tell(Kind.LIVE, [reporter], None, story=story)
    one = Notice.objects.get()
    hers.get(f"/admin/notices/{one.pk}/", headers={"Sec-Purpose": "prefetch"})
    assert hers.get(STATE).json()["unseen"] == 1


def test_what_is_out_of_reach_is_not_named(hers: Client, reporter: User) -> None:
    theirs = cast.draft("A secret merger", created_by=cast.colleague())
    tell(Kind.COMMENT, [reporter], cast.editor(), story=theirs, note="Wolf & Sons pay")
    shown = page(hers)
    assert "no longer have access to" in shown
    for word in ("secret", "Wolf", "editor commented", f"/article/{theirs.pk}/"):
        assert word not in shown
    one = Notice.objects.get()
    assert hers.get(f"/admin/notices/{one.pk}/")["Location"] == LIST
    assert "secret" not in page(hers)


def test_what_lies_in_the_bin_is_not_named(hers: Client, story: Article, reporter: User) -> None:
    tell(Kind.COMMENT, [reporter], cast.editor(), story=story)
    story.bin(cast.managing_editor())
    assert "no longer have access to" in page(hers)


def test_nobody_opens_or_reads_what_is_another_ones(hers: Client, story: Article) -> None:
    tell(Kind.COMMENT, [cast.editor()], None, story=story)
    one = Notice.objects.get()
    assert hers.get(f"/admin/notices/{one.pk}/")["Location"] == LIST
    hers.post(READ, {"notice": one.pk})
    hers.post(READ)
    assert Notice.objects.unseen().count() == 1
    for odd in (2**63, 2**70, "x"):
        assert hers.get(f"/admin/notices/{odd}/").status_code in {302, 404}
        assert hers.post(READ, {"notice": odd}).status_code == 302


def test_all_are_marked_as_read_that_were_shown(hers: Client, reporter: User) -> None:
    for number, kind in enumerate([Kind.COMMENT, Kind.COMMENT, Kind.LIVE]):
        tell(kind, [reporter], None, about=f"coverage:{number}")
    until = timezone.now().isoformat()
    tell(Kind.LIVE, [reporter], None, about="coverage:9")
    assert (
        hers.post(READ, {"kind": "comment", "until": until})["Location"] == f"{LIST}?kind=comment"
    )
    assert hers.get(STATE).json()["unseen"] == 2
    hers.post(READ, {"until": until})
    assert hers.get(STATE).json()["unseen"] == 1
    hers.post(READ, {"until": "yesterday"})
    assert hers.get(STATE).json()["unseen"] == 0


def test_the_list_has_pages_and_kinds(hers: Client, reporter: User) -> None:
    now = timezone.now()
    Notice.objects.bulk_create(
        Notice(
            to=reporter,
            kind=Kind.LIVE if number % 2 else Kind.COMMENT,
            about=f"coverage:{number}",
            note=f"Note {number}.",
            at=now - timedelta(minutes=number // 3),
        )
        for number in range(70)
    )
    answer = hers.get(LIST)
    seen = [row.notice.pk for row in answer.context["rows"]]
    while older := answer.context["older"]:
        answer = hers.get(f"{LIST}?{older}")
        seen += [row.notice.pk for row in answer.context["rows"]]
    assert len(seen) == len(set(seen)) == 70
    rows = hers.get(f"{LIST}?kind=live").context["rows"]
    assert {row.notice.kind for row in rows} == {"live"}
    for odd in ("kind=nothing", "before=x", "before=2026-01-01 1", "before=2026-99-01T00:00Z 1"):
        assert hers.get(f"{LIST}?{odd}").status_code == 404, odd


def test_ten_thousand_cost_as_much_as_ten(hers: Client, story: Article, reporter: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert hers.get(LIST).status_code == 200
        return len(queries)

    def more(first: int, number: int) -> None:
        stories = Article.objects.bulk_create(
            Article(headline=f"S {one}", slug="s", created_by=reporter) for one in range(40)
        )
        Notice.objects.bulk_create(
            Notice(to=reporter, kind=Kind.LIVE, about=f"story:{one}", article=stories[one % 40])
            for one in range(first, first + number)
        )

    more(0, 10)
    few = asked()
    more(10, 9_990)
    assert asked() == few
    assert "<b data-bell-count>99+</b>" in page(hers)
    hers.post(READ)
    assert hers.get(STATE).json()["unseen"] == 0


def test_each_chooses_for_each_kind(hers: Client, reporter: User) -> None:
    page(hers, WAYS)
    fields = {f"{kind}_mail": "never" for kind in Kind} | {"live_push": "on", "live_mail": "digest"}
    fields |= {"pace": "daily", "digest_at": "07:30", "zone": "Asia/Kolkata", "language": "hi"}
    fields |= {"quiet_from": "22:00", "quiet_until": "06:00"}
    assert hers.post(WAYS, fields).status_code == 302
    there = NoticeChoices.objects.get(account=reporter)
    assert (there.of(Kind.LIVE).bell, there.of(Kind.LIVE).mail) == (False, "digest")
    assert (str(there.digest_at), there.zone, there.language) == ("07:30:00", "Asia/Kolkata", "hi")
    assert 'value="22:00"' in page(hers, WAYS)
    tell(Kind.LIVE, [reporter], None, about="coverage:1")
    assert hers.get(STATE).json()["unseen"] == 0
    assert "coverage" not in page(hers)


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Nowhere/At all"},
        {"zone": "../../etc/passwd"},
        {"quiet_from": "22:00"},
        {"live_mail": "hourly"},
        {"digest_at": "25:00"},
        {"pace": "weekly"},
        {"language": "xx"},
    ],
)
def test_wrong_choices_are_refused(hers: Client, wrong: dict[str, str]) -> None:
    fields: dict[str, Any] = {f"{kind}_mail": "never" for kind in Kind}
    fields |= {"pace": "daily", "digest_at": "07:30", "live_bell": "on"}
    answer = hers.post(WAYS, fields | wrong)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not NoticeChoices.objects.exists()


def test_who_is_logged_out_is_told_nothing(client: Client) -> None:
    assert client.get(STATE, headers=JSON).status_code == 401
    assert client.get(LIST).status_code == 302


def test_a_page_that_stands_open_hears_of_it_with_its_presence(
    hers: Client, story: Article, reporter: User
) -> None:
    tell(Kind.COMMENT, [reporter], None, story=story)
    key = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    said = hers.post(
        "/admin/articles/article/presence/", {"_key": key, "_pk": story.pk}, headers=JSON
    ).json()
    assert said["bell"] == {"account": reporter.pk, "unseen": 1, "said": "1"}
