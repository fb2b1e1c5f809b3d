"""SQLite as one file for many processes: readers and writers at once, and nobody is sent away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.newsportal.test_up import ROOT, environment

BEGIN = """
import django; django.setup()
from articles.models import Article, Category
from articles.models.story import content
section = Category.objects.create(name="Harbour", slug="harbour")
story = Article.begin(content.cleaned({
    "headline": "Council keeps its old crane", "section": section.pk, "agency": "Orrin Press",
    "body": "<p>Nine to seven.</p>"}), None)
story.publish(None)
"""


@pytest.mark.sqlite
def test_readers_and_writers_do_not_lock_each_other_out(tmp_path: Path) -> None:
    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="newsportal.settings", LOG_LEVEL="ERROR")
    for begin in (["manage.py", "migrate", "--verbosity=0"], ["-c", BEGIN]):
        subprocess.run([sys.executable, *begin], cwd=ROOT, env=env, check=True)
    # Each writing is a revision, an entry in the log, an announcement and what else belongs to it.
    parts = [("write", 40), ("write", 40), ("write", 40), ("read", 500), ("read", 500)]
    command = [sys.executable, "-m", "tests.newsportal.sqlite_load"]
    running = [
        subprocess.Popen(
            [*command, what, str(times)], cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True
        )
        for what, times in parts
    ]
    said = [process.communicate(timeout=500)[1] for process in running]
    assert [process.returncode for process in running] == [0] * len(parts), said
    assert "locked" not in "".join(said)
