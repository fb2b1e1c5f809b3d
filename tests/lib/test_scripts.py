"""The language of words, as far as letters tell it."""

from __future__ import annotations

import pytest

from articles.lib.text.scripts import language_of, script_of


@pytest.mark.parametrize(
    ("words", "usual", "language"),
    [
        ("Council keeps its old crane", "en-gb", ""),
        ("El consejo conserva su grúa", "en-gb", ""),
        ("परिषद ने तय किया: IndiGo की 12 उड़ानें", "en-gb", "hi"),
        ("परिषद ने तय किया", "hi", ""),
        ("المجلس يُبقي على الرافعة", "en-gb", "ar"),
        ("المجلس يُبقي على الرافعة", "ar", ""),
        ("کونسل نے پرانی کرین رکھ لی ہے", "en-gb", "ur"),
        ("شورا جرثقیل قدیمی را نگه می‌دارد، گزارش", "en-gb", "fa"),
        ("Совет оставил старый кран", "en-gb", "ru"),
        ("港の古いクレーンは残る", "en-gb", "ja"),
        ("1,284 – 2,117", "en-gb", ""),
        ("", "ar", ""),
    ],
)
def test_letters_tell_the_language(words: str, usual: str, language: str) -> None:
    assert language_of(words, usual) == language


def test_latin_words_in_a_paper_of_another_script_are_only_known_as_latin() -> None:
    assert script_of("Council keeps its crane") == "latin"
    assert language_of("Council keeps its crane", "ar") == ""
