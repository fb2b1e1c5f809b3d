"""No hole and no repeat, whatever is done to a front and its stories: a sample of what
`python -m bench.fronts` runs ten thousand of."""

from __future__ import annotations

import pytest

from tests.models.fronts.sequences import Newsroom, run

pytestmark = pytest.mark.django_db

SAMPLE = 25


def test_no_hole_and_no_repeat() -> None:
    room = Newsroom.opened()
    for seed in range(SAMPLE):
        run(seed, room)
