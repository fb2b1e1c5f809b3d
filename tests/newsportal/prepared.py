"""A newsroom's folder as a start leaves it: set up once a run, from nothing, and copied.

    newsroom(shared, tmp_path / "var")

What is about anything else than setting up then starts without migrating and collecting. Where
a worker of the run has migrated its own database already, that is taken: half of the time.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests import database
from tests.newsportal.portals import UP, environment


def newsroom(shared: Path, var: Path) -> Path:
    """Make `var` a newsroom of its own. The first worker sets one up in `shared`."""
    made = shared / "newsroom" / "var"
    made.parent.mkdir(exist_ok=True)
    with database.alone(made.parent):
        if not made.exists():
            being_made = made.with_name("new")
            if (migrated := database.migrated_in(shared)).exists():
                being_made.mkdir(0o700)
                shutil.copyfile(migrated, being_made / "newsportal.sqlite3")
            env = environment(being_made)
            subprocess.run([*UP, "--prepare"], env=env, check=True, capture_output=True)
            being_made.rename(made)
    shutil.copytree(made, var)
    return var
