"""What a page depends on, written down while it is being made.

    with recording() as seen:
        page = render()
    seen.hard, seen.soft, seen.gone_at

Whatever is fetched notes its key, so that nobody keeps a list of keys by hand: a row notes itself
(`models.noted`), a list notes whose list it is. Outside of a recording a note costs a look and is
lost.

A hard key's change is seen at the next request. What is fetched within `softly()` may lag some
seconds behind: a rail of teasers beside a story. That a story was recalled (withdrawn, expired or
corrected) is hard everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

Arguments = ParamSpec("Arguments")
Request = TypeVar("Request")
Response = TypeVar("Response")


@dataclass(slots=True)
class Dependencies:
    """The surrogate keys of one page, and the moments that concern it."""

    hard: set[str] = field(default_factory=set)
    soft: set[str] = field(default_factory=set)
    #: What sort of page it is; "" for one that is not to be kept.
    kind: str = ""
    #: When what it shows was published: what is older is asked for anew less often.
    since: datetime | None = None
    #: From this moment on it shows a story that readers must not see.
    gone_at: datetime | None = None
    #: From this moment on an age that it says is no longer true.
    dated_at: datetime | None = None
    is_soft: bool = False
    #: The ledger's generation when it was begun: all that it shows was fetched after that.
    generation: int | None = None

    def note(self, key: str) -> None:
        """The page depends on `key`."""
        (self.soft if self.is_soft else self.hard).add(key)

    def end_at(self, moment: datetime) -> None:
        """The page shows something that ends at `moment`."""
        self.gone_at = moment if self.gone_at is None else min(self.gone_at, moment)

    def say_until(self, moment: datetime) -> None:
        """The page says something that is true until `moment`."""
        self.dated_at = moment if self.dated_at is None else min(self.dated_at, moment)

    def add(self, other: Dependencies) -> None:
        """Take over what a part of the page depends on."""
        if self.is_soft:
            recalls = {key for key in other.hard if key.startswith("recall:")}
            self.hard |= recalls
            self.soft |= (other.hard - recalls) | other.soft
        else:
            self.hard |= other.hard
            self.soft |= other.soft
        if other.gone_at is not None:
            self.end_at(other.gone_at)
        if other.dated_at is not None:
            self.say_until(other.dated_at)


_page: ContextVar[Dependencies | None] = ContextVar("page", default=None)


def recorded() -> Dependencies | None:
    """The page that is being made; None outside of one."""
    return _page.get()


def note(*keys: str) -> None:
    """What is being made depends on `keys`."""
    if (page := _page.get()) is not None:
        for key in keys:
            page.note(key)


def not_kept() -> None:
    """The page that is being made is for this request alone."""
    if (page := _page.get()) is not None:
        page.kind = ""


@contextmanager
def recording(generation: int | None = None) -> Iterator[Dependencies]:
    """Write down what everything depends on that is fetched in this block. `generation` was read
    from the ledger before any of it."""
    page = Dependencies(generation=generation)
    token = _page.set(page)
    try:
        yield page
    finally:
        _page.reset(token)


@contextmanager
def softly() -> Iterator[None]:
    """What is fetched in this block may lag some seconds behind."""
    page = _page.get()
    if page is None:
        yield
        return
    before, page.is_soft = page.is_soft, True
    try:
        yield
    finally:
        page.is_soft = before


def delivered(
    kind: str,
) -> Callable[
    [Callable[Concatenate[Request, Arguments], Response]],
    Callable[Concatenate[Request, Arguments], Response],
]:
    """Let the page store keep what a view answers: a page of the sort `kind`, the same for all.

    Everything that it depends on has to be noted by what it fetches.
    """

    def decorate(
        view: Callable[Concatenate[Request, Arguments], Response],
    ) -> Callable[Concatenate[Request, Arguments], Response]:
        @wraps(view)
        def described(
            request: Request, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> Response:
            if (page := _page.get()) is not None:
                page.kind = kind
            return view(request, *args, **kwargs)

        # Also for whoever sees only the view, and where no page is kept.
        described.is_delivered = True  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[Request, Arguments], Response]", described)

    return decorate
