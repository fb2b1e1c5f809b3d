"""A folder of a newsroom's own wins over our templates, files and tokens."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from newsportal import stylesheet

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "deploy" / "theme-example"
LOOK = """
import django; django.setup()
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
print(render_to_string("base.html", {"site": {"name": "The Gannet"}}))
print(finders.find("img/favicon.svg"), finders.find("img/icon.png"))
"""


def look(theme: Path | str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """What a portal with this theme makes of it."""
    environment = os.environ | {"THEME_DIR": str(theme), "VAR_DIR": str(tmp_path)}
    environment |= {"DEBUG": "on", "SECRET_KEY": "only for the tests"}
    return subprocess.run(
        [sys.executable, "-c", LOOK],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_example_wins_over_ours(tmp_path: Path) -> None:
    done = look(EXAMPLE, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Our guide to the elections" in done.stdout
    assert "Skip to the main content" in done.stdout
    assert ".guide{" in unquote(done.stdout)
    assert f"{EXAMPLE / 'static/img/favicon.svg'} {ROOT / 'static/img/icon.png'}" in done.stdout


def test_a_folder_that_is_not_there_is_said_at_the_start(tmp_path: Path) -> None:
    done = look(tmp_path / "nowhere", tmp_path)
    assert done.returncode != 0
    assert "THEME_DIR" in done.stderr
    assert "there is no such folder" in done.stderr


@pytest.mark.parametrize("kind", stylesheet.SHEETS)
def test_its_style_sheet_stands_over_ours_in_every_sheet(kind: str) -> None:
    ours, themed = stylesheet.sheet(kind), stylesheet.sheet(kind, EXAMPLE)
    assert themed.startswith(ours)
    added = themed.removeprefix(ours)
    assert added.startswith("@layer theme{:root{")
    assert added.count("{") == added.count("}")
    assert "theme" in stylesheet.LAYERS
    assert stylesheet.sheet(kind, ROOT) == ours
