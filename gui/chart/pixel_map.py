"""Where a time and a price lie on the screen, and back."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]

LEAST_PRICE = 1e-12
"""A logarithmic map has no zero: whatever is below this lies where this does."""


@dataclass(frozen=True, slots=True)
class PixelMap:
    """One view range on one plot area.

    Times are seconds since the epoch, prices quote units, pixels logical pixels from the top left corner
    of the plot area. ``ratio`` is the device pixel ratio, to which edges are snapped. On a ``logarithmic``
    map equal ratios of prices are equally many pixels apart; its prices are above zero.
    """

    left: float
    right: float
    bottom: float
    top: float
    width: float
    height: float
    ratio: float = 1.0
    logarithmic: bool = False

    @property
    def seconds_per_pixel(self) -> float:
        """How much time one pixel covers."""
        return (self.right - self.left) / max(1.0, self.width)

    @property
    def scale_per_pixel(self) -> float:
        """How much of the scale one pixel covers: prices, or natural logarithms of prices."""
        return (self._scaled(self.top) - self._scaled(self.bottom)) / max(1.0, self.height)

    def x(self, time: float) -> float:
        """The pixel column of a time."""
        return (time - self.left) / self.seconds_per_pixel

    def y(self, price: float) -> float:
        """The pixel row of a price."""
        return (self._scaled(self.top) - self._scaled(price)) / self.scale_per_pixel

    def xs(self, times: FloatArray | Sequence[float]) -> FloatArray:
        """The pixel columns of many times."""
        return (np.asarray(times, dtype=np.float64) - self.left) / self.seconds_per_pixel

    def ys(self, prices: FloatArray | Sequence[float]) -> FloatArray:
        """The pixel rows of many prices."""
        return (self._scaled(self.top) - self.scaled(prices)) / self.scale_per_pixel

    def scaled(self, prices: FloatArray | Sequence[float]) -> FloatArray:
        """Where prices lie on the scale, which is even on the screen."""
        values = np.asarray(prices, dtype=np.float64)
        return np.log(np.maximum(values, LEAST_PRICE)) if self.logarithmic else values

    def time(self, x: float) -> float:
        """The time at a pixel column."""
        return self.left + x * self.seconds_per_pixel

    def price(self, y: float) -> float:
        """The price at a pixel row."""
        value = self._scaled(self.top) - y * self.scale_per_pixel
        return math.exp(value) if self.logarithmic else value

    def _scaled(self, price: float) -> float:
        return math.log(max(price, LEAST_PRICE)) if self.logarithmic else price

    def snap(self, value: float) -> float:
        """The edge between device pixels that is nearest to ``value``."""
        return math.floor(value * self.ratio + 0.5) / self.ratio

    def snaps(self, values: FloatArray) -> "FloatArray":
        """The edges between device pixels that are nearest to ``values``."""
        result: np.ndarray[Any, np.dtype[np.float64]] = np.floor(values * self.ratio + 0.5) / self.ratio
        return result

    def line_top(self, price: float) -> float:
        """The upper edge of a one-pixel line at ``price``: the pixel row that holds the price."""
        return math.floor(self.y(price) * self.ratio) / self.ratio


def each_once(numbers: FloatArray) -> FloatArray:
    """The different ones of these numbers, the smallest first."""
    # asked for the places too, numpy sorts; without them it imports its masked arrays first, within the first paint
    return np.unique(numbers, return_index=True)[0]
