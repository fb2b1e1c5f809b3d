"""Comments on a story: said, answered, resolved; by those who reach it, and nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, Route, expect

from articles.admin.comments.threads import paragraphs_of
from articles.models import Article, Comment, Entry, NotAllowed, Right, may
from articles.models.desk.comments import MAX_CHARACTERS, people_of
from tests import cast
from tests.admin.desk_pages import Window, change

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
CRANE = "The old crane stays where it is."
ROLES = ["reader", "operator", "picture_editor", "colleague", "sports_editor"]


@pytest.fixture
def story() -> Article:
    """A draft of the reporter's, in politics."""
    return cast.draft(created_by=cast.reporter())


def address(story: Article, number: int | None = None) -> str:
    """The door of the story's comments, or of one of them."""
    one = f"{number}/" if number is not None else ""
    return f"/admin/articles/article/{story.pk}/comments/{one}"


def log(story: Article) -> list[tuple[str, str]]:
    """The verbs of the story's log with their notes, oldest first."""
    return list(story.entries.order_by("pk").values_list("verb", "note"))


# --- Saying -----------------------------------------------------------------------


def test_it_works(desk: Client, story: Article) -> None:
    answer = desk.post(address(story), {"text": " Who says so? ", "quote": CRANE}, headers=JSON)
    assert answer.status_code == 200
    comment = Comment.objects.get()
    assert (comment.text, comment.quote, comment.by) == ("Who says so?", CRANE, cast.editor())
    said = answer.json()
    assert (said["comment"], said["open"]) == (comment.pk, 1)
    assert [one["id"] for one in said["threads"]] == [comment.pk]
    assert "Who says so?" in said["threads"][0]["html"]
    assert log(story) == [("comment", "Who says so?")]


@pytest.mark.every_database
def test_a_comment_is_answered_resolved_and_opened_again(desk: Client, story: Article) -> None:
    first = Comment.say(story, cast.reporter(), "Is this right?")
    answer = desk.post(address(story), {"text": "It is.", "parent": first.pk}, headers=JSON).json()
    second = Comment.objects.get(parent=first)
    assert answer["threads"][0]["html"].index("right?") < answer["threads"][0]["html"].index(
        "It is."
    )

    # An answer to an answer belongs to the same comment.
    desk.post(address(story), {"text": "Thanks.", "parent": second.pk}, headers=JSON)
    assert first.answers.count() == 2

    done = desk.post(address(story, first.pk), {"resolved": "1"}, headers=JSON).json()
    first.refresh_from_db()
    assert (done["open"], first.resolved_by) == (0, cast.editor())
    assert desk.post(address(story, first.pk), {"resolved": "0"}, headers=JSON).json()["open"] == 1
    assert log(story)[-2:] == [
        ("resolve", "Is this right?"),
        ("comment", "Reopened: Is this right?"),
    ]


@pytest.mark.every_database
def test_an_answer_opens_what_was_resolved(story: Article) -> None:
    first = Comment.say(story, cast.editor(), "Is this right?")
    first.resolve(cast.editor())
    first.resolve(cast.editor())
    assert [verb for verb, _note in log(story)] == ["comment", "resolve"]
    Comment.say(story, cast.reporter(), "No.", parent=first)
    first.refresh_from_db()
    assert first.resolved_at is None


@pytest.mark.every_database
def test_what_was_sent_twice_is_said_once(desk: Client, story: Article) -> None:
    for _time in range(2):
        answer = desk.post(address(story), {"text": "Once", "quote": CRANE}, headers=JSON)
        assert answer.json()["comment"] == Comment.objects.get().pk
    assert len(log(story)) == 1
    Comment.say(story, cast.reporter(), "Once", quote=CRANE)
    assert Comment.objects.count() == 2


