"""Pages in a process's memory, bounded in bytes; the least recently used go first."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from articles.delivery.pages.page import Page

#: Scheme, host, path and query of a page.
Address = tuple[str, str, str, str]


class Store:
    """An LRU store of up to `most` bytes.

    A look is a look into a dictionary, without a lock: what has to be in order is put in order
    when a page is taken in. A page that was sent since it last stood at the end of the line goes
    back to its start instead of out (a second chance), so that nothing moves at a hit.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.pages: OrderedDict[Address, Page] = OrderedDict()
        self._sizes: dict[Address, int] = {}
        self.bytes = 0
        self._lock = Lock()
        #: The look itself: bound once, because it is made for every request.
        self.get = self.pages.get

    def put(self, address: Address, page: Page) -> None:
        """Keep `page`; others go where there is no room. One that is too large is not kept."""
        if page.size > self.most // 4:
            self.drop(address)
            return
        with self._lock:
            self.bytes += page.size - self._sizes.pop(address, 0)
            self._sizes[address] = page.size
            self.pages[address] = page
            self.pages.move_to_end(address)
            self._make_room()

    def weigh(self, address: Address, page: Page) -> None:
        """Take note that `page` has grown: by a form of it that was compressed since."""
        with self._lock:
            if self.pages.get(address) is page:
                self.bytes += page.size - self._sizes[address]
                self._sizes[address] = page.size
                self._make_room()

    def drop(self, address: Address) -> None:
        """Forget the page at `address`."""
        with self._lock:
            if self.pages.pop(address, None) is not None:
                self.bytes -= self._sizes.pop(address)

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self.pages.clear()
            self._sizes.clear()
            self.bytes = 0

    def _make_room(self) -> None:
        spared = 0
        while self.bytes > self.most and self.pages:
            address, page = next(iter(self.pages.items()))
            if page.used and spared < len(self.pages):
                page.used = 0
                self.pages.move_to_end(address)
                spared += 1
                continue
            del self.pages[address]
            self.bytes -= self._sizes.pop(address)
