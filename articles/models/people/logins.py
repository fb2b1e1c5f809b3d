"""Who logged in and out, and who tried: in the log, for some months.

What was typed as a name is kept only where there is such an account: people type their password
into the wrong field. An address is somebody's, so the whole entry goes after `KEPT`. Whoever tries
thousands of passwords fills nothing: so many failures an hour are written down, and no more.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib.access.networks import client_of
from articles.models.access.letters import What, told_of
from articles.models.changes.log import Entry, record
from articles.models.changes.seals import KEPT_FOR, PASSING

#: Failures that are written down within `HOUR`.
MOST_FAILURES, HOUR = 100, timedelta(hours=1)
#: A lock is said once in so long.
LOCK = timedelta(minutes=15)


def logged_in(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
    """For Django's signal of that name."""
    if (where := _from(request)) is not None:
        # Whoever let them in says how, where it was not by a password alone.
        how = getattr(request, "logged_in_by", "")
        note = "; ".join(filter(None, [how, where]))
        record(Entry.Verb.LOGIN, user, title=user.get_username(), note=note)


def logged_out(sender: Any, request: HttpRequest, user: User | None, **_more: Any) -> None:
    """For Django's signal of that name; `user` is None where nobody was logged in."""
    if user is not None and (where := _from(request)) is not None:
        record(Entry.Verb.LOGOUT, user, title=user.get_username(), note=where)


def login_failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any
) -> None:
    """For Django's signal of that name."""
    if request is None or (where := _from(request)) is None:
        return
    typed = str(credentials.get("username") or "").replace("\0", "")[:150]
    known = User.objects.filter(username=typed).values_list("username", flat=True).first()
    title, now = known or _("unknown name"), timezone.now()
    if why := getattr(request, "failed_by", ""):
        where = f"{why}; {where}"
    failures = Entry.objects.filter(verb=Entry.Verb.LOGIN_FAILED)
    if getattr(request, "axes_locked_out", False):
        locked = _("locked for a while")
        said = failures.filter(title=title, note__startswith=locked, at__gte=now - LOCK)
        where = "" if said.exists() else f"{locked}; {where}"
    written = len(failures.filter(at__gte=now - HOUR).values_list("pk")[:MOST_FAILURES])
    if not where or written >= MOST_FAILURES:
        return
    if written == MOST_FAILURES - 1:
        where += "; " + _("there are very many: no more of this hour are written down")
    record(Entry.Verb.LOGIN_FAILED, None, title=title, note=where)


def factor_changed(request: HttpRequest, account: User, what: str, by: User | None = None) -> None:
    """Log that something was done to the second factors of `account`, by its owner or else `by`,
    and tell its owner."""
    where = _from(request) or ""
    note = "; ".join(filter(None, [what, where]))
    actor, name = by or account, account.get_username()
    record(Entry.Verb.FACTOR, actor, title=name, note=note, account=account.pk)
    told_of(account, What.FACTOR, by=by, request=request)


def _from(request: HttpRequest) -> str | None:
    """Where it came from, in words; None where it is no request of a browser's."""
    if "REMOTE_ADDR" not in request.META:
        return None
    address = client_of(request.META, settings.TRUSTED_PROXIES)
    return _("from %(address)s") % {"address": address[:45] or _("an unknown address")}


def old() -> QuerySet[Entry]:
    """The entries that have been kept for long enough."""
    return Entry.objects.filter(verb__in=PASSING, at__lt=timezone.now() - KEPT_FOR)
