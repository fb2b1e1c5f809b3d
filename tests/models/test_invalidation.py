"""Whatever changes something that readers see says so, through every door; nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client

from articles.lib import imaging
from articles.models import (
    Announcement,
    Article,
    Author,
    Category,
    Correction,
    Entry,
    Page,
    Paper,
    Topic,
)
from articles.models.changes.invalidation import Announcing
from articles.models.pictures import renditions, replacing
from articles.models.topics import changes as topic_care
from articles.signals import announced
from tests import cast

pytestmark = pytest.mark.django_db

Do = Callable[[], Any]


def told(do: Do) -> set[str]:
    """The keys that doing it announces."""
    before = set(Announcement.objects.values_list("pk", flat=True))
    with transaction.atomic():
        do()
    after = Announcement.objects.exclude(pk__in=before)
    return {key for one in after for key in one.keys}


def saved(noun: Any, **fields: Any) -> Do:
    for name, value in fields.items():
        setattr(noun, name, value)
    return noun.save  # type: ignore[no-any-return]


def page(title: str = "Contact", **fields: Any) -> Page:
    details = {"body": "<p>Write.</p>", "is_published": True, **fields}
    return Page.objects.create(title=title, **details)


# --- What is public, and what is not ------------------------------------------------

CHANGES: dict[str, tuple[Callable[[], Any], dict[str, Any], dict[str, Any]]] = {
    # a noun, a change that readers see, and one that they don't
    "section": (cast.section, {"name": "Power"}, {}),
    "author": (cast.ottoline, {"role": "Editor"}, {"user_id": None}),
    "topic": (lambda: Topic.objects.create(name="Fog"), {"description": "Wet."}, {}),
    "picture": (cast.picture, {"caption": "Cranes."}, {"headline": "Ours", "tags": ["crane"]}),
    "page": (page, {"body": "<p>Call.</p>"}, {"version": 7}),
    "paper": (lambda: Paper.objects.get_or_create(pk=1)[0], {"name": "The Gannet"}, {"version": 7}),
}
KEYS = {
    "section": {"chrome", "section:{pk}"},
    "author": {"author:{pk}", "byline:{pk}", "people:1"},
    "topic": {"topic:{pk}", "tag:{pk}"},
    "picture": {"picture:{pk}"},
    "page": {"page:{pk}", "pages:1"},
    "paper": {"chrome"},
}


def keys(noun: str, pk: int) -> set[str]:
    return {key.format(pk=pk) for key in KEYS[noun]}


@pytest.mark.parametrize("noun", CHANGES)
def test_saving_a_change_announces_what_shows_it(noun: str) -> None:
    make, change, hidden = CHANGES[noun]
    row = make()
    assert told(row.save) == set()
    assert told(saved(row, **hidden)) == set()
    assert told(saved(row, **change)) == keys(noun, row.pk)
    assert told(row.save) == set()


@pytest.mark.every_database
@pytest.mark.parametrize("noun", CHANGES)
def test_saving_single_fields_announces_those_only(noun: str) -> None:
    make, change, _hidden = CHANGES[noun]
    row = make()
    for name, value in change.items():
        setattr(row, name, value)
    other = next(name for name in row.public.fields if name not in change and name != "files")
    assert told(lambda: row.save(update_fields=[other])) == set()
    assert told(lambda: row.save(update_fields=list(change))) == keys(noun, row.pk)


@pytest.mark.every_database
@pytest.mark.parametrize("noun", CHANGES)
def test_updating_rows_announces_them(noun: str) -> None:
    make, change, hidden = CHANGES[noun]
    row = make()
    rows = type(row)._default_manager.filter(pk=row.pk)
    if hidden:
        assert told(lambda: rows.update(**hidden)) == set()
    assert told(lambda: rows.update(**change)) == keys(noun, row.pk)
    assert told(lambda: rows.none().update(**change)) == set()
    for name, value in change.items():
        assert getattr(type(row)._default_manager.get(pk=row.pk), name) == value


@pytest.mark.every_database
@pytest.mark.parametrize("noun", CHANGES)
def test_updating_in_bulk_announces_them(noun: str) -> None:
    make, change, _hidden = CHANGES[noun]
    row = make()
    for name, value in change.items():
        setattr(row, name, value)
    manager: Any = type(row)._default_manager
    assert told(lambda: manager.bulk_update([row], list(change))) == keys(noun, row.pk)


@pytest.mark.every_database
@pytest.mark.parametrize("noun", CHANGES)
def test_deleting_announces_what_showed_it(noun: str) -> None:
    make, _change, _hidden = CHANGES[noun]
    doors: list[Callable[[Any], Any]] = [
        lambda row: row.delete(),
        lambda row: type(row).objects.filter(pk=row.pk).delete(),
    ]
    for delete in doors:
        if noun == "section":
            Category.objects.filter(slug="travel").delete()
            row: Any = Category.objects.create(name="Journeys", slug="travel")
        else:
            row = make()
        pk = row.pk
        assert told(partial(delete, row)) >= keys(noun, pk)


@pytest.mark.every_database
def test_what_is_new_is_announced_to_the_lists_it_turns_up_in() -> None:
    assert told(lambda: Category.objects.create(name="Law", slug="law")) == {"chrome"}
    assert told(lambda: Author.objects.create(name="Dev Marigold")) == {"people:1"}
    assert told(lambda: Topic.objects.create(name="Fog")) == set()
    assert told(cast.picture) == set()
    made = [Category(name="Sea", slug="sea"), Category(name="Sky", slug="sky")]
    assert told(lambda: Category.objects.bulk_create(made)) == {"chrome"}
    authors = [Author(name="Araminta Vale", slug="araminta-vale")]
    assert told(lambda: Author.objects.bulk_create(authors)) == {"people:1"}


def test_every_noun_that_says_what_is_public_has_rows_that_announce() -> None:
    nouns: list[Any] = [
        one for one in apps.get_app_config("articles").get_models() if hasattr(one, "public")
    ]
    assert {one.__name__ for one in nouns} == {
        "Category", "Author", "Topic", "Picture", "Page", "Paper", "Correction", "SiteFile",
        "PartnerFeed",
    }  # fmt: skip
    for noun in nouns:
        assert isinstance(noun._default_manager.all(), Announcing)
        columns = {field.attname for field in noun._meta.concrete_fields}
        assert noun.public.fields <= columns


class Undone(Exception):
    """Takes a transaction back."""


def undone(do: Do) -> None:
    with suppress(Undone), transaction.atomic():
        do()
        raise Undone


def test_a_change_that_is_taken_back_is_not_announced() -> None:
    author = cast.ottoline()
    before = Announcement.objects.count()
    undone(saved(author, role="Editor"))
    assert Announcement.objects.count() == before


@pytest.mark.every_database
def test_one_transaction_makes_one_announcement(
    django_capture_on_commit_callbacks: Any,
) -> None:
    author, topic = cast.ottoline(), Topic.objects.create(name="Fog")
    other = cast.barnaby()
    before = Announcement.objects.count()
    heard: list[list[str]] = []

    def hear(keys: list[str], **_kwargs: Any) -> None:
        heard.append(keys)

    announced.connect(hear)
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        saved(author, role="Editor")()
        saved(topic, description="Wet.")()
        undone(saved(other, role="Sub-editor"))
    assert Announcement.objects.count() == before + 1
    one = Announcement.objects.latest("pk")
    assert one.keys == sorted(keys("author", author.pk) | keys("topic", topic.pk))
    assert len(callbacks) == 1
    assert set(one.keys) <= {key for keys in heard for key in keys}


# --- Pages and the footer -------------------------------------------------------------


def test_a_page_announces_chrome_where_the_footer_changes() -> None:
    made = told(lambda: page("Privacy"))
    assert made == {"pages:1", "chrome"}
    one = Page.objects.get()
    assert told(saved(one, title="Your privacy")) == {f"page:{one.pk}", "pages:1", "chrome"}
    assert told(saved(one, description="Short.")) == {f"page:{one.pk}", "pages:1"}
    assert "chrome" in told(saved(one, in_footer=False))
    assert told(saved(one, title="Privacy")) == {f"page:{one.pk}", "pages:1"}
    assert told(lambda: page("Draft", is_published=False)) == {"pages:1"}


@pytest.mark.every_database
def test_the_footer_follows_through_every_door() -> None:
    def footer() -> list[str]:
        return [one["title"] for one in Paper.current().footer_pages]

    first, second = page("B", order=2), page("A", order=1, slug="about")
    assert footer() == ["A", "B"]
    assert Paper.current().footer_pages[0] == {"title": "A", "url": "/about/", "language": ""}
    Page.objects.filter(pk=second.pk).update(order=3)
    assert footer() == ["B", "A"]
    first.title = "C"
    Page.objects.bulk_update([first], ["title"])
    assert footer() == ["C", "A"]
    Page.objects.bulk_create([Page(title="D", slug="d", is_published=True)])
    assert footer() == ["C", "A", "D"]
    second.delete()
    assert footer() == ["C", "D"]
    Page.objects.all().delete()
    assert footer() == []


# --- The doors of the house ----------------------------------------------------------------


@pytest.mark.every_database
def test_corrections_are_announced() -> None:
    story = cast.live()
    both = {f"article:{story.pk}", "corrections:1"}
    make = {"article": story, "kind": "correction", "text": "Ten to six."}
    assert told(lambda: Correction.objects.create(**make)) == both
    one = Correction.objects.get()
    assert told(saved(one, text="Ten to seven.")) == both
    assert told(lambda: Correction.objects.update(text="Ten.")) == both
    assert told(one.delete) == both


@pytest.mark.every_database
def test_topic_care_announces() -> None:
    story = cast.live(topics=["Fog", "Mist"])
    fog, mist = Topic.objects.get(name="Fog"), Topic.objects.get(name="Mist")
    shows = {f"topic:{fog.pk}", f"topic:{mist.pk}", f"article:{story.pk}"}
    assert told(lambda: topic_care.rename(fog, "Sea fog", None)) >= shows - {f"topic:{mist.pk}"}
    assert told(lambda: topic_care.merge([mist], fog, None)) >= shows
    change = topic_care.TopicChange.objects.get(verb="merge")
    assert told(lambda: topic_care.undo(change, None)) >= {f"topic:{fog.pk}", f"topic:{mist.pk}"}
    assert told(lambda: topic_care.delete(fog, None)) >= {f"topic:{fog.pk}", f"article:{story.pk}"}


def test_pictures_announce_when_their_files_are_there_and_when_replaced() -> None:
    picture = cast.picture()
    mine = {f"picture:{picture.pk}"}
    assert told(lambda: renditions.want(picture.pk)) == set()
    assert told(lambda: renditions.make(picture.pk)) == mine
    other = imaging.receive(cast.jpeg(colour="navy"))
    assert told(lambda: replacing.replace(picture, other, None)) == mine
    former = picture.former_files.get()
    assert told(lambda: replacing.bring_back(former, None)) == mine


def at_desk(person: Any = None) -> Client:
    client = Client()
    client.force_login(person or cast.managing_editor())
    return client


def test_the_desk_announces_sections_and_their_order() -> None:
    sections = list(Category.objects.all())
    form: dict[str, Any] = {"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 4, "_save": "Save"}
    for place, section in enumerate(sections):
        form |= {f"form-{place}-id": section.pk, f"form-{place}-order": section.order}
    client, address = at_desk(), "/admin/articles/category/"
    assert told(lambda: client.post(address, form)) == set()
    form["form-0-order"] = 99
    assert told(lambda: client.post(address, form)) == {"chrome", f"section:{sections[0].pk}"}


def test_the_desk_announces_the_words_of_a_picture() -> None:
    picture = cast.picture()
    client, mine = at_desk(), {f"picture:{picture.pk}"}
    card = f"/admin/articles/picture/{picture.pk}/card/save/"
    assert told(lambda: client.post(card, {"caption": "Cranes."})) == mine
    assert told(lambda: client.post(card, {"focal_x": "0.1", "focal_y": "0.5"})) == mine
    assert told(lambda: client.post(card, {"caption": "Cranes."})) == set()


def test_nothing_else_announces() -> None:
    client = Client()
    assert told(lambda: client.force_login(cast.editor())) == set()
    assert Session.objects.exists()
    assert told(lambda: client.get("/admin/")) == set()
    assert told(cast.draft) <= {"people:1"}
    story = Article.objects.get()
    assert told(lambda: story.write(story.content() | {"headline": "New"}, None)) == set()
    assert told(lambda: Entry.objects.create(verb="edit")) == set()
    author = cast.barnaby()
    user = cast.reporter()
    assert told(lambda: Author.objects.filter(pk=author.pk).update(user=user)) == set()
