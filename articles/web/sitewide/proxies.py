"""Believe what is said of a request by proxies that are known, and by nobody else."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from articles.lib.access.networks import is_proxy

logger = logging.getLogger(__name__)

#: What only a proxy can know. X-Forwarded-For is read where it is believed, in lib/access/networks.
SAID_OF_IT = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT")


class TrustedProxies:
    """Take out of a request what a stranger says of it. Comes first: whoever comes later reads the
    scheme."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.proxies = tuple(settings.TRUSTED_PROXIES)
        self.told = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer."""
        said = [name for name in SAID_OF_IT if name in request.META]
        if said and not is_proxy(request.META.get("REMOTE_ADDR", ""), self.proxies):
            for name in said:
                del request.META[name]
            self._tell(request)
        return self.get_response(request)

    def _tell(self, request: HttpRequest) -> None:
        """Once a process, and only where it matters: an operator may have forgotten a proxy."""
        if self.told or not settings.HTTPS:
            return
        self.told = True
        logger.warning(
            "X-Forwarded-Proto from %s is not believed. If that is a proxy of yours, name it in "
            "TRUSTED_PROXIES; until then, its readers are taken to come without TLS.",
            request.META.get("REMOTE_ADDR", ""),
        )
