"""A reader of one page through Varnish, for the tests of what it keeps and what it forgets."""

from __future__ import annotations

import time
from itertools import count

from articles.delivery.purging.varnish import Varnish
from tests.delivery.servers import PUBLIC, Origin, Reply, ask

NUMBERS = count(1)
#: Fresh for no time at all, so that no test has to wait until a page is stale.
AT_ONCE_STALE = "max-age=0, stale-while-revalidate={}, stale-if-error=864000"


class Cache:
    """A reader of one page that nobody has asked for yet."""

    def __init__(self, port: int, origin: Origin) -> None:
        self.port, self.origin = port, origin
        self.path = f"/politics/story-{next(NUMBERS)}/"
        self.purger = Varnish(f"http://127.0.0.1:{port}")

    def get(self, more: str = "", method: str = "GET", **headers: str) -> Reply:
        """The page."""
        return ask(self.port, self.path + more, method, body=None, tls=False, **headers)

    def get_aged(self) -> Reply:
        """The page, once it is stale that was fresh for no time: a thousandth of a second."""
        time.sleep(0.01)
        return self.get()

    def fetched(self) -> int:
        """How often the origin was asked for it."""
        return len(self.asked)

    @property
    def asked(self) -> list[tuple[str, str, dict[str, str]]]:
        """With which method, address and headers it was."""
        return [one for one in self.origin.asked if one[1].startswith(self.path)]


def healthy(reader: Cache) -> bool:
    """Whether Varnish believes that the origin is well: it fetches again what is too old."""
    path = f"/well/{next(NUMBERS)}"
    reader.origin.headers["Surrogate-Control"] = AT_ONCE_STALE.format(0)
    ask(reader.port, path)
    time.sleep(0.01)
    found = ask(reader.port, path)
    reader.origin.headers["Surrogate-Control"] = PUBLIC["Surrogate-Control"]
    return found.cache == "miss"
