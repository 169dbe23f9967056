"""What stands where a draft would be: how to begin one."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from gui.stylesheet import refresh_style


class Suggestion(Enum):
    """Where the range of a suggested grid comes from."""

    AROUND = "around"
    VOLATILITY = "volatility"
    EXTREMES = "extremes"


class DraftOffer(QWidget):
    """One obvious action, and three ranges to begin with.

    Signals:
        draw_asked: the user wants to draw a grid in the chart.
        suggestion_asked: the ``Suggestion`` that the user wants to see.
    """

    draw_asked = Signal()
    suggestion_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(self.tr("New grid"))
        title.setProperty("role", "title")
        self._words = QLabel()
        self._words.setWordWrap(True)
        self.draw_button = QPushButton(self.tr("Draw grid"))
        self.draw_button.setProperty("kind", "primary")
        self.draw_button.setMinimumHeight(36)
        self.draw_button.setCheckable(True)
        self.draw_button.setToolTip(self.tr("Press in the chart at one price and drag to the other (G)"))
        self.draw_button.clicked.connect(self.draw_asked)
        other = QLabel(self.tr("Or begin with a range:"))
        other.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (title, self._words, self.draw_button, other):
            layout.addWidget(widget)
        self._buttons: dict[Suggestion, QPushButton] = {}
        for suggestion, text, tool_tip in (
            (
                Suggestion.AROUND,
                self.tr("Around the price"),
                self.tr("A narrow grid of 21 lines around the last price"),
            ),
            (
                Suggestion.VOLATILITY,
                self.tr("From recent volatility"),
                self.tr(
                    "Last price × exp(±s). s is the standard deviation of a day's return: that of the logarithmic "
                    "returns of the last 24 hours' bars, times the square root of the bars in a day."
                ),
            ),
            (
                Suggestion.EXTREMES,
                self.tr("Visible high and low"),
                self.tr("From the lowest to the highest price of the bars in view"),
            ),
        ):
            button = QPushButton(text)
            button.setToolTip(tool_tip)
            button.clicked.connect(self._asker(suggestion))
            layout.addWidget(button)
            self._buttons[suggestion] = button
        self._waiting: str | None = None
        self.show_waiting("")

    @property
    def words(self) -> str:
        """What is said about beginning a grid."""
        return self._words.text()

    def button(self, suggestion: Suggestion) -> QPushButton:
        """The button of a suggestion."""
        return self._buttons[suggestion]

    def show_waiting(self, words: str) -> None:
        """No grid can be begun yet, for the reason in ``words``; it can be when they are empty."""
        if words == self._waiting:
            return
        self._waiting = words
        ready = not words
        self._words.setText(words or self.tr("Draw the range in the chart. Nothing runs until you start it."))
        for button in (self.draw_button, *self._buttons.values()):
            button.setEnabled(ready)

    def show_armed(self, armed: bool) -> None:
        """Whether the next press in the chart begins a grid."""
        self.draw_button.setChecked(armed)
        self.draw_button.setText(self.tr("Drawing… Esc cancels") if armed else self.tr("Draw grid"))

    def show_rank(self, *, first: bool) -> None:
        """Whether beginning a grid is the first thing to do here."""
        kind = "primary" if first else ""
        if self.draw_button.property("kind") != kind:
            self.draw_button.setProperty("kind", kind)
            refresh_style(self.draw_button)

    def _asker(self, suggestion: Suggestion) -> Callable[[], None]:
        def ask() -> None:
            self.suggestion_asked.emit(suggestion)

        return ask
