"""Questions are asked by threads of their own: no request waits for a model, and only so many are
under way in a process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from articles.helping import client
from articles.helping.client import Message, NoAnswer
from articles.helping.service import Service
from articles.models.desk.proposals import Proposal, State
from articles.models.lifecycle.workflow import NotAllowed

logger = logging.getLogger(__name__)

#: What is made of a model's words: the proposals. Raises NoAnswer.
Reader = Callable[[str], Sequence[Any]]


class Threads:
    """So many at a time of this process."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._free = threading.BoundedSemaphore(most)

    def reserve(self) -> None:
        """Have one to come; `begin` or `release` goes with each. Raises NotAllowed."""
        if not self._free.acquire(blocking=False):
            said = _("Others are waiting for the language model. Try again in a moment.")
            raise NotAllowed(said)

    def release(self) -> None:
        """It is not needed, or has done its work."""
        self._free.release()

    def begin(self, do: Callable[[], None]) -> None:
        """Do it in one that was reserved; returns at once. What comes back is in its row."""

        def run() -> None:
            try:
                do()
            except Exception:
                logger.exception("A language model's answer was not kept")
            finally:
                connection.close()
                self.release()

        thread = threading.Thread(target=run, name="helping", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the host has no room for one
            self.release()
            raise


#: A translation asks long, and so has others than those that ask once.
QUESTIONS, TRANSLATIONS = Threads(4), Threads(2)


def answer(
    proposal: Proposal, service: Service, messages: Sequence[Message], most: int, read: Reader
) -> None:
    """Ask, and put down what came back."""
    used = 0
    try:
        said = client.ask(service, messages, most)
        used = said.tokens
        found = list(read(said.text))
    except NoAnswer as why:
        proposal.end(State.FAILED, tokens=used, said=str(why))
    else:
        proposal.end(State.ANSWERED, tokens=used, answer=found)
