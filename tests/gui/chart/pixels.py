"""What the chart's tests share: a clock, a few candles, and what is at which pixel."""

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from gui.chart.price_chart import PriceChart
from tests.fakes.chart_data import START, candle, grid

SIZE = (900, 600)
FIRST = START / 1e9


class Clock:
    """A monotonic clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


FOUR = [
    candle(0, "100", "110", "98", "108", volume="5"),
    candle(1, "108", "109", "99", "101", volume="20"),
    candle(2, "101", "104", "100", "103", volume="10"),
    candle(3, "103", "106", "102", "105", volume="10"),
]


def picture(chart: PriceChart) -> QImage:
    return chart.plot.grab().toImage()


def pixel(chart: PriceChart, x: float, y: float) -> str:
    return picture(chart).pixelColor(int(x), int(y)).name()


def place(chart: PriceChart, bar: int, price: float) -> tuple[float, float]:
    """The pixel of a price in the middle of a bar."""
    at = chart.plot.pixel_map
    assert at is not None
    return at.x(FIRST + 60 * bar + 30), at.y(price)


def row_has(image: QImage, y: int, colour: str, left: int = 0, right: int = 800) -> bool:
    return any(image.pixelColor(x, y).name() == colour for x in range(left, right))


def with_grid(chart: PriceChart) -> None:
    chart.set_candles([candle(index, "104", "106", "104", "105") for index in range(5)])
    chart.set_grids([grid("100", "110", 11, "105")])


def line_row(chart: PriceChart, price: float) -> int:
    at = chart.plot.pixel_map
    assert at is not None
    return int(at.line_top(price))


def values(image: QImage) -> npt.NDArray[np.uint8]:
    """An image as rows of pixels of three colours."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(plain.constBits(), np.uint8)
    return flat.reshape(plain.height(), plain.width(), 4)[:, :, :3].copy()


def same(first: QImage, second: QImage) -> bool:
    """Whether two images have the same pixels."""
    return np.array_equal(values(first), values(second))
