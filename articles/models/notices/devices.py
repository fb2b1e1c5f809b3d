"""Browsers that are told of notices while they are closed, each as long as the login that it was
asked under: a device whose login has ended is told nothing."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any, Self

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.access.sealing import seal
from articles.lib.outside import posting, web_push
from articles.models.access.sessions import DeskSession
from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.common.texts import Line
from articles.models.notices.notice import Notice

SEALED = "devices"
#: Devices of one account: who asks for more loses the oldest.
MOST = 20
#: What was not told within this time is not told.
TRIED = timedelta(hours=12)


class PushDevice(models.Model):
    """One browser of one login."""

    session = models.ForeignKey(DeskSession, on_delete=models.CASCADE, related_name="devices")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_devices"
    )
    #: The address at its push service, sealed with its keys: whoever has them can write to it.
    subscription = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)
    error = Line(max_length=200, blank=True)

    class Meta:
        verbose_name = _("device that is told")
        verbose_name_plural = _("devices that are told")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.session)

    @classmethod
    def take(cls, session: DeskSession, endpoint: str, p256dh: str, auth: str) -> Self:
        """Tell this browser from now on, under this login. Raises NotAKey and
        posting.NotAllowed."""
        posting.parts_of(endpoint, settings.PUSH_NETWORKS)
        web_push.key_of(p256dh, auth)
        sealed = seal(f"{endpoint}\n{p256dh}\n{auth}", purpose=SEALED)
        details = {"session": session, "account_id": session.account_id, "subscription": sealed}
        with transaction.atomic():
            one, _made = cls.objects.update_or_create(digest=digest_of(endpoint), defaults=details)
            mine = cls.objects.filter(account=session.account_id).order_by("-made_at", "-pk")
            cls.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST:])).delete()
        return one


def digest_of(endpoint: str) -> str:
    """By which a browser's subscription is known."""
    return sha256(endpoint.encode()).hexdigest()


def open_devices() -> QuerySet[PushDevice]:
    """Those whose login is open."""
    session = Session.objects.filter(
        session_key=OuterRef("session__key"), expire_date__gt=timezone.now()
    )
    return PushDevice.objects.filter(Exists(session))


class PushMessage(ClaimedWork):
    """That a device is still to be told of a notice. What is said is asked when it is sent."""

    pace = Pace(timedelta(minutes=1), timedelta(seconds=30), timedelta(hours=1))

    device = models.ForeignKey(PushDevice, on_delete=models.CASCADE, related_name="messages")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="messages")
    asked_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    error = Line(max_length=200, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"notice {self.notice_id} to device {self.device_id}"


def ask_due(now: Any = None, most: int = 200) -> int:
    """Make messages of the notices that devices are to tell of by now; returns of how many."""
    now = now or timezone.now()
    with transaction.atomic():
        due = Notice.objects.filter(push_at__lte=now).order_by("pk")
        rows = list(due.select_for_update(of=("self",))[:most])
        if not rows:
            return 0
        Notice.objects.filter(pk__in=[one.pk for one in rows]).update(push_at=None)
        told = [one for one in rows if one.seen_at is None]
        theirs: dict[int, list[int]] = {}
        devices = open_devices().filter(account__in={one.to_id for one in told})
        for pk, account in devices.order_by("pk").values_list("pk", "account"):
            theirs.setdefault(account, []).append(pk)
        PushMessage.objects.bulk_create(
            PushMessage(device_id=pk, notice=one)
            for one in told
            for pk in theirs.get(one.to_id, ())
        )
    return len(rows)
