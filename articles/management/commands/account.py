"""`manage.py account`: look after accounts from the machine itself, also when nobody gets in."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from getpass import getpass
from typing import Any

from axes.utils import reset
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from articles.models import Entry
from articles.models.access import leaving, letters, sessions
from articles.models.access.letters import What, told_of
from articles.models.access.links import PasswordLink
from articles.models.access.tokens import of_new_password
from articles.models.changes.log import record
from articles.models.people import factors
from articles.models.story.rights import holders_of

HELP = {
    "add": "make an account; its owner gets a link to choose a password",
    "list": "all accounts, with roles and state",
    "lock": "close an account for now, and end its logins; nothing else changes",
    "unlock": "open a locked or deactivated account, and forget failed logins",
    "role": "give or take roles",
    "end-sessions": "log somebody out everywhere",
    "reset-factor": "remove the second factors of somebody who has lost theirs",
    "password": "set a password that is typed here, or give out a link to choose one",
    "deactivate": "close an account for good, and hand over its open stories",
}


class Command(BaseCommand):
    """Each verb is a method; what it did is said in a line, and stands in the log."""

    help = (
        "Look after accounts: add, list, lock, unlock, role, end-sessions, reset-factor, "
        "password, deactivate. `account VERB --help` tells more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A parser for each verb."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        made = {name: verbs.add_parser(name, help=text) for name, text in HELP.items()}
        for name, one in made.items():
            if name not in {"list", "end-sessions"}:
                one.add_argument("name", help="the name that is logged in with")
        made["end-sessions"].add_argument("name", nargs="?", help="of whom")
        made["end-sessions"].add_argument("--all", action="store_true", help="of everybody")
        made["add"].add_argument("--email", default="")
        made["add"].add_argument("--first-name", default="")
        made["add"].add_argument("--last-name", default="")
        made["add"].add_argument("--role", action="append", default=[], help="may be repeated")
        made["add"].add_argument("--superuser", action="store_true")
        for name in ("add", "password"):
            made[name].add_argument(
                "--ask" if name == "add" else "--link",
                action="store_true",
                help="type the password here" if name == "add" else "give out a link instead",
            )
        made["role"].add_argument("--add", action="append", default=[], metavar="ROLE")
        made["role"].add_argument("--remove", action="append", default=[], metavar="ROLE")
        made["deactivate"].add_argument("--to", help="who gets the open stories")
        for name in ("lock", "deactivate", "role"):
            made[name].add_argument(
                "--force", action="store_true", help="also the last one who manages accounts"
            )

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        """Do it, in one transaction."""
        deed: Callable[..., None] = getattr(self, f"do_{verb.replace('-', '_')}")
        with transaction.atomic():
            deed(**options)

    # --- Verbs ------------------------------------------------------------------------

    def do_add(self, name: str, email: str, role: list[str], superuser: bool, **more: Any) -> None:
        """Make one."""
        account = User(username=name, email=email, is_staff=True, is_superuser=superuser)
        account.first_name, account.last_name = more["first_name"], more["last_name"]
        account.set_unusable_password()
        try:
            account.full_clean(exclude=["password"])
        except ValidationError as wrong:
            raise CommandError("; ".join(wrong.messages)) from wrong
        if User.objects.filter(username__iexact=name).exists():
            raise CommandError(f"There is an account “{name}” already.")
        roles = [_role(one) for one in role]
        if more["ask"]:
            account.set_password(_typed(account))
        account.save()
        account.groups.set(roles)
        note = "new account" + (f"; roles: {', '.join(map(str, roles))}" if roles else "")
        self._log(account, note + ("; superuser" if superuser else ""))
        self.stdout.write(f"Account “{name}” is made.")
        if not more["ask"]:
            self._give_link(account)

    def do_list(self, **options: Any) -> None:
        """A line each, with tabs between."""
        self.stdout.write("name\tstate\troles\taddress\tlast login\tsecond factor")
        for one in User.objects.order_by("username").prefetch_related("groups", "password_links"):
            roles = [group.name for group in one.groups.all()]
            roles = ["superuser", *roles] if one.is_superuser else roles
            seen = f"{timezone.localtime(one.last_login):%Y-%m-%d %H:%M}" if one.last_login else "–"
            factor = "yes" if factors.has_factor(one) else "no"
            line = [one.username, _state(one), ", ".join(roles) or "–", one.email or "–"]
            self.stdout.write("\t".join([*line, seen, factor]))

    def do_lock(self, name: str, force: bool, **options: Any) -> None:
        """Close it for now."""
        account = _account(name)
        _keep_a_manager(account, force)
        if not account.is_active:
            raise CommandError(f"“{name}” is closed already.")
        User.objects.filter(pk=account.pk).update(is_active=False)
        ended = sessions.end_all(account)
        self._log(account, f"locked; logins ended: {ended}")
        self.stdout.write(f"“{name}” is locked; {ended} logins ended.")

    def do_unlock(self, name: str, **options: Any) -> None:
        """Open it, and let it try passwords again."""
        account = _account(name)
        forgotten = reset(username=account.get_username())
        opened = User.objects.filter(pk=account.pk, is_active=False).update(is_active=True)
        if not opened and not forgotten:
            raise CommandError(f"“{name}” is not locked.")
        self._log(account, "unlocked" if opened else "failed logins forgotten")
        self.stdout.write(f"“{name}” may log in again.")

    def do_role(
        self, name: str, add: list[str], remove: list[str], force: bool, **options: Any
    ) -> None:
        """Give and take."""
        account = _account(name)
        if not add and not remove:
            raise CommandError("Name a role with --add or --remove.")
        before = sorted(account.groups.values_list("name", flat=True))
        given, taken = [_role(one) for one in add], [_role(one) for one in remove]
        if taken:
            left = account.groups.exclude(pk__in=[one.pk for one in taken])
            if not any(_manages(one) for one in [*left, *given]):
                _keep_a_manager(account, force or account.is_superuser)
        account.groups.add(*given)
        account.groups.remove(*taken)
        after = sorted(account.groups.values_list("name", flat=True))
        if after == before:
            raise CommandError(f"“{name}” has these roles already: {', '.join(after) or 'none'}.")
        said = f"roles: {', '.join(before) or 'none'} → {', '.join(after) or 'none'}"
        self._log(account, said, before={"groups": before}, after={"groups": after})
        self.stdout.write(f"“{name}”: {said}")

    def do_end_sessions(self, name: str | None, all: bool, **options: Any) -> None:  # noqa: A002
        """Log out one, or everybody."""
        if bool(name) == all:
            raise CommandError("Name an account, or say --all.")
        whose = list(User.objects.order_by("pk")) if all else [_account(name or "")]
        total = 0
        for account in whose:
            if ended := sessions.end_all(account):
                self._log(account, f"logins ended: {ended}")
                total += ended
        self.stdout.write(f"{total} logins ended.")

    def do_reset_factor(self, name: str, **options: Any) -> None:
        """Take away second factors."""
        account = _account(name)
        if not factors.remove_all(account):
            raise CommandError(f"“{name}” has no second factor.")
        note = "all second factors removed"
        record(Entry.Verb.FACTOR, None, title=name, note=_note(note), account=account.pk)
        told_of(account, What.FACTOR)
        self.stdout.write(f"The second factors of “{name}” are removed.")

    def do_password(self, name: str, link: bool, **options: Any) -> None:
        """Set one, or give out a link."""
        account = _account(name)
        if link:
            self._give_link(account)
            self._log(account, "link to choose a password given out")
            return
        account.set_password(_typed(account))
        account.save(update_fields=["password"])
        sessions.end_all(account)
        reset(username=account.get_username())
        note, told = of_new_password(account, "password set")
        self._log(account, note)
        told_of(account, What.PASSWORD, also=told)
        self.stdout.write(f"The password of “{name}” is set.")

    def do_deactivate(self, name: str, to: str | None, force: bool, **options: Any) -> None:
        """Close it for good."""
        account = _account(name)
        heir = None
        if to:
            heir = leaving.heirs(account).filter(username=to).first()
            if heir is None:
                raise CommandError(f"“{to}” is nobody who writes stories.")
        _keep_a_manager(account, force)
        if not leaving.leave(account, None, heir):
            raise CommandError(f"“{name}” is deactivated already.")
        said = Entry.objects.filter(verb=Entry.Verb.ACCOUNT, title=name).latest("pk").note
        self.stdout.write(f"“{name}”: {said}")

    # --- What several do --------------------------------------------------------------

    def _give_link(self, account: User) -> None:
        """By mail, else on the terminal, which is the operator's."""
        came = account.last_login is not None
        link, secret = PasswordLink.make(account, None, is_invitation=not came)
        address = letters.address_of_link(secret, "http://localhost:8000")
        if came:
            mail = letters.forgotten(account, address, link.ends_at)
        else:
            mail = letters.invitation(account, None, address, link.ends_at)
        if mail is not None:
            self.stdout.write(f"A link to choose a password goes to {account.email}.")
            return
        if not settings.SITE_URL:
            self.stdout.write("SITE_URL is not set: put the portal’s address before the path.")
        self.stdout.write("Hand over this link; it is shown this once, and works once:")
        self.stdout.write(address)

    def _log(self, account: User, note: str, **details: Any) -> None:
        name = account.get_username()
        record(
            Entry.Verb.ACCOUNT, None, title=name, note=_note(note), account=account.pk, **details
        )


