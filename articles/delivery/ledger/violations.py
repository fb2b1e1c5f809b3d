"""How often browsers have stopped something by our pages' policy, counted by what it was.

Only this is kept: which directive it was, what kind of thing was stopped, and whether at the desk.
What strangers write into a report, and who sent it, is nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from articles.delivery.ledger.scratch import Scratch

#: The directives that are told apart.
DIRECTIVES = (
    "default-src", "script-src", "style-src", "img-src", "font-src", "media-src", "connect-src",
    "frame-src", "manifest-src", "worker-src", "object-src", "base-uri", "form-action",
    "frame-ancestors", "require-trusted-types-for", "trusted-types", "other",
)  # fmt: skip
#: What was stopped: written in the page, a text that would be run, of ourselves, a `data:` or
#: `blob:` address, by an extension of the browser, of another site.
INLINE, EVAL, OWN, DATA, EXTENSION, ELSEWHERE = KINDS = (
    "inline", "eval", "own", "data", "extension", "elsewhere",
)  # fmt: skip
READERS, DESK = PLACES = ("readers", "desk")
#: Those that pages of ours would cause.
OURS = frozenset({INLINE, EVAL, OWN, DATA})
EXTENSIONS = ("-extension", "safari-web-extension", "extension", "chrome", "resource", "about")
_CELLS = {cell: number for number, cell in enumerate(product(DIRECTIVES, KINDS, PLACES))}
#: Of each cell: how often in all, on which day last, and how often on that day.
_WORDS = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something was stopped on this host: in all, and on the last day that it was."""

    directive: str
    kind: str
    place: str
    total: int
    day: int
    on_day: int


class Violations:
    """The counts in the file at `path`."""

    def __init__(self, path: Path) -> None:
        self._scratch = Scratch(path, _WORDS * len(_CELLS), version=1)

    def count(self, directive: str, kind: str, place: str) -> None:
        """Count one of them, today."""
        at = _CELLS[directive, kind, place] * _WORDS
        words, today = self._scratch.words, _today()
        words[at] += 1
        words[at + 2] = words[at + 2] + 1 if words[at + 1] == today else 1
        words[at + 1] = today

    def found(self) -> Iterator[Counted]:
        """What was stopped at least once."""
        words = self._scratch.words
        for (directive, kind, place), number in _CELLS.items():
            total, day, on_day = words[number * _WORDS : (number + 1) * _WORDS]
            if total:
                yield Counted(directive, kind, place, total, day, on_day)

    def of_late(self) -> list[Counted]:
        """What pages of ours may have caused today or yesterday, the most frequent first."""
        since = _today() - 1
        ours = [one for one in self.found() if one.kind in OURS and one.day >= since]
        return sorted(ours, key=lambda one: -one.on_day)


@cache
def violations() -> Violations:
    """This host's."""
    return Violations(Path(settings.VAR_DIR) / "pages" / "violations")


def sorted_out(report: dict[str, Any], desk: str) -> tuple[str, str, str] | None:
    """Directive, kind and place of a report in either of its two forms; None for what is none.
    `desk` is where the desk's addresses begin."""
    said = report.get("csp-report") or report.get("body")
    if not isinstance(said, dict) or report.get("type", "csp-violation") != "csp-violation":
        return None
    page = _text(said, "document-uri", "documentURL")
    try:
        at_the_desk = urlsplit(page).path.startswith(desk)
        kind = _kind(
            _text(said, "blocked-uri", "blockedURL"), _text(said, "source-file", "sourceFile"), page
        )
    except ValueError:
        return None
    directive = _text(said, "effective-directive", "effectiveDirective", "violated-directive")
    name = directive.partition(" ")[0].removesuffix("-elem").removesuffix("-attr")
    return name if name in DIRECTIVES else "other", kind, DESK if at_the_desk else READERS


def _kind(blocked: str, source: str, page: str) -> str:
    scheme = blocked.partition(":")[0]
    if any(_is_of_extension(one) for one in (source.partition(":")[0], scheme)):
        return EXTENSION
    if scheme in {"data", "blob"}:
        return DATA
    if scheme in {"eval", "wasm-eval", "trusted-types-policy", "trusted-types-sink"}:
        return EVAL
    if scheme in {"", "inline", "self"}:
        return INLINE
    return OWN if urlsplit(blocked)[:2] == urlsplit(page)[:2] else ELSEWHERE


def _is_of_extension(scheme: str) -> bool:
    return scheme in EXTENSIONS or scheme.endswith("-extension")


def _text(said: dict[str, Any], *names: str) -> str:
    """The first of the fields that is a text, as far as anybody needs it; "" for none."""
    for name in names:
        if isinstance(found := said.get(name), str):
            return found[:2_000]
    return ""


def _today() -> int:
    return datetime.now(UTC).date().toordinal()
