"""Where the handles of a draft lie on the plot area, and which of them a press would take."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QPointF, QRectF

from gui.chart.draft_shape import DraftShape
from gui.chart.pixel_map import PixelMap
from gui.draft import Handle

REACH = 6.0
"""How far from a line, in pixels, a press still takes it."""

PADDING = 6.0
_RIGHT, _GAP = 6.0, 6.0
_COLUMNS = {
    Handle.UPPER: 0,
    Handle.LOWER: 0,
    Handle.STOP_ABOVE: 1,
    Handle.STOP_BELOW: 1,
    Handle.REFERENCE: 2,
}
_FIRST = (Handle.UPPER, Handle.LOWER, Handle.STOP_ABOVE, Handle.STOP_BELOW, Handle.REFERENCE)


class HandlePlaces:
    """The tag of each handle at the right of the plot area, the rows of their lines, and the band.

    Tags of bounds lie outside the band, stops and the reference have columns of their own, so that no two tags
    ever cover each other. A stop that the draft lacks has an empty tag from which it can be drawn.
    """

    def __init__(
        self,
        shape: DraftShape,
        at: PixelMap,
        height: float,
        width: Callable[[str], float],
        texts: dict[Handle, str],
        missing_text: str,
    ) -> None:
        self.rows = {handle: at.line_top(price) for handle, price in shape.handles.items()}
        self.tags: dict[Handle, QRectF] = {}
        self.missing: dict[Handle, QRectF] = {}
        widths = [0.0, 0.0, 0.0]
        for handle, column in _COLUMNS.items():
            text = texts[handle] if handle in self.rows else missing_text
            if handle in self.rows or handle in {Handle.STOP_ABOVE, Handle.STOP_BELOW}:
                widths[column] = max(widths[column], width(text) + 2 * PADDING)
        rights = [at.width - _RIGHT]
        for wide in widths[:2]:
            rights.append(rights[-1] - (wide + _GAP if wide else 0))
        for handle, column in _COLUMNS.items():
            wide = width(texts[handle] if handle in self.rows else missing_text) + 2 * PADDING
            if handle in self.rows:
                top = self._tag_top(handle, self.rows[handle], height, at.height)
                box = self.tags
            elif handle in {Handle.STOP_ABOVE, Handle.STOP_BELOW}:
                bound = Handle.UPPER if handle is Handle.STOP_ABOVE else Handle.LOWER
                top = self._tag_top(bound, self.rows[bound], height, at.height)
                box = self.missing
            else:
                continue
            box[handle] = QRectF(rights[column] - wide, top, wide, height)
        self.band = QRectF(0, self.rows[Handle.UPPER], at.width, 0)
        self.band.setBottom(self.rows[Handle.LOWER] + 1)

    def at(self, point: QPointF, only: Collection[Handle] | None = None) -> Handle | None:
        """The handle that a press at a pixel takes; the missing stops are not among them."""
        for handle, tag in self.tags.items():
            if tag.adjusted(-2, -1, 2, 1).contains(point) and (only is None or handle in only):
                return handle
        near = [
            (abs(point.y() - self.rows[handle] - 0.5), number, handle)
            for number, handle in enumerate(_FIRST)
            if handle in self.rows
        ]
        distance, _, nearest = min(near)
        # in a narrow band the lines are taken from closer by, so that the band itself can be
        if distance <= min(REACH, max(1.5, self.band.height() / 4) if self.band.contains(point) else REACH):
            return nearest
        return Handle.BAND if self.band.contains(point) else None

    def missing_at(self, point: QPointF) -> Handle | None:
        """The stop that a press at a pixel would add."""
        return next(
            (handle for handle, tag in self.missing.items() if tag.adjusted(-2, -1, 2, 1).contains(point)),
            None,
        )

    @staticmethod
    def _tag_top(handle: Handle, row: float, height: float, room: float) -> float:
        """Outside the band, unless the plot area ends there."""
        above, below = row - height, row + 1
        if handle is Handle.UPPER:
            return above if above >= 0 or row < 0 else below
        if handle is Handle.LOWER:
            return below if below + height <= room or row > room else above
        return round(row - height / 2)
