"""A time and a size for what another end answers: it may hang, drip, send without end or break off.

    with cut_after(left, lambda: cut(peer)):
        peer.request("POST", path, data)
        with peer.getresponse() as answer:
            said = body_of(answer, ends, most=2_000_000)

A socket's own limit begins anew with each byte; these do not.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse, IncompleteRead


class TooLong(Exception):
    """There is more than was to be read."""


@contextmanager
def cut_after(seconds: float, end: Callable[[], object]) -> Iterator[None]:
    """Call `end` in a thread of its own, unless the block is left before."""
    watch = threading.Timer(seconds, end)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def cut(peer: HTTPConnection) -> None:
    """End the connection, whatever waits for it."""
    if sock := peer.sock:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def body_of(answer: HTTPResponse, ends: float, most: int) -> bytes:
    """Read the answer until `ends`, of the monotonic clock. Raises TooLong, TimeoutError, and
    IncompleteRead where it broke off."""
    found = bytearray()
    while piece := answer.read1(65_536):
        found += piece
        if len(found) > most:
            raise TooLong
        if time.monotonic() >= ends:
            raise TimeoutError
    if time.monotonic() >= ends:  # and so cut off, be it in the middle of its headers
        raise TimeoutError
    if answer.length:
        raise IncompleteRead(b"")
    return bytes(found)
