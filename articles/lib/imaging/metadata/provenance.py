"""How a picture came about, as its file says: a camera's, drawn, made or changed with AI.

The words are IPTC's (newscodes, digitalsourcetype), which stand in XMP and in C2PA's actions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from articles.lib.imaging.formats.container import Container
from articles.lib.imaging.metadata import xmp
from articles.lib.imaging.metadata.c2pa import Manifest, manifests
from articles.lib.imaging.metadata.words import clean

MADE, CHANGED = "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"
CAPTURED = ("digitalCapture", "computationalCapture")
EDITED = "humanEdits"
#: Of several that a file names, the first here is believed: what says more comes first.
SOURCES = (
    CHANGED,
    MADE,
    "compositeSynthetic",
    "composite",
    "compositeCapture",
    "algorithmicMedia",
    "algorithmicallyEnhanced",
    "dataDrivenMedia",
    "virtualRecording",
    "screenCapture",
    "digitalCreation",
    EDITED,
    "print",
    "negativeFilm",
    "positiveFilm",
    "computationalCapture",
    "digitalCapture",
)
_FORMER = {
    "minorHumanEdits": EDITED,
    "digitalArt": "digitalCreation",
    "softwareImage": "digitalCreation",
    "multiFrameComputationalCapture": "computationalCapture",
}
#: What changes more than size, colours and form of the file.
_EDITS = {"c2pa.edited", "c2pa.drawing", "c2pa.filtered", "c2pa.placed", "c2pa.removed"}
SPACE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_MOST_ACTIONS = 20


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a file says of how it came about; `source` is one of SOURCES, or empty.

    `credentials` is whether it has a manifest of C2PA, which nobody has checked; `generator` is
    what has written that, `actions` are what it tells of.
    """

    source: str = ""
    credentials: bool = False
    generator: str = ""
    actions: tuple[str, ...] = ()


def read(container: Container) -> Provenance:
    """What the container tells; what is broken tells nothing."""
    told = manifests(container.c2pa) if container.c2pa else []
    named = [_source(text) for text in xmp.fields(container.xmp).get("source_type", [])[:5]]
    actions = [action for one in told for action in one.actions]
    said = [*named, *(_source(action.source) for action in actions)]
    return Provenance(
        source=_believed(filter(None, said), told),
        credentials=bool(container.c2pa),
        generator=clean(told[-1].generator) if told else "",
        actions=tuple(
            dict.fromkeys(clean(f"{one.name} {one.agent}") for one in actions[:_MOST_ACTIONS])
        ),
    )


def _source(text: str) -> str:
    """The source that an address or a name means; "" for one that nobody knows."""
    name = text.strip().replace("https://", "http://", 1).removeprefix(SPACE).strip("/")
    name = _FORMER.get(name, name)
    return name if name in SOURCES else ""


def _believed(named: Iterable[str], told: list[Manifest]) -> str:
    """Of what is said the most; a picture that AI made is changed with it where a camera's is in
    it, too, and a camera's that somebody has edited is no camera's original."""
    found = set(named)
    if MADE in found and found.intersection(CAPTURED):
        return CHANGED
    first = next((source for source in SOURCES if source in found), "")
    if first in CAPTURED and any(one.name in _EDITS for each in told for one in each.actions):
        return EDITED
    return first
