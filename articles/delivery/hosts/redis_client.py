"""A Redis client that never makes anybody wait: what it does not answer at once is done without."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

import redis
from django.utils.crypto import salted_hmac
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

#: Seconds that a reader or an editor may lose by it.
PATIENCE = 0.2
#: Seconds for which it is left alone after it has failed.
REST = 3.0


class Away(Exception):
    """Redis does not answer; or did not a moment ago, and was not asked."""


class Client:
    """The Redis at `url`, with connections for all threads of a process."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        # Retries of its own would multiply the wait.
        self.redis = redis.Redis.from_url(
            url,
            socket_timeout=patience,
            socket_connect_timeout=patience,
            retry=Retry(NoBackoff(), 0),
        )
        self._not_before = 0.0

    def ask(self, question: Callable[[redis.Redis], Any]) -> Any:
        """What `question` answers. Raises Away."""
        if monotonic() < self._not_before:
            raise Away("Redis did not answer lately.")
        try:
            return question(self.redis)
        except (RedisError, OSError) as error:
            self._not_before = monotonic() + REST
            raise Away(f"Redis does not answer: {error}") from error


def names() -> str:
    """What the names of everything of this site begin with: sites may share a Redis, and those
    of one site share its SECRET_KEY."""
    return f"newsportal:{salted_hmac('newsportal.hosts', 'names').hexdigest()[:12]}"
