"""Rows in parts: compressed, sealed, and each small enough to be sent again where it fails.

with Parts(place, seal, folder, rows) as parts:
    parts.write(line)
for line in read(place, folder, rows, key, recipients): …
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Self

from articles.backup.failure import BackupFailed
from articles.backup.manifest import Part, Rows
from articles.backup.places import Place
from articles.backup.sealing import Key, Seal, as_file, read_all
from articles.backup.tables.columns import Digest

#: Bytes of a part, compressed.
MOST = 8 * 1024 * 1024
#: Four times as quick as the usual 6, for a tenth more of bytes.
LEVEL = 2


@dataclass(slots=True)
class Parts:
    """Writes rows into parts, in `folder` of a place, and puts down in `rows` what they come to."""

    place: Place
    seal: Seal
    folder: str
    rows: Rows
    _digest: Digest = field(init=False)
    _into: BytesIO = field(init=False)
    _zip: gzip.GzipFile = field(init=False)

    def __enter__(self) -> Self:
        """Begin the first part."""
        self._digest = Digest(self.rows.table.columns)
        self._begin()
        return self

    def write(self, line: bytes) -> None:
        """One row."""
        self._digest.add(line)
        self._zip.write(line)
        if self._into.tell() >= MOST:
            self._end()
            self._begin()

    def __exit__(self, kind: object, *_rest: object) -> None:
        """Put the last part down, unless something failed."""
        if kind is None:
            self._end()
            self.rows.rows, self.rows.digest = self._digest.rows, self._digest.hex

    def _begin(self) -> None:
        self._into = BytesIO()
        # Without a name and a moment, so that the same rows are the same bytes.
        self._zip = gzip.GzipFile("", "wb", LEVEL, self._into, mtime=0)

    def _end(self) -> None:
        self._zip.close()
        data = self.seal.sealed(self._into.getvalue())
        name = f"{self.rows.name}/{len(self.rows.parts) + 1:05}.gz"
        self.place.put(f"{self.folder}{name}", as_file(data))
        self.rows.parts.append(Part(name, len(data), sha256(data).hexdigest()))


def read(place: Place, folder: str, rows: Rows, key: Key, sealed_for: list[str]) -> Iterator[bytes]:
    """All rows, a line each, a part at a time. Raises BackupFailed where a part is missing or not
    what was written."""
    for part in rows.parts:
        data = read_all(place.open(f"{folder}{part.name}"))
        if len(data) != part.size or sha256(data).hexdigest() != part.sha256:
            raise BackupFailed(f"{folder}{part.name} is damaged: it is not what was written.")
        plain = key.opened(data, sealed_for)
        try:
            yield from gzip.GzipFile("", "rb", fileobj=BytesIO(plain))
        except (OSError, EOFError, zlib.error) as error:
            raise BackupFailed(f"{folder}{part.name} can't be unpacked: {error}") from error
