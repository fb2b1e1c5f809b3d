"""Social cards as pictures: any script, any colour, never an empty box."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from articles.lib.branding import colours, sections
from articles.lib.cards import drawing
from articles.lib.cards.drawing import MOST_BYTES, PAPER, SIZE, Card, draw, ground
from articles.lib.cards.fonts import faces
from articles.lib.cards.lines import fitted
from articles.lib.cards.runs import drawable, graphemes, runs

OURS = faces("en")
HEADLINES = {
    "en": "Council backs harbour plan after a night of talks",
    "ru": "Совет одобрил план порта после ночи переговоров",
    "el": "Το συμβούλιο εγκρίνει το σχέδιο για το λιμάνι",
    "ar": "مجلس المدينة يقر خطة الميناء 2026 مع شركة Siemens",
    "he": "המועצה אישרה את תוכנית הנמל (שלב 2)",
    "hi": "नगर परिषद ने बंदरगाह योजना को मंज़ूरी दी",
    "bn": "পরিষদ বন্দর পরিকল্পনা অনুমোদন করেছে",
    "ta": "துறைமுகத் திட்டத்திற்கு ஒப்புதல்",
    "th": "สภาเมืองเห็นชอบแผนท่าเรือหลังการเจรจาตลอดคืน",
    "am": "ምክር ቤቱ የወደቡን ዕቅድ አጸደቀ",
    "emoji": "Harbour 🚢 backs 👩‍👩‍👧 plan 🇩🇪",
}


def card(headline: str, language: str = "en", **more: str) -> Card:
    direction = "rtl" if language in {"ar", "he"} else "ltr"
    known = {"section": "", "colour": "#7a1d2e", "paper": "The Post"} | more
    return Card(headline=headline, language=language, direction=direction, **known)  # type: ignore[arg-type]


def by_letters(text: str) -> float:
    """Each sign half as wide as it is high."""
    return 50.0 * len(text)


@pytest.mark.parametrize("language", HEADLINES)
def test_every_script_has_its_headline_and_no_card_is_large(language: str) -> None:
    headline = HEADLINES[language]
    content, ending = draw(card(headline, language))
    image = Image.open(io.BytesIO(content))
    assert (image.size, ending) == (SIZE, "png")
    assert len(content) <= MOST_BYTES
    assert content != draw(card("", language))[0]
    # All of it is there: no letter was left out for want of a font.
    assert drawable(headline, faces(language)) == headline


def test_a_letter_without_a_font_leaves_the_headline_out() -> None:
    latin = [face for face in OURS if face.path.endswith("NotoSans[wght].ttf")]
    assert drawable("Rat der Stadt 市議会", latin) == ""
    assert drawable("Council 🚢 plan", latin) == "Council plan"
    assert draw(card("\U00013000"))[0] == draw(card(""))[0]


def test_words_that_run_the_other_way_stand_in_their_order() -> None:
    found = runs(HEADLINES["ar"], OURS, "rtl")
    assert [one.direction for one in found] == ["ltr", "rtl"]
    assert found[0].text == "Siemens"
    inside = runs("Report: مجلس المدينة says no", OURS, "ltr")
    assert [one.text.strip() for one in inside if one.text.strip()] == [
        "Report:", "مجلس المدينة", "says no",
    ]  # fmt: skip


def test_what_readers_see_as_one_is_of_one_font() -> None:
    text = HEADLINES["emoji"]
    assert "".join(run.text for run in runs(text, OURS, "ltr")) == text
    for run in runs(text, OURS, "ltr"):
        assert not run.text.startswith("\u200d")
    assert "👩‍👩‍👧" in list(graphemes(text))


def test_a_headline_is_as_large_as_it_fits_in_lines_of_one_length() -> None:
    box = {"width": 1_000, "height": 330, "leading": 1.2}
    short = fitted("Yes", by_letters, sizes=(100, 80, 60, 40), **box)  # type: ignore[arg-type]
    assert (short.lines, short.size) == (("Yes",), 100)
    two = fitted("one two three four five", by_letters, sizes=(100, 80), **box)  # type: ignore[arg-type]
    assert two.lines == ("one two three", "four five")
    long = fitted("word " * 200, by_letters, sizes=(100, 40), **box)  # type: ignore[arg-type]
    assert long.size == 40
    assert long.lines[-1].endswith("word…")
    assert len(long.lines) * 40 * 1.2 <= 330


def test_a_line_begins_with_no_closing_mark_and_no_word_is_lost() -> None:
    text = "市議会は夜通しの協議の末、港湾計画を承認した。「次の段階」へ進む"
    for width in range(300, 900, 50):
        found = fitted(text, lambda part: 100.0 * len(part), width=width, height=900,
                       sizes=(60,), leading=1.2)  # fmt: skip
        assert "".join(found.lines) == text
        assert not any(line[0] in "、。」" or line[-1] == "「" for line in found.lines)


def test_a_word_longer_than_a_line_goes_on_in_the_next() -> None:
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"
    found = fitted(word, by_letters, width=500, height=600, sizes=(60,), leading=1.2)
    assert "".join(found.lines) == word
    assert len(found.lines) > 1


@settings(max_examples=40)
@given(st.text(max_size=120))
def test_no_text_is_too_much(text: str) -> None:
    kept = drawable(text, OURS[:3])
    found = fitted(kept or "x", by_letters, width=600, height=300, sizes=(80, 40), leading=1.2)
    assert all(by_letters(line) * found.size / 100 <= 600 for line in found.lines)


@settings(max_examples=60)
@given(st.integers(0, 0xFFFFFF))
def test_words_are_readable_on_every_colour(colour: int) -> None:
    assert colours.contrast(ground(f"#{colour:06x}"), PAPER) >= colours.ENOUGH


def test_the_sections_have_the_colours_of_the_site() -> None:
    sheet = Path("static/css/site/tokens.css").read_text()
    found = re.findall(r"data-colour=(\w+).*light-dark\(oklch\(([\d.]+)% ([\d.]+) (\d+)\)", sheet)
    assert found
    told = {name: (float(li) / 100, float(ch), float(hue)) for name, li, ch, hue in found}
    assert told == {name: tuple(map(float, one)) for name, one in sections.TOKENS.items()}


def test_a_logo_stands_in_the_place_of_the_name() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (720, 144), (200, 0, 0, 255)).save(buffer, "PNG")
    with_logo = Card("Yes", "", "#7a1d2e", "en", "ltr", "The Post", buffer.getvalue())
    content, _ending = draw(with_logo)
    pixel = Image.open(io.BytesIO(content)).convert("RGB").getpixel((100, 573))
    assert pixel == (200, 0, 0)
    broken = Card("Yes", "", "#7a1d2e", "en", "ltr", "The Post", b"no picture")
    assert draw(broken)[0] == draw(card("Yes"))[0]


def test_a_logo_of_many_colours_does_not_make_it_heavy() -> None:
    buffer = io.BytesIO()
    Image.effect_noise((720, 144), 90).convert("RGBA").save(buffer, "PNG")
    noisy = Card(HEADLINES["en"], "Politics", "#7a1d2e", "en", "ltr", "Post", buffer.getvalue())
    assert len(draw(noisy)[0]) <= MOST_BYTES
    assert drawing.SIZE == (1_200, 630)
