"""Where numbers stand: a scale whose ends and steps are round."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high`, in steps of `step`."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """How far along it a value stands, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[float]:
        """The round values on it."""
        count = round((self.high - self.low) / self.step)
        return [self.low + self.step * number for number in range(count + 1)]

    @property
    def decimals(self) -> int:
        """How many decimals its ticks have."""
        return max(0, -math.floor(math.log10(self.step) + 1e-9))


def scale(values: Iterable[float], *, from_zero: bool, steps: int = 4) -> Scale:
    """Return a scale that holds all values, with about as many steps; also zero where asked for,
    or where it is not far."""
    low, high = min(values := list(values)), max(values)
    if from_zero or 0 <= low < high / 2 or high / 2 < -low < 0:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = (low - 1, high + 1) if low else (0.0, 1.0)
    rough = (high - low) / steps
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(one for one in (1, 2, 2.5, 5, 10) if rough <= one * power * 1.000_001)
    return Scale(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step)
