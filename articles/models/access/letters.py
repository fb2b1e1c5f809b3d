"""Mails that tell somebody what was done to their account, so that they notice what was not them.

They say what, when and from where, and what to do about it. In the site's language; the names in
them are set apart, so that none turns a sentence around.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.models.access import places
from articles.models.changes.log import name_of
from articles.models.changes.mail import Mail
from articles.models.publication.paper import Paper


class What(Enum):
    """What was done, as the subject says it."""

    PASSWORD = gettext_noop("your password was changed")
    ADDRESS = gettext_noop("your e-mail address was changed")
    FACTOR = gettext_noop("your second factor was changed")
    DEVICE = gettext_noop("new login")
    TOKEN = gettext_noop("an API token was made for your account")
    CODES = gettext_noop("wrong codes")
    CONFIRMING = gettext_noop("wrong passwords or codes")


#: What each mail says was done.
SENTENCES: Final = {
    What.PASSWORD: gettext_noop("The password of your account %(name)s at %(site)s was changed."),
    What.ADDRESS: gettext_noop(
        "The e-mail address of your account %(name)s at %(site)s was changed to %(address)s."
    ),
    What.FACTOR: gettext_noop("A second factor of your account %(name)s at %(site)s was changed."),
    What.DEVICE: gettext_noop(
        "Someone has logged in to your account %(name)s at %(site)s on a new device."
    ),
    What.TOKEN: gettext_noop(
        "An API token was made for your account %(name)s at %(site)s. A program that has it works "
        "in your name."
    ),
    What.CODES: gettext_noop(
        "Someone has the password of your account %(name)s at %(site)s, and has failed at "
        "its second factor several times."
    ),
    What.CONFIRMING: gettext_noop(
        "Someone who is logged in to your account %(name)s at %(site)s has typed a wrong "
        "password or code several times."
    ),
}


def told_of(
    account: Any,
    what: What,
    *,
    by: Any = None,
    request: HttpRequest | None = None,
    former: str = "",
    once_in: timedelta | None = None,
    also: str = "",
) -> None:
    """Tell the owner of `account`, at its address and at a `former` one, that `what` was done, by
    whom if it was somebody else, and from where if by a request of theirs; `also` is one of
    gettext_noop's sentences that are said with it. Belongs into the
    transaction of the deed; tells nobody where no mail is set up, or who was told of the same
    within `once_in`."""
    addresses = dict.fromkeys(filter(None, [account.email, former]))
    if not settings.HAS_MAIL or not addresses:
        return
    with translation.override(settings.LANGUAGE_CODE):
        site = Paper.current().called
        subject = f"{site}: {_(what.value)}"
        if once_in and _was_told(account, subject, once_in):
            return
        paragraphs = [
            greeting(account),
            _sentence(what, account, site),
            _(also) if also else "",
            _("By: %(name)s") % {"name": apart(name_of(by))} if _is_other(by, account) else "",
            "" if request is None or _is_other(by, account) else _from(request),
            _when(),
            _("If this was you, there is nothing to do."),
            _(
                "If it was not, end all other logins, revoke API tokens that you do not know, "
                "change your password, and tell whoever manages accounts."
            ),
            where("admin:sessions"),
        ]
        for to in addresses:
            Mail.write(to, subject, paragraphs, about=account)


def _was_told(account: Any, subject: str, within: timedelta) -> bool:
    of_late = Mail.objects.filter(account=account, asked_at__gt=timezone.now() - within)
    return of_late.filter(subject=subject[:200]).exists()


def address_of_link(secret: str, site: str = "") -> str:
    """Where somebody chooses their password; at `site` where the portal does not know its own
    address."""
    return f"{settings.SITE_URL or site}{reverse('admin:choose-password', args=[secret])}"


def invitation(account: Any, by: Any, address: str, until: datetime) -> Mail | None:
    """Send somebody the link by which they come in; None where it can't be mailed."""
    with translation.override(settings.LANGUAGE_CODE):
        site = Paper.current().called
        names = {"by": apart(name_of(by)), "site": apart(site)}
        names |= {"name": apart(account.get_username()), "until": _moment(until)}
        return Mail.write(
            account.email,
            _("%(site)s: your account") % {"site": site},
            [
                greeting(account),
                _("%(by)s has made an account for you at %(site)s. Its name is %(name)s.") % names
                if by is not None
                else _("There is an account for you at %(site)s. Its name is %(name)s.") % names,
                _("Choose your password here, until %(until)s. The link works once:") % names,
                address,
                _("If you know nothing of this, you need not do anything."),
            ],
            about=account,
        )


def forgotten(account: Any, address: str, until: datetime) -> Mail | None:
    """Send somebody the link that they asked for."""
    with translation.override(settings.LANGUAGE_CODE):
        site = Paper.current().called
        names = {"name": apart(account.get_username()), "site": apart(site)}
        names |= {"until": _moment(until)}
        return Mail.write(
            account.email,
            _("%(site)s: choose a new password") % {"site": site},
            [
                greeting(account),
                _("Someone has asked for a new password for your account %(name)s at %(site)s.")
                % names,
                _("Choose one here, until %(until)s. The link works once:") % names,
                address,
                _("If that was not you, do nothing: your password stays as it is."),
            ],
            about=account,
        )


def _is_other(by: Any, account: Any) -> bool:
    return by is not None and by.pk != account.pk


def _sentence(what: What, account: Any, site: str) -> str:
    names = {"name": apart(account.get_username()), "site": apart(site), "address": account.email}
    return _(SENTENCES[what]) % names


def greeting(account: Any) -> str:
    """The first line."""
    return _("Hello %(name)s,") % {"name": apart(name_of(account))}


def _from(request: HttpRequest) -> str:
    device = places.device(places.agent_of(request))
    names = {"device": device, "place": places.place(places.address_of(request))}
    return _("Device: %(device)s. From: %(place)s.") % names


def _when() -> str:
    return _("When: %(when)s") % {"when": _moment(timezone.now())}


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{date_format(local, 'j F Y, H:i')} ({local:%Z})"


def where(name: str, *args: Any) -> str:
    """The address of a page of the desk; "" where the portal does not know its own."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}" if settings.SITE_URL else ""


def apart(text: str) -> str:
    """A name that runs as its own letters do, whatever stands around it (Unicode Standard Annex 9);
    plain where all of it is ASCII."""
    return text if text.isascii() else f"\u2068{text}\u2069"
