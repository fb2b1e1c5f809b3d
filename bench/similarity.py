"""How much of a picture an encoding keeps: SSIM, the structural similarity of brightness.

Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment", 2004; here over windows of 8 × 8
pixels that overlap by half, computed by Pillow's own loops.
"""

from __future__ import annotations

from PIL import Image, ImageMath

_WINDOW = 8
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def ssim(one: Image.Image, other: Image.Image) -> float:
    """The similarity of two pictures of the same size: 1.0 for the same, about 0 for strangers.

    Raises ValueError where the sizes differ.
    """
    if one.size != other.size:
        raise ValueError(f"{one.size} and {other.size} can't be compared")
    first, second = one.convert("L").convert("F"), other.convert("L").convert("F")
    shifts = [(0, 0), (4, 0), (0, 4), (4, 4)] if min(one.size) >= 2 * _WINDOW else [(0, 0)]
    return sum(_mean(_similarity(first, second, shift)) for shift in shifts) / len(shifts)


def _similarity(one: Image.Image, other: Image.Image, shift: tuple[int, int]) -> Image.Image:
    """The map of similarities, a pixel a window; windows begin at `shift`."""
    width, height = (
        max(side - by - (side - by) % _WINDOW, min(side, _WINDOW))
        for side, by in zip(one.size, shift, strict=True)
    )
    box = (*shift, shift[0] + width, shift[1] + height)
    a, b = one.crop(box), other.crop(box)
    similar: Image.Image = ImageMath.lambda_eval(
        lambda of: (
            (2 * of["ma"] * of["mb"] + _C1)
            * (2 * (of["mab"] - of["ma"] * of["mb"]) + _C2)
            / (
                (of["ma"] * of["ma"] + of["mb"] * of["mb"] + _C1)
                * (of["maa"] - of["ma"] * of["ma"] + of["mbb"] - of["mb"] * of["mb"] + _C2)
            )
        ),
        ma=a.reduce(_WINDOW),
        mb=b.reduce(_WINDOW),
        maa=_product(a, a).reduce(_WINDOW),
        mbb=_product(b, b).reduce(_WINDOW),
        mab=_product(a, b).reduce(_WINDOW),
    )
    return similar


def _product(a: Image.Image, b: Image.Image) -> Image.Image:
    product: Image.Image = ImageMath.lambda_eval(lambda of: of["a"] * of["b"], a=a, b=b)
    return product


def _mean(values: Image.Image) -> float:
    mean = values.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(mean, float)
    return mean
