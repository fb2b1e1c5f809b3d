"""Changes to authors and sections are in the log, with what was there before."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.models import Author, Category, Entry, Picture, Topic
from articles.models.changes.log import record, record_change
from tests import cast

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.managing_editor

AUTHORS = "/admin/articles/author/"
SECTIONS = "/admin/articles/category/"


def told(*verbs: str) -> list[tuple[str, str]]:
    """What the log says of these verbs, oldest first."""
    entries = Entry.objects.filter(verb__in=verbs).order_by("pk")
    return [(entry.title, entry.note) for entry in entries]


def author(**fields: Any) -> dict[str, Any]:
    """An author's form."""
    return {"name": "Ottoline Marsh", "role": "Political editor", "slug": "ottoline-marsh"} | fields


def test_an_author_is_changed(desk: Client) -> None:
    ottoline, account = cast.ottoline(), cast.reporter()
    page = f"{AUTHORS}{ottoline.pk}/change/"
    desk.post(page, author(role="Editor at large", user=account.pk))
    said = "role: Political editor → Editor at large; account: none → reporter"
    assert told("author") == [("Ottoline Marsh", said)]
    entry = Entry.objects.get(verb="author")
    assert entry.details["before"] == {"role": "Political editor", "user": ""}
    assert entry.details["after"] == {"role": "Editor at large", "user": "reporter"}
    desk.post(page, author(role="Editor at large", user=account.pk))
    assert len(told("author")) == 1  # nothing changed, nothing to say
    assert (
        "Political editor → Editor at large" in desk.get("/admin/articles/entry/").content.decode()
    )


@pytest.mark.every_database
def test_an_author_comes_and_goes(desk: Client) -> None:
    desk.post(f"{AUTHORS}add/", author(name="Ada Fen", slug="ada-fen"))
    assert "name: Ada Fen" in told("author")[0][1]
    one, other = Author.objects.get(name="Ada Fen"), Author.objects.create(name="Bo", role="Critic")
    desk.post(f"{AUTHORS}{one.pk}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": other.pk, "post": "yes"}
    desk.post(AUTHORS, chosen)
    assert not Author.objects.filter(pk__in=[one.pk, other.pk]).exists()
    gone = Entry.objects.filter(verb="author_delete").order_by("pk")
    assert [entry.details["before"]["role"] for entry in gone] == ["Political editor", "Critic"]


def test_a_section_is_changed_in_its_form_and_in_the_list(desk: Client) -> None:
    section = cast.section()
    fields: dict[str, Any] = {
        "name": "Power",
        "slug": "politics",
        "colour": section.colour,
        "order": 4,
    }
    fields["description"] = section.description
    before = section.order
    desk.post(f"{SECTIONS}{section.pk}/change/", fields)
    assert told("section") == [("Power", f"name: Politics → Power; order: {before} → 4")]
    count = Category.objects.count()
    rows: dict[str, Any] = {"form-TOTAL_FORMS": count, "form-INITIAL_FORMS": count, "_save": "Save"}
    # In the list's own order.
    for at, one in enumerate(desk.get(SECTIONS).context["cl"].result_list):
        order = 77 if one.pk == section.pk else one.order
        rows |= {f"form-{at}-id": one.pk, f"form-{at}-order": order}
    desk.post(SECTIONS, rows)
    assert told("section")[1:] == [("Power", "order: 4 → 77")]


@pytest.mark.every_database
def test_a_section_is_deleted(desk: Client) -> None:
    section = Category.objects.create(name="Weather", slug="weather")
    desk.post(f"{SECTIONS}{section.pk}/delete/", {"post": "yes"})
    assert Entry.objects.get(verb="section_delete").details["before"]["slug"] == "weather"


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ({"a": 1}, {"a": 1}, None),
        ({"a": True}, {"a": False}, "A: yes → no"),
        ({"a": ["x", "y"]}, {"a": []}, "A: x, y → none"),
        ({}, {"a": "x" * 500}, f"A: {'x' * 119}…"),
        ({"b": ""}, {"b": None}, ""),
    ],
)
def test_what_is_said_of_a_change(was: Any, now: Any, said: str | None) -> None:
    labels = {"a": "A"}
    assert record_change(Entry.Verb.PAPER, None, was, now, labels=labels, title="T") == (
        said is not None
    )
    notes = list(Entry.objects.values_list("note", flat=True))
    assert notes == ([] if said is None else [said])


