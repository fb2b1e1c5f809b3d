"""Problems of mail, chats and webhooks: what does not go out, and what nobody took."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.dashboard.problem import Problem, page_of
from articles.mailing import report as mails
from articles.models import ChatHook, Webhook

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


def chats_not_told(most: int) -> Iterator[Problem]:
    """Chats whose webhook does not take what they are told."""
    for one in ChatHook.failing(timezone.now())[:most]:
        since = date_format(timezone.localtime(one.failing_since or one.made_at), "j M, H:i")
        lost = ngettext(
            "%(n)d message could not be delivered.",
            "%(n)d messages could not be delivered.",
            one.given_up,
        )
        why = _("Not notified since %(since)s. %(why)s") % {"since": since, "why": one.error}
        yield Problem(
            _("Chat %(name)s") % {"name": one.name},
            page_of("articles_chathook_change", one.pk),
            f"{why} {lost % {'n': one.given_up}}" if one.given_up else why,
            _("Check its address and send a test, or switch it off."),
        )


def webhooks_not_told(most: int) -> Iterator[Problem]:
    """Webhooks that take nothing, or were switched off for that."""
    for one in Webhook.failing(timezone.now())[:most]:
        since = date_format(timezone.localtime(one.failing_since or one.made_at), "j M, H:i")
        lost = ngettext(
            "%(n)d delivery failed for good.", "%(n)d deliveries failed for good.", one.given_up
        )
        why = _("Failing since %(since)s. %(why)s") % {"since": since, "why": one.error}
        off = "" if one.is_on else _("It was switched off.")
        said = [why, off, lost % {"n": one.given_up} if one.given_up else ""]
        yield Problem(
            _("Webhook %(name)s") % {"name": one.name},
            page_of("articles_webhook_change", one.pk),
            " ".join(filter(None, said)),
            _("Ask whoever runs it, send a test, then resend what failed."),
        )
