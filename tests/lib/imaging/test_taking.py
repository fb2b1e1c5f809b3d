"""What is taken: every format, mode and orientation comes out upright, in sRGB, on white."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from typing import Any

import pillow_heif
import pytest
from PIL import Image, ImageCms

from articles.lib.imaging import Kind, Limits, NotAPicture, Reason, decode, inspect
from articles.lib.imaging import decoding as decoding_module
from tests.lib.imaging import samples
from tests.lib.imaging.samples import photo, saved

FORMATS = [
    ("JPEG", Kind.JPEG, {"quality": 95}),
    ("PNG", Kind.PNG, {}),
    ("WEBP", Kind.WEBP, {"lossless": True}),
    ("AVIF", Kind.AVIF, {"quality": 95}),
    ("TIFF", Kind.TIFF, {}),
    ("TIFF", Kind.TIFF, {"compression": "tiff_lzw"}),
    ("TIFF", Kind.TIFF, {"compression": "tiff_adobe_deflate"}),
    ("TIFF", Kind.TIFF, {"compression": "jpeg"}),
    ("GIF", Kind.GIF, {}),
]
#: One colour in each corner: red, green, blue, yellow; read line by line.
CORNERS = [(220, 20, 20), (20, 180, 20), (20, 20, 220), (220, 200, 20)]
ORIENTED = {
    1: "RGBY",
    2: "GRYB",
    3: "YBGR",
    4: "BYRG",
    5: "RBGY",
    6: "BRYG",
    7: "YGBR",
    8: "GYRB",
}


def corners() -> Image.Image:
    """A picture of 60 × 40 pixels with a colour in each quarter."""
    image = Image.new("RGB", (60, 40))
    for number, colour in enumerate(CORNERS):
        left, top = number % 2 * 30, number // 2 * 20
        image.paste(colour, (left, top, left + 30, top + 20))
    return image


def letters(image: Image.Image) -> str:
    """The first letters of the corners' colours."""
    width, height = image.size
    found = ""
    for at in [(5, 5), (width - 6, 5), (5, height - 6), (width - 6, height - 6)]:
        pixel = image.getpixel(at)
        assert isinstance(pixel, tuple)
        distances = [sum(abs(a - b) for a, b in zip(pixel, one, strict=True)) for one in CORNERS]
        assert min(distances) < 60
        found += "RGBY"[distances.index(min(distances))]
    return found


