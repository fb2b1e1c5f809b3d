"""Where one writes while a colleague's changes come in: the caret, the words, and undoing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from tests import cast
from tests.admin.desk_pages import Window, body, change, held_back, says, texts
from tests.waiting import until

PARAGRAPHS = ("Nine members spoke.", "The crane stays.", "Ships wait.", "Fog came in.", "So it is.")
#: What is typed at the end of the third paragraph before it is saved: text, or keys.
TYPED = {
    "a blank at its end": (["Ours. "], "Ships wait.Ours. On."),
    "two blanks": (["  Ours.  "], "Ships wait.  Ours.  On."),
    "a line break": ([" Ours.", "Shift+Enter"], "Ships wait. Ours.\nOn."),
    "a new paragraph": ([" Ours.", "Enter"], "On."),
    "a bold blank": ([" Ours.", "Control+b", " ", "Control+b"], "Ships wait. Ours. On."),
}


def html(*paragraphs: str) -> str:
    """A text of paragraphs."""
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def changed(story: Article, **places: str) -> None:
    """A colleague saves the story with other paragraphs; of a place that is named `after2` one
    more behind it."""
    fresh = Article.objects.get(pk=story.pk)
    text = fresh.content()["body"]
    for place, words in places.items():
        old = f"<p>{PARAGRAPHS[int(place[-1])]}</p>"
        assert old in text
        text = text.replace(old, (old if place.startswith("after") else "") + f"<p>{words}</p>")
    fresh.write(fresh.content() | {"body": text}, cast.managing_editor())


def at_the_end_of(page: Page, words: str) -> None:
    """Stand at the end of the paragraph with these words."""
    body(page).locator("p", has_text=words).click()
    page.keyboard.press("End")


def typed(page: Page, keys: list[str]) -> None:
    """Press keys, and type what is none."""
    for one in keys:
        if one in {"Enter", "Shift+Enter", "Control+b"}:
            page.keyboard.press(one)
        else:
            page.keyboard.type(one)


def here(page: Page) -> str:
    """The words of the block in which the caret stands."""
    return str(
        page.evaluate(
            """() => {
              const { $head } = document.querySelector(".ProseMirror").editor.state.selection;
              return $head.parent.textBetween(0, $head.parent.content.size, "", "\\n");
            }"""
        )
    )


@pytest.fixture
def story(newsroom: str) -> Article:
    """A draft of five paragraphs."""
    return cast.draft("Council keeps its old crane", body=html(*PARAGRAPHS))


def test_what_is_typed_next_stays_where_one_types(story: Article, window: Window) -> None:
    page = window(change(story))
    for name, (keys, words) in TYPED.items():
        fresh = Article.objects.get()
        fresh.write(fresh.content() | {"body": html(*PARAGRAPHS)}, cast.editor())
        page.reload()
        page.wait_for_selector("form[data-ready] .ProseMirror")
        changed(story, at0="Ten members spoke.", after1="A second crane comes.", at3="Sun.", at4="")
        at_the_end_of(page, "Ships wait.")
        typed(page, keys)
        page.keyboard.press("Control+s")
        says(page, "with changes of")
        page.keyboard.type("On.")
        assert here(page) == words, name
        assert body(page).locator("> p").first.inner_text() == "Ten members spoke.", name
        page.keyboard.press("Control+s")
        until(lambda: "On." in texts(story))
        said = texts(story)
        assert said.startswith("<p>Ten members spoke.</p><p>The crane stays.</p><p>A second"), name
        assert said.endswith("<p>Sun.</p>"), name


def test_undo_takes_back_one_s_own_words_only(story: Article, window: Window) -> None:
    page = window(change(story))
    changed(story, at0="Ten members spoke.", after2="Boats, too.")
    at_the_end_of(page, "Ships wait.")
    page.keyboard.insert_text(" Ours.")  # in one step
    page.keyboard.press("Control+s")
    says(page, "with changes of")
    for _time in range(3):
        page.keyboard.press("Control+z")
    theirs = ["Ten members spoke.", "The crane stays.", "Ships wait.", "Boats, too."]
    expect(body(page).locator("> p")).to_have_text([*theirs, *PARAGRAPHS[3:]])
    page.keyboard.press("Control+Shift+z")
    expect(body(page).locator("> p").nth(2)).to_have_text("Ships wait. Ours.")


def test_words_typed_in_two_places_before_the_answer_stay(story: Article, window: Window) -> None:
    page = window(change(story))
    changed(story, at0="Ten members spoke.", after2="Boats, too.")
    go_on = held_back(page)
    at_the_end_of(page, "Ships wait.")
    page.keyboard.type(" Ours.")
    page.keyboard.press("Control+s")
    says(page, "Saving")
    page.keyboard.press("Enter")
    page.keyboard.type("New one.")
    at_the_end_of(page, "So it is.")
    page.keyboard.type(" And ends.")
    go_on()
    says(page, "Not saved yet")
    page.keyboard.type(" Truly.")
    wanted = [
        "Ten members spoke.",
        "The crane stays.",
        "Ships wait. Ours.",
        "New one.",
        "Boats, too.",
        "Fog came in.",
        "So it is. And ends. Truly.",
    ]
    expect(body(page).locator("> p")).to_have_text(wanted)
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert texts(story) == html(*wanted)


def test_words_typed_into_what_others_changed_are_asked_about(
    story: Article, window: Window
) -> None:
    page = window(change(story))
    changed(story, at0="Ten members spoke.", after2="Boats, too.")
    go_on = held_back(page)
    at_the_end_of(page, "Ships wait.")
    page.keyboard.type(" Ours.")
    page.keyboard.press("Control+s")
    says(page, "Saving")
    body(page).locator("p", has_text="Nine members").dblclick(position={"x": 8, "y": 12})
    page.keyboard.type("Eleven")
    go_on()
    says(page, "Others changed it meanwhile: save again to see it.")
    page.keyboard.type("!")
    says(page, "save again to see it")
    assert page.locator("[name=body]").input_value().startswith("<p>Eleven!")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/conflict/**")
    for words in ("Eleven", "Ten"):
        expect(page.get_by_text(words).first).to_be_visible()


def test_bold_that_was_begun_goes_on(story: Article, window: Window) -> None:
    page = window(change(story))
    changed(story, at0="Ten members spoke.")
    at_the_end_of(page, "Ships wait.")
    page.keyboard.type(" Ours ")
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+s")
    says(page, "with changes of")
    page.keyboard.type("on")
    expect(body(page).locator("strong")).to_have_text("on")


def test_a_field_in_which_one_writes_is_left_alone(story: Article, window: Window) -> None:
    page = window(change(story))
    changed(story, at0="Ten members spoke.")
    headline = page.get_by_label("Headline")
    headline.click()
    page.keyboard.press("Home")
    page.keyboard.type("The  ")
    page.keyboard.press("Control+s")
    says(page, ": Story")
    page.keyboard.type("old ")
    expect(headline).to_have_value("The  old Council keeps its old crane")


def test_formatting_of_others_comes_in_too(story: Article, window: Window) -> None:
    """Else the next save would take it away."""
    page = window(change(story))
    changed(story, at0="<strong>Nine</strong> members spoke.")
    at_the_end_of(page, "Ships wait.")
    page.keyboard.type(" Ours.")
    page.keyboard.press("Control+s")
    expect(body(page).locator("strong")).to_have_text("Nine")
    page.keyboard.type(" On.")
    page.keyboard.press("Control+s")
    until(lambda: "<p>Ships wait. Ours. On.</p>" in texts(story))
    assert texts(story).startswith("<p><strong>Nine</strong> members")


#: Any two texts: the steps lead from the one to the other, and a block that both have is not
#: touched. Numbers instead of chance, so that what fails does so again.
ANY_TWO = """async (count) => {
  const { createNodeFromContent, pm } = await import("django-prose-editor/editor");
  const steps = await import(document.querySelector('link[href*="body-steps"]').href);
  const { schema } = document.querySelector(".ProseMirror").editor;
  let seed = 7;
  const upTo = (most) => (seed = (seed * 1103515245 + 12345) % 2147483648) % most;
  const one = (...of) => of[upTo(of.length)];
  const words = () => Array.from({ length: upTo(6) }, () => one(
    "crane", "<strong>ship</strong>", "fog ", "<em>and <strong>so</strong></em>", "a<br>b",
    '<a href="https://example.org/">there</a>', "x<small class='footnote'>note</small>",
    "港の町", "👩‍👩‍👧",
  )).join(one(" ", "  ", "&nbsp;", ""));
  const inner = () => (upTo(5) ? "" : `<ul><li><p>${words()}</p></li></ul>`);
  const item = () => `<li><p>${words()}</p>${inner()}</li>`;
  const row = () => `<tr><td><p>${words()}</p></td><td><p>${words()}</p></td></tr>`;
  const block = () => one(
    () => `<p>${words()}</p>`, () => `<p>${words()}</p>`, () => `<h2>${words()}</h2>`,
    () => `<ul>${item()}${item()}</ul>`, () => `<ol start="${1 + upTo(2)}">${item()}</ol>`,
    () => `<blockquote><p>${words()}</p></blockquote>`, () => "<hr>", () => "<p></p>",
    () => `<figure data-picture="${1 + upTo(2)}"><figcaption>${words()}</figcaption></figure>`,
    () => `<table><tbody>${row()}${upTo(2) ? row() : ""}</tbody></table>`,
    () => `<aside class="pull"><blockquote><p>${words()}</p></blockquote><p>${words()}</p></aside>`,
    () => `<aside class="facts"><h2>${words()}</h2><p>${words()}</p></aside>`,
  )();
  const node = (blocks) => createNodeFromContent(blocks.join(""), schema, { slice: false });
  const wrong = [];
  for (let round = 0; round < count; round += 1) {
    const old = Array.from({ length: 1 + upTo(6) }, block);
    const fresh = old.flatMap((html) =>
      one([html], [html], [html], [], [block()], [html, block()]));
    if (!fresh.length) fresh.push(block());
    const [before, after] = [node(old), node(fresh)];
    for (const writing of [false, true]) {
      try {
        const changes = steps.changesOf(before, after, { writing });
        const { doc } = steps.make(new pm.transform.Transform(before), changes, pm.model);
        doc.check();
        if (!steps.alike(doc, after)) wrong.push([old.join(""), fresh.join(""), doc.toString()]);
      } catch (error) {
        wrong.push([old.join(""), fresh.join(""), String(error)]);
      }
    }
    if (steps.changesOf(before, node(old)).length) wrong.push([old.join(""), "changes itself"]);
  }
  return wrong;
}"""


def test_small_steps_lead_from_any_text_to_any_other(window: Window) -> None:
    wrong: list[Any] = window().evaluate(ANY_TWO, 1_500)
    assert wrong == [], len(wrong)


def test_the_caret_stays_where_the_browser_put_it(story: Article, window: Window) -> None:
    """On a busy page the editor hears of it late: it neither puts its own back meanwhile, some
    milliseconds after the focus, nor when the comments are drawn anew."""
    page = window(change(story))
    places = page.evaluate(
        """async () => {
          const writing = document.querySelector(".ProseMirror");
          const { firstChild } = writing.querySelectorAll("p")[2];
          const placed = [];
          const after = (time) => new Promise((done) => setTimeout(done, time));
          const go = (offset) => getSelection().collapse(firstChild, offset);
          const look = () => placed.push(
            [getSelection().anchorOffset, writing.editor.state.selection.$head.parentOffset]);
          const late = (event) => event.stopImmediatePropagation();
          document.querySelector("[name=headline]").focus();
          window.addEventListener("selectionchange", late, true);
          writing.focus();
          go(4);
          await after(100);
          look();
          go(9);
          const threads = [{ id: 1, quote: firstChild.data }];
          document.dispatchEvent(new CustomEvent("desk:threads", { detail: threads }));
          look();
          return placed;
        }"""
    )
    assert places == [[4, 4], [9, 9]]
