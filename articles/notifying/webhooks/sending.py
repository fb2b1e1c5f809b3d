"""Deliveries on their way: to many webhooks at once, to each one after the other.

Threads post and know nothing of the database; who called them claims, and keeps how it went. So a
server that hangs holds up nobody but itself.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib.access.sealing import NotOurs
from articles.lib.outside import posting, signing
from articles.models.webhooks.delivery import TEST, TRIED, State, WebhookDelivery
from articles.models.webhooks.webhook import FAILURES, Webhook

logger = logging.getLogger(__name__)

#: Webhooks that are posted to at once, and deliveries of one in a row.
AT_ONCE, IN_A_ROW = 8, 20
#: Seconds after which a row ends: the slow ones are nobody else's.
LONGEST_ROW = 30.0
#: Seconds until somebody looks for what was written meanwhile.
LOOK = 1.0
GONE = 410
#: It can't take anything now, whatever that is.
DOWN = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a post went."""

    #: Why it was not taken; "" where it was.
    why: str = ""
    status: int | None = None
    answer: str = ""
    #: Seconds that the server asks to be left alone for.
    wait: int = 0
    #: Whether nothing else would be taken, either.
    is_down: bool = False
    #: Whether we left it alone.
    is_gone: bool = False


@dataclass
class Row:
    """Deliveries of one webhook that are sent one after the other, and how far that went."""

    webhook: Webhook
    deliveries: list[WebhookDelivery]
    outcomes: list[Outcome] = field(default_factory=list)

    def post(self) -> Row:
        """In a thread: post until it is down, or too slow."""
        end = monotonic() + LONGEST_ROW
        for one in self.deliveries:
            self.outcomes.append(outcome := posted(self.webhook, one))
            if outcome.is_down or outcome.is_gone or monotonic() > end:
                break
        return self


def work(*, at_once: int = AT_ONCE) -> int:
    """Send what is due, until nothing is; returns how many were delivered or given up."""
    done, running = 0, dict[Future[Row], int]()
    with ThreadPoolExecutor(at_once, "webhook") as pool:
        while True:
            for row in _taken(set(running.values()), at_once - len(running)):
                running[pool.submit(row.post)] = row.webhook.pk
            if not running:
                return done
            for one in wait(running, LOOK, FIRST_COMPLETED).done:
                del running[one]
                done += _settle(one.result())


def _taken(busy: set[int], most: int) -> Iterator[Row]:
    """Rows of the webhooks that nobody posts to here, claimed."""
    ready = WebhookDelivery.ready().exclude(webhook__in=busy)
    numbers = list(ready.order_by().values_list("webhook", flat=True).distinct()[:most])
    for webhook in Webhook.objects.filter(pk__in=numbers):
        if not webhook.is_on:
            WebhookDelivery.give_up_waiting(_("The webhook is switched off."), webhook)
            continue
        rows = WebhookDelivery.ready().filter(webhook=webhook)
        if ours := WebhookDelivery.claim_some(rows, IN_A_ROW):
            yield Row(webhook, ours)


def send_now(one: WebhookDelivery) -> Outcome | None:
    """Send this one while somebody waits for it; None where it is in another hand."""
    if not one.claim():
        return None
    row = Row(one.webhook, [one]).post()
    _settle(row)
    return row.outcomes[0]


def posted(webhook: Webhook, one: WebhookDelivery) -> Outcome:
    """Post it, and say how that went. Never raises."""
    try:
        return _answered(_post(webhook, one))
    except NotOurs:
        return Outcome(_("Its secret can no longer be read: create a new one."), is_down=True)
    except posting.NotAllowed as why:
        return Outcome(_("Its address is not allowed: %(why)s.") % {"why": why}, is_down=True)
    except posting.Away as why:
        return Outcome(_("It can’t be reached: %(why)s.") % {"why": why}, is_down=True)
    except Exception as error:
        logger.exception("Delivery %s broke.", one.message_id)
        return Outcome(_("Internal error: %(error)s") % {"error": type(error).__name__})


def _post(webhook: Webhook, one: WebhookDelivery) -> posting.Answer:
    body, now = one.body.encode(), timezone.now()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Newsportal-Webhooks",
        **signing.headers(webhook.secrets(now), one.message_id, int(now.timestamp()), body),
    }
    return posting.post(webhook.address, body, headers, allowed=settings.WEBHOOK_NETWORKS)


def _answered(answer: posting.Answer) -> Outcome:
    status, text = answer.status, " ".join(answer.text.split())[:300]
    if 200 <= status < 300:
        why = "" if answer.is_whole else _("Its answer was cut short.")
        return Outcome(why, status, text)
    if 300 <= status < 400:
        why = _("It redirects, which is not followed.")
    elif status == GONE:
        return Outcome(_("It answered that it is gone for good (410)."), status, text, is_gone=True)
    else:
        why = _("It answered %(status)d.") % {"status": status}
    return Outcome(why, status, text, answer.wait, status >= 500 or status in DOWN)


def _settle(row: Row) -> int:
    """Keep how it went; returns how many are done with."""
    done, was_down = 0, row.webhook.failures >= FAILURES
    for one, outcome in zip(row.deliveries, row.outcomes, strict=False):
        done += _keep(row.webhook, one, outcome)
    for one in row.deliveries[len(row.outcomes) :]:
        # Nobody has tried them.
        one.settle(attempts=one.attempts - 1)
    if was_down and not row.webhook.failures:
        WebhookDelivery.try_now(row.webhook)
    return done


def _keep(webhook: Webhook, one: WebhookDelivery, outcome: Outcome) -> bool:
    """Whether it is done with."""
    now = timezone.now()
    said: dict[str, Any] = {"status": outcome.status, "answer": outcome.answer}
    if not outcome.why:
        one.settle(state=State.DELIVERED, done_at=now, error="", **said)
        webhook.took_it()
        return True
    logger.warning("Webhook %d did not take %s: %s", webhook.pk, one.message_id, outcome.why)
    is_over = now - one.asked_at > TRIED or outcome.is_gone or one.event == TEST
    if is_over:
        told = WebhookDelivery.told(outcome.why)
        if one.settle(state=State.GIVEN_UP, done_at=now, **told, **said) and one.event != TEST:
            webhook.gave_up(outcome.why)
    else:
        one.put_off(outcome.why, **said)
    if outcome.is_gone:
        webhook.switch_off(outcome.why)
        WebhookDelivery.give_up_waiting(outcome.why, webhook)
    elif one.event != TEST:
        webhook.failed(outcome.why, wait=outcome.wait, is_down=outcome.is_down)
    return is_over
