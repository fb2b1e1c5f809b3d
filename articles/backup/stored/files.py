"""The files that stand beside the database: found in their stores, each kept once by what is in it.

Ours carry their content's hash in their name and are never written over. An app of somebody else's
may do otherwise, so a file is read again where its size or its moment is another one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile, gettempdir
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages

from articles.backup.failure import BackupFailed, said_plainly
from articles.backup.places import Place
from articles.backup.sealing import Key, Seal
from articles.lib.host.storage import Kept, walk

#: Bytes of a file that are held in memory; what is more is on the disk of temporary files.
IN_MEMORY = 8 * 1024 * 1024
CHUNK = 1024 * 1024
TEMPORARY = "The folder of temporary files {0} (TMPDIR)"
#: What the portal makes anew at each start.
NOT_OURS = {"staticfiles"}
#: The store and the folder of what can be made again from the uploads.
RENDITIONS = ("default", "pictures/")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in one of the stores: when it was read last, and what was in it."""

    store: str
    name: str
    size: int
    stamp: str
    sha256: str

    def line(self) -> bytes:
        """As it stands in the index."""
        return json.dumps(astuple(self), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Stored:
        """The other way round."""
        return cls(*json.loads(line))


def stores() -> dict[str, Storage]:
    """The stores of the portal's files, by their names in settings.STORAGES."""
    return {name: storages[name] for name in settings.STORAGES if name not in NOT_OURS}


def is_rendition(store: str, name: str) -> bool:
    """Whether the file can be made again."""
    return store == RENDITIONS[0] and name.startswith(RENDITIONS[1])


def found(*, renditions: bool) -> Iterator[tuple[str, Kept]]:
    """All files that there are, with the names of their stores."""
    for store, storage in stores().items():
        with said_plainly(f"The store of files “{store}”"):
            for kept in walk(storage):
                if renditions or not is_rendition(store, kept.name):
                    yield store, kept


class Pool:
    """The files of all backups in a place that were sealed in the same way."""

    def __init__(self, place: Place, folder: str) -> None:
        self.place = place
        self.folder = folder

    def name_of(self, digest: str) -> str:
        """Where the file with that content lies."""
        return f"{self.folder}/{digest[:2]}/{digest}"

    def there(self) -> Iterator[str]:
        """The digests of what lies there."""
        for name in self.place.names(f"{self.folder}/"):
            yield PurePosixPath(name).name

    def take(self, store: str, kept: Kept, seal: Seal, known: Iterable[str]) -> Stored | None:
        """Keep a file; None where it has gone meanwhile. What is in the pool by `known` digests is
        not put there again."""
        with _spool() as plain:
            digest, size = sha256(), 0
            try:
                with said_plainly(f"{kept.name} in the store “{store}”"):
                    for chunk in _chunks(stores()[store], kept.name):
                        digest.update(chunk)
                        size += _written(plain, chunk)
            except BackupFailed as failure:
                if isinstance(failure.__cause__, FileNotFoundError):
                    return None
                raise
            taken = Stored(store, kept.name, size, kept.stamp, digest.hexdigest())
            if taken.sha256 not in known:
                self._put(taken.sha256, plain, seal)
        return taken

    def _put(self, digest: str, plain: BinaryIO, seal: Seal) -> None:
        if not seal.recipients:
            self.place.put(self.name_of(digest), plain)
            return
        with _spool() as sealed:
            plain.seek(0)
            seal.seal(plain, sealed)
            self.place.put(self.name_of(digest), sealed)

    @contextmanager
    def opened(self, stored: Stored, key: Key, recipients: list[str]) -> Iterator[BinaryIO]:
        """What was in the file. Raises BackupFailed where it is missing or not the same."""
        name = self.name_of(stored.sha256)
        with _spool() as plain:
            with self.place.open(name) as raw:
                if recipients:
                    key.open(raw, plain, recipients)
                else:
                    for chunk in iter(lambda: raw.read(CHUNK), b""):
                        _written(plain, chunk)
            plain.seek(0)
            digest = sha256()
            for chunk in iter(lambda: plain.read(CHUNK), b""):
                digest.update(chunk)
            if digest.hexdigest() != stored.sha256:
                raise BackupFailed(f"{name} is damaged: {stored.name} is not what was kept.")
            plain.seek(0)
            yield plain


def is_there(stored: Stored) -> bool:
    """Whether the same file is in its store. Raises BackupFailed."""
    with said_plainly(f"{stored.name} in the store “{stored.store}”"):
        return digest_of(_store(stored), stored.name) == stored.sha256


def put_back(stored: Stored, content: BinaryIO) -> None:
    """Put a file into its store, in the place of another one. Raises BackupFailed."""
    storage = _store(stored)
    with said_plainly(f"{stored.name} in the store “{stored.store}”"):
        if storage.exists(stored.name):
            storage.delete(stored.name)
        saved = storage.save(stored.name, File(content))
    if saved != stored.name:
        raise BackupFailed(f"{stored.name} was stored as {saved}: two write at once.")


def _store(stored: Stored) -> Storage:
    storage = stores().get(stored.store)
    if storage is None:
        raise BackupFailed(f"There is no store “{stored.store}” in STORAGES for {stored.name}.")
    return storage


def digest_of(storage: Storage, name: str) -> str:
    """The SHA-256 of a file in a store; "" where there is none."""
    if not storage.exists(name):
        return ""
    digest = sha256()
    for chunk in _chunks(storage, name):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(storage: Storage, name: str) -> Iterator[bytes]:
    with storage.open(name, "rb") as file:
        content: Any = file
        yield from iter(lambda: content.read(CHUNK), b"")


def _written(spool: BinaryIO, chunk: bytes) -> int:
    with said_plainly(TEMPORARY.format(gettempdir())):
        return spool.write(chunk)


def _spool() -> BinaryIO:
    return cast("BinaryIO", SpooledTemporaryFile(IN_MEMORY))
