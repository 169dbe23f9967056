"""The base of everything painted on the plot area in pixels."""

import sys

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from gui.chart.pixel_map import PixelMap
from gui.theme import Theme


def report_paint_error() -> None:
    """Hand the exception being handled to ``sys.excepthook``.

    Nothing may be raised out of a paint method: when a painter of Qt's that was called from Python goes on to
    paint another item written in Python, PySide6 6.11 on CPython 3.11 ends the process. So the item is left
    out until the view changes, and the error goes where unhandled ones go.
    """
    sys.excepthook(*sys.exc_info())


class Layer(QGraphicsObject):
    """One item on the plot area whose own coordinates are the area's logical pixels.

    A layer never moves with the view: the chart hands every layer the same ``PixelMap`` when the view range
    or the size changes, and the layer works out its shapes when it is next painted.
    """

    def __init__(self, parent: QGraphicsItem, z_value: float) -> None:
        super().__init__(parent)
        self.setZValue(z_value)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption, False)
        self.map: PixelMap | None = None
        self._bounds = QRectF()
        self._failed_at: PixelMap | None = None

    def set_map(self, new: PixelMap) -> None:
        """Take over where times and prices lie from now on."""
        self.map = new
        self.place(new)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        raise NotImplementedError

    def place(self, new: PixelMap) -> None:
        """Set the bounds for a new map: the whole plot area unless a layer knows better."""
        self.set_bounds(QRectF(0, 0, new.width, new.height))

    def set_bounds(self, bounds: QRectF) -> None:
        """Change the area in which this layer paints."""
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds

    def boundingRect(self) -> QRectF:
        """The area in which this layer paints, in logical pixels of the plot area."""
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the layer; nothing before the first map."""
        if self.map is None or self._failed_at == self.map:
            return
        try:
            self.draw(painter, self.map)
        except Exception:  # noqa: BLE001 - reported; see report_paint_error
            self._failed_at = self.map
            report_paint_error()

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the layer's shapes at their pixels."""
        raise NotImplementedError
