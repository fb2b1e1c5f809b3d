"""Sentences, key points, names and alt texts are found in any script, and exactly as they stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.lib.gist.described import MOST, alt_text
from articles.lib.gist.names import MOST_PHRASES, phrases, telling_words
from articles.lib.gist.points import key_points
from articles.lib.gist.sentences import sentences
from articles.lib.searching import words


@pytest.mark.parametrize(
    ("language", "found"),
    [
        ("en", ["Mr. Smith of the U.S. Senate spoke at 3.5 p.m. on Monday.", "No. 5 is alive!"]),
        ("en", ["“I will go. I will not return,” she said.", "Really?", "He left."]),
        ("en", ["He left (at 5 o’clock. Yes).", '"Go. Now," he said.', "Done."]),
        ("de", ["Am 3. Mai kam Dr. Müller.", "Das kostet ca. 3 Mio. Euro, z. B. hier."]),
        ("de", ["„Ich gehe. Ich komme nicht wieder“, sagte er.", "»So. Nun«, sagte sie.", "Ende."]),
        ("es", ["La Sra. García vive en EE. UU. desde 1999.", "¿Por qué?", "¡No!"]),
        ("fr", ["« Je pars. Je ne reviens pas », dit M. Dupont.", "Fin."]),
        ("sv", ["”Jag går. Jag kommer inte.”", "Slut här."]),
        ("hi", ["डॉ. सिंह ने कहा।", "दिल्ली में बैठक हुई।", "यह अंत है।"]),
        ("ar", ["قال د. أحمد إن الحرب انتهت.", "هل هذا صحيح؟", "نعم."]),
        ("ru", ["Это было в 1999 г. в Москве на ул. Ленина.", "Конец."]),
    ],
)
def test_a_sentence_is_whole(language: str, found: list[str]) -> None:
    assert list(sentences(" ".join(found), language)) == found


def test_sentences_without_blanks_between_them() -> None:
    said = ["市長は「行きます。戻りません。」と述べた。", "会議は終わった。"]
    assert list(sentences("".join(said), "ja")) == said


def test_what_is_never_closed_is_left_out_with_all_that_stands_in_it() -> None:
    assert list(sentences("One. “Two. Three.", "en")) == ["One."]


STORY = """\
The harbour council decided on Monday to keep the old crane, which was built in 1904. Nine members \
voted for it and two against. It was a long evening.
“We will not give up the crane. It belongs to the harbour,” said Ottoline Marsh, who leads the \
council. She laughed. Why would anybody want to sell it?
The repair of the crane will cost 3.5 million euros, of which the state pays half. The council \
wants to raise the rest with a tax on every container in the harbour.
Shipping companies had asked for the crane to be sold to a museum in the capital. Mr. Quill of the \
shippers' union called the decision a mistake that will cost jobs.
The work begins in May and is to be finished within two years, the council said. Until then nobody \
may enter the quay below the crane. Tea was served.
""".splitlines()


def test_key_points_are_whole_sentences_of_the_text_in_their_order() -> None:
    found = key_points(STORY, "Council keeps its old crane", "en")
    whole = " ".join(STORY)
    assert 3 <= len(found) <= 5
    assert found == sorted(found, key=whole.index)
    assert all(one in whole for one in found)
    assert found[0].startswith("The harbour council decided")
    assert not any(one.startswith("Why") or "Tea was" in one for one in found)


def test_a_short_text_has_no_key_points() -> None:
    assert key_points(STORY[:1], "Council keeps its old crane", "en") == []
    assert key_points([], "", "en") == []


@settings(max_examples=50)
@given(st.lists(st.text(alphabet='aB. “”"?!。「」1ا', max_size=300), max_size=12))
def test_any_text_gives_nothing_or_three_to_five_of_its_sentences(paragraphs: list[str]) -> None:
    found = key_points(paragraphs, "aB", "en")
    plain = [" ".join(one.split()) for one in paragraphs]
    assert not found or 3 <= len(found) <= 5
    assert all(any(one in text for text in plain) for one in found)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Xi Jinping’s visit to New York", ["Xi Jinping", "New York"]),
        ("وصل الرئيس إلى القاهرة وبالقاهرة التقى", ["القاهرة", "قاهرة"]),
        ("大阪市長選挙が始まった。大阪市長選挙の候補者。", ["大阪市長選挙", "大阪"]),
        ("प्रधानमंत्री नरेंद्र मोदी ने कहा", ["नरेंद्र मोदी"]),
        ("In Москве и Łódź", ["Москве", "Łódź"]),
    ],
)
def test_names_are_found_in_any_script(text: str, names: list[str]) -> None:
    assert {tuple(words(name)) for name in names} <= phrases([text]).keys()


def test_however_long_the_text_is_the_phrases_are_so_many() -> None:
    text = " ".join(f"Word{number} of text{number}" for number in range(20_000))
    assert len(phrases(["", "", text])) == MOST_PHRASES
    assert len(phrases(["", "", "漢字仮名交" * 20_000])) <= MOST_PHRASES
    assert len(telling_words("Headline", [text])) == 12


@pytest.mark.parametrize(
    ("caption", "alt"),
    [
        (
            "LONDON, ENGLAND - MAY 03: Jane Doe arrives. (Photo by Dan Kit/Getty Images)",
            "Jane Doe arrives.",
        ),
        ("BERLIN (AP) — A crane stands here. (AP Photo/Jane Doe)", "A crane stands here."),
        ("A crane in the harbour. Photo: P. Gannet", "A crane in the harbour."),
        ("FILE PHOTO: A worker in Rome, May 2. REUTERS/Jane Doe", "A worker in Rome, May 2."),
        ("Picture of a crane. Jane Doe/AFP", "A crane."),
        ("NASA - the agency", "NASA - the agency"),
        ("The crane - a relic - stands still.", "The crane - a relic - stands still."),
        ("ناقلة في الميناء", "ناقلة في الميناء"),
        ("", ""),
    ],
)
def test_an_alt_text_says_what_the_picture_shows(caption: str, alt: str) -> None:
    assert alt_text(caption) == alt


def test_an_alt_text_is_short_and_ends_on_a_sentence() -> None:
    long = "The first sentence says it all. " + "A second one goes on and on " * 20
    assert alt_text(long) == "The first sentence says it all."
    assert len(alt_text("word " * 300)) <= MOST
    assert alt_text("", "Old crane") == "Old crane"
    assert alt_text("", "", ["Ottoline Marsh", "Barnaby Quill"]) == "Ottoline Marsh, Barnaby Quill"
