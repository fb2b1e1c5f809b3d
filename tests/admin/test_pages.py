"""The paper's own pages on the desk: written, published, logged, brought back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.models import Entry, Page
from tests import cast

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.managing_editor

LIST = "/admin/articles/page/"
ADD = f"{LIST}add/"


def form(**fields: Any) -> dict[str, Any]:
    given = {"title": "Contact", "body": "<p>Write to us.</p>", "order": 100, "in_footer": "on"}
    return given | {"slug": "", "description": "", "language": "", "version": 0} | fields


def change(page: Page) -> str:
    return f"{LIST}{page.pk}/change/"


def errors(answer: Any) -> str:
    found = answer.context["adminform"].form.errors
    return " ".join(str(one) for some in found.values() for one in some)


def test_a_page_is_written_and_published(desk: Client, client: Client) -> None:
    assert desk.get(ADD).status_code == 200
    desk.post(ADD, form(body='<p onclick="x()">Write <b>us</b>.</p><script>x()</script>'))
    page = Page.objects.get()
    assert (page.slug, page.is_published) == ("contact", False)
    assert page.body == "<p>Write <strong>us</strong>.</p>"
    assert Client().get("/about/contact/").status_code == 404
    desk.post(change(page), form(is_published="on", slug="contact"))
    seen = Client().get("/about/contact/")
    assert seen.status_code == 200
    assert "Write <strong>us</strong>" not in seen.content.decode()
    assert "Write to us." in seen.content.decode()
    entries = Entry.objects.filter(verb=Entry.Verb.PAGE).order_by("pk")
    assert [one.by for one in entries] == [cast.managing_editor()] * 2
    assert entries[1].details["before"]["is_published"] is False
    desk.post(change(page), form(is_published="on", slug="contact", version=1))
    assert entries.count() == 2


@pytest.mark.every_database
def test_a_former_version_is_brought_back_and_stays_published(desk: Client) -> None:
    desk.post(ADD, form())
    page = Page.objects.get()
    desk.post(change(page), form(body="<p>Call us.</p>", is_published="on", slug="contact"))
    assert "Write to us." in desk.get(change(page)).content.decode()
    entry = Entry.objects.filter(verb=Entry.Verb.PAGE).latest("pk")
    back = f"{LIST}{page.pk}/back/{entry.pk}/"
    assert desk.get(back).status_code == 405
    desk.post(back)
    page.refresh_from_db()
    assert (page.body, page.is_published) == ("<p>Write to us.</p>", True)
    assert desk.post(f"{LIST}{page.pk}/back/1/").status_code in {302, 404}
    assert desk.post(f"{LIST}{10**9}/back/{entry.pk}/").status_code == 404


@pytest.mark.every_database
def test_a_page_that_goes_is_kept_by_the_log(desk: Client) -> None:
    desk.post(ADD, form())
    page = Page.objects.get()
    desk.post(f"{LIST}{page.pk}/delete/", {"post": "yes"})
    assert not Page.objects.exists()
    gone = Entry.objects.get(verb=Entry.Verb.PAGE_DELETE)
    assert gone.details["before"]["body"] == "<p>Write to us.</p>"
    assert "Contact" in desk.get("/admin/articles/entry/").content.decode()


def test_nobody_goes_over_another_ones_text_without_a_word(desk: Client) -> None:
    desk.post(ADD, form())
    page = Page.objects.get()
    mine = form(body="<p>Mine.</p>", slug="contact")
    desk.post(change(page), form(body="<p>Theirs.</p>", slug="contact"))
    answer = desk.post(change(page), mine)
    assert "Someone saved this page" in errors(answer)
    assert "Mine." in answer.content.decode()
    page.refresh_from_db()
    assert page.body == "<p>Theirs.</p>"
    desk.post(change(page), mine | {"version": 1})
    page.refresh_from_db()
    assert page.body == "<p>Mine.</p>"
    assert "Theirs." in desk.get(change(page)).content.decode()


@pytest.mark.every_database
def test_the_order_is_changed_in_the_list(desk: Client) -> None:
    desk.post(ADD, form(is_published="on"))
    page = Page.objects.get()
    rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": page.pk, "_save": "Save"}
    desk.post(LIST, rows | {"form-0-order": 7})
    page.refresh_from_db()
    assert page.order == 7


@pytest.mark.every_database
def test_pictures_in_a_page_stay_in_the_library(desk: Client) -> None:
    picture = cast.picture()
    desk.post(ADD, form(body=f'<figure data-picture="{picture.pk}"></figure>'))
    page = Page.objects.get()
    assert list(page.pictures.all()) == [picture]
    told = desk.get(f"/admin/articles/picture/{picture.pk}/change/").content.decode()
    assert change(page) in told
    desk.post(f"/admin/articles/picture/{picture.pk}/delete/", {"post": "yes"})
    assert type(picture).objects.filter(pk=picture.pk).exists()
    assert picture not in desk.get("/admin/articles/picture/?used=no").context["cl"].queryset
    page.delete()
    desk.post(f"/admin/articles/picture/{picture.pk}/delete/", {"post": "yes"})
    assert not type(picture).objects.filter(pk=picture.pk).exists()


ROLES = {
    # may look, may change
    "reporter": (False, False),
    "picture_editor": (False, False),
    "editor": (True, False),
    "managing_editor": (True, True),
    "operator": (True, True),
}


@pytest.mark.parametrize("person", ROLES)
def test_who_may_what(client: Client, person: str) -> None:
    looks, changes = ROLES[person]
    page = Page.objects.create(title="Draft", body="<p>zanzibarine</p>")
    entry = Entry.objects.create(
        verb=Entry.Verb.PAGE, details={"page": page.pk, "before": {"title": "Mine"}}
    )
    client.force_login(getattr(cast, person)())
    assert (client.get(LIST).status_code == 200) == looks
    assert (client.get(change(page)).status_code == 200) == looks
    seen = client.get("/about/draft/")
    assert (seen.status_code == 200) == looks
    assert ("zanzibarine" in seen.content.decode()) == looks
    if looks:
        assert seen.headers["Cache-Control"] == "private, no-store"
        assert "noindex" in seen.content.decode()
    for address, data in (
        (ADD, form()),
        (change(page), form(title="Mine")),
        (f"{LIST}{page.pk}/back/{entry.pk}/", {}),
        (f"{LIST}{page.pk}/delete/", {"post": "yes"}),
    ):
        assert (client.post(address, data).status_code == 302) == changes, address
    assert Page.objects.filter(title="Draft").exists() != changes


def test_the_editors_door_is_open_for_it(desk: Client) -> None:
    """The policy lets the page's import map in, by its nonce; else there is no editor."""
    answer = desk.get(ADD)
    page = answer.content.decode()
    nonce = page.partition('type="importmap"')[2].partition('nonce="')[2].partition('"')[0]
    assert nonce
    assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]
