"""Which processes are down on this host, as their supervisor says; for the desk and /readyz.

A file that can't be written or read says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from articles.lib.host import atomic_files

FILE = "parts-down"


def tell(folder: Path, down: Mapping[str, str]) -> None:
    """These parts are down, each with the reason; all others run."""
    with suppress(OSError):
        if down:
            atomic_files.write(folder / FILE, [json.dumps(down).encode()], mode=0o600)
        else:
            (folder / FILE).unlink(missing_ok=True)


def down(folder: Path) -> dict[str, str]:
    """The parts that are down, and why."""
    try:
        found = json.loads((folder / FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return dict(found) if isinstance(found, dict) else {}
