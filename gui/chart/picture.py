"""What rarely changes on the chart, painted once and kept as a picture, so that a tick repaints little else."""

import math
from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem

from gui.chart.layer import Layer, report_paint_error
from gui.chart.pixel_map import PixelMap
from gui.theme import Theme

_PICTURE_Z = 0


class KeptPicture:
    """A painted area that is painted again only when its key or the painter's device pixels change.

    What is asked for once at a place is painted where it belongs; the picture is made when something is asked for
    there again, so that a view that moves with every frame does not pay for pictures that nobody would use.
    """

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._key: Hashable = None
        self._asked: Hashable = None
        self.painted = 0
        """How often the area was painted anew, on the screen or in the picture."""

    def forget(self) -> None:
        """Paint the area anew the next time, whatever the key."""
        self._key = self._asked = None

    def draw(
        self,
        painter: QPainter,
        size: tuple[float, float],
        ground: QColor,
        place: Hashable,
        key: Hashable,
        paint: Callable[[QPainter], None],
    ) -> None:
        """Put the picture at the painter's origin.

        Args:
            painter: it may be scaled and moved, but not turned.
            size: width and height of the area in the painter's units.
            ground: the opaque colour under everything, which is there already.
            place: the view range, which changes with every frame while the user moves it.
            key: names all else that ``paint`` draws; equal keys at equal places mean equal pictures.
            paint: draws the area in the painter's units, from the origin.
        """
        to_device = painter.deviceTransform()
        across, down = to_device.m11(), to_device.m22()
        left, top = to_device.dx(), to_device.dy()
        # the picture's own pixels must be the device's: anything else would blur or shift what is snapped
        beside, below = left - math.floor(left), top - math.floor(top)
        where = (place, size, across, down, beside, below)
        whole = (where, key, ground.rgb())
        if where != self._asked:
            self._asked = where
            self.painted += 1
            paint(painter)
            return
        if whole != self._key:
            self._key = None
            self._render(
                QTransform(across, 0, 0, down, beside, below),
                math.ceil(size[0] * across + beside),
                math.ceil(size[1] * down + below),
                ground,
                paint,
            )
            self._key = whole
        if across == down == 1.0:
            painter.drawPixmap(QPointF(-beside, -below), self._pixmap)
            return
        painter.save()
        inverse, _ = to_device.inverted()
        to_corner = QTransform.fromTranslate(math.floor(left), math.floor(top))
        painter.setWorldTransform(to_corner * inverse, True)
        painter.drawPixmap(QPointF(), self._pixmap)
        painter.restore()

    def _render(
        self, scale: QTransform, width: int, height: int, ground: QColor, paint: Callable[[QPainter], None]
    ) -> None:
        if self._pixmap.width() != width or self._pixmap.height() != height:
            self._pixmap = QPixmap(width, height)
        self._pixmap.fill(ground)
        self.painted += 1
        painter = QPainter(self._pixmap)
        try:
            painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
            painter.setWorldTransform(scale)
            paint(painter)
        finally:
            painter.end()


class Part(QObject):
    """Something that rarely changes, painted into the chart's picture with the others.

    A part must call ``touch`` whenever it would be drawn differently on the same map, or say so in ``state``.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.map: PixelMap | None = None
        self._version = 0

    @property
    def state(self) -> tuple[Hashable, ...]:
        """Equal states on equal maps are drawn equally."""
        return (self._version,)

    def touch(self) -> None:
        """Draw this part anew at the next opportunity."""
        self._version += 1
        self.changed.emit()

    def set_map(self, new: PixelMap) -> None:
        """Take over where times and prices lie from now on."""
        self.map = new

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        raise NotImplementedError

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the part's shapes at their pixels."""
        raise NotImplementedError


class Picture(Layer):
    """All parts over one another, the first at the bottom, as one item over the whole plot area."""

    def __init__(self, parent: QGraphicsItem, theme: Theme, parts: Sequence[Part]) -> None:
        super().__init__(parent, _PICTURE_Z)
        self.parts = tuple(parts)
        self.kept = KeptPicture()
        self._ground = QColor(theme.chart)
        self._failed: dict[Part, PixelMap] = {}
        for part in self.parts:
            part.changed.connect(self._part_changed)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._ground = QColor(theme.chart)
        for part in self.parts:
            part.set_theme(theme)
        self.update()

    def place(self, new: PixelMap) -> None:
        """Tell the parts, and cover the whole plot area."""
        for part in self.parts:
            part.set_map(new)
        super().place(new)

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Put the kept picture on the screen, painted anew if anything in it changed."""
        painter.setPen(Qt.PenStyle.NoPen)
        key = tuple(part.state for part in self.parts)
        self.kept.draw(
            painter, (at.width, at.height), self._ground, at, key, lambda onto: self._paint(onto, at)
        )

    def _part_changed(self) -> None:
        self.update()

    def _paint(self, painter: QPainter, at: PixelMap) -> None:
        for part in self.parts:
            if self._failed.get(part) == at:
                continue
            try:
                part.draw(painter, at)
            except Exception:  # noqa: BLE001 - reported; see report_paint_error
                self._failed[part] = at
                report_paint_error()
