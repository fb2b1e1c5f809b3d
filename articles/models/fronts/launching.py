"""How a front comes before readers: a launch of an edition, now or at an hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from articles.models.changes.log import Entry, name_of
from articles.models.changes.outbox import announce
from articles.models.common.actors import Actor
from articles.models.fronts.edition import Edition, Launch
from articles.models.fronts.rows import noted_as
from articles.models.fronts.writing import Writing
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.story.article import Article

#: Nothing is planned for later.
LATEST = timedelta(days=731)


class Launching(Writing):
    """Publishing, scheduling, and rolling back. All raise NotAllowed with a sentence for the
    editor, and PermissionDenied."""

    class Meta:
        abstract = True

    def publish(
        self,
        by: Actor,
        edition: Edition | None = None,
        at: datetime | None = None,
        why: str = "",
    ) -> Launch:
        """Give readers `edition` (the newest), now or `at` an hour to come.

        What is scheduled for later stays scheduled, and will replace it.
        """
        with self.turn(by):
            chosen = self._chosen(edition, by)
            if at is not None and at > timezone.now():
                ask_whether_near(at)
                return self._schedule(chosen, by, at, why)
            before = self.live()
            launch = self.launch(chosen, by, why=why)
            self.log(
                Entry.Verb.FRONT_PUBLISH, by, note=why, edition=chosen.number, **_leading(chosen)
            )
            self._log_lead(before, chosen, by)
            return launch

    def cancel(self, launch: Launch, by: Actor, why: str = "") -> None:
        """Let a scheduled launch not happen."""
        with self.turn(by):
            launch.refresh_from_db()
            if launch.front_id != self.pk:
                raise NotAllowed(_("This is an edition of another front."))
            if launch.cancelled_at is not None:
                return
            if not launch.is_scheduled():
                raise NotAllowed(
                    _("This edition is already live. Publish another one, or roll back.")
                )
            self.cancelled(launch, by, why)

    def cancelled(self, launch: Launch, by: Actor, why: str = "") -> None:
        """Cancel a launch to come, whoever may. Belongs into a transaction that holds the row."""
        launch.cancelled_at = timezone.now()
        launch.cancelled_by_id = by.pk if by is not None else None
        launch.save(update_fields=["cancelled_at", "cancelled_by"])
        self.log(
            Entry.Verb.FRONT_CANCEL,
            by,
            note=why,
            edition=launch.edition.number,
            at=launch.at.isoformat(),
        )

    def roll_back(self, edition: Edition, by: Actor, why: str = "") -> Launch:
        """Give readers a former edition again. Where there is no draft that they do not have, the
        work goes on from it, too."""
        with self.turn(by):
            old = self._chosen(edition, by)
            keeps_draft = self.has_draft()
            before = self.live()
            launch = self.launch(old, by, why=why)
            if not keeps_draft and self.layout() != (layout := old.read().as_json()):
                words = _("Edition %(number)d again") % {"number": old.number}
                self.add_edition(layout, by, kind=Edition.Kind.RESTORED, why=words, based_on=old)
            self.log(Entry.Verb.FRONT_ROLL_BACK, by, note=why, edition=old.number, **_leading(old))
            self._log_lead(before, old, by)
            return launch

    def launch(self, edition: Edition, by: Actor, why: str = "") -> Launch:
        """Let readers have `edition` now, and say so. Belongs into a turn."""
        now = timezone.now()
        # One that was launched at once, by a clock that was ahead, is not to come back.
        Launch.objects.filter(front=self.pk).ahead(now).update(cancelled_at=now)
        made = self._launch(edition, by, now, why)
        announce({noted_as(self.key)})
        return made

    def _log_lead(
        self, before: Launch | None, edition: Edition, by: Actor, at: datetime | None = None
    ) -> None:
        """Log what leads now, where that is another story than before, as part of its history."""
        lead, was = edition.read().lead(), before.edition.read().lead() if before else None
        if lead is None or (was is not None and was.story == lead.story):
            return
        story = Article.objects.only("headline").filter(pk=lead.story).first()
        if story is not None:
            when = _("from %(at)s") % {"at": hour_of(at)} if at else ""
            self.log(
                Entry.Verb.FRONT_PLACE,
                by,
                title=str(story),
                note=", ".join(filter(None, [str(self), _("lead"), when])),
                story=story.pk,
                leads=True,
                edition=edition.number,
                **({"from": at.isoformat()} if at else {}),
            )

    def _schedule(self, edition: Edition, by: Actor, at: datetime, why: str) -> Launch:
        launch = self._launch(edition, by, at, why)
        words = _("Edition %(number)d, for %(at)s") % {
            "number": edition.number,
            "at": hour_of(at),
        }
        self.log(
            Entry.Verb.FRONT_SCHEDULE,
            by,
            note="; ".join(filter(None, [words, why])),
            edition=edition.number,
            at=at.isoformat(),
        )
        self._log_lead(self.live(), edition, by, at)
        return launch

    def replace_scheduled(self, launch: Launch, edition: Edition, by: Actor) -> Launch:
        """Let `edition` come in the place of what is scheduled, at the same hour. Belongs into a
        turn."""
        launch.cancelled_at = timezone.now()
        launch.cancelled_by_id = by.pk if by is not None else None
        launch.save(update_fields=["cancelled_at", "cancelled_by"])
        return self._launch(edition, by, launch.at, launch.why)

    def _launch(self, edition: Edition, by: Actor, at: datetime, why: str) -> Launch:
        made: Launch = Launch.objects.create(
            front_id=self.pk,
            edition=edition,
            at=at,
            by_id=by.pk if by is not None else None,
            by_name=name_of(by),
            why=why[:300],
            made_at=timezone.now(),
        )
        return made

    def _chosen(self, edition: Edition | None, by: Actor) -> Edition:
        """The edition that is meant; the first is made where there is none."""
        if edition is None:
            return self.working or self.add_edition(self.layout(), by)
        if edition.front_id != self.pk:
            raise NotAllowed(_("This is an edition of another front."))
        return edition


def ask_whether_near(moment: datetime) -> None:
    """Raise NotAllowed for an hour that nobody means, or that no calendar has."""
    if moment > timezone.now() + LATEST:
        raise NotAllowed(_("Choose a time within the next two years."))


def hour_of(moment: datetime) -> str:
    """A moment as the log says it."""
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _leading(edition: Edition) -> dict[str, Any]:
    """The story that leads it, where one is pinned."""
    first = edition.read().lead()
    return {"leads": first.story} if first else {}
