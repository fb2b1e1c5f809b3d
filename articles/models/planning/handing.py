"""What somebody who leaves was asked to cover is asked of another; their calendar address ends."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.models.changes.log import Entry, name_of
from articles.models.planning.assignment import Assignment
from articles.models.planning.feeds import CalendarFeed
from articles.models.planning.filters import SavedFilter
from articles.models.story.rights import is_at_desk


def open_of(account: Any) -> QuerySet[Assignment]:
    """What the account is asked to do, and has not declined, of plans that are not archived."""
    asked = Assignment.objects.filter(person=account.pk, plan__archived_at=None)
    return asked.exclude(answer=Assignment.Answer.DECLINED).order_by("pk")


def hand_over(account: Any, by: Any, to: Any = None) -> int:
    """Ask `to` (None: nobody) in their place; returns of how many. Belongs into the transaction in
    which the account is closed. Filters that all have stay, as `to`'s."""
    handed = 0
    for one in open_of(account).select_related("plan", "person"):
        plan, role = one.plan, one.role
        with plan.turn(None):
            said = one.in_words()
            one.delete()
            plan.touched()
            note = _("%(who)s has left") % {"who": said}
            heir = to if to is not None and is_at_desk(to) else None
            plan.log(Entry.Verb.PLAN_ASSIGN, by, note=note, to=name_of(heir), person=account.pk)
        if heir is not None:
            Assignment.ask(plan, heir, role, None)
        handed += 1
    CalendarFeed.objects.filter(account=account.pk).delete()
    SavedFilter.objects.filter(owner=account.pk, is_shared=True).update(
        owner=to.pk if to is not None else None
    )
    return handed
