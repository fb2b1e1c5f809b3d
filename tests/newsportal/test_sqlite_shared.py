"""SQLite as one file for many processes: readers and writers at once, and nobody is sent away."""

from __future__ import annotations

import pytest

from tests import cast
from tests.newsportal.sqlite_load import load


@pytest.mark.sqlite
@pytest.mark.not_measured
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_readers_and_writers_do_not_lock_each_other_out() -> None:
    story = cast.live()
    # Each writing is a revision, an entry in the log, an announcement and what else belongs to it.
    parts = [("write", 12), ("write", 12), ("write", 12), ("read", 200)]
    running = [load(what, story.pk, times) for what, times in parts]
    said = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0] * len(parts), said
    assert "locked" not in "".join(said)
