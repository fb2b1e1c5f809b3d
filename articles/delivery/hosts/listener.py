"""The thread of a server process that receives other hosts' changes.

One process of a host has the job, by a lock on a file (flock) that the system hands on when that
process ends, however it ends. The others wait for it, which costs them nothing: what is heard is
put down in the ledger, which all of them see.
"""

from __future__ import annotations

import fcntl
import logging
import os
from pathlib import Path
from threading import Thread
from time import sleep, time

from articles.delivery.hosts.base import Hear, Transport
from articles.delivery.ledger.ledger import HEARD, Ledger

logger = logging.getLogger(__name__)

#: Seconds between two tries while the others can't be heard: twice as long each time.
FIRST_WAIT, LONGEST_WAIT = 0.05, 3.0
#: Whoever was not heard for so many seconds is not heard now.
SILENCE = 10.0
MICRO = 1_000_000


class Listener(Thread):
    """Listen by `transport`; `folder` holds the lock of this host's processes."""

    def __init__(self, transport: Transport, ledger: Ledger, folder: Path, hear: Hear) -> None:
        super().__init__(name=f"listener-{transport.name}", daemon=True)
        self.transport = transport
        self.ledger = ledger
        self.path = folder / f"listener-{transport.name}"
        self.hear = hear
        self._wait = FIRST_WAIT

    def run(self) -> None:
        """Wait for the job, then do it as long as the process lives."""
        job: int | None = None
        while True:
            try:
                if job is None:
                    self.path.parent.mkdir(parents=True, exist_ok=True)
                    job = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
                    fcntl.flock(job, fcntl.LOCK_EX)
                self.transport.listen(self.hear, self._hears)
            except Exception as error:  # noqa: BLE001 - whatever it is, the thread goes on
                if self._wait == FIRST_WAIT:
                    reason = str(error).strip().partition("\n")[0]
                    logger.warning(
                        "Changes of other hosts can’t be received by %s: %s",
                        self.transport.name,
                        reason,
                    )
            sleep(self._wait)
            self._wait = min(2 * self._wait, LONGEST_WAIT)

    def _hears(self) -> None:
        if self._wait > 2 * FIRST_WAIT:
            logger.warning("Changes of other hosts are received by %s again.", self.transport.name)
        self._wait = FIRST_WAIT
        word = HEARD[self.transport.name]
        self.ledger.words[word] = int(time() * MICRO)
        self.ledger.words[word + 1] = os.getpid()


def last_heard(ledger: Ledger, transport: Transport) -> float:
    """When the others were last heard by `way`, in seconds since 1970; 0.0 for never."""
    return ledger.words[HEARD[transport.name]] / MICRO


def say(ledger: Ledger, transport: Transport) -> tuple[bool, str]:
    """Whether the others are heard by `way`, and how long ago that was and by which process."""
    at = last_heard(ledger, transport)
    if not at:
        return False, f"{transport.name}: never heard"
    process, silent = ledger.words[HEARD[transport.name] + 1], max(0.0, time() - at)
    return silent <= SILENCE, f"{transport.name}: heard {silent:.0f} s ago by process {process}"
