"""Whose each suggestion in a story's text is, and since when.

The text (a revision's body) says what is suggested, by a key; who it was stands here, and is never
taken from the text: a key that is new belongs to whoever saves it, and what others wrote stays
theirs only as far as they wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.lib.html.suggestions import keys_in
from articles.lib.merging.claims import Claim, claims_in, taken_from, with_keys
from articles.models.changes.log import name_of
from articles.models.common.actors import Actor, account
from articles.models.common.texts import Line
from articles.models.notices.notice import Kind

KINDS: Final = ("ins", "del")
#: Characters of its words that are kept, which is as much as a text holds.
MAX_WORDS: Final = 500_000


class Suggestion(models.Model):
    """A change of the text that somebody proposed; it stays when it was taken or refused, so that
    the history can say whose it was."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="suggestions"
    )
    key = models.CharField(max_length=24)
    by = account()
    by_name = Line(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)
    #: What it puts in and takes out, as whoever made it last saved it.
    words = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "key"], name="suggestion_of_story"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.key}"


def of_person(body: str, by: Actor, article: int) -> str:
    """A body that `by` saves, with what they suggest in their name, and rows for what is new; what
    is put under another's key without being theirs becomes a suggestion of `by`.

    Asks nothing for a text without suggestions; else one query, and two more where something of
    them changed.
    """
    claims = claims_in(body)
    if not claims:
        return body
    known = {one.key: one for one in Suggestion.objects.filter(article=article)}
    number = getattr(by, "pk", None)
    rest = {key: dict(one.words) for key, one in known.items()}

    def key_for(claim: Claim) -> str:
        row = known.get(claim.key)
        if row is None or row.by_id == number:
            return claim.key
        left = taken_from(str(rest[claim.key].get(claim.kind, "")), claim.words)
        if left is None:
            return sha256(f"{claim.key} {number}".encode()).hexdigest()[:16]
        rest[claim.key][claim.kind] = left
        return claim.key

    keys = [key_for(claim) for claim in claims]
    given = iter(keys)
    made = with_keys(body, claims, lambda _claim: next(given))
    _keep(article, by, known, _words(claims, keys))
    return made


def _words(claims: list[Claim], keys: list[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for claim, key in zip(claims, keys, strict=True):
        words = found.setdefault(key, dict.fromkeys(KINDS, ""))
        words[claim.kind] += claim.words
    return found


def _keep(
    article: int, by: Actor, known: Mapping[str, Suggestion], words: Mapping[str, dict[str, str]]
) -> None:
    number, rows = getattr(by, "pk", None), Suggestion.objects
    new = [key for key in words if key not in known]
    changed = [one for key, one in known.items()
               if key in words and one.by_id == number and one.words != words[key]]  # fmt: skip
    for one in changed:
        one.words = words[one.key]
    if changed:
        rows.bulk_update(changed, ["words"])
    if new:
        named = {"article_id": article, "by_id": number, "by_name": name_of(by)}
        rows.bulk_create([Suggestion(key=key, words=words[key], **named) for key in new])


def copy_names(body: str, source: int | None, to: int) -> None:
    """Let the suggestions in a text that was copied from one story to another stay whose they
    are."""
    keys = keys_in(body) if source is not None else []
    if not keys:
        return
    rows = Suggestion.objects.filter(article=source, key__in=keys)
    copies = [
        Suggestion(article_id=to, key=one.key, by_id=one.by_id, by_name=one.by_name, at=one.at,
                   words=one.words)
        for one in rows
    ]  # fmt: skip
    Suggestion.objects.bulk_create(copies)


def decide(
    article: int,
    by: Actor,
    bodies: tuple[str, str],
    decided: Mapping[str, str] | None,
    tells: Callable[..., None],
) -> str:
    """Say which suggestions a save has `taken` and which it has `refused`, in words for the log.
    By `tells` (an edit's), their makers hear of it, and of new ones those whose story it is.

    `bodies` are the text before and now: what is still in it, or never was, was not decided.
    """
    before, now = (set(keys_in(body)) for body in bodies)
    decided = decided or {}
    gone = [key for key in decided if key in before and key not in now]
    rows = Suggestion.objects.filter(article=article, key__in=gone) if gone else ()
    outcome: dict[str, list[Suggestion]] = {"taken": [], "refused": []}
    for one in rows:
        if decided[one.key] in outcome:
            outcome[decided[one.key]].append(one)
    said = " ".join(filter(None, (_said(outcome["taken"], "taken"), _said(outcome["refused"], ""))))
    if said:
        makers = [one.by_id for rows in outcome.values() for one in rows]
        tells(Kind.SUGGESTION_SETTLED, by, said, to=makers)
    if now - before:
        tells(Kind.SUGGESTED, by)
    return said


def _said(rows: list[Suggestion], how: str) -> str:
    if not rows:
        return ""
    count = len(rows)
    whose = ", ".join(dict.fromkeys(one.by_name or gettext("the system") for one in rows))
    if how:
        words = ngettext(
            "Accepted %(n)d suggestion by %(whose)s.",
            "Accepted %(n)d suggestions by %(whose)s.",
            count,
        )
    else:
        words = ngettext(
            "Rejected %(n)d suggestion by %(whose)s.",
            "Rejected %(n)d suggestions by %(whose)s.",
            count,
        )
    return words % {"n": count, "whose": whose}


def named_in(bodies: Iterable[str], article: int | None) -> list[Suggestion]:
    """The suggestions in these texts; no query where there are none."""
    keys = {key for body in bodies for key in keys_in(body)}
    if not keys or article is None:
        return []
    return list(Suggestion.objects.filter(article=article, key__in=keys).order_by("at", "pk"))


def told(suggestions: Iterable[Suggestion], person: Any) -> dict[str, dict[str, Any]]:
    """Whose each is, for the script in `person`'s browser."""
    return {
        one.key: {
            "name": one.by_name,
            "at": one.at.isoformat(timespec="seconds"),
            "mine": one.by_id is not None and one.by_id == getattr(person, "pk", None),
            "who": one.by_id or 0,
        }
        for one in suggestions
    }
