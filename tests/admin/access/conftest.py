"""The settings as they are outside of the tests: second factors are on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

NOON = datetime(2026, 11, 2, 12, 0, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def switched_on(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a newsroom has them; the portal knows of factors for long."""
    settings.SECOND_FACTOR, settings.CONFIRM_AFTER_MINUTES = "required", 15
    from articles.models.people import factors

    monkeypatch.setattr(factors, "_known_since", lambda: None)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that a test moves."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller
