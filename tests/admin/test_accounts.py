"""Accounts: what operators may do with them, and what they may not."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Author, Category, Entry
from tests import cast

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.managing_editor

ACCOUNTS = "/admin/auth/user/"
SECRET = "another long sentence"


@pytest.fixture
def helping(client: Client) -> Client:
    """An operator at the desk."""
    client.force_login(cast.operator())
    return client


@pytest.fixture
def chief() -> User:
    """A superuser."""
    return User.objects.create_superuser("chief", password=cast.PASSWORD)


def role(name: str) -> int:
    """The number of a role."""
    return Group.objects.get(name=name).pk


def address(account: User, page: str = "change") -> str:
    """A page of the account."""
    return f"{ACCOUNTS}{account.pk}/{page}/"


def form(account: User, **fields: Any) -> dict[str, Any]:
    """The form as it stands, with `fields` changed."""
    return {
        "username": account.username,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "email": account.email,
        "is_active": "on",
        "is_staff": "on",
        "groups": [group.pk for group in account.groups.all()],
        **fields,
    }


def notes() -> list[str]:
    """What the log says of accounts, oldest first."""
    entries = Entry.objects.filter(verb=Entry.Verb.ACCOUNT).order_by("pk")
    return [f"{entry.title}: {entry.note}" for entry in entries]


def fresh(account: User) -> User:
    """The account as the database has it."""
    return User.objects.get(pk=account.pk)


@pytest.mark.every_database
def test_it_works(desk: Client) -> None:
    ottoline, politics = cast.ottoline(), cast.section()
    answer = desk.post(
        f"{ACCOUNTS}add/",
        {
            "username": "ottoline",
            "first_name": "Ottoline",
            "last_name": "Marsh",
            "groups": [role("Editor")],
            "sections": [politics.pk],
            "author": ottoline.pk,
            "is_staff": "on",
        },
    )
    assert "shown only once" in answer.content.decode()  # the link: no mail is set up
    account = User.objects.get(username="ottoline")
    assert list(account.sections_given.all()) == [politics]
    assert account.author == ottoline
    assert [group.name for group in account.groups.all()] == ["Editor"]
    assert not account.has_usable_password()
    assert "new account" in notes()[0]
    assert "roles: Editor" in notes()[0]


def test_roles_sections_and_byline_are_changed_and_logged(desk: Client) -> None:
    account, travel = cast.reporter(), cast.section("travel")
    barnaby = cast.barnaby()
    desk.post(
        address(account),
        form(account, groups=[role("Editor")], sections=[travel.pk], author=barnaby.pk),
    )
    assert list(account.sections_given.all()) == [travel]
    assert Author.objects.get(pk=barnaby.pk).user == account
    assert notes() == [
        "reporter: roles: Reporter → Editor; sections: none → Travel; byline: none → Barnaby Quill"
    ]
    desk.post(address(account), form(fresh(account), first_name="Ana"))
    assert Author.objects.get(pk=barnaby.pk).user is None
    assert "first name: none → Ana" in notes()[1]
    desk.post(address(account), form(fresh(account)))
    assert len(notes()) == 2  # nothing changed, nothing to say


def test_an_account_is_deactivated_by_its_own_page(desk: Client) -> None:
    account = cast.reporter()
    fields = form(account)
    del fields["is_active"]
    desk.post(address(account), fields)
    assert fresh(account).is_active
    desk.post(address(account, "close"))
    assert not fresh(account).is_active
    assert notes() == ["reporter: account deactivated"]
    assert not Client().login(username="reporter", password=cast.PASSWORD)


def test_a_password_is_set_by_its_own_form(desk: Client) -> None:
    account = cast.reporter()
    data = {"password1": SECRET, "password2": SECRET, "usable_password": "true"}
    assert desk.post(address(account, "password"), {**data, "password2": "x"}).status_code == 200
    assert notes() == []
    assert desk.post(address(account, "password"), data).status_code == 302
    assert Client().login(username="reporter", password=SECRET)
    assert notes() == ["reporter: password set"]


@pytest.mark.every_database
def test_another_accounts_byline_cannot_be_taken(desk: Client) -> None:
    ottoline = cast.ottoline()
    Author.objects.filter(pk=ottoline.pk).update(user=cast.editor())
    account = cast.reporter()
    answer = desk.post(address(account), form(account, author=ottoline.pk))
    assert "Select a valid choice" in answer.content.decode()
    assert Author.objects.get(pk=ottoline.pk).user == cast.editor()


# --- What operators may not ------------------------------------------------------------------


@pytest.mark.every_database
def test_nobody_gives_rights_to_themself(helping: Client) -> None:
    me, author = cast.operator(), cast.ottoline()
    assert 'name="groups"' not in helping.get(address(me)).content.decode()
    answer = helping.post(
        address(me),
        form(
            me,
            first_name="Otto",
            groups=[role("Managing editor")],
            sections=[cast.section().pk],
            author=author.pk,
            is_superuser="on",
            user_permissions=[Permission.objects.get(codename="edit_all_articles").pk],
        ),
    )
    assert answer.status_code == 302
    me = fresh(me)
    assert (me.first_name, me.is_superuser, me.is_active) == ("Otto", False, True)
    assert [group.name for group in me.groups.all()] == ["Operator"]
    assert not me.sections_given.exists()
    assert not me.user_permissions.exists()
    assert Author.objects.get(pk=author.pk).user is None


@pytest.mark.parametrize("at", ["add/", "change"])
def test_nobody_becomes_a_superuser_or_gets_single_permissions(desk: Client, at: str) -> None:
    account = cast.reporter()
    more = {
        "is_superuser": "on",
        "user_permissions": [Permission.objects.get(codename="edit_all_articles").pk],
    }
    if at == "change":
        desk.post(address(account), form(account, **more))
        account = fresh(account)
    else:
        more |= {"username": "new"}
        desk.post(f"{ACCOUNTS}add/", more)
        account = User.objects.get(username="new")
    assert not account.is_superuser
    assert not account.user_permissions.exists()


def test_a_superuser_is_not_touched(helping: Client, chief: User) -> None:
    text = helping.get(address(chief)).content.decode()
    assert "Only superusers can change" in text
    assert 'name="_save"' not in text
    assert helping.post(address(chief), form(chief, first_name="X")).status_code == 403
    data = {"password1": SECRET, "password2": SECRET, "usable_password": "true"}
    assert helping.get(address(chief, "password")).status_code == 403
    assert helping.post(address(chief, "password"), data).status_code == 403
    assert (fresh(chief).first_name, notes()) == ("", [])
    assert fresh(chief).check_password(cast.PASSWORD)


@pytest.mark.parametrize("number", ["{}", "0{}", "%20{}"])
def test_ones_own_password_is_changed_with_the_old_one(helping: Client, number: str) -> None:
    me = cast.operator()
    own = f"{ACCOUNTS}{number.format(me.pk)}/password/"
    data = {"password1": SECRET, "password2": SECRET, "usable_password": "true"}
    answer = helping.post(own, data)
    assert answer["Location"] == "/admin/password_change/"
    assert fresh(me).check_password(cast.PASSWORD)


def test_accounts_are_not_deleted(desk: Client, chief: User) -> None:
    account = cast.reporter()
    for person in (cast.operator(), chief):
        desk.force_login(person)
        assert desk.post(address(account, "delete"), {"post": "yes"}).status_code == 405
        desk.post(ACCOUNTS, {"action": "delete_selected", "_selected_action": account.pk})
    assert User.objects.filter(pk=account.pk).exists()


@pytest.mark.every_database
def test_roles_are_read_only(helping: Client, chief: User) -> None:
    group = f"/admin/auth/group/{role('Reporter')}/change/"
    assert helping.get(group).status_code == 200
    assert helping.post(group, {"name": "Reporter", "permissions": []}).status_code == 403
    assert helping.get("/admin/auth/group/add/").status_code == 403
    helping.force_login(chief)
    assert 'name="_save"' in helping.get(group).content.decode()


def test_sections_are_given_with_accounts_only(helping: Client) -> None:
    """An operator may change sections, and could name themself as their editor there."""
    section, me = cast.section(), cast.operator()
    page = f"/admin/articles/category/{section.pk}/change/"
    assert 'name="editors"' not in helping.get(page).content.decode()
    helping.post(page, {"name": "Politics", "slug": "politics", "order": 1, "editors": [me.pk]})
    assert not Category.objects.filter(editors=me).exists()


@pytest.mark.parametrize("person", [cast.reporter, cast.editor, cast.picture_editor])
def test_others_have_no_way_in(client: Client, person: Any) -> None:
    other = cast.colleague()
    client.force_login(person())
    for page in (ACCOUNTS, f"{ACCOUNTS}add/", address(other), "/admin/auth/group/"):
        assert client.get(page).status_code == 403, page
    assert client.post(address(other), form(other, is_superuser="on")).status_code == 403
    assert client.post(address(other, "password"), {"password1": SECRET}).status_code == 403
    assert "/admin/auth/user/" not in client.get("/admin/").content.decode()


def test_a_superuser_makes_another_but_not_of_themself(client: Client, chief: User) -> None:
    client.force_login(chief)
    account = cast.reporter()
    client.post(address(account), form(account, is_superuser="on"))
    assert fresh(account).is_superuser
    client.post(address(chief), {"username": "chief"})
    assert fresh(chief).is_superuser and fresh(chief).is_active


@pytest.mark.parametrize(
    "query", ["?q=%00", "?groups__id__exact=x", "?p=99999999999", "?password__startswith=md5"]
)
def test_bad_addresses_are_answered(desk: Client, query: str) -> None:
    assert desk.get(ACCOUNTS + query, follow=True).status_code in {200, 400}


@pytest.mark.parametrize("number", ["x", "%00", "99999999999999999999", "4711"])
def test_an_account_that_is_not_there_is_said(desk: Client, number: str) -> None:
    for page in ("change", "password"):
        answer = desk.get(f"{ACCOUNTS}{number}/{page}/", follow=True)
        assert answer.status_code == 200
        assert "error" in answer.content.decode() or "exist" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"username": ""}, "required"),
        ({"username": "REPORTER"}, "already exists"),
        ({"email": "EDITOR@news.example"}, "editor has this address already"),
        ({"groups": ["x"]}, "valid"),
        ({"sections": ["99999999999999999999"]}, "valid"),
        ({"author": "4711"}, "Select a valid choice"),
        ({"email": "\0"}, "Null characters"),
    ],
)
def test_a_form_with_errors_comes_back(desk: Client, fields: dict[str, Any], said: str) -> None:
    cast.reporter()
    User.objects.filter(pk=cast.editor().pk).update(email="editor@news.example")
    data = {"username": "new", **fields}
    answer = desk.post(f"{ACCOUNTS}add/", data)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert notes() == []


def test_the_list_costs_the_same_for_few_and_many(desk: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(ACCOUNTS).status_code == 200
        return len(queries)

    cast.editor()
    few = cost()
    for person in (cast.reporter, cast.managing_editor, cast.sports_editor, cast.picture_editor):
        person()
    assert cost() == few