def test_comments_never_are_in_the_text(desk: Client, story: Article) -> None:
    Comment.say(story, cast.editor(), "Only for the desk", quote=CRANE)
    story.publish(cast.editor(), reason="In a hurry")
    story.refresh_from_db()
    assert story.body == cast.BODY
    assert story.content()["body"] == cast.BODY
    page = Client().get(story.get_absolute_url()).content.decode()
    assert CRANE in page and "Only for the desk" not in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write something first."),
        (" \0\r\n ", "Write something first."),
        ("x" * (MAX_CHARACTERS + 1), "at most 2000 characters; this one has 2001."),
    ],
)
def test_what_cannot_be_said_is_refused(desk: Client, story: Article, text: str, said: str) -> None:
    answer = desk.post(address(story), {"text": text}, headers=JSON)
    assert answer.status_code == 422
    assert said in answer.json()["error"]
    page = desk.post(address(story), {"text": text})
    assert page.status_code == 422
    assert said in page.content.decode()
    # What was typed comes back.
    assert text.strip("\0\r\n ") in page.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize("parent", ["0", "4711", "x", "²", "9" * 30])
def test_an_answer_to_nothing_is_refused(desk: Client, story: Article, parent: str) -> None:
    elsewhere = Comment.say(cast.draft("Another story"), cast.editor(), "There")
    for number in (parent, str(elsewhere.pk)):
        answer = desk.post(address(story), {"text": "Yes", "parent": number}, headers=JSON)
        assert answer.status_code == 422
        assert "no longer exists" in answer.json()["error"]


def test_resolving_what_is_not_there(desk: Client, story: Article) -> None:
    elsewhere = Comment.say(cast.draft("Another story"), cast.editor(), "There")
    for number in (elsewhere.pk, 4711, 10**30):
        assert desk.post(address(story, number), {"resolved": "1"}, headers=JSON).status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.resolved_at is None
    assert desk.get(address(story, elsewhere.pk)).status_code == 302
    assert desk.get(f"/admin/articles/article/{10**30}/comments/").status_code == 404


def test_a_long_paragraph_is_kept_by_its_beginning(story: Article) -> None:
    long = "A  word\n" * 500
    story.body = f"<p>{long}</p>"
    story.save()
    comment = Comment.say(story, cast.editor(), "Cut this", quote=f"\0{long}")
    assert len(comment.quote) == 1_000
    assert paragraphs_of(story) == [comment.quote]


# --- Who may ----------------------------------------------------------------------


@pytest.mark.parametrize("role", ["editor", "managing_editor", "reporter"])
def test_those_who_reach_the_story_may(client: Client, story: Article, role: str) -> None:
    client.force_login(getattr(cast, role)())
    assert client.post(address(story), {"text": "Hello"}, headers=JSON).status_code == 200
    assert client.get(address(story)).status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_others_learn_nothing(client: Client, story: Article, role: str) -> None:
    comment = Comment.say(story, cast.editor(), "Between us", quote=CRANE)
    person: User = getattr(cast, role)()
    client.force_login(person)
    refused = {302, 403, 404} if role == "reader" else {403, 404}
    for answer in (
        client.get(address(story), headers=JSON),
        client.get(address(story)),
        client.post(address(story), {"text": "Let me in"}, headers=JSON),
        client.post(address(story), {"text": "Let me in", "parent": comment.pk}),
        client.post(address(story, comment.pk), {"resolved": "1"}, headers=JSON),
    ):
        assert answer.status_code in refused | ({401} if role == "reader" else set())
        text = answer.content.decode()
        assert "Between us" not in text and "crane" not in text
    with pytest.raises(PermissionDenied):
        Comment.say(story, person, "Let me in")
    with pytest.raises(PermissionDenied):
        comment.resolve(person)
    assert Comment.objects.get().resolved_at is None


def test_who_may_only_read_can_not_write(client: Client, story: Article) -> None:
    reporter = cast.reporter()
    comment = Comment.say(story, cast.editor(), "Look at this")
    group = reporter.groups.get()
    group.permissions.remove(group.permissions.get(codename="change_article"))
    client.force_login(cast.reporter())
    page = client.get(address(story)).content.decode()
    assert "Look at this" in page
    assert "<textarea" not in page and 'name="resolved"' not in page
    assert client.post(address(story), {"text": "No"}, headers=JSON).status_code == 403
    for fields in ({"resolved": "1"}, {}):
        answer = client.post(address(story, comment.pk), fields, headers=JSON)
        assert answer.status_code == 403


