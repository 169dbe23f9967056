"""Where a time and a price lie on the screen, and back."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PixelMap:
    """One view range on one plot area.

    Times are seconds since the epoch, prices quote units, pixels logical pixels from the top left corner
    of the plot area. ``ratio`` is the device pixel ratio, to which edges are snapped.
    """

    left: float
    right: float
    bottom: float
    top: float
    width: float
    height: float
    ratio: float = 1.0

    @property
    def seconds_per_pixel(self) -> float:
        """How much time one pixel covers."""
        return (self.right - self.left) / max(1.0, self.width)

    @property
    def price_per_pixel(self) -> float:
        """How much price one pixel covers."""
        return (self.top - self.bottom) / max(1.0, self.height)

    def x(self, time: float) -> float:
        """The pixel column of a time."""
        return (time - self.left) / self.seconds_per_pixel

    def y(self, price: float) -> float:
        """The pixel row of a price."""
        return (self.top - price) / self.price_per_pixel

    def xs(self, times: FloatArray | Sequence[float]) -> FloatArray:
        """The pixel columns of many times."""
        return (np.asarray(times, dtype=np.float64) - self.left) / self.seconds_per_pixel

    def ys(self, prices: FloatArray | Sequence[float]) -> FloatArray:
        """The pixel rows of many prices."""
        return (self.top - np.asarray(prices, dtype=np.float64)) / self.price_per_pixel

    def time(self, x: float) -> float:
        """The time at a pixel column."""
        return self.left + x * self.seconds_per_pixel

    def price(self, y: float) -> float:
        """The price at a pixel row."""
        return self.top - y * self.price_per_pixel

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
