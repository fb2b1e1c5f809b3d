"""What helps with the writing: finding and replacing, quotes, counts. What needs no editor is asked
of the scripts themselves."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from articles.models import Article
from tests import cast
from tests.admin.desk_pages import HEADLINE, Window, body, change, says, texts

THIN, WIDE = "\u202f", "\u00a0"
TYPED = """async ([text, language]) => {
  const { typed, waysOf } = await import("/static/js/desk/text/typing/quotes.js");
  let before = "";
  for (const sign of text) {
    const made = typed(sign, before, waysOf(language));
    before = made ? before.slice(0, before.length - made.drop) + made.text : before + sign;
  }
  return before;
}"""
SET = """async ([text, language]) => {
  const { curled, straightened, waysOf } = await import("/static/js/desk/text/typing/quotes.js");
  const one = (old, [from, to, made]) => old.slice(0, from) + made + old.slice(to);
  const put = (old, changes) => changes.reverse().reduce(one, old);
  const curly = put(text, curled(text, waysOf(language)));
  return [curly, put(curly, curled(curly, waysOf(language))), put(curly, straightened(curly))];
}"""
FOUND = """async ([text, words, ways]) => {
  const { lookFor, matchesIn } = await import("/static/js/desk/text/finding/matches.js");
  const looks = lookFor(words, ways);
  return looks ? matchesIn(text, looks).map(([from, to]) => text.slice(from, to)) : null;
}"""
COUNTED = """async (text) => {
  const { characters, measured, wordsOf } = await import("/static/js/desk/text/status/counts.js");
  return [wordsOf(measured(text)), characters(text)];
}"""
SAID = """"It's 'so'," she said -- in the '90s... ("No!"): 12" of it"""
#: How each language prints it, and others of their own.
PRINTED = {
    ("en-gb", SAID): '“It’s ‘so’,” she said – in the ’90s… (“No!”): 12" of it',
    ("en-us", SAID): '“It’s ‘so’,” she said — in the ’90s… (“No!”): 12" of it',
    ("de", "\"Es ist 'so'\" - ja"): "„Es ist ‚so‘“ - ja",
    ("fr", 'Dit-il : "L\'été ! Quoi?!" à 12:30;'): f"Dit-il{WIDE}: «{THIN}L’été{THIN}! "
    f"Quoi{THIN}?!{THIN}» à 12:30{THIN};",
    ("fr-ca", '"Non!" : oui'): f"«{WIDE}Non!{WIDE}»{WIDE}: oui",
    ("pl", "\"Tak 'nie'\""): "„Tak ‚nie’”",
    ("sv", "\"Ja 'nej'\""): "”Ja ’nej’”",
    ("es", '¿"Sí"?'): "¿“Sí”?",
    ("ar", '"نعم"'): "«نعم»",
    ("hi", '"हाँ"'): "“हाँ”",
    ("xx", '"a"'): "“a”",
    # Addresses stay what they are, and so do lines that become rules.
    ("fr", "http://a.fr/?q=1;b! x@y.fr"): "http://a.fr/?q=1;b! x@y.fr",
    ("en", 'www.a.com/it\'s "--"'): "www.a.com/it's “–”",
    ("en", "---"): "---",
}
PLACES: list[tuple[str, str, dict[str, Any], list[str] | None]] = [
    ("Crane crane CRANES", "crane", {}, ["Crane", "crane", "CRANE"]),
    ("Crane crane CRANES", "crane", {"whole": True}, ["Crane", "crane"]),
    ("Crane crane", "crane", {"cases": True}, ["crane"]),
    ("café cafe cafe\u0301", "cafe", {}, ["cafe"]),
    ("café cafe cafe\u0301 Straße", "cafe", {"accents": True}, ["café", "cafe", "cafe\u0301"]),
    ("Straße", "strasse", {"accents": True}, ["Straße"]),
    ("Straße", "s", {"accents": True}, ["S"]),
    ("don’t “go”", 'don\'t "go"', {}, ["don’t “go”"]),
    ("so\u00adft hy\u00adphen", "soft", {}, ["so\u00adft"]),
    ("a\u202fb", "a b", {}, ["a\u202fb"]),
    ("किताब क", "क", {}, ["क"]),
    ("東京都に", "東京", {"whole": True, "language": "ja"}, ["東京"]),
    ("aaaa", "aa", {}, ["aa", "aa"]),
    ("a.b axb", "a.b", {}, ["a.b"]),
    ("anything", "\u00ad", {}, None),
]
COUNTS = {
    "It’s a well-known 12.5 – fact.": [5, 30],
    "東京都に行く。": [4, 7],
    "नमन दुनिया": [2, 7],
    "👩‍👩‍👧 e\u0301é": [1, 4],
    "": [0, 0],
}


