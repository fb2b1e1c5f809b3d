"""Words of every script are found however they are typed: the table of cases, on each database."""

from __future__ import annotations

import pytest
from django.utils.html import escape

from articles import search
from articles.search.upkeep import learning
from tests import cast
from tests.lib.searching.cases import APART, CASES
from tests.search.engines import keep_up

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.mark.usefixtures("any_engine")
def test_the_table_of_cases() -> None:
    written = {
        text: cast.live(
            f"Case {place}", slug=f"c{place}", body=f"<p>Before {escape(text)} end.</p>"
        )
        for place, text in enumerate(dict.fromkeys(text for text, _asked in [*CASES, *APART]))
    }
    learning.learn()
    keep_up()

    def is_found(text: str, asked: str) -> bool:
        return written[text].pk in search.find(asked).numbers

    assert [case for case in CASES if not is_found(*case)] == []
    assert [case for case in APART if is_found(*case)] == []
