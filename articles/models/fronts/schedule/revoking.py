"""Editions that somebody has scheduled who may not any more: nothing goes on in their name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models.changes.log import name_of
from articles.models.fronts.edition import Launch
from articles.models.fronts.front import Front


def coming_of(account: Any) -> int:
    """How many of the account's launches are to come."""
    return Launch.objects.filter(by=account.pk).coming().count()


def cancel_those_of(account: Any) -> int:
    """Cancel what the account has scheduled, because it is closed; returns how many."""
    return _cancel(list(Launch.objects.filter(by=account.pk).coming()))


def cancel_what_nobody_may() -> int:
    """Cancel what those have scheduled who may not lay out that front any more; returns how many.

    One query while nothing is scheduled.
    """
    coming = list(Launch.objects.exclude(by=None).coming().select_related("front__section"))
    if not coming:
        return 0
    # Read anew: accounts keep in mind what they may.
    accounts = get_user_model()._default_manager.in_bulk([launch.by_id for launch in coming])
    return _cancel(
        [one for one in coming if not one.front.may_be_edited_by(accounts.get(one.by_id))]
    )


def _cancel(launches: list[Launch]) -> int:
    number = 0
    for launch in launches:
        with transaction.atomic():
            front = Front.objects.select_related("section", "topic").get(pk=launch.front_id)
            front.lock()
            launch.refresh_from_db()
            if not launch.is_scheduled():
                continue
            why = _("%(name)s may not lay out this front any more.")
            front.cancelled(launch, None, why % {"name": launch.by_name or name_of(launch.by)})
            number += 1
    return number


def rights_changed(update_fields: Any = None, **_kwargs: Any) -> None:
    """Somebody's rights may have changed: look once that is committed."""
    if update_fields is not None and set(update_fields) == {"last_login"}:
        return
    transaction.on_commit(cancel_what_nobody_may, robust=True)