def test_logged_out_is_said_and_the_words_are_kept(client: Client, story: Article) -> None:
    answer = client.post(address(story), {"text": "My words"}, headers=JSON)
    assert answer.status_code == 401
    assert "logged out" in answer.json()["error"]
    assert client.get(address(story), headers=JSON).status_code == 401
    page = client.post(address(story), {"text": "My words"})
    assert page.status_code == 401
    assert "My words" in page.content.decode()
    assert not Comment.objects.exists()


def test_a_forged_post_is_refused(story: Article) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.editor())
    assert client.post(address(story), {"text": "Forged"}, headers=JSON).status_code == 403


# --- Mentions ---------------------------------------------------------------------


@pytest.mark.every_database
def test_those_who_reach_the_story_are_mentioned(story: Article) -> None:
    cast.managing_editor()
    text = "@reporter, look; @Managing-Editor. and @nobody, @colleague @sports-editor a@editor"
    cast.colleague()
    comment = Comment.say(story, cast.editor(), text)
    assert {one.username for one in comment.mentions.all()} == {"reporter", "managing-editor"}


def test_mentions_are_marked(desk: Client, story: Article) -> None:
    Comment.say(story, cast.editor(), "<b>Ask</b> @reporter.\n@colleague & @Editor")
    html = desk.get(address(story), headers=JSON).json()["threads"][0]["html"]
    assert (
        '&lt;b&gt;Ask&lt;/b&gt; <b class="mention">@reporter</b>.<br>'
        '@colleague &amp; <b class="mention">@Editor</b>'
    ) in html


@pytest.mark.every_database
@pytest.mark.parametrize("sectionless", [False, True])
def test_suggested_are_exactly_those_who_reach_it(story: Article, sectionless: bool) -> None:
    if sectionless:
        story.section = None
    story.assignee = cast.colleague()
    story.save()
    writer = cast.picture_editor()
    author = cast.barnaby()
    author.user = cast.sports_editor()
    author.save()
    story.set_authors([author])
    boss = cast.managing_editor()
    boss.is_superuser = True
    boss.save()
    gone = User.objects.create(username="gone", is_staff=True, is_superuser=True, is_active=False)
    cast.editor()
    people = {one.username for one in people_of(story)}
    everybody = User.objects.filter(is_staff=True)
    assert people == {one.username for one in everybody if may(one, Right.VIEW, story)}
    assert "colleague" in people and "sports-editor" in people
    assert writer.username not in people and gone.username not in people


# --- Reading ----------------------------------------------------------------------


def test_the_page_without_a_script(desk: Client, story: Article) -> None:
    page = desk.get(address(story)).content.decode()
    assert f'<option value="{CRANE}">' in page
    answer = desk.post(address(story), {"text": "Plainly", "quote": CRANE}, follow=True)
    comment = Comment.objects.get()
    assert answer.redirect_chain == [(f"{address(story)}#comment-{comment.pk}", 302)]
    assert "1 open comment<" in answer.content.decode()
    answer = desk.post(address(story, comment.pk), {"resolved": "1"}, follow=True)
    assert "0 open comments" in answer.content.decode()


def test_a_changed_paragraph_keeps_its_comment(desk: Client, story: Article) -> None:
    Comment.say(story, cast.editor(), "One", quote=CRANE)
    Comment.say(story, cast.editor(), "Two", quote="What was decided")
    Comment.say(story, cast.editor(), "Whole")
    content = story.content()
    body = content["body"].replace(CRANE, "The crane goes.")
    story.write({**content, "body": body}, cast.editor(), based_on=None)
    page = desk.get(address(story)).content.decode()
    assert page.index("Whole") < page.index("Two") < page.index("One")
    assert CRANE in page
    assert page.count("data-changed>") == 1


def test_nothing_new_is_not_sent_again(desk: Client, story: Article) -> None:
    comment = Comment.say(story, cast.editor(), "One")
    first = desk.get(address(story), headers=JSON).json()
    again = desk.get(address(story), {"version": first["version"]}, headers=JSON).json()
    assert (again["threads"], again["version"]) == (None, first["version"])
    comment.resolve(cast.editor())
    now = desk.get(address(story), {"version": first["version"]}, headers=JSON).json()
    assert (len(now["threads"]), now["open"]) == (1, 0)


