"""What is refused: each with a sentence of its own, nothing with another exception."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from articles.lib.imaging import Kind, NotAPicture, Reason, decode, inspect, sniff
from tests.lib.imaging import hostile, samples

REASONS = {
    "empty": Reason.EMPTY,
    "svg": Reason.VECTOR,
    "svg behind a prologue": Reason.VECTOR,
    "svg in sixteen bits": Reason.VECTOR,
    "svg with a prefix": Reason.VECTOR,
    "html": Reason.PAGE,
    "html before a picture": Reason.PAGE,
    "php": Reason.PAGE,
    "script": Reason.PAGE,
    "pdf": Reason.DOCUMENT,
    "pdf further down": Reason.DOCUMENT,
    "postscript": Reason.VECTOR,
    "zip": Reason.ARCHIVE,
    "old office": Reason.DOCUMENT,
    "bmp": Reason.OTHER,
    "ico": Reason.OTHER,
    "jpeg 2000": Reason.OTHER,
    "jpeg xl": Reason.OTHER,
    "photoshop": Reason.OTHER,
    "big tiff": Reason.OTHER,
    "canon raw": Reason.RAW,
    "newer canon raw": Reason.RAW,
    "mp4": Reason.MOVING,
    "quicktime": Reason.MOVING,
    "matroska": Reason.MOVING,
    "avi": Reason.MOVING,
    "wav": Reason.UNKNOWN,
    "text": Reason.UNKNOWN,
    "zeros": Reason.UNKNOWN,
    "noise": Reason.UNKNOWN,
    "jpeg that says 65500": Reason.PIXELS,
    "jpeg that says 0": Reason.DAMAGED,
    "jpeg that says 10": Reason.DAMAGED,
    "jpeg that is lossless": Reason.FLAVOUR,
    "jpeg of two frames": Reason.DAMAGED,
    "png that says 0": Reason.DAMAGED,
    "avif that says 0": Reason.DAMAGED,
    "png that says 12000": Reason.PIXELS,
    "png that says 500": Reason.DAMAGED,
    "gif with a large frame": Reason.PIXELS,
    "webp that says 16383": Reason.PIXELS,
    "avif that says 60000": Reason.PIXELS,
    "avif that says less": Reason.DAMAGED,
    "tiff with large": Reason.PIXELS,
    "tiff with many strips": Reason.DAMAGED,
    "tiff with strips over strips": Reason.DAMAGED,
    "tiff with many samples": Reason.FLAVOUR,
    "tiff with unknown packing": Reason.FLAVOUR,
    "tiff with large tiles": Reason.DAMAGED,
    "tiff of many tags": Reason.DAMAGED,
    "png of zeros": Reason.PIXELS,
    "png of many parts": Reason.DAMAGED,
    "jpeg of many scans": Reason.FLAVOUR,
    "progressive jpeg of much memory": Reason.FLAVOUR,
    "jpeg of many parts": Reason.DAMAGED,
    "avif of many boxes": Reason.DAMAGED,
}
#: Whole pictures whose metadata alone were made to do harm: they are taken, without them.
TAKEN = {
    "png with a large text",
    "png with a large xmp",
    "png with a large profile",
    "png of many texts",
    "jpeg of much exif",
    "jpeg of much profile",
    "gif of many comments",
    "tiff with many words",
    "tiff with profile without end",
    "tiff in a circle",
}


@pytest.mark.parametrize(("name", "data"), list(hostile.wholes().items()))
def test_the_whole_ones_are_taken(name: str, data: bytes) -> None:
    picture = decode(data)
    assert {picture.width, picture.height} == set(hostile.SMALL), name


@pytest.mark.filterwarnings("ignore")  # Pillow's, where the test opens the same file itself
def test_no_file_does_harm() -> None:
    refusals: dict[str, NotAPicture] = {}
    taken = set()
    for name, data in hostile.everything():
        try:
            picture = decode(data)
        except NotAPicture as refusal:
            refusals[name] = refusal
        else:
            taken.add(name)
            assert picture.image.mode == "RGB", name
            # Nothing is taken whose pixels Pillow does not read to their end.
            kind, container = inspect(data)
            Image.open(io.BytesIO(container.bare), formats=[kind]).load()
    assert len(refusals) + len(taken) >= 1_000
    assert all(len(str(refusal)) > 20 for refusal in refusals.values())
    assert {name: refusals[name].reason for name in REASONS if name in refusals} == REASONS
    assert taken >= TAKEN


def test_hardly_anything_cut_is_taken() -> None:
    taken = []
    for name, data in hostile.cut():
        try:
            decode(data)
        except NotAPicture:
            continue
        taken.append(name)
    # What is missing of these is only the mark that nothing follows, or further pictures.
    whole = {"gif", "tif", "avif"}
    assert all(name.split()[0].split(".")[1] in whole for name in taken), taken
    assert not any(name.startswith("still.avif") for name in taken), taken


def test_each_reason_has_a_sentence_of_its_own() -> None:
    sentences = {str(NotAPicture(reason, have="9", most="8", kind="BMP")) for reason in Reason}
    assert len(sentences) == len(Reason)
    assert not any("%" in sentence for sentence in sentences)


def test_a_name_is_not_asked() -> None:
    assert sniff(samples.saved(samples.photo(8, 8), "GIF")) is Kind.GIF
    with pytest.raises(NotAPicture, match="vector graphic"):
        sniff(b"<svg></svg>")
