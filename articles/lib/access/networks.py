"""Who a request is from: an address behind proxies that are known, and the network it is in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

Network = IPv4Network | IPv6Network
#: Bits of an IPv6 address that are one customer's: the rest they choose as they like.
CUSTOMER = 64
_WITH_PORT = re.compile(r"([0-9.]+):[0-9]{1,5}|\[([0-9a-fA-F:.]+)\](?::[0-9]{1,5})?")
#: A proxy on this machine, where none is named.
_HERE: tuple[Network, ...] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1"))


@lru_cache(1_024)
def is_proxy(peer: str, proxies: tuple[Network, ...]) -> bool:
    """Whether what `peer` says of the request that it hands on is believed: it is one of
    `proxies`, or, where none is named, on this machine. "" is a socket that is no network's."""
    return _is_in(peer, proxies or _HERE) or not (peer or proxies)


def client_of(environ: Mapping[str, Any], proxies: Iterable[Network]) -> str:
    """The address that a request comes from.

    X-Forwarded-For is believed as far as `proxies` wrote it: from its end, the first address that
    is none of theirs. Whoever is not behind one can write into it what they like. Some write the
    port beside it.
    """
    nearest = str(environ.get("REMOTE_ADDR", ""))
    proxies = tuple(proxies)
    if not proxies or not _is_in(nearest, proxies):
        return nearest
    for said in reversed(str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")):
        address = _without_port(said.strip())
        if not _is_address(address):
            break
        nearest = address
        if not _is_in(address, proxies):
            break
    return nearest


def network_of(environ: Mapping[str, Any], proxies: Iterable[Network], *, is_proxied: bool) -> str:
    """What is limited as one: see `network_at`. "" where that can't be told, as behind a proxy
    (`is_proxied`) that nobody has named: its address is everybody's."""
    proxies = tuple(proxies)
    if is_proxied and not proxies:
        return ""
    return network_at(client_of(environ, proxies))


@lru_cache(1_024)
def network_at(address: str) -> str:
    """An IPv4 address itself, the /64 that an IPv6 one is in; "" for what is neither."""
    if not _is_address(address):
        return ""
    one = ip_address(address)
    if isinstance(one, IPv6Address):
        if one.ipv4_mapped:
            return str(one.ipv4_mapped)
        return str(IPv6Network((int(one), CUSTOMER), strict=False).network_address)
    return str(one)


def _without_port(said: str) -> str:
    """`203.0.113.9:5678`, `[2001:db8::1]:443`: the address alone. Else as it came."""
    found = _WITH_PORT.fullmatch(said)
    return found[1] or found[2] if found else said


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


@lru_cache(1_024)
def _is_in(address: str, networks: tuple[Network, ...]) -> bool:
    if not _is_address(address):
        return False
    one = ip_address(address)
    if isinstance(one, IPv6Address) and one.ipv4_mapped:
        one = one.ipv4_mapped
    return any(one in network for network in networks)
