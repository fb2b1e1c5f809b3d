"""What the portal keeps is its own: nobody else on the machine reads its database, its uploads, its
pages.

Each process begins with `begin()`, so that it makes nothing that others could read. What an
earlier release or a careless copy has left open, `tighten()` closes at the next start. A web server
that hands out static files and pictures itself is let in to these two folders by its group.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

#: What a web server may hand out itself.
PUBLIC = ("static", "media")
OTHERS = 0o077
#: With a group that may read what is public.
OTHERS_BUT_A_GROUP = 0o027


def set_umask() -> None:
    """Have this process make files for its own user alone."""
    group = os.environ.get("WEB_SERVER_GROUP", "").strip()
    os.umask(OTHERS_BUT_A_GROUP if group else OTHERS)


def tighten_all() -> None:
    """Close what the settings say is the portal’s: at each start, once there are settings."""
    from django.conf import settings

    files = [one["NAME"] for one in settings.DATABASES.values() if "sqlite" in one["ENGINE"]]
    tighten(settings.VAR_DIR, map(Path, files), settings.WEB_SERVER_GROUP)


def tighten(var: Path, databases: Iterable[Path], group: int | None = None) -> None:
    """Close to others what is in `var`, and the files of `databases`, wherever they are; open the
    public folders to `group`.

    A folder that is closed is not gone through again: it is closed last, once all in it is. What
    belongs to somebody else stays as it is.
    """
    for file in databases:
        for beside in ("", "-wal", "-shm", "-journal"):
            _close(Path(f"{file}{beside}"))
    if group is not None:
        for name in PUBLIC:
            (var / name).mkdir(mode=0o750, exist_ok=True)
    with suppress(OSError), os.scandir(var) as entries:
        for entry in entries:
            if group is not None and entry.name in PUBLIC:
                _open_to(Path(entry.path), group)
            else:
                _close(Path(entry.path))
    if group is not None:
        with suppress(OSError):
            os.chown(var, -1, group)
    _change(var, 0o710 if group is not None else 0o700)


def _close(path: Path) -> None:
    """Take all rights of others away, of a folder after what is in it."""
    with suppress(OSError):
        facts = path.lstat()
        if stat.S_ISLNK(facts.st_mode) or not facts.st_mode & OTHERS:
            return
        if stat.S_ISDIR(facts.st_mode):
            with os.scandir(path) as entries:
                for entry in entries:
                    _close(Path(entry.path))
        _change(path, stat.S_IMODE(facts.st_mode) & ~OTHERS & 0o777)


def _open_to(path: Path, group: int) -> None:
    """Let the group read, of a folder after what is in it; what is made in it later inherits."""
    with suppress(OSError):
        facts = path.lstat()
        is_folder = stat.S_ISDIR(facts.st_mode)
        mode = 0o2750 if is_folder else 0o640
        done = facts.st_gid == group and stat.S_IMODE(facts.st_mode) == mode
        if stat.S_ISLNK(facts.st_mode) or done:
            return
        if is_folder:
            with os.scandir(path) as entries:
                for entry in entries:
                    _open_to(Path(entry.path), group)
        os.chown(path, -1, group)
        path.chmod(mode)


def _change(path: Path, mode: int) -> None:
    """Give it the mode, unless it is a folder that many share, such as /tmp."""
    with suppress(OSError):
        facts = path.stat()
        if not facts.st_mode & stat.S_ISVTX and stat.S_IMODE(facts.st_mode) != mode:
            path.chmod(mode)
