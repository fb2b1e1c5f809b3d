"""C2PA's manifests (Content Credentials): by what a picture was made, and how.

Standard: C2PA Technical Specification 2.1, in boxes of JUMBF (ISO/IEC 19566-5). Only what is
said is read. Whether its signature holds is not checked: anybody can write a manifest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from articles.lib.imaging.metadata import cbor

_MOST_BOXES = 2_000
_DEEPEST = 8
#: Bytes of a claim or an assertion that is read; thumbnails are larger.
_MOST_READ = 1 << 18
_MOST_ACTIONS = 50


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that was done: `c2pa.created`; by what sort of source, as the file says it."""

    name: str
    source: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest tells; the last one of a file is that of the file itself."""

    generator: str = ""
    actions: tuple[Action, ...] = ()


def manifests(store: bytes) -> list[Manifest]:
    """The manifests of a file, the file's own last; none where they can't be read."""
    found: dict[str, dict[str, Any]] = {}
    for path, kind, content in _contents(store, (), 0, [_MOST_BOXES]):
        if len(path) < 3 or len(content) > _MOST_READ:
            continue
        if path[-1].startswith("c2pa.claim"):
            found.setdefault(path[1], {})["claim"] = _value(kind, content)
        elif path[-1].startswith("c2pa.actions"):
            found.setdefault(path[1], {}).setdefault("actions", []).append(_value(kind, content))
    return [_manifest(one) for one in found.values()]


def _manifest(said: dict[str, Any]) -> Manifest:
    claim = said.get("claim")
    actions: list[Action] = []
    for one in said.get("actions", []):
        listed = one.get("actions") if isinstance(one, dict) else None
        some = listed if isinstance(listed, list) else []
        actions += [_action(action) for action in some if isinstance(action, dict)]
    return Manifest(_generator(claim), tuple(actions[:_MOST_ACTIONS]))


def _generator(claim: Any) -> str:
    if not isinstance(claim, dict):
        return ""
    info = claim.get("claim_generator_info")
    info = info[0] if isinstance(info, list) and info else info
    if isinstance(info, dict) and isinstance(info.get("name"), str):
        return f"{info['name']} {_text(info.get('version'))}".strip()
    return _text(claim.get("claim_generator"))


def _action(said: dict[str, Any]) -> Action:
    agent = said.get("softwareAgent")
    agent = agent.get("name") if isinstance(agent, dict) else agent
    return Action(_text(said.get("action")), _text(said.get("digitalSourceType")), _text(agent))


def _text(value: Any) -> str:
    return value[:500] if isinstance(value, str) else ""


def _value(kind: bytes, content: bytes) -> Any:
    try:
        return cbor.loads(content) if kind == b"cbor" else json.loads(content)
    except (ValueError, RecursionError):
        return None


Path = tuple[str, ...]


def _contents(
    data: bytes, path: Path, depth: int, left: list[int]
) -> Iterator[tuple[Path, bytes, bytes]]:
    """The boxes of values, each with the labels of the boxes around it; up to the first broken."""
    position, label = 0, ""
    while position + 8 <= len(data) and left[0] > 0 and depth <= _DEEPEST:
        left[0] -= 1
        size, start = int.from_bytes(data[position : position + 4], "big"), position + 8
        if size == 1:
            size, start = int.from_bytes(data[start : start + 8], "big"), position + 16
        end = position + size if size else len(data)
        if end < start or end > len(data):
            return
        kind = data[position + 4 : position + 8]
        if kind == b"jumd":
            label = _label(data[start:end])
        elif kind == b"jumb":
            yield from _contents(data[start:end], (*path, label) if depth else (), depth + 1, left)
        elif kind in {b"cbor", b"json"}:
            yield (*path, label), kind, data[start:end]
        position = end


def _label(described: bytes) -> str:
    """The label in a description box: after its kind of 16 bytes, and a byte of marks."""
    has_label = len(described) > 17 and described[16] & 2
    return described[17:].partition(b"\0")[0][:200].decode("utf-8", "replace") if has_label else ""
