"""What is pasted into a story's text, in a real browser: what comes of it, and what is told."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from articles.lib.html.sanitiser import KNOWN, sanitise
from articles.models import Article, Picture
from tests import cast
from tests.admin.desk_pages import HEADLINE, Window, back_in_the_text, body, change, says, texts
from tests.waiting import until

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "pastes.json").read_text())

PASTE = """({ html, text, rtf }) => {
  const data = new DataTransfer();
  if (rtf) data.setData("text/rtf", rtf);
  if (html) data.setData("text/html", html);
  if (text) data.setData("text/plain", text);
  document.querySelector(".ProseMirror").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
EDITOR = "document.querySelector('.ProseMirror').editor"


PENDING = f"{EDITOR}.storage.storyPaste.pasting.pending"


def paste(page: Page, html: str = "", text: str = "", rtf: str = "") -> None:
    """Put it on the clipboard, and press the keys that paste it."""
    page.evaluate(PASTE, {"html": html, "text": text, "rtf": rtf})


def settled(page: Page) -> str:
    """The text's HTML once all that was pasted has come in."""
    return str(page.evaluate(f"Promise.all({PENDING}).then(() => {EDITOR}.getHTML())"))


def hold(held: list[Any], route: Any) -> None:
    """Keep a request from going on. The browser's driver can't call a list's own method."""
    held.append(route)


def told(page: Page) -> str:
    """What the line below the text says."""
    return " ".join(page.locator(".paste-told p").all_inner_texts())


def test_each_program_s_ways_are_read(window: Window) -> None:
    page = window()
    wrong = []
    for case in CASES:
        page.evaluate(f"{EDITOR}.commands.setContent('')")
        body(page).click()
        paste(page, case.get("html", ""), case.get("text", ""))
        shown = settled(page)
        kept, said = sanitise(shown), told(page)
        right = (
            all(part in kept for part in case.get("has", ()))
            and not any(part in kept for part in case.get("hasnt", ()))
            and (
                any(part in kept for part in case.get("any", ()))
                or ("said" in case and case["said"] in said)
                or not ("any" in case or "said" in case)
            )
        )
        if not right:
            wrong.append((case["id"], kept, said))
    assert not wrong


MEANWHILE = (
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>5."
    "<span>&nbsp;</span></span>Pears</p><p>Aye<a class=msocomanchor>[KL2]</a></p>"
    '<div style="mso-element:comment"><p>Is it?</p></div>'
)


def test_one_types_on_while_a_paste_is_on_its_way(window: Window) -> None:
    page = window()
    page.get_by_label("Headline").fill(HEADLINE)
    body(page).click()
    page.keyboard.insert_text("Before  after")
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    held: list[Any] = []
    page.route("**/article/paste/", lambda route: hold(held, route))
    paste(page, "<p>one</p>" + MEANWHILE)
    until(lambda: page.evaluate("1") and held)
    page.keyboard.insert_text("TYPED")
    page.keyboard.press("Control+s")
    expect(page.locator(".paste-waiting")).to_have_count(1)
    held[0].continue_()
    says(page, "Saved")
    story = Article.objects.get()
    assert texts(story) == (
        '<p>Before one</p><ol start="5"><li>Pears</li></ol><p>AyeTYPED after</p>'
    )
    assert told(page) == "Left out: 1 comment."
    page.keyboard.insert_text("!")
    assert "AyeTYPED!" in settled(page)


def a_list_stays_one_wherever_it_is_pasted(page: Page) -> None:
    items = "<ul><li>Pears</li><li>Plums</li></ul>"
    body(page).click()
    page.keyboard.insert_text("Before after")
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    paste(page, items)
    assert sanitise(settled(page)) == f"<p>Before</p>{items}<p>after</p>"
    page.evaluate(f"{EDITOR}.commands.setContent('<ul><li>One</li><li></li></ul>')")
    page.evaluate(f"{EDITOR}.commands.focus('end')")
    paste(page, "<p>Two</p>")
    assert sanitise(settled(page)) == "<ul><li>One</li><li>Two</li></ul>"
    page.evaluate(f"{EDITOR}.commands.setContent('<h2>Dues</h2>')")
    page.evaluate(f"{EDITOR}.commands.focus('end')")
    paste(page, "<b> now</b>")
    assert sanitise(settled(page)) == "<h2>Dues<strong>now</strong></h2>"


STAND = """(html) => {
  const { editor } = document.querySelector(".ProseMirror");
  editor.commands.setContent(html);
  let at = 0;
  editor.state.doc.descendants((node, place) => {
    if (node.text?.includes("|")) at = place + node.text.indexOf("|");
  });
  editor.chain().deleteRange({ from: at, to: at + 1 }).setTextSelection(at).focus().run();
}"""
MIXED = "<p>1</p><ul><li>2</li></ul><h2>3</h2><table><tr><td>4</td><td>5</td></tr></table>"
LINES = "1<br>2<br>3<br>4<br>5"
PLAYER = '<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk">'
#: Where the cursor stands, and what becomes of it.
PLACES = [
    (
        '<p>x<small class="footnote">a|b</small></p>',
        f'<p>x<small class="footnote">a{LINES}b</small></p>',
    ),
    (
        f"{PLAYER}<figcaption>a|b</figcaption></figure>",
        f"{PLAYER}<figcaption>a{LINES}b</figcaption></figure>",
    ),
    (
        '<aside class="pull"><blockquote><p>a|b</p></blockquote></aside>',
        f'<aside class="pull"><blockquote><p>a{LINES}b</p></blockquote></aside>',
    ),
    (
        '<aside class="facts"><h2>F</h2><p>a|b</p></aside>',
        '<aside class="facts"><h2>F</h2><p>a1</p><p>2</p><p>3</p><p>4</p><p>5b</p></aside>',
    ),
    (
        "<table><tr><td>a|b</td><td>c</td></tr></table>",
        (
            "<table><tbody><tr><td><p>a1</p><p>2</p><p>3</p><p>4</p><p>5b</p></td><td>c</td></tr>"
            "</tbody></table>"
        ),
    ),
]


def what_is_pasted_into_a_note_or_a_box_is_part_of_it(page: Page) -> None:
    for place, expected in PLACES:
        page.evaluate(STAND, place)
        before = settled(page)
        paste(page, MIXED)
        assert sanitise(settled(page)) == expected
        page.evaluate(f"{EDITOR}.commands.undo()")
        assert settled(page) == before


def words_that_are_copied_with_their_blanks_keep_them(page: Page) -> None:
    body(page).click()
    page.keyboard.insert_text("Onefour")
    for _letter in "four":
        page.keyboard.press("ArrowLeft")
    paste(page, "<span> two <b>three</b> </span>", " two three ")
    assert settled(page) == "<p>One two <strong>three</strong> four</p>"
    page.keyboard.press("Control+z")
    assert settled(page) == "<p>Onefour</p>"


def a_paste_is_undone_in_one_step(page: Page) -> None:
    body(page).click()
    page.keyboard.insert_text("Keep this one.")
    page.keyboard.press("Control+a")
    paste(page, MEANWHILE)
    assert sanitise(settled(page)) == '<ol start="5"><li>Pears</li></ol><p>Aye</p>'
    page.keyboard.press("Control+z")
    assert settled(page) == "<p>Keep this one.</p>"
    page.keyboard.press("Control+y")
    expect(page.locator(".paste-told")).to_have_count(1)
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".paste-told li")).to_have_text(["Comment: Is it?"])
    page.locator(".paste-told").get_by_role("button", name="Undo").click()
    assert settled(page) == "<p>Keep this one.</p>"
    expect(page.locator(".paste-told")).to_have_count(0)


