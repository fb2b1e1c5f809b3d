"""A front whose section or topic goes is kept with all its editions, and is there again with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Category, Edition, Entry, Front, NotAllowed, Topic
from articles.models.fronts.schedule import archiving
from articles.models.fronts.told.leading import leads
from articles.models.topics import changes as topics
from tests import cast
from tests.models.fronts.standing import placements_of

pytestmark = pytest.mark.django_db


def laid_out(front: Front, story: Article) -> Front:
    """A front with a live edition, a draft and something scheduled."""
    editor = cast.managing_editor()
    front.place(story, editor, headline="In its own words")
    front.publish(editor, at=timezone.now() + timedelta(hours=1))
    layout = front.layout()
    layout["blocks"][0]["name"] = "Draft"
    front.write(layout, editor)
    return front


def kept(front: Front) -> Front:
    """The row as it is now; nothing of it is lost."""
    there = Front.objects.get(pk=front.pk)
    assert there.editions.count() == front.editions.count() == 2
    assert there.layout()["blocks"][0]["name"] == "Draft"
    return there


def topic(name: str = "Ports", *stories: Article) -> Topic:
    made = topics.add(name, None)
    for story in stories:
        story.topics.add(made)
    return made


def harbour() -> Category:
    return Category.objects.create(name="Harbour", slug="harbour")


def by_desk(section: Category) -> None:
    client = Client()
    client.force_login(cast.chief())
    at = reverse("admin:articles_category_delete", args=[section.pk])
    page = client.post(at, {"post": "yes"}, follow=True).content.decode()
    assert "Its front is kept, archived, in the list of fronts: “Harbour”." in page
    assert "1 scheduled edition of it was cancelled." in page


@pytest.mark.parametrize(
    "delete", [lambda section: section.delete(), lambda _section: cast_away(), by_desk]
)
def test_a_section_that_is_deleted_leaves_its_front(delete: Callable[[Category], Any]) -> None:
    section, story = harbour(), cast.live()
    front = laid_out(Front.of_section(section), story)
    delete(section)
    there = kept(front)
    assert (there.is_archived, str(there), there.key) == (True, "Harbour", front.key)
    assert there.scheduled() == []
    archived = Entry.objects.get(verb=Entry.Verb.FRONT_ARCHIVE)
    assert (archived.title, archived.note) == ("Harbour", "The section was deleted.")
    cancelled = Entry.objects.get(verb=Entry.Verb.FRONT_CANCEL)
    assert cancelled.note == "The section was deleted."
    assert placements_of(story) == [] and [one.front.key for one in leads()] == ["home"]
    assert not Front.objects.within_reach_of(None).exists()


def cast_away() -> None:
    Category.objects.filter(slug="harbour").delete()


def test_nobody_works_on_an_archived_front_and_who_had_it_open_is_told() -> None:
    section, story = harbour(), cast.live()
    front, editor = laid_out(Front.of_section(section), story), cast.managing_editor()
    opened, edition = Front.of_section(section), front.editions.first()
    section.delete()
    assert edition is not None
    for verb in (
        lambda: opened.write(opened.layout(), editor),
        lambda: opened.publish(editor),
        lambda: opened.place(story, editor),
        lambda: opened.take_off(story, editor),
        lambda: opened.roll_back(edition, editor),
        lambda: opened.discard_draft(editor),
    ):
        with pytest.raises(NotAllowed, match="“Harbour” is archived"):
            verb()
    with pytest.raises(PermissionDenied):
        archiving.bring_back(opened, cast.editor())
    kept(front)


def test_who_opens_a_front_of_what_is_deleted_meanwhile_is_told() -> None:
    section = harbour()
    front = Front.of_section(section)
    Category.objects.filter(pk=section.pk).delete()
    with pytest.raises(NotAllowed, match="“Harbour” was deleted"):
        front.publish(cast.managing_editor())
    assert not Front.objects.exists()


def test_a_topic_that_is_deleted_has_its_front_again_when_that_is_undone() -> None:
    story = cast.live()
    ports = topic("Ports", story)
    front = laid_out(Front.of_topic(ports), story)
    live = front.live()
    change = topics.delete(ports, cast.chief())
    assert kept(front).is_archived
    topics.undo(change, cast.chief())
    there = kept(Front.of_topic(Topic.objects.get(name="Ports")))
    assert (there.pk, there.is_archived, there.live()) == (front.pk, False, live)
    assert there.scheduled() == [], "what was cancelled stays so"
    assert next(one.front for one in placements_of(story)) == there
    verbs = Entry.objects.filter(details__front=front.key).values_list("verb", flat=True)
    assert {"front_archive", "front_bring_back"} <= set(verbs)
    there.publish(cast.managing_editor())


def test_a_topic_deleted_past_the_verbs_keeps_its_front_too() -> None:
    ports = topic()
    front = laid_out(Front.of_topic(ports), cast.live())
    ports.delete()
    assert kept(front).is_archived


def test_a_merged_topics_front_moves_where_there_is_none_and_back_again() -> None:
    story, editor = cast.live(), cast.managing_editor()
    ports, docks, quays = topic("Ports", story), topic("Docks"), topic("Quays")
    front = laid_out(Front.of_topic(ports), story)
    first = topics.merge([ports], docks, None)
    there = kept(front)
    assert (there.topic, there.key) == (docks, f"topic:{docks.pk}")
    assert len(there.scheduled()) == 1, "it goes on"
    second = topics.merge([docks], quays, None)
    assert kept(front).topic == quays
    topics.undo(second, None)
    assert kept(front).topic == Topic.objects.get(pk=docks.pk)
    kept(front).place(story, editor, kicker="Meanwhile")
    topics.undo(first, None)
    back = Front.objects.get(pk=front.pk)
    assert (back.key, back.former_keys) == (f"topic:{ports.pk}", "")
    assert back.editions.count() == 4, "also what was done meanwhile"
    assert not Front.objects.filter(topic=docks.pk).exists()


def test_a_merged_topics_front_is_archived_where_there_is_one() -> None:
    story = cast.live()
    ports, docks, quays = topic("Ports", story), topic("Docks"), topic("Quays")
    stays, goes = laid_out(Front.of_topic(docks), story), laid_out(Front.of_topic(ports), story)
    Front.of_topic(quays).save()  # made one, and laid out by nobody
    change = topics.merge([ports], docks, None)
    assert (kept(stays).topic, kept(goes).is_archived) == (docks, True)
    topics.undo(change, None)
    assert (kept(stays).topic, kept(goes).topic) == (docks, Topic.objects.get(pk=ports.pk))
    topics.merge([docks, ports], quays, None)
    assert (kept(goes).topic, kept(stays).is_archived) == (quays, True), "the last laid out"


def test_a_front_can_be_given_to_another_section() -> None:
    section, story = harbour(), cast.live()
    front, chief = laid_out(Front.of_section(section), story), cast.chief()
    Front.of_section(cast.section("sports")).publish(None)
    section.delete()
    with pytest.raises(NotAllowed, match="Choose a section"):
        archiving.bring_back(Front.objects.get(pk=front.pk), chief)
    with pytest.raises(NotAllowed, match="has a front already"):
        archiving.bring_back(Front.objects.get(pk=front.pk), chief, cast.section("sports"))
    again = harbour()
    archiving.bring_back(Front.objects.get(pk=front.pk), chief, again)
    there = kept(front)
    assert (there.section, there.key, there.name) == (again, f"section:{again.pk}", "")
    there.publish(chief)
    with pytest.raises(NotAllowed, match="is not archived"):
        archiving.bring_back(there, chief)


def test_a_section_put_back_under_its_number_has_its_front() -> None:
    section = harbour()
    front = laid_out(Front.of_section(section), cast.live())
    number = section.pk
    section.delete()
    Category.objects.create(pk=number, name="Harbour", slug="harbour")
    assert kept(front).section_id == number and not kept(front).is_archived


def test_no_front_goes_with_its_editions() -> None:
    front = laid_out(Front.of_home(), cast.live())
    with pytest.raises(ProtectedError):
        front.delete()
    assert Edition.objects.count() == 2


def test_an_archived_front_is_read_at_the_desk_and_not_offered(client: Client) -> None:
    section = harbour()
    front = laid_out(Front.of_section(section), cast.live())
    slug = front.key.replace(":", "-")
    section.delete()
    client.force_login(cast.managing_editor())
    page = client.get("/admin/front/").content.decode()
    assert f'href="/admin/front/{slug}/history/"' in page and f'/admin/front/{slug}/"' not in page
    page = client.get(f"/admin/front/{slug}/history/?edition=1").content.decode()
    assert "This section was deleted" in page and "Go back to this edition" not in page
    assert client.get(f"/admin/front/{slug}/preview/?edition=1").status_code == 200
    assert client.get(f"/admin/front/{slug}/page/?edition=1").status_code == 200
    opened = client.get(f"/admin/front/{slug}/")
    assert opened["Location"] == f"/admin/front/{slug}/history/"
    json = {"Accept": "application/json"}
    told = client.post(f"/admin/front/{slug}/write/", {"layout": "{}"}, headers=json)
    assert (told.status_code, "archived" in told.json()["error"]) == (409, True)
    other = Category.objects.get(slug="travel")
    done = client.post(f"/admin/front/{slug}/bring-back/", {"section": other.pk}, follow=True)
    assert done.status_code == 200 or done.redirect_chain
    assert kept(front).section == other
    client.force_login(cast.editor())
    assert "Harbour" not in client.get("/admin/front/").content.decode()
    assert client.get("/admin/front/section-999999/history/").status_code == 404
