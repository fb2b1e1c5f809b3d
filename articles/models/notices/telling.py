"""Telling somebody of something, in the transaction of what is told.

    tell(Kind.ASSIGNED, [account], by=person, story=story, note="…")
    tell(Kind.ASSIGNED, [account], by=person, about="coverage:12", note="The budget debate")

Nobody is told of what they did themselves. What was told before and not looked at is told as one
notice, which counts. Mails and devices follow once the transaction is committed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.models.changes.log import name_of
from articles.models.common.actors import Actor
from articles.models.notices.choices import NoticeChoices
from articles.models.notices.devices import PushDevice
from articles.models.notices.notice import LONGEST_NOTE, Kind, Notice
from articles.models.story.rights import Owned
from articles.signals import notices_wait

#: A mail tells of the same thing again, where it was not looked at, after this time.
MAILED_AGAIN = timedelta(minutes=15)


def tell(
    kind: Kind,
    people: Iterable[Any],
    by: Actor,
    *,
    story: Owned | None = None,
    about: str = "",
    note: str = "",
    place: str = "",
    times: int = 1,
) -> None:
    """Tell `people` (accounts, or their numbers; None is passed over) of what `by` (None: the
    system) did `times` to `story`, or to the thing `about` (`things.py`). `place` says where in
    it, such as `comment:12`. Three queries and one for each notice that was there; none where
    there is nobody to be told."""
    numbers = {getattr(one, "pk", one) for one in people} - {None}
    actor = by.pk if by is not None and by.is_authenticated else None
    numbers.discard(actor)
    if not numbers:
        return
    about, now = about or f"story:{story.pk if story else 0}", timezone.now()
    said = {"by_id": actor, "by_name": name_of(by), "place": place, "at": now}
    said["note"] = note.strip()[:LONGEST_NOTE]
    with transaction.atomic(savepoint=False):
        there = _there(kind, numbers, about)
        made = []
        for choices in _choices_of(numbers):
            before = there.get(choices.account_id)
            one = before or Notice(kind=kind, to_id=choices.account_id, about=about, count=0)
            _say(one, choices, said, times, now)
            if before is not None:
                one.save()
            else:
                one.article_id, one.first_at = story.pk if story else None, now
                made.append(one)
        Notice.objects.bulk_create(made)
        if any(_is_due(one, now) for one in (*made, *there.values())):
            transaction.on_commit(lambda: notices_wait.send(Notice), robust=True)


def _say(
    one: Notice, choices: NoticeChoices, said: dict[str, Any], times: int, now: datetime
) -> None:
    for name, value in said.items():
        setattr(one, name, value)
    one.count += times
    one.on_bell = choices.of(one.kind).bell
    mailed = choices.when_mailed(one.kind, now) if settings.HAS_MAIL else None
    if mailed and one.mailed_at:
        mailed = max(mailed, one.mailed_at + MAILED_AGAIN)
    # What waits for its hour keeps it.
    one.mail_at = (one.mail_at or mailed) if mailed else None
    one.push_at = choices.when_pushed(one.kind, now) if choices.has_devices else None


def _is_due(one: Notice, now: datetime) -> bool:
    return any(moment is not None and moment <= now for moment in (one.mail_at, one.push_at))


def _there(kind: Kind, numbers: set[int], about: str) -> dict[int, Notice]:
    """The notices of the same that were not looked at, by whose they are."""
    rows = Notice.objects.unseen().filter(to__in=numbers, kind=kind, about=about)
    # In one order for all, so that no two wait for each other.
    return {one.to_id: one for one in rows.select_for_update(of=("self",)).order_by("pk")}


def _choices_of(numbers: set[int]) -> list[NoticeChoices]:
    """What those of them choose who are still at the desk."""
    people = User.objects.filter(pk__in=numbers, is_active=True, is_staff=True)
    told = Exists(PushDevice.objects.filter(account=OuterRef("pk")))
    found = []
    for one in people.select_related("notice_choices").annotate(told=told).order_by("pk"):
        choices = getattr(one, "notice_choices", None) or NoticeChoices(account=one)
        choices.has_devices = one.told
        found.append(choices)
    return found


def settle(story: Owned, *kinds: Kind) -> None:
    """Nobody has to look at these any more: somebody has done what they asked for."""
    Notice.objects.filter(article=story.pk, kind__in=kinds).see()
