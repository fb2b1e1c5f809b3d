"""The interface of a place for backups."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO


class Place(ABC):
    """A place that keeps files by names with slashes: each is there as a whole, or not at all.

    All methods raise BackupFailed.
    """

    @abstractmethod
    def put(self, name: str, content: BinaryIO) -> int:
        """Keep what is in `content` from its beginning; returns how many bytes those were."""

    @abstractmethod
    def open(self, name: str) -> BinaryIO:
        """Read a file. Raises BackupFailed where there is none."""

    @abstractmethod
    def names(self, prefix: str) -> Iterator[str]:
        """The names that begin with `prefix`, which ends with a slash; in no order."""

    @abstractmethod
    def folders(self, prefix: str) -> list[str]:
        """The names of the folders right below `prefix`, in order."""

    @abstractmethod
    def tidy(self, before: datetime) -> None:
        """Remove what a process that was killed before that moment has left of a file."""

    @abstractmethod
    def delete(self, names: Iterable[str]) -> int:
        """Remove files; returns how many."""
