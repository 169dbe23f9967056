"""The bar above the chart: what is looked at, what it costs now, and how far that can be trusted."""

from decimal import Decimal

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine import EnvironmentName, PriceView
from gui.formatting import FRESH_SECONDS, UNKNOWN, age_text, price_text
from gui.panels.connection_chip import ConnectionChip
from gui.panels.environment_badge import EnvironmentBadge
from gui.panels.instrument_picker import InstrumentPicker
from gui.panels.steady_label import SteadyLabel
from gui.stylesheet import refresh_style
from gui.theme import small_font, ui_font

TYPICAL = "0,000.00"


class Figure(QWidget):
    """A caption with a number under it, wide enough that nothing jumps when the number changes."""

    def __init__(self, caption: str, *, scale: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = QLabel(caption)
        self._caption.setFont(small_font())
        self._caption.setProperty("role", "muted")
        self._value = SteadyLabel(UNKNOWN, font=ui_font(scale, bold=True))
        self._value.name(caption)
        self.reset_width()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._caption)
        layout.addWidget(self._value)

    @property
    def text(self) -> str:
        """The number as shown."""
        return self._value.text()

    @property
    def caption(self) -> str:
        """The caption as shown."""
        return self._caption.text()

    @property
    def role(self) -> str:
        """The style of the number: ``up``, ``down``, ``muted`` or nothing."""
        return self._value.role

    def set_caption(self, caption: str, role: str = "muted") -> None:
        """Change the caption and its style."""
        self._caption.setText(caption)
        if self._caption.property("role") != role:
            self._caption.setProperty("role", role)
            refresh_style(self._caption)

    def set_text(self, text: str, role: str = "") -> None:
        """Show a number in a style; the width only ever grows."""
        self._value.show_text(text, role)

    def reset_width(self) -> None:
        """Forget how wide earlier numbers were."""
        self._value.reset_width(TYPICAL)


class TopBar(QWidget):
    """Instrument, prices, connection, environment and the PAPER badge."""

    instrument_chosen = Signal(str)

    def __init__(self, environment: EnvironmentName, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # The bar gives up figures before it makes the window wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Market and connection"))
        self.picker = InstrumentPicker()
        self.picker.chosen.connect(self.instrument_chosen)
        self.last = Figure(self.tr("Last"), scale=1.5)
        self.bid = Figure(self.tr("Bid"))
        self.ask = Figure(self.tr("Ask"))
        self.mark = Figure(self.tr("Mark"))
        self.chip = ConnectionChip()
        self.environment = EnvironmentBadge(environment)
        self._tick: Decimal | None = None
        self._previous: Decimal | None = None
        self._direction = ""
        self._lay_out(environment)

    def set_tick(self, tick: Decimal | None) -> None:
        """A new instrument: its tick, and no price yet."""
        self._tick = tick
        self._previous = None
        self._direction = ""
        for figure in (self.last, self.bid, self.ask, self.mark):
            figure.reset_width()
        self.show_price(None, None)

    def show_price(self, price: PriceView | None, age: float | None) -> None:
        """Show prices that are ``age`` seconds old; old ones are dimmed and say so."""
        fresh = age is not None and age <= FRESH_SECONDS
        role = "" if fresh else "muted"
        for figure, value in (
            (self.bid, price.bid if price else None),
            (self.ask, price.ask if price else None),
            (self.mark, price.mark if price else None),
        ):
            figure.set_text(price_text(value, self._tick), role)
        last = price.last if price else None
        if last is None:
            self.last.set_text(UNKNOWN, "muted")
            self.last.set_caption(self.tr("Last"))
            return
        if self._previous is not None and last != self._previous:
            self._direction = "up" if last > self._previous else "down"
        self._previous = last
        arrow = {"up": "▲", "down": "▼"}.get(self._direction, " ")
        self.last.set_text(f"{price_text(last, self._tick)} {arrow}", self._direction if fresh else "muted")
        if fresh or age is None:
            self.last.set_caption(self.tr("Last"))
        else:
            self.last.set_caption(self.tr("{age} old").format(age=age_text(age)), "warning")

    def _lay_out(self, environment: EnvironmentName) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(10)
        layout.addWidget(self.picker)
        for figure in (self.last, self.bid, self.ask, self.mark):
            layout.addWidget(figure)
        layout.addStretch(1)
        layout.addWidget(self.chip)
        layout.addWidget(self.environment)
        paper = QLabel(self.tr("PAPER"))
        paper.setProperty("role", "paper-badge")
        paper.setToolTip(self.tr("Orders and fills are simulated. Nothing is sent to the exchange."))
        paper.setAccessibleName(self.tr("Paper trading: orders are simulated"))
        paper.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout.addWidget(paper)

    def minimumSizeHint(self) -> QSize:
        """As high as the layout wants, as narrow as it may be."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit."""
        super().resizeEvent(event)
        self._leave_out_what_does_not_fit()

    def event(self, event: QEvent) -> bool:
        """When something in the bar wants another size, look again at what fits."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._leave_out_what_does_not_fit()
        return super().event(event)

    def _leave_out_what_does_not_fit(self) -> None:
        layout = self.layout()
        if layout is None or self.width() <= 0:
            return
        optional = (self.mark, self.ask, self.bid)
        widths = {figure: figure.sizeHint().width() + layout.spacing() for figure in optional}
        shown = sum(widths[figure] for figure in optional if not figure.isHidden())
        room = self.width() - (layout.minimumSize().width() - shown)
        for figure in reversed(optional):
            room -= widths[figure]
            figure.setHidden(room < 0)