def near(data: bytes, colour: tuple[int, int, int], within: int = 4) -> bool:
    """Whether the middle of the decoded picture has nearly this colour."""
    image = decode(data).image
    assert image.mode == "RGB" and not image.info
    pixel = image.getpixel((image.width // 2, image.height // 2))
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= within for a, b in zip(pixel, colour, strict=True))


@pytest.mark.parametrize(("format", "kind", "options"), FORMATS)
def test_it_takes_every_format(format: str, kind: Kind, options: dict[str, Any]) -> None:
    picture = decode(saved(corners(), format, **options))
    assert (picture.kind, picture.width, picture.height) == (kind, 60, 40)
    assert picture.image.size == (60, 40) and letters(picture.image) == "RGBY"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_it_stands_upright(format: str, orientation: int) -> None:
    # Stored lying, so that turning it by its EXIF must bring it back.
    options = {"quality": 95} if format in {"JPEG", "AVIF"} else {}
    picture = decode(saved(corners(), format, exif=samples.exif(orientation), **options))
    assert letters(picture.image) == ORIENTED[orientation]
    assert (picture.width, picture.height) == ((60, 40) if orientation < 5 else (40, 60))
    assert picture.image.size == (picture.width, picture.height)


@pytest.mark.parametrize("orientation", [0, 9, 6000])
def test_a_broken_orientation_means_upright(orientation: int) -> None:
    assert letters(decode(saved(corners(), "JPEG", exif=samples.exif(orientation))).image) == "RGBY"


def test_grey_of_many_depths() -> None:
    for mode, value, expected in [("1", 1, 255), ("L", 90, 90), ("I;16", 0x5A5A, 90)]:
        image = Image.new(mode, (8, 8), value)
        for format in ("PNG", "TIFF"):
            assert near(saved(image, format), (expected,) * 3), (mode, format)
    assert near(saved(Image.new("F", (8, 8), 0.5), "TIFF"), (128,) * 3)
    assert near(saved(Image.new("I", (8, 8), 0x8080), "TIFF"), (128,) * 3)
    line = b"\0" + struct.pack(">H", 0x4040) * 8
    packed = zlib.compress(line * 8)
    assert near(samples.png(8, 8, samples.chunk(b"IDAT", packed), depth=16, colours=0), (64,) * 3)


def test_colours_of_sixteen_bits() -> None:
    line = b"\0" + struct.pack(">HHH", 0x1010, 0x8080, 0xF0F0) * 8
    packed = samples.chunk(b"IDAT", zlib.compress(line * 8))
    assert near(samples.png(8, 8, packed, depth=16), (16, 128, 240))
    pixels = struct.pack("<HHH", 0x1010, 0x8080, 0xF0F0) * 64
    bits = 8 + len(pixels)
    deep = samples.tiff(
        (256, 3, 1, 8), (257, 3, 1, 8), (258, 3, 3, bits), (259, 3, 1, 1), (262, 3, 1, 2),
        (273, 4, 1, 8), (277, 3, 1, 3), (278, 3, 1, 8), (279, 4, 1, len(pixels)),
        after=pixels + struct.pack("<HHH", 16, 16, 16),
    )  # fmt: skip
    assert near(deep, (16, 128, 240))


def test_what_is_transparent_is_white() -> None:
    white = (255, 255, 255)
    for format in ("PNG", "WEBP", "AVIF", "TIFF"):
        assert near(saved(Image.new("RGBA", (16, 16), (200, 0, 0, 0)), format), white), format
    assert near(saved(Image.new("RGBA", (16, 16), (200, 0, 0, 128)), "PNG"), (227, 127, 127))
    assert near(saved(Image.new("LA", (16, 16), (0, 0)), "PNG"), white)
    palette = Image.new("P", (16, 16), 1)
    palette.putpalette([0, 0, 0, 200, 10, 10])
    assert near(saved(palette, "PNG"), (200, 10, 10))
    assert near(saved(palette, "PNG", transparency=1), white)
    assert near(saved(palette, "GIF", transparency=1), white)
    assert near(saved(Image.new("RGB", (16, 16), (9, 9, 9)), "PNG", transparency=(9, 9, 9)), white)


def test_inks_become_light() -> None:
    cyan = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
    for format in ("JPEG", "TIFF"):
        assert near(saved(cyan, format), (0, 255, 255)), format
    adobe = saved(cyan, "JPEG")
    at = adobe.index(b"\xff\xee")
    # Without Adobe's mark the inks are stored as they are, so the same bytes mean the opposite.
    without = adobe[:at] + adobe[at + 2 + int.from_bytes(adobe[at + 2 : at + 4], "big") :]
    assert near(without, (0, 0, 0)) and not near(without, (0, 255, 255))


def test_lab_and_profiles_become_srgb() -> None:
    lab = ImageCms.createProfile("LAB")
    srgb = ImageCms.createProfile("sRGB")
    there = ImageCms.profileToProfile(
        Image.new("RGB", (16, 16), (200, 60, 30)), srgb, lab, outputMode="LAB"
    )
    assert there is not None
    assert near(saved(there, "TIFF"), (200, 60, 30))
    profile = bytearray(ImageCms.ImageCmsProfile(srgb).tobytes())
    # The red and blue colorants change places: a profile of its own, plain to see.
    red, blue = profile.index(b"rXYZ", 128), profile.index(b"bXYZ", 128)
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    image = Image.new("RGB", (16, 16), (250, 10, 10))
    for format in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF"):
        assert near(saved(image, format, icc_profile=bytes(profile)), (10, 10, 250), 12), format


@pytest.mark.parametrize("profile", [b"nonsense", b"\0" * 5_000_000, b"x" * 200])
def test_a_broken_profile_is_passed_over(profile: bytes) -> None:
    image = Image.new("RGB", (16, 16), (250, 10, 10))
    for format in ("PNG", "WEBP", "TIFF"):
        assert near(saved(image, format, icc_profile=profile), (250, 10, 10)), format


def test_what_moves_keeps_its_first_picture() -> None:
    first, second = Image.new("RGB", (30, 20), "red"), Image.new("RGB", (30, 20), "blue")
    for format in ("GIF", "WEBP", "PNG", "TIFF"):
        data = saved(first, format, save_all=True, append_images=[second, second])
        assert near(data, (255, 0, 0)), format
        # The pages of a document don't move.
        assert decode(data).moving == (format != "TIFF"), format
        assert not decode(saved(first, format)).moving, format


def test_what_is_appended_is_left_out() -> None:
    for format in ("JPEG", "PNG", "GIF", "WEBP"):
        data = saved(corners(), format) + b"PK\x03\x04<script>alert(1)</script>%PDF-1.4"
        assert letters(decode(data).image) == "RGBY"
        assert format == "JPEG" or b"script" not in inspect(data)[1].bare


def test_a_large_one_is_worked_on_small() -> None:
    picture = decode(saved(Image.new("RGB", (6000, 3600), "teal"), "JPEG"))
    assert (picture.width, picture.height) == (6000, 3600)
    assert picture.image.size == (3000, 1800)
    picture = decode(saved(Image.new("RGB", (6000, 3600), "teal"), "PNG"))
    assert picture.image.size == (3000, 1800)
    lying = saved(Image.new("RGB", (3600, 6000), "teal"), "JPEG", exif=samples.exif(6))
    assert decode(lying).image.size == (3000, 1800)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(bytes=900), Reason.BYTES),
        (Limits(pixels=2_399), Reason.PIXELS),
        (Limits(side=59), Reason.SIDE),
    ],
)
def test_too_much_is_refused_undecoded(
    limits: Limits, reason: Reason, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = saved(photo(60, 40), "PNG")
    assert decode(data, Limits(len(data), 2_400, 60)).width == 60
    monkeypatch.setattr(decoding_module, "opened", lambda *_: pytest.fail("was opened"))
    with pytest.raises(NotAPicture) as caught:
        decode(data, limits)
    assert caught.value.reason == reason and str(caught.value)


def test_heic_needs_its_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(corners(), "AVIF").replace(b"avif", b"heic").replace(b"av01", b"hvc1")
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(NotAPicture, match="Most Compatible"):
        decode(data)


@pytest.mark.parametrize("turned", [1, 6, 8])
def test_heic_is_taken_where_its_reader_is(turned: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ID", "OPEN", "SAVE", "MIME", "EXTENSION", "DECODERS"):
        monkeypatch.setattr(Image, name, type(getattr(Image, name))(getattr(Image, name)))
    exif = Image.Exif()
    exif[0x0112] = turned
    buffer = io.BytesIO()
    upright = corners()
    lying = {1: upright, 6: upright.rotate(90, expand=True), 8: upright.rotate(-90, expand=True)}
    pillow_heif.from_pillow(lying[turned]).save(buffer, quality=95, exif=exif.tobytes())
    picture = decode(buffer.getvalue())
    assert picture.kind is Kind.HEIC
    assert (picture.width, picture.height) == upright.size
    assert letters(picture.image) == "RGBY"


# What the kernel counts for the process itself: `ru_maxrss` begins with the parent's.
TAKING = """
import re, sys
from articles.lib.imaging import Rights, decode, renditions
picture = decode(open(sys.argv[1], "rb").read())
assert (picture.width, picture.height) == (10000, 10000), picture
assert picture.image.width * picture.image.height <= 24_000_000
for name, content in renditions(picture, Rights()):
    assert content
print(int(re.search("VmHWM:\\s+([0-9]+)", open("/proc/self/status").read())[1]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read in /proc")
def test_a_hundred_megapixels_stay_under_600_mb(tmp_path: Any) -> None:
    file = tmp_path / "large.jpg"
    Image.linear_gradient("L").resize((10_000, 10_000)).save(file, quality=60)
    answer = subprocess.run(
        [sys.executable, "-c", TAKING, file], capture_output=True, text=True, check=True
    )
    assert int(answer.stdout) < 600
