"""Changes to authors and sections are in the log, with what was there before."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Author, Category, Entry
from articles.models.changes.log import record_change
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
