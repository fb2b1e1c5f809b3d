"""One Varnish and one nginx for all tests of a process, with one origin behind them; vendors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.delivery import servers, vendors
from tests.delivery.servers import Nginx, Origin
from tests.delivery.vendors import Vendor
from tests.waiting import until

if TYPE_CHECKING:
    from tests.delivery.front_door_reader import Portal
    from tests.delivery.varnish_reader import Cache


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


@pytest.fixture
def cache(_varnish: int, origin: Origin) -> Cache:
    """A Varnish that knows that its origin is well."""
    from tests.delivery.varnish_reader import NUMBERS, Cache, healthy

    reader = Cache(_varnish, origin)
    until(lambda: servers.ask(_varnish, f"/well/{next(NUMBERS)}").status == 200)
    until(lambda: healthy(reader))
    reader.purger.purge(["article:7"], soft=False)
    origin.asked.clear()
    return reader


@pytest.fixture(scope="session")
def nginx(_origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """An nginx in front of the origin."""
    if not servers.program("nginx"):
        pytest.skip(servers.NO_NGINX)
    with servers.running_nginx(tmp_path_factory.mktemp("nginx"), _origin.port) as found:
        yield found


@pytest.fixture
def fastly() -> Iterator[Vendor]:
    """Fastly's API."""
    with vendors.running(vendors.fastly) as vendor:
        yield vendor


@pytest.fixture
def cloudflare() -> Iterator[Vendor]:
    """Cloudflare's."""
    with vendors.running(vendors.cloudflare) as vendor:
        yield vendor


@pytest.fixture
def varnish() -> Iterator[Vendor]:
    """Where a Varnish would listen."""
    with vendors.running(vendors.varnish) as vendor:
        yield vendor
