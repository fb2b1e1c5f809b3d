"""Notices as mails: at once, a mail a kind; in a digest, all that gathered.

What is to be mailed is a moment in the notice's row. It is taken out in the transaction that
writes the mail, so that nothing is mailed twice or forgotten, whoever dies when; what was seen by
then, or is out of reach, is not mailed, and a mail that would say nothing is not written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models.access.letters import greeting, where
from articles.models.changes.mail import Mail
from articles.models.notices import unsubscribing
from articles.models.notices.choices import ByMail, NoticeChoices
from articles.models.notices.notice import Notice
from articles.models.notices.showing import Shown, shown_to
from articles.models.publication.paper import Paper

#: People in one go, and notices in one mail: of more the newest are named, the others counted.
MAX_PEOPLE, MAX_NAMED = 50, 50


def write_due(now: datetime | None = None) -> int:
    """Write the mails that are due; returns for how many people something was. Any number may do
    it at once."""
    now = now or timezone.now()
    due = Notice.objects.filter(mail_at__lte=now).order_by("to").values_list("to", flat=True)
    people = list(due.distinct()[:MAX_PEOPLE])
    for person in people:
        write_for(person, now)
    return len(people)


def write_for(person: int, now: datetime) -> None:
    """Write to one person what is due."""
    with transaction.atomic():
        rows = Notice.objects.filter(to=person, mail_at__lte=now).order_by("pk")
        found = list(rows.select_for_update(of=("self",)))
        if not found:
            return
        numbers = [one.pk for one in found]
        Notice.objects.filter(pk__in=numbers).update(mail_at=None, mailed_at=now)
        account = User.objects.select_related("notice_choices").get(pk=person)
        if not (settings.HAS_MAIL and account.email and account.is_active and account.is_staff):
            return
        choices = getattr(account, "notice_choices", None) or NoticeChoices(account=account)
        found.sort(key=lambda one: (one.at, one.pk), reverse=True)
        shown = [one for one in shown_in(choices, account, found) if one.is_within_reach]
        for what, some in _mails(choices, shown).items():
            _write(account, choices, what, some)


def shown_in(choices: NoticeChoices, account: User, rows: list[Notice]) -> list[Shown]:
    """In the language that they chose."""
    with translation.override(choices.language or settings.LANGUAGE_CODE):
        return shown_to(account, [one for one in rows if one.seen_at is None])


def _mails(choices: NoticeChoices, shown: Iterable[Shown]) -> dict[str, list[Shown]]:
    """What goes into which mail: by its kind, or the digest. Asked now: somebody may have chosen
    otherwise since."""
    mails: dict[str, list[Shown]] = {}
    for one in shown:
        chosen = choices.of(one.notice.kind).mail
        if chosen == ByMail.AT_ONCE:
            mails.setdefault(one.notice.kind, []).append(one)
        elif chosen == ByMail.DIGEST:
            mails.setdefault(unsubscribing.DIGEST, []).append(one)
    return mails


def _write(account: User, choices: NoticeChoices, what: str, shown: list[Shown]) -> None:
    language = choices.language or settings.LANGUAGE_CODE
    with translation.override(language):
        site = Paper.current().called
        number = len(shown)
        several = ngettext("%(n)d notice", "%(n)d notices", number) % {"n": number}
        subject = f"{site}: {shown[0].sentence if number == 1 else several}"
        off = unsubscribing.address_of(account.pk, what)
        more = number - MAX_NAMED
        paragraphs = [
            greeting(account),
            *map(_paragraph, shown[:MAX_NAMED]),
            ngettext("And %(n)d more.", "And %(n)d more.", more) % {"n": more} if more > 0 else "",
            _("Notification settings: %(address)s") % {"address": where("admin:notices-ways")},
            _("Unsubscribe: %(address)s") % {"address": off} if off else "",
        ]
        Mail.write(
            account.email, subject, paragraphs, about=account, unsubscribe=off, language=language
        )


def _paragraph(one: Shown) -> str:
    lines = [
        one.sentence,
        f"“{one.note}”" if one.note else "",
        where("admin:notice", one.notice.pk),
    ]
    return "\n".join(filter(None, lines))
