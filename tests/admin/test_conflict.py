"""Two saves that overlap: both are shown, somebody chooses, and nothing of either is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Article, Revision
from tests import axe, cast
from tests.admin.desk_pages import Window

pytestmark = pytest.mark.django_db

THEIRS = "<p>The council met on Tuesday. Nine members spoke.</p>"
MINE = "<p>The council met on Wednesday. Nine members spoke.</p>"
BASE = "<p>The council met on Monday. Nine members spoke.</p>"
REST = "<p>The old crane stays.</p>"
MY_FIELDS = {"body": MINE + REST, "headline": "Mine", "teaser": "Only mine."}
THEIR_FIELDS = {"body": THEIRS + REST, "headline": "Theirs"}
EVIL = '<script>alert("x")</script>'


def overlapping(mine: dict[str, Any] = MY_FIELDS, theirs: dict[str, Any] = THEIR_FIELDS) -> Article:
    """A reporter's story that an editor changed while she wrote; her save, revision 3, was set
    aside."""
    story = cast.draft(body=BASE + REST, created_by=cast.reporter())
    first = story.content()
    story.write({**first, **theirs}, cast.editor())
    written = fresh(story).write({**first, **mine}, cast.reporter(), based_on=1)
    assert written.aside is not None and written.aside.number == 3
    return fresh(story)


def fresh(story: Article) -> Article:
    """The story as it is now."""
    return Article.objects.get(pk=story.pk)


def conflict(story: Article, number: int = 3) -> str:
    """The address where it is settled."""
    return reverse("admin:articles_article_conflict", args=[story.pk, number])


def names(text: str) -> list[str]:
    """The names of the questions, in their order."""
    return list(dict.fromkeys(re.findall(r'name="(choice-[^"]+)"', text)))


def answers(client: Client, story: Article, *chosen: str, newest: str = "2") -> dict[str, str]:
    """A form as it is posted, with these choices."""
    asked = names(client.get(conflict(story)).content.decode())
    return {"newest": newest} | dict(zip(asked, chosen, strict=False))


# --- Choosing -------------------------------------------------------------------------


def test_it_works(desk: Client) -> None:
    story = overlapping()
    text = desk.get(conflict(story)).content.decode()
    # Both versions, whose they are, and the words that differ.
    for said in ("Tuesday", "Wednesday", "editor", "reporter", "Only mine.", "Original"):
        assert said in text, said
    assert re.search(
        r'<ins class="own"><span [^>]*>only in this version: </span>Tuesday</ins>', text
    )
    assert re.search(
        r'<ins class="own"><span [^>]*>only in this version: </span>Wednesday</ins>', text
    )
    answer = desk.post(conflict(story), answers(desk, story, "theirs", "both"), follow=True)
    assert "Saved: the merged story is revision 4." in answer.content.decode()
    content = fresh(story).content()
    assert content["headline"] == "Theirs"
    assert content["body"] == THEIRS + MINE + REST
    assert content["teaser"] == "Only mine."
    assert fresh(story).set_aside() == []


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_either_may_stand(desk: Client, choice: str) -> None:
    story = overlapping()
    desk.post(conflict(story), answers(desk, story, choice, choice))
    content = fresh(story).content()
    assert content["headline"] == choice.capitalize()
    assert content["body"] == {"mine": MINE, "theirs": THEIRS}[choice] + REST


def test_whose_is_which_depends_on_who_looks(client: Client) -> None:
    story = overlapping()
    client.force_login(cast.reporter())
    text = client.get(conflict(story)).content.decode()
    assert "Your version is safe." in text
    assert "Your version, set aside" in text
    client.force_login(cast.editor())
    text = client.get(conflict(story)).content.decode()
    assert "The version of reporter is safe." in text
    assert "Your version, already in the story" in text


def test_numbers_and_flags_have_no_both(desk: Client) -> None:
    story = overlapping(
        mine={"section": cast.section("sports").pk}, theirs={"section": cast.section("travel").pk}
    )
    text = desk.get(conflict(story)).content.decode()
    assert "Sports" in text and "Travel" in text
    assert 'value="both"' not in text
    text = desk.post(conflict(story), answers(desk, story, "both")).content.decode()
    assert "Choose one for each passage." in text


@pytest.mark.parametrize(
    ("field", "mine", "theirs"),
    [
        ("slug", "mine", "theirs"),
        ("kind", "opinion", "feature"),
        ("publish_at", "2026-03-04T09:00:00+00:00", "2026-03-05T09:00:00+00:00"),
        ("expires_at", "2026-03-04T09:00:00+00:00", "2026-03-06T09:00:00+00:00"),
    ],
)
def test_only_texts_have_both(desk: Client, field: str, mine: str, theirs: str) -> None:
    story = overlapping(mine={field: mine}, theirs={field: theirs})
    text = desk.get(conflict(story)).content.decode()
    assert 'value="theirs"' in text and 'value="both"' not in text
    refused = desk.post(conflict(story), answers(desk, story, "both")).content.decode()
    assert "Choose one for each passage." in refused
    desk.post(conflict(story), answers(desk, story, "mine"))
    assert fresh(story).content()[field] == mine


def test_a_passage_taken_out_is_said_so(desk: Client) -> None:
    story = overlapping(mine={"body": REST}, theirs={"body": THEIRS + REST})
    assert "the passage was deleted here" in desk.get(conflict(story)).content.decode()
    desk.post(conflict(story), answers(desk, story, "mine"))
    assert fresh(story).content()["body"] == REST


# --- What is refused, and what is kept ---------------------------------------------------


def test_a_choice_that_is_missing_keeps_the_others(desk: Client) -> None:
    story = overlapping()
    text = desk.post(conflict(story), answers(desk, story, "mine")).content.decode()
    assert "Choose one for each passage." in text
    assert text.count(" checked") == 1
    assert text.count("unanswered-word") == 1
    assert len(fresh(story).set_aside()) == 1


def test_a_story_saved_meanwhile_is_looked_at_again(desk: Client) -> None:
    story = overlapping()
    sent = answers(desk, story, "mine", "both")
    fresh(story).write({**story.content(), "headline": "Newer still"}, cast.editor())
    answer = desk.post(conflict(story), sent)
    text = answer.content.decode()
    assert "The story has been saved meanwhile. Check it, and try again." in text
    assert 'name="newest" value="4"' in text
    # The body's question is the same, so its answer stays; the headline's is another one.
    assert text.count(" checked") == 1
    assert [one.chosen for one in answer.context["questions"]] == ["", "both"]
    again = dict(zip(names(text), ("theirs", "mine"), strict=True))
    desk.post(conflict(story), {"newest": "4", **again})
    assert fresh(story).content()["headline"] == "Newer still"


@pytest.mark.parametrize("newest", ["", "x", "\0", "-1", "9" * 40])
def test_a_number_that_is_none_asks_again(desk: Client, newest: str) -> None:
    story = overlapping()
    answer = desk.post(conflict(story), answers(desk, story, "mine", "mine", newest=newest))
    assert answer.status_code == 200
    assert "Check it, and try again" in answer.content.decode()


@pytest.mark.parametrize("choice", ["", "\0", "ours", "x" * 5000])
def test_a_choice_that_is_none_asks_again(desk: Client, choice: str) -> None:
    story = overlapping()
    answer = desk.post(conflict(story), answers(desk, story, choice, "mine"))
    assert "Choose one for each passage." in answer.content.decode()
    assert fresh(story).base_number() == 2


def test_settled_twice_it_is_settled_once(desk: Client) -> None:
    story = overlapping()
    sent = answers(desk, story, "mine", "mine")
    assert desk.post(conflict(story), sent).status_code == 302
    answer = desk.post(conflict(story), sent)
    assert "This was settled in revision 4." in answer.content.decode()
    assert story.revisions.count() == 4


def test_what_fits_by_now_needs_no_choice(desk: Client) -> None:
    story = overlapping()
    back = Revision.objects.get(article=story, number=1).content
    fresh(story).write(back, cast.editor())
    text = desk.get(conflict(story)).content.decode()
    assert "there is nothing left to choose" in text
    desk.post(conflict(story), {"newest": "4"})
    assert fresh(story).content()["headline"] == "Mine"


def test_the_next_one_is_named(desk: Client) -> None:
    story = overlapping()
    old = Revision.objects.get(article=story, number=1).content
    fresh(story).write({**old, "headline": "A third"}, cast.editor(), based_on=1)
    answer = desk.post(conflict(story), answers(desk, story, "mine", "mine"), follow=True)
    assert conflict(story, 4) in answer.content.decode()


@pytest.mark.parametrize("number", [1, 2, 9, 10**30])
def test_only_what_was_set_aside_is_chosen_for(desk: Client, number: int) -> None:
    story = overlapping()
    for answer in (desk.get(conflict(story, number)), desk.post(conflict(story, number))):
        assert answer.status_code == 404
        assert "is waiting for a choice under number" in answer.content.decode()


def test_texts_and_names_are_only_text(desk: Client) -> None:
    for user in (cast.editor(), cast.reporter()):
        user.first_name = EVIL
        user.save()
    story = overlapping(
        mine={"headline": f"Mine {EVIL}", "agency": EVIL, "body": f"<p>{EVIL}Mine</p>{REST}"},
        theirs={"headline": f"Theirs {EVIL}", "body": f"<p>{EVIL}Theirs</p>{REST}"},
    )
    text = desk.get(conflict(story)).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


# --- Who may ------------------------------------------------------------------------------


def test_only_those_who_may_edit_the_story(client: Client) -> None:
    story = overlapping()
    expected = {
        cast.colleague: 404,
        cast.sports_editor: 404,
        cast.picture_editor: 403,
        cast.operator: 403,
        cast.reader: 302,
        cast.reporter: 200,
        cast.managing_editor: 200,
        cast.editor: 200,
    }
    for who, status in expected.items():
        client.force_login(who())
        answer = client.get(conflict(story))
        assert answer.status_code == status, who
        assert status == 200 or "Wednesday" not in answer.content.decode()
        assert client.post(conflict(story), {"newest": "2"}).status_code == status, who
    assert fresh(story).base_number() == 2


@pytest.mark.every_database
def test_reading_is_not_enough(client: Client) -> None:
    from django.contrib.auth.models import Permission

    story = overlapping()
    user = cast.reporter()
    user.groups.clear()
    user.user_permissions.set(Permission.objects.filter(codename="view_article"))
    client.force_login(User.objects.get(pk=user.pk))
    assert client.get(conflict(story)).status_code == 403
    assert client.post(conflict(story), {"newest": "2"}).status_code == 403


def test_the_cost_does_not_grow_with_what_overlaps(desk: Client) -> None:
    def cost(story: Article) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(conflict(story)).status_code == 200
        return len(queries)

    def body(word: str, count: int) -> str:
        return "".join(f"<p>Paragraph {n} is about {word}.</p><p>{n}</p>" for n in range(count))

    def story(count: int) -> Article:
        made = cast.draft(body=body("rain", count))
        first = made.content()
        made.write({**first, "body": body("snow", count)}, cast.editor())
        aside = fresh(made).write({**first, "body": body("hail", count)}, cast.editor(), based_on=1)
        assert aside.aside is not None and len(fresh(made).overlaps(aside.aside).overlaps) == count
        return made

    few = cost(story(1))
    assert cost(story(40)) == few
    assert few <= 20


# --- In the browser ---------------------------------------------------------------------------


def test_it_is_settled_by_keyboard(logged_in: Window) -> None:
    story = overlapping()
    page = logged_in(viewport={"width": 375, "height": 800})
    page.goto(conflict(story))
    first = page.get_by_role("radio").first
    expect(first).to_be_visible()
    assert axe.complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    save = page.get_by_role("button", name="Save the merged story")
    save.click()
    # The browser asks for what is missing; nothing was sent.
    expect(page.get_by_text("Please choose", exact=True)).to_have_count(0)
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    page.get_by_role("group", name="2. Story").get_by_label("Both, one after the other").check()
    save.click()
    expect(page.get_by_text("the merged story is revision 4")).to_be_visible()
    assert fresh(story).content()["headline"] == "Mine"
