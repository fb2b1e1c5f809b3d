"""How processes are kept running: how often one that ends is begun anew, and what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from newsportal.running import supervisor
from newsportal.running.supervisor import BEAT, SELDOM, WELL_AFTER, Supervisor


@dataclass
class Run:
    """One process: how it ends, if it does; only what is asked of it here."""

    code: int | None
    pid: int = -1

    def poll(self) -> int | None:
        return self.code


@dataclass
class Machine:
    """A clock of its own, and processes that end as they are told."""

    now: float = 0.0
    code: int | None = 3
    begun: list[float] = field(default_factory=list)
    told: list[dict[str, str]] = field(default_factory=list)

    def begin(self, *_how: Any) -> Run:
        self.begun.append(self.now)
        return Run(self.code)

    def tell(self, down: Mapping[str, str]) -> None:
        self.told.append(dict(down))

    def pass_by(self, ours: Supervisor, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            self.now += BEAT
            ours.tend()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine()
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: found.now)  # type: ignore[attr-defined]
    monkeypatch.setattr(supervisor, "_begun", found.begin)
    return found


def test_what_ends_each_time_is_begun_seldom_and_said_thrice(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    ours = Supervisor(machine.tell)
    ours.start("ticker", ["ticker"], {})
    machine.pass_by(ours, 3.0)
    assert [round(at, 1) for at in machine.begun[:4]] == [0.0, 0.2, 1.0, 2.4]
    machine.pass_by(ours, 600.0)
    assert len(machine.begun) < 60
    gaps = [after - before for before, after in zip(machine.begun, machine.begun[1:], strict=False)]
    assert gaps[-1] >= SELDOM
    said = "The ticker stopped unexpectedly (exit code 3);"
    assert [record.message for record in caplog.records] == [
        f"{said} restarting it.",
        f"{said} 5 times in a row; retrying every 2 seconds.",
        f"{said} 30 times in a row; retrying every 30 seconds.",
    ]
    assert "stopped unexpectedly (exit code 3, " in machine.told[-1]["ticker"]


def test_one_that_runs_well_is_up_and_begins_at_the_first_wait(machine: Machine) -> None:
    ours = Supervisor(machine.tell)
    ours.start("ticker", ["ticker"], {})
    machine.pass_by(ours, 10.0)
    machine.code = None
    machine.pass_by(ours, WELL_AFTER + 5.0)
    assert machine.told[-1] == {}
    count, member = len(machine.begun), ours.members["ticker"]
    member.process.code = -9  # type: ignore[attr-defined]
    machine.pass_by(ours, BEAT)
    assert len(machine.begun) == count + 1 and member.ends == 1
    assert machine.told[-1]["ticker"].startswith("stopped unexpectedly (signal 9)")
