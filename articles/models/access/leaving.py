"""Somebody leaves: the account is deactivated, and nothing goes on in its name.

What its owner had going ends with it, and their open stories get another hand, all in one
transaction. Accounts are never deleted: the log and the history keep their names. Activating one
again gives nothing of it back but the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.access import sessions
from articles.models.access.links import PasswordLink
from articles.models.access.tokens import ApiToken
from articles.models.changes.log import Entry, entry, name_of, record
from articles.models.changes.mail import Mail
from articles.models.desk.bulk import BulkJob
from articles.models.desk.preview_links import PreviewLink
from articles.models.fronts.schedule import revoking
from articles.models.lifecycle.appointments import Appointment
from articles.models.lifecycle.workflow import UNSEEN, NotAllowed
from articles.models.notices.choices import NoticeChoices
from articles.models.notices.notice import Kind, Notice
from articles.models.notices.telling import tell
from articles.models.people.accounts import reaches_content
from articles.models.planning import handing
from articles.models.story.article import Article
from articles.models.story.rights import Right, holders_of, may

#: Log entries written in one statement.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Going:
    """How much of somebody's is going."""

    sessions: int
    previews: int
    links: int
    tokens: int
    plans: int
    jobs: int
    #: Editions of fronts that are scheduled.
    fronts: int
    #: Planned coverage that they are asked to do.
    coverage: int
    #: Open stories of theirs: those that whoever closes the account hands over, and the others.
    stories: int
    out_of_reach: int


def what_is_going(account: Any, by: Any) -> Going:
    """What will end when `by` (None: the operator of the machine) closes the account."""
    keys = account.desk_sessions.values("key")
    open_ones = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    stories = _open_stories(account)
    within = _within_reach(stories, by).count()
    return Going(
        sessions=open_ones.count(),
        previews=_previews(account).count(),
        links=PasswordLink.objects.filter(account=account.pk).count(),
        tokens=ApiToken.objects.filter(account=account.pk).count(),
        plans=_plans(account).count(),
        jobs=_jobs(account).count(),
        fronts=revoking.coming_of(account),
        coverage=handing.open_of(account).count(),
        stories=within,
        out_of_reach=stories.count() - within,
    )


def _previews(account: Any) -> QuerySet[PreviewLink]:
    now = timezone.now()
    return PreviewLink.objects.filter(by=account.pk, revoked_at=None, expires_at__gt=now)


def _plans(account: Any) -> QuerySet[Appointment]:
    due, changes = Appointment.State.DUE, Appointment.Verb.CHANGES
    return Appointment.objects.filter(by=account.pk, state=due, verb=changes)


def _jobs(account: Any) -> QuerySet[BulkJob]:
    return BulkJob.objects.filter(by=account.pk, finished_at=None)


def _open_stories(account: Any) -> QuerySet[Article]:
    """Assigned to them and not out yet, or begun by them and nobody's. Of what lies in the bin it
    is asked when it is restored."""
    theirs = Q(assignee=account.pk) | Q(assignee=None, created_by=account.pk)
    stories: QuerySet[Article] = (
        Article.objects.not_binned().order_by().filter(theirs, state__in=UNSEEN)
    )
    return stories


def _within_reach(stories: QuerySet[Article], by: Any) -> QuerySet[Article]:
    if by is None:
        return stories
    if not may(by, Right.EDIT):
        return stories.none()
    return stories.filter(pk__in=Article.objects.within_reach_of(by).order_by().values("pk"))


def heirs(account: Any) -> QuerySet[User]:
    """Who may be given the stories of somebody who leaves."""
    writers = holders_of(Right.EDIT.value).filter(is_staff=True)
    return writers.exclude(pk=account.pk).order_by("username")


