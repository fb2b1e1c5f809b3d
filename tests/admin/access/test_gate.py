"""Who has to have a factor, from when on, and that no door opens without it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from articles.admin.access import gate
from articles.models import Article, Status
from articles.models.access.sessions import sessions_of
from articles.models.people import factors
from tests import cast
from tests.admin.access.steps import CODE, FACTORS, LOGIN, code, entered, knock, with_app
from tests.doors.addresses import address, every_door
from tests.doors.marked import Room, Rows

pytestmark = pytest.mark.django_db
NEED = ("editor", "sports_editor", "managing_editor", "operator")
NEED_NOT = ("reporter", "colleague", "picture_editor")
#: Ways to the desk themselves, and what tells nothing of anybody.
WAYS = ("/admin/login/", "/admin/second-factor/", "/admin/logout/", "/admin/jsi18n/")


def long_ago(account: User) -> User:
    """The account, made when nobody asked for a factor."""
    account.date_joined = timezone.now() - timedelta(days=400)
    account.save()
    return account


@pytest.mark.parametrize("role", [*NEED, *NEED_NOT])
def test_rights_decide_and_not_the_name_of_a_role(role: str) -> None:
    account: User = getattr(cast, role)()
    assert factors.needs_factor(account) == (role in NEED)


@pytest.mark.parametrize(
    "right", ["publish_article", "change_user", "change_paper", "change_group"]
)
def test_a_role_of_ones_own_counts_by_what_it_may(right: str) -> None:
    role = Group.objects.create(name="Night desk")
    role.permissions.add(Permission.objects.get(codename=right))
    reporter = cast.reporter()
    reporter.groups.add(role)
    assert factors.needs_factor(User.objects.get(pk=reporter.pk))


def test_superusers_need_one() -> None:
    assert factors.needs_factor(cast.chief())


def desk_doors(room: Room) -> list[str]:
    """Every address that is not the readers'."""
    rows = Rows()
    found = [
        address(route, name, rows, room)
        for route, name, _rule in every_door()
        if route.startswith("admin/") and "(?P<" not in route
    ]
    previews = [f"/preview/story/{room.story.pk}/", f"/preview/new/?key={room.key}"]
    return [one for one in found if not one.startswith(WAYS)] + previews


@pytest.mark.parametrize("held", ["half a login", "an old session", "no factor yet"])
def test_no_door_opens_before_the_login_is_whole(held: str) -> None:
    room = Room(Status.DRAFT)
    chief = long_ago(cast.chief())
    client = Client(raise_request_exception=True)
    if held != "half a login":
        client.force_login(chief)
    if held != "no factor yet":
        with_app(chief)
    if held == "half a login":
        client, _answer = knock("chief")
    before, wrong = room.snapshot(), []
    # A script's post is answered in JSON; once is enough.
    json = {"Accept": "application/json"} if held == "an old session" else {}
    for path in desk_doors(room):
        for answer in (client.get(path), client.post(path, headers=json)):
            shut = answer.status_code in {302, 401, 403, 404, 405}
            led = answer.get("Location", LOGIN).startswith(LOGIN)
            if not shut or not led or "zanzibarine" in answer.content.decode():
                wrong.append((path, answer.status_code, answer.get("Location")))
    assert wrong == []
    assert room.snapshot() == before


def test_the_same_doors_open_when_it_is_whole() -> None:
    chief = with_app(long_ago(cast.chief()))
    client = entered(chief)
    assert client.get("/admin/articles/article/").status_code == 200


def test_an_old_session_is_asked_for_the_code_and_goes_on() -> None:
    editor = with_app(cast.editor())
    client = Client()
    client.force_login(editor)
    led = client.get("/admin/articles/article/", follow=True)
    assert led.redirect_chain[-1][0] == f"{CODE}?next=%2Fadmin%2Farticles%2Farticle%2F"
    before = client.session.session_key
    done = client.post(led.redirect_chain[-1][0], {"code": code()})
    assert client.session.session_key != before
    assert [one.key for one in sessions_of(editor)] == [client.session.session_key]
    assert done["Location"] == "/admin/articles/article/"
    assert client.get("/admin/").status_code == 200


def test_within_the_grace_it_is_offered_and_the_desk_says_so() -> None:
    cast.editor()
    client, answer = knock("editor", "/admin/articles/article/")
    assert answer["Location"] == f"{FACTORS}?next=%2Fadmin%2Farticles%2Farticle%2F"
    page = client.get(answer["Location"]).content.decode()
    assert "Not now" in page
    later = client.post(f"{FACTORS}later/", {"next": "/admin/articles/article/"})
    assert later["Location"] == "/admin/articles/article/"
    assert "Your account needs a second factor from" in client.get("/admin/").content.decode()


def test_after_it_the_desk_leads_there_before_anything_else() -> None:
    long_ago(cast.editor())
    client, answer = knock("editor")
    assert answer["Location"].startswith(FACTORS)
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Not now" not in page.content.decode()
    client.post(f"{FACTORS}later/")
    assert client.get("/admin/articles/article/").status_code == 302


def test_what_was_typed_is_not_lost_when_the_grace_is_over() -> None:
    editor = cast.editor()
    client = Client()
    client.force_login(editor)
    form = client.get("/admin/articles/article/add/").context
    assert form is not None
    long_ago(editor)
    typed = {"headline": "Typed for an hour", "_by": form["request"] and mark(editor)}
    kept = client.post("/admin/articles/article/add/", typed)
    assert kept.status_code == 401
    assert "needs a second factor now" in kept.content.decode()
    assert "Typed for an hour" in kept.content.decode()
    autosave = client.post(
        "/admin/articles/article/autosave/", typed, headers={"Accept": "application/json"}
    )
    assert autosave.status_code == 401
    assert "second factor" in autosave.json()["error"]


