"""The keys of the desk: what the list says is what is heard, and where the keyboard goes."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from articles.admin.common.shortcuts import GROUPS, Key
from articles.models import Article
from tests import axe
from tests.admin.desk_pages import Window, body, change, says, texts, two_paragraphs

#: What a key of the text's editor makes of a word that is marked.
MAKES = {
    "bold": "strong",
    "italic": "em",
    "strike": "s",
    "heading": "h2",
    "subheading": "h3",
    "bullets": "ul li",
    "numbers": "ol li",
    "quote": "blockquote",
    "footnote": "small.footnote, [data-footnote]",
    "pull": "aside",
}


def press(page: Page, way: str) -> None:
    """Press keys as the list names them."""
    names = {"Ctrl": "Control"}
    for key in [way.replace(" ", "+")] if way[:4] in {"Ctrl", "Alt "} else way.split():
        parts = [names.get(part, part) for part in key.split("+")]
        if len(parts[-1]) == 1 and len(parts) > 1:
            parts[-1] = parts[-1].lower() if "Alt" not in parts else parts[-1].upper()
            if "Alt" in parts and parts[-1].isalpha():
                parts[-1] = f"Key{parts[-1]}"
            elif parts[-1].isdigit():
                parts[-1] = f"Digit{parts[-1]}"
        page.keyboard.press("+".join(parts))


def key(group: str, does: str) -> Key:
    return next(one for one in GROUPS[group].keys if one.does == does)


def heard(page: Page, group: str) -> set[str]:
    """Of what is listed on the page in a group, what somebody does when its key is pressed. Of the
    desk's own, some would lead to another page, which the next step of a test would cross."""
    asked = [one.does for one in GROUPS[group].keys]
    return set(
        page.evaluate(
            """(asked) => [...document.querySelectorAll("#desk-keys [data-ways]")]
        .map((row) => row.dataset.does)
        .filter((does) => asked.includes(does) && !document.dispatchEvent(new CustomEvent(
            "desk:key", { detail: { does, target: document.body }, cancelable: true })))""",
            asked,
        )
    )


def mark(page: Page, word: str) -> None:
    """Let the text be one word, which is marked."""
    page.evaluate(
        """(word) => {
            const { editor } = document.querySelector(".ProseMirror");
            editor.commands.setContent(`<p>${word}</p>`);
            editor.view.focus(); // The command would wait for the next frame.
            editor.commands.setTextSelection({ from: 1, to: word.length + 1 });
        }""",
        word,
    )


def listed(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Keyboard shortcuts")


def test_every_listed_key_does_what_it_says(window: Window, newsroom: str) -> None:
    story = two_paragraphs()
    page = window(change(story))
    body(page).click()
    page.keyboard.press("?")
    expect(listed(page)).to_be_hidden()
    expect(body(page)).to_contain_text("?")
    page.locator(".account-button").click()
    page.get_by_role("button", name="Shortcuts").click()
    rows = listed(page).locator("[data-does]")
    names = [row.get_attribute("data-does") for row in rows.all()]
    assert names == [one.does for group in ("desk", "story", "text") for one in GROUPS[group].keys]
    assert axe.by_day_and_night(page, iframes=False) == []
    page.keyboard.press("Escape")
    expect(page.locator(".account-button")).to_be_focused()

    for does, made in MAKES.items():
        mark(page, "word")
        press(page, key("text", does).ways[0])
        expect(body(page).locator(made).first).to_be_attached()
    mark(page, "word")
    press(page, key("text", "bold").ways[0])
    press(page, key("text", "undo").ways[0])
    expect(body(page).locator("strong")).to_have_count(0)
    press(page, key("text", "redo").ways[0])
    expect(body(page).locator("strong")).to_have_count(1)

    press(page, key("story", "menu").ways[0])
    expect(page.locator(".prose-menubar :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(body(page)).to_be_focused()
    press(page, key("story", "save").ways[0])
    says(page, "Saved")
    assert "<strong>word</strong>" in Article.objects.get().content()["body"]
    press(page, key("story", "preview").ways[0])
    expect(page.locator("[data-preview]")).to_be_visible()
    press(page, key("story", "preview").ways[0])
    expect(page.locator("[data-preview]")).to_be_hidden()
    body(page).click()
    press(page, key("story", "comment").ways[0])
    expect(page.locator("[data-comments] textarea").first).to_be_focused()
    body(page).click()
    press(page, key("story", "main").ways[0])
    expect(page.locator("#publish-box")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#publish-box")).to_be_hidden()
    mark(page, "word")
    press(page, key("text", "link").ways[0])
    expect(page.locator("dialog[open]").last).to_be_visible()

    page.goto(f"{newsroom}/admin/articles/article/{story.pk}/history/")
    page.evaluate("document.addEventListener('click', (event) => event.preventDefault(), true)")
    assert {"earlier", "later"} & heard(page, "history")
    page.goto(f"{newsroom}/admin/")
    page.keyboard.press("?")
    expect(listed(page)).to_be_visible()
    assert [row.get_attribute("data-does") for row in rows.all()] == [
        one.does for one in GROUPS["desk"].keys
    ]


def test_the_next_key_is_for_the_box_that_has_opened(window: Window) -> None:
    """However fast it is pressed: nothing of it goes into the text, and Escape closes the box."""
    page = window(change(two_paragraphs()))
    body(page).click()
    there = page.evaluate(
        """() => {
            const key = (name, more) => document.activeElement.dispatchEvent(new KeyboardEvent(
                "keydown", { key: name, bubbles: true, cancelable: true, ...more }));
            const box = () => document.querySelector("#publish-box:popover-open");
            key("Enter", { ctrlKey: true });
            const inside = box().contains(document.activeElement);
            document.querySelector(".ProseMirror").focus();
            key("Escape");
            return { inside, closed: !box() };
        }"""
    )
    assert there == {"inside": True, "closed": True}
    expect(body(page)).to_be_focused()
    assert texts(Article.objects.get()) == "<p>First.</p><p>Second.</p>"


def test_the_keyboard_goes_into_the_box_and_back(window: Window) -> None:
    """From the standfirst into the text and back; into the publish box and out of it."""
    page = window(change(two_paragraphs()))
    page.get_by_label("Standfirst").focus()
    page.keyboard.press("Tab")
    expect(body(page)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_label("Standfirst")).to_be_focused()

    button, box = page.get_by_role("button", name="Publish…"), page.locator("#publish-box")
    for close in ("Escape", "Cancel", "outside"):
        button.focus()
        page.keyboard.press("Enter")
        expect(box.locator("#reason-checked")).to_be_focused()
        if close == "Escape":
            page.keyboard.press("Escape")
        elif close == "outside":
            page.mouse.click(400, 700)
        else:
            box.get_by_role("button", name=close).click()
        expect(box).to_be_hidden()
        if close != "outside":
            expect(button).to_be_focused()
    button.focus()
    page.keyboard.press("Enter")
    expect(box.locator("#reason-checked")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    says(page, "Live.")
    expect(page.get_by_role("button", name="Publish changes…")).to_be_focused()
    page.keyboard.press("Enter")
    expect(box.get_by_label("Text for readers")).to_be_focused()
