"""That a story's social card is to be drawn, and by what it was drawn last."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.common.texts import Line
from articles.models.lifecycle.workflow import State
from articles.signals import card_wanted


class SocialCard(ClaimedWork):
    """The drawing of one story's card; where the file is, the story's row says."""

    pace = Pace(timedelta(seconds=30), timedelta(minutes=1), timedelta(hours=1))

    story = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    #: From when on it may be drawn; None where it is as it has to be.
    next_try_at = models.DateTimeField(null=True, editable=False)
    #: The hash of all that it was drawn of.
    recipe = models.CharField(max_length=16, blank=True, default="", editable=False)
    error = Line(max_length=500, blank=True, default="", editable=False)

    class Meta:
        default_permissions = ()
        indexes = [
            # Those that wait: few, however many there are.
            models.Index(
                "next_try_at", condition=models.Q(next_try_at__isnull=False), name="card_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"card of story {self.story_id}"


def want(story: Any) -> None:
    """Within the transaction of a change that readers see: have the card looked at, where there is
    one or has to be one. One query, or none."""
    is_wanted = story.state == State.PUBLISHED and story.shows_card
    if not (is_wanted or story.card):
        return
    put_down(number := story.pk)
    transaction.on_commit(lambda: card_wanted.send(SocialCard, story=number), robust=True)


def put_down(number: int) -> None:
    """Let the card of that story be due now, whatever it was before."""
    SocialCard.objects.bulk_create(
        [SocialCard(story_id=number, next_try_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["story"],
        update_fields=["next_try_at"],
    )
