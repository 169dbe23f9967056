"""What a grid has earned so far: the total big, and the numbers it is made of."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine import GridView
from gui.formatting import MINUS, exact_text, fee_text, money_text, price_text, size_text
from gui.panels.steady_label import SteadyLabel
from gui.stylesheet import refresh_style
from gui.theme import small_font, ui_font


class SummaryCard(QFrame):
    """The account of one grid."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setAccessibleName(self.tr("Summary of the grid"))
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._state = QLabel()
        self._state.setFont(small_font(bold=True))
        self._total = SteadyLabel("0.0000", font=ui_font(1.9, bold=True))
        self._total.name(self.tr("Total profit and loss"))
        self._unit = QLabel()
        self._unit.setProperty("role", "muted")
        self._figures: dict[str, SteadyLabel] = {}
        self._grid: GridView | None = None
        self._price_is_old = False
        self._lay_out()

    def figure(self, name: str) -> str:
        """A number as shown, by its name: ``position``, ``grid_profit``, ``fees`` ..."""
        return self._figures[name].text()

    @property
    def total(self) -> str:
        """The total as shown."""
        return self._total.text()

    @property
    def state(self) -> str:
        """Running or stopped, as shown."""
        return self._state.text()

    def show_grid(self, grid: GridView) -> None:
        """Show this grid as it is now."""
        if self._grid is None or self._grid.grid_id != grid.grid_id:
            for label in (self._total, *self._figures.values()):
                label.reset_width()
        self._grid = grid
        totals, instrument = grid.totals, grid.instrument
        self._title.setText(self.tr("Grid {number}").format(number=grid.grid_id))
        self._state.setText(self.tr("● Running") if grid.running else self.tr("■ Stopped"))
        _set_role(self._state, "up" if grid.running else "muted")
        self._total.show_text(money_text(totals.total), self._market_tone(totals.total))
        self._total.setToolTip(
            self.tr("Total = realized + unrealized {minus} fees + funding = {total} {quote}").format(
                minus=MINUS, total=exact_text(totals.total), quote=instrument.quote
            )
        )
        self._unit.setText(self.tr("{quote} total").format(quote=instrument.quote))
        if totals.position == 0:
            self._set("position", self.tr("flat"))
        else:
            self._set(
                "position",
                self.tr("{size} {base} @ {price}").format(
                    size=("+" if totals.position > 0 else "")
                    + size_text(totals.position, instrument.size_step),
                    base=instrument.base,
                    price=price_text(totals.average_entry, instrument.tick_size),
                ),
            )
        for name in ("grid_profit", "realized", "unrealized"):
            amount = getattr(totals, name)
            tone = self._market_tone(amount) if name == "unrealized" else _tone(amount)
            self._set(name, money_text(amount), tone)
        self._set("fees", fee_text(totals.fees))
        self._set("funding", money_text(totals.funding))
        self._set("round_trips", grouped_count(totals.round_trips))
        self._set("fills", grouped_count(totals.fills))
        if grid.unrecovered_gaps:
            self._set("gaps", self.tr("{count} not recovered").format(count=grid.unrecovered_gaps), "warning")
        else:
            self._set("gaps", grouped_count(grid.gaps))

    def show_price_is_old(self, old: bool) -> None:
        """Dim what depends on the market's price while that price is not live."""
        if old != self._price_is_old:
            self._price_is_old = old
            if self._grid is not None:
                self.show_grid(self._grid)

    def role(self, name: str) -> str:
        """The style of a number by its name, or of the total: ``up``, ``down``, ``muted`` or nothing."""
        return (self._total if name == "total" else self._figures[name]).role

    def _market_tone(self, amount: Decimal) -> str:
        return "muted" if self._price_is_old else _tone(amount)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._state)
        total = QHBoxLayout()
        total.setSpacing(8)
        total.addWidget(self._total)
        total.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBottom)
        total.addStretch(1)
        form = QFormLayout()
        form.setVerticalSpacing(4)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, caption, tool_tip in (
            ("position", self.tr("Position"), self.tr("Signed size in base, at its average entry price")),
            ("grid_profit", self.tr("Grid profit"), self.tr("Completed round trips, after their fees")),
            (
                "realized",
                self.tr("Realized"),
                self.tr("Closing fills against average entry, before fees"),
            ),
            ("unrealized", self.tr("Unrealized"), self.tr("The position at the mark price")),
            (
                "fees",
                self.tr("Fees"),
                self.tr("What the fills cost, or brought as a rebate; the total is less fees"),
            ),
            ("funding", self.tr("Funding"), self.tr("Positive when received")),
            ("round_trips", self.tr("Round trips"), self.tr("Cells that were entered and left again")),
            ("fills", self.tr("Fills"), self.tr("Every fill, partial ones too")),
            ("gaps", self.tr("Gaps in the feed"), self.tr("Stretches of missing trades")),
        ):
            value = SteadyLabel("–", alignment=Qt.AlignmentFlag.AlignRight)
            value.name(caption)
            value.setToolTip(tool_tip)
            label = QLabel(caption)
            label.setProperty("role", "muted")
            label.setToolTip(tool_tip)
            form.addRow(label, value)
            self._figures[name] = value
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addLayout(head)
        layout.addLayout(total)
        layout.addSpacing(4)
        layout.addLayout(form)

    def _set(self, name: str, text: str, role: str = "") -> None:
        self._figures[name].show_text(text, role)


def grouped_count(count: int) -> str:
    """A count with thousands separators."""
    return f"{count:,}"


def _tone(amount: Decimal) -> str:
    return "up" if amount > 0 else "down" if amount < 0 else ""


def _set_role(label: QLabel, role: str) -> None:
    if label.property("role") != role:
        label.setProperty("role", role)
        refresh_style(label)
