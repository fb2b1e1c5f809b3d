"""docs/settings.md tells of every setting there is, and of none that there isn't."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from newsportal import environment
from newsportal.running.up import Plan

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTED = set(
    re.findall(r"^\| `([A-Z0-9_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)
)


def read_in_source() -> set[str]:
    """The name in every call such as `env.text("SITE_NAME", …)`."""
    return {
        call.args[0].value
        for file in (ROOT / "newsportal").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_every_setting_is_documented() -> None:
    assert read_in_source() == DOCUMENTED


def test_every_read_is_seen_in_the_source() -> None:
    Plan.read()
    assert {"PORT", "SITE_NAME"} <= set(environment.READ)
    assert set(environment.READ) <= read_in_source()
