"""A small SMTP server: takes mails, refuses some, or says nothing."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any, cast

from tests.ports import free_port


@dataclass
class Taking:
    """What was taken, and how the server answers."""

    port: int
    mails: list[bytes] = field(default_factory=list)
    conversations: int = 0
    #: The answer to RCPT, such as "550 unknown".
    answer: str = "250 fine"
    #: Whether it says nothing at all.
    hangs: bool = False
    #: Whether it hangs up in the middle of a mail, as one that is killed does.
    breaks_off: bool = False
    greeting: str = "220 here"
    closed: Event = field(default_factory=Event)


class Server(socketserver.ThreadingTCPServer):
    """With what its conversations share."""

    allow_reuse_address, daemon_threads = True, True
    taking: Taking


class Conversation(socketserver.StreamRequestHandler):
    """One client."""

    def handle(self) -> None:
        """Answer line by line."""
        taking = cast("Server", self.server).taking
        taking.conversations += 1
        if taking.hangs:
            taking.closed.wait(30)
            return
        self._say(taking.greeting)
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "DATA":
                self._say("354 go on")
                if taking.breaks_off:
                    self.rfile.readline()
                    return
                taking.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say(taking.answer if verb == "RCPT" else "250 fine")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def taking_mail(settings: Any) -> Iterator[Taking]:
    """Have the portal's mail taken by one."""
    taking = Taking(free_port())
    with Server(("127.0.0.1", taking.port), Conversation) as server:
        server.taking = taking
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.HAS_MAIL = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", taking.port
        settings.EMAIL_TIMEOUT = 0.3
        settings.DEFAULT_FROM_EMAIL = "Desk <desk@news.example>"
        yield taking
        taking.closed.set()
        server.shutdown()
