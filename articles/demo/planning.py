"""Coverage that the demo newsroom plans, around now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from articles.models import Category, Plan

#: Days from now, the hour, how many hours it lasts, and what is planned.
PLANS: tuple[tuple[int, int, int, str, dict[str, Any]], ...] = (
    (1, 10, 3, "politics", {
        "title": "Assembly debates the harbour dues", "place": "Assembly hall, Greyharbour",
        "note": "The vote is expected before lunch. Speak to the dockers outside.",
        "words": 700, "pictures": 2,
    }),
    (2, 19, 2, "sports", {
        "title": "High Pell at Quarrington, cup replay", "place": "Harbour Oval",
        "note": "Report within half an hour of the final whistle.", "words": 450, "pictures": 4,
    }),
    (3, 20, 7, "entertainment", {
        "title": "Golden Gull night", "place": "Underbridge theatre",
        "note": "The ceremony ends after midnight; winners first, gowns later.",
        "words": 600, "pictures": 8,
    }),
    (6, 9, 1, "travel", {
        "title": "First sleeper over the Pell pass", "place": "Orrin central station",
        "words": 500, "pictures": 3,
    }),
)  # fmt: skip


def make_plans(sections: dict[str, Category], user: Any) -> None:
    """A handful, where there is none at all."""
    if Plan.objects.exists():
        return
    today = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    for days, hour, lasts, section, given in PLANS:
        begins = today.replace(hour=hour) + timedelta(days=days)
        ends = begins + timedelta(hours=lasts)
        times = {"starts_at": begins, "ends_at": ends, "deadline": ends + timedelta(hours=2)}
        plan = Plan.make({**given, **times, "section": sections[section].pk}, None)
        Plan.objects.filter(pk=plan.pk).update(created_by=user)
