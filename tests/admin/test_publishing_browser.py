"""Publishing from the story's form in a real browser, the page beside it, and who can use it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from articles.models import Article, Correction, State
from tests import axe, cast
from tests.admin.desk_pages import (
    ADD,
    HEADLINE,
    Window,
    change,
    says,
    state,
    texts,
    two_paragraphs,
    write,
)


def test_from_the_start_page_to_readers_in_seven_clicks(logged_in: Window, tmp_path: Path) -> None:
    """Counted as those of other editors were: a file chooser is two clicks, the keyboard none."""
    page = logged_in()
    page.goto("/admin/")
    clicks: list[str] = []
    loads: list[str] = []
    page.on(
        "framenavigated",
        lambda frame: loads.append(frame.url) if frame == page.main_frame else None,
    )

    def click(place: Locator) -> None:
        clicks.append(str(place))
        place.click()

    click(page.get_by_role("link", name="New story").first)
    page.wait_for_selector("form[data-ready] .ProseMirror")
    page.keyboard.insert_text(HEADLINE)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    for words in ("One.", "Two.", "Three."):
        page.keyboard.insert_text(words)
        page.keyboard.press("Enter")
    page.get_by_label("Section", exact=True).select_option("Politics")
    for field, names in (("Bylines", ["Ottoline Marsh"]), ("Topics", ["Cranes", "Tides"])):
        for name in names:
            box = page.get_by_role("combobox", name=field, exact=True)
            box.fill(name)
            box.press("Enter")
            expect(page.locator(".tag").filter(has_text=name)).to_be_visible()
    click(page.get_by_role("button", name="Choose a picture"))
    box = page.get_by_role("dialog")
    with page.expect_file_chooser() as chooser:
        click(box.get_by_role("button", name="Add a new picture"))
    file = tmp_path / "crane.jpg"
    file.write_bytes(cast.jpeg())
    clicks.append("the file chooser's button")
    chooser.value.set_files(file)
    box.get_by_label("Alt text").fill("An old crane")
    box.get_by_label("Credit").fill("P. Gannet")
    click(box.get_by_role("button", name="Use this picture"))
    expect(page.get_by_role("dialog")).to_be_hidden()
    click(page.get_by_role("button", name="Publish…"))
    click(page.get_by_role("button", name="Publish now"))
    says(page, "Live.")
    story = Article.objects.get()
    assert story.is_visible
    assert sorted(topic.name for topic in story.topics.all()) == ["Cranes", "Tides"]
    assert (len(clicks), len([one for one in loads if "/add/" in one])) == (7, 1)


def test_a_complete_draft_is_out_in_two_clicks(window: Window) -> None:
    story = two_paragraphs(picture=cast.picture(), topics=["Ports"])
    page = window(change(story))
    page.get_by_role("button", name="Publish…").click()
    expect(page.get_by_role("dialog")).to_contain_text("Readers see the story at once.")
    page.get_by_role("button", name="Publish now").click()
    says(page, "Live.")
    expect(state(page).get_by_role("link", name="View on site")).to_be_visible()
    assert Article.objects.get().is_visible


def test_a_schedule_takes_three_clicks(window: Window) -> None:
    story = two_paragraphs(picture=cast.picture(), topics=["Ports"])
    due = timezone.localtime(timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    page = window(change(story))
    page.get_by_label("Publish at").fill(f"{due:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Schedule…").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"Readers see the story from {due:%A}")
    page.get_by_role("button", name="Schedule", exact=True).click()
    says(page, "Scheduled")
    assert Article.objects.get().publish_at == due


def test_warnings_want_one_click_for_a_reason(window: Window) -> None:
    story = two_paragraphs()
    page = window(change(story))
    expect(page.locator("[data-counts]")).to_have_text("2 warnings")
    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Give a reason.")).to_be_visible()
    assert Article.objects.get().state == State.DRAFT
    page.get_by_label("Checked by hand").check()
    page.get_by_role("button", name="Publish now").click()
    says(page, "Live.")
    entry = Article.objects.get().entries.get(verb="publish")
    assert entry.note == "Checked by hand"


def test_an_error_stands_in_the_way_and_leads_to_its_field(window: Window) -> None:
    story = two_paragraphs()
    story.set_authors([])
    page = window(change(story))
    page.get_by_role("button", name="Publish…").click()
    box = page.get_by_role("dialog")
    expect(box.locator("[data-go]")).to_have_attribute("aria-disabled", "true")
    box.get_by_role("link", name="a byline").click()
    expect(page.get_by_role("combobox", name="Bylines")).to_be_focused()
    expect(box).to_be_hidden()


def test_a_correction_takes_two_clicks_and_its_words(window: Window) -> None:
    story = cast.live(HEADLINE, picture=cast.picture(), topics=["Ports"])
    page = window(change(story))
    write(page, 0, " Ten.")
    page.get_by_role("button", name="Publish changes…").click()
    expect(page.get_by_role("dialog")).to_contain_text("Readers see your changes at once")
    page.keyboard.insert_text("Ten members spoke, not nine.")
    expect(page.get_by_label("Correction: it was wrong")).to_be_checked()
    page.get_by_role("button", name="Publish changes", exact=True).click()
    says(page, "Live.")
    assert Correction.objects.get().text == "Ten members spoke, not nine."
    assert " Ten." in Article.objects.get().body


def test_a_correction_without_words_is_asked_for_them(window: Window) -> None:
    story = cast.live(HEADLINE, picture=cast.picture(), topics=["Ports"])
    page = window(change(story))
    page.get_by_role("button", name="Publish changes…").click()
    page.get_by_label("Clarification: it could be misunderstood").check()
    page.get_by_role("button", name="Publish changes", exact=True).click()
    expect(page.get_by_text("Write the text that readers will see.")).to_be_visible()
    assert not Correction.objects.exists()


def test_a_withdrawal_asks_for_its_reason(window: Window) -> None:
    story = cast.live(HEADLINE)
    page = window(change(story), cast.managing_editor())
    page.get_by_role("button", name="Withdraw…").click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_text("Please give a reason.")).to_be_visible()
    page.get_by_label("Reason, for the record").fill("Wrong figures.")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    says(page, "Withdrawn")
    assert Article.objects.get(pk=story.pk).withdrawal_reason == "Wrong figures."


def test_a_note_stays_in_its_box_where_a_colleague_has_saved_meanwhile(window: Window) -> None:
    story = cast.live(HEADLINE)
    page = window(change(story), cast.managing_editor())
    write(page, 0, " Ten.")
    page.get_by_role("button", name="Withdraw…").click()
    reason = page.get_by_label("Reason, for the record")
    reason.fill("Wrong figures.")
    story.write(story.content() | {"standfirst": "A colleague’s."}, None)
    page.get_by_role("button", name="Withdraw", exact=True).click()
    says(page, "press again")
    expect(reason).to_have_value("Wrong figures.")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    says(page, "Withdrawn")
    told = Article.objects.get(pk=story.pk)
    assert told.withdrawal_reason == "Wrong figures."
    assert told.content()["standfirst"] == "A colleague’s."


def test_a_note_comes_back_after_the_choice_between_two_versions(window: Window) -> None:
    story = cast.live(HEADLINE)
    page = window(change(story), cast.managing_editor())
    page.get_by_label("Standfirst").fill("Ours.")
    page.get_by_role("button", name="Withdraw…").click()
    reason = page.get_by_label("Reason, for the record")
    reason.fill("Wrong figures.")
    story.write(story.content() | {"standfirst": "A colleague’s."}, None)
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.wait_for_url("**/conflict/**")
    page.get_by_role("radio", name="Your version, set aside").check()
    page.get_by_role("button", name="Save the merged story").click()
    expect(reason).to_have_value("Wrong figures.")
    expect(reason).to_be_focused()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    says(page, "Withdrawn")
    told = Article.objects.get(pk=story.pk)
    assert (told.withdrawal_reason, told.content()["standfirst"]) == ("Wrong figures.", "Ours.")
    page.reload()
    expect(reason).to_have_count(0)


def test_a_reporter_submits(window: Window) -> None:
    page = window(person=cast.reporter())
    page.get_by_label("Headline").fill(HEADLINE)
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    says(page, "In review")
    assert Article.objects.get().state == State.IN_REVIEW


# --- The page beside it ------------------------------------------------------------------


def test_the_preview_follows_the_typing(window: Window) -> None:
    story = two_paragraphs()
    page = window(change(story))
    page.get_by_role("button", name="Preview").click()
    shown = page.frame_locator("[data-preview-page] iframe:not(.is-coming)")
    expect(shown.get_by_text("First.")).to_be_visible()
    frame = page.locator("[data-preview-page] iframe").first.bounding_box()
    assert frame
    assert round(frame["width"]) == 375
    write(page, 0, " Just typed.")
    expect(shown.get_by_text("First. Just typed.")).to_be_visible()
    assert texts(story) == "<p>First.</p><p>Second.</p>"
    page.reload()
    expect(page.locator("[data-preview]")).to_be_visible()


def test_without_a_script_the_form_still_saves(logged_in: Window) -> None:
    page = logged_in(java_script_enabled=False)
    page.goto(ADD)
    page.get_by_label("Headline").fill(HEADLINE)
    page.locator("textarea[name=body]").fill("<p>By hand.</p>", force=True)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    story = Article.objects.get()
    assert texts(story) == "<p>By hand.</p>"
    assert page.url.endswith(change(story))


# --- For everybody -------------------------------------------------------------------------


def test_everybody_can_use_it(window: Window) -> None:
    story = cast.live(HEADLINE, body="<p>First.</p><p>Second.</p>")
    page = window(change(story), cast.managing_editor())
    looks_right(page)
    page.get_by_role("button", name="Publish changes…").click()
    looks_right(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Preview").click()
    page.wait_for_selector("[data-preview-page] iframe:not(.is-coming)")
    looks_right(page)
    page.goto(f"/admin/articles/article/{story.pk}/preview/")
    looks_right(page)


def looks_right(page: Page) -> None:
    """Nothing that shuts somebody out; as wide as before."""
    assert axe.wide_and_narrow(page, iframes=False) == []
