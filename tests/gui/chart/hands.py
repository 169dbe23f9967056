"""What a user's hands do to a chart: real mouse events, step by step."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.chart.price_chart import PriceChart

NO_KEYS = Qt.KeyboardModifier.NoModifier


def hover(chart: PriceChart, qtbot: QtBot, point: QPoint) -> None:
    """Move the cursor to a point, and wait until the chart has noticed."""

    # a single move may be swallowed by the rate limit of the graphics scene
    def there() -> bool:
        for offset in (1, 0):
            qtbot.mouseMove(chart.plot.viewport(), point + QPoint(offset, 0))
        position = chart.scene.pointer.position
        return position is not None and (position - QPointF(point)).manhattanLength() < 3

    qtbot.waitUntil(there)


def drag(
    chart: PriceChart, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NO_KEYS, steps: int = 8
) -> None:
    """Press, move in steps and release, with ``keys`` held."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    _send(chart, QEvent.Type.MouseButtonPress, start, left, left, keys)
    for step in range(1, steps + 1):
        _send(chart, QEvent.Type.MouseMove, start + (end - start) * (step / steps), none, left, keys)
    _send(chart, QEvent.Type.MouseButtonRelease, end, left, none, keys)


def _send(
    chart: PriceChart,
    kind: QEvent.Type,
    point: QPoint,
    button: Qt.MouseButton,
    held: Qt.MouseButton,
    keys: Qt.KeyboardModifier,
) -> None:
    viewport = chart.plot.viewport()
    event = QMouseEvent(kind, QPointF(point), QPointF(viewport.mapToGlobal(point)), button, held, keys)
    QApplication.sendEvent(viewport, event)
    QApplication.processEvents()
