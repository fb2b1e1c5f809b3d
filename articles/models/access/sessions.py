"""Who is logged in where: a row beside each session of the desk.

The session itself is Django's, and ends by its own row (lib/access/session_store.py). This one says
what its owner is shown of it. That it is used is written down once in some minutes.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import DatabaseError, models
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from articles.lib.access.session_store import ENDS, IDLE
from articles.models.access import places

#: That a session is used is written down once in so long.
NOTED_EVERY = timedelta(minutes=5)
#: A row is made a moment before its session is.
YOUNG = timedelta(hours=1)
#: Rights whose sessions are shorter: an open desk of theirs opens all others.
MANAGING = ("auth.add_user", "auth.change_user", "auth.change_group")


class DeskSession(models.Model):
    """What is known of a session."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_sessions"
    )
    key = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=places.LONGEST_ADDRESS, blank=True)
    agent = models.CharField(max_length=places.LONGEST_AGENT, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("login")
        verbose_name_plural = _("logins")
        ordering = ["-used_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.device}, {self.place}"

    @property
    def device(self) -> str:
        """The browser and its system, in words."""
        return places.device(self.agent)

    @property
    def place(self) -> str:
        """Where it is used from."""
        return places.place(self.address)

    def end(self) -> None:
        """Log it out; what it has not saved is kept where unsaved texts are."""
        Session.objects.filter(session_key=self.key).delete()
        self.delete()


def limits_of(account: Any) -> tuple[timedelta, timedelta]:
    """How long a session of the account may be idle, and how long it may be."""
    if account.is_superuser or any(map(account.has_perm, MANAGING)):
        idle, whole = settings.MANAGER_SESSION_IDLE_MINUTES, settings.MANAGER_SESSION_HOURS
    else:
        idle, whole = settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS
    return timedelta(minutes=idle), timedelta(hours=whole)


def logged_in(sender: Any, request: HttpRequest, user: Any, **_more: Any) -> None:
    """For Django's signal of that name."""
    begin(request, user)


def begin(request: HttpRequest, account: Any) -> None:
    """Give the request's session its limits, and its row."""
    session: Any = request.session
    idle, whole = limits_of(account)
    session[IDLE] = int(idle.total_seconds())
    session[ENDS] = int((timezone.now() + whole).timestamp())
    if session.session_key is None:
        session.save()
    _note(request, account, session.session_key)
    request._desk_key = session.session_key  # type: ignore[attr-defined]


def follow(request: HttpRequest, before: str | None) -> None:
    """Keep the row with its session, whose key was `before` and may be another one by now, as after
    each step of a login."""
    former, key = getattr(request, "_desk_key", before), request.session.session_key
    if former and key and former != key:
        was_renamed(former, key)


def _note(request: HttpRequest, account: Any, key: str) -> None:
    where = {"address": places.address_of(request), "agent": places.agent_of(request)}
    now = timezone.now()
    known = DeskSession.objects.filter(key=key, account=account.pk)
    if not known.update(used_at=now, **where):
        DeskSession.objects.update_or_create(
            key=key, defaults={"account": account, "began_at": now, "used_at": now, **where}
        )


def used(request: HttpRequest, *, at_once: bool = False) -> None:
    """Somebody does something: the session's end is put off (or brought back, where the clock was
    set back), at most once in some minutes unless `at_once`. Nothing is asked of the database
    otherwise."""
    session: Any = request.session
    account = request.user
    if not account.is_authenticated:
        return
    # A database that takes nothing now keeps nobody from reading.
    with suppress(DatabaseError):
        if ENDS not in session:
            begin(request, account)
        elif at_once or abs(timezone.now() - _last_noted(session)) >= NOTED_EVERY:
            _put_off(session, account)
            _note(request, account, session.session_key)


def _last_noted(session: Any) -> datetime:
    """By the end of the session's row, which is as much later as it may be idle."""
    runs_out = session.runs_out or timezone.now()
    if runs_out < session.ends:
        return runs_out - timedelta(seconds=session[IDLE])
    # It is nearly over, and use puts nothing off any more.
    rows = DeskSession.objects.filter(key=session.session_key)
    found = rows.values_list("used_at", flat=True).first()
    return found or datetime.min.replace(tzinfo=timezone.get_default_timezone())


def _put_off(session: Any, account: Any) -> None:
    """By the limits of what the account may now."""
    idle, _whole = limits_of(account)
    session.runs_out = min(timezone.now() + idle, session.ends)
    Session.objects.filter(session_key=session.session_key).update(expire_date=session.runs_out)


def left_of(request: HttpRequest) -> tuple[int, int] | None:
    """Seconds until the session ends without use, and at the latest; None where nobody is logged
    in."""
    session: Any = request.session
    if ENDS not in session or not request.user.is_authenticated:
        return None
    now = timezone.now()
    whole = int((session.ends - now).total_seconds())
    idle = whole if session.runs_out is None else int((session.runs_out - now).total_seconds())
    return max(0, min(idle, whole)), max(0, whole)


# --- The list, and ending them ----------------------------------------------------------


def sessions_of(account: Any) -> list[DeskSession]:
    """Those that are open, the last used first; two queries. A session from before the password
    was changed is none any more."""
    rows = list(DeskSession.objects.filter(account=account.pk))
    there = Session.objects.filter(
        session_key__in=[row.key for row in rows], expire_date__gt=timezone.now()
    )
    fitting = {one.session_key for one in there if _fits(one.get_decoded(), account)}
    return [row for row in rows if row.key in fitting]


def _fits(data: dict[str, Any], account: Any) -> bool:
    is_theirs = data.get(SESSION_KEY) == str(account.pk)
    hashed = account.get_session_auth_hash()
    return is_theirs and constant_time_compare(data.get(HASH_SESSION_KEY, ""), hashed)


def end_all(account: Any, *, but: str | None = None) -> int:
    """End all sessions of the account but the one of that key; returns how many were open."""
    mine = DeskSession.objects.filter(account=account.pk).exclude(key=but or "")
    keys = list(mine.values_list("key", flat=True))
    open_ones = Session.objects.filter(session_key__in=keys)
    count = open_ones.filter(expire_date__gt=timezone.now()).count()
    open_ones.delete()
    mine.delete()
    return count


def was_renamed(before: str, key: str) -> None:
    """The session's key is another one, as after a new password."""
    DeskSession.objects.filter(key=before).update(key=key)


def ended() -> QuerySet[DeskSession]:
    """Rows whose session is no more."""
    session = Session.objects.filter(session_key=OuterRef("key"))
    return DeskSession.objects.filter(~Exists(session), used_at__lt=timezone.now() - YOUNG)