def nothing_is_lost_where_nobody_answers(page: Page) -> None:
    body(page).click()
    page.route("**/article/paste/", lambda route: route.abort())
    paste(page, "<style>p {}</style>" + MEANWHILE)
    assert "Pears" in settled(page)
    assert "without clean-up" in told(page)
    page.evaluate(f"{EDITOR}.commands.setContent('')")
    paste(page, text="*Ann, *Bob and __init__ <b>")
    assert settled(page) == "<p>*Ann, *Bob and __init__ &lt;b&gt;</p>"


def styles_are_read_and_none_comes_into_the_page(page: Page) -> None:
    """Where the server can't clean it, its styles still say what is bold; and what a browser would
    write itself over a link or a note, the editor does. No policy stops anything."""
    body(page).click()
    page.route("**/article/paste/", lambda route: route.abort())
    bold = "<span style='font-weight: 700' title='a'>Bold</span>"
    paste(page, f'<p style="color: red">Not <b style="font-weight:normal">this</b>, {bold}.</p>')
    assert settled(page) == "<p>Not this, <strong>Bold</strong>.</p>"
    link = '<p>See <a href="https://example.org/">their page</a> today.</p>'
    page.evaluate(f"{EDITOR}.commands.setContent({json.dumps(link)})")
    page.evaluate(f"{EDITOR}.commands.setTextSelection({{from: 5, to: 15}})")
    page.evaluate(f"{EDITOR}.commands.focus()")
    page.keyboard.insert_text("ours")
    assert page.evaluate(f"{EDITOR}.getText()") == "See ours today."
    assert page.evaluate("document.querySelectorAll('.ProseMirror [style]').length") == 0


