"""Whatever people type is kept as far as it can be seen, in every column and field there is."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.test import Client

from articles.models import Comment, Entry, Picture
from articles.models.common.texts import Line, LineField, Lines, LinesField
from newsportal import environment
from tests import cast

DESK = Path(import_module("articles.admin").__path__[0])
#: A bell, a no character, an override without its end; and what is left of it.
DIRTY, CLEAN = " Ann\x07 \ufffeGan\u202enet\x0b ", "Ann Gannet"
NOTHING = ["\u200b", "\u00ad", "\u2800", "\u3164", "\x07"]
#: Columns whose words are not typed there, or which are made for machines.
OTHERS = {
    "password": "a hash",
    "codename": "the library's",
    "body": "HTML, which the sanitiser cleans",
    "search_text": "folded for search",
    "trail_text": "cut from the body",
    "quote": "a paragraph of the story", "passage": "words of one",
    "look": "made of the name",
    "kind": "one of ours",
    "language": "one of ours",
    "slug": "letters that it is held to",
    "sha256": "a hash",
    "tone": "a colour", "accent": "a colour", "accent_night": "a colour", "band": "a colour",
    "logo": "a file's name", "logo_night": "a file's name", "icon": "a file's name",
    "card": "a file's name", "recipe": "a hash",
    "backend": "one of ours", "edition": "a hash", "made": "a hash",
    "from_state": "one of ours", "to_state": "one of ours", "verb": "one of ours",
    "digest": "a hash", "previous": "a hash", "key": "a session's", "site": "an address of ours",
    "to": "an address that was checked", "message_id": "ours", "address": "a network's",
    "device": "one of ours", "agent": "cleaned where it is read",
    "about": "one of ours", "place": "one of ours", "subscription": "sealed",
    "sealed": "sealed", "former": "sealed", "event": "one of ours", "hub": "a setting",
    "unsubscribe": "an address of ours", "query": "an address's, which is tidied",
    "rule": "one of ours", "words": "a mark's, folded", "before": "the same", "after": "the same",
    "scopes": "ones of ours",
    "issuer": "a provider's", "subject": "a provider's",
}  # fmt: skip


def columns() -> Iterator[Any]:
    ours: list[Any] = list(apps.get_app_config("articles").get_models())
    for model in [*ours, User, Group]:
        yield from model._meta.local_concrete_fields


def test_every_column_of_words_keeps_what_can_be_seen() -> None:
    left = {
        str(column)
        for column in columns()
        if isinstance(column, models.CharField | models.TextField)
        and not isinstance(
            column, Line | Lines | models.EmailField | models.SlugField | models.URLField
        )
        and not column.choices
        and column.name not in OTHERS
    }
    assert left <= {
        "articles.Heartbeat.name",
        "articles.FrontVisit.front",
        "articles.Front.former_keys",
        # Folded for search.
        "articles.SearchDocument.title",
        "articles.SearchDocument.lead",
        "articles.SearchDocument.names",
        "articles.SearchDocument.text",
        "articles.SearchWord.word",
        "articles.SearchWord.stem",
        # Of the settings, and made by us.
        "articles.EngineIndex.name",
        "articles.EngineIndex.at",
    }


def forms_of_the_desk() -> Iterator[Any]:
    for path in DESK.rglob("*.py"):
        module = ".".join(("articles.admin", *path.relative_to(DESK).with_suffix("").parts))
        for thing in vars(import_module(module)).values():
            if isinstance(thing, type) and thing.__module__.startswith("articles."):
                yield from [thing] if issubclass(thing, forms.BaseForm) else []


def test_every_field_of_words_keeps_what_can_be_seen() -> None:
    seen, left = 0, set()
    for form in forms_of_the_desk():
        for name, field in form.base_fields.items():
            seen += isinstance(field, LineField | LinesField)
            if type(field) is forms.CharField and not field.widget.is_hidden:
                left.add(f"{form.__name__}.{name}")
    assert seen > 30
    # HTML and addresses, which are cleaned and held to their letters elsewhere; passwords.
    assert {name.split(".")[1] for name in left} <= {"password1", "password2", "body"}


# --- Accounts -------------------------------------------------------------------


@pytest.mark.django_db
def test_names_of_accounts_are_kept_clean_at_every_door(client: Client) -> None:
    names = {"first_name": DIRTY, "last_name": DIRTY}
    made = User.objects.create_user("ann\x07e\ufffe", **names)
    assert (made.username, made.first_name, made.last_name) == ("anne", CLEAN, CLEAN)
    User.objects.filter(pk=made.pk).update(username="g\x07us", first_name="G\x0bus")
    made.refresh_from_db()
    assert (made.username, made.first_name) == ("gus", "G us")
    User.objects.bulk_create([User(username="b\x08ob", last_name="\u202eB")])
    assert User.objects.get(username="bob").last_name == "B"
    role = Group.objects.create(name="Sub\x07 editors\u202e")
    assert Group.objects.get(pk=role.pk).name == role.name == "Sub editors"
    client.force_login(cast.managing_editor())
    given = {"username": "gus", **names, "email": "", "is_active": "on", "is_staff": "on"}
    assert client.post(f"/admin/auth/user/{made.pk}/change/", given).status_code == 302
    made.refresh_from_db()
    assert (made.first_name, made.get_full_name()) == (CLEAN, f"{CLEAN} {CLEAN}")


@pytest.mark.django_db
@pytest.mark.parametrize("nothing", NOTHING)
def test_an_account_without_a_name_that_shows_is_refused(nothing: str) -> None:
    with pytest.raises(ValueError, match="seen"), transaction.atomic():
        User.objects.create_user(nothing)
    with pytest.raises(CommandError):
        call_command("createsuperuser", username=nothing, email="a@b.example", interactive=False)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_login_asks_for_the_name_as_it_was_typed(client: Client) -> None:
    """Or else each account had as many names to try passwords under as there are controls."""
    User.objects.create_user("anne", password="a gannet on a crane", is_staff=True)
    given = {"username": "an\x07ne", "password": "a gannet on a crane"}
    assert client.post("/admin/login/", given).status_code == 200
    assert not User.objects.filter(username="an\x07ne").exists()


# --- The rest -------------------------------------------------------------------


@pytest.mark.django_db
def test_log_comments_and_pictures_keep_what_can_be_seen() -> None:
    story, by = cast.draft(), cast.editor()
    User.objects.filter(pk=by.pk).update(first_name="Ann", last_name="Gannet")
    by.refresh_from_db()
    Comment.say(story, by, DIRTY)
    assert Comment.objects.get().text == CLEAN.replace("net", "net\n").strip()
    assert Entry.objects.latest("pk").by_name == CLEAN
    picture = cast.picture()
    picture.people, picture.tags = [DIRTY, "\u200b", CLEAN], ["\x00sea", "sea"]
    picture.save()
    row = Picture.objects.get(pk=picture.pk)
    assert (row.people, row.tags) == ([CLEAN], ["sea"])


@pytest.mark.parametrize("dirty", ["The\x07 Gull\u202e", " The \x0bGull\ufffe"])
def test_the_name_of_the_paper_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, dirty: str
) -> None:
    monkeypatch.setenv("SITE_NAME", dirty)
    assert environment.line("SITE_NAME", "Newsportal") == "The Gull"
    monkeypatch.setenv("SITE_NAME", "\u200b")
    assert environment.line("SITE_NAME", "Newsportal") == "Newsportal"
