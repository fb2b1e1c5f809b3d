"""A page that one person has opened is not saved under another one's login."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.admin.unsaved import autosaving
from articles.doors.table import DOORS, doors
from articles.lib.access.form_owner import mark_of, opener_of
from articles.models import Article, Autosave, Comment, Entry
from tests import cast

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/article/add/"
JSON = {"accept": "application/json"}


def form_of(client: Client, page: str) -> dict[str, Any]:
    """What the main form of a page sends, as a browser would."""
    text = client.get(page).content.decode()
    fields = {}
    for tag in re.findall(r"<input[^>]*>", text):
        said = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if said.get("type") == "hidden" and "name" in said:
            fields[said["name"]] = said.get("value", "")
    assert fields["_by"]
    return fields


def change(story: Article) -> str:
    return f"/admin/articles/article/{story.pk}/change/"


def typed(**fields: Any) -> dict[str, Any]:
    """What is typed into a story's form."""
    return {"headline": "The crane’s secret", "body": "<p>Mine.</p>", "kind": "news"} | fields


@pytest.fixture
def browser() -> Client:
    """One browser, in which tokens count."""
    return Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})


def log_in(client: Client, person: User) -> str:
    """As a person does it, in another window; returns the token of the cookie."""
    client.logout()
    token = client.get("/admin/login/").context["csrf_token"]
    fields = {"username": person.username, "password": cast.PASSWORD}
    answer = client.post("/admin/login/", fields | {"csrfmiddlewaretoken": str(token)})
    assert answer.status_code == 302
    return client.cookies["csrftoken"].value


@pytest.mark.parametrize("is_script", [False, True])
@pytest.mark.parametrize("token", ["of the page", "of the cookie"])
def test_a_new_story_is_not_begun_in_another_ones_name(
    client: Client, token: str, is_script: bool
) -> None:
    reporter, editor = cast.reporter(), cast.editor()
    log_in(client, reporter)
    fields = form_of(client, ADD) | typed()
    fresh = log_in(client, editor)
    if token == "of the cookie":
        fields["csrfmiddlewaretoken"] = fresh
    answer = client.post(ADD, fields, headers=JSON if is_script else {})
    assert answer.status_code == 409
    assert "reporter" in answer.content.decode() and "editor" in answer.content.decode()
    assert not Article.objects.exists()
    if not is_script:
        assert "The crane’s secret" in answer.content.decode()
    # Its opener finds the text at the form, and nobody else does.
    kept = Autosave.objects.get()
    assert (kept.by, kept.content and kept.content["headline"]) == (
        reporter,
        ["The crane’s secret"],
    )
    Autosave.objects.update(seen_at=kept.opened_at - autosaving.CLOSED_AFTER)
    for person, offers in ((reporter, True), (editor, False)):
        client.force_login(person)
        assert (str(kept.key) in client.get(ADD).content.decode()) == offers


@pytest.mark.every_database
def test_a_story_is_not_changed_in_another_ones_name(client: Client) -> None:
    story = cast.draft(created_by=cast.reporter())
    client.force_login(cast.reporter())
    fields = form_of(client, change(story)) | typed(_move="submit")
    client.force_login(cast.editor())
    answer = client.post(change(story), fields)
    assert answer.status_code == 409
    story.refresh_from_db()
    assert (story.headline, story.state) == ("Council keeps its old crane", "draft")
    assert Autosave.objects.get().article == story
    # Back at the desk, the page says it once more, and is taken.
    client.force_login(cast.reporter())
    again = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', answer.content.decode()))
    again = {name: value for name, value in again.items() if name not in {"_by", "_mine"}}
    assert again["headline"] == "The crane’s secret"
    assert client.post(change(story), again | {"_by": fields["_by"]}).status_code == 302
    story.refresh_from_db()
    assert (story.headline, story.state) == ("The crane’s secret", "in_review")


def test_whoever_is_there_may_take_it_over_knowingly(client: Client) -> None:
    client.force_login(cast.reporter())
    fields = form_of(client, ADD) | typed()
    client.force_login(cast.editor())
    page = client.post(ADD, fields).content.decode()
    assert "Save it under my name" in page
    key = re.findall(r'name="_key" value="([^"]*)"', page)
    assert len(key) == 1 and key[0] != fields["_key"]
    marks = re.findall(r'name="_by" value="([^"]*)"', page)
    assert {opener_of(mark) for mark in marks} == {cast.reporter().pk, cast.editor().pk}
    mine = {**fields, "_by": marks, "_key": key[0]}
    assert client.post(ADD, mine).status_code == 409, "only where it is said"
    assert client.post(ADD, {**mine, "_mine": "1"}).status_code == 302
    assert Article.objects.get().created_by == cast.editor()
    # Without a mark of one's own it is no answer to that question.
    assert client.post(ADD, {**fields, "_mine": "1", "_key": uuid4()}).status_code == 409