def what_is_copied_here_stays_as_it_is(page: Page) -> None:
    body(page).click()
    page.keyboard.type("1. One")
    page.keyboard.press("Enter")
    page.keyboard.type("*Ann, *Bob __init__")
    for key in ("a", "c"):
        page.keyboard.press(f"Control+{key}")
    page.route("**/article/paste/", lambda route: route.abort())
    page.evaluate(f"{EDITOR}.commands.focus('end')")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+v")
    items = "<li>One</li><li>*Ann, *Bob __init__</li>"
    assert sanitise(settled(page)) == f"<ol>{items}</ol><ol>{items}</ol>"


def test_footnotes_are_written_and_read_again(window: Window) -> None:
    page = window()
    page.get_by_label("Headline").fill(HEADLINE)
    body(page).click()
    page.keyboard.insert_text("It was built in 1911")
    page.get_by_role("button", name="footnote").click()
    back_in_the_text(page)
    page.keyboard.insert_text("City archive, box 7.")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="footnote").click()
    back_in_the_text(page)
    page.keyboard.insert_text("And 8.")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(", and painted once.")
    page.keyboard.press("Control+s")
    says(page, "Saved")
    story = Article.objects.get()
    assert texts(story) == (
        '<p>It was built in 1911<small class="footnote">City archive, box 7.</small>\u200a'
        '<small class="footnote">And 8.</small>, and painted once.</p>'
    )


SCHEMA = """() => {
  const { editor } = document.querySelector(".ProseMirror");
  const { schema } = editor;
  editor.getHTML();
  const writer = schema.cached.domSerializer;
  const samples = {
    level: 2, start: 5, type: "lower-alpha", colspan: 2, rowspan: 2, colwidth: null };
  const known = {};
  const note = (dom) => {
    for (const one of [dom, ...dom.querySelectorAll("*")]) {
      const names = (known[one.localName] ??= []);
      names.push(...[...one.attributes].map(({ name }) => name));
    }
  };
  const attributes = ({ spec }) => Object.fromEntries(
    Object.keys(spec.attrs ?? {}).map((name) => [name, name in samples ? samples[name] : "x"]));
  for (const type of Object.values(schema.nodes)) {
    if (["doc", "text"].includes(type.name)) continue;
    note(writer.serializeNode(type.create(attributes(type))));
    const lower = type.name === "heading" && { ...attributes(type), level: 3 };
    if (lower) note(writer.serializeNode(type.create(lower)));
  }
  for (const type of Object.values(schema.marks)) {
    const spec = writer.marks[type.name](type.create(attributes(type)), true);
    note(writer.constructor.renderSpec(document, spec).dom);
  }
  return known;
}"""
#: What the editor writes for itself.
FOR_ITSELF = {
    "ol": {"data-type"},
    "aside": {"aria-label"},
    "a": {"title", "target", "rel", "class"},
    "table": {"style"},
}


def the_editor_knows_what_the_sanitiser_lets_through(page: Page) -> None:
    known = {tag: set(names) for tag, names in page.evaluate(SCHEMA).items()}
    assert known.keys() == KNOWN.keys()
    assert {tag: names - FOR_ITSELF.get(tag, set()) for tag, names in known.items()} == KNOWN


def what_is_dropped_is_cleaned_too(page: Page) -> None:
    body(page).click()
    page.keyboard.insert_text("One")
    box = body(page).locator("p").bounding_box()
    assert box
    page.evaluate(
        """({ html, x, y }) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          document.querySelector(".ProseMirror p").dispatchEvent(new DragEvent("drop", {
            dataTransfer: data, clientX: x, clientY: y, bubbles: true, cancelable: true }));
        }""",
        {"html": "two<span hidden>secret</span>", "x": box["x"] + 300, "y": box["y"] + 5},
    )
    assert settled(page) == "<p>Onetwo</p>"


