"""Changing a running grid: which orders go, stay and come, shown once before it happens."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine import GridView, Intent, Order, PlannedOrder, RevisionPlan
from gui.formatting import price_text, side_text, size_text


class ReviseGridDialog(QDialog):
    """The plan of a change.

    Signals:
        confirmed: the grid's id.
    """

    confirmed = Signal(int)

    def __init__(self, grid: GridView, plan: RevisionPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self.setObjectName("review-changes")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Change grid {number}").format(number=grid.grid_id))
        title = QLabel(self.tr("Change grid {number}?").format(number=grid.grid_id))
        title.setProperty("role", "title")
        self.position = QLabel(self._position(plan.position))
        self.position.setWordWrap(True)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        self.lists: dict[str, QListWidget] = {}
        for name, caption, orders in (
            ("cancelled", self.tr("✕ Cancelled ({count})"), plan.cancelled),
            ("placed", self.tr("+ Placed ({count})"), plan.placed),
            ("kept", self.tr("= Kept ({count})"), plan.kept),
        ):
            columns.addLayout(self._column(name, caption.format(count=len(orders)), orders))
        buttons = QDialogButtonBox()
        self.apply_button = QPushButton(self.tr("Apply changes"))
        self.apply_button.setProperty("kind", "primary")
        self.apply_button.setAutoDefault(False)
        self.back_button = QPushButton(self.tr("Back to the draft"))
        self.back_button.setDefault(True)
        buttons.addButton(self.apply_button, QDialogButtonBox.ButtonRole.ApplyRole)
        buttons.addButton(self.back_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.apply_button.clicked.connect(self._confirm)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addWidget(self.position)
        layout.addLayout(columns)
        layout.addWidget(buttons)
        self.resize(620, 380)

    def _position(self, position: Decimal) -> str:
        if position == 0:
            return self.tr("The grid is flat, and stays so.")
        text = size_text(position, self._grid.instrument.size_step)
        return self.tr("The position of {size} {base} stays as it is.").format(
            size=f"+{text}" if position > 0 else text, base=self._grid.instrument.base
        )

    def _column(self, name: str, caption: str, orders: Sequence[Order | PlannedOrder]) -> QVBoxLayout:
        label = QLabel(caption)
        label.setProperty("role", "muted")
        entries = QListWidget()
        entries.setAccessibleName(caption)
        entries.setAlternatingRowColors(True)
        label.setBuddy(entries)
        entries.addItems([self._order(order) for order in sorted(orders, key=_price, reverse=True)])
        self.lists[name] = entries
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(label)
        column.addWidget(entries)
        return column

    def _order(self, order: Order | PlannedOrder) -> str:
        instrument = self._grid.instrument
        words = self.tr("{side} {size} at {price}")
        if order.intent is Intent.EXIT:
            words = self.tr("{side} {size} at {price} · exit")
        return words.format(
            side=side_text(order.side),
            size=size_text(order.size, instrument.size_step),
            price=price_text(order.price, instrument.tick_size),
        )

    def _confirm(self) -> None:
        self.confirmed.emit(self._grid.grid_id)
        self.accept()


def _price(order: Order | PlannedOrder) -> Decimal:
    return order.price
