"""A place for backups, and what takes and restores them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from articles.backup.places import Place, place_at


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Place:
    """A folder that is set as BACKUP_URL."""
    settings.BACKUP_URL = str(tmp_path / "backups")
    return place_at(settings.BACKUP_URL)
