"""Measures what the renditions of one photo of 24 megapixels cost: `python -m bench.pictures`.

Seconds are those of one core, from the upload's bytes on. The photo is made here: surfaces of
1/f noise, some smooth and some rough, with edges over them, seen through a lens and a sensor.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import time
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from articles.lib.imaging import Rights, decode, quick, renditions, tone
from articles.lib.imaging.renditions import WIDTHS, height, narrowed
from bench.similarity import ssim

SIZE = (6000, 4000)


def surface(size: tuple[int, int], chance: random.Random, keep: float) -> Image.Image:
    """Noise of all scales, from a third of the picture down; `keep` of it at each finer one."""
    image = Image.new("L", (2, 2), 128)
    width, strength = 3, 1.0
    while width < size[0]:
        here = width, max(2, width * size[1] // size[0])
        noise = Image.frombytes("L", here, chance.randbytes(here[0] * here[1]))
        grey = Image.new("L", here, 128)
        image = image.resize(here, Image.Resampling.BICUBIC)
        image = ImageChops.add(image, Image.blend(grey, noise, strength), offset=-128)
        width, strength = width * 2, strength * keep
    return image.resize(size, Image.Resampling.BICUBIC)


def photo(size: tuple[int, int] = SIZE, seed: int = 1) -> Image.Image:
    """A picture that behaves like a photo, always the same for one seed."""
    chance = random.Random(seed)
    rough, smooth = surface(size, chance, 0.6), surface(size, chance, 0.3)
    where = surface(size, chance, 0.4).point(lambda value: 255 if value > 165 else 0)
    light = Image.composite(rough, smooth, where.filter(ImageFilter.GaussianBlur(size[0] / 400)))
    small = size[0] // 8, size[1] // 8
    red, blue = (surface(small, chance, 0.4).resize(size) for _ in range(2))
    colours = [plane.point(lambda value: (value - 128) // 3 + 128) for plane in (blue, red)]
    image = Image.merge("YCbCr", [ImageOps.autocontrast(light), *colours]).convert("RGB")
    draw = ImageDraw.Draw(image)
    for _ in range(80):
        x, y, length = *(chance.randrange(side) for side in size), chance.randrange(20, 400)
        length = length * size[0] // 6000 + 1
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.line((x, y, x + length, y + length // 3), fill=colour, width=max(1, length // 20))
        draw.rectangle((x, y, x + length // 4, y + length // 2), fill=colour)
    return image.filter(ImageFilter.GaussianBlur(size[0] / 6000))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path, help="a photo of your own in place of the made one")
    options = parser.parse_args()
    if options.file:
        data = options.file.read_bytes()
    else:
        buffer = io.BytesIO()
        photo().save(buffer, "JPEG", quality=92)
        data = buffer.getvalue()
    rights = Rights(credit="Ada Rossi")
    began = last = time.process_time()
    picture = decode(data)
    seconds: dict[str, float] = {"decoding": time.process_time() - began}
    files: dict[str, bytes] = {}
    last = time.process_time()
    for name, content in renditions(picture, rights):
        files[name] = content
        kind = "crops" if "x" in name else name.rpartition(".")[2]
        seconds[kind] = seconds.get(kind, 0) + time.process_time() - last
        last = time.process_time()
    whole = last - began
    quick(picture, rights)
    print(f"{picture.width} × {picture.height}, {len(data):,} bytes; at work {picture.image.size}")
    print("seconds:", ", ".join(f"{name} {spent:.2f}" for name, spent in seconds.items()))
    print(f"together {whole:.2f}; the quick one {time.process_time() - last:.2f} after decoding")
    print(tone(picture))
    print(" width       avif       webp        jpg  avif/jpg   ssim: avif   webp    jpg")
    for width in WIDTHS:
        if f"{width}.jpg" not in files:
            continue
        made = [files[f"{width}.{ending}"] for ending in ("avif", "webp", "jpg")]
        original = narrowed(picture.image, width, height(picture, width))
        alike = [ssim(original, Image.open(io.BytesIO(one))) for one in made]
        sizes = "".join(f"{len(one):>11,}" for one in made)
        ratio = len(made[0]) / len(made[2])
        print(f"{width:>6}{sizes}{ratio:>9.0%}       ", *(f"{one:.4f}" for one in alike))
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