def test_what_the_scripts_make_of_words(window: Window) -> None:
    page = window()
    for (language, text), printed in PRINTED.items():
        assert page.evaluate(TYPED, [text, language]) == printed, (language, text)
    for text, words, ways, found in PLACES:
        assert page.evaluate(FOUND, [text, words, ways]) == found, (text, words, ways)
    for text, counts in COUNTS.items():
        assert page.evaluate(COUNTED, text) == counts, text
    curly, again, straight = page.evaluate(SET, [f'{SAID}: https://a.com/it\'s?x="1"', "en"])
    assert (
        curly
        == again
        == '“It’s ‘so’,” she said – in the ’90s… (“No!”): 12" of it: https://a.com/it\'s?x="1"'
    )
    assert (
        straight
        == '"It\'s \'so\'," she said – in the \'90s… ("No!"): 12" of it: https://a.com/it\'s?x="1"'
    )


def find(page: Page, words: str) -> None:
    """Open the box by its keys and look for `words`."""
    page.keyboard.press("Control+Shift+h")
    expect(page.get_by_placeholder("Find")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(words)
    page.keyboard.press("Enter")


BODY = (
    '<p>The <strong>cra</strong>ne and a <a href="https://example.com/crane">crane</a>.</p>'
    '<p>Cranes<small class="footnote">A crane</small>'
    " stay.</p>"
)


def test_words_are_found_and_replaced(window: Window) -> None:
    story: Article = cast.draft(HEADLINE, body=BODY)
    page = window(change(story), viewport={"width": 375, "height": 700})
    body(page).locator("> p").first.click()
    page.keyboard.press("Control+Home")
    find(page, "crane")
    count = page.locator(".find-count")
    expect(count).to_have_text("2 of 5")
    expect(body(page).locator(".found.is-current")).to_have_text(["cra", "ne"])
    page.keyboard.press("Shift+Enter")
    expect(count).to_have_text("1 of 5 · Headline")
    page.get_by_placeholder("Replace with").fill("derrick")
    page.get_by_role("button", name="Replace all").click()
    expect(count).to_have_text("5 replaced.")
    headline = page.locator("[name=headline]")
    expect(headline).to_have_value(HEADLINE.replace("crane", "derrick"))
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert texts(story) == BODY.replace(
        "<strong>cra</strong>ne", "<strong>derrick</strong>"
    ).replace(">crane<", ">derrick<").replace("Cranes", "Derricks").replace("A crane", "A derrick")
    page.locator(".find-box").get_by_role("button", name="Undo").click()
    expect(headline).to_have_value(HEADLINE)
    expect(body(page).locator("> p").first).to_have_text("The crane and a crane.")
    page.keyboard.press("Escape")
    expect(body(page)).to_be_focused()
    expect(body(page).locator(".found")).to_have_count(0)


def test_quotes_are_set_as_one_types(window: Window) -> None:
    page = window(change(cast.draft(HEADLINE, body="<p>Words.</p>")))
    line = body(page).locator("> p").first
    line.click()
    page.keyboard.press("End")
    page.keyboard.type(" \"It's")
    expect(line).to_have_text("Words. “It’s")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("'")
    page.keyboard.press("Backspace")
    expect(line).to_have_text("Words. “It'")
    page.keyboard.type('s"')
    page.keyboard.press("Control+z")
    expect(line).to_have_text("Words. “It's\"")
    page.get_by_role("button", name="Quotes").click()
    page.get_by_role("button", name="Typographic in the whole text").click()
    expect(line).to_have_text("Words. “It’s”")
    page.get_by_role("button", name="Straight quotes in the whole text").click()
    expect(line).to_have_text('Words. "It\'s"')
    page.locator(".quote-ways input").uncheck()
    page.reload()
    page.wait_for_selector("form[data-ready] .ProseMirror")
    line.click()
    page.keyboard.press("End")
    page.keyboard.type(" 'off'")
    expect(line).to_have_text("Words. 'off'")
    page.keyboard.press("Control+a")
    expect(page.locator("[data-length]")).to_contain_text("2 words, 12 characters selected")
