"""What is known of a person is given out, and taken away: every table, every column of text."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.utils import timezone

from articles.models import Comment, Entry, Revision
from articles.models.changes import seals
from articles.models.changes.log import record
from articles.models.changes.seals import Seal
from articles.personal import forgetting
from articles.personal.rules import What, keys_of, tables, texts_of
from tests import cast
from tests.backup import newsroom

pytestmark = pytest.mark.django_db

NAME, FULL, ADDRESS = "ottilie.quill", "Ottilie Quíll", "o.quill@example.org"
SAID = f"@{NAME} {ADDRESS} {FULL}"


@pytest.fixture
def account() -> User:
    """Somebody who has left."""
    user = User.objects.create_user(NAME, ADDRESS, "a long sentence", is_staff=True)
    user.first_name, user.last_name = FULL.split()
    user.save()
    user.groups.set([Group.objects.get(name="Reporter")])
    return user


def said(*command: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("person", *command, stdout=out)
    return out.getvalue()


def test_each_table_has_a_rule() -> None:
    for model, rule in tables().items():
        keys = {key.name for key in keys_of(model)}
        assert not (keys and rule.what is What.NOBODY), model
        assert set(rule.cleared) <= keys, model
        assert {*filter(None, [rule.named]), *rule.secret} <= {
            field.name for field in model._meta.concrete_fields
        }, model


def test_nothing_names_them_afterwards_but_what_stays(account: User) -> None:
    newsroom.make()
    models.QuerySet(Seal).delete()  # filled in, and true of nothing
    client = Client()
    client.force_login(account)
    for model, rule in tables().items():
        if rule.what is not What.NOBODY and model not in (User, Session):
            _name_everywhere(model, rule.named, account)
    User.objects.filter(pk=account.pk).update(is_active=False)
    forgetting.forget(account)
    found = {
        model._meta.label
        for model, rule in tables().items()
        if rule.what is not What.STAYS
        for text in _all_texts(model)
        if any(name in text for name in (NAME, ADDRESS, FULL, json.dumps(FULL)[1:-1]))
    }
    assert found == set()
    for model, rule in tables().items():
        if rule.what is What.GOES:
            for key in keys_of(model):
                assert not model._base_manager.filter(**{key.name: account.pk}).exists()
    assert not Session.objects.filter(pk=client.session.session_key).exists()


def _name_everywhere(model: type[models.Model], named: str, account: User) -> None:
    row = model._base_manager.order_by("pk").first()
    assert row is not None
    values: dict[str, Any] = {key.name: account for key in keys_of(model)}
    for field in texts_of(model):
        values[field.name] = (
            {"who": [SAID]} if isinstance(field, models.JSONField) else SAID[: field.max_length]
        )
    values |= {named: NAME} if named else {}
    models.QuerySet(model).filter(pk=row.pk).update(**values)


def _all_texts(model: type[models.Model]) -> Iterator[str]:
    names = [field.attname for field in texts_of(model)]
    for row in model._base_manager.values_list(*names) if names else ():
        yield json.dumps(row, ensure_ascii=False, default=str)


def test_what_was_done_stays_by_an_account_without_a_name(account: User) -> None:
    story = cast.draft("Crane stays", created_by=account)
    story.write({**story.content(), "headline": "Crane goes"}, account)
    comment = Comment.objects.create(article=story, by=account, by_name=FULL, text="Who? me")
    record(Entry.Verb.ACCOUNT, None, title=NAME, note=f"Address: none → {ADDRESS}")
    record(Entry.Verb.LOGIN, account, title=NAME, note="from 192.0.2.7")
    with pytest.raises(forgetting.CannotForget, match="Deactivate it first"):
        forgetting.forget(account)
    User.objects.filter(pk=account.pk).update(is_active=False)
    told = forgetting.forget(account)
    account.refresh_from_db()
    assert (account.username, account.email, account.get_full_name()) == (told, "", "")
    assert not account.has_usable_password()
    assert not account.groups.exists()
    written = Revision.objects.filter(article=story, by=account)
    assert {one.by_name for one in written} == {told}
    comment.refresh_from_db()
    assert (comment.by_name, comment.text) == (told, "Who? me")
    assert not Entry.objects.filter(verb=Entry.Verb.LOGIN).exists()
    changes = Entry.objects.filter(verb=Entry.Verb.ACCOUNT, title=told)
    assert {one.note for one in changes} >= {
        f"Address: none → {told}",
        "The personal data was removed.",
    }


def test_the_log_is_sealed_anew_and_says_so(account: User) -> None:
    for note in (f"Address: {ADDRESS}", "of somebody else"):
        record(Entry.Verb.ACCOUNT, None, title=NAME if "@" in note else "anne", note=note)
    record(Entry.Verb.LOGIN, account, title=NAME, note="from 192.0.2.7")
    seals.seal(timezone.now() + timedelta(minutes=5))
    before = Seal.objects.order_by("pk").values_list("digest", flat=True).last()
    User.objects.filter(pk=account.pk).update(is_active=False)
    forgetting.forget(account)
    assert list(seals.Chain().breaks()) == []
    told = Entry.objects.filter(verb=Entry.Verb.ACCOUNT).order_by("-pk")[0].note
    assert str(before) in told
    models.QuerySet(Entry).filter(title="anne").update(note="changed by hand")
    other = User.objects.create_user("other", is_active=False)
    with pytest.raises(forgetting.CannotForget, match="not what was sealed"):
        forgetting.forget(other)


def test_it_is_given_out_as_people_read_it(account: User, tmp_path: Path) -> None:
    story = cast.draft("Crane stays", created_by=account)
    story.write({**story.content(), "headline": "Crane goes"}, account)
    assert "files to" in said("export", NAME, f"--to={tmp_path / 'all.zip'}")
    with ZipFile(tmp_path / "all.zip") as archive:
        found = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    [profile] = found["auth-users.json"]
    assert profile["Email address"] == ADDRESS
    assert "Password" not in profile
    assert any("Crane goes" in json.dumps(one) for one in found["articles-revisions.json"])
    said("export", NAME, f"--to={tmp_path / 'all'}")
    assert {one.name for one in (tmp_path / "all").iterdir()} >= set(found)
    with pytest.raises(CommandError, match="could not be written"):
        said("export", NAME, f"--to={tmp_path / 'all'}")


def test_forgetting_is_said_before_and_asked_twice(account: User) -> None:
    User.objects.filter(pk=account.pk).update(is_active=False)
    for arguments in ([], ["--really"], ["--really", "--again=somebody"]):
        with pytest.raises(CommandError, match="Nothing was changed"):
            said("forget", NAME, *arguments)
    assert User.objects.filter(username=NAME).exists()
    answer = said("forget", NAME, "--really", f"--again={NAME}")
    assert "Deleted:" in answer
    assert "roles (1)" in answer
    assert not User.objects.filter(username=NAME).exists()
    with pytest.raises(CommandError, match="There is no account"):
        said("forget", NAME)


def test_the_last_who_may_do_everything_stays() -> None:
    last = User.objects.create_superuser("last")
    with pytest.raises(CommandError, match="last account with all rights"):
        said("forget", "last", "--really", "--again=last")
    assert User.objects.filter(pk=last.pk).exists()
