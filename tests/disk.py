"""A disk of a few MiB that can be filled, and one that fails, where this process may mount."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Disk:
    """A file system of its own at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._filler = path / "filler"

    def fill(self) -> None:
        """Leave no room at all."""
        file = os.open(self._filler, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            for size in (1 << 20, 1 << 12, 1):
                while _written(file, size):
                    pass
        finally:
            os.close(file)

    def make_room(self) -> None:
        """Take away what fills it."""
        self._filler.unlink()

    def fail(self) -> None:
        """Have it notice an error: the kernel lets it only be read from now on."""
        number = self.path.stat().st_dev
        device = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}").resolve().name
        error = Path(f"/sys/fs/ext4/{device}/trigger_fs_error")
        if not error.exists():
            pytest.skip("no disk can be made here that fails")
        error.write_text("a test")


def _written(file: int, size: int) -> bool:
    try:
        return os.write(file, bytes(size)) == size
    except OSError:
        return False


@contextmanager
def small_disk(path: Path, megabytes: int) -> Iterator[Disk]:
    """A disk of so many MiB at `path`; the test is skipped where nothing may be mounted."""
    options = f"size={megabytes}m,mode=0755"
    if reason := _why_not_mounted(path, "-t", "tmpfs", "-o", options, "tmpfs"):
        pytest.skip(f"nothing may be mounted here: {reason}")
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


@contextmanager
def disk_that_fails(image: Path, path: Path, megabytes: int) -> Iterator[Disk]:
    """The same in the file `image`, where it can be made: one that can `fail`."""
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    how = _mounted(image, path) if is_formatted(image) else small_disk(path, megabytes)
    with how as disk:
        yield disk


def is_formatted(image: Path) -> bool:
    """Make an ext4 in it; False where that is not to be had."""
    if not shutil.which("mkfs.ext4"):
        return False
    made = ["mkfs.ext4", "-q", "-F", "-m", "0", str(image)]
    return subprocess.run(made, capture_output=True, check=False).returncode == 0


@contextmanager
def _mounted(image: Path, path: Path) -> Iterator[Disk]:
    """What is in it. Where that can't be mounted, another one."""
    if _why_not_mounted(path, "-o", "loop,errors=remount-ro", str(image)):
        with small_disk(path, image.stat().st_size >> 20) as disk:
            yield disk
        return
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)
        image.unlink()


def _why_not_mounted(path: Path, *how: str) -> str:
    path.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(
            ["mount", *how, str(path)], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return "there is no `mount`"
    return done.stderr.strip() if done.returncode else ""
