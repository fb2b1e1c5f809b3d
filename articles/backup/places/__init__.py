"""Where backups lie: one file a kind of place."""

from __future__ import annotations

from pathlib import Path

from articles.backup.failure import BackupFailed
from articles.backup.places.base import Place
from articles.backup.places.folder import Folder

__all__ = ["Place", "place_at"]

NONE = (
    "No place for backups is set. Set BACKUP_URL to a folder or to s3://bucket/prefix, "
    "or name one with --to."
)


def place_at(url: str) -> Place:
    """The place at `url`: a folder's path, or s3://bucket/prefix. Raises BackupFailed."""
    if not url:
        raise BackupFailed(NONE)
    if url.startswith("s3://"):
        try:
            from articles.backup.places.s3 import Bucket
        except ImportError as error:
            raise BackupFailed(
                "A bucket needs more packages: `pip install -r requirements/s3.txt`."
            ) from error
        return Bucket(url)
    if "://" in url and not url.startswith("file://"):
        raise BackupFailed(f"{url} is no place for backups: name a folder, or s3://bucket/prefix.")
    return Folder(Path(url.removeprefix("file://")).expanduser().resolve())
