"""How a worker of the web server begins, and how it leaves without breaking a connection.

A server that closes a kept connection may do so in the very instant in which a request comes by
it. So a worker that is replaced first takes no new connections, and answers whoever asks with
`Connection: close`, which is how HTTP says that the next request needs another one (RFC 9112, 9.6).
Only those that have not asked for a while are left when it ends, and they are idle.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from threading import Thread
from time import sleep
from types import FrameType
from typing import Any

from newsportal.reception.wsgi_bridge import StartResponse

#: What tells a worker to leave.
SIGNAL = signal.SIGUSR1
#: What a worker says once it has loaded the code.
READY = b"r"
#: Seconds in which a worker that leaves tells whoever asks to come by a new connection.
LEAVE_IN = 3.0
#: Seconds for which one whose server was killed goes on serving: the next server is there by then.
#: And between two looks at whether that has happened.
ORPHANED_FOR, LOOK = 10.0, 1.0


def load(loader: Callable[[], Any], listener: int, says: int) -> Any:
    """The application of `loader`, in a worker that accepts from the socket `listener`, and leaves
    when it is told to; that it is loaded is written to the pipe `says`."""
    application = loader()

    def leave(_number: int, _frame: FrameType | None) -> None:
        accept_no_more(listener)
        say_goodbye()

    signal.signal(SIGNAL, leave)
    Thread(target=_end_when_orphaned, args=(os.getppid(),), name="orphaned", daemon=True).start()
    os.write(says, READY)
    os.close(says)
    return application


def _end_when_orphaned(parent: int) -> None:
    """Nobody would end a worker whose server was killed, and none of its code be taken up."""
    while os.getppid() == parent:
        sleep(LOOK)
    sleep(ORPHANED_FOR)
    os.kill(os.getpid(), SIGNAL)
    sleep(LEAVE_IN)
    os.kill(os.getpid(), signal.SIGTERM)
    sleep(LEAVE_IN)
    os.kill(os.getpid(), signal.SIGKILL)


def accept_no_more(listener: int) -> None:
    """Put a socket to which nobody comes in the place of `listener`, in this process only.

    The event loop goes on asking it, and always finds nobody; the real one is the other workers'.
    """
    with socket.socket() as quiet:
        quiet.bind(("127.0.0.1", 0))
        quiet.listen(1)
        quiet.setblocking(False)
        os.dup2(quiet.fileno(), listener)


def say_goodbye() -> None:
    """From now on each answer is the last one by its connection. Before that it costs nothing: it
    is the class that is changed."""
    plain = StartResponse.__call__

    def last(self: Any, status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        plain(self, status, [*headers, ("Connection", "close")], _error)

    StartResponse.__call__ = last  # type: ignore[method-assign]
