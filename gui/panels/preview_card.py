"""What the drafted grid would earn, need and risk: the preview in words and numbers."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QVBoxLayout, QWidget

from engine import GridPreview, Instrument, LiquidationWalk, Outcome, WarningKey
from gui.formatting import UNKNOWN, grouped, money_text, percent_text, price_text, size_text
from gui.panels.draft_words import warning_text
from gui.stylesheet import refresh_style
from gui.theme import ui_font

_MOST_WARNINGS = 6
_OF_A_START = (
    *("orders", "initial", "margin", "capital", "liquidation"),
    *("at_lower", "at_upper", "at_stop_below", "at_stop_above"),
)
_OF_THE_MEANS = frozenset(
    {
        *(WarningKey.CAPITAL_BELOW_MARGIN, WarningKey.LIQUIDATED_FALLING, WarningKey.LIQUIDATED_RISING),
        *(WarningKey.LIQUIDATION_NEAR_BELOW, WarningKey.LIQUIDATION_NEAR_ABOVE),
    }
)


class PreviewCard(QFrame):
    """The consequences of a draft, worked out anew with every change and every price."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setAccessibleName(self.tr("Preview of the draft"))
        self._profit = QLabel(UNKNOWN)
        self._profit.setFont(ui_font(1.35, bold=True))
        self._profit.setAccessibleName(self.tr("Profit per round trip"))
        self._percent = QLabel()
        self._percent.setProperty("role", "muted")
        self._values: dict[str, QLabel] = {}
        self._captions: dict[str, QLabel] = {}
        self._warnings: list[QLabel] = []
        self._form = QFormLayout()
        self._lay_out()

    @property
    def profit(self) -> str:
        """The profit per round trip as shown."""
        return self._profit.text()

    def figure(self, name: str) -> str:
        """A value as shown, by its name: ``break_even``, ``orders``, ``capital`` ..."""
        return self._values[name].text()

    @property
    def warnings(self) -> list[str]:
        """The warnings as shown."""
        return [label.text() for label in self._warnings if not label.isHidden()]

    def show_waiting(self, words: str) -> None:
        """There is no preview yet; say why."""
        self._profit.setText(UNKNOWN)
        self._percent.setText(words)
        _set_role(self._profit, "muted")
        for label in self._values.values():
            label.setText(UNKNOWN)
        self._show_warnings([])

    def show_preview(
        self, preview: GridPreview, instrument: Instrument, *, changes_running: bool = False
    ) -> None:
        """Show these consequences; of a grid that runs already only those that its position leaves alone."""
        quote, base = instrument.quote, instrument.base
        least, most = preview.least_profit, preview.most_profit
        low, high = sorted((least.profit, most.profit))
        self._profit.setText(f"{profit_range(low, high)} {quote}")
        _set_role(self._profit, "down" if low <= 0 else "up")
        # in one piece: a lone "%)" would begin the next line
        percents = f"{_range(grouped(least.percent, 3), grouped(most.percent, 3))} %".replace(
            " ", "\N{NO-BREAK SPACE}"
        )
        self._percent.setText(self.tr("per round trip, after fees ({percent})").format(percent=percents))
        self._percent.setToolTip(
            self.tr("Lowest cell {lowest} {quote}, highest cell {highest} {quote}").format(
                lowest=money_text(preview.lowest_cell.profit),
                highest=money_text(preview.highest_cell.profit),
                quote=quote,
            )
        )
        self._set("break_even", self._break_even(preview, instrument))
        self._set(
            "orders",
            self.tr("{count} at the start").format(count=grouped(Decimal(preview.orders_at_start))),
            self.tr("At most {count} at one time").format(count=preview.most_orders),
        )
        self._set(
            "total",
            self.tr("{size} {base} · {notional}").format(
                size=size_text(preview.size, instrument.size_step),
                base=base,
                notional=f"{_money(preview.notional)} {quote}",
            ),
            self.tr("Worth {notional} {quote}").format(notional=_money(preview.notional), quote=quote),
        )
        self._set("initial", self._initial(preview, instrument))
        self._show_margin(preview, quote)
        for name, outcome in (
            ("at_lower", preview.at_lower),
            ("at_upper", preview.at_upper),
            ("at_stop_below", preview.at_stop_below),
            ("at_stop_above", preview.at_stop_above),
        ):
            self._set(name, "" if outcome is None else self._outcome(outcome, instrument))
            if outcome is not None:
                _set_role(self._values[name], "down" if outcome.pnl < 0 else "up" if outcome.pnl > 0 else "")
        self._set("liquidation", self._liquidation(preview, instrument))
        if changes_running:
            for name in _OF_A_START:
                self._set(name, "")
        warnings = [
            warning for warning in preview.warnings if not changes_running or warning.key not in _OF_THE_MEANS
        ]
        self._show_warnings([warning_text(warning, instrument) for warning in warnings])

    def _break_even(self, preview: GridPreview, instrument: Instrument) -> str:
        ratio = preview.break_even.ratio - 1
        if ratio <= 0:
            return self.tr("none: maker rebate")
        step = preview.break_even.at_upper
        return self.tr("{step} {quote} ({percent})").format(
            step=price_text(step, instrument.tick_size / 10),
            quote=instrument.quote,
            percent=percent_text(ratio, 3).lstrip("+"),
        )

    def _initial(self, preview: GridPreview, instrument: Instrument) -> str:
        position = preview.initial_position
        if position == 0:
            return self.tr("flat")
        words = self.tr("buys {size} at {price}") if position > 0 else self.tr("sells {size} at {price}")
        return words.format(
            size=size_text(abs(position), instrument.size_step),
            price=price_text(preview.initial_price, instrument.tick_size),
        )

    def _show_margin(self, preview: GridPreview, quote: str) -> None:
        need = preview.margin
        if need is None:
            unknown = self.tr("not known yet")
            self._set("margin", unknown)
            self._set("capital", unknown)
            return
        self._set(
            "margin",
            self.tr("{amount} {quote} at {leverage}×").format(
                amount=_money(need.initial_margin),
                quote=quote,
                leverage=grouped(need.leverage.normalize(), 0),
            ),
        )
        self._set(
            "capital",
            self.tr("{amount} {quote}").format(amount=_money(need.capital), quote=quote),
            self.tr(
                "{start} at the start with its fees; {survive} so that neither end is liquidated before its stop, "
                "or 5 % beyond its bound"
            ).format(start=_money(need.at_start), survive=_money(need.to_survive)),
        )

    def _outcome(self, outcome: Outcome, instrument: Instrument) -> str:
        result = money_text(outcome.pnl)
        if outcome.position == 0:
            return self.tr("{result} · flat").format(result=result)
        words = (
            self.tr("{result} · long {size}") if outcome.position > 0 else self.tr("{result} · short {size}")
        )
        return words.format(result=result, size=size_text(abs(outcome.position), instrument.size_step))

    def _liquidation(self, preview: GridPreview, instrument: Instrument) -> str:
        need = preview.margin
        if need is None:
            return self.tr("not known yet")
        ways = (
            (
                need.falling,
                self.tr("falling: at {price}, before fill {fill} of {fills}"),
                self.tr("falling: at {price}, after the last fill"),
            ),
            (
                need.rising,
                self.tr("rising: at {price}, before fill {fill} of {fills}"),
                self.tr("rising: at {price}, after the last fill"),
            ),
        )
        said = [_walk_text(walk, before, after, instrument) for walk, before, after in ways]
        return "\n".join(text for text in said if text) or self.tr("not before both ends")

    def _show_warnings(self, texts: list[str]) -> None:
        for number, label in enumerate(self._warnings):
            label.setVisible(number < len(texts))
            if number < len(texts):
                label.setText(f"▲ {texts[number]}")

    def _set(self, name: str, text: str, tool_tip: str = "") -> None:
        label = self._values[name]
        label.setText(text)
        label.setToolTip(tool_tip)
        for one in (label, self._captions[name]):
            one.setVisible(bool(text))

    def _lay_out(self) -> None:
        self._form.setVerticalSpacing(4)
        self._form.setHorizontalSpacing(10)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        worst = self.tr("The result when the price first gets there, after fees, without one round trip")
        for name, caption, tool_tip in (
            ("break_even", self.tr("Break-even step"), self.tr("A step of this size just pays its fees")),
            ("orders", self.tr("Orders"), ""),
            ("total", self.tr("All cells"), self.tr("Size and worth of all cells that have room, entered")),
            ("initial", self.tr("At the start"), self.tr("What fills at once, as taker")),
            ("margin", self.tr("Initial margin"), ""),
            ("capital", self.tr("Capital needed"), ""),
            ("at_lower", self.tr("At lower bound"), worst),
            ("at_upper", self.tr("At upper bound"), worst),
            ("at_stop_below", self.tr("At stop below"), worst),
            ("at_stop_above", self.tr("At stop above"), worst),
            ("liquidation", self.tr("Liquidation"), self.tr("Step by step through the fills of each way")),
        ):
            value = QLabel(UNKNOWN)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setWordWrap(True)
            value.setAccessibleName(caption)
            label = QLabel(caption)
            label.setProperty("role", "muted")
            label.setToolTip(tool_tip)
            self._form.addRow(label, value)
            self._values[name], self._captions[name] = value, label
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(4)
        layout.addWidget(self._profit)
        layout.addWidget(self._percent)
        self._percent.setWordWrap(True)
        for _ in range(_MOST_WARNINGS):
            label = QLabel()
            label.setProperty("role", "warning")
            label.setWordWrap(True)
            label.hide()
            layout.addWidget(label)
            self._warnings.append(label)
        layout.addSpacing(4)
        layout.addLayout(self._form)


def profit_range(low: Decimal, high: Decimal) -> str:
    """The least and the most profit as one text, with as many digits as tell them apart from zero."""
    return _range(_profit_text(low), _profit_text(high))


def _profit_text(value: Decimal) -> str:
    small = Decimal(0) < abs(value) < Decimal("0.001")
    if not small:
        return money_text(value)
    text = grouped(value, 6)
    return f"+{text}" if value > 0 else text


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low} … {high}"


def _money(amount: Decimal) -> str:
    return grouped(amount, 0 if abs(amount) >= 1000 else 2)


def _walk_text(walk: LiquidationWalk, before: str, after: str, instrument: Instrument) -> str:
    if walk.liquidated_at is None or walk.liquidated_before is None:
        return ""
    price = price_text(walk.liquidated_at, instrument.tick_size)
    words = after if walk.missed is None else before
    return words.format(price=price, fill=walk.liquidated_before, fills=len(walk.path))


def _set_role(label: QLabel, role: str) -> None:
    if label.property("role") != role:
        label.setProperty("role", role)
        refresh_style(label)
