"""The rules that are active, ready to be asked: read once a change in each process."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.db.models import Count, Max, Q

from articles.lib.languages.known import site_tag
from articles.lib.style.checking import RuleSet, rule_set
from articles.models.style.rules import StyleRule

#: Sets that a process keeps: of sections and languages.
KEPT = 40


@dataclass
class Rules:
    """All active rules, as plain values, and sets of them."""

    version: str
    rows: list[dict[str, Any]]
    sets: dict[tuple[int | None, str], RuleSet] = field(default_factory=dict)

    def of(self, section: int | None, language: str) -> list[dict[str, Any]]:
        """Those for stories of that section, in that language."""
        return [row for row in self.rows if applies(row, section, language)]

    def set_of(self, section: int | None, language: str) -> RuleSet:
        """The same, to be asked."""
        asked = (section, language)
        if (there := self.sets.get(asked)) is None:
            if len(self.sets) >= KEPT:
                self.sets.clear()
            there = self.sets[asked] = rule_set(self.of(section, language))
        return there


def applies(row: dict[str, Any], section: int | None, language: str) -> bool:
    """Whether a rule is for stories of that section, in that language: one for English is for that
    of Britain, too."""
    tag, wanted = language.lower(), row["language"].lower()
    if wanted and tag != wanted and not tag.startswith(f"{wanted}-"):
        return False
    return row["section"] is None or row["section"] == section


def language_of(content: Any) -> str:
    """The language of a story's content: its own, else the site's."""
    return str(content.get("language") or site_tag())


_known: list[Rules] = []
_lock = Lock()


def current() -> Rules:
    """The rules as they are now: one query, and one more after a change."""
    there = StyleRule.objects.order_by().aggregate(
        all=Count("pk"), active=Count("pk", filter=Q(is_active=True)),
        last=Max("changed_at"), newest=Max("pk"),
    )  # fmt: skip
    last = there["last"].isoformat() if there["last"] else ""
    version = f"{there['all']}-{there['active']}-{there['newest']}-{last}"
    known = _known[-1] if _known else None
    if known is not None and known.version == version:
        return known
    active = StyleRule.objects.filter(is_active=True).order_by("pk")
    found = Rules(version, [row.as_plain() for row in active])
    with _lock:
        _known[:] = [found]
    return found
