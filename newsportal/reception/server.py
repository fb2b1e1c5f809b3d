"""The reception behind granian.

granian's way for asynchronous applications (RSGI) would have each request wait for the event loop.
Here the thread that took it from the socket calls the reception itself: a page that is there is
answered in it, and the loop has only bodies to read. For that, the scheduler is ours.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import Any

from granian._granian import CallbackScheduler
from granian.server import mp

from newsportal.reception.handler import Reception


class Target:
    """What granian calls in a worker."""

    def __init__(self, reception: Reception) -> None:
        self.reception = reception

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.reception.begin(loop)

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        """The way that is documented; taken where ours is no longer there."""
        self.reception.take(scope, proto)


class AtOnce(CallbackScheduler):
    """Calls the reception in the thread that took the request."""

    def __init__(self, *_by_granian: Any) -> None:
        super().__init__()

    @classmethod
    def made(cls, reception: Reception, loop: asyncio.AbstractEventLoop) -> AtOnce:
        """One for granian's worker, whose event loop is `loop`."""
        take = reception.take
        one = cls(loop, take, None, None, None)
        one._schedule_fn = lambda watcher: take(watcher.scope, watcher.proto)  # type: ignore[attr-defined]
        return one


def load(target: str, *, threads: int) -> Target:
    """The reception in front of `target`, such as newsportal.wsgi:application; what ends in () is
    called for it."""
    module, _colon, name = target.partition(":")
    found = getattr(import_module(module), name.removesuffix("()"))
    reception = Reception(found() if name.endswith("()") else found, threads)
    # Looked up by granian when its worker begins, which is after this.
    mp._new_cbscheduler = (  # type: ignore[attr-defined]
        lambda loop, _call, **_how: AtOnce.made(reception, loop)
    )
    return Target(reception)
