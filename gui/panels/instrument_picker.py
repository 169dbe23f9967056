"""Which instrument is looked at: its name, and the list that opens under it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolButton, QWidget

from engine import Instrument, Ticker
from gui.panels.instrument_list import InstrumentsModel
from gui.panels.instrument_popup import InstrumentPopup
from gui.theme import Theme, ui_font


class InstrumentPicker(QToolButton):
    """A button with the instrument's name; it opens the list.

    Signals:
        chosen: the user chose another instrument (its exchange name); never sent by ``set_current``.
        opened, closed: the list is open, or no longer.
    """

    chosen = Signal(str)
    opened = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = ""
        self.model = InstrumentsModel(self)
        self._popup: InstrumentPopup | None = None
        self.setFont(ui_font(bold=True))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("Choose another instrument (Ctrl+I)"))
        self.clicked.connect(self.start_search)
        self._show_name()
        self.setEnabled(False)

    @property
    def current(self) -> str:
        """The exchange's name of the instrument that is looked at, "" before the first."""
        return self._current

    @property
    def popup(self) -> InstrumentPopup:
        """The list; made when it is first wanted, because the window's start has no use for it."""
        if self._popup is None:
            self._popup = InstrumentPopup(self.model, self)
            self._popup.chosen.connect(self._choose)
            self._popup.closed.connect(self.closed)
        return self._popup

    @property
    def field(self) -> QLineEdit:
        """Where the search is typed."""
        return self.popup.field

    @property
    def is_open(self) -> bool:
        """Whether the list can be seen."""
        return self._popup is not None and self._popup.isVisible()

    def set_instruments(self, instruments: Sequence[Instrument]) -> None:
        """Offer these."""
        self.model.set_instruments(instruments)
        self.setEnabled(True)
        self._show_name()

    def set_tickers(self, tickers: Mapping[str, Ticker], status: str) -> None:
        """What the instruments did in the last 24 hours, and in words how that is to be taken."""
        self.model.set_tickers(tickers)
        self.popup.say_prices(status)

    def set_current(self, name: str) -> None:
        """Show this instrument as the current one."""
        self._current = name
        self.model.set_current(name)
        self._show_name()

    def show_theme(self, theme: Theme) -> None:
        """Take over the colours that the style sheet does not give."""
        self.model.set_tones(
            {"up": QColor(theme.up), "down": QColor(theme.down), "muted": QColor(theme.muted)}
        )

    def start_search(self) -> None:
        """Open the list, ready to type."""
        if self.isEnabled() and not self.is_open:
            self.popup.open_at(self, self._current)
            self.opened.emit()

    def _choose(self, name: str) -> None:
        if name != self._current:
            self.set_current(name)
            self.chosen.emit(name)

    def _show_name(self) -> None:
        if self._current:
            self.setText(f"{self._current}  ▾")
        else:
            self.setText(
                self.tr("Choose an instrument") if self.isEnabled() else self.tr("Loading instruments…")
            )
        name = self.tr("Instrument {name}, choose another").format(name=self._current)
        self.setAccessibleName(name if self._current else self.text())
