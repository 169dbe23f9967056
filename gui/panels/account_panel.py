"""The user's own account at the exchange. It only shows: nothing here can change the account."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from engine import AccountView, ConnectionState, EnvironmentName, Instrument
from gui.formatting import (
    UNKNOWN,
    account_text,
    age_text,
    connection_state_text,
    exact_text,
    grouped,
    money_text,
)
from gui.models.account import AccountFillsModel, AccountOrdersModel, AccountRow, PositionsModel
from gui.panels.tables import TablePanel
from gui.stylesheet import refresh_style
from gui.theme import Theme, small_font


class AccountPanel(QWidget):
    """Balances, positions, open orders and fills of the account that is signed in."""

    def __init__(self, environment: EnvironmentName, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._environment = environment
        self.setAccessibleName(self.title)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.positions = PositionsModel(self)
        self.orders = AccountOrdersModel(self)
        self.fills = AccountFillsModel(self)
        self._badge = QLabel(self.title)
        self._badge.setProperty("role", "account-badge")
        self._badge.setToolTip(
            self.tr("What the exchange says about the account that is signed in. Gridwell cannot change it.")
        )
        self._badge.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._account = QLabel(UNKNOWN)
        self._account.setToolTip(self.tr("The account, and the currency of its balances"))
        self._state = QLabel()
        self._figures: dict[str, QLabel] = {}
        self.tabs = QTabWidget()
        self._lay_out()
        self.show_account(None, {})

    @property
    def title(self) -> str:
        """Whose account this is, and that it is only shown."""
        if self._environment is EnvironmentName.PROD:
            return self.tr("Your real account — read only")
        return self.tr("Your {environment} account — read only").format(environment=self._environment.value)

    @property
    def state(self) -> str:
        """How far the panel is up to date, in words."""
        return self._state.text()

    def figure(self, name: str) -> str:
        """A balance as shown: ``equity``, ``available``, ``initial``, ``maintenance`` or ``unrealized``."""
        return self._figures[name].text()

    def show_account(self, account: AccountView | None, instruments: Mapping[str, Instrument]) -> None:
        """Show the account as last read; None before it was read."""
        currency = account.settle_currency if account is not None else ""
        who = account_text(account.sub_account_id if account is not None else None)
        self._account.setText(f"{who} · {currency}" if currency else who)
        for name, amount in _balances(account).items():
            signed = name == "unrealized"
            label = self._figures[name]
            label.setText(_amount_text(amount, signed=signed))
            label.setToolTip("" if amount is None else f"{exact_text(amount)} {currency}")
            if signed:
                _set_role(label, "" if not amount else "up" if amount > 0 else "down")
        positions = account.positions if account is not None else ()
        orders = account.open_orders if account is not None else ()
        fills = account.fills if account is not None else ()
        self.positions.show(AccountRow(item, instruments.get(item.instrument)) for item in positions)
        self.orders.show(AccountRow(item, instruments.get(item.instrument)) for item in orders)
        self.fills.show(AccountRow(item, instruments.get(item.instrument)) for item in fills)
        self.tabs.setTabText(0, self.tr("Positions ({count})").format(count=len(positions)))
        self.tabs.setTabText(1, self.tr("Open orders ({count})").format(count=len(orders)))
        self.tabs.setTabText(2, self.tr("Fills ({count})").format(count=len(fills)))

    def show_state(self, state: ConnectionState, age: float | None) -> None:
        """Say whether the account is followed live; ``age`` in seconds is that of its newest news."""
        if state is ConnectionState.LIVE:
            words = self.tr("● live") if age is not None else self.tr("◌ reading…")
            _set_role(self._state, "up" if age is not None else "muted")
        elif age is None:
            words = connection_state_text(state)
            _set_role(self._state, "muted")
        else:
            words = self.tr("▲ {state}; this is {age} old").format(
                state=connection_state_text(state).partition(" ")[2], age=age_text(age)
            )
            _set_role(self._state, "warning")
        self._state.setText(words)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of the tables."""
        tones = {
            "buy": QColor(theme.buy),
            "sell": QColor(theme.sell),
            "up": QColor(theme.up),
            "down": QColor(theme.down),
        }
        for model in (self.positions, self.orders, self.fills):
            model.set_tones(tones)

    def _lay_out(self) -> None:
        self.head = QWidget()
        head = QHBoxLayout(self.head)
        head.setContentsMargins(12, 4, 12, 4)
        head.setSpacing(16)
        who = QVBoxLayout()
        who.setSpacing(2)
        who.addWidget(self._badge)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._account)
        line.addWidget(self._state)
        line.addStretch(1)
        who.addLayout(line)
        head.addLayout(who)
        head.addStretch(1)
        for name, caption in (
            ("equity", self.tr("Equity")),
            ("available", self.tr("Available")),
            ("initial", self.tr("Initial margin")),
            ("maintenance", self.tr("Maintenance")),
            ("unrealized", self.tr("Unrealized")),
        ):
            head.addLayout(self._figure(name, caption))
        self.tabs.setDocumentMode(True)
        for panel in (
            TablePanel(
                self.tr("Positions of your account"),
                self.positions,
                empty=self.tr("Your account holds no position."),
                sort_column=PositionsModel.INSTRUMENT_COLUMN,
                newest_first=False,
                compact=True,
            ),
            TablePanel(
                self.tr("Open orders of your account"),
                self.orders,
                empty=self.tr("Your account has no open order at the exchange."),
                sort_column=AccountOrdersModel.PRICE_COLUMN,
                compact=True,
            ),
            TablePanel(
                self.tr("Fills of your account"),
                self.fills,
                empty=self.tr("Your account has no fill yet."),
                sort_column=AccountFillsModel.TIME_COLUMN,
                compact=True,
            ),
        ):
            self.tabs.addTab(panel, "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.tabs, 1)

    def _figure(self, name: str, caption: str) -> QVBoxLayout:
        title = QLabel(caption)
        title.setFont(small_font())
        title.setProperty("role", "muted")
        value = QLabel(UNKNOWN)
        value.setProperty("role", "value" if name != "unrealized" else "")
        value.setAccessibleName(caption)
        self._figures[name] = value
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(title)
        column.addWidget(value)
        return column


def _balances(account: AccountView | None) -> dict[str, Decimal | None]:
    return {
        "equity": account.equity if account is not None else None,
        "available": account.available_balance if account is not None else None,
        "initial": account.initial_margin if account is not None else None,
        "maintenance": account.maintenance_margin if account is not None else None,
        "unrealized": account.unrealized_pnl if account is not None else None,
    }


def _amount_text(amount: Decimal | None, *, signed: bool) -> str:
    if amount is None:
        return UNKNOWN
    return money_text(amount) if signed else grouped(amount, 2)


def _set_role(label: QLabel, role: str) -> None:
    if label.property("role") != role:
        label.setProperty("role", role)
        refresh_style(label)