#: What needs a new form, and leaves nothing; for the last three, nobody answers.
UNSAVED = (
    the_editor_knows_what_the_sanitiser_lets_through,
    a_list_stays_one_wherever_it_is_pasted,
    what_is_pasted_into_a_note_or_a_box_is_part_of_it,
    words_that_are_copied_with_their_blanks_keep_them,
    a_paste_is_undone_in_one_step,
    what_is_dropped_is_cleaned_too,
    what_is_copied_here_stays_as_it_is,
    nothing_is_lost_where_nobody_answers,
    styles_are_read_and_none_comes_into_the_page,
)


def test_what_is_pasted_becomes_part_of_the_text(window: Window) -> None:
    """One form tells all of it, emptied in between: opening one takes longest."""
    page = window()
    for part in UNSAVED:
        page.evaluate(f"{EDITOR}.commands.setContent('')")
        part(page)


EVERYTHING = (
    '<h2 id="at-a">One</h2><p>See <a href="#at-a">it</a>, <strong>bold <em>both</em></strong>, '
    '<s>€7m</s> 10<sup>6</sup> H<sub>2</sub>O<small class="footnote">With <em>marks</em> and '
    '<a href="https://e.example/">a link</a>.</small> on<br>and on.</p><h3>Two</h3>'
    '<ol start="5" type="a" reversed=""><li>x<ul><li>y</li></ul></li><li value="9">z</li></ol>'
    '<blockquote><p id="at-b">q</p></blockquote><p><a href="#at-b">q</a></p><hr>'
    '<table><tbody><tr><th scope="col" colspan="2">H</th></tr><tr><td>1</td><td rowspan="2">2</td>'
    "</tr><tr><td>3</td></tr></tbody></table>"
)


def test_what_is_stored_comes_out_of_the_editor_as_it_was(window: Window) -> None:
    stored = sanitise(EVERYTHING)
    page = window(change(cast.draft(body=stored)))
    assert sanitise(settled(page)) == stored
    page.evaluate(f"{EDITOR}.commands.setContent('')")
    body(page).click()
    paste(page, EVERYTHING)
    assert sanitise(settled(page)) == stored
    assert told(page) == ""


def png(*more: Image.Image) -> str:
    """A picture as a data: address; one that moves, where it has `more` than one."""
    file = io.BytesIO()
    first = Image.new("RGB", (640, 480), "teal")
    first.save(file, "PNG", save_all=bool(more), append_images=more)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def test_pictures_in_the_clipboard_come_into_the_library(window: Window) -> None:
    page = window()
    page.get_by_label("Headline").fill(HEADLINE)
    body(page).click()
    moving = png(Image.new("RGB", (640, 480), "navy"))
    paste(
        page,
        f'<p>a</p><figure><img src="{moving}"><figcaption>The crane</figcaption></figure><p>b'
        '<img src="data:image/png;base64,AAAA"><img src="cid:1"></p>',
    )
    kept = sanitise(settled(page))
    picture = Picture.objects.get()
    figure = f'<figure data-picture="{picture.pk}"><figcaption>The crane</figcaption></figure>'
    assert kept.replace(' data-size="column"', "") == f"<p>a</p>{figure}<p>b</p>"
    assert "Left out: 2 pictures." in told(page)
    assert "needs alt text" in told(page)
    assert "Readers see one still picture of it" in told(page)


def test_pictures_of_word_come_out_of_its_rtf(window: Window) -> None:
    page = window()
    body(page).click()
    digits = base64.b64decode(png().partition(",")[2]).hex()
    head = r"\picscalex100\pngblip\bliptag-1{\*\blipuid 00112233445566778899aabbccddeeff}"
    older = rf"{{\nonshppict{{\pict\wmetafile8 {digits}}}}}"
    rtf = rf"{{\rtf1 {{\*\shppict{{\pict{head}{digits}}}}}{older}}}"
    paste(page, '<p>a<img width=6 src="file:///C:/clip_image001.png"></p>', rtf=rtf)
    kept = sanitise(settled(page)).replace(' data-size="column"', "")
    assert kept == f'<p>a</p><figure data-picture="{Picture.objects.get().pk}"></figure>'


COPY_PICTURE = """async ({ address, shown }) => {
  const [head, data] = address.split(",");
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], "image.png", { type: "image/png" }));
  transfer.setData("text/html", `<img src="${shown}" alt="">`);
  const about = { clipboardData: transfer, bubbles: true, cancelable: true };
  const place = document.querySelector(".ProseMirror");
  place.dispatchEvent(new ClipboardEvent("paste", about));
}"""


