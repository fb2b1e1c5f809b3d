"""Problems of mail: what does not go out, and what no mailbox took."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.admin.dashboard.problem import Problem, page_of
from articles.mailing import report as mails

#: A mail that was not sent after so long is no passing matter.
MAIL_LATE_AFTER = timedelta(minutes=1)


def not_sent() -> Iterator[Problem]:
    """Mail that does not go out."""
    if late := mails.failing(timezone.now() - MAIL_LATE_AFTER):
        since = date_format(timezone.localtime(late.since), "j M, H:i")
        yield Problem(
            _("Mail"),
            "",
            _("None can be sent since %(since)s. %(why)s") % {"since": since, "why": late.why},
            _("It is retried automatically; tell your operator. Links can be handed over instead."),
        )


def given_up(most: int) -> Iterator[Problem]:
    """Mails that no mailbox took."""
    for mail in mails.given_up(most):
        yield Problem(
            _("Mail to %(address)s") % {"address": mail.to},
            page_of("auth_user_change", mail.account_id) if mail.account_id else "",
            _("“%(subject)s” could not be delivered. %(why)s")
            % {"subject": mail.subject, "why": mail.error},
            _("Check the address of the account."),
        )
