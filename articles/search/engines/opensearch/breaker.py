"""An engine that fails is left alone for a while, so that nobody waits for it."""

from __future__ import annotations

import logging
import threading
import time

logger = logging.getLogger(__name__)

#: Seconds for which it is not asked again.
PAUSE = 15.0


class Breaker:
    """Of one engine, for the threads of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at, self._until = "", 0.0
        #: Why it was left alone last; "" while it answers.
        self.why = ""

    def may_ask(self, at: str) -> bool:
        """Whether it may be asked now. After a pause one thread may, and the others follow once
        that one had an answer."""
        with self._lock:
            if at != self._at:
                self._at, self._until, self.why = at, 0.0, ""
            now = time.monotonic()
            if now < self._until:
                return False
            if self.why:
                self._until = now + PAUSE
            return True

    def answered(self) -> None:
        """It did."""
        with self._lock:
            if self.why:
                logger.warning("The search engine at %s answers again.", self._at)
            self._until, self.why = 0.0, ""

    def failed(self, why: str) -> None:
        """It did not."""
        with self._lock:
            self._until, self.why = time.monotonic() + PAUSE, why
        logger.warning(
            "The search engine at %s fails (%s): the database looks words up for %d s.",
            self._at,
            why,
            PAUSE,
        )


#: This process's.
breaker = Breaker()
