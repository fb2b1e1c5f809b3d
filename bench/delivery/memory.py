"""What a worker takes whose store of pages is full."""

from __future__ import annotations

from bench.delivery.client import STORE, Client
from bench.delivery.machine import Memory, Server, memory

#: Names of this machine: the same story has a page under each.
HOSTS = ("127.0.0.1", "localhost", "[::1]")
ENCODINGS = ("br", "gzip", "identity")
#: As full as a store gets that makes room for each new page.
FULL = 0.97


def filled(server: Server, paths: list[str]) -> tuple[Memory, Memory, float]:
    """Ask for pages until there is room for no more: the worker's memory before and after, and
    which part of the store is full."""
    with Client(server.port) as client:
        worker = int(client.get(server.path).headers["x-worker"])
        before = memory(worker)
        part, number = 0.0, 0
        for host in HOSTS:
            for path in paths:
                number += 1
                answer = client.get(
                    path, Host=f"{host}:{server.port}", Accept_Encoding=ENCODINGS[number % 3]
                )
                assert answer.status == 200, (path, answer.status)
                if number % 100 == 0:
                    have, most = client.get(STORE).body.split()
                    part = int(have) / int(most)
                    if part > FULL:
                        return before, memory(worker), part
        return before, memory(worker), part
