"""Messages on their way to chats: each sent by one worker, again where it fails, and given up when
it is old. What is said is asked when it is sent; the address is named nowhere.

What is refused waits as well: whoever mends the chat or its address has it told what happened
meanwhile."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.lib.access.sealing import NotOurs
from articles.lib.outside import posting
from articles.models.access.letters import where
from articles.models.changes.log import name_of
from articles.models.chats.hook import PUBLIC, TRIED, ChatHook, ChatMessage, Event
from articles.models.publication.paper import Paper
from articles.notifying.chats import mattermost, slack, teams
from articles.notifying.chats.message import Message

logger = logging.getLogger(__name__)

MOST = 20
#: Perhaps the message is at fault, not the chat: others need not wait for it.
ODD_MESSAGE = frozenset({400, 413, 422})
#: A part of an address that is shorter is no secret: “hooks”.
SHORTEST_SECRET = 6
FORMS: dict[str, Callable[[Message], dict[str, Any]]] = {
    ChatHook.Kind.SLACK: slack.form,
    ChatHook.Kind.TEAMS: teams.form,
    ChatHook.Kind.MATTERMOST: mattermost.form,
}


def work(*, most: int = MOST) -> int:
    """Send what is due; returns how many are done with."""
    done = 0
    rows = ChatMessage.due().select_related("hook", "article__section", "by")
    for one in rows.order_by("next_try_at", "pk")[:most]:
        if one.claim():
            done += _send(one)
    return done


def send_test(hook: ChatHook, by: Any) -> str:
    """Tell it that it is told; why it can't be, or ""."""
    with translation.override(settings.LANGUAGE_CODE):
        paper = Paper.current().called
        message = Message(_("Test"), _("This chat is told by %(paper)s.") % {"paper": paper},
                          name_of(by), "", where("admin:index"), _("Open the desk"))  # fmt: skip
    outcome = _posted(hook, message)
    if outcome.why:
        _failed(hook, outcome.why)
    else:
        _told(hook)
    return outcome.why


def _send(one: ChatMessage) -> bool:
    """Whether it is done with."""
    message = said(one) if one.hook.is_on else None
    if message is None:
        one.delete()
        return True
    if timezone.now() - one.asked_at > TRIED:
        return _give_up(one, one.error or _("It did not answer in time."))
    outcome = _posted(one.hook, message)
    if not outcome.why:
        _told(one.hook)
        one.delete()
        return True
    _failed(one.hook, outcome.why)
    later = max(ChatMessage.pace.after(one.attempts), timedelta(seconds=outcome.wait))
    one.put_off(outcome.why, wait=min(later, ChatMessage.pace.longest_wait))
    if not outcome.is_odd:
        # Others for the same chat would only be told the same.
        others = ChatMessage.objects.filter(hook=one.hook_id, claimed_until=None)
        others.filter(next_try_at__lt=one.next_try_at).update(next_try_at=one.next_try_at)
    return False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a post went."""

    #: Why it was not taken; "" where it was.
    why: str = ""
    #: Seconds that the service asks to be left alone for.
    wait: int = 0
    #: Whether another message may well be taken.
    is_odd: bool = False


def _posted(hook: ChatHook, message: Message) -> Outcome:
    body = json.dumps(FORMS[hook.kind](message), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        address = hook.address
        answer = posting.post(address, body, headers, allowed=settings.CHAT_NETWORKS)
    except NotOurs:
        return Outcome(_("Its address can no longer be read: enter it again."))
    except posting.NotAllowed as why:
        return Outcome(_("Its address is not allowed: %(why)s.") % {"why": why})
    except posting.Away as why:
        return Outcome(_("It can’t be reached: %(why)s.") % {"why": why})
    if 200 <= answer.status < 300:
        return Outcome()
    if 300 <= answer.status < 400:
        return Outcome(_("It redirects, which is not followed."))
    text = _without_secrets(" ".join(answer.text.split()), address)
    refused = _("It answered %(status)d. %(text)s") % {"status": answer.status, "text": text[:150]}
    return Outcome(refused.strip(), answer.wait, answer.status in ODD_MESSAGE)


def _without_secrets(text: str, address: str) -> str:
    """What a server answers, without parts of the address that it may repeat."""
    secret = address.partition("://")[2].partition("/")[2]
    parts = sorted({secret, *re.split(r"[/?&=]", secret)}, key=len, reverse=True)
    for part in parts:
        if len(part) >= SHORTEST_SECRET:
            text = text.replace(part, "…").replace(unquote(part), "…")
    return text


def _told(hook: ChatHook) -> None:
    rows = ChatHook.objects.filter(pk=hook.pk)
    rows.update(told_at=timezone.now(), failing_since=None, error="", given_up=0)
    if hook.failing_since is not None:
        hook.failing_since = None
        hook.try_now()


def _failed(hook: ChatHook, why: str, *, given_up: int = 0) -> None:
    logger.warning("Chat %d was not told: %s", hook.pk, why)
    hook.failing_since = hook.failing_since or timezone.now()
    ChatHook.objects.filter(pk=hook.pk).update(
        failing_since=Coalesce("failing_since", hook.failing_since),
        given_up=F("given_up") + given_up,
        **ChatMessage.told(why),
    )


def _give_up(one: ChatMessage, why: str) -> bool:
    _failed(one.hook, why, given_up=1)
    one.delete()
    return True


def said(one: ChatMessage) -> Message | None:
    """What is said, in the site's language; None where it is nothing any more: the story lies in
    the bin, or readers no longer have what they were to be told of."""
    story, event = one.article, Event(one.event)
    if story is not None:
        gone = story.binned_at is not None or (event in PUBLIC and not story.is_visible)
        if gone:
            return None
    with translation.override(settings.LANGUAGE_CODE):
        section = story.section.name if story is not None and story.section else ""
        facts = " · ".join(filter(None, [section, name_of(one.by)]))
        title = one.title or str(story or "")
        address = ""
        if story is not None and event not in PUBLIC:
            address = where("admin:articles_article_change", story.pk)
        elif settings.SITE_URL:
            path = story.get_absolute_url() if story is not None else "/"
            address = f"{settings.SITE_URL}{path}"
        opens = _("Read it") if event in PUBLIC else _("Open it at the desk")
        return Message(_words(event), title, facts, one.note, address, opens)


def _words(event: Event) -> str:
    return {
        Event.PUBLISHED: _("Published"),
        Event.BREAKING: _("Breaking"),
        Event.CORRECTED: _("Corrected"),
        Event.WITHDRAWN: _("Withdrawn"),
        Event.SUBMITTED: _("Waiting for approval"),
        Event.RETURNED: _("Returned"),
        Event.FAILED: _("Scheduled action failed"),
    }[event]
