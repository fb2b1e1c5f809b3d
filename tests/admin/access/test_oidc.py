"""Logging in with a newsroom's own provider: whom it lets in, and what is no answer of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from articles.admin.access import oidc_client
from articles.delivery.limits.limiter import limiter
from articles.models import Entry
from articles.models.access.links import address_was_set
from articles.models.people import outside_logins
from newsportal.running.up import CannotStart, refuse_unknown_roles
from tests import cast
from tests.admin.access.steps import CODE, LOGIN, code, with_app
from tests.newsportal.other_settings import settings_with
from tests.oidc_provider import CLIENT, SECRET, Provider, running_provider

pytestmark = pytest.mark.django_db
OFF, BACK = "/admin/login/elsewhere/", "/admin/login/elsewhere/back/"


@pytest.fixture(scope="module")
def one_provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(one_provider: Provider, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The provider, by which a reporter logs in; all of these tests knock from one network."""
    monkeypatch.setattr(limiter(), "share", 0.0)
    reporter = cast.reporter()
    reporter.email = "Reporter@news.example"
    reporter.save()
    one = one_provider
    one.person = {"sub": "7", "email": "reporter@news.example", "email_verified": True}
    one.changed, one.userinfo, one.description = {}, None, {}
    one.signed_with, one.algorithm = one.key, "RS256"
    oidc_client._described.cache_clear()
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = one.issuer, CLIENT
    settings.OIDC_CLIENT_SECRET, settings.OIDC_NAME = SECRET, "the Harbour login"
    return one


def logged_in(provider: Provider, address: str = "", **changed: str) -> tuple[Client, Any]:
    """Somebody who has gone there and come back, and where they were led."""
    client = Client()
    there = client.get(OFF, {"next": address})
    assert there.status_code == 302
    answer = provider.log_in(there["Location"]) | changed
    return client, client.get(BACK, answer)


def refused(client: Client, answer: Any) -> str:
    """What the login page then says."""
    assert answer["Location"] == LOGIN
    page = client.get(LOGIN).content.decode()
    assert client.get("/admin/").status_code == 302
    return page


def test_it_works(provider: Provider) -> None:
    assert "Log in with the Harbour login" in Client().get(LOGIN).content.decode()
    client, answer = logged_in(provider, "/admin/articles/article/")
    assert answer["Location"] == "/admin/articles/article/"
    assert client.get("/admin/articles/article/").status_code == 200
    entry = Entry.objects.filter(verb=Entry.Verb.LOGIN).latest("pk")
    assert (entry.title, entry.note) == ("reporter", "by the Harbour login; from 127.0.0.1")


def test_behind_tls_no_neighbour_sets_the_question(provider: Provider, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    kept = client.get(OFF, secure=True).cookies["__Host-outside_login"]
    assert (kept["path"], kept["secure"], kept["httponly"]) == ("/", True, True)
    assert not kept["domain"]
    gone = client.get(BACK, secure=True).cookies["__Host-outside_login"]
    assert (gone["path"], gone["max-age"], gone["secure"]) == ("/", 0, True)


def test_it_asks_for_nothing_where_it_is_not_set(settings: Any) -> None:
    settings.OIDC_ISSUER = ""
    assert [Client().get(path).status_code for path in (OFF, BACK)] == [404, 404]
    assert OFF not in Client().get(LOGIN).content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "http://elsewhere.example"},
        {"aud": "another newsroom"},
        {"aud": ["another", CLIENT], "azp": "another"},
        {"aud": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"sub": ""},
        {"sub": None},
    ],
)
def test_a_token_that_does_not_hold_opens_nothing(
    provider: Provider, changed: dict[str, Any]
) -> None:
    provider.changed = changed
    client, answer = logged_in(provider)
    assert "could not be verified" in refused(client, answer)
    noted = Entry.objects.filter(verb=Entry.Verb.LOGIN_FAILED).latest("pk")
    assert noted.note.startswith("the Harbour login: ")


@pytest.mark.parametrize("how", ["another key", "a shared secret", "none"])
def test_a_signature_of_somebody_else_opens_nothing(provider: Provider, how: str) -> None:
    if how == "another key":
        provider.signed_with = provider.other_key
    elif how == "none":
        provider.signed_with, provider.algorithm = None, "none"
    else:
        provider.signed_with, provider.algorithm = SECRET.ljust(32), "HS256"
    client, answer = logged_in(provider)
    assert "could not be verified" in refused(client, answer)


def test_another_state_or_browser_opens_nothing(provider: Provider) -> None:
    client, answer = logged_in(provider, state="another")
    assert "could not be verified" in refused(client, answer)
    there = Client().get(OFF)
    thief = Client()
    answer = thief.get(BACK, provider.log_in(there["Location"]))
    assert "could not be verified" in refused(thief, answer)


