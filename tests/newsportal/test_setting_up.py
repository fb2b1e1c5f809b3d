"""A set-up that was interrupted heals, two at once do not meet, and what fails says why."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from articles.models import Article
from newsportal.running import setting_up, up
from tests.waiting import until

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """deploy/local.py for a clone in a folder of the test, where making and installing is noted."""
    spec = importlib.util.spec_from_file_location("local", ROOT / "deploy" / "local.py")
    assert spec and spec.loader
    found: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").write_text("django==5.2")
    found.ROOT, found.VENV = tmp_path, tmp_path / ".venv"
    found.PYTHON = tmp_path / ".venv" / "bin" / "python"
    found.LOCK, found.UNFINISHED = tmp_path / ".venv-lock", tmp_path / ".venv-unfinished"
    found.done = []

    def made() -> None:
        found.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        found.PYTHON.touch()
        found.done.append("made")

    monkeypatch.setattr(found, "make_venv", made)
    monkeypatch.setattr(found, "of_this_python", found.PYTHON.exists)
    monkeypatch.setattr(found, "install", lambda _needs: found.done.append("installed"))
    return found


def test_it_works(local: Any) -> None:
    local.make_environment("run")
    local.make_environment("run")
    assert local.done == ["made", "installed"]
    (local.ROOT / "requirements" / "run.txt").write_text("django==5.3")
    local.make_environment("run")
    assert local.done == ["made", "installed", "installed"]


def test_one_that_was_killed_is_made_anew(local: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What looks as if it were installed may lack files."""

    class Killed(BaseException):
        """Nothing more is done."""

    def killed(_needs: str) -> None:
        raise Killed

    install = local.install
    monkeypatch.setattr(local, "install", killed)
    with suppress(Killed):
        local.make_environment("run")
    current = hashlib.sha256(f"{sys.version_info[:2]}".encode() + b"django==5.2").hexdigest()
    (local.VENV / "installed-run").write_text(current)
    monkeypatch.setattr(local, "install", install)
    local.make_environment("run")
    assert local.done == ["made", "made", "installed"]
    assert not local.UNFINISHED.exists()


def test_one_that_fails_leaves_what_was_there(local: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A portal may be running from it."""

    def fails(_needs: str) -> None:
        sys.exit("no room")

    install = local.install
    local.make_environment("run")
    (local.ROOT / "requirements" / "run.txt").write_text("django==5.3")
    monkeypatch.setattr(local, "install", fails)
    with pytest.raises(SystemExit):
        local.make_environment("run")
    monkeypatch.setattr(local, "install", install)
    local.make_environment("run")
    assert local.done == ["made", "installed", "installed"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("error: No space left on device (os error 28)", "the disk is full"),
        ("ERROR: [Errno 13] Permission denied: '/x'", "cannot be written"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that requirements/ locks"),
        ("error: Hash mismatch for `django==5.2`", "not the one that requirements/ locks"),
        ("[Errno -3] Temporary failure in name resolution')': /x", "cannot be resolved"),
        ("NewConnectionError: [Errno 111] Connection refused", "cannot be reached"),
        ("ERROR: No matching distribution found for django==9", "no build"),
        ("Segmentation fault", "see its words."),
    ],
)
def test_nothing_is_blamed_without_a_reason(local: Any, said: str, why: str) -> None:
    done = subprocess.CompletedProcess([], 1, "", f"Collecting …\n{said}\n")
    assert why in local.reason(done)
    assert ("internet" in local.reason(done)) is ("resolution" in said)


def _waits(held: Path, enter: Callable[[], Any], said: Callable[[], str]) -> None:
    """Whoever enters while `held` is locked waits, and says so."""
    entered = threading.Event()

    def go_in() -> None:
        with enter():
            entered.set()

    with held.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        other = threading.Thread(target=go_in)
        other.start()
        until(lambda: "Another start is setting up" in said())
        assert not entered.is_set()
    other.join()
    assert entered.is_set()


def test_two_at_once_wait_for_each_other(
    local: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = list[str]()
    monkeypatch.setattr("builtins.print", lambda *words, **_how: said.append(str(words)))
    _waits(local.LOCK, local.alone, lambda: " ".join(said))
    also = list[str]()
    _waits(
        tmp_path / setting_up.LOCK,
        lambda: setting_up.alone(tmp_path, also.append),
        lambda: " ".join(also),
    )


@pytest.fixture
def called(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that a start calls."""
    settings.VAR_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    commands = list[str]()

    def call(name: str, **options: Any) -> None:
        commands.append(f"{name} clear" if options.get("clear") else name)
        if name == "collectstatic":
            (tmp_path / "static").mkdir(exist_ok=True)
            (tmp_path / "static" / "staticfiles.json").touch()

    monkeypatch.setattr(up, "call_command", call)
    return commands


@pytest.mark.django_db
def test_each_step_is_done_again_where_it_was_interrupted(
    called: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = up.Plan("127.0.0.1", 8000, 1, 1, demo=True)

    def all_of_it() -> None:
        up.migrate()
        up.make_demo(plan, lambda _sentence: None)
        up.collect_static()

    monkeypatch.setattr(Article.objects, "exists", lambda: True, raising=False)
    all_of_it()
    assert called == ["collectstatic"]  # the database of the tests is migrated
    all_of_it()
    assert called == ["collectstatic"]
    for name in ("migrate", "demo", "static"):
        (tmp_path / f"{name}-unfinished").touch()
    all_of_it()
    assert called[1:] == ["migrate", "demo", "collectstatic clear"]
    all_of_it()
    assert len(called) == 4
