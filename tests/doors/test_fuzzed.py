"""No request is answered with a 500, and no save is lost, whatever is sent.

    FUZZED_REQUESTS=100000 pytest tests/doors/test_fuzzed.py -n 2

The tests of every day send a few hundred, always the same.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest

from articles.models import Status
from tests.doors.fuzzing import Fuzzer
from tests.doors.marked import Room, Rows

pytestmark = [pytest.mark.django_db, pytest.mark.not_measured, pytest.mark.sqlite]

REQUESTS = int(os.environ.get("FUZZED_REQUESTS", "300"))
FIRST = int(os.environ.get("FUZZED_FROM", "0"))
#: Of one newsroom: then there is another one, with its story in another state.
IN_A_TEST = min(REQUESTS, 5_000)
STATES = (Status.LIVE, Status.DRAFT, *Status)


@pytest.fixture(autouse=True)
def _many_at_once(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let somebody ask so often, and need no second look at who they are."""
    settings.CONFIRM_AFTER_MINUTES, settings.SECOND_FACTOR = 0, "required"
    settings.AXES_ENABLED = False
    monkeypatch.setattr("articles.delivery.limits.limiter.Limiter.wait", lambda *_a, **_k: 0.0)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("number", range(FIRST, FIRST + REQUESTS // IN_A_TEST))
def test_nothing_fails_and_nothing_is_lost(number: int) -> None:
    fuzzer = Fuzzer(number, Room(STATES[number % len(STATES)]), Rows())
    fuzzer.run(IN_A_TEST)
    assert not fuzzer.faults, "\n".join(fuzzer.faults)
    assert sum(fuzzer.seen.values()) == IN_A_TEST