def test_an_answer_is_good_once(provider: Provider) -> None:
    client = Client()
    said = provider.log_in(client.get(OFF)["Location"])
    assert client.get(BACK, said)["Location"] == "/admin/"
    again = client.get(BACK, said)
    assert again["Location"] == LOGIN


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_opens_nothing(provider: Provider, verified: Any) -> None:
    provider.changed = {"email_verified": verified}
    client, answer = logged_in(provider)
    assert "not verified there" in refused(client, answer)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("closed", "account is closed"),
        ("no staff", "account is closed"),
        ("superuser", "Superusers log in with their password"),
        ("two", "Several accounts"),
        ("nobody", "No account here"),
        ("a look-alike", "No account here"),
    ],
)
def test_whose_account_is_not_opened_is_told(provider: Provider, who: str, sentence: str) -> None:
    reporter = cast.reporter()
    reporter.is_active, reporter.is_staff = who != "closed", who != "no staff"
    reporter.is_superuser = who == "superuser"
    if who == "nobody":
        reporter.email = ""
    if who == "a look-alike":
        reporter.email = "reporter@news.exampl\u0435"
    reporter.save()
    if who == "two":
        User.objects.filter(pk=cast.colleague().pk).update(email="REPORTER@news.example")
    client, answer = logged_in(provider)
    assert sentence in refused(client, answer)


@pytest.mark.parametrize("was_there_before", [False, True])
def test_an_address_is_worth_no_more_than_who_entered_it(
    provider: Provider, was_there_before: bool
) -> None:
    """Who looks after reporters enters an address of their own; the reporter becomes an editor."""
    reporter, manager = User.objects.get(username="reporter"), cast.colleague()
    address_was_set(reporter, manager)
    if was_there_before:
        assert logged_in(provider)[1]["Location"] == "/admin/"
    reporter.groups.set([Group.objects.get(name="Editor")])
    client, answer = logged_in(provider)
    assert "fewer rights" in refused(client, answer)
    manager.groups.set([Group.objects.get(name="Editor")])
    # An editor is led on to set up a second factor.
    assert logged_in(provider)[1]["Location"] != LOGIN


def test_from_then_on_it_is_the_number_there_that_counts(provider: Provider) -> None:
    logged_in(provider)
    provider.person["email"] = "married@news.example"
    assert logged_in(provider)[1]["Location"] == "/admin/"
    provider.person |= {"sub": "8", "email": "reporter@news.example"}
    client, answer = logged_in(provider)
    assert "linked to someone else’s login" in refused(client, answer)


def test_new_accounts_get_the_roles_that_are_named(provider: Provider, settings: Any) -> None:
    settings.OIDC_NEW_ROLES = ["Reporter"]
    provider.person = {"sub": "9", "email": "reporter@other.example", "email_verified": True}
    provider.person |= {"preferred_username": "reporter", "given_name": "Ada"}
    _client, answer = logged_in(provider)
    assert answer["Location"] == "/admin/"
    made = User.objects.get(email="reporter@other.example")
    assert (made.username, made.first_name, made.is_superuser) == ("reporter-2", "Ada", False)
    assert list(made.groups.all()) == [Group.objects.get(name="Reporter")]
    assert not made.has_usable_password()


def test_roles_that_there_are_not_stop_the_start(settings: Any) -> None:
    settings.OIDC_NEW_ROLES = ["Reporter", "Editr"]
    assert outside_logins.missing_roles() == ["Editr"]
    with pytest.raises(CannotStart, match="names Editr, but"):
        refuse_unknown_roles()


