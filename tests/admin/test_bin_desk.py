"""The bin at the desk: into it, a look at it, out of it, and what somebody types meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Autosave, BulkJob, Entry, PreviewLink
from tests import cast

pytestmark = pytest.mark.django_db
DESK = "/admin/articles/article/"
BIN, FRONT = f"{DESK}bin/", "/admin/front/home/"
JSON = {"accept": "application/json"}


def desk_of(person: Any) -> Client:
    """A browser in which they are logged in."""
    client = Client()
    client.force_login(person)
    return client


def binned(headline: str = "Council keeps its old crane", **fields: Any) -> Article:
    """A story that an editor has put into the bin."""
    story = cast.draft(headline, created_by=cast.reporter(), **fields)
    story.bin(cast.editor())
    return story


def said(answer: Any) -> str:
    """What a page says of what was done."""
    return " ".join(str(one) for one in answer.context["messages"])


def typed(story: Article, headline: str) -> dict[str, Any]:
    """What a form of the story posts."""
    return {"headline": headline, "body": "<p>Nine.</p>", "kind": "news", "_key": uuid4()}


def test_it_works() -> None:
    """Deleted, undone, deleted, found in the bin, restored from there."""
    story, client = cast.draft(), desk_of(cast.editor())
    form = f"{DESK}{story.pk}/change/"
    assert f"{DESK}{story.pk}/delete/" in client.get(form).text
    assert "30 days" in client.get(f"{DESK}{story.pk}/delete/").text
    page = client.post(f"{DESK}{story.pk}/delete/", follow=True)
    assert "is in the bin" in said(page)
    assert f'formaction="{DESK}{story.pk}/restore-from-bin/"' in said(page)
    assert list(page.context["cl"].result_list) == []
    back = client.post(f"{DESK}{story.pk}/restore-from-bin/", follow=True)
    assert back.redirect_chain == [(form, 302)] and "is restored" in said(back)
    client.post(f"{DESK}{story.pk}/delete/")
    page = client.get(BIN)
    assert [one.pk for one in page.context["cl"].result_list] == [story.pk]
    for words in ("Council keeps", "editor", "30 days", f"{DESK}{story.pk}/bin/"):
        assert words in page.text
    look = client.get(f"{DESK}{story.pk}/bin/")
    for words in ("Nine members spoke.", "deleted by editor", "Restore", "Delete permanently"):
        assert words in look.text
    page = client.post(f"{DESK}{story.pk}/restore-from-bin/?back={BIN}", follow=True)
    assert page.redirect_chain == [(BIN, 302)] and form in said(page)
    assert client.get(form).status_code == 200


def test_deleted_permanently() -> None:
    story, client = binned(), desk_of(cast.editor())
    address = f"{DESK}{story.pk}/remove/"
    assert "can’t be undone" in client.get(address).text
    assert Article.objects.exists()
    assert "was deleted" in said(client.post(address, follow=True))
    assert not Article.objects.exists()
    assert client.post(address).status_code == 404
    # What is not in the bin is not deleted at this door.
    there = cast.draft()
    assert "no longer in the bin" in said(client.post(f"{DESK}{there.pk}/remove/", follow=True))
    assert Article.objects.filter(pk=there.pk, binned_at=None).exists()


def test_twice_and_by_two() -> None:
    story, client = cast.draft(), desk_of(cast.editor())
    for _time in range(2):
        answer = client.post(f"{DESK}{story.pk}/delete/")
    assert answer.status_code == 404
    for _time in range(2):
        answer = client.post(f"{DESK}{story.pk}/restore-from-bin/")
        assert answer["Location"] == f"{DESK}{story.pk}/change/"
    assert Entry.objects.filter(verb="restore_from_bin").count() == 1
    for number in (story.pk + 1_000, 2**63, 10**20):
        for door in ("bin/", "remove/", "restore-from-bin/"):
            assert client.post(f"{DESK}{number}/{door}").status_code in {404, 405}


def test_who_may() -> None:
    story = binned()
    reporter, sports = desk_of(cast.reporter()), desk_of(cast.sports_editor())
    assert "Council keeps" in reporter.get(BIN).text
    assert "Council keeps" not in sports.get(BIN).text
    for door in ("bin/", "remove/", "restore-from-bin/"):
        assert sports.post(f"{DESK}{story.pk}/{door}").status_code in {404, 405}
    assert reporter.post(f"{DESK}{story.pk}/remove/").status_code == 403
    look = reporter.get(f"{DESK}{story.pk}/bin/").text
    assert "Restore" in look and "Delete permanently" not in look
    # Their own, as it may be a mistake; it is logged.
    assert reporter.post(f"{DESK}{story.pk}/restore-from-bin/").status_code == 302
    assert Entry.objects.filter(verb="restore_from_bin", by=cast.reporter().pk).exists()
    assert desk_of(cast.picture_editor()).get(BIN).status_code == 403


def test_somebody_types_into_it_meanwhile() -> None:
    """Told, kept, and after one press saved where it belongs."""
    story, client = cast.draft(created_by=cast.reporter()), desk_of(cast.reporter())
    story.write(story.content() | {"headline": "First"}, cast.reporter())
    key = uuid4()
    at = {"_key": key, "_pk": story.pk, "_base": story.base_number()}
    assert client.post(f"{DESK}presence/", at).status_code == 200
    story.bin(cast.editor())
    form, address = typed(story, "Mine") | at, f"{DESK}{story.pk}/change/"
    for answer in (
        client.post(f"{DESK}autosave/", form, headers=JSON),
        client.post(address, form, headers=JSON),
    ):
        told = answer.json()
        assert answer.status_code == 404
        assert told["error"].startswith("editor moved this story to the bin at")
        assert told["gone"]["restore"] == f"{DESK}{story.pk}/restore-from-bin/"
        assert told["gone"]["kept_at"]
    # Without a script, too.
    assert "moved this story to the bin" in client.post(address, form).text
    page = client.get(address)
    assert page.status_code == 404
    for words in ("Mine", "Restore from the bin", f"{DESK}{story.pk}/bin/"):
        assert words in page.text
    kept = Autosave.objects.get(key=key)
    assert kept.story_number == story.pk and kept.article_id == story.pk
    restored = client.post(told["gone"]["restore"], headers=JSON)
    assert restored.json()["ok"]
    assert [one["key"] for one in client.get(address).context["autosaves"]] == [str(key)]
    assert client.post(address, form, headers=JSON).json()["ok"]
    assert Article.objects.get(pk=story.pk).headline == "Mine"


def test_a_form_that_has_begun_it_is_posted_again() -> None:
    client = desk_of(cast.managing_editor())
    form = {"headline": "Begun", "body": "<p>x</p>", "kind": "news", "_key": uuid4()}
    number = client.post(f"{DESK}add/", form, headers=JSON).json()["pk"]
    Article.objects.get(pk=number).bin(None)
    answer = client.post(f"{DESK}add/", form | {"headline": "Again"}, headers=JSON)
    assert answer.status_code == 404 and "bin" in answer.json()["error"]
    assert Article.objects.count() == 1
    assert Autosave.objects.get(by=cast.managing_editor().pk).story_number == number


def test_it_is_in_no_list_count_search_preview_or_tool() -> None:
    editor, client = cast.managing_editor(), desk_of(cast.managing_editor())
    story = binned("Zanzibarine crane")
    story.restore_from_bin(None)
    story.assign(None, editor)
    link = PreviewLink.objects.create(article=story, by=editor)
    story.bin(cast.editor())
    asked = [
        "/admin/",
        DESK,
        f"{DESK}?q=zanzibarine",
        f"{DESK}?status=draft",
        f"{DESK}?assigned=me",
        f"/preview/story/{story.pk}/",
        FRONT,
        f"{FRONT}stories/?q=zanzibarine",
        "/admin/autocomplete/?app_label=articles&model_name=comment&field_name=article&term=zan",
        f"{DESK}{story.pk}/change/",
        f"{DESK}{story.pk}/history/",
        f"{DESK}{story.pk}/comments/",
        f"{DESK}{story.pk}/preview/",
        "/search/?q=zanzibarine",
        f"/preview/{link.token}/",
    ]
    for address in asked:
        page = client.get(address).text.replace(address, "").replace("q=zanzibarine", "")
        assert "anzibarine crane" not in page, address
    counts = {
        one["status"]: one["number"] for one in client.get("/admin/").context["desk"]["counts"]
    }
    assert counts["draft"] == 0


def test_many_at_once() -> None:
    stories = [cast.draft("One"), cast.draft("Two"), cast.live("Three")]
    client = desk_of(cast.editor())
    chosen = {"action": "bin", "_selected_action": [one.pk for one in stories], "index": 0}
    asked = client.post(DESK, chosen)
    form = asked.context["form"]
    posted = {"stories": form["stories"].value(), "key": form["key"].value()}
    page = client.post(f"{DESK}bulk/bin/start/", posted, follow=True)
    BulkJob.objects.get().go_on()
    page = client.get(page.redirect_chain[-1][0])
    assert [line["title"] for line in page.context["done"]] == ["Two", "One"]
    assert "can be withdrawn, not deleted" in page.context["refused"][0]["sentence"]
    # One press takes them out again.
    undo = {"stories": page.context["undone"], "key": page.context["key"]}
    client.post(page.context["undo"], undo)
    BulkJob.objects.get(verb="restore_from_bin").go_on()
    assert not Article.objects.in_bin_of(cast.editor()).exists()
    # The bin has its own verbs, the list has none of them.
    assert set(client.get(BIN).context["cl"].model_admin.get_actions(asked.wsgi_request)) == {
        "restore_from_bin",
        "remove",
    }
    for one in stories[:2]:
        one.refresh_from_db()
        one.bin(cast.editor())
    chosen = {"action": "remove", "_selected_action": [one.pk for one in stories], "index": 0}
    asked = client.post(BIN, chosen)
    assert asked.context["number"] == 2
    assert "can’t be undone" in asked.text


def test_the_list_costs_the_same_for_many() -> None:
    client = desk_of(cast.editor())
    binned("One")
    client.get(BIN)
    with CaptureQueriesContext(connection) as one:
        client.get(BIN)
    for number in range(6):
        binned(f"Story {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(BIN)
    assert len(many) == len(one)


def test_days_left_are_in_colour_on_the_last_ones() -> None:
    story, client = binned(), desk_of(cast.editor())
    Article.objects.update(binned_at=timezone.now() - timedelta(days=28, hours=1))
    assert 'data-late="yes">2 days' in client.get(BIN).text
    assert "2 more days" in client.get(f"{DESK}{story.pk}/bin/").text
