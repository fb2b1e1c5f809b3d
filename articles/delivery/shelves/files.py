"""A shelf of files, for the processes of one host."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from threading import get_ident

from articles.delivery.ledger.ledger import Ledger
from articles.delivery.pages.page import Page

#: A file that a process which died has left half-written, after so many seconds.
LEFT_OVER = 600
#: Processes of two containers may have the same number.
_MINE = token_hex(4)


class FileShelf:
    """Pages in `folder`, one file each; `release` is what is served, so that pages of the release
    before are not."""

    def __init__(self, folder: Path, ledger: Ledger, release: str) -> None:
        self.ledger = ledger
        self.folder = folder
        self.release = release

    def _path(self, name: str) -> Path:
        # The ledger may have to begin anew, and pages of before say nothing then.
        of_ours = self.folder / f"{self.release}-{self.ledger.epoch:x}"
        return of_ours / name[:2] / name[2:]

    def get(self, name: str) -> Page | None:
        """The page, as far as none of its hard keys has changed."""
        page = self.stale(name)
        if page is not None and self.ledger.is_unchanged(page.hard_slots, page.generation):
            return page
        return None

    def stale(self, name: str) -> Page | None:
        """The page, however old."""
        try:
            return Page.load(self._path(name).read_bytes())
        except OSError:
            return None

    def put(self, name: str, page: Page) -> None:
        """Keep `page`: the whole file or none."""
        path = self._path(name)
        with suppress(OSError):
            try:
                self._write(path, page.dump())
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._write(path, page.dump())

    def _write(self, path: Path, raw: bytes) -> None:
        # By a name that no other thread has; what was left under it is no page.
        made = f"{path.parent}/.{_MINE}-{os.getpid()}-{get_ident()}"
        file = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            written = os.write(file, raw)
        finally:
            os.close(file)
        # A disk that is full takes a part; the checksum would tell, but it need not lie there.
        if written == len(raw):
            Path(made).replace(path)


def tidy(folder: Path, most: int, now: float) -> int:
    """Remove what was last kept longest ago, until at most `most` bytes lie in `folder`; returns
    how many files went. `now` in seconds since 1970."""
    found, total, gone = [], 0, 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            facts = path.stat()
            if path.is_file():
                half = path.name.startswith(".") and facts.st_mtime < now - LEFT_OVER
                found.append((0.0 if half else facts.st_mtime, facts.st_size, path, half))
                total += facts.st_size
    for _at, size, path, half in sorted(found, key=lambda one: one[0]):
        if total <= most and not half:
            break
        with suppress(OSError):
            path.unlink()
            gone += 1
            total -= size
    return gone