def test_a_picture_copied_from_the_paper_is_the_one_of_the_library(window: Window) -> None:
    picture = cast.picture()
    page = window()
    body(page).click()
    page.evaluate(COPY_PICTURE, {"address": png(), "shown": picture.url_for(640)})
    assert f'<figure data-picture="{picture.pk}"' in settled(page)
    assert Picture.objects.count() == 1


def test_a_copied_picture_is_uploaded(window: Window) -> None:
    page = window()
    body(page).click()
    page.evaluate(COPY_PICTURE, {"address": png(), "shown": "https://e.example/a.png"})
    page.get_by_role("button", name="Use this picture").click()
    expect(body(page).locator("figure")).to_have_count(1)
    assert f'data-picture="{Picture.objects.get().pk}"' in settled(page)


def test_an_address_on_its_own_line_becomes_the_thing_and_undo_has_it_again(
    window: Window,
) -> None:
    page = window()
    film = "https://m.youtube.com/watch?v=abcdefghijk&t=90"
    player = '<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk&amp;t=90s"></figure>'
    link = f'<p><a href="{film}">{film}</a></p>'.replace("&", "&amp;")

    def shown() -> str:
        return sanitise(settled(page))

    page.evaluate(f"{EDITOR}.commands.setContent('')")
    body(page).click()
    paste(page, text=f"{film}\n")
    assert shown() == player
    # At once: letters that come slowly are taken back one after the other.
    page.keyboard.insert_text("Behind it.")
    assert shown() == f"{player}<p>Behind it.</p>"
    for _ in range(2):
        page.keyboard.press("Control+z")
    assert shown() == link
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    assert shown() == link, "what was undone stays a link"

    # Among words, and in a heading or a list, it stays a link; a typed line is one at its end.
    page.evaluate(f"{EDITOR}.commands.setContent('<p>See </p>')")
    body(page).click()
    page.keyboard.press("Control+End")
    paste(page, text="https://vimeo.com/123")
    assert "data-embed" not in shown()
    page.evaluate(f"{EDITOR}.commands.setContent('')")
    body(page).click()
    page.keyboard.type("https://vimeo.com/123")
    page.keyboard.press("Enter")
    page.keyboard.type("And on.")
    assert shown() == '<figure data-embed="https://vimeo.com/123"></figure><p>And on.</p>'

    page.evaluate(f"{EDITOR}.commands.setContent('')")
    body(page).click()
    paste(page, text='<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>')
    assert shown() == player.replace("&amp;t=90s", "")


def test_markdown_becomes_formatting_by_one_press_and_one_step(window: Window) -> None:
    page = window()
    page.evaluate(f"{EDITOR}.commands.setContent('<p>Before.</p><p></p>')")
    body(page).locator("> p").last.click()
    paste(page, text="## Crane\n\nIt **stays**.")
    plain = "<p>Before.</p><p>## Crane</p><p>It **stays**.</p>"
    formatted = "<p>Before.</p><h2>Crane</h2><p>It <strong>stays</strong>.</p>"
    assert sanitise(settled(page)) == plain
    page.get_by_role("button", name="Keep as formatting").click()
    assert sanitise(settled(page)) == formatted
    page.keyboard.press("Control+z")
    assert sanitise(settled(page)) == plain
    page.keyboard.press("Control+Shift+z")
    assert sanitise(settled(page)) == formatted
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")

    # What was changed meanwhile is not written over.
    paste(page, text="- a\n- b")
    settled(page)
    body(page).locator("> p").last.click()
    page.keyboard.press("Home")
    page.keyboard.type("!")
    expect(body(page).locator("> p").last).to_have_text("!- b")
    page.get_by_role("button", name="Keep as formatting").click()
    assert "changed since" in told(page)
    assert sanitise(settled(page)).endswith("<p>!- b</p>")


def test_a_table_is_shown_as_a_chart_by_one_press(window: Window) -> None:
    page = window()
    rows = "<tbody><tr><td>North</td><td>1</td></tr><tr><td>South</td><td>2</td></tr></tbody>"
    page.evaluate(f"{EDITOR}.commands.setContent('<table>{rows}</table>')")
    page.locator(".ProseMirror td").first.click()
    as_lines = page.get_by_role("button", name="Show the table as a line chart")
    page.get_by_role("button", name="Show the table as a bar chart").click()
    assert sanitise(settled(page)).startswith(f'<table data-chart="bar">{rows}</table>')
    as_lines.click()
    assert 'data-chart="line"' in settled(page)
    as_lines.click()
    assert sanitise(settled(page)).startswith(f"<table>{rows}</table>")
