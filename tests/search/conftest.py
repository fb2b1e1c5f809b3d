"""Engines beside the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.search.opensearch_peer import BESIDE, Peer


def beside(kind: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """One of them; loaded once there are settings to read."""
    from tests.search import engines

    return engines.beside(kind, settings, monkeypatch)


@pytest.fixture
def peer(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    """One that can misbehave, and is used."""
    with beside("peer", settings, monkeypatch) as one:
        assert one is not None
        yield one


@pytest.fixture(params=BESIDE)
def engine(
    request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Peer | None]:
    """Each that there is: the peer, and a real one where there is one."""
    with beside(request.param, settings, monkeypatch) as one:
        yield one


@pytest.fixture(params=["database", *BESIDE])
def any_engine(
    request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The database's own, and each beside it."""
    if request.param == "database":
        yield
        return
    with beside(request.param, settings, monkeypatch):
        yield
