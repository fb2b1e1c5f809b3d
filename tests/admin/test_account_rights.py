"""What one may not do one may not grant: no way leads from somebody's accounts to their stories."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from articles.models import Author, Entry, PasswordSetBy
from articles.models.people.accounts import (
    has_content,
    may_manage,
    reaches_content,
    rights_of,
)
from tests import cast
from tests.admin.test_accounts import ACCOUNTS, SECRET, address, form, fresh, notes, role

pytestmark = pytest.mark.django_db
PASSWORDS = {"password1": SECRET, "password2": SECRET, "usable_password": "true"}
ABOVE = [cast.reporter, cast.editor, cast.managing_editor, cast.picture_editor]


@pytest.fixture
def operator(client: Client) -> Client:
    """An operator at the desk."""
    client.force_login(cast.operator())
    return client


def at_the_desk(person: User) -> Client:
    """Somebody's browser."""
    client = Client()
    client.force_login(person)
    return client


def rows() -> list[Any]:
    """All accounts, with their roles."""
    fields = ("username", "first_name", "email", "password", "is_active", "is_superuser")
    return list(User.objects.order_by("pk", "groups").values_list(*fields, "groups"))


def new(**fields: Any) -> dict[str, Any]:
    """A new account's form."""
    return {"username": "newcomer", "is_staff": "on", **fields}


def made(by: Client, **fields: Any) -> User:
    """A new account that has chosen its password by the link that it was given."""
    by.post(f"{ACCOUNTS}add/", new(**fields))
    account = User.objects.get(username="newcomer")
    account.set_password(SECRET)
    account.save()
    return account


# --- What an operator does all day ------------------------------------------------------------


def test_an_operator_makes_an_account_and_looks_after_it(operator: Client) -> None:
    assert "shown only once" in operator.post(f"{ACCOUNTS}add/", new()).content.decode()
    account = User.objects.get(username="newcomer")
    operator.post(address(account), form(account, email="new@news.example"))
    other = {"password1": "some other long words", "password2": "some other long words"}
    assert operator.post(address(account, "password"), other).status_code == 302
    operator.post(address(account), form(fresh(account), groups=[role("Operator")]))
    account = fresh(account)
    assert account.email == "new@news.example" and account.check_password("some other long words")
    assert [group.name for group in account.groups.all()] == ["Operator"]


def test_only_what_may_be_given_is_offered(operator: Client) -> None:
    page = operator.get(f"{ACCOUNTS}add/").content.decode()
    assert "Operator</label>" in page
    for absent in (
        "Reporter</label>",
        "Managing editor</label>",
        'name="author"',
        'name="sections"',
    ):
        assert absent not in page


# --- No way round -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Reporter", "Editor", "Managing editor", "Picture editor"])
def test_an_operator_gives_no_role_of_content(operator: Client, name: str) -> None:
    reader = cast.reader()
    for page, data in (
        (f"{ACCOUNTS}add/", new(groups=[role(name)])),
        (address(reader), form(reader, groups=[role(name)])),
        (address(reader), form(reader, groups=[role("Operator"), role(name)])),
    ):
        answer = operator.post(page, data)
        assert answer.status_code == 200
        assert "Select a valid choice" in answer.content.decode()
    assert not User.objects.filter(username="newcomer").exists()
    assert not reader.groups.exists()


@pytest.mark.parametrize("person", ABOVE)
def test_an_account_with_more_rights_is_not_touched(operator: Client, person: Any) -> None:
    account = person()
    before = rows()
    page = operator.get(address(account)).content.decode()
    assert "rights that you don’t have" in page and 'name="_save"' not in page
    tries: list[dict[str, Any]] = [
        {"first_name": "X"},
        {"email": "mine@news.example"},
        {"username": "mine"},
        {"groups": []},
        {"is_superuser": "on"},
        {"author": cast.ottoline().pk},
    ]
    for fields in tries:
        assert operator.post(address(account), form(account, **fields)).status_code == 403
    assert operator.get(address(account, "password")).status_code == 403
    assert operator.post(address(account, "password"), PASSWORDS).status_code == 403
    unusable = {**PASSWORDS, "usable_password": "false"}
    assert operator.post(address(account, "password"), unusable).status_code == 403
    assert rows() == before
    assert notes() == []


@pytest.mark.every_database
def test_a_closed_account_has_the_rights_that_it_had(operator: Client) -> None:
    account = cast.managing_editor()
    assert operator.post(address(account, "close")).status_code == 302
    assert not fresh(account).is_active
    assert operator.post(address(account, "password"), PASSWORDS).status_code == 403
    assert operator.post(address(account), form(account, is_active="on")).status_code == 403
    assert not fresh(account).is_active
    assert notes() == ["managing-editor: account deactivated"]


def test_single_permissions_count_too(operator: Client) -> None:
    account = cast.reader()
    account.user_permissions.add(Permission.objects.get(codename="edit_all_articles"))
    assert operator.post(address(account, "password"), PASSWORDS).status_code == 403
    assert operator.post(address(account), form(account, first_name="X")).status_code == 403


@pytest.mark.every_database
def test_nothing_else_leads_to_content(operator: Client) -> None:
    """Roles and their permissions, sections, bylines, the superuser's flag, bulk actions."""
    reader, ottoline, me = cast.reader(), cast.ottoline(), cast.operator()
    before = rows()
    everything = {
        "is_superuser": "on",
        "author": ottoline.pk,
        "sections": [cast.section().pk],
        "user_permissions": list(Permission.objects.values_list("pk", flat=True)),
    }
    own = Group.objects.get(name="Operator")
    permissions = list(Permission.objects.values_list("pk", flat=True))
    given = own.permissions.count()
    for page, data in (
        (address(reader), form(reader, **everything)),
        (address(me), form(me, groups=[role("Editor")], **everything)),
        (f"/admin/auth/group/{own.pk}/change/", {"name": "Operator", "permissions": permissions}),
        ("/admin/auth/group/add/", {"name": "Mine", "permissions": permissions}),
        (f"/admin/auth/group/{own.pk}/delete/", {"post": "yes"}),
        (f"/admin/articles/author/{ottoline.pk}/change/", {"name": "X", "user": me.pk}),
        (ACCOUNTS, {"action": "delete_selected", "_selected_action": [reader.pk], "post": "yes"}),
        (ACCOUNTS, {"form-0-id": reader.pk, "form-0-is_superuser": "on", "_save": "Save"}),
    ):
        operator.post(page, data)
    assert rows() == before
    assert own.permissions.count() == given
    assert not reader.sections_given.exists() and not me.sections_given.exists()
    assert Author.objects.get(pk=ottoline.pk).user is None
    for person in (me, reader):
        assert not reaches_content(fresh(person))
        assert at_the_desk(fresh(person)).get("/admin/articles/article/").status_code in {302, 403}


def test_a_superuser_is_not_closed_nor_oneself(operator: Client) -> None:
    chief = User.objects.create_superuser("chief", password=cast.PASSWORD)
    for account in (chief, cast.operator()):
        assert operator.post(address(account, "close")).status_code == 403
        assert fresh(account).is_active
    assert operator.get(address(cast.reporter(), "close")).status_code == 200
    assert operator.post(f"{ACCOUNTS}{2**63}/close/").status_code == 404


@pytest.mark.parametrize("person", [cast.reporter, cast.editor, cast.picture_editor])
def test_others_close_nothing(client: Client, person: Any) -> None:
    client.force_login(person())
    assert client.post(address(cast.operator(), "close")).status_code == 403


@pytest.mark.every_database
def test_who_has_a_role_and_accounts_gives_that_role_and_their_own_sections() -> None:
    """A newsroom's own role: an editor who looks after reporters."""
    editor, reporter = cast.sports_editor(), cast.reporter()
    changes = Permission.objects.filter(codename__in=["change_user", "view_user"])
    editor.user_permissions.set(changes)
    desk = at_the_desk(editor)
    sports, politics = cast.section("sports"), cast.section()
    reporter.sections_given.set([politics])
    fields = form(reporter, groups=[role("Editor")], sections=[sports.pk])
    assert desk.post(address(reporter), fields).status_code == 302
    assert set(reporter.sections_given.all()) == {sports, politics}
    assert [group.name for group in reporter.groups.all()] == ["Editor"]
    fields = form(reporter, sections=[politics.pk])
    assert "Select a valid choice" in desk.post(address(reporter), fields).content.decode()
    fields = form(reporter, groups=[role("Managing editor")])
    assert "Select a valid choice" in desk.post(address(reporter), fields).content.decode()
    assert desk.post(address(cast.managing_editor()), fields).status_code == 403


# --- A password is worth no more than who set it ------------------------------------------------


