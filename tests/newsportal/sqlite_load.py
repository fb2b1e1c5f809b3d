"""One of several processes that work on the tests' SQLite at once: `read` or `write` a story, so
many times; `bulk` does the job that waits, and `beside` saves a story until the job is done, saying
how many stories of the job were done during each save."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import django


def load(what: str, story: int, times: int = 1) -> subprocess.Popen[str]:
    """Begin one."""
    from tests.database import database_url

    return subprocess.Popen(
        [sys.executable, "-m", __name__, what, str(story), str(times)],
        env=os.environ | {"DATABASE_URL": database_url(), "LOG_LEVEL": "ERROR"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def main(what: str, number: int, times: int) -> None:
    """Do it; any error ends the process with a traceback."""
    django.setup()
    from django.db import transaction

    from articles.models import Article, BulkJob

    if what == "bulk":
        BulkJob.objects.get().go_on()
        return
    story = Article.objects.get(pk=number)
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

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    passed, turn = [], 0
    while not (job := BulkJob.objects.get()).finished_at:
        if not job.results:
            continue
        before, turn = len(job.results), turn + 1
        story.write(story.content() | {"standfirst": f"Turn {turn}"}, None)
        passed.append(len(BulkJob.objects.get().results) - before)
    sys.stdout.write(" ".join(map(str, passed)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