def mark(account: User) -> str:
    """As the desk's forms have it."""
    from articles.lib.access.form_owner import mark_of

    return mark_of(account.pk)


@pytest.mark.parametrize("setting", ["offered", "off"])
def test_it_may_be_offered_only_or_switched_off(setting: str, settings: Any) -> None:
    settings.SECOND_FACTOR = setting
    long_ago(cast.editor())
    client, answer = knock("editor")
    assert answer["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert ("Set up an app" in client.get(FACTORS).content.decode()) == (setting == "offered")
    assert client.post(f"{FACTORS}app/").status_code == (200 if setting == "offered" else 404)


def test_whoever_has_one_is_asked_also_where_it_is_only_offered(settings: Any) -> None:
    settings.SECOND_FACTOR = "offered"
    with_app(cast.reporter())
    assert knock("reporter")[1]["Location"] == CODE


def test_the_days_of_grace_are_a_setting(settings: Any) -> None:
    editor = cast.editor()
    settings.SECOND_FACTOR_GRACE_DAYS = 0
    client = Client(REMOTE_ADDR="203.0.113.9")
    client.force_login(editor)
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    ("more", "local"),
    [
        ({}, True),
        ({"HTTP_HOST": "127.0.0.1:8000"}, True),
        ({"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]:8000"}, True),
        ({"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]"}, True),
        ({"HTTP_HOST": "localhost"}, True),
        ({"REMOTE_ADDR": "203.0.113.9"}, False),
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, False),
        ({"HTTP_X_REAL_IP": "203.0.113.9"}, False),
        ({"HTTP_HOST": "news.example"}, False),
    ],
)
def test_it_may_be_put_off_on_ones_own_machine_alone(
    more: dict[str, str], local: bool, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(**{"HTTP_HOST": "localhost:8000", **more})  # type: ignore[arg-type]
    client.force_login(long_ago(cast.editor()))
    assert client.get("/admin/").status_code == 302
    client.post(f"{FACTORS}later/")
    assert client.get("/admin/").status_code == (200 if local else 302)


def test_a_proxy_that_says_localhost_puts_nothing_off(settings: Any) -> None:
    request = RequestFactory().get("/", headers={"Host": "localhost"})
    assert gate.is_local(request)
    settings.SITE_URL = "https://news.example"
    assert not gate.is_local(request)


def test_readers_are_asked_for_nothing(django_assert_num_queries: Any, client: Client) -> None:
    editor = long_ago(cast.editor())
    story = cast.live()
    client.force_login(editor)
    answer = client.get(story.get_absolute_url())
    assert answer.status_code == 200
    assert "Cookie" not in answer.get("Vary", "")
    assert Article.objects.exists()


def test_once_it_is_given_the_desk_asks_nothing_more(django_assert_max_num_queries: Any) -> None:
    client = entered(with_app(cast.editor()))
    client.get("/admin/password_change/")
    with django_assert_max_num_queries(6) as asked:
        client.get("/admin/password_change/")
    assert not [one for one in asked.captured_queries if "mfa_authenticator" in one["sql"]]


@pytest.mark.parametrize("held", ["half a login", "an old session"])
def test_nobody_changes_a_factor_before_giving_it(held: str) -> None:
    editor = with_app(cast.editor())
    codes = factors.new_recovery_codes(editor)
    row = factors.factors_of(editor).get()
    client, _answer = knock("editor")
    if held == "an old session":
        client = Client()
        client.force_login(editor)
    for path in ("", "app/", "recovery-codes/", "passkey/", "passkey/ask/", "later/"):
        answer = client.post(f"{FACTORS}{path}", {"code": code(), "credential": "{}"})
        assert answer.get("Location", "").startswith(LOGIN) or answer.status_code == 405, path
    for path in (f"{row.pk}/remove/", f"{row.pk}/rename/"):
        assert client.post(f"{FACTORS}{path}")["Location"].startswith(LOGIN)
    assert factors.factors_of(editor).get() == row
    assert factors.recovery_codes_left(editor) == len(codes)
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("role", NEED)
def test_every_role_that_needs_one_is_held_at_each_kind_of_door(role: str) -> None:
    account = long_ago(getattr(cast, role)())
    story = cast.draft(created_by=account)
    client = Client(REMOTE_ADDR="203.0.113.9")
    client.force_login(account)
    json = {"Accept": "application/json"}
    doors = ("/admin/", "/admin/articles/article/", "/admin/password_change/", "/admin/auth/user/")
    for path in (*doors, f"/preview/story/{story.pk}/"):
        assert client.get(path).status_code in {302, 404}, path
    for path in ("/admin/articles/article/autosave/", "/admin/articles/picture/upload/"):
        assert client.post(path, {"headline": "x"}, headers=json).status_code == 401, path
    assert client.get(FACTORS).status_code == 200


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_at_once_one_uses_the_code() -> None:
    editor = with_app(cast.editor())
    with ThreadPoolExecutor(2) as two:
        tried = [two.submit(used_once, editor, code()) for _time in range(4)]
    assert sorted(one.result() for one in tried) == [False, False, False, True]


def used_once(account: User, typed: str) -> bool:
    """Use a code in a thread that leaves no connection behind."""
    try:
        return factors.use_code(account, typed) is not None
    finally:
        connection.close()
