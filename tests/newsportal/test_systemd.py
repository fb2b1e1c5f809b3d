"""The units of deploy/systemd: systemd understands them, and each part is there and hardened."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from newsportal import serve

ROOT = Path(__file__).resolve().parent.parent.parent
UNITS = sorted((ROOT / "deploy" / "systemd").glob("newsportal*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
#: Known from systemd 254 on; an older one says so and goes on without.
NEWER = ("RestartSteps", "RestartMaxDelaySec")


def test_systemd_understands_them(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze here")
    python = tmp_path / "srv" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    for unit in UNITS:
        text = unit.read_text().replace("/srv/newsportal", str(tmp_path / "srv"))
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / unit.name for unit in UNITS)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SYSTEMD_LOG_LEVEL": "warning"},
    )
    ours = [
        line for line in done.stderr.splitlines() if str(tmp_path) in line or "newsportal" in line
    ]
    assert [line for line in ours if not any(name in line for name in NEWER)] == []


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_each_may_write_to_its_own_folder_only(unit: Path) -> None:
    text = unit.read_text()
    for line in (
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "PrivateTmp=yes",
        "UMask=0077",
        "StateDirectory=newsportal",
    ):
        assert f"\n{line}\n" in text
    if "Type=oneshot" not in text:
        assert re.search(r"Restart=on-failure\nRestartSec=1\n", text)
    assert "\nUser=newsportal\n" in text


def test_every_command_of_theirs_is_there() -> None:
    from django.core.management import get_commands

    verbs = {
        found for unit in SERVICES for found in re.findall(r"manage\.py (\w+)", unit.read_text())
    }
    assert verbs == {"up", "worker", "ticker"} <= set(get_commands())
    assert (
        "ExecReload=/bin/kill -HUP $MAINPID"
        in (SERVICES[0].parent / "newsportal-web.service").read_text()
    )


def test_the_web_server_takes_the_socket_that_systemd_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert serve.given_by_systemd() is None
    monkeypatch.setenv("LISTEN_FDS", "1")
    monkeypatch.setenv("LISTEN_PID", "1")
    assert serve.given_by_systemd() is None  # another process's
    monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
    assert serve.given_by_systemd() == 3
