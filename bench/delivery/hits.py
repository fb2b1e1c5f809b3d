"""What a page costs that is there already: ours beside its peers, the same page everywhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from bench.delivery import peers
from bench.delivery.load import Load, load
from bench.delivery.machine import Missing, Server, granian, reception, serving

#: Readers at once, where the rate is measured.
CLIENTS = 64
TURNS = 3
AS_IS = {"Accept-Encoding": "identity"}
GZIP = {"Accept-Encoding": "gzip"}
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
PORT = 8_460


@dataclass(slots=True)
class Row:
    """One line of the table."""

    name: str
    server: Server
    headers: Mapping[str, str]
    #: Bytes of the body as it is sent.
    bytes: int = 0
    #: With many clients, and with one.
    crowd: Load | None = None
    alone: Load | None = None
    #: The least processor time of the server for a request, in microseconds.
    cost: float = 0.0


def fetched(server: Server, headers: Mapping[str, str]) -> tuple[str, bytes]:
    """The entity tag and the body of the server's page."""
    try:
        with urlopen(Request(server.url, headers=dict(headers)), timeout=30) as answer:
            return answer.headers.get("ETag", ""), answer.read()
    except HTTPError as answer:
        return "", answer.read()


@contextmanager
def servers(
    told: Mapping[str, Any], env: Mapping[str, str], lacks: list[str]
) -> Iterator[list[Row]]:
    """All that are compared, with the page; what can't be had is named in `lacks`."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsportal-bench-")))

        def start(app: str, port: int) -> Server:
            begin = reception if app == "ours" else granian
            target = begin(f"bench.delivery.apps:{app}", port)
            return stack.enter_context(serving(app, target, port, told["tutorial"], env))

        ours = start("ours", PORT)
        _tag, page = fetched(ours, AS_IS)
        (folder / "page").write_bytes(page)
        env = {**env, "BENCH_PAGE": str(folder / "page")}
        rows = list(other_programs(stack, folder, page, lacks))
        rows.append(Row("granian, a bare callable", start("bare", PORT + 3), AS_IS))
        tag, _body = fetched(ours, BROWSER)
        article = replace(ours, path=told["article"])
        section = replace(ours, path=told["section"])
        rows += [
            Row("ours, hit", ours, AS_IS),
            Row("… gzip", ours, GZIP),
            Row("… br", ours, BROWSER),
            Row("… 304", ours, BROWSER | {"If-None-Match": tag}),
            Row("ours, our own story's page, br", article, BROWSER),
            Row("ours, a section, br", section, BROWSER),
            Row("Django's page cache, in memory", start("page_cache", PORT + 4), AS_IS),
            Row("Django, no cache", start("tutorial", PORT + 5), AS_IS),
        ]
        for row in rows:
            row.bytes = len(fetched(row.server, row.headers)[1])
        yield rows


def other_programs(stack: ExitStack, folder: Path, page: bytes, lacks: list[str]) -> Iterator[Row]:
    """nginx and Varnish, where they are installed."""
    try:
        static = stack.enter_context(peers.nginx(folder, page, PORT + 1))
        yield from [Row("nginx, static file", static, AS_IS), Row("… gzip_static", static, GZIP)]
        cache = stack.enter_context(peers.varnish(folder, static, PORT + 2))
        yield from [Row("Varnish, hit", cache, AS_IS), Row("… gzip", cache, GZIP)]
    except Missing as missing:
        lacks.append(str(missing))


def measure(rows: list[Row], seconds: float) -> None:
    """Load all by turns; each keeps its best. `seconds` is for a row."""
    bit = seconds / TURNS / 2
    for _turn in range(TURNS):
        for row in rows:
            headers = dict(row.headers)
            crowd = load(row.server, headers, clients=CLIENTS, seconds=bit)
            alone = load(row.server, headers, clients=1, seconds=bit)
            row.crowd = max(row.crowd or crowd, crowd, key=lambda one: one.rate)
            row.alone = min(row.alone or alone, alone, key=lambda one: one.p99)
            row.cost = min(row.cost or crowd.cost, crowd.cost)


HEAD = (
    "",
    "bytes",
    "requests/s",
    "of nginx",
    "cpu µs",
    "of nginx",
    "p50 ms",
    "p99 ms",
    "MB",
)


def table(rows: list[Row]) -> list[tuple[str, ...]]:
    """The lines: rate and processor time beside nginx's of the same encoding, latency at one
    client, memory of a worker."""
    lines: list[tuple[str, ...]] = [HEAD]
    for row in rows:
        assert row.crowd is not None and row.alone is not None
        peer = _peer(row, rows)
        rate = f"{row.crowd.rate / peer.crowd.rate:.2f}" if peer and peer.crowd else "–"
        cost = f"{peer.cost / row.cost:.2f}" if peer else "–"
        lines.append(
            (
                row.name,
                f"{row.bytes:,}",
                f"{row.crowd.rate:,.0f}",
                rate,
                f"{row.cost:.1f}",
                cost,
                f"{row.alone.p50:.3f}",
                f"{row.alone.p99:.2f}",
                f"{row.server.memory().resident:.0f}",
            )
        )
    return lines


def _peer(row: Row, rows: list[Row]) -> Row | None:
    """nginx with the same page: as it is, or packed."""
    packed = row.headers["Accept-Encoding"] != "identity"
    named = [one for one in rows if one.server.name == "nginx"]
    return named[-1 if packed else 0] if named else None
