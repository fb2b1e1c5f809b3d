"""Where a story stands, for a form that was opened some time ago: whether others, or the clock,
have moved it since, and how the bar looks now.

A form says by a stamp what it shows. Whoever asks often is answered from one short query, and
nothing is rendered until the stamp is another one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zlib import crc32

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.stories.list import short
from articles.models import Article, Entry, State, Status

#: What is said of who has moved the story, by the last verb of the log.
TOLD = {
    Entry.Verb.SUBMIT: gettext_lazy("Submitted by %(name)s at %(time)s"),
    Entry.Verb.RETURN: gettext_lazy("Returned to draft by %(name)s at %(time)s"),
    Entry.Verb.APPROVE: gettext_lazy("Approved by %(name)s at %(time)s"),
    Entry.Verb.UNAPPROVE: gettext_lazy("Changed after its approval by %(name)s at %(time)s"),
    Entry.Verb.SCHEDULE: gettext_lazy("Scheduled by %(name)s at %(time)s"),
    Entry.Verb.PUBLISH: gettext_lazy("Published by %(name)s at %(time)s"),
    Entry.Verb.PUBLISH_CHANGES: gettext_lazy("Changes published by %(name)s at %(time)s"),
    Entry.Verb.CORRECT: gettext_lazy("Corrected by %(name)s at %(time)s"),
    Entry.Verb.PLAN_CHANGES: gettext_lazy("Changes scheduled by %(name)s at %(time)s"),
    Entry.Verb.CANCEL_PLAN: gettext_lazy("Changes unscheduled by %(name)s at %(time)s"),
    Entry.Verb.FAILED: gettext_lazy("Scheduled changes failed at %(time)s"),
    Entry.Verb.WITHDRAW: gettext_lazy("Withdrawn by %(name)s at %(time)s"),
    Entry.Verb.RESTORE: gettext_lazy("Restored by %(name)s at %(time)s"),
    Entry.Verb.SUBMIT_CHANGES: gettext_lazy("Changes submitted by %(name)s at %(time)s"),
    Entry.Verb.TAKE_BACK_CHANGES: gettext_lazy("Submission cancelled by %(name)s at %(time)s"),
    Entry.Verb.RETURN_CHANGES: gettext_lazy("Changes returned by %(name)s at %(time)s"),
}


def stamp_of(story: Article, plan: datetime | None) -> str:
    """What the form shows of where one of `stories()` stands, in few letters; `plan` is when its
    changes are to be published. In parts: what the clock changes, a verb, a save."""
    waits = story.submitted or story.returned
    verbs = (
        story.state,
        story.released_id,
        story.approved_id,
        waits and (waits.pk, waits.returned_at),
        plan,
    )
    saves = (
        story.has_changes,
        bool(getattr(story, "any_aside", False)),
        story.get_absolute_url(),
        story.publish_at,
        story.expires_at,
    )
    return f"{story.status}.{_sum(verbs)}.{_sum(saves)}"


def _sum(values: tuple[Any, ...]) -> str:
    plain = [one.timestamp() if isinstance(one, datetime) else one for one in values]
    return f"{crc32(repr(plain).encode()):x}"


def who_changed_it(story: Article, person: Any, stamp: str, was: str) -> str:
    """Who has moved the story since a form was given the stamp `was`, or that the clock has;
    empty where it was only saved."""
    (status, verbs, _saves), (then, before, _saved) = _parts(stamp), _parts(was)
    if verbs != before:
        newest = story.entries.filter(verb__in=list(TOLD)).order_by("-at", "-pk").first()
        return _of(newest, person) if newest else ""
    moments = {Status.LIVE: story.publish_at, Status.EXPIRED: story.expires_at}
    moment = moments.get(Status(status)) if status != then else None
    if moment is None:
        return ""
    words = _("Live since %(time)s") if status == Status.LIVE else _("Expired at %(time)s")
    return words % {"time": short(moment)}


def _parts(stamp: str) -> list[str]:
    return [*stamp.split("."), "", "", ""][:3]


def _of(entry: Entry, person: Any) -> str:
    own = entry.by_id is not None and entry.by_id == person.pk
    words = TOLD[Entry.Verb(entry.verb)]
    if entry.verb == Entry.Verb.RETURN and entry.from_state == State.PUBLISHED:
        words = gettext_lazy("Unscheduled by %(name)s at %(time)s")
    name = _("you") if own else entry.by_name or _("the system")
    return str(words) % {"name": name, "time": short(timezone.localtime(entry.at))}
