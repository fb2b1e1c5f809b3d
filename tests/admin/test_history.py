"""The history of a story: who changed what, any two versions compared, any brought back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, Entry, Revision
from articles.models.story import content as contents
from tests import axe, cast
from tests.admin.desk_pages import Window
from tests.admin.past_hour import bring_back, compare, history, page, written

pytestmark = pytest.mark.django_db


# --- The history --------------------------------------------------------------------


def test_it_works(desk: Client) -> None:
    story = cast.draft()
    written(story, headline="Council keeps its crane", why="Shorter")
    Article.objects.get(pk=story.pk).submit(cast.editor(), "Please read it today.")
    text = page(desk, history(story))
    # What was changed last, with no further click …
    assert '<del><span class="visually-hidden">removed: </span>old </del>' in text
    # … and who did what, why, and from which.
    for said in (
        "Shorter",
        "Revision 2, from revision 1",
        "submitted",
        "Please read it today.",
        "Working copy",
        "editor",
        "Before the first save here",
    ):
        assert said in text, said


def test_it_opens_with_what_readers_do_not_have_yet(desk: Client) -> None:
    story = cast.live()
    written(story, headline="First change")
    written(story, headline="Second change")
    answer = desk.get(history(story))
    shown = answer.context["comparison"]
    assert (shown.older.number, shown.newer.number) == (1, 3)
    text = answer.content.decode()
    assert "Saved, and not published yet" in text
    assert "Published version" in text
    Article.objects.get(pk=story.pk).publish(cast.editor(), reason="Checked.")
    answer = desk.get(history(story))
    shown = answer.context["comparison"]
    assert (shown.older.number, shown.newer.number) == (2, 3)
    assert "Latest change" in answer.content.decode()
    assert "published changes" in answer.content.decode()


def test_a_story_without_a_past_says_so(desk: Client) -> None:
    story = cast.draft()
    assert "There are no revisions yet" in page(desk, history(story))
    Article.begin({"headline": "One"}, cast.editor())
    story = Article.objects.get(headline="One")
    assert "There is one revision so far" in page(desk, history(story))
    assert "from the beginning" in page(desk, compare(story, "?from=0&to=1"))


def test_planned_changes_and_open_asides_are_marked(desk: Client) -> None:
    story = cast.live()
    written(story, headline="Later")
    fresh = Article.objects.get(pk=story.pk)
    tomorrow = timezone.now() + timedelta(days=1)
    fresh.publish(cast.editor(), at=tomorrow, reason="Checked.")
    fresh.write({**fresh.content(), "headline": "Mine"}, cast.editor(), based_on=1)
    text = page(desk, history(story))
    assert "Scheduled for" in text
    assert "Waiting for a choice" in text
    assert reverse("admin:articles_article_conflict", args=[story.pk, 3]) in text


def test_it_comes_in_pages_of_fifty(desk: Client) -> None:
    story = cast.draft()
    for number in range(60):
        written(story, headline=f"Headline {number}")
    first, second = (desk.get(history(story), {"page": number}) for number in (1, 2))
    numbers = [
        moment.revision.number
        for answer in (first, second)
        for _day, moments in answer.context["days"]
        for moment in moments
    ]
    assert numbers == list(range(61, 0, -1))
    assert "Older" in first.content.decode()
    assert "Nothing older." in page(desk, f"{history(story)}?page=77")


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "%00", "9" * 40, "٣"])
def test_a_page_that_is_no_number_is_the_first(desk: Client, wrong: str) -> None:
    story = cast.draft()
    written(story, headline="Changed")
    assert "Changed" in page(desk, f"{history(story)}?page={wrong}")


# --- Bringing back ----------------------------------------------------------------------


def test_a_revision_is_brought_back_as_a_new_one(desk: Client) -> None:
    story = cast.live()
    written(story, headline="Changed")
    answer = desk.post(bring_back(story, 1), {"newest": "2"}, follow=True)
    assert answer.redirect_chain[-1][0] == history(story)
    text = answer.content.decode()
    assert "Revision 1 is the newest version again, as revision 3." in text
    assert "Readers see nothing of it until it is published." in text
    fresh = Article.objects.get()
    assert fresh.content()["headline"] == "Council keeps its old crane"
    assert fresh.working is not None and fresh.working.kind == Revision.Kind.RESTORED
    # Pressed twice, it is done once.
    text = desk.post(bring_back(story, 1), {"newest": "2"}, follow=True).content.decode()
    assert "the same as revision 1 already" in text
    assert story.revisions.count() == 3


def test_nobodys_newer_version_is_passed_over_unseen(desk: Client) -> None:
    story = cast.draft()
    written(story, headline="Changed")
    written(story, headline="Changed by somebody else meanwhile")
    for newest in ("2", "", "x", "9" * 30):
        answer = desk.post(bring_back(story, 1), {"newest": newest}, follow=True)
        assert "The story has been saved meanwhile" in answer.content.decode()
    assert Article.objects.get().base_number() == 3


def test_what_is_not_there_is_not_brought_back(desk: Client) -> None:
    story = cast.draft()
    written(story, headline="Changed")
    text = desk.post(bring_back(story, 77), {"newest": "2"}, follow=True).content.decode()
    assert "This revision no longer exists." in text
    assert desk.get(bring_back(story, 1)).status_code == 405


# --- Who may ------------------------------------------------------------------------------


def doors(story: Article) -> list[str]:
    """Every page of the story's past."""
    return [history(story), compare(story, "?from=1&to=2"), compare(story)]


