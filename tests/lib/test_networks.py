"""Whose request it is: proxies that are named are believed, and nobody else."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from articles.lib.access.networks import client_of, network_at, network_of

PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


def environ(remote: str, forwarded: str | None = None) -> dict[str, str]:
    return {"REMOTE_ADDR": remote} | (
        {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    )


def test_it_works() -> None:
    assert client_of(environ("127.0.0.1", "203.0.113.9"), PROXIES) == "203.0.113.9"


@pytest.mark.parametrize(
    ("remote", "forwarded", "client"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # not by a proxy of ours
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the first is a claim
        ("127.0.0.1", "203.0.113.9, 10.1.2.3", "203.0.113.9"),  # two proxies of ours
        ("10.0.0.5", "10.1.2.3", "10.1.2.3"),  # inside the house
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9, nonsense", "127.0.0.1"),
        ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "203.0.113.9:5678", "203.0.113.9"),  # as some gateways write it
        ("127.0.0.1", "[2001:db8::7]:443", "2001:db8::7"),
        ("127.0.0.1", "[2001:db8::7]", "2001:db8::7"),
        ("127.0.0.1", "198.51.100.1:1, 203.0.113.9:2, 10.1.2.3:3", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9:x", "127.0.0.1"),
        ("127.0.0.1", "999.0.113.9:80", "127.0.0.1"),
        ("", "203.0.113.9", ""),
    ],
)
def test_who_it_is(remote: str, forwarded: str, client: str) -> None:
    assert client_of(environ(remote, forwarded), PROXIES) == client


def test_without_proxies_nothing_is_believed() -> None:
    assert client_of(environ("127.0.0.1", "203.0.113.9"), []) == "127.0.0.1"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_the_network(address: str, network: str) -> None:
    assert network_at(address) == network


def test_behind_a_proxy_that_is_not_named_nobody_can_be_told_apart() -> None:
    assert network_of(environ("127.0.0.1", "203.0.113.9"), [], is_proxied=True) == ""
    assert network_of(environ("127.0.0.1"), [], is_proxied=False) == "127.0.0.1"
    assert network_of(environ("127.0.0.1", "203.0.113.9"), PROXIES, is_proxied=True) == (
        "203.0.113.9"
    )
