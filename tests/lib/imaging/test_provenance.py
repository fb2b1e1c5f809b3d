"""How a picture came about, read from XMP and C2PA; nothing in a file breaks that."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from articles.lib.imaging import Rights, decode, quick
from articles.lib.imaging.metadata import c2pa, cbor
from articles.lib.imaging.metadata.provenance import SOURCES, SPACE, Provenance
from tests.lib.imaging import credentials
from tests.lib.imaging.credentials import action, in_avif, in_jpeg, in_png, in_webp, store
from tests.lib.imaging.samples import saved

PLAIN = Image.new("RGB", (40, 30), "navy")
WAYS = {"JPEG": in_jpeg, "PNG": in_png, "WEBP": in_webp, "AVIF": in_avif}
MADE = [action("created", "trainedAlgorithmicMedia", softwareAgent={"name": "Larkspur Dream"})]


def told(data: bytes) -> Provenance:
    return decode(data).provenance


def xmp(source: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        f' Iptc4xmpExt:DigitalSourceType="{source}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


@pytest.mark.parametrize("kind", WAYS)
def test_credentials_are_read(kind: str) -> None:
    data = WAYS[kind](saved(PLAIN, kind), store(MADE, generator={"name": "Paint", "version": "3"}))
    assert told(data) == Provenance(
        "trainedAlgorithmicMedia", True, "Paint 3", ("c2pa.created Larkspur Dream",)
    )


@pytest.mark.parametrize(
    ("named", "source"),
    [
        (SPACE + "digitalCapture", "digitalCapture"),
        ("https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia/",
         "trainedAlgorithmicMedia"),
        ("compositeWithTrainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"),
        (SPACE + "minorHumanEdits", "humanEdits"),
        (SPACE + "digitalArt", "digitalCreation"),
        ("https://elsewhere.example/digitalCapture", ""),
        ("nonsense", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_xmp_names_a_source(named: str, source: str) -> None:
    assert told(saved(PLAIN, "JPEG", xmp=xmp(named))) == Provenance(source)


@pytest.mark.parametrize(
    ("manifests", "source"),
    [
        ([[action("created", "digitalCapture")]], "digitalCapture"),
        ([[action("created", "digitalCapture"), action("cropped")]], "digitalCapture"),
        ([[action("created", "digitalCapture")], [action("opened"), action("edited")]],
         "humanEdits"),
        ([[action("created", "digitalCapture")],
          [action("opened"), action("edited", "compositeWithTrainedAlgorithmicMedia")]],
         "compositeWithTrainedAlgorithmicMedia"),
        ([[action("created", "digitalCapture")],
          [action("opened"), action("placed", "trainedAlgorithmicMedia")]],
         "compositeWithTrainedAlgorithmicMedia"),
        ([MADE, [action("opened"), action("resized")]], "trainedAlgorithmicMedia"),
        ([[action("opened")]], ""),
        ([[]], ""),
    ],
)  # fmt: skip
def test_of_several_the_one_that_says_most_is_believed(manifests: Any, source: str) -> None:
    found = told(in_png(saved(PLAIN, "PNG"), store(*manifests)))
    assert (found.source, found.credentials) == (source, True)


def test_a_camera_in_xmp_does_not_hide_what_the_credentials_say() -> None:
    data = in_jpeg(saved(PLAIN, "JPEG", xmp=xmp("digitalCapture")), store(MADE))
    assert told(data).source == "compositeWithTrainedAlgorithmicMedia"


def test_renditions_say_the_source() -> None:
    picture = decode(saved(PLAIN, "JPEG"))
    plain, named = Rights(credit="A"), Rights(credit="A", source="digitalCapture")
    _name, small = quick(picture, named)
    assert told(small).source == "digitalCapture"
    assert repr(plain) == repr(named)
    assert plain.blocks() != named.blocks()
    assert b"Iptc4xmpExt" not in plain.blocks()["xmp"]


@pytest.mark.parametrize(
    "boxes",
    [
        b"",
        b"\0" * 50,
        b"jumb" * 20,
        b"\0\0\0\1jumb" + b"\xff" * 8 + b"x" * 20,
        credentials.labelled("c2pa", credentials.labelled("x", credentials.labelled(
            "c2pa.claim", credentials.box(b"cbor", b"\x9f" * 5_000)))),
        credentials.labelled("c2pa", credentials.labelled("x", credentials.labelled(
            "c2pa.actions", credentials.box(b"json", b"[" * 100_000)))),
        credentials.labelled("c2pa", credentials.labelled("x", credentials.labelled(
            "c2pa.actions", credentials.box(b"cbor", b"\xbb" + b"\xff" * 8)))),
        credentials.labelled("c2pa", credentials.labelled("x", credentials.labelled(
            "c2pa.actions", credentials.box(b"cbor", credentials.cbor({"actions": [1, {}]}))))),
        credentials.box(b"jumb") * 30_000,
    ],
)  # fmt: skip
def test_hostile_boxes_tell_nothing(boxes: bytes) -> None:
    for way, kind in ((in_png, "PNG"), (in_webp, "WEBP"), (in_avif, "AVIF")):
        found = told(way(saved(PLAIN, kind), boxes))
        assert (found.source, found.generator) == ("", "")


def test_boxes_in_boxes_end() -> None:
    deep = b""
    for _ in range(2_000):
        deep = credentials.labelled("c2pa", deep)
    assert c2pa.manifests(deep) == []


def test_what_is_broken_anywhere_breaks_nothing() -> None:
    whole, chance = store(MADE, MADE), random.Random(1)
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        c2pa.manifests(bytes(broken[: chance.randrange(len(broken) + 1)]))


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    c2pa.manifests(data)
    with suppress(cbor.NotRead):
        cbor.loads(data)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"\x18\x64", 100),
        (b"\x38\x63", -100),
        (b"\xf9\x3c\x00", 1.0),
        (b"\xfb\x3f\xf1\x99\x99\x99\x99\x99\x9a", 1.1),
        (b"\x7f\x61a\x61b\xff", "ab"),
        (b"\x9f\x01\x82\x02\x03\xff", [1, [2, 3]]),
        (b"\xbf\x61a\xf5\xff", {"a": True}),
        (b"\xc1\x1a\x51\x4b\x67\xb0", 1363896240),
        (b"\xf7", None),
    ],
)
def test_cbor_is_read_as_the_standard_has_it(data: bytes, value: Any) -> None:
    assert cbor.loads(data) == value


def test_every_source_is_known_to_the_library() -> None:
    from articles.models.pictures.sources import Source

    assert set(Source.values) == {"", *SOURCES}
