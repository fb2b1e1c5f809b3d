"""PostgreSQL's LISTEN and NOTIFY: what is committed is heard, what is rolled back is not.

The notice goes out with the commit itself, so that no crash loses it; and a listener that was away
looks up in the log of announcements what it has missed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from time import monotonic, time
from typing import Any

from django.db import connection, connections

from articles.delivery.hosts.base import Hear, Transport
from articles.delivery.hosts.listener import MICRO
from articles.delivery.ledger.ledger import HEARD, Ledger
from articles.lib.database.availability import is_ready
from articles.models import Announcement, Restoration
from articles.models.changes.outbox import LOG_KEPT_FOR

CHANNEL = "newsportal_changes"
#: PostgreSQL takes 7,999 bytes. What is longer is looked up by its number.
MAX_PAYLOAD_BYTES = 7_900
#: Seconds between two looks at whether all is well, and between two questions to the server.
BEAT, ASK = 0.25, 5.0
#: A change may be committed so many seconds after its announcement was written.
OVERLAP = 60.0
#: What the server calls the connection; one that is dead is found out within some seconds.
ALIVE: dict[str, str | int] = {
    "application_name": "newsportal listener",
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 8_000,
}


class Postgres(Transport):
    """By the database that the hosts share."""

    name = "postgresql"

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def announce(self, keys: Collection[str], number: int) -> None:
        """Send the notice with the commit."""
        payload = json.dumps({"number": number, "keys": list(keys)}, separators=(",", ":"))
        if len(payload) > MAX_PAYLOAD_BYTES:
            payload = json.dumps({"number": number})
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])

    def put_back(self, life: int) -> None:
        """By the same channel."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps({"life": life})])

    def listen(self, hear: Hear, hears: Callable[[], None]) -> None:
        """Listen on a connection of its own; raises what the driver does."""
        ours: Any = connections.create_connection(connection.alias)
        ours.settings_dict = ours.settings_dict | {"OPTIONS": ours.settings_dict["OPTIONS"] | ALIVE}
        try:
            ours.connect()
            with ours.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
                # From here on nothing passes by; what came before is in the log.
                self._catch_up(cursor, hear)
                self._hear_all(ours.connection, cursor, hear, hears)
        finally:
            ours.close()

    def _catch_up(self, cursor: Any, hear: Hear) -> None:
        life = f"SELECT life FROM {Restoration._meta.db_table} ORDER BY id DESC LIMIT 1"  # noqa: S608
        cursor.execute(life)
        if row := cursor.fetchone():
            self.ledger.know_life(row[0])
        last = self.ledger.words[HEARD[self.name]] / MICRO
        away = time() - last
        if away > LOG_KEPT_FOR.total_seconds() - OVERLAP:
            # For longer than the log reaches, or always.
            self.ledger.flush_all()
            return
        table = Announcement._meta.db_table
        cursor.execute(
            f"SELECT id, keys FROM {table} WHERE at > to_timestamp(%s) ORDER BY id",  # noqa: S608
            [last - OVERLAP],
        )
        for number, keys in cursor.fetchall():
            hear(_listed(keys), number)

    def _hear_all(self, raw: Any, cursor: Any, hear: Hear, hears: Callable[[], None]) -> None:
        asked = monotonic()
        while True:
            hears()
            while raw.notifies:
                told = json.loads(raw.notifies.pop(0).payload)
                if "life" in told:
                    self.ledger.begin_anew(told["life"])
                    continue
                hear(self._keys(told, cursor), told["number"])
            if is_ready(raw, True, BEAT):
                raw.poll()
            elif monotonic() - asked > ASK:
                cursor.execute("SELECT 1")
                asked = monotonic()

    def _keys(self, told: dict[str, Any], cursor: Any) -> list[str]:
        if "keys" in told:
            return list(told["keys"])
        table = Announcement._meta.db_table
        cursor.execute(f"SELECT keys FROM {table} WHERE id = %s", [told["number"]])  # noqa: S608
        if row := cursor.fetchone():
            return _listed(row[0])
        self.ledger.flush_all()
        return []


def _listed(keys: Any) -> list[str]:
    """A JSON column, as the driver gives it: read, or as text."""
    return list(json.loads(keys) if isinstance(keys, str) else keys)
