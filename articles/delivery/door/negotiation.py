"""Which encodings a reader gets an answer in, and whether they have it already."""

from __future__ import annotations

#: What browsers send, once it was read. They are few; what is made up is not remembered for long.
_known: dict[str, tuple[str, ...]] = {}
MOST_KNOWN = 512


def encodings_for(accepted: str) -> tuple[str, ...]:
    """Those of br, gzip and "" (as it is) that an Accept-Encoding header allows, the best first:
    what the reader wants more, else what is smaller (RFC 9110, 12.5.3). A page as it is can always
    be sent, and is where that is what the reader wants most."""
    found = _known.get(accepted)
    if found is None:
        found = _read(accepted)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[accepted[:200]] = found
    return found


def quickest(encodings: tuple[str, ...]) -> str:
    """That of `encodings` in which a page is sent to the reader for whom it is made."""
    return "gzip" if encodings[:2] == ("br", "gzip") else encodings[0]


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
    allowed = {name: weights.get(name, others) for name in ("br", "gzip")}
    found = sorted((name for name in allowed if allowed[name] > 0), key=lambda name: -allowed[name])
    if found and weights.get("identity", 0.0) > allowed[found[0]]:
        return ("", *found)
    return (*found, "")


def _weight(parameters: str) -> float:
    """The first `q` among the parameters, from 0 to 1; 0 where it can't be read."""
    for parameter in parameters.split(";"):
        name, _equals, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(float(value), 1.0)
            except ValueError:
                return 0.0
    return 1.0
