"""Which encodings a reader gets an answer in, and whether they have it already."""

from __future__ import annotations

#: What browsers send, once it was read. They are few; what is made up is not remembered for long.
_known: dict[str, tuple[str, ...]] = {}
MOST_KNOWN = 512


def encodings_for(accepted: str) -> tuple[str, ...]:
    """Those of br, gzip and "" (as it is) that an Accept-Encoding header allows, the best first
    (RFC 9110, 12.5.3). A page as it is can always be sent."""
    found = _known.get(accepted)
    if found is None:
        found = _read(accepted)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[accepted[:200]] = found
    return found


def quickest(encodings: tuple[str, ...]) -> str:
    """That of `encodings` in which a page is sent to the reader for whom it is made."""
    return "gzip" if "gzip" in encodings else encodings[0]


def names(asked: str, tag: str) -> bool:
    """Whether an If-None-Match header names the entity tag `tag`, in a list or alone, weak or not
    (RFC 9110, 13.1.2: the comparison is a weak one)."""
    known = (one.strip().removeprefix("W/") for one in asked.split(","))
    return asked.strip() == "*" or tag.removeprefix("W/") in known


def _read(accepted: str) -> tuple[str, ...]:
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    others = weights.get("*", 0.0)
    found = [encoding for encoding in ("br", "gzip") if weights.get(encoding, others) > 0]
    return (*found, "")


def _weight(parameters: str) -> float:
    name, _equals, value = parameters.replace(" ", "").partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
