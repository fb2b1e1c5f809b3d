"""A Python that reads stories wrongly starts nothing: no command, no server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from articles.lib import self_check
from tests.newsportal.portals import ROOT
from tests.waiting import PATIENCE

#: As an early 3.11 did: what it reads is not what was written.
WRONG = """
import sys, turbohtml
good = turbohtml.tokenize
turbohtml.tokenize = lambda html, **how: good(html.replace("</", "&lt;/"), **how)
"""
STARTS = {
    "up": "sys.argv = ['manage.py', 'up']; import manage; manage.main()",
    "another command": "sys.argv = ['manage.py', 'migrate']; import manage; manage.main()",
    "a server of one's own": "import newsportal.wsgi",
    "our server": "sys.argv = ['serve']; from newsportal import serve; serve.main()",
}


def test_it_works() -> None:
    assert self_check.problem() == ""


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_a_start_is_refused_in_one_sentence(start: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRONG + start],
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(tmp_path), "SECRET_KEY": "x", "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert "would damage stories" in done.stderr
    assert "instead of '<p>One.</p>" in done.stderr, "what it was read as"
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
