"""One verb on many stories, done in the background and reported story by story."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.common.slices import Turn
from articles.models.desk.bulk_verbs import BRINGS_TEXT, DEEDS, IN_BIN, BulkVerb
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.story.article import Article, ArticleQuerySet
from articles.models.story.content import moment
from articles.models.story.revision import Revision
from articles.signals import job_waits

logger = logging.getLogger(__name__)

#: The stories of one job at most.
MAX_STORIES = 1_000
#: After so long without a story done, whoever looks at the job goes on with it.
STILL = timedelta(seconds=3)
#: A job that waits for so long was forgotten by the queue, or by a worker that died.
FORGOTTEN, AT_ONCE = timedelta(minutes=1), 20
#: The same form, sent twice within so long, is one job.
SAME_FORM = timedelta(days=1)
NOT_THERE = gettext_noop("The story doesn’t exist, or you don’t have access to it.")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one story."""

    number: int
    title: str
    done: bool
    sentence: str
    #: When, as ISO 8601.
    at: str


class BulkJob(ClaimedWork):
    """What was asked for, how far it is, and what became of each story.

    A story's deed and the line that reports it are one transaction, in which the job's row is
    locked. So any number of workers may go on with a job, at any time and after any crash:
    each story is done once, and the next one is the first that has no line yet.
    """

    #: A story takes some hundredths of a second; the claim is renewed with each.
    pace = Pace(timedelta(seconds=10), timedelta(seconds=1), timedelta(minutes=1))
    pending = models.Q(finished_at=None)
    error_column = ""

    verb = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    stories = models.JSONField(help_text="The numbers of the stories, in order.")
    #: What the verb needs beside the stories: a note, a reason, a moment, a section …
    options = models.JSONField(default=dict, blank=True)
    #: For each story done, what `Result` holds.
    results = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    #: Since when it waits for a worker, or was last said to one.
    next_try_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bulk job")
        verbose_name_plural = _("bulk jobs")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.verb} × {len(self.stories)}"

    @classmethod
    def begin(
        cls,
        verb: BulkVerb,
        by: Any,
        stories: Sequence[int],
        *,
        key: str,
        seen: Mapping[int, int] | None = None,
        **options: Any,
    ) -> BulkJob:
        """Ask for `verb` on `stories`; the form known by `key`, sent again, is the same job.

        `seen` are the numbers of the revisions that the person had before them, by story; of a
        story that is not named there it is the one of now. `options` are what the verb needs, as
        JSON: note, reason, section, topics, to, due_at. Raises ValueError for more stories than a
        job takes.
        """
        if len(stories) > MAX_STORIES:
            raise ValueError(f"A job takes at most {MAX_STORIES} stories.")
        with transaction.atomic():
            # One after the other, so that the second of two clicks finds the first one's job.
            get_user_model().objects.select_for_update().get(pk=by.pk)
            since = timezone.now() - SAME_FORM
            same = cls.objects.filter(by=by, made_at__gte=since, options__key=key).first()
            if same is not None:
                return same
            if verb in BRINGS_TEXT:
                options["seen"] = {**revisions_of(stories), **_as_keys(seen or {})}
            job = cls.objects.create(
                verb=verb.value,
                by=by,
                stories=list(dict.fromkeys(stories)),
                options={**options, "key": key},
            )
            transaction.on_commit(lambda: job_waits.send(cls, job=job.pk), robust=True)
            return job

    @property
    def label(self) -> str:
        """What is done, in words."""
        return str(BulkVerb(self.verb).label)

    @property
    def report(self) -> list[Result]:
        """What became of each story so far, in order."""
        return [Result(*line) for line in self.results]

    def stands_still(self) -> bool:
        """Whether nothing has moved for some seconds, though there is more to do."""
        last = moment(self.results[-1][-1]) if self.results else self.made_at
        return self.finished_at is None and (last is None or timezone.now() - last >= STILL)

    def go_on(self, most: int = MAX_STORIES, *, lasting: float = 600) -> bool:
        """Do up to `most` further stories within about `lasting` seconds; whether there is nothing
        left to do for whoever asked: all are done, or another worker has the job in hand."""
        if not self.claim():
            self.refresh_from_db()
            return True
        until, turn = timezone.now() + timedelta(seconds=lasting), Turn()
        for _each in range(most):
            if not self._step() or timezone.now() >= until:
                break
            turn.over()
        self.settle(next_try_at=timezone.now())
        self.refresh_from_db()
        return self.finished_at is not None

    def _step(self) -> bool:
        """Do the next story; False where there is none, or the job is in other hands."""
        with transaction.atomic():
            job = self.hold()
            if job is None:
                return False
            rest = job.stories[len(job.results) :]
            if rest:
                job.results.append(job._do(rest[0]))
            if len(rest) > 1:
                return self.keep(results=job.results)
            self.settle(results=job.results, finished_at=timezone.now())
            return False

    def _do(self, number: int) -> list[Any]:
        # Anew for each story: who loses a role meanwhile, loses it here too.
        person = get_user_model().objects.get(pk=self.by_id)
        verb, missing = BulkVerb(self.verb), gettext(NOT_THERE)
        story = stories_for(verb, person).filter(pk=number).first()
        if story is None:
            return _line(number, "", False, missing)
        title = str(story)
        try:
            with story.locked(in_bin=verb in IN_BIN):
                _ask_unchanged(story, self.options)
                said = DEEDS[verb](story, person, self.options)
        except Article.DoesNotExist:
            # Deleted, or put into the bin or taken out of it, at this moment.
            return _line(number, "", False, missing)
        except (NotAllowed, PermissionDenied) as refusal:
            return _line(number, title, False, str(refusal))
        except Exception:
            logger.exception("Bulk job %s failed at story %s.", self.pk, number)
            said = gettext("Something went wrong on our side; the story is as it was.")
            return _line(number, title, False, said)
        return _line(number, str(story), True, said)


def stories_for(verb: BulkVerb, person: Any) -> ArticleQuerySet:
    """The stories that `person` may do it to: those in the bin, or all others, within reach."""
    if verb in IN_BIN:
        return Article.objects.in_bin_of(person)
    return Article.objects.within_reach_of(person)


def remind(now: datetime | None = None) -> int:
    """Say again which jobs wait, though nobody has them in hand: their worker died, or the queue
    did. Returns how many."""
    now = now or timezone.now()
    left = BulkJob.due(now).filter(next_try_at__lte=now - FORGOTTEN)
    pks = BulkJob.remind(left, AT_ONCE, now)
    for pk in pks:
        job_waits.send(BulkJob, job=pk)
    return len(pks)


def revisions_of(stories: Sequence[int]) -> dict[str, int]:
    """The number of each story's working copy now, by the story's number in digits; 0 where it
    has no revision."""
    there = Article.objects.filter(pk__in=stories).order_by()
    return {str(pk): number or 0 for pk, number in there.values_list("pk", "working__number")}


def _as_keys(seen: Mapping[int, int]) -> dict[str, int]:
    return {str(pk): number for pk, number in seen.items()}


def _ask_unchanged(story: Article, options: Mapping[str, Any]) -> None:
    """Refuse a story that was saved since the job's owner saw it; inside its lock."""
    seen, now = options.get("seen", {}).get(str(story.pk)), story.working
    if seen is None or seen == story.base_number():
        return
    if seen == 0 and now is not None and now.kind == Revision.Kind.BASELINE:
        return
    raise NotAllowed(gettext("It was saved after you selected it. Check it, and try again."))


def _line(number: int, title: str, done: bool, said: str) -> list[Any]:
    return [number, title[:200], done, said, timezone.now().isoformat()]