def test_it_is_no_second_factor_unless_a_setting_says_so(provider: Provider, settings: Any) -> None:
    with_app(cast.reporter())
    client, answer = logged_in(provider)
    assert answer["Location"] == CODE
    assert client.get("/admin/").status_code == 302
    assert client.post(CODE, {"code": code()})["Location"] == "/admin/"
    entry = Entry.objects.filter(verb=Entry.Verb.LOGIN).latest("pk")
    assert entry.note.startswith("by the Harbour login, with a code of the app")
    settings.OIDC_IS_SECOND_FACTOR = True
    client, answer = logged_in(provider)
    assert answer["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_an_address_may_come_with_the_user_info_of_the_same_person(provider: Provider) -> None:
    told = {"email": "reporter@news.example", "email_verified": True}
    provider.person = {"sub": "7"}
    provider.userinfo = {"sub": "7", **told}
    assert logged_in(provider)[1]["Location"] == "/admin/"
    provider.userinfo = {"sub": "8", **told}
    client, answer = logged_in(provider)
    assert "could not be verified" in refused(client, answer)


@pytest.mark.parametrize("wrong", [{"issuer": "http://elsewhere"}, {"jwks_uri": None}])
def test_a_provider_that_is_another_one_is_told(
    provider: Provider, wrong: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    provider.description = wrong
    client = Client()
    assert "is not responding properly" in refused(client, client.get(OFF))
    assert "does not work" in caplog.text


def test_a_provider_that_is_away_leaves_the_password(settings: Any, provider: Provider) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    client = Client()
    assert "use your password" in refused(client, client.get(OFF))


def test_whoever_presses_cancel_there_is_told(provider: Provider) -> None:
    client = Client()
    state = provider.log_in(client.get(OFF)["Location"])["state"]
    answer = client.get(BACK, {"state": state, "error": "access_denied"})
    assert "access_denied" in refused(client, answer)


def test_a_stranger_who_makes_up_answers_keeps_nobody_out(provider: Provider) -> None:
    """The provider refuses the code, which is no sign that it is away."""
    stranger = Client()
    state = provider.log_in(stranger.get(OFF)["Location"])["state"]
    answer = stranger.get(BACK, {"state": state, "code": "made up"})
    assert "Start again from this page" in refused(stranger, answer)
    assert logged_in(provider)[1]["Location"] == "/admin/"


def test_a_provider_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes within the time that one may take, and the last never does."""

    class Dripping:
        def read1(self, _most: int) -> bytes:
            return b" "

    monkeypatch.setattr(oidc_client, "WHOLE", -1.0)
    monkeypatch.setattr(oidc_client, "MOST_BYTES", 50)
    with pytest.raises(TimeoutError):
        oidc_client._body(Dripping())


@pytest.mark.parametrize(
    "claims",
    [
        {"given_name": "Ad\0a", "family_name": "\ud800"},
        {"given_name": "Ada\r\nBcc: x@y.example", "family_name": ["L"]},
        {"given_name": {"a": 1}, "preferred_username": "\ud800"},
        {"preferred_username": "a\0b"},
        {"preferred_username": "ＡＤＡ"},
        {"given_name": "x" * 1_000, "family_name": "x" * 1_000, "preferred_username": "x" * 1_000},
    ],
)
def test_names_there_are_read_as_names(
    provider: Provider, settings: Any, claims: dict[str, Any]
) -> None:
    settings.OIDC_NEW_ROLES = ["Reporter"]
    Group.objects.get_or_create(name="Reporter")
    provider.person |= {"sub": "9", "email": "new@news.example", **claims}
    _client, answer = logged_in(provider)
    assert answer["Location"] == "/admin/"
    account = User.objects.get(email="new@news.example")
    account.full_clean(exclude=["password"])
    for name in (account.username, account.first_name, account.last_name):
        assert name.isprintable()


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "new\0@news.example"},
        {"email": "\ud800@news.example"},
        {"email": "new@news.example\r\nBcc: all@news.example"},
        {"email": f"{'x' * 300}@news.example"},
        {"email": "new"},
        {"email": ["new@news.example"]},
        {"sub": "\ud800"},
        {"sub": "a\0"},
        {"sub": "9" * 300},
    ],
)
def test_what_is_no_address_or_number_makes_no_account(
    provider: Provider, settings: Any, claims: dict[str, Any]
) -> None:
    settings.OIDC_NEW_ROLES = ["Reporter"]
    Group.objects.get_or_create(name="Reporter")
    provider.person |= {"sub": "9", "email": "new@news.example", **claims}
    before = User.objects.count()
    client, answer = logged_in(provider)
    refused(client, answer)
    assert User.objects.count() == before


def test_it_leads_nowhere_else(provider: Provider) -> None:
    assert logged_in(provider, "https://elsewhere.example/")[1]["Location"] == "/admin/"


def test_nobody_leaves_a_session_behind(provider: Provider) -> None:
    client = Client()
    client.get(OFF)
    assert "sessionid" not in client.cookies
    kept = client.cookies["outside_login"]
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", LOGIN)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"OIDC_ISSUER": "https://id.example"}, "needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET"),
        ({"OIDC_CLIENT_ID": "a"}, "OIDC_ISSUER is not"),
        ({"OIDC_NEW_ROLES": "Reporter"}, "OIDC_ISSUER is not"),
        ({"OIDC_ISSUER": "id.example"}, "accepts"),
        (
            {
                "OIDC_ISSUER": "http://id.example",
                "OIDC_CLIENT_ID": "a",
                "OIDC_CLIENT_SECRET": "b",
            },
            "address with https",
        ),
    ],
)
def test_wrong_settings_stop_the_start(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        settings_with("logins.py", **given)
