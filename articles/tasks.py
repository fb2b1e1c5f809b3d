"""Work done in the background, by `manage.py db_worker`."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task

from articles.lib import images
from articles.models import BulkJob, Picture

#: Stories done before the worker turns to what else waits.
SLICE = 25


@task()
def make_renditions(picture_id: int) -> None:
    """Make the picture's renditions that are missing; a picture deleted meanwhile is passed over.

    The files are made outside any transaction; then the row learns of them under a lock, so
    that two workers do not forget each other's.
    """
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is None:
        return
    picture.make_renditions(images.WIDTHS)
    with transaction.atomic():
        row = Picture.objects.select_for_update().get(pk=picture_id)
        row.widths = sorted({*row.widths, *picture.widths})
        row.save(update_fields=["widths"])


@task()
def do_bulk(job_id: int) -> None:
    """Go on with a bulk job, some stories at a time, until all are done.

    Between the slices other work gets its turn. A job that is gone is passed over.
    """
    job = BulkJob.objects.filter(pk=job_id).first()
    if job is not None and not job.go_on(SLICE):
        do_bulk.enqueue(job_id)
