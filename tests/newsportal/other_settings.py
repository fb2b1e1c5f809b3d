"""The settings as they would be in another environment, read in this process."""

from __future__ import annotations

import os
import runpy
from pathlib import Path
from typing import Any
from unittest.mock import patch

from newsportal.environment import READ

FOLDER = Path(__file__).resolve().parent.parent.parent / "newsportal"


def settings_with(file: str = "settings.py", **variables: str) -> dict[str, Any]:
    """What `file` sets where an operator has set `variables` and nothing else. Raises
    ImproperlyConfigured. What it takes over from its neighbours is as it is for the tests."""
    ours = {"SECRET_KEY", *READ}
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    env = {**clean, "SECRET_KEY": "of the tests", **variables}
    with patch.dict(os.environ, env, clear=True):
        return runpy.run_path(str(FOLDER / file))
