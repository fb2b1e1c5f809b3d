"""Redirects that editors and imports keep: from an address that the site does not have to one that
it has, or to one elsewhere.

An address that the site has goes before a redirect from it: nothing that is here can be hidden.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from articles.models.common.actors import account
from articles.models.common.texts import Line
from articles.models.common.tracked import Tracked

LONGEST: Final = 500  # characters
#: Steps that are followed from one redirect to the next: more are a circle, or a mistake.
MOST_STEPS: Final = 20
#: Where no redirect may begin: the desk, and what is no page.
KEPT_FREE: Final = ("/admin/", "/static/", "/media/", "/healthz", "/readyz", "/metrics", "/api/")
_SLASHES = re.compile("/{2,}")
#: What stands in addresses as it is (RFC 3986).
_SIGNS: Final = "/?&=#%:@!$'()+*,;~-._[]"


class Redirect(Tracked):
    """From where, to where, and how often it was followed."""

    came_from = Line(
        _("from"),
        max_length=LONGEST,
        unique=True,
        help_text=_("The old address on this site: /2019/05/harbour/, or all of it."),
    )
    leads_to = Line(
        _("to"),
        max_length=LONGEST,
        help_text=_("An address on this site, or one elsewhere with https://."),
    )
    #: By whom it was made; empty where an import did.
    by = account(verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    hits = models.PositiveBigIntegerField(_("hits"), default=0, editable=False)
    last_hit_at = models.DateTimeField(_("last hit"), null=True, editable=False)

    own_fields: ClassVar[tuple[str, ...]] = ("came_from", "leads_to")

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["came_from"]
        default_permissions = ()
        indexes = [
            models.Index(models.F("hits").desc(), "id", name="redirect_hits"),
        ]

    def __str__(self) -> str:
        return f"{self.came_from} → {self.leads_to}"

    def clean(self) -> None:
        """Bring both addresses into the form in which they are looked for. Raises ValidationError
        for what is none, for the desk, and for a circle."""
        errors: dict[str, str] = {}
        self.came_from = known_as(self.came_from)
        self.leads_to = leading(self.leads_to)
        if not self.came_from or self.came_from == "/":
            errors["came_from"] = said("Write a path on this site, such as /2019/05/harbour/.")
        elif self.came_from.startswith(KEPT_FREE):
            errors["came_from"] = said("This address can’t be redirected.")
        if not self.leads_to:
            errors["leads_to"] = said("Write a path such as /sports/, or an address with https://.")
        elif not errors and self._is_circle():
            errors["leads_to"] = said("That redirects back to itself.")
        if errors:
            raise ValidationError(errors)

    def _is_circle(self) -> bool:
        """Whether one comes back to this redirect by going on from where it leads to."""
        there, steps = on_this_site(self.leads_to), 0
        while there and steps < MOST_STEPS:
            if self.came_from in (there, there.partition("?")[0]):
                return True
            step = Redirect._of(there)
            if step is None or step.pk == self.pk:
                return False
            there, steps = on_this_site(step.leads_to), steps + 1
        return bool(there)

    @classmethod
    def followed(cls, path: str, query: str) -> tuple[int, str] | None:
        """The redirect for that path and query (as a browser sends them), by its number, and where
        it leads in the end; None where there is none, or no end. What is known of the whole address
        goes before what is known of its path. A chain is walked here, a query a step, so that a
        reader is sent on once."""
        first = found = cls._of(known_as(f"{path}?{query}" if query else path))
        seen = set[str]()
        while found is not None and len(seen) < MOST_STEPS:
            seen.add(found.came_from)
            step = cls._of(on_this_site(found.leads_to))
            if step is None:
                break
            if step.came_from in seen:
                return None
            found = step
        return (first.pk, found.leads_to) if first and found else None

    @classmethod
    def _of(cls, address: str) -> Redirect | None:
        """The one from that address, else the one from its path."""
        names = [one for one in (address, address.partition("?")[0]) if 0 < len(one) <= LONGEST]
        rows = {row.came_from: row for row in cls.objects.filter(came_from__in=names)}
        return next((rows[name] for name in names if name in rows), None)


def known_as(address: str) -> str:
    """An address of this site in the one form in which it is looked for: readable, without scheme,
    host, fragment and last slash, its query in order. "" for what is none."""
    address = address.strip()
    if "://" not in address and not address.startswith("/"):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = _SLASHES.sub("/", unquote(parts.path, errors="replace").replace("\0", ""))
    path = path.rstrip("/") or "/"
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)[:50]))
    return f"{path}?{query}" if query else path


def on_this_site(address: str) -> str:
    """What `leading` has given, as it is looked for; "" for what is elsewhere."""
    return known_as(address) if address.startswith("/") else ""


def leading(address: str) -> str:
    """An address that readers can be sent to: a path on this site, or one with https:// or http://;
    "" for what is neither."""
    address = address.strip()
    if address.startswith("/") and not address.startswith(("//", "/\\")):
        return quote(unquote(address), safe=_SIGNS)
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or parts.username or not host:
        return ""
    if host in {urlsplit(settings.SITE_URL).hostname, *settings.ALLOWED_HOSTS}:
        rest = urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment))
        return quote(unquote(rest), safe=_SIGNS)
    if "." not in host:
        return ""
    return quote(address, safe=_SIGNS)
