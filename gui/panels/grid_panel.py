"""The grid: what would be started, in words, and what runs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine import Direction, FillModel, GridSpec, GridView, Initial, Instrument, Spacing
from gui.formatting import FRESH_SECONDS, age_text, grouped, percent_text, price_text, size_text
from gui.panels.side_scroll import SideScroll
from gui.panels.summary_card import SummaryCard


class GridPanel(SideScroll):
    """One obvious action, and the account of the grid it started."""

    start_requested = Signal(object)
    """GridSpec: start exactly what is shown."""
    stop_requested = Signal(int)
    """Grid id: the user asked to stop it and confirmed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._proposal: GridSpec | None = None
        self._running: GridView | None = None
        self._busy = False
        self._from_file = False
        self.setAccessibleName(self.tr("Grid"))
        self.card = SummaryCard()
        self.stop_button = QPushButton(self.tr("Stop grid…"))
        self.stop_button.setProperty("kind", "danger")
        self.stop_button.setToolTip(self.tr("Cancel the working orders of this grid (Ctrl+Shift+G)"))
        self.stop_button.clicked.connect(self.ask_to_stop)
        self._title = QLabel(self.tr("Sample grid"))
        self._title.setProperty("role", "title")
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self._form = QFormLayout()
        self._values: dict[str, QLabel] = {}
        self.start_button = QPushButton(self.tr("Start sample grid"))
        self.start_button.setProperty("kind", "primary")
        self.start_button.setMinimumHeight(36)
        self.start_button.setToolTip(self.tr("Start this grid with simulated orders (Ctrl+G)"))
        self.start_button.clicked.connect(self.start)
        self._paper = QLabel(self.tr("Paper only: nothing is sent to the exchange."))
        self._paper.setProperty("role", "muted")
        self._paper.setWordWrap(True)
        self._problem = QLabel()
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._old_price = QLabel()
        self._old_price.setProperty("role", "warning")
        self._old_price.setWordWrap(True)
        self._old_price.hide()
        self._lay_out()
        self.show_waiting(self.tr("Waiting for the first price…"))
        self.show_grid(None)

    @property
    def words(self) -> str:
        """What the panel says about the proposal."""
        return self._words.text()

    @property
    def problem(self) -> str:
        """Why the last action failed; empty when it did not."""
        return self._problem.text()

    @property
    def price_warning(self) -> str:
        """What the panel says about an old price; empty while the price is live."""
        return self._old_price.text() if not self._old_price.isHidden() else ""

    @property
    def can_start(self) -> bool:
        """Whether there is something to start now."""
        return self._proposal is not None and self._running is None and not self._busy

    @property
    def can_stop(self) -> bool:
        """Whether a grid runs that can be stopped now."""
        return self._running is not None and not self._busy

    def show_waiting(self, words: str) -> None:
        """There is nothing to start yet; say what is waited for."""
        self._proposal = None
        self._words.setText(words)
        self._show_form(visible=False)
        self._refresh()

    def show_proposal(self, spec: GridSpec, instrument: Instrument, *, from_file: bool = False) -> None:
        """Show what would be started."""
        self._proposal = spec
        self._from_file = from_file
        self._title.setText(self.tr("Grid from file") if from_file else self.tr("Sample grid"))
        self.start_button.setText(self.tr("Start grid") if from_file else self.tr("Start sample grid"))
        self._words.setText(self._in_words(spec, instrument))
        step = (spec.upper - spec.lower) / (spec.levels - 1)
        tick = instrument.tick_size
        self._set("range", f"{price_text(spec.lower, tick)} – {price_text(spec.upper, tick)}")
        self._set(
            "levels",
            self.tr("{levels} lines, {cells} cells").format(levels=spec.levels, cells=spec.levels - 1),
        )
        if spec.spacing is Spacing.ARITHMETIC:
            self._set(
                "spacing",
                self.tr("about {step} ({percent})").format(
                    step=price_text(step, tick), percent=percent_text(step / spec.lower).lstrip("+")
                ),
            )
        else:
            self._set("spacing", self.tr("geometric, equal in percent"))
        self._set(
            "size",
            self.tr("{size} {base} a cell").format(
                size=size_text(spec.size, instrument.size_step), base=instrument.base
            ),
        )
        self._set("direction", self._direction(spec.direction))
        self._set("fills", self._fill_model(spec.fill_model))
        self._set(
            "fees",
            self.tr("maker {maker}, taker {taker}").format(
                maker=grouped(spec.maker_fee * 100, 4).rstrip("0") + " %",
                taker=grouped(spec.taker_fee * 100, 4).rstrip("0") + " %",
            ),
        )
        self._show_form(visible=True)
        self._refresh()

    def show_grid(self, grid: GridView | None) -> None:
        """Show the grid of this instrument: the running one, or the one that ran last, or none."""
        self._running = grid if grid is not None and grid.running else None
        self.card.setVisible(grid is not None)
        if grid is not None:
            self.card.show_grid(grid)
        self._refresh()

    def show_price_age(self, age: float | None) -> None:
        """Say so when what is shown was worked out from a price that is not live any more."""
        old = age is not None and age > FRESH_SECONDS
        self._old_price.setVisible(old)
        self.card.show_price_is_old(old)
        if old and age is not None:
            self._old_price.setText(self.tr("▲ The price is {age} old.").format(age=age_text(age)))

    def set_busy(self, busy: bool) -> None:
        """While an action is under way nothing else can be started."""
        self._busy = busy
        self._refresh()

    def show_problem(self, message: str) -> None:
        """Say why an action failed; an empty text takes it back."""
        self._problem.setText(message)
        self._problem.setVisible(bool(message))

    def start(self) -> None:
        """Ask for what is shown to be started."""
        if self.can_start:
            self.start_requested.emit(self._proposal)

    def ask_to_stop(self) -> None:
        """Ask once, without blocking the window, then ask for the grid to be stopped."""
        grid = self._running
        if grid is None or self._busy:
            return
        box = QMessageBox(self.window())
        box.setObjectName("confirm-stop")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Stop grid"))
        box.setText(self.tr("Stop grid {number}?").format(number=grid.grid_id))
        box.setInformativeText(self._what_stopping_means(grid))
        stop = box.addButton(self.tr("Stop grid"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Keep running"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)

        def finished() -> None:
            if box.clickedButton() is stop:
                self.stop_requested.emit(grid.grid_id)

        box.finished.connect(finished)
        box.open()

    def _what_stopping_means(self, grid: GridView) -> str:
        orders = self.tr("Its working orders ({count}) will be cancelled.").format(
            count=len(grid.open_orders)
        )
        if grid.totals.position == 0:
            return orders
        position = self.tr("The position of {size} {base} stays as it is and is no longer traded.").format(
            size=size_text(grid.totals.position, grid.instrument.size_step), base=grid.instrument.base
        )
        return f"{orders} {position}"

    def _in_words(self, spec: GridSpec, instrument: Instrument) -> str:
        match spec.direction:
            case Direction.NEUTRAL:
                text = self.tr(
                    "Buys below the price and sells above it. "
                    "Each fill places the opposite order one line on."
                )
            case Direction.LONG:
                text = self.tr("Buys on the way down and sells each buy again one line higher.")
            case Direction.SHORT:
                text = self.tr("Sells on the way up and buys each sale back one line lower.")
        if spec.initial is Initial.MARKET and spec.direction is not Direction.NEUTRAL:
            text += " " + self.tr("Orders beyond the price fill at once, as taker.")
        return text

    def _direction(self, direction: Direction) -> str:
        match direction:
            case Direction.NEUTRAL:
                return self.tr("neutral")
            case Direction.LONG:
                return self.tr("long")
            case Direction.SHORT:
                return self.tr("short")

    def _fill_model(self, model: FillModel) -> str:
        match model:
            case FillModel.QUEUE:
                return self.tr("after the queue ahead")
            case FillModel.THROUGH:
                return self.tr("when trades go through")
            case FillModel.TOUCH:
                return self.tr("when trades touch")

    def _lay_out(self) -> None:
        self._form.setVerticalSpacing(4)
        for name, caption in (
            ("range", self.tr("Range")),
            ("levels", self.tr("Levels")),
            ("spacing", self.tr("Spacing")),
            ("size", self.tr("Size")),
            ("direction", self.tr("Direction")),
            ("fills", self.tr("Fills")),
            ("fees", self.tr("Fees")),
        ):
            value = QLabel()
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setAccessibleName(caption)
            label = QLabel(caption)
            label.setProperty("role", "muted")
            self._form.addRow(label, value)
            self._values[name] = value
        self._offer = QWidget()
        offer = QVBoxLayout(self._offer)
        offer.setContentsMargins(0, 0, 0, 0)
        offer.setSpacing(8)
        offer.addWidget(self._title)
        offer.addWidget(self._words)
        offer.addLayout(self._form)
        offer.addSpacing(2)
        offer.addWidget(self.start_button)
        offer.addWidget(self._paper)
        content = QWidget()
        content.setProperty("surface", "panel")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(self._old_price)
        layout.addWidget(self.card)
        layout.addWidget(self.stop_button)
        layout.addWidget(self._problem)
        layout.addWidget(self._offer)
        layout.addStretch(1)
        self.setWidget(content)

    def _set(self, name: str, text: str) -> None:
        self._values[name].setText(text)

    def _show_form(self, *, visible: bool) -> None:
        for row in range(self._form.rowCount()):
            self._form.setRowVisible(row, visible)

    def _refresh(self) -> None:
        self._offer.setVisible(self._running is None)
        self.stop_button.setVisible(self._running is not None)
        self.start_button.setEnabled(self.can_start)
        self.stop_button.setEnabled(self.can_stop)
