"""Work that nobody waits for, behind others on its host."""

from __future__ import annotations

import os
import threading
from contextlib import suppress

#: How far it stands back: its share of a core that others want too is a tenth. Not the last place,
#: where what it has in hand on a disk's journal would be held for seconds.
NICE = 10


def stand_back() -> None:
    """Have this thread, and those that it starts, get less of the processors, and of the disks,
    which go by the same number. For good: there is no way back but for root."""
    # Linux has priorities for threads, under the name of processes. Where the whole portal stands
    # back already, this goes behind the rest of it.
    own = threading.get_native_id()
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, own, os.getpriority(os.PRIO_PROCESS, own) + NICE)
