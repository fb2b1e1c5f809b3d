"""AVIF: what browsers show is taken, however it is put together; what is hidden stays hidden."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from PIL import Image

from articles.lib.imaging import Kind, NotAPicture, Reason, decode, inspect
from tests.lib.imaging import avif_files as files
from tests.lib.imaging.avif_files import Part, Property, Shape, alpha, avif, clap, grid, part
from tests.lib.imaging.samples import opened, photo, saved
from tests.lib.imaging.test_taking import ORIENTED, corners, letters

RED, WHITE = (220, 20, 20), (255, 255, 255)
FREE, UUID = files.box(b"free", b"nothing"), files.box(b"uuid", bytes(16), b"something")


@pytest.mark.parametrize(
    "shape",
    [
        Shape(),
        Shape(ipma="many"),
        Shape(ipma="wide"),
        Shape(ipma="long"),
        Shape(iloc=1),
        Shape(iloc=2),
        Shape(iloc=1, idat=True),
        Shape(iloc=2, idat=True, wide=True),
        Shape(pieces=3),
        Shape(wide=True),
        Shape(meta_last=True),
        Shape(large=True),
        Shape(large=True, meta_last=True),
        Shape(before=FREE + UUID),
        Shape(after=FREE),
        Shape(after=b"\0\1\2\3 is no box"),
        Shape(brands=b"miafavifmif1"),
        Shape(brands=b"mif1miafavif"),
        Shape(brands=b"MA1Bmif1avif"),
        Shape(brands=b"avismsf1miaf"),
    ],
    ids=str,
)
def test_it_takes_every_shape(shape: Shape) -> None:
    thumbnail = part(Image.new("RGB", (30, 20), "black"))
    thumbnail.references.append((b"thmb", [1]))
    data = avif(part(corners()), thumbnail, shape=shape)
    picture = decode(data)
    assert (picture.kind, picture.width, picture.height) == (Kind.AVIF, 60, 40)
    assert letters(picture.image) == "RGBY" and not picture.moving
    bare = inspect(data)[1].bare
    assert thumbnail.content not in bare and UUID not in bare


def test_it_takes_what_lacks_something_or_says_more() -> None:
    plain = part(corners())
    for properties in (
        [one for one in plain.properties if one[0] != b"ispe"],
        [*plain.properties, (b"pixi", b"\0\0\0\0\3\x08\x08\x08")],
        [*plain.properties, (b"clli", bytes(4)), (b"abcd", b"unknown")],
        # A matrix that the decoder does not know.
        [*plain.properties, (b"colr", b"nclx" + struct.pack(">HHHB", 9, 16, 10, 0x80))],
    ):
        picture = decode(avif(Part(b"av01", plain.content, properties)))
        assert picture.image.size == (60, 40)
    assert letters(decode(avif(part(corners(), (b"pasp", bytes(8))))).image) == "RGBY"


def test_grey_is_taken() -> None:
    picture = decode(avif(part(Image.new("RGB", (40, 40), (90, 90, 90)), grey=True)))
    assert picture.image.getpixel((20, 20)) == (90, 90, 90)


def test_its_words_are_read_and_not_kept() -> None:
    exif = Image.Exif()
    exif[315] = "Ada EXIF"
    block = exif.tobytes()
    described: list[Any] = [(b"cdsc", [1])]
    other = Part(b"Exif", bytes(4) + block.replace(b"EXIF", b"KATE"), [], [(b"cdsc", [2])])
    data = avif(part(corners()), Part(b"Exif", bytes(4) + block[6:], [], described), other)
    assert decode(data).words.creator == "Ada EXIF"
    assert b"EXIF" not in inspect(data)[1].bare


# --- What was cropped away --------------------------------------------------------


def framed() -> Image.Image:
    """A picture of 60 × 40 with a frame of black around it, 100 × 80 in all."""
    image = Image.new("RGB", (100, 80))
    image.paste(corners(), (30, 10))
    return image


MIDDLE = clap("60/1", "40/1", "10/1", "-10/1")


def darkest(image: Image.Image) -> int:
    """The light of its darkest pixel."""
    return min(image.convert("L").tobytes())


def test_what_was_cropped_away_is_not_shown() -> None:
    assert darkest(decode(avif(part(framed()))).image) < 10
    picture = decode(avif(part(framed(), MIDDLE)))
    assert (picture.width, picture.height) == picture.image.size == (60, 40)
    assert letters(picture.image) == "RGBY" and darkest(picture.image) > 30


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_is_cropped_before_it_is_turned(orientation: int) -> None:
    turns: dict[int, list[Property]] = {
        1: [],
        2: [(b"imir", b"\1")],
        3: [(b"irot", b"\2")],
        4: [(b"imir", b"\0")],
        5: [(b"irot", b"\1"), (b"imir", b"\0")],
        6: [(b"irot", b"\3")],
        7: [(b"irot", b"\3"), (b"imir", b"\0")],
        8: [(b"irot", b"\1")],
    }
    picture = decode(avif(part(framed(), MIDDLE, *turns[orientation])))
    assert letters(picture.image) == ORIENTED[orientation]
    assert darkest(picture.image) > 30
    assert (picture.width, picture.height) == ((60, 40) if orientation < 5 else (40, 60))


def quarters(*moves: Property) -> list[Part]:
    """A picture as a grid of four, cropped and turned by `moves`."""
    whole = Image.new("RGB", (160, 160))
    whole.paste(corners(), (30, 50))
    boxes = [(left, top, left + 80, top + 80) for top in (0, 80) for left in (0, 80)]
    return [grid(2, 2, 160, 160, *moves), *(part(whole.crop(box)) for box in boxes)]


def test_a_grid_is_cropped_as_one() -> None:
    assert decode(avif(*quarters())).image.size == (160, 160)
    picture = decode(avif(*quarters(clap("60/1", "40/1", "-20/1", "-10/1"))))
    assert letters(picture.image) == "RGBY" and darkest(picture.image) > 30


def test_cells_that_are_cropped_by_themselves_are_refused() -> None:
    parts = quarters()
    parts[2].properties.append(clap("40/1", "40/1"))
    refuses(avif(*parts), Reason.FLAVOUR)


@pytest.mark.parametrize(
    ("crop", "size"),
    [
        (clap("121/2", "40/1", "10/1", "-10/1"), (60, 40)),  # halves of pixels go
        (clap("119/2", "79/2", "10/1", "-10/1"), (58, 38)),
        (clap("60/1", "40/1", "21/2", "-10/1"), (59, 40)),
        (clap("300/1", "200/1"), (100, 80)),
        (clap("1/1", "1/1", "-1/2", "-1/2"), (1, 1)),
        (clap("60/1", "40/1", "50/1", "0/1"), (30, 40)),
    ],
)
def test_no_pixel_beyond_the_crop_is_shown(crop: Property, size: tuple[int, int]) -> None:
    picture = decode(avif(part(framed(), crop)))
    assert (picture.width, picture.height) == picture.image.size == size


@pytest.mark.parametrize(
    "crops",
    [
        [clap("60/0", "40/1")],
        [clap("60/1", "40/-1")],
        [clap("0/1", "40/1")],
        [clap("-60/1", "40/1")],
        [clap("60/1", "40/1", "1000/1", "0/1")],
        [clap("60/1", "40/1", "1/0", "0/1")],
        [(b"clap", bytes(8))],
        [MIDDLE, clap("10/1", "10/1")],
        [(b"irot", b"\1"), MIDDLE],
    ],
)
def test_a_crop_that_nobody_can_follow_is_refused(crops: list[Property]) -> None:
    with pytest.raises(NotAPicture, match="cropped away") as caught:
        decode(avif(part(framed(), *crops)))
    assert caught.value.reason is Reason.CROP


# --- What is hidden ---------------------------------------------------------------


def half() -> Image.Image:
    """Shows the left half of a picture of 60 × 40, and hides the right one."""
    image = Image.new("RGB", (60, 40), "white")
    image.paste("black", (30, 0, 60, 40))
    return image


@pytest.mark.parametrize("urn", [files.ALPHA, files.OTHER_ALPHA, files.ALPHA.upper()])
def test_what_is_transparent_is_white(urn: bytes) -> None:
    for parts in (
        [part(corners()), alpha(half(), urn)],
        [part(corners(), (b"irot", b"\0")), alpha(half(), urn, 1, (b"irot", b"\0"))],
    ):
        image = decode(avif(*parts)).image
        assert all(abs(a - b) < 30 for a, b in zip(pixel(image, 5, 5), RED, strict=True))
        assert pixel(image, 55, 5) == WHITE


def pixel(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    """One of its pixels."""
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return tuple(int(one) for one in found)


def test_what_is_transparent_is_cropped_too() -> None:
    hidden = Image.new("RGB", (100, 80), "white")
    hidden.paste("black", (60, 0, 100, 80))
    for own in ([], [MIDDLE]):
        image = decode(avif(part(framed(), MIDDLE), alpha(hidden, files.ALPHA, 1, *own))).image
        assert image.size == (60, 40)
        assert pixel(image, 55, 5) == WHITE != pixel(image, 5, 5)


def test_cells_may_have_an_alpha_each() -> None:
    hides = Image.new("RGB", (80, 80), "black")
    shows = Image.new("RGB", (80, 80), "white")
    veils = [alpha(hides if at == 0 else shows, of=at + 2) for at in range(4)]
    image = decode(avif(*quarters(), *veils)).image
    assert pixel(image, 40, 60) == WHITE != pixel(image, 85, 60)
    refuses(avif(*quarters(), *veils[:3]), Reason.FLAVOUR)


def test_an_alpha_that_is_turned_otherwise_is_refused() -> None:
    parts = [part(corners()), alpha(half(), files.ALPHA, 1, (b"irot", b"\1"))]
    refuses(avif(*parts), Reason.FLAVOUR)


def test_what_is_beside_the_picture_is_no_alpha() -> None:
    depth = alpha(half(), b"urn:mpeg:mpegB:cicp:systems:auxiliary:depth\0")
    assert letters(decode(avif(part(corners()), depth)).image) == "RGBY"


# --- What is refused, and what moves ----------------------------------------------


def refuses(data: bytes, reason: Reason) -> None:
    """It is refused for that reason, in a sentence."""
    with pytest.raises(NotAPicture) as caught:
        decode(data)
    assert caught.value.reason is reason and str(caught.value)


def test_what_no_browser_shows_is_called_rare() -> None:
    whole = part(corners())
    for kind in (b"iovl", b"iden", b"hvc1", b"tmap"):
        refuses(avif(Part(kind, whole.content, whole.properties)), Reason.FLAVOUR)
    refuses(avif(part(corners(), (b"strg", b"essential"))), Reason.FLAVOUR)


def test_what_does_not_fit_together_is_damaged() -> None:
    whole = avif(part(corners()))
    refuses(whole[:-1], Reason.DAMAGED)
    refuses(avif(*quarters()[:4]), Reason.DAMAGED)
    refuses(avif(part(corners()), shape=Shape(pieces=5_000)), Reason.DAMAGED)
    twice = whole.replace(b"pitm", b"free")
    refuses(twice, Reason.DAMAGED)


def test_a_sequence_gives_its_still() -> None:
    more = [photo(60, 40, 2), photo(60, 40, 3)]
    data = saved(corners(), "AVIF", quality=95, save_all=True, append_images=more)
    picture = decode(data)
    assert picture.moving and letters(picture.image) == "RGBY"
    assert getattr(opened(inspect(data)[1].bare), "n_frames", 1) == 1
    refuses(data.replace(b"meta", b"free", 1), Reason.MOVING)
