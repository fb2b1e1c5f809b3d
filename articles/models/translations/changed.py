"""Whether a story's source says something in another way than a version of it knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.db.models import QuerySet

from articles.models.common.actors import Actor
from articles.models.notices.audience import owners_of
from articles.models.notices.notice import Kind
from articles.models.notices.telling import settle, tell
from articles.models.story import content as contents
from articles.models.story.revision import Revision
from articles.models.translations.translation import Translation

#: What of a story is not in its language: a change of it is none for those who translate.
NOT_TRANSLATED = frozenset({
    "kind", "language", "slug", "agency", "section", "authors", "topics", "publish_at",
    "expires_at", "sensitive", "ai_helped", "drawn_card",
    "not_for_partners",
})  # fmt: skip
TRANSLATED = tuple(name for name in contents.FIELDS if name not in NOT_TRANSLATED)


class _Written(Protocol):
    """A story, as far as it is asked here."""

    pk: int

    def content(self) -> dict[str, Any]:
        """All that its working copy says."""


def reads_otherwise(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether two contents differ in something that is translated."""
    blank = contents.blank()
    before, now = blank | dict(before), blank | dict(now)
    return any(before[name] != now[name] for name in TRANSLATED)


def known_to(row: Translation) -> int:
    """The number of the source's revision that a version is up to date with: the first one of a
    story that had none is what its row held."""
    return max(row.source_number, 1)


def follow(source: _Written, by: Actor) -> None:
    """Keep of each version of `source`, which is locked and was saved by `by`, whether it is up to
    date; tell those whose version it is where it is not any more. Two queries, and some for each
    version that this changes."""
    rows = Translation.objects.filter(source=source.pk).order_by("pk")
    note_behind(source, locked(rows), by)


def locked(rows: QuerySet[Translation]) -> list[Translation]:
    """These, which nobody else can change until the transaction ends."""
    found = rows.select_related("story").defer("story__body", "story__search_text")
    return list(found.select_for_update(of=("self",)))


def note_behind(source: _Written, rows: Sequence[Translation], by: Actor) -> None:
    """Keep of these versions of `source`, which are locked, whether they are up to date."""
    revisions = Revision.objects.filter(article=source.pk, number__in=map(known_to, rows))
    known = dict(revisions.values_list("number", "content"))
    now = source.content()
    for row in rows:
        before = known.get(known_to(row))
        is_behind = before is not None and reads_otherwise(before, now)
        if is_behind != row.is_behind:
            row.is_behind = is_behind
            row.save(update_fields=["is_behind"])
            _tell(row, by)


def _tell(row: Translation, by: Actor) -> None:
    story: Any = row.story
    if not row.is_behind:
        settle(story, Kind.SOURCE_CHANGED)
    elif not story.is_binned:
        tell(Kind.SOURCE_CHANGED, owners_of(story), by, story=story)
