"""What the portal is made of, from others: every package with its version and accepted terms."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from deploy import packages

ROOT = Path(__file__).resolve().parent.parent


def test_all_that_is_installed_is_under_accepted_terms() -> None:
    assert list(packages.refused()) == []


@pytest.mark.parametrize(
    ("licence", "accepted"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-or-later", True),
        ("MIT AND PSF-2.0", True),
        ("MIT AND GPL-3.0-or-later", False),
        ("AGPL-3.0-or-later", False),
        ("LGPL-3.0-or-later", False),
        ("", False),
    ],
)
def test_terms(licence: str, accepted: bool) -> None:
    assert packages.is_accepted("some-package", licence) == accepted


def test_the_bill_names_every_locked_package_with_version_and_licence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert packages.main(["sbom"]) == 0
    bill = json.loads(capsys.readouterr().out)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["serialNumber"])
    named = {one["name"]: one for one in bill["components"]}
    for file in packages.SHIPPED:
        text = (ROOT / "requirements" / f"{file}.txt").read_text()
        for name, version in re.findall(
            r"^([a-z0-9.-]+)(?:\[.*\])?==([^ ;\\]+)", text, re.MULTILINE
        ):
            part = named[name]
            assert part["version"] == version
            assert part["purl"] == f"pkg:pypi/{name}@{version}"
            assert part["hashes"]
            licence: dict[str, Any] = part["licenses"][0]
            assert licence.get("expression") or any(licence["license"].values()), name
    assert len(named) > 30


@pytest.mark.parametrize(
    ("code", "said", "result"),
    [(0, "", 0), (1, "Found 2 known vulnerabilities in 1 package", 1), (1, "no route to host", 0)],
)
def test_an_audit_fails_only_on_what_was_found(
    monkeypatch: pytest.MonkeyPatch, code: int, said: str, result: int
) -> None:
    done = subprocess.CompletedProcess[str]([], code, stdout="", stderr=said)
    monkeypatch.setattr("deploy.packages.subprocess.run", lambda *_command, **_how: done)
    assert packages.audit() == result
