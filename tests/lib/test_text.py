"""Teasers in any script, counts of words, lists of names."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.lib.html.sanitiser import sanitise
from articles.lib.text.graphemes import may_cut
from articles.lib.text.plain import join_names, reading_minutes, teaser, word_count

WORDS = (
    st.text(st.characters(categories=["L", "M", "N", "P", "Zs"]), min_size=1, max_size=12)
    | st.sampled_from(["Mr.", "U.S.", "a.m.", "22.5", "No.", "Rs.", "end.", "why?", "“so.”", "—"])
    | st.sampled_from(["新しい、", "記事です。", "ข่าว", "ខ្មែរ", "မြန်မာ။", "हिन्दी।", "한국어", "한"])
    | st.sampled_from(["👩‍👩‍👧", "🇮🇳🇬🇧", "👍🏽", "e\u0301\u0302", "https://e.example/" + "x" * 150])
)
STORIES = st.lists(st.lists(WORDS, min_size=1, max_size=40).map(" ".join), max_size=4)


def body(*paragraphs: str) -> str:
    escaped = (p.replace("&", "&amp;").replace("<", "&lt;") for p in paragraphs)
    return sanitise("".join(f"<p>{p}</p>" for p in escaped))


def test_the_editors_words_come_first() -> None:
    assert teaser(" The editor's\n own. ", body("The story.")) == "The editor's own."


def test_a_short_story_is_its_own_teaser() -> None:
    assert teaser(" ", "<p>Rain &amp; wind</p><p>all day</p>") == "Rain & wind all day"
    assert teaser("", "") == ""


def test_whole_sentences_are_taken_while_they_fit() -> None:
    story = body("One two three four. Five six seven eight. Nine ten eleven twelve thirteen.")
    assert teaser("", story, least=30, most=45) == "One two three four. Five six seven eight."


def test_too_short_a_sentence_is_followed_by_words_of_the_next() -> None:
    story = body("It rained. The river, which had been low, rose by two metres in a night.")
    assert teaser("", story, least=30, most=42) == "It rained. The river, which had been low…"


def test_a_sentence_may_end_in_a_quotation_or_at_its_paragraph() -> None:
    story = body("He said: “We will not go.” Then he left the hall without another word.")
    assert teaser("", story, least=10, most=40) == "He said: “We will not go.”"
    assert teaser("", body("A line without a stop", "And more " * 9), least=9, most=30) == (
        "A line without a stop"
    )


@pytest.mark.parametrize(
    "start",
    [
        "Talks with Mr. Rao of St. Ives",
        "The U.S. President and J. K. Rowling met",
        "At 5 p.m. Monday and 9 a.m. Tuesday",
        "It cost Rs. 500 or Rs. 22.5 a head at No. 7",
        "Fruit, e.g. apples, i.e. Malus, beat pears",
        "“Why?” he asked… the wind answered",
    ],
)
def test_a_full_stop_need_not_end_a_sentence(start: str) -> None:
    story = body(f"{start} Whatever Became Of It In The End, Nobody Knew At All.")
    assert teaser("", story, least=5, most=len(start) + 10) == f"{start} Whatever…"


def test_no_is_a_sentence_unless_a_number_follows() -> None:
    story = body("Would he stay? No. Everyone else in the town knew it.")
    assert teaser("", story, least=5, most=30) == "Would he stay? No."


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (
            "これは新しい記事です。次の文はとても長いので、ここでは切られます。",
            "これは新しい記事です。",
        ),
        ("यह पहला वाक्य है। दूसरा वाक्य बहुत लंबा है और यहाँ नहीं आता।", "यह पहला वाक्य है।"),
        ("هل هذا خبر جديد؟ الجملة التالية طويلة جدا ولا مكان لها هنا", "هل هذا خبر جديد؟"),
        ("یہ پہلا جملہ ہے۔ دوسرا جملہ بہت لمبا ہے اور یہاں نہیں آتا", "یہ پہلا جملہ ہے۔"),
        ("ይህ ዜና ነው። ሁለተኛው ዓረፍተ ነገር በጣም ረጅም ነው እና አይገባም", "ይህ ዜና ነው።"),
        ("នេះជាព័ត៌មាន។ប្រយោគបន្ទាប់វែងណាស់មិនអាចដាក់បានទេ", "នេះជាព័ត៌មាន។"),
    ],
)
def test_sentences_end_in_every_script(story: str, expected: str) -> None:
    assert teaser("", body(story), least=5, most=26) == expected


def test_unspaced_scripts_are_cut_at_a_pause_or_between_characters() -> None:
    assert (
        teaser("", body("今日は雨が降り、川の水が増えて町に流れ込んだ"), least=5, most=12)
        == "今日は雨が降り…"
    )
    assert teaser("", body("今日は雨が降って川の水が増えて町に流れ込んだ"), least=5, most=12) == (
        "今日は雨が降って川の水…"
    )


def test_a_word_longer_than_a_teaser_is_cut() -> None:
    assert teaser("", body("https://example.com/" + "x" * 300)) == (
        "https://example.com/" + "x" * 139 + "…"
    )
    assert teaser("", body("Look. " + "X" * 300)) == "Look."
    assert teaser("", body("Look. " + "x" * 300)) == "Look…"
    assert teaser("", body("a" + "\u0301" * 300), most=10) == "a" + "\u0301" * 8 + "…"
    assert teaser("", body("- " * 300), most=9).endswith("…")


@given(STORIES)
@example(["😀" * 300])
@example(["." * 500])
def test_a_teaser_is_the_start_of_the_story_up_to_a_boundary(story: list[str]) -> None:
    text = " ".join(" ".join(story).split())
    made = teaser("", body(*story))
    kept = made.removesuffix("…") if made != text and not text.startswith(made) else made
    assert len(made) <= 160
    assert text.startswith(kept)
    assert kept == kept.strip()
    if len(text) <= 160:
        assert made == text
    assert may_cut(text, len(kept)) or len(kept) == 159
    rest = text[len(kept) :]
    if rest and " " in text[:159] and kept[-1:].isascii() and rest[0].isascii():
        assert not (kept[-1:].isalnum() and rest[0].isalnum()), "cut in mid-word"


def test_words_are_counted_in_every_script() -> None:
    assert word_count("It's a well-known fact — 22.5 %") == 5
    assert word_count("हिन्दी में तीन शब्द") == 4
    assert word_count("今日は雨が降った") == 4
    assert word_count("") == 0


def test_reading_takes_at_least_a_minute() -> None:
    assert [reading_minutes(words) for words in (0, 230, 344, 345, 2300)] == [1, 1, 1, 2, 10]


def test_names_are_joined_as_in_a_sentence() -> None:
    assert join_names([]) == ""
    assert join_names(["Ana"]) == "Ana"
    assert join_names(["Ana", " ", "Ben"]) == "Ana and Ben"
    assert join_names(["Ana", "Ben", "Chi"], "und") == "Ana, Ben und Chi"
