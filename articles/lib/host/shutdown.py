"""Graceful shutdown of a loop: finish the job in hand, cut a wait short."""

from __future__ import annotations

import select
import signal
import socket
from types import FrameType
from typing import Self

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Shutdown:
    """True once the process was told to end; a wait is cut short by that."""

    def __init__(self) -> None:
        self.told = False

    def __enter__(self) -> Self:
        # A signal writes a byte into one end, so that one that comes just before a wait ends
        # it too.
        self._ear, self._mouth = socket.socketpair()
        self._mouth.setblocking(False)
        signal.set_wakeup_fd(self._mouth.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self.tell) for number in SIGNALS}
        return self

    def __exit__(self, *_exception: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(-1)
        self._ear.close()
        self._mouth.close()

    def __call__(self) -> bool:
        """Whether that was so."""
        return self.told

    def tell(self, _number: int, _frame: FrameType | None) -> None:
        """What is in hand is done first."""
        self.told = True

    def wait(self, seconds: float) -> None:
        """Stay for `seconds`, or until told."""
        if not self.told:
            select.select([self._ear], [], [], seconds)
