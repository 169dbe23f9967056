"""Stopping a grid: what happens to its position, asked once."""

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from engine import GridView, PriceView
from gui.formatting import money_text, price_text, size_text


class StopGridDialog(QDialog):
    """Keep the position, which is the default, or close it at market. It follows the grid while it is open.

    Signals:
        confirmed: the grid's id, and whether its position is closed.
    """

    confirmed = Signal(int, bool)

    def __init__(self, grid: GridView, price: PriceView | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self.setObjectName("confirm-stop")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Stop grid {number}").format(number=grid.grid_id))
        title = QLabel(self.tr("Stop grid {number}?").format(number=grid.grid_id))
        title.setProperty("role", "title")
        self.orders = QLabel()
        self.orders.setWordWrap(True)
        self.keep = QRadioButton(self.tr("Keep the position"))
        self.keep.setChecked(True)
        self.close_position = QRadioButton(self.tr("Close the position at market"))
        self._kept, self._closed = QLabel(), QLabel()
        for label in (self._kept, self._closed):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
            label.setIndent(24)
        buttons = QDialogButtonBox()
        self.stop_button = QPushButton(self.tr("Stop grid"))
        self.stop_button.setProperty("kind", "danger")
        self.go_on_button = QPushButton(self.tr("Keep running"))
        # return must never stop a grid, wherever the focus is
        self.stop_button.setAutoDefault(False)
        self.go_on_button.setDefault(True)
        self.go_on_button.setFocus()
        buttons.addButton(self.stop_button, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.go_on_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.stop_button.clicked.connect(self._confirm)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addWidget(self.orders)
        self._choice = (self.keep, self._kept, self.close_position, self._closed)
        for widget in self._choice:
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.setMinimumWidth(420)
        self.close_position.toggled.connect(self._refresh)
        self.show_grid(grid, price)

    @property
    def grid_id(self) -> int:
        """The grid that would be stopped."""
        return self._grid.grid_id

    def show_grid(self, grid: GridView, price: PriceView | None) -> None:
        """Show the grid as it is now: a position that came meanwhile is asked about too."""
        self._grid, self._price = grid, price
        self._refresh()

    def _refresh(self) -> None:
        grid = self._grid
        self.orders.setText(
            self.tr(
                "Its working orders ({count}) are cancelled. Fills and results stay in the history."
            ).format(count=len(grid.open_orders))
        )
        holds = grid.totals.position != 0
        closable = closing_result(grid, self._price) is not None
        if holds:
            self._kept.setText(self._what_keeping_means())
            self._closed.setText(self._what_closing_means(self._price))
        for widget in self._choice:
            widget.setVisible(holds)
        self.close_position.setEnabled(closable)
        # a choice that is not possible any more is the user's to change
        self.stop_button.setEnabled(closable or not (holds and self.close_position.isChecked()))

    def _what_keeping_means(self) -> str:
        grid = self._grid
        return self.tr(
            "{size} {base} stay as they are and are no longer traded. Unrealized now: {unrealized} {quote}."
        ).format(
            size=_signed(grid.totals.position, grid),
            base=grid.instrument.base,
            unrealized=money_text(grid.totals.unrealized),
            quote=grid.instrument.quote,
        )

    def _what_closing_means(self, price: PriceView | None) -> str:
        grid, result = self._grid, closing_result(self._grid, price)
        if result is None:
            return self.tr("Not possible now: there is no price to close at.")
        at, fee, total = result
        return self.tr(
            "{size} {base} close at about {price}, as taker, for a fee of {fee} {quote}. "
            "The grid then ends with about {total} {quote}."
        ).format(
            size=_signed(grid.totals.position.copy_negate(), grid),
            base=grid.instrument.base,
            price=price_text(at, grid.instrument.tick_size),
            fee=money_text(fee, signed=False),
            total=money_text(total),
            quote=grid.instrument.quote,
        )

    def _confirm(self) -> None:
        self.confirmed.emit(self._grid.grid_id, self.close_position.isChecked())
        self.accept()


def closing_result(grid: GridView, price: PriceView | None) -> tuple[Decimal, Decimal, Decimal] | None:
    """At which price a grid's position would close now, the fee, and the grid's total then; all in quote.

    A long closes at the best bid, a short at the best ask. None without a price on that side.
    """
    totals = grid.totals
    if price is None or totals.position == 0:
        return None
    at = price.bid if totals.position > 0 else price.ask
    if at is None:
        return None
    fee = abs(totals.position) * at * grid.spec.taker_fee
    change = totals.position * (at - totals.average_entry) - totals.unrealized
    return at, fee, totals.total + change - fee


def _signed(size: Decimal, grid: GridView) -> str:
    text = size_text(size, grid.instrument.size_step)
    return f"+{text}" if size > 0 else text