def test_the_words_stay_when_their_author_is_gone(desk: Client, story: Article) -> None:
    Comment.say(story, cast.managing_editor(), "I was here")
    cast.managing_editor().delete()
    assert "managing-editor" in desk.get(address(story)).content.decode()


def test_many_comments_take_as_many_queries_as_few(desk: Client, story: Article) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert desk.get(address(story), headers=JSON).status_code == 200
        return len(seen)

    first = Comment.say(story, cast.editor(), "First", quote=CRANE)
    few = queries()
    Comment.objects.bulk_create(
        Comment(
            article=story,
            text=f"Number {number} for @reporter",
            quote=CRANE if number % 3 else f"Gone {number}",
            parent=first if number % 2 else None,
            by_name="Somebody",
        )
        for number in range(500)
    )
    assert queries() == few


def test_refusals_raise_sentences(story: Article) -> None:
    with pytest.raises(NotAllowed, match="Write something first"):
        Comment.say(story, cast.editor(), " ")
    assert not Entry.objects.filter(verb="comment").exists()


# --- In the browser ---------------------------------------------------------------


@pytest.fixture
def writer(window: Window) -> Page:
    """The editor's browser with the reporter's draft open."""
    return written_by(window)


def written_by(window: Window, **options: Any) -> Page:
    """A window of theirs."""
    story = cast.draft(created_by=cast.reporter())
    return window(change(story), viewport={"width": 1280, "height": 900}, **options)


def open_box(page: Page, text: str) -> None:
    """Stand in the paragraph about the crane, and begin a comment there by the keyboard."""
    page.locator(".ProseMirror p", has_text="The old crane").click()
    expect(page.locator(".comment-here")).to_be_visible()
    page.keyboard.press("Control+Alt+m")
    page.get_by_role("textbox", name="New comment").press_sequentially(text)


def test_a_paragraph_is_commented_beside_the_text(writer: Page) -> None:
    open_box(writer, "Ask @rep")
    expect(writer.get_by_role("option", name="@reporter")).to_be_visible()
    writer.keyboard.press("Enter")
    writer.keyboard.press("Control+Enter")
    thread = writer.locator("[data-thread]")
    expect(thread).to_contain_text("Ask @reporter")
    comment = Comment.objects.get()
    assert (comment.quote, comment.mentions.get()) == (CRANE, cast.reporter())
    marked = writer.locator(".ProseMirror .has-comment")
    expect(marked).to_have_text(CRANE)
    # Beside the writing, not below it; and no part of it.
    writing, beside = writer.locator(".ProseMirror").bounding_box(), thread.bounding_box()
    assert writing and beside and beside["x"] > writing["x"] + writing["width"]
    body = writer.locator("[name=body]").input_value()
    assert CRANE in body and "comment" not in body and "reporter" not in body

    thread.get_by_role("button", name="Reply").click()
    writer.get_by_role("textbox", name="Your reply").fill("Done.")
    thread.locator("[data-send]").click()
    expect(thread).to_contain_text("Done.")
    thread.get_by_role("button", name="Resolve").click()
    expect(writer.locator("[data-comments-open]").first).to_have_text("0")
    expect(marked).to_have_count(0)
    writer.get_by_text("Resolved (1)").click()
    writer.get_by_role("button", name="Reopen").click()
    expect(marked).to_have_count(1)


def test_a_comment_follows_its_paragraph(writer: Page) -> None:
    open_box(writer, "Really?")
    writer.get_by_role("button", name="Comment", exact=True).last.click()
    thread, marked = writer.locator("[data-thread]"), writer.locator(".ProseMirror .has-comment")
    expect(marked).to_have_text(CRANE)
    changed = writer.get_by_text("This paragraph has changed.")
    expect(changed).to_be_hidden()
    marked.click()
    writer.keyboard.press("End")
    writer.keyboard.type(" Until May.")
    expect(changed).to_be_visible()
    expect(marked).to_have_text(f"{CRANE} Until May.")
    expect(thread.locator("q")).to_have_text(CRANE)
    writer.locator(".ProseMirror p").first.click()
    thread.locator("[data-go]").click()
    expect(writer.locator(".ProseMirror .is-current")).to_have_text(f"{CRANE} Until May.")


