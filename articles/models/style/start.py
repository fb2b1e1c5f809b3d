"""The start set: rules for English, written for newsrooms that have none yet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models.changes.log import Entry, record
from articles.models.common.actors import Actor
from articles.models.style.rules import StyleRule

FILE = Path(__file__).parent / "english.csv"
LANGUAGE = "en"


def start_rules() -> Iterator[StyleRule]:
    """The rules of the start set, unsaved."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            flags = set(row["flags"].split())
            yield StyleRule(
                pattern=row["pattern"],
                proposal=row["proposal"],
                why=row["why"],
                exceptions="\n".join(filter(None, row["exceptions"].split(" / "))),
                exact="exact" in flags,
                outside_quotations="spoken" in flags,
                language=LANGUAGE,
            )


def missing() -> list[StyleRule]:
    """Those of which the newsroom has none with the same pattern, active or not."""
    there = set(StyleRule.objects.values_list("pattern", flat=True))
    return [rule for rule in start_rules() if rule.pattern not in there]


def take_start_set(by: Actor) -> int:
    """Add what is missing of it; how many that were. Done again, it adds nothing."""
    with transaction.atomic():
        rules = missing()
        for rule in rules:
            rule.by_id = by.pk if by is not None and by.is_authenticated else None
            rule.save()
        if rules:
            note = _("%(count)d rules of the start set for English") % {"count": len(rules)}
            record(Entry.Verb.STYLE, by, title=_("House style"), note=note)
    return len(rules)
