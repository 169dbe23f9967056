"""The widgets over the plot area: what to wait for, the way back to the newest bar, and how far bars reach."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from gui.chart.history_badge import HistoryBadge
from gui.chart.scene import ChartScene
from gui.theme import Theme, small_font, ui_font

_MARGIN = 10
_BADGE_TOP = 30


class Overlays(QObject):
    """Keeps them in their places."""

    def __init__(self, chart: QWidget, scene: ChartScene, theme: Theme) -> None:
        super().__init__(chart)
        self._chart, self._scene = chart, scene
        self.message = QLabel(chart)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.message.setFont(ui_font(1.15))
        self.message.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.latest = QToolButton(chart)
        self.latest.setFont(small_font())
        self.latest.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.latest.hide()
        self.history = HistoryBadge(theme, chart)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self.message.setStyleSheet(f"color: {theme.muted}; background: transparent;")
        self.history.set_theme(theme)

    def raise_all(self) -> None:
        """Stand over everything that was added later."""
        for widget in (self.message, self.latest, self.history):
            widget.raise_()

    def retranslate(self) -> None:
        """Write all texts again in the present language."""
        self.latest.setText(self.tr("Latest ⇥"))
        self.latest.setToolTip(self.tr("Go to the newest bar and follow it (End)"))
        self.history.retranslate()

    def place(self, *, follows: bool) -> None:
        """Put everything where it belongs now, and show what is to be seen."""
        store, plot = self._scene.store, self._scene.plot
        empty = not len(store)
        right = self._chart.width() - round(plot.price_axis.minimumWidth())
        bottom = self._chart.height() - round(plot.time_axis.minimumHeight())
        self.message.setGeometry(_MARGIN, 0, max(0, right - 2 * _MARGIN), max(0, bottom))
        self.message.setVisible(empty and bool(self.message.text()))
        self.latest.adjustSize()
        self.latest.move(right - self.latest.width() - _MARGIN, bottom - self.latest.height() - _MARGIN)
        self.latest.setVisible(not follows and not empty)
        badge = self.history
        oldest_in_view = not empty and store.bar(0).time >= plot.times.low
        badge.setVisible(not empty and badge.belongs(oldest_in_view=oldest_in_view))
        if badge.isVisible():
            badge.setMaximumWidth(max(120, right - 2 * _MARGIN))
            badge.adjustSize()
            badge.move(max(_MARGIN, (right - badge.width()) // 2), _BADGE_TOP)
