"""How far back the chart's bars reach: older ones being loaded, refused, failed, or not there."""

from enum import Enum

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from gui.theme import Theme, small_font

_STEP_MS = 60
_STEP_DEGREES = 24


class History(Enum):
    """What is known of the bars before the oldest one."""

    MORE = "more"
    LOADING = "loading"
    STOPPED = "stopped"
    FAILED = "failed"
    BEGINNING = "beginning"
    FULL = "full"


class Spinner(QWidget):
    """A turning arc: something is under way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(14, 14)
        self._angle = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._turn)

    def _turn(self) -> None:
        self._angle = (self._angle - _STEP_DEGREES) % 360
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Turn while it can be seen."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody sees it."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arc."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(self.palette().ColorRole.Accent), 2))
        painter.drawArc(QRectF(2, 2, 10, 10), self._angle * 16, 270 * 16)
        painter.end()


class HistoryBadge(QFrame):
    """One line in words, with the one thing that can be done about it.

    Signals:
        stop_asked: loading is to end; load_asked: older bars are wanted after all, or again.
    """

    stop_asked = Signal()
    load_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("history-badge")
        self.state = History.MORE
        self._reason = ""
        self._bars = 0
        self._spinner = Spinner()
        self._label = QLabel()
        self._label.setFont(small_font())
        self._button = QToolButton()
        self._button.setFont(small_font())
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.clicked.connect(self._clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 6, 4)
        layout.setSpacing(8)
        for widget in (self._spinner, self._label, self._button):
            layout.addWidget(widget)
        self.set_theme(theme)
        self.retranslate()
        self.hide()

    @property
    def text(self) -> str:
        """What the badge says."""
        return self._label.text()

    @property
    def button(self) -> QToolButton:
        """The one thing to do; hidden where there is none."""
        return self._button

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        border, ground = QColor(theme.control_border).name(), QColor(theme.raised).name()
        self.setStyleSheet(
            f"#history-badge {{ background: {ground}; border: 1px solid {border}; border-radius: 5px; }}"
        )

    def set_state(self, state: History, bars: int, reason: str = "") -> None:
        """Say this from now on; ``bars`` are on the chart, ``reason`` is why loading failed."""
        self.state, self._bars, self._reason = state, bars, reason
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts again in the present language."""
        bars = f"{self._bars:,}"
        texts = {
            History.MORE: "",
            History.LOADING: self.tr("Loading older bars… {bars} so far").format(bars=bars),
            History.STOPPED: self.tr("Older bars are not loaded"),
            History.FAILED: self.tr("Older bars could not be loaded: {reason}").format(reason=self._reason),
            History.BEGINNING: self.tr("The exchange's history begins here: {bars} bars").format(bars=bars),
            History.FULL: self.tr("The chart holds {bars} bars, and no more").format(bars=bars),
        }
        buttons = {
            History.LOADING: self.tr("Stop"),
            History.STOPPED: self.tr("Load"),
            History.FAILED: self.tr("Try again"),
        }
        self._label.setText(texts[self.state])
        self.setAccessibleName(texts[self.state])
        self._spinner.setVisible(self.state is History.LOADING)
        self._button.setText(buttons.get(self.state, ""))
        self._button.setVisible(self.state in buttons)
        self.adjustSize()

    def belongs(self, *, oldest_in_view: bool) -> bool:
        """Whether the badge is to be seen: always when something can be done, else at the oldest bar."""
        if self.state is History.MORE:
            return False
        return oldest_in_view or self.state in {History.LOADING, History.STOPPED, History.FAILED}

    def _clicked(self) -> None:
        (self.stop_asked if self.state is History.LOADING else self.load_asked).emit()
