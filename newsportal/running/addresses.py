"""Where the portal listens. Only the standard library: the starter uses it before anything
is installed."""

from __future__ import annotations

import errno
import socket
from contextlib import suppress

LOOPBACK = "127.0.0.1"
#: Addresses that stand for every address of this machine, the loopback among them.
EVERY = frozenset({"0.0.0.0", "::"})  # noqa: S104
SIOCGIFADDR = 0x8915


def listened(host: str) -> list[str]:
    """The numeric addresses to listen on for `host`; 127.0.0.1 always answers.

    Raises OSError for a name that stands for no address.
    """
    if host == "localhost":
        return [LOOPBACK]
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    address = str(min(found, key=lambda one: one[0] != socket.AF_INET)[4][0])
    return [address] if address in EVERY | {LOOPBACK} else [address, LOOPBACK]


def problem(host: str, port: int) -> str:
    """One sentence on why nothing can listen on `host` and `port`, or nothing at all."""
    try:
        wanted = listened(host)
        # Browsers try localhost on IPv6 first: whoever listens there would be shown instead of us.
        for address in {*wanted, "::1"}:
            try:
                _bind(address, port)
            except OSError as error:
                if address in wanted or error.errno == errno.EADDRINUSE:
                    raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return (
                f"Port {port} on {host} is in use by another program. "
                f"Choose another with PORT={port + 1 if port < 65_535 else 8000} make run."
            )
        if error.errno == errno.EACCES:
            return f"Port {port} needs root. Choose another with PORT=8000 make run."
        return f"HOST is {host!r}, but it accepts a name or an address of this machine."
    return ""


def _bind(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does: connections that ended a moment ago do not keep the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))


def names(host: str) -> list[str]:
    """The names by which readers may ask for this machine when it listens on `host`."""
    if host not in EVERY:
        return [f"[{host}]" if ":" in host else host]
    name = socket.gethostname()
    return sorted({name, f"{name}.local", socket.getfqdn(), *_own_addresses()})


def _own_addresses() -> set[str]:
    """The IPv4 addresses of this machine's interfaces; none where the system can't tell."""
    addresses = set()
    with suppress(ImportError, OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        import fcntl

        for _number, interface in socket.if_nameindex():
            with suppress(OSError):
                question = interface.encode()[:15].ljust(256, b"\0")
                answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, question)
                addresses.add(socket.inet_ntoa(answer[20:24]))
    return addresses


def bound(host: str, port: int) -> socket.socket:
    """A socket at that address, which does not listen yet."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    return bound
