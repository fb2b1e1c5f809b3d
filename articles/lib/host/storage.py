"""The folder on this machine that keeps files where there is no other store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from articles.lib.host import atomic_files


class WholeFiles(FileSystemStorage):
    """A folder in which a file is there as a whole, or not at all.

    Whatever ends the process, or the machine, leaves no half file under a name; and a file that
    was stored stays. Names say what is in a file, so one that is there already is written over by
    the same.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself."""
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        mode = self.file_permissions_mode or 0o600
        atomic_files.write(Path(self.path(name)), content.chunks(), mode=mode)
        return str(Path(name)).replace("\\", "/")