def leave(account: Any, by: Any, to: Any = None) -> bool:
    """Close the account, and hand its open stories to `to`, as far as `by` reaches them; the others
    are nobody's from now on. False where it was closed already."""
    with transaction.atomic():
        # No story's lock waits for this one, which leaves the keys of the row alone.
        row = User.objects.select_for_update(no_key=True).get(pk=account.pk)
        if not row.is_active:
            return False
        row.is_active = False
        row.save(update_fields=["is_active"])
        ended = {
            "sessions": sessions.end_all(row),
            "previews": _previews(row).update(revoked_at=timezone.now()),
            "links": PasswordLink.objects.filter(account=row).delete()[0],
            "tokens": ApiToken.revoke_all(row),
            "jobs": _jobs(row).update(finished_at=timezone.now()),
            "plans": _cancel_plans(row),
            "fronts": revoking.cancel_those_of(row),
            "stories": _hand_over(row, by, to),
            "coverage": handing.hand_over(row, by, to),
        }
        Notice.objects.filter(to=row).delete()
        NoticeChoices.objects.filter(account=row).delete()
        Mail.objects.filter(account=row, done_at=None).exclude(unsubscribe="").delete()
        record(
            Entry.Verb.ACCOUNT,
            by,
            title=row.get_username(),
            note="; ".join(filter(None, [_("account deactivated"), _in_words(ended, to)])),
            before={"is_active": True},
            after={"is_active": False},
            account=row.pk,
            content=reaches_content(row),
            ended=ended,
            to=to.pk if to is not None else None,
        )
    account.is_active = False
    return True


def _cancel_plans(account: Any) -> int:
    number = 0
    for plan in _plans(account).select_related("article"):
        try:
            plan.article.cancel_plan(None)
            number += 1
        except NotAllowed:
            continue  # done or taken back at this moment
    return number


def _hand_over(account: Any, by: Any, to: Any) -> int:
    stories = _open_stories(account)
    reached = set(_within_reach(stories, by).values_list("pk", flat=True)) if to else set()
    rows = list(stories.values_list("pk", "headline", "assignee"))
    for heir, numbers in (
        (to, [pk for pk, _title, _whose in rows if pk in reached]),
        # What was nobody's stays so.
        (None, [pk for pk, _title, whose in rows if pk not in reached and whose]),
    ):
        if not numbers:
            continue
        titles = {pk: title for pk, title, _whose in rows}
        for at in range(0, len(numbers), AT_ONCE):
            some = numbers[at : at + AT_ONCE]
            Article.objects.filter(pk__in=some).update(assignee=heir)
            Entry.objects.bulk_create(
                entry(
                    Entry.Verb.ASSIGN,
                    by,
                    title=titles[pk],
                    note=name_of(heir) or _("nobody"),
                    article_id=pk,
                    details={"before": account.get_username()},
                )
                for pk in some
            )
        if heir is not None:
            said = {"about": f"handed:{account.pk}", "note": account.get_username()}
            tell(Kind.ASSIGNED, [heir], by, times=len(numbers), **said)
    return len(rows)


def _in_words(ended: dict[str, int], to: Any) -> str:
    words = {
        "sessions": _("logins ended: %(n)d"),
        "previews": _("preview links revoked: %(n)d"),
        "links": _("password links withdrawn: %(n)d"),
        "tokens": _("API tokens revoked: %(n)d"),
        "jobs": _("bulk jobs stopped: %(n)d"),
        "plans": _("scheduled changes cancelled: %(n)d"),
        "fronts": _("scheduled editions of fronts cancelled: %(n)d"),
        "stories": _("open stories handed over: %(n)d")
        if to is not None
        else _("open stories unassigned: %(n)d"),
        "coverage": _("coverage assignments handed over: %(n)d")
        if to is not None
        else _("coverage assignments ended: %(n)d"),
    }
    return "; ".join(words[what] % {"n": number} for what, number in ended.items() if number)


def come_back(account: Any, by: Any) -> bool:
    """Activate the account again, and nothing else; False where it was active."""
    with transaction.atomic():
        if not User.objects.filter(pk=account.pk, is_active=False).update(is_active=True):
            return False
        record(
            Entry.Verb.ACCOUNT,
            by,
            title=account.get_username(),
            note=_("account activated"),
            before={"is_active": False},
            after={"is_active": True},
            account=account.pk,
            content=reaches_content(account),
        )
    account.is_active = True
    return True
