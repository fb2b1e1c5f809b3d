"""`manage.py worker`: background jobs, such as renditions of pictures."""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker

from articles.lib.database.serving import never_make_one
from articles.lib.host.shutdown import Shutdown
from articles.models import Heartbeat

logger = logging.getLogger(__name__)

NAME = "worker"
#: Seconds between two looks at whether there is something to do, and between two heartbeats.
LOOK, BEAT = 1.0, 5.0
#: The longest wait, in seconds, while the database is away.
LONGEST_WAIT = 3.0


class Worker(db_worker.Worker):
    """Does all that waits, one task after the other, and returns."""

    def __init__(self, ending: Shutdown) -> None:
        super().__init__(
            queue_names=["*"],
            interval=LOOK,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self.ending = ending

    def run_task(self, db_task_result: Any) -> None:
        """Do one; the next one is another's where we were told to end."""
        super().run_task(db_task_result)
        if self.ending():
            self.running = False


class Command(BaseCommand):
    """Works, whatever becomes of the database, until it is told to end."""

    help = "Run background jobs. Several may run at once; SIGTERM stops it."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to end."""
        never_make_one()
        ended = Event()
        with Shutdown() as ending:
            Thread(target=_beat, args=(ended,), name="heartbeat", daemon=True).start()
            failures = 0
            while not ending():
                try:
                    Worker(ending).run()
                except Exception as error:  # noqa: BLE001 - whatever it is, it goes on
                    _say(error, failures)
                    connections.close_all()
                    failures += 1
                    ending.wait(min(2.0 ** (failures - 1), LONGEST_WAIT))
                else:
                    if failures:
                        logger.warning("The worker is running again.")
                    failures = 0
                    ending.wait(LOOK)
            ended.set()


def _say(error: Exception, failures: int) -> None:
    """Once, and not each time that it is tried."""
    if failures:
        return
    if isinstance(error, DatabaseError):
        reason = str(error).strip().partition("\n")[0]
        logger.error("The database failed (%s); the worker retries until it responds.", reason)
    else:
        logger.error("The worker failed; retrying.", exc_info=error)


def _beat(ended: Event) -> None:
    """Say that we are there, also while one task takes long."""
    while not ended.wait(BEAT if _beaten() else 1.0):
        pass


def _beaten() -> bool:
    try:
        Heartbeat.beat(NAME)
    except DatabaseError:
        connections.close_all()
        return False
    return True
