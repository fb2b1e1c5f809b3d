"""What trusted programs do with a token: as the desk does it, once, and in the log."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from articles.models import ApiAnswer, ApiToken, Article, Correction, Entry, Picture
from articles.models.access import leaving
from articles.models.access.tokens import Scope
from tests import cast

pytestmark = pytest.mark.django_db
DESK = "/api/v1/desk/"
STORIES = f"{DESK}stories"


class Program:
    """Calls with a token of `account`."""

    def __init__(self, account: User, *scopes: Scope) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.token, secret = ApiToken.make(account, "Wire", scopes or list(Scope), 90)
        self.headers = {"Authorization": f"Bearer {secret}"}

    def call(self, method: str, path: str, said: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method,
            path,
            "" if said is None else json.dumps(said),
            content_type="application/json",
            headers=self.headers | named,
        )

    def post(self, path: str, said: Any, **headers: str) -> Any:
        return self.call("POST", path, said, **headers)

    def begun(self, **fields: Any) -> tuple[str, Any]:
        """A story that could be published: its address, and what was answered."""
        given = {
            "headline": "Crane stays",
            "standfirst": "It was close.",
            "body": cast.BODY,
            "section": "politics",
            "authors": [cast.ottoline().slug],
            **fields,
        }
        answer = self.post(STORIES, given)
        assert answer.status_code == 201, answer.text
        return f"{STORIES}/{answer.json()['id']}", answer


def refused(answer: Any, status: int, *fields: str) -> Any:
    assert answer.status_code == status, answer.text
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert [one["field"] for one in said.get("errors", [])] == list(fields)
    return said


def reason(said: dict[str, str]) -> dict[str, str]:
    return {"reason": "It is urgent."} | said


@pytest.mark.every_database
def test_a_story_goes_its_way(client: Client) -> None:
    program = Program(cast.managing_editor())
    at, begun = program.begun(topics=["Ports"])
    assert begun["Location"].endswith(at) and begun["ETag"] == '"1"'
    assert begun["Cache-Control"] == "private, no-store" and not begun.cookies
    assert "Access-Control-Allow-Origin" not in begun
    said = program.call("PATCH", at, {"headline": "Crane moves"}, If_Match="1")
    assert (said.status_code, said["ETag"]) == (200, '"2"'), said.text
    assert said.json()["story"]["headline"] == "Crane moves"
    assert said.json()["story"]["authors"] == ["ottoline-marsh"]
    assert program.post(f"{at}/submit", {"note": "Please."}).json()["status"] == "in_review"
    out = program.post(f"{at}/publish", reason({}), If_Match='"2"')
    assert out.json()["status"] == "live", out.text
    number = out.json()["id"]
    assert client.get(f"/api/v1/stories/{number}").json()["headline"] == "Crane moves"
    program.call("PATCH", at, {"standfirst": "Nine voted."}, If_Match='"2"')
    told = program.post(f"{at}/correct", reason({"text": "Nine, not ten."}))
    assert told.status_code == 200 and not told.json()["has_changes"], told.text
    assert Correction.objects.get(article=number).text == "Nine, not ten."
    assert program.post(f"{at}/withdraw", {"reason": "A mistake."}).json()["status"] == "withdrawn"
    assert client.get(f"/api/v1/stories/{number}").status_code == 410
    entries = list(Entry.objects.filter(verb=Entry.Verb.API).order_by("pk"))
    verbs = ("create", "update", "submit", "publish", "update", "correct", "withdraw")
    assert [one.note for one in entries] == [f"Wire: {verb}" for verb in verbs]
    assert {one.by for one in entries} == {cast.managing_editor()}
    # By the desk's own verbs, which log for themselves.
    assert Entry.objects.filter(article=number, verb=Entry.Verb.CORRECT).exists()


def test_nothing_of_anybody_is_lost_silently() -> None:
    program = Program(cast.editor())
    at, begun = program.begun(standfirst="Two.")
    story = Article.objects.get(pk=begun.json()["id"])
    refused(program.call("PATCH", at, {"headline": "Mine"}), 428)
    refused(program.call("PATCH", at, {"headline": "Mine"}, If_Match="seven"), 400, "If-Match")
    story.write(story.content() | {"headline": "Theirs"}, cast.managing_editor())
    merged = program.call("PATCH", at, {"standfirst": "Three."}, If_Match='"1"').json()
    assert merged["merged"] and merged["revision"] == 3
    assert (merged["story"]["headline"], merged["story"]["standfirst"]) == ("Theirs", "Three.")
    now = refused(program.call("PATCH", at, {"headline": "Mine"}, If_Match='"1"'), 412)["current"]
    assert now["story"]["headline"] == "Theirs" and now["revision"] == 3
    # Neither is anything kept of it.
    assert story.revisions.count() == 3 and not story.set_aside()
    refused(program.post(f"{at}/publish", {}, If_Match='"2"'), 412)
    refused(program.call("PATCH", at, {"headline": "Mine"}, If_Match='"77"'), 412)
    assert program.call("GET", at)["ETag"] == '"3"'


@pytest.mark.every_database
def test_a_key_is_for_one_request() -> None:
    program = Program(cast.editor())
    given = {"headline": "Once"}
    first = program.post(STORIES, given, Idempotency_Key="a-1")
    again = program.post(STORIES, given, Idempotency_Key="a-1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotency-Replayed"] == "true" and again["ETag"] == first["ETag"]
    assert again["Location"] == first["Location"]
    assert Article.objects.filter(headline="Once").count() == 1
    said = program.post(STORIES, {"headline": "Twice"}, Idempotency_Key="a-1")
    refused(said, 422, "Idempotency-Key")
    for unusable in ("ü", "", '""', "a b", "x" * 101):
        refused(program.post(STORIES, given, Idempotency_Key=unusable), 400, "Idempotency-Key")
    quoted = program.post(STORIES, given, Idempotency_Key='"a-1"')
    assert quoted["Idempotency-Replayed"] == "true"
    # What was refused was not done, and may be tried again.
    at = first["Location"].removeprefix("http://testserver")
    refused(program.post(f"{at}/publish", {}, Idempotency_Key="a-2"), 403)
    at, _begun = program.begun(body="")
    refused(program.post(f"{at}/publish", {}, Idempotency_Key="a-2"), 409)
    assert not ApiAnswer.objects.filter(key="a-2").exists()
    # Another token's keys are its own.
    assert Program(cast.editor()).post(STORIES, given, Idempotency_Key="a-1").status_code == 201


@pytest.mark.every_database
def test_a_token_is_good_for_what_its_owner_may_and_no_more() -> None:
    writer = Program(cast.reporter(), Scope.WRITE)
    at, _begun = writer.begun()
    refused(writer.post(f"{at}/publish", {}), 403)
    refused(Program(cast.reporter()).post(f"{at}/publish", {}), 403)
    refused(Program(cast.colleague()).call("GET", at), 404, "story")
    refused(Program(cast.colleague()).post(f"{at}/submit", {}), 404, "story")
    refused(Program(cast.reader()).post(STORIES, {}), 401)
    refused(Program(cast.sports_editor()).post(f"{at}/withdraw", {"reason": "x"}), 404, "story")
    refused(Program(cast.reporter(), Scope.PUBLISH).post(STORIES, {}), 403)
    # A correction is of what readers have.
    refused(Program(cast.editor()).post(f"{at}/correct", {"text": "No."}), 409)
    notes = Entry.objects.filter(verb=Entry.Verb.API).values_list("note", flat=True)
    assert sum("refused" in one for one in notes) == 7


@pytest.mark.every_database
def test_without_a_token_that_holds_nobody_comes_in() -> None:
    program = Program(cast.editor())
    session = Client()
    session.force_login(cast.chief())
    for client in (Client(), session):
        answer = client.post(STORIES, "{}", content_type="application/json")
        refused(answer, 401)
        assert answer["WWW-Authenticate"] == "Bearer"
    for secret in ("np_wrong", "", "\u0000", "x" * 5_000):
        program.headers, right = {"Authorization": f"Bearer {secret}"}, program.headers
        refused(program.post(STORIES, {}), 401)
        program.headers = right
    tokens = ApiToken.objects.filter(pk=program.token.pk)
    assert program.post(STORIES, {"headline": "In"}).status_code == 201
    assert tokens.get().used_at is not None
    tokens.update(ends_at=timezone.now() - timedelta(seconds=1))
    refused(program.post(STORIES, {}), 401)
    tokens.update(ends_at=timezone.now() + timedelta(days=1))
    assert program.post(STORIES, {}).status_code == 201
    going = leaving.what_is_going(cast.editor(), None)
    assert going.tokens == 1
    leaving.leave(cast.editor(), None)
    assert not tokens.exists()
    refused(program.post(STORIES, {}), 401)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"headline": "x" * 201}, "headline"),
        ({"section": "nowhere"}, "section"),
        ({"authors": ["nobody"]}, "authors"),
        ({"picture": 999}, "picture"),
        ({"language": "klingon"}, "language"),
        ({"topics": [" "]}, "topics"),
        ({"slug": "a b/c"}, "slug"),
        ({"kind": "gossip"}, "kind"),
        ({"state": "published"}, "state"),
        ({"headline": None}, "headline"),
        ({"publish_at": "2026-03-02", "expires_at": "2026-03-01"}, "expires_at"),
        ({"body": "<p>" * 70_000}, "body"),
    ],
)
def test_fields_that_are_wrong_are_named(given: Any, field: str) -> None:
    refused(Program(cast.editor()).post(STORIES, given), 422, field)
    assert not Article.objects.exists()


def test_what_is_no_json_is_said_to_be_none() -> None:
    program = Program(cast.editor())
    answer = program.client.post(
        STORIES, "{", content_type="application/json", headers=program.headers
    )
    refused(answer, 400)
    wrong: tuple[Any, ...] = ([], "text", 7)
    for said in wrong:
        assert program.post(STORIES, said).status_code == 422
    assert program.call("PUT", STORIES).status_code == 405


def test_the_body_is_sanitised_as_at_the_desk() -> None:
    body = '<p onclick="x()">A\x07 <script>alert(1)</script><b>b</b></p>'
    _at, begun = Program(cast.editor()).begun(body=body)
    assert begun.json()["story"]["body"] == "<p>A <strong>b</strong></p>"


def test_a_picture_is_added_once(django_capture_on_commit_callbacks: Any) -> None:
    program = Program(cast.editor())

    def send(name: str, content: bytes, **more: Any) -> Any:
        file = SimpleUploadedFile(name, content, "image/jpeg")
        words = {"alt_text": "A crane.", "credit": "P. Gannet"}
        return program.client.post(
            f"{DESK}pictures", {"file": file, **words, **more}, headers=program.headers
        )

    first = send("crane.jpg", cast.jpeg())
    assert first.status_code == 201, first.text
    picture = Picture.objects.get(pk=first.json()["id"])
    assert (picture.alt_text, picture.credit) == ("A crane.", "P. Gannet")
    assert picture.uploaded_by == cast.editor()
    again = send("same.jpg", cast.jpeg())
    assert (again.status_code, again.json()["known"]) == (200, True)
    refused(send("no.jpg", b"no picture"), 422, "file")
    refused(send("crane.jpg", cast.jpeg(), credit="x" * 121), 422, "credit")
    at, begun = program.begun(picture=picture.pk)
    assert begun.json()["story"]["picture"] == picture.pk and at


@pytest.mark.every_database
def test_tokens_are_made_and_revoked_at_the_desk(client: Client) -> None:
    client.force_login(cast.editor())
    page = client.get("/admin/tokens/")
    assert page.status_code == 200 and "/admin/tokens/" in client.get("/admin/second-factor/").text
    said = {"name": "Wire <import>", "scopes": ["write"], "days": "30"}
    assert "access-secret" not in client.post("/admin/tokens/", said | {"days": "9999"}).text
    made = client.post("/admin/tokens/", said)
    token = ApiToken.objects.get()
    secret = made.text.partition('class="access-secret">')[2].partition("<")[0]
    assert ApiToken.find(secret) == token and secret not in client.get("/admin/tokens/").text
    assert token.digest not in made.text and "Wire &lt;import&gt;" in made.text
    assert "no-store" in made["Cache-Control"]
    other = Client()
    other.force_login(cast.managing_editor())
    assert other.post(f"/admin/tokens/{token.pk}/revoke/").status_code == 404
    client.post(f"/admin/tokens/{token.pk}/revoke/")
    assert ApiToken.find(secret) is None
    notes = (
        Entry.objects.filter(verb=Entry.Verb.TOKEN).order_by("pk").values_list("note", flat=True)
    )
    assert list(notes) == ["API token “Wire <import>” made", "API token “Wire <import>” revoked"]


def test_nothing_that_is_not_known_is_passed_over() -> None:
    program = Program(cast.managing_editor())
    path, _answer = program.begun()
    said = refused(program.post(f"{path}/publish?dry_run=1", {}), 422, "dry_run")
    assert said["errors"][0]["detail"] == "There is none here."
    refused(program.call("GET", f"{path}?fields=headline"), 422, "fields")
    refused(program.post(STORIES, {"headline": "Crane", "hedline": "x"}), 422, "hedline")
    refused(program.post(f"{path}/withdraw", {"reason": "x", "why": "x"}), 422, "why")
    file = SimpleUploadedFile("crane.jpg", cast.jpeg(), "image/jpeg")
    words = {"file": file, "alt_txt": "A crane"}
    answer = program.client.post(f"{DESK}pictures", words, headers=program.headers)
    refused(answer, 422, "alt_txt")
    assert Article.objects.get().status != "live" and not Picture.objects.exists()