def test_every_door_of_the_desk_asks_whose_page_it_is(client: Client) -> None:
    """Read off the house's own addresses, so that a new one is tried as soon as it is there."""
    story = cast.draft(created_by=cast.reporter())
    comment = Comment.objects.create(article=story, by=cast.reporter(), text="A remark.")
    from django.urls import get_resolver

    mark = mark_of(cast.reporter().pk)
    client.force_login(User.objects.create_superuser("chief", password=cast.PASSWORD))
    before, asked = Entry.objects.count(), 0
    for pattern, name, _view in doors(get_resolver()):
        if "POST" not in DOORS[name].methods:
            continue
        if not pattern.startswith("admin/") or re.match(r"admin/(?:logout|\(\?P|login)", pattern):
            continue
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda at: _number(at[1], story, comment), pattern)
        for data, headers in (
            ({"_by": mark}, {}),
            ({}, {"x-opened-by": mark}),
            ({"_by": "7:forged"}, JSON),
        ):
            answer = client.post(path, data, headers=headers)
            assert answer.status_code == 409, f"{path} {answer.status_code}"
            asked += 1
    assert asked > 100
    assert Entry.objects.count() == before


def _number(name: str, story: Article, comment: Comment) -> str:
    return str(comment.pk if name == "comment" else uuid4() if name == "key" else story.pk)


@pytest.mark.every_database
@pytest.mark.parametrize("door", ["autosave/", "presence/", "autosave/discard/"])
def test_what_is_being_typed_is_kept_for_its_opener(client: Client, door: str) -> None:
    key = str(uuid4())
    client.force_login(cast.editor())
    headers = {"x-opened-by": mark_of(cast.reporter().pk)}
    data = typed(_key=key)
    answer = client.post(f"/admin/articles/article/{door}", data, headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/json")
    assert "opened by reporter" in answer.json()["error"]
    assert {one.by for one in Autosave.objects.all()} <= {cast.reporter()}


@pytest.mark.every_database
def test_a_comment_is_not_made_in_another_ones_name(client: Client) -> None:
    story = cast.draft(created_by=cast.reporter())
    client.force_login(cast.reporter())
    page = f"/admin/articles/article/{story.pk}/comments/"
    fields = form_of(client, page) | {"text": "What I think."}
    client.force_login(cast.editor())
    answer = client.post(page, fields)
    assert answer.status_code == 409
    assert "What I think." in answer.content.decode()
    assert not Comment.objects.exists()


def test_a_password_is_never_said_again(client: Client) -> None:
    client.force_login(cast.reporter())
    page = "/admin/password_change/"
    secret = "sesame under the sea"
    fields = form_of(client, page) | {"old_password": secret, "new_password1": secret}
    client.force_login(cast.editor())
    answer = client.post(page, fields)
    assert answer.status_code == 409
    assert secret not in answer.content.decode()


def test_whoever_was_logged_out_of_any_form_has_the_text(client: Client) -> None:
    client.force_login(cast.managing_editor())
    page = "/admin/articles/page/add/"
    fields = form_of(client, page) | {"title": "Contact", "body": "<p>Write to us.</p>"}
    client.logout()
    answer = client.post(page, fields)
    assert answer.status_code == 401
    assert "Write to us." in answer.content.decode()


def test_ones_own_page_is_saved_also_after_a_new_login(client: Client) -> None:
    client.force_login(cast.reporter())
    fields = form_of(client, ADD) | typed()
    client.logout()
    client.force_login(cast.reporter())
    assert client.post(ADD, fields).status_code == 302
    assert Article.objects.get().created_by == cast.reporter()


def test_who_presses_log_out_is_logged_out(client: Client) -> None:
    client.force_login(cast.editor())
    assert client.post("/admin/logout/", {"_by": mark_of(cast.reporter().pk)}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_pages_for_readers_carry_no_mark(client: Client) -> None:
    client.force_login(cast.reporter())
    for page in ("/", "/search/", cast.live().get_absolute_url()):
        assert 'name="_by"' not in client.get(page).content.decode()


# --- A key that is somebody else's --------------------------------------------------------------


@pytest.mark.every_database
@pytest.mark.parametrize("is_script", [False, True])
def test_a_key_of_another_ones_story_is_refused(client: Client, is_script: bool) -> None:
    key = uuid4()
    theirs = Article.begin(cast.draft().content(), cast.reporter(), key=key)
    client.force_login(cast.editor())
    answer = client.post(ADD, typed(_key=str(key)), headers=JSON if is_script else {})
    assert answer.status_code == 409
    assert Article.objects.get(pk=theirs.pk).headline == "Council keeps its old crane"
    kept = Autosave.objects.get()
    assert (kept.by, kept.key == key) == (cast.editor(), False)
    if not is_script:
        page = answer.content.decode()
        again = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page))
        assert client.post(ADD, again).status_code == 302
        assert Article.objects.filter(headline="The crane’s secret").exists()


@pytest.mark.every_database
def test_a_key_of_another_ones_unsaved_text_is_refused(client: Client) -> None:
    key = uuid4()
    Autosave.objects.create(key=key, by=cast.reporter(), content={"headline": ["Theirs"]})
    client.force_login(cast.editor())
    for door in ("autosave/", "presence/"):
        answer = client.post(f"/admin/articles/article/{door}", typed(_key=str(key)))
        assert answer.status_code == 409
    assert client.post(ADD, typed(_key=str(key), headline="")).status_code < 500
    assert client.post(ADD, typed(_key=str(key))).status_code == 302
    assert Autosave.objects.get(key=key).content == {"headline": ["Theirs"]}
