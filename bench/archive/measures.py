"""Every act of `doors.py`, measured on the database of the settings, as it is asked for."""

from __future__ import annotations

import gc
import json
import sys
from typing import Any

from bench.archive.doors import acts
from bench.archive.measuring import facts, measure
from bench.archive.newsroom import newsroom
from bench.archive.tables import FACTS

#: What has to be there before an act, each time.
BEFORE = {"publish a draft": "begin a draft"}


def answer(rounds: int) -> None:
    """Say what may be asked for, then measure what each line of the standard input names."""
    named = acts(newsroom())
    # As `newsportal/wsgi.py` does: what is loaded by now is not looked through again.
    gc.collect()
    gc.freeze()
    _say([*named, FACTS])
    for line in sys.stdin:
        name = line.strip()
        if name == FACTS:
            _say(facts())
        else:
            _say(measure(named[name], rounds, named.get(BEFORE.get(name, ""))))


def _say(what: Any) -> None:
    print(json.dumps(what), flush=True)
