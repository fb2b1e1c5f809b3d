"""Which encoding a reader gets."""

from __future__ import annotations

#: What browsers send, once it was read. They are few; what is made up is not remembered for long.
_known: dict[str, str] = {}
MOST_KNOWN = 512


def encoding_for(accepted: str) -> str:
    """br, gzip or "" (as it is), by an Accept-Encoding header (RFC 9110, 12.5.3)."""
    found = _known.get(accepted)
    if found is None:
        found = _read(accepted)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[accepted[:200]] = found
    return found


def _read(accepted: str) -> str:
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    others = weights.get("*", 0.0)
    for encoding in ("br", "gzip"):
        if weights.get(encoding, others) > 0:
            return encoding
    return ""


def _weight(parameters: str) -> float:
    name, _equals, value = parameters.replace(" ", "").partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