def test_what_is_being_typed_survives_everything(writer: Page) -> None:
    """The page closed, the network away, the login gone: sent once there is a way."""
    open_box(writer, "Not to be lost")
    writer.reload()
    box = writer.get_by_role("textbox", name="New comment")
    expect(box).to_have_value("Not to be lost")

    def away(route: Route) -> None:
        route.abort()

    writer.route("**/comments/**", away)
    box.press("Control+Enter")
    expect(writer.get_by_text("No connection.")).to_be_visible()
    writer.unroute("**/comments/**", away)
    kept = [cookie for cookie in writer.context.cookies() if cookie["name"] == "sessionid"]
    writer.context.clear_cookies(name="sessionid")
    box.press("Control+Enter")
    expect(writer.get_by_text("You were logged out. Your comment is kept")).to_be_visible()
    assert not Comment.objects.exists()
    writer.context.add_cookies(json.loads(json.dumps(kept)))
    writer.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(writer.locator("[data-thread]")).to_contain_text("Not to be lost")
    expect(box).to_have_count(0)
    assert Comment.objects.get().quote == CRANE
    writer.reload()
    expect(writer.locator("[data-thread]")).to_contain_text("Not to be lost")
    expect(box).to_have_count(0)


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_login_during_a_request_is_not_missed(window: Window, method: str) -> None:
    """What is in the air was asked before the login; it is asked once more, without waiting."""
    writer = written_by(window, script="window.setInterval = () => 0")
    open_box(writer, "Not to be lost")
    in_the_air: list[Route] = []
    logged_in: list[bool] = []

    def knock(route: Route) -> None:
        if route.request.method == method and not in_the_air:
            in_the_air.append(route)
        elif route.request.method == "POST" and not logged_in:
            route.fulfill(status=401, json={"error": "You were logged out."})
        else:
            route.continue_()

    writer.route("**/comments/**", knock)
    box = writer.get_by_role("textbox", name="New comment")
    with writer.expect_request("**/comments/**"):
        if method == "GET":
            writer.evaluate("window.dispatchEvent(new Event('focus'))")
        else:
            box.press("Control+Enter")
    if method == "GET":
        box.press("Control+Enter")
        expect(writer.get_by_text("You were logged out. Your comment is kept")).to_be_visible()
    logged_in.append(True)
    writer.evaluate("window.dispatchEvent(new Event('focus'))")
    in_the_air[0].fulfill(status=401, json={"error": "You were logged out."})
    expect(writer.locator("[data-thread]")).to_contain_text("Not to be lost")
    assert Comment.objects.get().quote == CRANE


def test_what_others_say_arrives_and_disturbs_nothing(writer: Page) -> None:
    story = Article.objects.get()
    first = Comment.say(story, cast.reporter(), "One", quote=CRANE)
    writer.evaluate("window.dispatchEvent(new Event('focus'))")
    thread = writer.locator(f"[data-thread='{first.pk}']")
    expect(thread).to_contain_text("One")
    thread.get_by_role("button", name="Reply").click()
    box = writer.get_by_role("textbox", name="Your reply")
    box.press_sequentially("I am typ")
    Comment.say(story, cast.reporter(), "And two", parent=first)
    writer.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(thread).to_contain_text("And two")
    expect(box).to_be_focused()
    box.press_sequentially("ing")
    expect(box).to_have_value("I am typing")


def test_a_comment_proposes_a_wording(desk: Client) -> None:
    story = cast.draft()
    said = {"text": "", "quote": CRANE, "proposal": " old lift ", "passage": "old crane"}
    answer = desk.post(address(story), said | {"passage_at": "4"}, headers=JSON)
    comment = Comment.objects.get()
    assert (comment.text, comment.proposal) == ("Proposed wording", "old lift")
    assert (comment.passage, comment.passage_at) == ("old crane", 4)
    assert "data-put" in answer.json()["threads"][0]["html"]
    # Twice it is said once; what says nowhere is no proposal; too much is refused.
    desk.post(address(story), said | {"passage_at": "4"}, headers=JSON)
    assert Comment.objects.count() == 1
    assert desk.post(address(story), said | {"passage_at": "x"}, headers=JSON).status_code == 422
    long = said | {"passage_at": "4", "proposal": "x" * 2_001}
    assert desk.post(address(story), long, headers=JSON).status_code == 422
