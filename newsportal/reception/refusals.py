"""Refusals before anything is read: a status, and a sentence on what to do."""

from __future__ import annotations

import json
from html import escape
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from articles.delivery.door.response_headers import always
from articles.delivery.ledger import counters
from articles.lib import problems
from articles.lib.access import content_policy
from articles.lib.branding import sheets
from newsportal.reception.wsgi_bridge import Environ

#: OPTIONS is answered as any method that a page does not take.
ALLOWED = "GET, HEAD"
STYLE = "body{font:1.1rem/1.5 system-ui,sans-serif;margin:3rem auto;max-width:34rem;padding:0 1rem}"
PAGE = (
    "<!DOCTYPE html><html><head><meta charset=utf-8>"
    '<meta name=viewport content="width=device-width"><title>{0}</title>'
    f"<style>{STYLE.replace('{', '{{').replace('}', '}}')}</style></head>"
    "<body><p>{0}</p></body></html>"
)
POLICY = f"{content_policy.BARE}; style-src {sheets.hash_of(STYLE)}"


class Refusal(Exception):
    """A request that is not accepted."""

    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def send(self, proto: Any, environ: Environ) -> None:
        """Answer with it: as JSON where a script asks, else as a page."""
        if environ["PATH_INFO"].startswith(problems.API):
            kind, text = problems.PROBLEM, problems.document(self.status, self.sentence)
        elif "application/json" in environ.get("HTTP_ACCEPT", ""):
            kind, text = "application/json", json.dumps({"ok": False, "error": self.sentence})
        else:
            kind, text = "text/html; charset=utf-8", PAGE.format(escape(self.sentence))
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            _count(counters.LIMITED)
        body = text.encode()
        headers = {
            **dict(always()),
            "Content-Security-Policy": POLICY,
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            # What comes after the head is not read any more.
            "Connection": "close",
            **self.headers,
        }
        if environ["REQUEST_METHOD"] == "HEAD":
            body = b""
        proto.response_bytes(self.status, list(headers.items()), body)


def _count(counter: int) -> None:
    """The parent of the workers imports this room, and no models."""
    from articles.delivery.services import services

    services().ledger.count(counter)


def not_here(allowed: str = ALLOWED) -> Refusal:
    """Nothing can be posted to this address."""
    return Refusal(405, _("This address does not accept submissions."), Allow=allowed)


def too_large(limit: int) -> Refusal:
    """More than the address takes."""
    sentence = _("This is too large: the limit is %(most)s.")
    return Refusal(413, sentence % {"most": filesizeformat(limit)})


def too_slow() -> Refusal:
    """Half of it, and then nothing."""
    return Refusal(408, _("This took too long to arrive. Check the connection and send it again."))


def too_many() -> Refusal:
    """Of one network."""
    sentence = _("Too much is being sent from your network at once. Try again in a moment.")
    return Refusal(429, sentence, Retry_After="10")


def busy() -> Refusal:
    """Of all."""
    return Refusal(503, _("The site is busy. Try again in a moment."), Retry_After="5")


def too_many_logins() -> Refusal:
    """More than passwords can be checked."""
    sentence = _("The server is busy checking logins. Try again in a few seconds.")
    return Refusal(429, sentence, Retry_After="5")


def logged_out(environ: Environ) -> Refusal:
    """What only those at the desk may send: a script is told, a browser is sent to log in."""
    sentence = _("You were logged out.")
    if environ["PATH_INFO"].startswith(problems.API):
        return Refusal(401, "Send a token that holds.", WWW_Authenticate="Bearer")
    if "application/json" in environ.get("HTTP_ACCEPT", ""):
        return Refusal(401, sentence)
    there = quote(environ["PATH_INFO"].encode("latin-1"))
    return Refusal(302, sentence, Location=f"/admin/login/?next={there}")
