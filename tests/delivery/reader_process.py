"""A process that serves readers: `python -m tests.delivery.reader_process`, ordered by lines.

Each line of standard input is JSON: `{"at": seconds since 1970, "ask": [[path, query], …]}`. The
answer is a line of JSON: for each page its status, a digest of its body, and whether it was kept.
"""

from __future__ import annotations

import json
import os
import sys
from hashlib import sha256
from importlib import import_module
from time import sleep
from typing import Any

import django
import time_machine

STALE = "newsportal; hit; stale"


def main() -> None:
    """Serve until standard input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")
    # The names with hashes are made when the portal starts, which this one does not.
    settings: Any = import_module("newsportal.settings")
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    (settings.VAR_DIR / "static").mkdir(parents=True, exist_ok=True)
    django.setup()
    from articles.delivery.pages import freshness
    from tests.delivery import front_door_reader

    # What may lag is to be exact here too: the comparison is byte for byte.
    freshness.SOFT_LAG = freshness.SOFT_SHARE = 0.0
    portal = front_door_reader.opened()
    say("ready")
    for line in sys.stdin:
        told = json.loads(line)
        with time_machine.travel(told["at"], tick=False):
            said = []
            for path, query in told["ask"]:
                answer = portal.get(path, query)
                while answer.headers.get("Cache-Status") == STALE:
                    # Another process has it made anew at this moment; ours may lag so long.
                    sleep(0.01)
                    answer = portal.get(path, query)
                kept = "Cache-Status" in answer.headers
                # A page in full only where it is asked for, to show where it differs.
                body = answer.text if told.get("full") else sha256(answer.body).hexdigest()
                said.append([answer.status, body, kept])
        say(json.dumps([said, portal.renders]))


def say(line: str) -> None:
    """Answer with a line."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
