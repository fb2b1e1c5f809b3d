"""The folder on this machine that keeps files where there is no other store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage

from articles.lib.host import atomic_files


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in a store: `stamp` is another one once it was written anew."""

    name: str
    size: int
    stamp: str


def walk(storage: Storage) -> Iterator[Kept]:
    """All files in a store, in no order. One that can tell by itself has a method of this name:
    folder by folder takes a request each."""
    if hasattr(storage, "walk"):
        yield from storage.walk()
        return
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            inner, files = storage.listdir(folder)
        except FileNotFoundError:
            continue
        folders += [f"{folder}/{name}".lstrip("/") for name in inner]
        for name in files:
            path = f"{folder}/{name}".lstrip("/")
            at = storage.get_modified_time(path)
            yield Kept(path, storage.size(path), at.isoformat())


class WholeFiles(FileSystemStorage):
    """A folder in which a file is there as a whole, or not at all.

    Whatever ends the process, or the machine, leaves no half file under a name; and a file that
    was stored stays. Names say what is in a file, so one that is there already is written over by
    the same.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself."""
        return name

    def walk(self) -> Iterator[Kept]:
        """All files, without those that are just being written or were left half-written."""
        root = str(self.location)
        for folder, _inner, names in os.walk(root):
            for name in names:
                if name.startswith(".") and name.endswith(".part"):
                    continue
                path = Path(folder, name)
                try:
                    facts = path.stat()
                except FileNotFoundError:
                    continue
                relative = path.relative_to(root).as_posix()
                yield Kept(relative, facts.st_size, str(facts.st_mtime_ns))

    def _save(self, name: str, content: File[Any]) -> str:
        mode = self.file_permissions_mode or 0o600
        atomic_files.write(Path(self.path(name)), content.chunks(), mode=mode)
        return str(Path(name)).replace("\\", "/")
