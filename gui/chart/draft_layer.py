"""The draft on the plot area: one item for its band, all its lines, its handles and its labels."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from engine import plain
from gui.chart.axis_tags import tag_height
from gui.chart.draft_brushes import KEYS, DraftBrushes
from gui.chart.draft_places import PADDING, HandlePlaces
from gui.chart.draft_shape import DraftLine, DraftShape, LineMark, thinned
from gui.chart.layer import Layer
from gui.chart.levels import LineState
from gui.chart.painting import RectBatch
from gui.chart.pixel_map import PixelMap, each_once
from gui.chart.text_painter import TextPainter
from gui.draft import Handle
from gui.theme import Theme

_Z = 52
_CROWDED_BELOW = 9.0
_LEFT, _LABEL_PADDING = 6.0, 5.0
_LEGEND_LINES = 1.9


class DraftLayer(Layer):
    """New lines are bright amber, lines that a running grid keeps have its colours, leaving ones are dim dashes.

    Everything that is written stands on the chart's own colour. Labels thin out before they overlap, lines
    never do.
    """

    def __init__(self, parent: QGraphicsItem, texts: TextPainter, theme: Theme) -> None:
        super().__init__(parent, _Z)
        self._texts = texts
        self._theme = theme
        self.drawn: DraftShape | None = None
        self.places: HandlePlaces | None = None
        self.focused: Handle | None = None
        self.hovered: Handle | None = None
        self.hovered_missing: Handle | None = None
        self.caption = ""
        self.note = ""
        self.noted: Handle | None = None
        self.label_left = _LEFT
        self.painted = 0
        self._shown: list[tuple[float, DraftLine, str]] = []
        self._batches = {(mark, state, strong): RectBatch() for mark, state, strong in KEYS}
        self._brushes = DraftBrushes(theme)
        self.hide()

    @property
    def shown(self) -> list[tuple[float, DraftLine, str]]:
        """The labels that are drawn now: the pixel row of the line, the line, and the text."""
        return self._shown

    @property
    def labels_right(self) -> float:
        """Where the labels of the lines end at their right; 0 without any, in pixels."""
        if self.drawn is None or not self._shown:
            return 0.0
        return self.label_left + max(self._texts.width(text) for *_, text in self._shown) + 2 * _LABEL_PADDING

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self._brushes = DraftBrushes(theme)
        self.update()

    def show_draft(self, shape: DraftShape | None) -> None:
        """Draw this draft, or nothing."""
        self.drawn = shape
        self.setVisible(shape is not None)
        self.refresh()

    def refresh(self) -> None:
        """Work the places out anew."""
        if self.map is not None:
            self.place(self.map)
        self.update()

    def place(self, new: PixelMap) -> None:
        """Find the places of handles and labels."""
        super().place(new)
        if self.drawn is None:
            self.places, self._shown = None, []
            return
        texts = {handle: self.handle_text(handle) for handle in Handle}
        self.places = HandlePlaces(
            self.drawn, new, self.tag_height, self._texts.width, texts, self.missing_text()
        )
        self._place_lines(self.drawn, new)

    @property
    def tag_height(self) -> float:
        """The height of a handle's tag in pixels."""
        return tag_height(self._texts)

    def handle_text(self, handle: Handle) -> str:
        """What the tag of a handle says."""
        match handle:
            case Handle.UPPER:
                return self.tr("⇕ Upper")
            case Handle.LOWER:
                return self.tr("⇕ Lower")
            case Handle.STOP_ABOVE | Handle.STOP_BELOW:
                return self.tr("⇕ Stop")
            case Handle.REFERENCE:
                return self.tr("⇕ Reference")
            case Handle.BAND:
                return ""

    def spoken_name(self, handle: Handle) -> str:
        """What a screen reader calls a handle."""
        match handle:
            case Handle.UPPER:
                return self.tr("Upper bound")
            case Handle.LOWER:
                return self.tr("Lower bound")
            case Handle.STOP_ABOVE:
                return self.tr("Stop above")
            case Handle.STOP_BELOW:
                return self.tr("Stop below")
            case Handle.REFERENCE:
                return self.tr("Reference")
            case Handle.BAND:
                return self.tr("Whole range")

    def missing_text(self) -> str:
        """What the tag of a stop says that the draft lacks."""
        return self.tr("+ Stop")

    def label_text(self, line: DraftLine) -> str:
        """What the label of a line says, e.g. ``▲ BUY 0.1``; empty for a line at which nothing would wait."""
        size = plain(line.size)
        if line.state is LineState.BUY:
            text = self.tr("▲ BUY {size}").format(size=size)
        elif line.state is LineState.SELL:
            text = self.tr("▼ SELL {size}").format(size=size)
        else:
            return ""
        return self.tr("{order} · exit").format(order=text) if line.is_exit else text

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the draft."""
        shape, places = self.drawn, self.places
        if shape is None or places is None:
            return
        self.painted += 1
        painter.fillRect(places.band, self._brushes.band)
        for low, high in shape.losing:
            top, bottom = at.line_top(high), at.line_top(low)
            painter.fillRect(QRectF(0, top, at.width, max(1.0, bottom - top)), self._brushes.losing)
        for key in KEYS:
            self._batches[key].draw(painter, self._brushes.lines[key])
        self._draw_handle_lines(painter, places, at)
        self._draw_labels(painter)
        self._draw_tags(painter, places)
        self._draw_words(painter, shape, places, at)

    # Lines and their labels

    @property
    def _lines_left(self) -> float:
        """Lines begin right of the labels of running grids, which they would strike out."""
        return 0.0 if self.label_left <= 2 * _LEFT else self.label_left - _LEFT

    def _place_lines(self, shape: DraftShape, at: PixelMap) -> None:
        rows = np.floor(at.ys(shape.prices) * at.ratio) / at.ratio
        said = np.flatnonzero([line.state is not LineState.IDLE for line in shape.lines])
        chosen = [int(said[index]) for index in thinned(rows[said], self.tag_height + 1)]
        labelled = np.zeros(len(rows), dtype=bool)
        labelled[chosen] = True
        crowded = abs(at.y(shape.lower) - at.y(shape.upper)) < _CROWDED_BELOW * (len(rows) - 1)
        strong = labelled if crowded else np.ones(len(rows), dtype=bool)
        inside = (rows >= 0) & (rows <= at.height)
        marks = np.array([line.mark.value for line in shape.lines])
        states = np.array([line.state.value for line in shape.lines])
        for mark, state, is_strong in KEYS:
            which = inside & (marks == mark.value) & (states == state.value) & (strong == is_strong)
            tops = each_once(rows[which])
            batch = self._batches[mark, state, is_strong]
            left = self._lines_left
            batch.set(np.full(len(tops), left), tops, at.width - left, np.ones(len(tops)))
        top = _LEGEND_LINES * self._texts.height + self.tag_height / 2
        texts = [
            (float(rows[index]), shape.lines[index], self.label_text(shape.lines[index])) for index in chosen
        ]
        self._shown = [one for one in texts if one[2] and top < one[0] < at.height]

    def _draw_labels(self, painter: QPainter) -> None:
        theme, height = self._theme, self.tag_height
        ground = QColor(theme.label)
        for row, line, text in self._shown:
            ink = theme.buy if line.state is LineState.BUY else theme.sell
            rim = QColor(theme.line_pending if line.mark is LineMark.NEW else theme.border)
            top = round(row - (height - 1) / 2)
            box = QRectF(self.label_left, top, self._texts.width(text) + 2 * _LABEL_PADDING, height)
            self._draw_box(painter, box, text, QColor(ink), rim, ground, _LABEL_PADDING)

    # Handles

    def _draw_handle_lines(self, painter: QPainter, places: HandlePlaces, at: PixelMap) -> None:
        for handle, row in places.rows.items():
            brush: QBrush | QColor = QColor(self._theme.line_pending)
            if handle is Handle.REFERENCE:
                brush = self._brushes.reference
            elif handle in {Handle.STOP_ABOVE, Handle.STOP_BELOW}:
                brush = self._brushes.stop
            thick = 3 if handle in {self.hovered, self.focused} else 2
            # a brush of dashes has one row of pixels, so a thick line is drawn row by row
            for offset in range(thick):
                top = row - (thick - 1) // 2 + offset
                painter.fillRect(QRectF(self._lines_left, top, at.width - self._lines_left, 1), brush)
        if Handle.BAND in {self.hovered, self.focused}:
            for left in (0.0, at.width - 3):
                painter.fillRect(
                    QRectF(left, places.band.top(), 3, places.band.height()), QColor(self._theme.text)
                )

    def _draw_tags(self, painter: QPainter, places: HandlePlaces) -> None:
        theme = self._theme
        for handle, tag in places.tags.items():
            edge = self._edge(handle)
            active = handle in {self.hovered, self.focused}
            ink, ground = (theme.chart, edge) if active else (theme.text, theme.label)
            rim = theme.text if handle is self.focused else edge
            self._draw_box(
                painter, tag, self.handle_text(handle), QColor(ink), QColor(rim), QColor(ground), PADDING
            )
        for handle, tag in places.missing.items():
            active = handle is self.hovered_missing
            ink, rim = (theme.text, theme.text) if active else (theme.muted, theme.control_border)
            self._draw_box(
                painter, tag, self.missing_text(), QColor(ink), QColor(rim), QColor(theme.label), PADDING
            )

    def _edge(self, handle: Handle) -> str:
        if handle is Handle.REFERENCE:
            return self._theme.reference
        if handle in {Handle.STOP_ABOVE, Handle.STOP_BELOW}:
            return self._theme.error
        return self._theme.warning

    # Words

    def _draw_words(self, painter: QPainter, shape: DraftShape, places: HandlePlaces, at: PixelMap) -> None:
        theme, height = self._theme, self.tag_height
        ground = QColor(theme.label)
        if self.caption:
            wide = self._texts.width(self.caption) + 2 * PADDING
            top = places.band.top() + 8
            if places.band.height() < 2 * height + 12:
                top = places.band.top() - height - 8
            legend = _LEGEND_LINES * self._texts.height + 4
            top = min(max(top, legend), at.height - height - 4)
            box = QRectF(round((at.width - wide) / 2), round(top), wide, height)
            self._draw_box(
                painter, box, self.caption, QColor(theme.text), QColor(theme.line_pending), ground, PADDING
            )
        if shape.losing:
            self._draw_losing(painter, shape, at)
        if self.note:
            row = places.rows.get(self.noted or Handle.BAND, places.band.center().y())
            wide = self._texts.width(self.note) + 2 * PADDING
            lefts = [tag.left() for tag in (*places.tags.values(), *places.missing.values())]
            left = max(4.0, min(lefts, default=at.width) - wide - 10)
            top = min(max(round(row - height / 2), 4), at.height - height - 4)
            box = QRectF(left, top, wide, height)
            self._draw_box(
                painter, box, self.note, QColor(theme.warning), QColor(theme.warning), ground, PADDING
            )

    def _draw_losing(self, painter: QPainter, shape: DraftShape, at: PixelMap) -> None:
        low, high = max(shape.losing, key=lambda run: run[1] - run[0])
        middle = (at.y(low) + at.y(high)) / 2
        text = self.losing_text(shape.losing_cells)
        wide = self._texts.width(text) + 2 * PADDING
        box = QRectF(round(at.width * 0.28), round(middle - self.tag_height / 2), wide, self.tag_height)
        if box.top() >= 0 and box.bottom() <= at.height:
            error, ground = QColor(self._theme.error), QColor(self._theme.label)
            self._draw_box(painter, box, text, error, error, ground, PADDING)

    def losing_text(self, cells: int) -> str:
        """What is said where cells do not pay their fees."""
        return self.tr("✕ {cells} cells do not pay their fees").format(cells=cells)

    def _draw_box(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        ink: QColor,
        rim: QColor,
        ground: QColor,
        padding: float,
    ) -> None:
        painter.fillRect(box, rim)
        painter.fillRect(box.adjusted(1, 1, -1, -1), ground)
        self._texts.draw(painter, box.left() + padding, box.top() + 2, text, ink)

    def handle_at(self, point: QPointF) -> Handle | None:
        """The handle that a press at a pixel takes."""
        return None if self.places is None else self.places.at(point)

    def missing_at(self, point: QPointF) -> Handle | None:
        """The stop that a press at a pixel would add."""
        return None if self.places is None else self.places.missing_at(point)
