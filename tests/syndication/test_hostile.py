"""Whatever a text holds, each format stays what it is, and says the text."""

from __future__ import annotations

import pytest

from tests.syndication.hostile.newsroom import fill
from tests.syndication.hostile.reading import faults

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [4, 1_000])
def test_nothing_that_was_typed_breaks_a_format(count: int) -> None:
    read, found = faults(fill(count, seed=count))
    assert read["page"] == read[".md"] == count
    assert not found, f"{len(found)} in {read}: " + "\n".join(found[:40])