def test_a_prepared_account_that_gets_a_role_needs_another_password(operator: Client) -> None:
    account = made(operator)
    # Whoever knows the first one can put one of their own in its place.
    mine = at_the_desk(account)
    changed = {
        "old_password": SECRET,
        "new_password1": "known to me",
        "new_password2": "known to me",
    }
    assert mine.post("/admin/password_change/", changed).status_code == 302
    desk = at_the_desk(cast.managing_editor())
    fields = form(fresh(account), groups=[role("Reporter")])
    answer = desk.post(address(account), fields, follow=True)
    assert "no longer works" in answer.content.decode()
    assert not fresh(account).has_usable_password()
    assert mine.get("/admin/").status_code == 302, "who was logged in is so no longer"
    assert desk.post(address(account, "password"), PASSWORDS).status_code == 302
    assert fresh(account).check_password(SECRET)
    desk.post(address(account), form(fresh(account), groups=[role("Editor")]))
    assert fresh(account).check_password(SECRET), "set by somebody who has all of it"


@pytest.mark.every_database
def test_a_role_that_gets_rights_takes_such_passwords_away(operator: Client) -> None:
    group = Group.objects.create(name="Help")
    account = made(operator, groups=[group.pk])
    chief = at_the_desk(User.objects.create_superuser("chief", password=cast.PASSWORD))
    given = Permission.objects.get(codename="view_article")
    page = f"/admin/auth/group/{group.pk}/change/"
    chief.post(page, {"name": "Help", "permissions": [given.pk]})
    assert not fresh(account).has_usable_password()
    entry = Entry.objects.get(verb=Entry.Verb.ROLE)
    assert entry.details["before"] == {"rights": []}
    assert entry.details["after"] == {"rights": ["articles.view_article"]}


@pytest.mark.every_database
def test_a_superuser_gives_a_role_to_an_account_of_their_own_making() -> None:
    chief = at_the_desk(User.objects.create_superuser("chief", password=cast.PASSWORD))
    account = made(chief)
    chief.post(address(account), form(account, groups=[role("Managing editor")]))
    assert fresh(account).check_password(SECRET)
    chief.post(address(account), form(account, groups=[], is_superuser="on"))
    assert fresh(account).check_password(SECRET)
    PasswordSetBy.objects.update(by=None)
    chief.post(address(account), form(account, groups=[role("Editor")]))
    assert not fresh(account).has_usable_password(), "set by somebody who is gone"


# --- Managing editors are told ----------------------------------------------------------------


def told(person: User) -> str:
    """What the start page says of access to stories."""
    page = at_the_desk(person).get("/admin/").content.decode()
    return page.partition("data-rights")[2].partition("</section>")[0]


def test_managing_editors_are_told_of_access_to_stories(operator: Client) -> None:
    chief = at_the_desk(User.objects.create_superuser("chief", password=cast.PASSWORD))
    watching = cast.managing_editor()
    operator.post(f"{ACCOUNTS}add/", new())
    assert told(watching) == "", "an account without rights opens nothing"
    chief.post(f"{ACCOUNTS}add/", new(username="second", groups=[role("Reporter")]))
    assert "new account" in told(watching) and "roles: Reporter" in told(watching)
    chief.post(address(cast.reporter(), "password"), PASSWORDS)
    assert "password set" in told(watching)
    operator.post(address(cast.editor(), "close"))
    assert "account deactivated" in told(watching)
    # Nothing of no account pushes them out of sight.
    for number in range(9):
        operator.post(f"{ACCOUNTS}add/", new(username=f"noise{number}"))
    assert "password set" in told(watching) and "noise" not in told(watching)
    assert SECRET not in str(list(Entry.objects.values()))
    for person in (cast.reporter(), cast.editor(), cast.operator()):
        assert told(fresh(person)) == ""


def test_what_one_has_done_oneself_is_no_news() -> None:
    me = cast.managing_editor()
    at_the_desk(me).post(address(cast.reporter(), "password"), PASSWORDS)
    assert told(me) == ""
    assert "reporter: password set" in notes()


# --- The rule itself --------------------------------------------------------------------------


def test_roles_stand_in_an_order() -> None:
    people = [cast.operator(), cast.reporter(), cast.editor(), cast.managing_editor()]
    covered = {
        one.username: {other.username for other in people if may_manage(fresh(one), other)}
        for one in people
    }
    assert covered == {
        "operator": {"operator"},
        "reporter": {"reporter"},
        "editor": {"reporter", "editor"},
        "managing-editor": {"operator", "reporter", "editor", "managing-editor"},
    }
    gone = cast.managing_editor()
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert not may_manage(fresh(gone), cast.reader())
    assert rights_of(fresh(gone)) == rights_of(gone)


@pytest.mark.every_database
def test_what_counts_as_content() -> None:
    content = {"Reporter", "Editor", "Managing editor", "Picture editor"}
    for group in Group.objects.all():
        rights = {
            f"{one.content_type.app_label}.{one.codename}"
            for one in group.permissions.select_related("content_type")
        }
        assert has_content(rights) == (group.name in content), group
