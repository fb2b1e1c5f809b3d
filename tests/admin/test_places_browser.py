"""Places that a template leaves to be filled, in a real browser: seen, walked by Tab, jumped to."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from articles.models import Article
from tests.admin.desk_pages import Window, body
from tests.models.test_templates import template


def marked(page: Page) -> str:
    """What is marked in a field or in the text."""
    return str(
        page.evaluate(
            """() => {
              const { activeElement: at } = document;
              return at.value === undefined ? getSelection().toString()
                : at.value.slice(at.selectionStart, at.selectionEnd);
            }"""
        )
    )


def test_it_works(logged_in: Window) -> None:
    lists = "<ul><li>Scorers: [[names]]</li><li>[[officials]]</li></ul>"
    template(content={"body": f"<p>[[Winners]] beat them.</p>{lists}", "teaser": "[[In short]]"})
    page = logged_in()
    page.goto("/admin/")
    page.keyboard.press("t")
    expect(page.get_by_role("button", name="Match report")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/#fill")
    expect(page.locator("#article_form[data-ready]")).to_be_visible()
    expect(body(page).locator(".place-to-fill")).to_have_count(3)
    headline = page.get_by_label("Headline", exact=True)
    expect(headline).to_be_focused()
    seen = [marked(page)]
    page.keyboard.type("2–1")
    for typed in ("Harbour", "Gannet 3", "", ""):
        page.keyboard.press("Tab")
        seen.append(marked(page))
        page.keyboard.type(typed)
    assert seen == ["[[score]]", "[[Winners]]", "[[names]]", "[[officials]]", "[[In short]]"]
    page.keyboard.press("Shift+Tab")
    assert marked(page) == "[[officials]]"
    expect(body(page)).to_contain_text("Harbour beat them.")
    expect(body(page).locator("li").first).to_have_text("Scorers: Gannet 3")
    expect(headline).to_have_value("2–1 at the Oval")
    page.keyboard.press("Control+s")
    checks = page.locator(".panel [data-checks]")
    expect(checks).to_contain_text("“officials”")
    expect(checks).not_to_contain_text("“names”")
    checks.get_by_role("link", name="“In short”").click()
    assert marked(page) == "[[In short]]"
    page.get_by_role("button", name="In short").click()
    assert Article.objects.get().content()["headline"] == "2–1 at the Oval"
