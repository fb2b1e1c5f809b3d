"""The interface of a cache that can be purged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


class PurgeFailed(Exception):
    """A cache was not purged. The text is a sentence for the operator.

    `wait` is how many seconds the cache asks us to stay away; None where it says nothing.
    """

    def __init__(self, reason: str, *, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Purger:
    """A cache that forgets pages by the surrogate keys that it got with them.

    A **hard** purge drops the page: the next reader waits for a new one. A **soft** purge only
    calls it stale: the next reader still gets the old one at once, while the cache fetches a new
    one, and it stays at hand in case we are down. A cache that knows no soft purge drops the page
    in both cases: nothing is ever shown for longer than was asked, at the price of a request.
    """

    #: What it is called in settings, in the queue and in the log. At most 20 characters.
    name = ""
    #: What people call it.
    label = ""
    #: How many keys it takes in one request.
    most = 100
    #: Seconds after which a purge is repeated, for pages that were on their way from us to the
    #: cache when it was purged, and came to lie there after it; None where a repetition costs.
    again_after: float | None = 5.0

    def __str__(self) -> str:
        return self.name

    def purge(self, keys: Sequence[str], *, soft: bool) -> None:
        """Forget all pages with one of `keys`. Raises PurgeFailed; asking again does no harm."""
        for batch in batches(keys, self.most):
            self.send(batch, soft=soft)

    def send(self, keys: Sequence[str], *, soft: bool) -> None:
        """One request, with at most `most` keys. Raises PurgeFailed."""
        raise NotImplementedError


def batches(keys: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    """`keys` in pieces of at most `most`."""
    for start in range(0, len(keys), most):
        yield keys[start : start + most]
