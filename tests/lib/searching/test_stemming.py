"""The forms of a word have one stem, in the language of the text."""

from __future__ import annotations

import pytest

from articles.lib.searching import fold
from articles.lib.searching.stemming import has_stems, roots, stem, stems


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en-GB", "running runs run"),
        ("en", "council councils council's"),
        ("de", "Haus Häuser Häusern"),
        ("fr-CA", "national nationaux nationale"),
        ("es", "ciudad ciudades"),
        ("ar", "الوزير وزير"),
        ("ru", "книга книги книгу"),
        ("hi", "लड़का लड़के"),
        ("tr", "evler ev"),
    ],
)
def test_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    assert len({stem(form, language) for form in forms.split()}) == 1


def test_stems_are_folded_and_of_every_word_in_the_index() -> None:
    text = "Die Häuser der O’Briens: E-Mails, «Straßen» 2019 और大阪"
    found = stems(text, "de")
    assert set(fold(text).split()) <= set(found)
    assert found["hauser"] == "haus"
    assert found["strassen"] == stem("Straße", "de")
    assert found["2019"] == "2019"


def test_what_a_sign_stands_for_has_no_other_form() -> None:
    assert [stem(one, "en") for one in ("C++", "C#", ".NET")] == ["cplusplus", "csharp", "dotnet"]
    assert roots("Houses", ["en", "de", "ar", "zh"]) == {"en": "hous", "de": "hous"}


def test_who_types_ue_is_led_to_the_name_with_its_umlaut() -> None:
    assert stems("Frau Müller", "en")["mueller"] == stems("Frau Müller", "en")["muller"]
    assert stems("Søren", "da")["soeren"] == stems("Søren", "da")["soren"]
    assert set(stems("Pääministeri", "fi")) == {"paaministeri"}


def test_of_other_languages_words_stay_as_they_are() -> None:
    assert not has_stems("zh-Hans")
    assert stems("Kuća kuće", "bs") == {"kuca": "kuca", "kuce": "kuce"}
    assert stem("\0\ud800", "en") == ""
