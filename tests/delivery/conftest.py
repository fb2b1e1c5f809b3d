"""One Varnish and one nginx for all tests of a process, with one origin behind them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.delivery import servers
from tests.delivery.servers import Nginx, Origin

if TYPE_CHECKING:
    from tests.delivery.front_door_reader import Portal


@pytest.fixture
def portal(tmp_path: Path, settings: Any) -> Iterator[Portal]:
    """A portal of the test's own, with its front door."""
    from tests.delivery.front_door_reader import portal_in  # the apps are ready by now

    with portal_in(tmp_path / "var", settings) as found:
        yield found


@pytest.fixture(scope="session")
def _origin() -> Iterator[Origin]:
    found = Origin()
    found.reset()
    yield found
    found.stop()


@pytest.fixture
def origin(_origin: Origin) -> Origin:
    """What is behind the cache, as it was in the beginning."""
    _origin.reset()
    return _origin


@pytest.fixture(scope="session")
def _varnish(_origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    if not servers.has_varnish():
        pytest.skip(servers.NO_VARNISH)
    with servers.running_varnish(tmp_path_factory.mktemp("varnish"), _origin.port) as port:
        yield port


@pytest.fixture(scope="session")
def nginx(_origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """An nginx in front of the origin."""
    if not servers.program("nginx"):
        pytest.skip(servers.NO_NGINX)
    with servers.running_nginx(tmp_path_factory.mktemp("nginx"), _origin.port) as found:
        yield found