@pytest.mark.every_database
def test_a_change_keeps_what_it_says_whole() -> None:
    long = "x" * 500
    by = User.objects.create(username="ada")
    record_change(Entry.Verb.PAGE, by, {"a": long}, {"a": ""}, labels={}, title="T", page=7)
    entry = Entry.objects.get()
    assert entry.details == {"before": {"a": long}, "after": {"a": ""}, "page": 7}
    assert entry.by_name == "ada"


#: What is handled at the desk, and the verbs by which its changes are in the log.
LOGGED = {
    "chathook": {"chat"},
    "redirect": {"redirect", "redirect_delete"},
    "webhook": {"webhook"},
    "partnerfeed": {"partner"},
    "article": {"create", "edit", "delete"},
    "author": {"author", "author_delete"},
    "category": {"section", "section_delete"},
    "topic": {"topic_add", "topic_edit", "topic_rename", "topic_merge", "topic_delete"},
    "picture": {"add_picture", "edit_picture", "replace_picture", "delete_picture"},
    "page": {"page", "page_delete"},
    "paper": {"paper"},
    "user": {"account", "factor"},
    "group": {"role"},
    "stylerule": {"style", "style_delete"},
    "ownword": {"style", "style_delete"},
    "storytemplate": {"template"},
    "appointment": {"plan_changes", "cancel_plan", "try_again", "take_back"},
}
#: What only machines write, and the log itself.
NOT_CHANGED = {"webhookdelivery", "entry", "dbtaskresult"}


def test_whatever_the_desk_handles_has_its_verbs() -> None:
    """What comes to the desk anew fails here until it is said how the log tells of it."""
    handled = {str(model._meta.model_name) for model in admin.site._registry}
    assert handled == set(LOGGED) | NOT_CHANGED
    assert {verb for verbs in LOGGED.values() for verb in verbs} <= set(Entry.Verb.values)


def test_a_topic_comes_and_gets_another_description(desk: Client) -> None:
    desk.post("/admin/articles/topic/add/", {"name": "Harbour", "description": "The old one."})
    topic = Topic.objects.get(name="Harbour")
    changed = {"name": "Harbour", "description": "The new one."}
    desk.post(f"/admin/articles/topic/{topic.pk}/change/", changed)
    desk.post(f"/admin/articles/topic/{topic.pk}/change/", changed)
    assert [title for title, _note in told("topic_add", "topic_edit")] == ["Harbour"] * 2
    entry = Entry.objects.get(verb="topic_edit")
    assert entry.details["before"] == {"description": "The old one."}


def test_a_picture_comes_and_goes_with_all_that_it_said(desk: Client) -> None:
    sent = SimpleUploadedFile("crane.jpg", cast.jpeg(900, 600, "olive"), "image/jpeg")
    headers = {"Accept": "application/json"}
    desk.post("/admin/articles/picture/upload/", {"file": sent}, headers=headers)
    picture = Picture.objects.get()
    entry = Entry.objects.get(verb="add_picture")
    assert entry.details["picture"] == picture.pk
    assert entry.details["after"]["sha256"] == picture.sha256
    Picture.objects.update(credit="P. Gannet")
    desk.post(f"/admin/articles/picture/{picture.pk}/delete/", {"post": "yes"})
    gone = Entry.objects.get(verb="delete_picture")
    assert (gone.details["before"]["credit"], gone.by_name) == ("P. Gannet", "managing-editor")


def test_the_log_is_taken_along_as_lines_of_json(desk: Client) -> None:
    story = cast.draft("Secret headline", created_by=cast.reporter())
    story.submit(cast.reporter(), "Please read it.")
    record(Entry.Verb.ACCOUNT, None, title="New account", note="As a reporter.")
    answer = desk.get("/admin/articles/entry/download/")
    assert "attachment" in answer["Content-Disposition"]
    lines = [json.loads(line) for line in answer.getvalue().decode().splitlines()]
    assert [one["title"] for one in lines[-2:]] == ["Secret headline", "New account"]
    filtered = desk.get("/admin/articles/entry/download/?verb=submit").getvalue()
    assert [json.loads(line)["what"] for line in filtered.decode().splitlines()] == ["submit"]
    # Out of reach it is only said that something was done.
    other = Client()
    other.force_login(cast.operator())
    text = other.get("/admin/articles/entry/download/").getvalue().decode()
    assert "New account" in text and "Secret" not in text and "Please" not in text
    other.force_login(cast.editor())
    assert other.get("/admin/articles/entry/download/").status_code == 403
