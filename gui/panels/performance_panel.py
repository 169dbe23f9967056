"""What a grid earned and why: the curve, the range of the fill models, and the two ledgers beside each other."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine import Drawdown, FillModel, GridTotals, Identity, Instrument, RiskView
from gui.formatting import UNKNOWN, duration_text, fee_text, grouped, money_text, percent_text, price_text
from gui.panels.combo import Combo
from gui.panels.equity_plot import EquityPlot
from gui.panels.model_range import ModelRange
from gui.panels.seen import is_seen
from gui.panels.side_scroll import SideScroll
from gui.performance_words import difference_text, identity_text, range_text, total_formula
from gui.stylesheet import refresh_style
from gui.theme import Theme, small_font, ui_font

WORDS_WIDTH = 380
_FIGURES_ABREAST = 2


@dataclass(frozen=True, slots=True)
class Performance:
    """All that is said about one grid; empty or None where it is not known. ``ran`` in ns, money in quote."""

    instrument: Instrument
    totals: GridTotals
    ran: int
    gaps: int
    unrecovered_gaps: int
    model: FillModel
    range: Mapping[FillModel, Decimal]
    identity: Identity | None
    drawdown: Drawdown | None
    risk: RiskView


class PerformancePanel(QWidget):
    """Shows one grid at a time; which one is chosen in its box."""

    grid_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Performance"))
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.grids = Combo()
        self.grids.setAccessibleName(self.tr("Grid whose performance is shown"))
        self.grids.currentIndexChanged.connect(self._chosen)
        self.plot = EquityPlot()
        self.range = ModelRange()
        self._total = QLabel(UNKNOWN)
        self._total.setFont(ui_font(1.3, bold=True))
        self._total.setAccessibleName(self.tr("Total profit and loss"))
        self._unit = _muted()
        self._grid_profit = QLabel(UNKNOWN)
        self._grid_profit.setFont(ui_font(1.3))
        self._grid_profit.setAccessibleName(self.tr("Grid profit"))
        self._sentence = _words()
        self._range_title = _muted(self.tr("The same trades by each fill model"))
        self._identity = _words()
        self._identity.setFont(small_font())
        self._figures: dict[str, QLabel] = {}
        self._unseen: Performance | None = None
        self.head = self._make_head()
        self._lay_out()
        self.show_nothing()

    @property
    def sentence(self) -> str:
        """Why the total is not the grid profit."""
        self._show_unseen()
        return self._sentence.text()

    @property
    def identity(self) -> str:
        """The two ledgers beside each other."""
        self._show_unseen()
        return self._identity.text()

    @property
    def total(self) -> str:
        """The total as shown."""
        self._show_unseen()
        return self._total.text()

    def figure(self, name: str) -> str:
        """A number as shown: ``fees``, ``funding``, ``gaps``, ``drawdown``, ``trips``, ``ran``, ``equity`` ..."""
        self._show_unseen()
        return self._figures[name].text()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of what is painted."""
        self.plot.show_theme(theme)
        self.range.show_theme(theme)

    def offer_grids(self, grids: Sequence[tuple[Hashable, str]], chosen: int | None) -> None:
        """Offer these grids: number and name."""
        if [(self.grids.itemData(row), self.grids.itemText(row)) for row in range(self.grids.count())] != [
            *grids
        ]:
            self.grids.blockSignals(True)
            self.grids.clear()
            for number, name in grids:
                self.grids.addItem(name, number)
            self.grids.blockSignals(False)
        self.grids.setEnabled(bool(grids))
        self.grids.blockSignals(True)
        self.grids.setCurrentIndex(self.grids.findData(chosen))
        self.grids.blockSignals(False)

    def show_nothing(self) -> None:
        """There is no grid."""
        words = self.tr("No grid yet. Start one; what it earns, and why, appears here.")
        self.plot.show_curve((), None)
        self.plot.show_words(words)
        self._words_holder.setVisible(False)
        self.head.setVisible(False)
        self._unseen = None

    def show_performance(self, shown: Performance) -> None:
        """Show a grid as it is now, as soon as the panel is seen."""
        self._words_holder.setVisible(True)
        self.head.setVisible(True)
        self._range_title.setVisible(bool(shown.range))
        self.range.setVisible(bool(shown.range))
        self._unseen = shown
        if is_seen(self) or is_seen(self.head):
            self._show_unseen()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The panel is seen, maybe after a while behind others."""
        self._show_unseen()
        super().paintEvent(event)

    def _show_unseen(self) -> None:
        shown, self._unseen = self._unseen, None
        if shown is None:
            return
        totals, quote = shown.totals, shown.instrument.quote
        self._total.setText(money_text(totals.total))
        _set_role(self._total, "up" if totals.total > 0 else "down" if totals.total < 0 else "")
        self._total.setToolTip(total_formula(totals))
        self._unit.setText(quote)
        self._grid_profit.setText(money_text(totals.grid_profit))
        self._sentence.setText(difference_text(totals, shown.identity))
        self.range.show_range(shown.range, shown.model)
        self.range.setToolTip(range_text(shown.range))
        self._identity.setText(identity_text(shown.identity))
        broken = shown.identity is not None and not shown.identity.holds
        _set_role(self._identity, "error" if broken else "muted")
        self._show_figures(shown)

    def _show_figures(self, shown: Performance) -> None:
        totals, risk, fall = shown.totals, shown.risk, shown.drawdown
        set_text = self._set
        set_text("fees", fee_text(totals.fees))
        set_text("funding", money_text(totals.funding))
        set_text("trips", f"{totals.round_trips:,}")
        set_text("ran", duration_text(shown.ran))
        set_text(
            "drawdown", UNKNOWN if fall is None else _drawdown_text(fall, whole=risk.capital is not None)
        )
        if shown.unrecovered_gaps:
            set_text("gaps", self.tr("▲ {count} not recovered").format(count=f"{shown.unrecovered_gaps:,}"))
        else:
            set_text("gaps", f"{shown.gaps:,}")
        _set_role(self._figures["gaps"], "warning" if shown.unrecovered_gaps else "")
        equity = UNKNOWN if risk.equity is None else grouped(risk.equity, 2)
        set_text("equity", equity)
        liquidation = price_text(risk.liquidation_price, shown.instrument.tick_size)
        set_text("liquidation", liquidation)

    def _set(self, name: str, text: str) -> None:
        if self._figures[name].text() != text:
            self._figures[name].setText(text)

    def _chosen(self) -> None:
        number = self.grids.currentData()
        if isinstance(number, int):
            self.grid_chosen.emit(number)

    def _lay_out(self) -> None:
        words = QWidget()
        words.setProperty("surface", "panel")
        column = QVBoxLayout(words)
        column.setContentsMargins(10, 2, 10, 4)
        column.setSpacing(3)
        column.addWidget(self._sentence)
        column.addWidget(self._range_title)
        column.addWidget(self.range)
        column.addLayout(self._figure_grid())
        column.addWidget(self._identity)
        column.addStretch(1)
        self._words_holder = SideScroll()
        self._words_holder.setWidget(words)
        self._words_holder.setMinimumWidth(WORDS_WIDTH)
        self._words_holder.setMaximumWidth(round(1.4 * WORDS_WIDTH))
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.plot, 3)
        body.addWidget(self._words_holder, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addLayout(body, 1)

    def _make_head(self) -> QWidget:
        """Which grid, and its two results beside each other, in one line."""
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(8, 3, 12, 3)
        row.setSpacing(6)
        row.addWidget(self.grids)
        row.addStretch(1)
        for caption, value in (
            (self.tr("Grid profit"), self._grid_profit),
            (self.tr("Total"), self._total),
        ):
            row.addSpacing(14)
            row.addWidget(_muted(caption))
            row.addWidget(value)
        row.addWidget(self._unit)
        return head

    def _figure_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        for column in range(1, 2 * _FIGURES_ABREAST, 2):
            grid.setColumnStretch(column, 1)
        figures = (
            (
                "fees",
                self.tr("Fees"),
                self.tr("What the fills cost, or brought as a rebate; the total is less fees"),
            ),
            ("funding", self.tr("Funding"), self.tr("Positive when received")),
            ("drawdown", self.tr("Largest drawdown"), self.tr("The deepest fall of the equity from a peak")),
            ("gaps", self.tr("Gaps in the feed"), self.tr("Stretches of missing trades")),
            ("trips", self.tr("Round trips"), self.tr("Cells that were entered and left again")),
            ("ran", self.tr("Running time"), self.tr("From the start of the grid until now or its end")),
            ("equity", self.tr("Equity"), self.tr("Allocated capital and total profit and loss")),
            (
                "liquidation",
                self.tr("Liquidation at"),
                self.tr("Where the equity would meet the maintenance margin"),
            ),
        )
        for number, (name, caption, tip) in enumerate(figures):
            label, value = _muted(caption), QLabel(UNKNOWN)
            label.setToolTip(tip)
            value.setToolTip(tip)
            value.setAccessibleName(caption)
            row, place = divmod(number, _FIGURES_ABREAST)
            grid.addWidget(label, row, 2 * place)
            grid.addWidget(value, row, 2 * place + 1)
            self._figures[name] = value
        return grid


def _drawdown_text(fall: Drawdown, *, whole: bool) -> str:
    text = money_text(-fall.amount)
    # a fraction of a peak of profit alone would say nothing
    fraction = fall.fraction if whole else None
    return text if fraction is None else f"{text} ({percent_text(-fraction)})"


def _muted(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setFont(small_font())
    label.setProperty("role", "muted")
    return label


def _words() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label


def _set_role(label: QLabel, role: str) -> None:
    if label.property("role") != role:
        label.setProperty("role", role)
        refresh_style(label)
