"""A front's edition that is scheduled, moved to another hour."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.common.actors import Actor
from articles.models.fronts.edition import Launch
from articles.models.fronts.front import Front
from articles.models.lifecycle.workflow import NotAllowed


def move_launch(launch: Launch, at: datetime, by: Actor) -> Launch:
    """Schedule its edition for another hour instead; what comes in its place is a launch of its
    own. Raises NotAllowed and PermissionDenied."""
    front = Front.objects.select_related("section", "topic", "working").get(pk=launch.front_id)
    with front.turn(by):
        launch.refresh_from_db()
        if not launch.is_scheduled():
            raise NotAllowed(_("This edition is no longer scheduled."))
        if at <= timezone.now():
            raise NotAllowed(_("Choose a time in the future."))
        made = front.publish(by, launch.edition, at, launch.why)
        front.cancel(launch, by)
    return made
