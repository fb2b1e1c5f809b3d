"""Messages on their way to devices: each sent by one worker, again where it fails, and given up
when it is old. A device that its push service does not know any more is forgotten."""

from __future__ import annotations

import json
import logging
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from django.conf import settings
from django.utils import timezone, translation

from articles.lib.access.sealing import NotOurs, unseal
from articles.lib.outside import posting, web_push
from articles.models.access.letters import where
from articles.models.notices.devices import SEALED, TRIED, PushDevice, PushMessage, open_devices
from articles.models.notices.showing import shown_to
from articles.models.publication.paper import Paper

logger = logging.getLogger(__name__)

MOST = 20
#: Seconds that a service may keep it for a device that is off.
KEPT = 12 * 3_600
#: A service does not know the device any more.
GONE = {404, 410}


def key() -> EllipticCurvePrivateKey:
    """Ours."""
    return web_push.vapid_key(settings.SECRET_KEY, settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """As browsers ask for it."""
    return web_push.encode(web_push.raw(key().public_key()))


def contact() -> str:
    """Whom a push service may write to."""
    return settings.SECURITY_CONTACT or settings.SITE_URL or f"mailto:{settings.SERVER_EMAIL}"


def work(*, most: int = MOST) -> int:
    """Send what is due; returns how many are done with."""
    done = 0
    rows = PushMessage.due().select_related("device__session", "notice__to")
    for one in rows.order_by("next_try_at", "pk")[:most]:
        if one.claim():
            done += _send(one)
    return done


def _send(one: PushMessage) -> bool:
    """Whether it is done with."""
    body = _body(one)
    if body is None or timezone.now() - one.asked_at > TRIED:
        one.delete()
        return True
    try:
        endpoint, p256dh, auth = unseal(one.device.subscription, purpose=SEALED).split("\n")
        answer = posting.post(
            endpoint,
            web_push.encrypted(body, p256dh, auth),
            _headers(endpoint, one),
            allowed=settings.PUSH_NETWORKS,
        )
    except (NotOurs, ValueError, web_push.NotAKey, posting.NotAllowed) as why:
        # Another SECRET_KEY, or an address that leads into the house by now.
        logger.warning("Device %d is forgotten: %s", one.device_id, why or type(why).__name__)
        one.device.delete()
        return True
    except posting.Away as why:
        return _later(one, str(why), 0)
    return _answered(one, answer)


def _answered(one: PushMessage, answer: posting.Answer) -> bool:
    if answer.status in GONE:
        one.device.delete()
        return True
    if 200 <= answer.status < 300:
        PushDevice.objects.filter(pk=one.device_id).update(told_at=timezone.now(), error="")
        one.delete()
        return True
    said = f"{answer.status} {answer.text}".strip()
    if answer.status == 429 or answer.status >= 500:
        return _later(one, said, answer.wait)
    # Refused as it is: it would be again.
    logger.warning("Device %d was not told: %s", one.device_id, said[:200])
    PushDevice.objects.filter(pk=one.device_id).update(**PushMessage.told(said))
    one.delete()
    return True


def _later(one: PushMessage, why: str, wait: int) -> bool:
    later = max(PushMessage.pace.after(one.attempts), timedelta(seconds=wait))
    one.put_off(why, wait=later)
    return False


def _headers(endpoint: str, one: PushMessage) -> dict[str, str]:
    topic = sha256(f"{one.notice.kind} {one.notice.about}".encode()).digest()[:24]
    return {
        "Authorization": web_push.authorization(endpoint, contact(), key()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT),
        "Urgency": "normal",
        # A newer word of the same thing takes the place of one that still waits.
        "Topic": urlsafe_b64encode(topic).decode(),
    }


def _body(one: PushMessage) -> bytes | None:
    """What is said; None where nothing is to be said any more. Rights are asked now."""
    notice = one.notice
    if notice.seen_at is not None or not open_devices().filter(pk=one.device_id).exists():
        return None
    choices = getattr(notice.to, "notice_choices", None)
    language = choices.language if choices else ""
    with translation.override(language or settings.LANGUAGE_CODE):
        (shown,) = shown_to(notice.to, [notice])
        if not shown.is_within_reach:
            return None
        said = {
            "title": Paper.current().called,
            "body": shown.sentence[:300],
            "open": where("admin:notice", notice.pk) or f"/admin/notices/{notice.pk}/",
            "tag": f"{notice.kind} {notice.about}",
            "lang": language or settings.LANGUAGE_CODE,
        }
    return json.dumps(said, ensure_ascii=False).encode()[: web_push.MOST_BYTES]
