"""One press ends mails of a kind, without logging in (RFC 8058): whoever has the mail may press."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.urls import reverse

from articles.models.notices.choices import DEFAULTS, ByMail, NoticeChoices
from articles.models.notices.notice import Kind, Notice

#: All that comes in digests, in the place of a kind.
DIGEST = "digest"
SALT = "notices"


def address_of(account: int, what: str) -> str:
    """Where mails of the kind (or `DIGEST`) end; "" where none is known of ours."""
    token = signing.Signer(salt=SALT).sign_object([account, what])
    return f"{settings.SITE_URL}{reverse('notices-off', args=[token])}" if settings.SITE_URL else ""


def read(token: str) -> tuple[int, str] | None:
    """Whose mails of what it ends; None for what is not ours."""
    try:
        account, what = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (account, what) if what == DIGEST or what in Kind.values else None


def label_of(what: str) -> str:
    """What ends, in words; "" for the digest."""
    return "" if what == DIGEST else str(Kind(what).label)


def end(account: int, what: str) -> None:
    """End them; what waits is not mailed either. Once or ten times, or of an account that is gone,
    is the same."""
    with transaction.atomic():
        if not User.objects.filter(pk=account, is_active=True).exists():
            return
        NoticeChoices.objects.get_or_create(account_id=account)
        choices = NoticeChoices.objects.select_for_update().get(account=account)
        kinds = [Kind(what)] if what != DIGEST else list(DEFAULTS)
        kinds = [one for one in kinds if what != DIGEST or choices.of(one).mail == ByMail.DIGEST]
        for kind in kinds:
            choices.choose(kind, mail=ByMail.NEVER)
        choices.save(update_fields=["ways"])
        Notice.objects.filter(to=account, kind__in=kinds).update(mail_at=None)
