"""Webhooks under fire: thousands of deliveries to receivers that fail, hang, lie, lead into the
house and change their name's address, by workers that are killed between posting and keeping how
it went. Says how many were lost, came out of a story's order, or went to an address of the house.

    python -m bench --what webhooks

Each receiver is bad to each message a few times only, so that a run has an end; what is put off is
made due at once, so that it has one today.
"""

from __future__ import annotations

import json
import random
import socket
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from itertools import pairwise
from threading import Event as Flag
from threading import Lock, Thread
from time import perf_counter
from typing import Any, cast
from unittest.mock import patch
from zlib import crc32

HERE, HOUSE = "127.0.0.1", "127.0.0.2"
KINDS = ("good", "fails", "hangs", "lies", "leads", "turns")
#: How often a worker is killed between posting and keeping how it went.
KILLED = 0.04
#: How often a receiver is bad to one message, at most.
BAD = 2
SECRETS: dict[str, list[str]] = {}


class Killed(BaseException):
    """The worker is gone."""


@dataclass
class World:
    """All receivers, and what came to them."""

    port: int = 0
    tries: Counter[str] = field(default_factory=Counter)
    #: (kind, story) → numbers of messages in the order in which they were taken.
    taken: dict[tuple[str, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    in_the_house: int = 0
    forged: int = 0
    posts: int = 0
    looked_up: int = 0
    lock: Lock = field(default_factory=Lock)
    closed: Flag = field(default_factory=Flag)


class _Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Be good or bad."""
        world: World = cast("Any", self.server).world
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kind, number = self.path.strip("/"), self.headers["webhook-id"]
        with world.lock:
            world.posts += 1
            if cast("Any", self.server).server_address[0] == HOUSE:
                world.in_the_house += 1
            world.tries[number] += 1
            chance = crc32(f"{number} {world.tries[number]}".encode())
            is_bad = kind not in {"good", "turns"} and world.tries[number] <= chance % (BAD + 1)
        if is_bad:
            self._be_bad(kind, chance, world)
            return
        self._take(world, kind, number, body)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"thank you")

    def _take(self, world: World, kind: str, number: str, body: bytes) -> None:
        from articles.lib.outside.signing import signature

        moment = int(self.headers["webhook-timestamp"])
        wanted = [signature(one, number, moment, body) for one in SECRETS[kind]]
        story = json.loads(body)["data"]["number"]
        with world.lock:
            world.forged += self.headers["webhook-signature"].split(" ") != wanted
            world.taken[kind, story].append(number)

    def _be_bad(self, kind: str, chance: int, world: World) -> None:
        if kind == "hangs":
            world.closed.wait(5)
        elif kind == "leads":
            self.send_response((301, 302, 307, 308)[chance % 4])
            self.send_header("Location", f"http://{HOUSE}:{world.port}/leads")
            self.end_headers()
        elif kind == "lies":
            said = (
                b"",
                b"200 fine\r\n\r\n",
                b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nno",
                b"HTTP/1.1 999 \xff\r\n\r\n",
                b"HTTP/1.1 200 OK\r\nA: " + b"x" * 70_000 + b"\r\n\r\n",
            )
            self.wfile.write(said[chance % len(said)])
            self.close_connection = True
        else:
            self.send_response((500, 502, 503, 429, 404, 400)[chance % 6])
            if chance % 2:
                self.send_header("Retry-After", ("3600", "soon", "-1")[chance % 3])
            self.end_headers()
            self.wfile.write(b"\xff\x00 no")

    def log_message(self, *_args: Any) -> None:
        """Nothing."""


@contextmanager
def receivers() -> Iterator[World]:
    """All of them, on one port; and what must not be reached, on the same port of the house."""
    world = World()
    with ThreadingHTTPServer((HERE, 0), _Receiver) as outside:
        world.port = outside.server_address[1]
        with ThreadingHTTPServer((HOUSE, world.port), _Receiver) as inside:
            for server in (outside, inside):
                server.daemon_threads = True
                cast("Any", server).world = world
                Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            yield world
            world.closed.set()
            for server in (outside, inside):
                server.shutdown()


@contextmanager
def changing_names(world: World) -> Iterator[None]:
    """The name of one receiver leads into the house at every other look."""
    real = socket.getaddrinfo

    def answer(host: Any, port: Any, *more: Any, **most: Any) -> Any:
        if host != "turns.example":
            return real(host, port, *more, **most)
        with world.lock:
            world.looked_up += 1
            found = [HERE] if world.looked_up % 3 else [HERE, HOUSE]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    with patch("socket.getaddrinfo", answer):
        yield


def run(wanted: int, seed: int = 1, *, networks: Any = None) -> dict[str, Any]:
    """Have at least `wanted` deliveries written by verbs, and delivered; what came of it."""
    from django.test.utils import override_settings

    networks = networks or [ip_network(f"{HERE}/32")]
    quick = patch.multiple("articles.lib.outside.posting", STEP=0.1, WHOLE=0.2)
    with (
        override_settings(WEBHOOK_NETWORKS=networks, SITE_URL="https://paper.example"),
        receivers() as world,
        changing_names(world),
        quick,
    ):
        began = perf_counter()
        _hooks(world)
        rounds = _fire(wanted, random.Random(seed))
        return {**_judged(world), "rounds": rounds, "seconds": round(perf_counter() - began, 1)}


def _hooks(world: World) -> None:
    from articles.models import Webhook
    from articles.models.webhooks.webhook import Event

    for kind in KINDS:
        host = "turns.example" if kind == "turns" else HERE
        one = Webhook(name=kind, address=f"http://{host}:{world.port}/{kind}", events=list(Event))
        SECRETS[kind] = [one.new_secret()]
        if kind == "good":
            SECRETS[kind].insert(0, one.new_secret())
        one.save()


def _fire(wanted: int, chance: random.Random) -> int:
    """Verbs and workers by turns; how many rounds that took."""
    from articles.models import WebhookDelivery

    stories = _stories(max(6, wanted // 100))
    rounds = 0
    while WebhookDelivery.objects.count() < wanted:
        for _verb in range(chance.randint(5, len(stories) + 5)):
            _do(chance.choice(stories), chance)
        _work(chance)
        rounds += 1
    while WebhookDelivery.objects.filter(WebhookDelivery.pending).exists():
        _work(chance)
        rounds += 1
    return rounds


def _stories(count: int) -> list[Any]:
    from tests import cast as newsroom

    return [newsroom.live(f"Crane {number} \U0001f3d7 </script>") for number in range(count)]


def _do(story: Any, chance: random.Random) -> None:
    from articles.models import State
    from articles.models.lifecycle.workflow import Change

    if story.state == State.WITHDRAWN:
        story.restore(None)
    elif (what := chance.random()) < 0.3:
        story.withdraw(None, "Wrong")
    else:
        kind = Change.CORRECTION if what < 0.7 else Change.UPDATE
        story.publish(None, change=kind, note=f"It was {chance.random()}.")


def _work(chance: random.Random) -> None:
    """All waits are over; a worker that is killed at times."""
    from django.utils import timezone

    from articles.models import Webhook, WebhookDelivery
    from articles.notifying.webhooks import sending

    waiting = WebhookDelivery.objects.filter(WebhookDelivery.pending)
    waiting.update(next_try_at=timezone.now(), claimed_until=None)
    Webhook.objects.update(resting_until=None)
    real = sending._settle

    def settle(row: Any) -> int:
        if chance.random() < KILLED:
            raise Killed
        return real(row)

    with patch.object(sending, "_settle", settle):
        try:
            sending.work()
        except Killed:
            return


def _judged(world: World) -> dict[str, Any]:
    from articles.models import Webhook, WebhookDelivery

    rows = WebhookDelivery.objects.order_by("pk")
    lost = mixed = 0
    for kind, hook in ((one.name, one) for one in Webhook.objects.all()):
        told: dict[int | None, list[str]] = defaultdict(list)
        for row in rows.filter(webhook=hook):
            told[row.story].append(row.message_id)
        for story, numbers in told.items():
            taken = world.taken[kind, cast("int", story)]
            lost += len(set(numbers) - set(taken))
            places = [numbers.index(one) for one in taken]
            mixed += sum(later < earlier for earlier, later in pairwise(places))
    times = sum(map(len, world.taken.values()))
    return {
        "deliveries": rows.count(),
        "posts": world.posts,
        "lost": lost,
        "out of order": mixed,
        "in the house": world.in_the_house,
        "badly signed": world.forged,
        "twice, after a kill": times - rows.count(),
        "given up": rows.exclude(state="delivered").count(),
    }


if __name__ == "__main__":
    import logging

    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from articles.notifying.background import deliveries

    # The worker of the run is the only one.
    deliveries.call = lambda: None  # type: ignore[method-assign]
    print(json.dumps(run(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)))
