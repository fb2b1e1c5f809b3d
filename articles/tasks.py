"""Work done in the background, by `manage.py db_worker`."""

from __future__ import annotations

from django_tasks import task

from articles.models import BulkJob
from articles.models.cards import drawing
from articles.models.pictures import renditions

#: Stories done before the worker turns to what else waits.
SLICE = 25


@task()
def make_renditions(picture_id: int) -> None:
    """Make the picture's renditions that are missing; one that is gone is passed over."""
    renditions.make(picture_id)


@task()
def draw_card(story_id: int) -> None:
    """Draw the story's social card as it has to be; one that is gone is passed over."""
    drawing.settle(story_id)


@task()
def do_bulk(job_id: int) -> None:
    """Go on with a bulk job, some stories at a time, until all are done.

    Between the slices other work gets its turn. A job that is gone is passed over.
    """
    job = BulkJob.objects.filter(pk=job_id).first()
    if job is not None and not job.go_on(SLICE):
        do_bulk.enqueue(job_id)
