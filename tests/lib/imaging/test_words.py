"""The words that pictures bring with them, and those that leave with renditions."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from PIL import Image

from articles.lib.imaging import Rights, Words, decode, quick, renditions
from articles.lib.imaging.metadata import words as words_module
from tests.lib.imaging import samples
from tests.lib.imaging.samples import dataset, photo, saved

PLAIN = Image.new("RGB", (40, 30), "navy")
RIGHTS = Rights(
    "Bild/Zürich", "Ada Rossi", "© Ada <Rossi>", "https://example.org/l?a=1&b=2", "Once"
)


def with_iptc(*datasets: bytes) -> bytes:
    """A JPEG with these values."""
    block = b"Photoshop 3.0\0" + samples.resources(b"".join(datasets))
    data = saved(PLAIN, "JPEG")
    return data[:2] + samples.segment(0xED, block) + data[2:]


def words(data: bytes) -> Words:
    """The words of a picture."""
    return decode(data).words


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_xmp_is_read(format: str) -> None:
    options: dict[str, Any] = {"xmp": samples.XMP}
    if format == "TIFF":
        options = {"tiffinfo": {700: samples.XMP}}
    elif format == "PNG":
        data = saved(PLAIN, "PNG")
        text = samples.chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + samples.XMP)
        packed = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(samples.XMP)
        assert words(data[:33] + text + data[33:]).headline == "Ferry leaves"
        assert words(data[:33] + samples.chunk(b"iTXt", packed) + data[33:]).city == "Ålesund"
        return
    assert words(saved(PLAIN, format, **options)) == Words(
        headline="Ferry leaves",
        caption="A ferry & a pier",
        alt_text="A white ferry.",
        credit="Bild/Zürich",
        creator="Ada Rossi",
        copyright="© Ada Rossi",
        licence="https://example.org/licence",
        terms="Once only",
        taken_at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone(timedelta(hours=2))),
        city="Ålesund",
        country="Norway",
        keywords=("ferry", "harbour"),
        people=("Kari Moe",),
    )


def test_iptc_is_read_in_its_charset() -> None:
    latin = with_iptc(
        dataset(2, 105, "Fähre".encode("latin-1")),
        dataset(2, 25, b"ferry"),
        dataset(2, 25, b"harbour"),
        dataset(2, 55, b"20260304"),
        dataset(2, 60, b"050607+0200"),
    )
    found = words(latin)
    assert (found.headline, found.keywords) == ("Fähre", ("ferry", "harbour"))
    assert found.taken_at == datetime(2026, 3, 4, 3, 6, 7, tzinfo=UTC)
    utf8 = with_iptc(dataset(1, 90, b"\x1b%G"), dataset(2, 105, "Fähre, 船".encode()))
    assert words(utf8).headline == "Fähre, 船"
    lying = with_iptc(dataset(1, 90, b"\x1b%G"), dataset(2, 105, "Fähre".encode("latin-1")))
    assert words(lying).headline == "Fähre"
    block = dataset(2, 110, b"Agency") + dataset(2, 116, b"Agency 2026")
    tiff = words(saved(PLAIN, "TIFF", tiffinfo={33723: block}))
    assert (tiff.credit, tiff.copyright) == ("Agency", "Agency 2026")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_exif_is_read(format: str) -> None:
    block = samples.exif(taken="2026:03:04 05:06:07", zone="-03:30")
    found = words(saved(PLAIN, format, exif=block))
    assert (found.creator, found.copyright) == ("Ada EXIF", "(c) Ada EXIF")
    zone = timezone(-timedelta(hours=3, minutes=30))
    assert found.taken_at == datetime(2026, 3, 4, 5, 6, 7, tzinfo=zone)


def test_a_moment_without_a_zone_has_none() -> None:
    found = words(saved(PLAIN, "JPEG", exif=samples.exif(taken="2026:03:04 05:06:07"))).taken_at
    assert found and found.tzinfo is None and found.isoformat() == "2026-03-04T05:06:07"
    for nonsense in ("0000:00:00 00:00:00", "2026:13:40 99:99:99", "yesterday"):
        assert words(saved(PLAIN, "JPEG", exif=samples.exif(taken=nonsense))).taken_at is None


def test_xmp_goes_before_iptc_before_exif() -> None:
    iptc = b"Photoshop 3.0\0" + samples.resources(
        dataset(2, 80, b"Iptc") + dataset(2, 40, b"Iptc terms")
    )
    data = saved(PLAIN, "JPEG", exif=samples.exif())
    assert words(data).creator == "Ada EXIF"
    data = data[:2] + samples.segment(0xED, iptc) + data[2:]
    assert words(data).creator == "Iptc"
    xmp = samples.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + samples.XMP)
    assert words(data[:2] + xmp + data[2:]).creator == "Ada Rossi"


def test_words_are_cleaned_and_cut() -> None:
    assert words_module.clean("a\0b\ud800\x1b[31m \u202etxt\n c\ufeff") == "ab[31m txt c"
    assert words_module.clean("x" * 500) == "x" * 199 + "…"
    long = with_iptc(*(dataset(2, 25, b"%d" % number) for number in range(400)))
    assert len(words(long).keywords) == 50
    for wrong in ("javascript:alert(1)", "https://a b", 'https://x"onload=', "example.org"):
        xmp = samples.XMP.replace(
            b"https://example.org/licence", wrong.replace('"', "&quot;").encode()
        )
        assert words(saved(PLAIN, "JPEG", xmp=xmp)).licence == ""


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    + samples.XMP.replace(b"Ferry leaves", b"&b;")
)


@pytest.mark.parametrize(
    "packet",
    [
        BOMB,
        BOMB.decode().encode("utf-16"),
        samples.XMP.replace(b"<rdf:RDF", b"<rdf:RDF <"),
        b"<a>" * 15_000,
        b"<a>" * 25_000 + b"</a>" * 25_000,
        b"\xff\xfe\0",
        b"",
        b"\0" * 1_000,
        b"&xxe;",
    ],
)
def test_broken_and_hostile_xmp_is_passed_over(packet: bytes) -> None:
    assert words(saved(PLAIN, "WEBP", xmp=packet)) == Words()


@pytest.mark.parametrize(
    "block",
    [
        b"II*\0\xff\xff\xff\xff",
        b"MM\0*\0\0\0\x08\xff\xff",
        b"II*\0\x08\0\0\0\1\0" + b"\x0e\1\2\0\xff\xff\xff\xff\x08\0\0\0" + b"\x08\0\0\0",
        # The directory of details is the directory itself.
        b"II*\0\x08\0\0\0\1\0" + b"\x69\x87\4\0\1\0\0\0\x08\0\0\0" + b"\x08\0\0\0",
        b"nonsense",
    ],
)
def test_broken_exif_is_passed_over(block: bytes) -> None:
    assert words(saved(PLAIN, "WEBP", exif=block)) == Words()


def test_broken_iptc_is_passed_over() -> None:
    whole = b"Photoshop 3.0\0" + samples.resources(dataset(2, 105, b"Ferry") + dataset(2, 80, b"A"))
    data = saved(PLAIN, "JPEG")
    for end in range(14, len(whole)):
        found = words(data[:2] + samples.segment(0xED, whole[:end]) + data[2:])
        assert found.headline in {"", "Ferry"}


def test_no_rendition_tells_a_place_and_each_tells_its_rights() -> None:
    for format in ("JPEG", "WEBP", "AVIF"):
        data = saved(photo(300, 200), format, exif=samples.exif(6), xmp=samples.XMP)
        assert samples.PLACES[3] in data
        picture = decode(data)
        # What was read knows no place either.
        assert not any(place.decode() in repr(picture.words) for place in samples.PLACES)
        files = dict([*renditions(picture, RIGHTS), quick(picture, RIGHTS)])
        for name, content in files.items():
            assert not any(place in content for place in samples.PLACES), name
            shown = samples.opened(content)
            assert shown.getexif()[315] == "Ada Rossi", name
            assert set(shown.getexif()) == {315, 33432}, name
            assert "icc_profile" not in shown.info
            # What others write beside a picture is what we read out of one.
            told = decode(content).words
            assert told == Words(
                credit=RIGHTS.credit,
                creator=RIGHTS.creator,
                copyright=RIGHTS.copyright,
                licence=RIGHTS.licence,
                terms=RIGHTS.terms,
            ), name


def test_without_rights_nothing_is_written() -> None:
    picture = decode(saved(photo(260, 200), "JPEG", exif=samples.exif(), xmp=samples.XMP))
    for name, content in renditions(picture, Rights()):
        shown = samples.opened(content)
        assert not shown.getexif() and "xmp" not in shown.info and "Ada" not in str(shown.info), (
            name
        )
