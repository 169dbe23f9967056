"""Real mouse, wheel and key events on a chart, at prices instead of pixels."""

from decimal import Decimal

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.chart.pixel_map import PixelMap
from gui.chart.price_chart import PriceChart
from tests.fakes.chart_data import ETH, to_tick

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Hands:
    """What a user does to a chart."""

    def __init__(self, chart: PriceChart) -> None:
        self.chart = chart

    @property
    def map(self) -> PixelMap:
        at = self.chart.plot.pixel_map
        assert at is not None
        return at

    def row(self, price: Decimal | float) -> int:
        """The pixel row that holds a price."""
        return int(self.map.line_top(float(price)))

    def price(self, row: int) -> Decimal:
        """The tick nearest to the price at a pixel row."""
        return to_tick(self.map.price(row), ETH.tick_size)

    def press(self, x: int, y: int, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.mousePress(self.chart.plot.viewport(), LEFT, keys, QPoint(x, y))

    def move(self, x: int, y: int) -> None:
        QTest.mouseMove(self.chart.plot.viewport(), QPoint(x, y))
        QApplication.processEvents()

    def release(self, x: int, y: int) -> None:
        QTest.mouseRelease(self.chart.plot.viewport(), LEFT, NO_KEYS, QPoint(x, y))

    def drag(self, start: tuple[int, int], end: tuple[int, int], steps: int = 6) -> None:
        self.press(*start)
        for step in range(1, steps + 1):
            part = step / steps
            self.move(
                round(start[0] + (end[0] - start[0]) * part), round(start[1] + (end[1] - start[1]) * part)
            )
        self.release(*end)

    def wheel(self, x: int, y: int, notches: int, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        viewport = self.chart.plot.viewport()
        at = QPoint(x, y)
        event = QWheelEvent(
            QPointF(at),
            QPointF(viewport.mapToGlobal(at)),
            QPoint(0, 0),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.keyClick(self.chart, key, keys)

    def cursor(self) -> Qt.CursorShape:
        return self.chart.plot.view.cursor().shape()
