"""The renditions: which there are, how large, and that they are always the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from articles.lib.imaging import (
    Decoded,
    Kind,
    Rights,
    Words,
    crop_name,
    decode,
    ladder,
    names,
    quick,
    renditions,
    tone,
)
from articles.lib.imaging.renditions import CROPS, cropped, height
from bench.similarity import ssim
from tests.lib.imaging.samples import opened, photo, saved

RIGHTS = Rights(credit="Ada Rossi")


def picture(width: int, height: int) -> Decoded:
    """A decoded picture of this size."""
    return Decoded(Kind.PNG, width, height, photo(width, height), Words())


def test_the_ladder_never_goes_up() -> None:
    assert ladder(6000) == [240, 320, 480, 640, 800, 1200, 1600, 2000]
    assert ladder(800) == [240, 320, 480, 640, 800]
    assert ladder(799) == [240, 320, 480, 640]
    assert ladder(100) == [100]


def test_it_makes_every_width_in_every_format() -> None:
    original = picture(700, 467)
    files = dict(renditions(original, RIGHTS))
    assert list(files) == names(original)
    assert len(files) == 3 + 4 * 3
    for name, data in files.items():
        image = opened(data)
        stem, _, ending = name.rpartition(".")
        assert image.format == {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}[ending]
        if "x" not in stem:
            assert image.size == (int(stem), height(original, int(stem)))
            small = original.image.resize(image.size, Image.Resampling.LANCZOS)
            assert ssim(small, image) > 0.85, name
    assert len(files["640.avif"]) < 0.6 * len(files["640.jpg"])
    assert opened(files[crop_name("16x9")]).size == (700, 394)
    assert opened(files[crop_name("1x1")]).size == (467, 467)


def test_the_same_input_makes_the_same_bytes() -> None:
    original, again = (decode(saved(photo(500, 300), "PNG")) for _ in range(2))
    assert dict(renditions(original, RIGHTS)) == dict(renditions(again, RIGHTS))
    assert tone(original) == tone(again)


def test_the_quick_one_is_one_of_them() -> None:
    original = picture(700, 467)
    name, data = quick(original, RIGHTS)
    assert name == "640.webp" and opened(data).size == (640, 427)
    left = dict(renditions(original, RIGHTS, leave_out={name, "640.jpg"}))
    assert set(names(original)) - set(left) == {"640.webp", "640.jpg"}


def test_a_crop_of_a_large_one_is_1200_wide() -> None:
    large = Image.new("RGB", (3000, 2000))
    sizes = [cropped(large, ratio, (0.5, 0.5)).size for ratio in CROPS.values()]
    assert sizes == [(1200, 675), (1200, 900), (1200, 1200)]


def test_a_crop_stays_around_its_focus() -> None:
    image = Image.new("RGB", (400, 100), "white")
    image.paste("red", (300, 0, 400, 100))
    assert cropped(image, (1, 1), (0.875, 0.5)).getcolors() == [(10_000, (255, 0, 0))]
    assert cropped(image, (1, 1), (0.0, 0.5)).getcolors() == [(10_000, (255, 255, 255))]
    assert crop_name("1x1", (0.875, 0.5)) == "1x1-88-50.jpg"
    assert crop_name("1x1", (float("nan"), 7)) == "1x1-50-100.jpg"


@given(
    st.integers(1, 400),
    st.integers(1, 400),
    st.tuples(st.floats(), st.floats()),
    st.sampled_from(list(CROPS.values())),
)
def test_a_crop_is_never_larger_than_its_picture(
    width: int, height: int, focus: tuple[float, float], ratio: tuple[int, int]
) -> None:
    size = cropped(Image.new("RGB", (width, height)), ratio, focus).size
    assert 1 <= size[0] <= width and 1 <= size[1] <= height


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (3, 5)])
def test_odd_sizes_have_all_files(size: tuple[int, int]) -> None:
    original = decode(saved(Image.new("RGB", size, "green"), "PNG"))
    assert all(opened(data).width <= size[0] for _, data in renditions(original, RIGHTS))
    assert quick(original, RIGHTS)[1]


def test_the_placeholder_is_true() -> None:
    image = Image.new("RGB", (300, 200), (10, 120, 40))
    image.paste((250, 250, 250), (0, 0, 100, 200))
    original = Decoded(Kind.PNG, 300, 200, image, Words())
    assert tone(original) == "#0a7828"


def test_similarity_tells_good_from_bad() -> None:
    image = photo(320, 240)
    assert ssim(image, image) == pytest.approx(1)
    good, bad = (opened(saved(image, "JPEG", quality=quality)) for quality in (90, 10))
    assert 1 > ssim(image, good) > ssim(image, bad) > ssim(image, photo(320, 240, 2))
    with pytest.raises(ValueError, match="can't be compared"):
        ssim(image, image.resize((3, 3)))
