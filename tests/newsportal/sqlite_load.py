"""One of several processes that work on one SQLite at once: `read` or `write`, so many times;
`bulk` does the job that waits, and `beside` saves one story until the job is done, saying how many
stories of the job were done during each save."""

from __future__ import annotations

import sys
from typing import Any

import django


def main(what: str, times: int) -> None:
    """Do it; any error ends the process with a traceback."""
    django.setup()
    from django.db import transaction

    from articles.models import Article, BulkJob

    if what == "bulk":
        BulkJob.objects.get().go_on()
        return
    story = Article.objects.order_by("pk")[0]
    if what == "beside":
        _save_beside(story)
        return
    for turn in range(times):
        if what == "read":
            with transaction.atomic():
                assert Article.objects.filter(pk=story.pk).count() == 1
            found = Article.objects.visible().for_cards().first()
            assert found is not None and found.headline
        else:
            story.write(story.content() | {"standfirst": f"Turn {turn}"}, None)
            story.publish(None)


def _save_beside(story: Any) -> None:
    from articles.models import BulkJob

    passed, turn = [], 0
    while not (job := BulkJob.objects.get()).finished_at:
        if not job.results:
            continue
        before, turn = len(job.results), turn + 1
        story.write(story.content() | {"standfirst": f"Turn {turn}"}, None)
        passed.append(len(BulkJob.objects.get().results) - before)
    sys.stdout.write(" ".join(map(str, passed)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