def _note(note: str) -> str:
    return f"{note}; by manage.py account"


def _account(name: str) -> User:
    account = User.objects.filter(username=name).first()
    if account is None:
        raise CommandError(f"There is no account “{name}”. `account list` shows all.")
    return account


def _role(name: str) -> Group:
    role = Group.objects.filter(name__iexact=name).first()
    if role is None:
        known = ", ".join(Group.objects.order_by("name").values_list("name", flat=True))
        raise CommandError(f"There is no role “{name}”. There are: {known}.")
    return role


def _manages(role: Group) -> bool:
    return role.permissions.filter(codename="change_user").exists()


def _keep_a_manager(account: User, force: bool) -> None:
    managers = holders_of("auth.change_user").filter(is_staff=True)
    is_one = not force and managers.filter(pk=account.pk).exists()
    if is_one and not managers.exclude(pk=account.pk).exists():
        raise CommandError(
            f"“{account.username}” is the last one who manages accounts. Make another one first, "
            "or say --force."
        )


def _state(account: User) -> str:
    if not account.is_active:
        return "closed"
    if account.last_login is None:
        return "invited" if account.password_links.all() else "never came"
    return "active"


def _typed(account: User) -> str:
    """A password, typed twice; what is typed shows nowhere."""
    password = getpass("Password: ")
    if password != getpass("Password (again): "):
        raise CommandError("The two were not the same. Nothing was changed.")
    try:
        validate_password(password, account)
    except ValidationError as refused:
        raise CommandError("; ".join(refused.messages)) from refused
    return password