def test_each_role_sees_what_is_within_its_reach(client: Client) -> None:
    story = cast.draft(created_by=cast.reporter())
    written(story, headline="Secret headline")
    expected = {
        cast.reporter: 200,
        cast.colleague: 404,
        cast.editor: 200,
        cast.sports_editor: 404,
        cast.managing_editor: 200,
        cast.picture_editor: 403,
        cast.operator: 403,
        cast.reader: 302,
    }
    for who, status in expected.items():
        client.force_login(who())
        for address in doors(story):
            answer = client.get(address)
            assert answer.status_code == status, (who, address)
            assert status == 200 or "Secret" not in answer.content.decode()
        sent = client.post(bring_back(story, 1), {"newest": "9"}).status_code
        assert sent == (302 if status == 200 else status), who
    client.logout()
    assert client.get(history(story)).status_code == 302
    assert Article.objects.get().base_number() == 2


def test_a_story_that_is_not_there_answers_like_one_out_of_reach(desk: Client) -> None:
    for number in (4711, 10**30):
        assert desk.get(f"/admin/articles/article/{number}/history/").status_code == 404
        assert desk.get(f"/admin/articles/article/{number}/compare/").status_code == 404
        assert desk.post(f"/admin/articles/article/{number}/bring-back/1/").status_code == 404


def test_who_may_only_read_is_offered_nothing_else(client: Client) -> None:
    user = cast.reporter()
    user.groups.clear()
    user.user_permissions.set(_permissions("view_article"))
    client.force_login(User.objects.get(pk=user.pk))
    story = cast.draft(created_by=user)
    written(story, headline="Changed")
    assert "Restore…" not in page(client, history(story))
    assert client.post(bring_back(story, 1), {"newest": "2"}).status_code == 403


def _permissions(*names: str) -> Any:
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename__in=names)


# --- What it costs --------------------------------------------------------------------------


def long_story(revisions: int, words: int = 20_000) -> Article:
    """A story with a long past, of which each revision changed one paragraph."""
    paragraphs = [f"<p>{f'The crane of quay {n} stays where it is. ' * 5}</p>" for n in range(400)]
    paragraphs = paragraphs[: max(1, words // 50)]
    story = cast.draft(body="".join(paragraphs))
    written(story, headline="Changed once")
    content = contents.cleaned(Article.objects.get(pk=story.pk).content())
    first = Article.objects.get(pk=story.pk).working
    yesterday = timezone.now() - timedelta(days=1)
    made = []
    for number in range(3, revisions + 1):
        changed = list(paragraphs)
        changed[number % len(changed)] = f"<p>In revision {number} it moved.</p>"
        held = content | {"body": "".join(changed), "picture": number, "section": 1}
        at = yesterday + timedelta(minutes=number)
        details = {"content": held, "by_name": f"Writer {number}", "based_on": first, "at": at}
        made.append(Revision(article=story, number=number, **details))
    Revision.objects.bulk_create(made)
    newest = story.revisions.order_by("-number").first()
    Article.objects.filter(pk=story.pk).update(working=newest)
    for number in range(revisions, 0, -10):
        at = yesterday + timedelta(minutes=number, seconds=30)
        Entry.objects.create(
            article=story, verb=Entry.Verb.COMMENT, by_name="Writer", note="Yes.", at=at
        )
    return Article.objects.get(pk=story.pk)


def test_the_cost_does_not_grow_with_the_past(desk: Client) -> None:
    def costs(story: Article) -> list[int]:
        found = []
        for address in (history(story), compare(story), compare(story, "?from=1&to=4")):
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(address).status_code == 200
            found.append(len(queries))
            # Of all revisions only the two that are compared are fetched with their content.
            heavy = [one for one in queries if '"articles_revision"."content"' in one["sql"]]
            assert len(heavy) == 1
        return found

    young, old = long_story(8, words=500), long_story(500)
    few = costs(young)
    assert costs(old) == few
    assert max(few) <= 20


# --- In the browser ---------------------------------------------------------------------------


def test_keys_step_through_the_changes(logged_in: Window) -> None:
    story = cast.draft()
    for number in range(1, 5):
        written(story, headline=f"Headline {number}", body=f"<p>Number {number} stands here.</p>")
    page = logged_in(viewport={"width": 1280, "height": 900})
    page.goto(history(story))
    heading = page.locator("#difference-title")
    expect(heading).to_have_text("Latest change")
    # With its script, which hears the keys and says what they did.
    page.wait_for_selector("#content > [role=status]", state="attached")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(heading).to_have_text("From revision 3 to revision 4")
    page.keyboard.press("ArrowRight")
    expect(heading).to_have_text("From revision 4 to revision 5")
    page.get_by_label("Side by side").check()
    expect(page.locator(".row-before").first).to_be_visible()
    expect(page.locator(".row-inline").first).to_be_hidden()
    assert axe.complaints(page) == []
    page.get_by_label("From revision 1").check()
    page.get_by_label("To revision 4").check()
    page.get_by_role("button", name="Compare selected").click()
    expect(heading).to_have_text("From revision 1 to revision 4")
    # As it was chosen before.
    expect(page.locator(".row-before").first).to_be_visible()
    assert axe.complaints(page) == []
    page.keyboard.press("k")
    expect(heading).to_have_text("From revision 4 to revision 5")
    page.get_by_role("button", name="Restore… revision 4").click()
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_text("as revision 6")).to_be_visible()
