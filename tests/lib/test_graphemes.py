"""Where text may be cut: between what readers see as characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.text.graphemes import may_cut


@pytest.mark.parametrize(
    "cluster",
    [
        "e\u0301",
        "👩‍👩‍👧",
        "👍🏽",
        "❤️",
        "🇮🇳",
        "ก็",
        "นำ",
        "เก",
        "क्षि",
        "ക്\u0d3cഷ",
        "각",
        "가\u11a8",
        "\u1100\u1161\u11a8",
        "\u1100\u1100\u1161",
        "\uac01\u11a8",
        "\u1161\u1161",
        "ក្រ",
        "\r\n",
        "🏴\U000e0067\U000e007f",
    ],
)
def test_no_cut_inside_a_character(cluster: str) -> None:
    assert not any(may_cut(cluster, index) for index in range(1, len(cluster)))
    assert may_cut(cluster + "x", len(cluster))
    assert may_cut("x" + cluster, 1)


def test_cuts_between_characters() -> None:
    assert may_cut("ab", 1)
    assert may_cut("🇮🇳🇬🇧", 2)
    assert not may_cut("🇮🇳🇬🇧", 3)
    assert may_cut("각가", 1)
    assert may_cut("가a", 1)


@given(st.text(), st.integers(0, 20))
def test_a_mark_is_never_parted_from_its_letter(text: str, index: int) -> None:
    if 0 < index < len(text) and unicodedata.category(text[index]) == "Mn":
        assert not may_cut(text, index)
