"""What looks words up for a test: the database's own engine, or one beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from articles.search.engines.opensearch import cluster, lookup, wire
from articles.search.engines.opensearch.breaker import breaker
from articles.search.upkeep import building, telling
from newsportal import environment
from tests.search.opensearch_peer import REAL, Peer, running_peer


def use(settings: Any, url: str, monkeypatch: Any) -> None:
    """Have the portal use the engine at `url`, of which nothing is known yet."""
    monkeypatch.setenv("SEARCH_ENGINE_URL", url)
    found = environment.search_engine("SEARCH_ENGINE_URL")
    settings.SEARCH_ENGINE_URL, settings.SEARCH_ENGINE_AUTH = found
    forget()


def forget() -> None:
    """Let the process know nothing of any engine."""
    lookup._live.clear()
    building._paused.clear()
    breaker.may_ask("none")


@contextmanager
def beside(kind: str, settings: Any, monkeypatch: Any) -> Iterator[Peer | None]:
    """One that runs, and is used; the peer where it is that."""
    if kind == "peer":
        with running_peer() as peer:
            use(settings, peer.url(), monkeypatch)
            yield peer
        forget()
        return
    name = f"test-{uuid4().hex[:12]}"
    parts = urlsplit(REAL)
    use(settings, f"{parts.scheme}://{parts.netloc}/{name}", monkeypatch)
    assert unquote(parts.password or "") not in settings.SEARCH_ENGINE_URL or not parts.password
    yield None
    at = wire.server()
    for index in cluster.indexes(at):
        wire.ask(at, "DELETE", f"/{index}", seconds=cluster.PATIENCE)
    forget()


def keep_up() -> None:
    """Have the engine told all there is, and given an index where it has none."""
    while telling.work():
        pass
    lookup._live.clear()
