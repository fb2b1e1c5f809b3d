"""A folder of this machine, or of a disk that is mounted here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from articles.backup.failure import BackupFailed, said_plainly
from articles.backup.places.base import Place
from articles.lib.host import atomic_files

CHUNK = 1024 * 1024


class Folder(Place):
    """Backups in the folder `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __str__(self) -> str:
        return str(self.root)

    def put(self, name: str, content: BinaryIO) -> int:
        """Keep it, on the disk."""
        content.seek(0)
        with said_plainly(self):
            atomic_files.write(self.root / name, iter(lambda: content.read(CHUNK), b""))
        return content.tell()

    def open(self, name: str) -> BinaryIO:
        """The file."""
        try:
            with said_plainly(self):
                return (self.root / name).open("rb")
        except BackupFailed as failure:
            if isinstance(failure.__cause__, FileNotFoundError):
                raise BackupFailed(f"{name} is missing in {self}.") from failure
            raise

    def names(self, prefix: str) -> Iterator[str]:
        """All files below `prefix`, without what a killed process left half-written."""
        with said_plainly(self):
            for path in (self.root / prefix).rglob("*"):
                if path.is_file() and not path.name.endswith(".part"):
                    yield path.relative_to(self.root).as_posix()

    def folders(self, prefix: str) -> list[str]:
        """Those there are."""
        with said_plainly(self), suppress(FileNotFoundError):
            return sorted(one.name for one in (self.root / prefix).iterdir() if one.is_dir())
        return []

    def tidy(self, before: datetime) -> None:
        """Half-written files, which have no name yet."""
        with said_plainly(self):
            for path in list(self.root.rglob(".*.part")):
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < before.timestamp():
                        path.unlink()

    def delete(self, names: Iterable[str]) -> int:
        """Remove them, and folders that are empty then."""
        gone = 0
        with said_plainly(self):
            for name in names:
                path = self.root / name
                with suppress(FileNotFoundError):
                    path.unlink()
                    gone += 1
                for folder in path.parents:
                    if folder == self.root or not _emptied(folder):
                        break
        return gone


def _emptied(folder: Path) -> bool:
    with suppress(OSError):
        folder.rmdir()
        return True
    return False
