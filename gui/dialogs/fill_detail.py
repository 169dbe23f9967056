"""One fill with its evidence, and the trades around it."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from engine import Fill, Instrument, Side, Trade
from gui.fill_reason import fill_reason, queue_text
from gui.formatting import (
    UNKNOWN,
    date_time_text,
    exact_text,
    grouped,
    intent_text,
    liquidity_text,
    model_text,
    price_text,
    side_text,
    size_text,
)
from gui.models.fills import source_text
from gui.models.messages import Level
from gui.models.tape import TapeModel, TapeRow
from gui.panels.record_tables import table_tones
from gui.panels.status_line import StatusLine
from gui.panels.tables import TablePanel
from gui.stylesheet import refresh_style
from gui.theme import Theme, small_font

WIDTH, HEIGHT = 560, 470


class FillDetail(QDialog):
    """Stays beside the window and shows the fill that was clicked last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fill-detail")
        self.setWindowTitle(self.tr("Fill"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._fill: Fill | None = None
        self._instrument: Instrument | None = None
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._reason = QLabel()
        self._reason.setWordWrap(True)
        self._reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._evidence: dict[str, QLabel] = {}
        self.tape = TapeModel(self)
        self.tape_table = TablePanel(
            self.tr("Trades around the fill"),
            self.tape,
            empty="",
            sort_column=TapeModel.TIME_COLUMN,
            newest_first=False,
            compact=True,
        )
        self._status = StatusLine()
        self._lay_out()

    @property
    def fill(self) -> Fill | None:
        """The fill that is shown."""
        return self._fill

    @property
    def title(self) -> str:
        """What is shown, in words."""
        return self._title.text()

    @property
    def reason(self) -> str:
        """Why it filled."""
        return self._reason.text()

    @property
    def status(self) -> str:
        """How the reading of the tape stands."""
        return self._status.words

    def evidence(self, name: str) -> str:
        """A piece of evidence as shown: ``trade``, ``printed``, ``queue``, ``model``, ``came``, ``fee`` ..."""
        return self._evidence[name].text()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of the table."""
        self.tape.set_tones(table_tones(theme))

    def show_fill(self, grid_id: int, fill: Fill, instrument: Instrument) -> None:
        """Show this fill; its tape comes later."""
        self._fill, self._instrument = fill, instrument
        self._title.setText(
            self.tr("{side} {size} {base} at {price}").format(
                side=side_text(fill.side),
                size=size_text(fill.size, instrument.size_step),
                base=instrument.base,
                price=price_text(fill.price, instrument.tick_size),
            )
        )
        self._title.setProperty("role", "up" if fill.side is Side.BUY else "down")
        refresh_style(self._title)
        self.setWindowTitle(
            self.tr("Fill {number} of grid {grid} · {instrument}").format(
                number=fill.fill_id, grid=grid_id, instrument=instrument.name
            )
        )
        self._reason.setText(fill_reason(fill, instrument))
        base, quote = instrument.base, instrument.quote
        for name, text in {
            "time": date_time_text(fill.time),
            "trade": UNKNOWN if fill.trade_id is None else str(fill.trade_id),
            "printed": UNKNOWN if fill.printed_size is None else f"{exact_text(fill.printed_size)} {base}",
            "queue": queue_text(fill, instrument),
            "model": UNKNOWN if fill.model is None else model_text(fill.model),
            "came": source_text(fill),
            "fee": f"{_exact_fee(fill.fee)} {quote}",
            "liquidity": liquidity_text(fill.liquidity),
            "order": self.tr("{order}, {intent}").format(
                order=fill.order_id, intent=intent_text(fill.intent)
            ),
            "cell": UNKNOWN if fill.cell is None else str(fill.cell),
        }.items():
            self._evidence[name].setText(text)
        self.tape.show(())
        self._status.say(Level.INFO, self.tr("Reading the trades around it…"))

    def show_tape(self, trades: Sequence[Trade]) -> None:
        """Show the trades around the fill, oldest first."""
        fill, instrument = self._fill, self._instrument
        if fill is None or instrument is None:
            return
        rows = [TapeRow(instrument, trade, trade.trade_id == fill.trade_id) for trade in trades]
        self.tape.show(rows)
        cause = next((row.trade for row in rows if row.causes), None)
        if cause is not None:
            self._reason.setText(fill_reason(fill, instrument, cause))
            place = next(at for at, row in enumerate(self.tape.shown()) if row.causes)
            self.tape_table.select_only(place)
            self.tape_table.view.scrollTo(
                self.tape.index(place, 0), self.tape_table.view.ScrollHint.PositionAtCenter
            )
            self._status.say(Level.INFO, "")
        elif fill.trade_id is None:
            self._status.say(Level.INFO, self.tr("No trade caused this fill."))
        else:
            self._status.say(
                Level.WARNING,
                self.tr("The exchange's history does not hold the trade of this fill any more."),
            )

    def show_failure(self, reason: str) -> None:
        """Say that the tape could not be read; the evidence stays."""
        self._status.say(
            Level.WARNING,
            self.tr("The trades around it could not be read: {reason}").format(reason=reason),
        )

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._reason)
        layout.addLayout(self._evidence_grid())
        layout.addWidget(self.tape_table, 1)
        layout.addWidget(self._status)
        self.resize(WIDTH, HEIGHT)

    def _evidence_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        for number, (name, caption) in enumerate(
            (
                ("time", self.tr("Time")),
                ("trade", self.tr("Trade")),
                ("model", self.tr("Fill model")),
                ("printed", self.tr("Printed size")),
                ("came", self.tr("The trade came")),
                ("queue", self.tr("Queue ahead")),
                ("liquidity", self.tr("Liquidity")),
                ("fee", self.tr("Fee")),
                ("order", self.tr("Order")),
                ("cell", self.tr("Cell")),
            )
        ):
            label, value = QLabel(caption), QLabel(UNKNOWN)
            label.setFont(small_font())
            label.setProperty("role", "muted")
            value.setAccessibleName(caption)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, number // 2, number % 2 * 2)
            grid.addWidget(value, number // 2, number % 2 * 2 + 1)
            self._evidence[name] = value
        return grid


def _exact_fee(fee: Decimal) -> str:
    """Every digit of a fee; a rebate with its word."""
    if fee >= 0:
        return grouped(fee)
    return QCoreApplication.translate("Words", "rebate {amount}").format(amount=grouped(-fee))
