"""Post to an address that is not ours to trust: to public machines with TLS alone, or to networks
that an operator has named.

A name may lead to an address within the house, now or at the next look: the addresses are looked
up once, all of them have to be allowed, and one that was judged is connected to. Nothing is
followed to another place, and an answer that drips is cut off.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.utils import timezone

from articles.lib.access.networks import Network
from articles.lib.outside.deadline import cut_after

#: Seconds for one step, and for all of it; bytes of an answer.
STEP, WHOLE, MOST_BYTES = 10.0, 20.0, 4_096
LONGEST_ADDRESS = 1_000
#: IPv6 addresses that stand for IPv4 ones: NAT64 and 6to4.
_NAT64, _SIX_TO_FOUR = IPv6Network("64:ff9b::/96"), IPv6Network("2002::/16")


class NotAllowed(Exception):
    """The address is none that may be written to: why."""


class Away(Exception):
    """Nobody answers there as they should: why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    text: str
    #: Seconds that it asks to be left alone for; 0 where it says nothing of that.
    wait: int
    #: Whether as much of it came as it said.
    is_whole: bool = True


def parts_of(address: str, allowed: Sequence[Network] = ()) -> SplitResult:
    """The address in parts, as far as that can be judged without asking for its host. Raises
    NotAllowed."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except (ValueError, UnicodeError) as error:
        raise NotAllowed("this is no address") from error
    odd = len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable()
    if odd or not host or port == 0 or " " in address or "\\" in address:
        raise NotAllowed("this is no address")
    if parts.username or parts.password:
        raise NotAllowed("the address holds a name or a password")
    if parts.scheme != "https" and not (parts.scheme == "http" and allowed):
        raise NotAllowed("the address has to begin with https://")
    _judge_literal(host, parts.scheme, allowed)
    return parts


def _judge_literal(host: str, scheme: str, allowed: Sequence[Network]) -> None:
    try:
        one = ip_address(host)
    except ValueError:
        if "." not in host and not allowed:
            raise NotAllowed("the host is not on the public Internet") from None
        return
    _judge(one, scheme, allowed)


def _judge(
    one: IPv4Address | IPv6Address, scheme: str, allowed: Sequence[Network]
) -> IPv4Address | IPv6Address:
    meant = _meant(one)
    if any(meant in network for network in allowed):
        return one
    if scheme == "https" and meant.is_global and not meant.is_multicast:
        return one
    raise NotAllowed("the host is not on the public Internet")


def _meant(one: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for."""
    if isinstance(one, IPv6Address):
        if one.ipv4_mapped:
            return one.ipv4_mapped
        if one in _NAT64:
            return IPv4Address(int(one) & 0xFFFFFFFF)
        if one in _SIX_TO_FOUR and one.sixtofour:
            return one.sixtofour
    return one


def post(
    address: str, body: bytes, headers: Mapping[str, str], *, allowed: Sequence[Network] = ()
) -> Answer:
    """Post, and read the answer. Raises NotAllowed and Away."""
    parts = parts_of(address, allowed)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = _looked_up(parts, port, allowed)
    connection = _Pinned(parts, port, found)
    target = parts.path or "/"
    try:
        with cut_after(WHOLE, connection.cut):
            connection.request(
                "POST", f"{target}?{parts.query}" if parts.query else target, body, dict(headers)
            )
            answer = connection.getresponse()
            said = answer.read(MOST_BYTES)
        is_whole = len(said) == MOST_BYTES or not answer.length
        wait = _seconds(answer.headers.get("Retry-After", ""))
        return Answer(answer.status, said.decode("utf-8", "replace"), wait, is_whole)
    except (OSError, HTTPException, ValueError) as error:
        raise Away(str(error).strip().partition("\n")[0] or type(error).__name__) from error
    finally:
        connection.close()


def _looked_up(parts: SplitResult, port: int, allowed: Sequence[Network]) -> str:
    """The address of the host to connect to; all that it has are allowed."""
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Away(f"the host is not known: {error}") from error
    numbers = [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    judged = [_judge(one, parts.scheme, allowed) for one in numbers]
    if not judged:
        raise Away("the host has no address")
    return str(judged[0])


def _seconds(said: str) -> int:
    """Of a Retry-After."""
    if said.isascii() and said.isdigit():
        return min(int(said[:9]), 86_400)
    try:
        left = (parsedate_to_datetime(said) - timezone.now()).total_seconds()
    except (TypeError, ValueError):
        return 0
    return int(max(0.0, min(left, 86_400.0)))


class _Pinned(HTTPConnection):
    """A connection to the address that was judged, by the host's name for TLS and the server."""

    def __init__(self, parts: SplitResult, port: int, found: str) -> None:
        super().__init__(parts.hostname or "", port, timeout=STEP)
        self._found = found
        #: Kept, as the connection lets go of it while an answer is still read.
        self._there: Any = None
        self._context = ssl.create_default_context() if parts.scheme == "https" else None
        self.default_port = 443 if self._context else 80

    def connect(self) -> None:
        """Past another look-up of the name."""
        self.sock: Any = socket.create_connection((self._found, self.port), self.timeout)
        if self._context:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)
        self._there = self.sock

    def cut(self) -> None:
        """Whoever reads or writes is told so at once."""
        if (there := self._there) is not None:
            try:
                there.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
