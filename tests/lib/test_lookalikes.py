"""What names look like, and what all ways to write one have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.text.lookalikes import looks_of
from articles.lib.text.naming import key_of, look_of


@pytest.mark.parametrize(
    ("name", "looks"),
    [
        ("Аррӏе", "Apple"),
        ("ΙΚΕΑ", "IKEA"),
        ("Іran", "Iran"),
        ("НАТО", "HATO"),
        ("Ϲhina", "China"),
        ("Ёlan", "Ëlan"),
        ("ᎳᎬᏴ", "WEB"),
        ("G२०", "G20"),
        ("Hawaiʻi", "Hawai'i"),
        ("ﬁne ℓ", "fine l"),
    ],
)
def test_letters_of_another_script_look_like_ours(name: str, looks: str) -> None:
    assert looks_of(name) == looks


@pytest.mark.parametrize(
    "name", ["Barn", "AI", "Al", "0z", "Ø", "ßeta", "naïve", "Łódź", "مكة", "海"]
)
def test_letters_of_ours_look_like_themselves(name: str) -> None:
    assert looks_of(name) == name


def test_the_same_sign_of_two_scripts_looks_the_same() -> None:
    assert looks_of("ロシア") == looks_of("口シア")  # kana and ideographs


@given(st.text())
def test_what_looks_alike_has_one_look(name: str) -> None:
    assert look_of(looks_of(name)) == look_of(name)


@pytest.mark.parametrize(
    "unseen",
    ["\u034f", "\u061c", "\u180e", "\u200b", "\u2060", "\u2064", "\u206f", "\ufe00", "\ufe0f",
     "\U000e0001", "\U000e0041", "\U000e0100", "\u00ad"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["{}Qaza", "Qa{}za", "Qaza{}"])
def test_what_stands_in_a_name_unseen_makes_no_other(unseen: str, where: str) -> None:
    assert key_of(where.format(unseen)) == "qaza"


@pytest.mark.parametrize(
    "blank", ["\u115f", "\u1160", "\u2800", "\u3164", "\uffa0", "\u00a0", "\u3000"]
)
def test_what_looks_like_a_blank_is_one(blank: str) -> None:
    assert key_of(f"{blank}Qa{blank}za{blank}") == "qa za"


def test_flags_are_told_apart_by_their_tags() -> None:
    england, scotland = (
        "🏴" + "".join(chr(0xE0000 + ord(sign)) for sign in f"gb{country}") + "\U000e007f"
        for country in ("eng", "sct")
    )
    assert len({key_of("🏴"), key_of(england), key_of(scotland)}) == 3
