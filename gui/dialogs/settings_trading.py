"""The settings of new grids: the fill model, and the fees of each environment."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from engine import DEFAULT_MAKER_FEE, DEFAULT_TAKER_FEE, EnvironmentName, FillModel, plain
from gui.dialogs.settings_page import SettingsPage, choose
from gui.preferences import Fees, Preferences
from gui.stylesheet import refresh_style

EXCHANGE_FEES = Fees(DEFAULT_MAKER_FEE, DEFAULT_TAKER_FEE)
MOST_PERCENT = Decimal(10)


class TradingPage(SettingsPage):
    """What a new grid begins with. Running grids keep what they were started with."""

    def __init__(self, environment: EnvironmentName) -> None:
        super().__init__("")
        self.title = self.tr("New grids")
        self.setAccessibleName(self.title)
        self.model_box = self.choice(
            self.tr("Fill model"),
            [
                (self.tr("Queue: when the orders ahead have traded"), FillModel.QUEUE),
                (self.tr("Through: when the price trades beyond"), FillModel.THROUGH),
                (self.tr("Touch: when the price is reached"), FillModel.TOUCH),
            ],
        )
        self.environment_box = self.choice(
            self.tr("Environment"), [(name.value, name.value) for name in EnvironmentName]
        )
        choose(self.environment_box, environment.value)
        self.maker_field = self._fee_field(self.tr("Maker fee in percent"))
        self.taker_field = self._fee_field(self.tr("Taker fee in percent"))
        self.reset_button = QPushButton(self.tr("Exchange default"))
        self.reset_button.setAutoDefault(False)
        self.reset_button.clicked.connect(self._reset)
        self.problem = QLabel(" ")
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.form.addRow(self.tr("&Fill model"), self.model_box)
        self.form.addRow(self.tr("Fees &in"), self.environment_box)
        self.form.addRow(self.tr("&Maker"), _with_percent(self.maker_field))
        self.form.addRow(self.tr("&Taker"), _with_percent(self.taker_field))
        self.form.addRow("", self.reset_button)
        self.form.addRow(self.problem)
        self.add_note(self.tr("A negative fee is a rebate. Running grids keep what they were started with."))
        self.model_box.currentIndexChanged.connect(self._model_chosen)
        self.environment_box.currentIndexChanged.connect(self._show_fees)
        for field in (self.maker_field, self.taker_field):
            field.textEdited.connect(self._edited)
            field.editingFinished.connect(self._finished)

    @property
    def fees(self) -> Fees:
        """The fees of the environment that is shown, as they are in force."""
        return self.preferences.fees.get(self.environment_box.currentData(), EXCHANGE_FEES)

    def fill(self, preferences: Preferences) -> None:
        """Show the model and the fees."""
        choose(self.model_box, preferences.fill_model)
        self._show_fees()

    def _model_chosen(self, _index: int) -> None:
        self.changed.emit(replace(self.preferences, fill_model=self.model_box.currentData()))

    def _show_fees(self) -> None:
        for field, rate in ((self.maker_field, self.fees.maker), (self.taker_field, self.fees.taker)):
            field.setText(plain((rate * 100).normalize()))
            _mark(field, invalid=False)
        self.problem.setText(" ")
        self.reset_button.setEnabled(self.fees != EXCHANGE_FEES)

    def _reset(self) -> None:
        self._change(EXCHANGE_FEES)
        self._show_fees()

    def _edited(self, _text: str) -> None:
        rates = [_rate(field.text()) for field in (self.maker_field, self.taker_field)]
        for field, rate in zip((self.maker_field, self.taker_field), rates, strict=True):
            _mark(field, invalid=rate is None)
        words = self.tr("A fee is a percentage between -10 and 10, for example 0.045.")
        self.problem.setText(words if None in rates else " ")

    def _finished(self) -> None:
        """Apply what was typed; what is no fee is not taken, and the fee in force is shown again."""
        maker, taker = (_rate(field.text()) for field in (self.maker_field, self.taker_field))
        if maker is not None and taker is not None and Fees(maker, taker) != self.fees:
            self._change(Fees(maker, taker))
        self._show_fees()

    def _change(self, fees: Fees) -> None:
        others = dict(self.preferences.fees)
        others.pop(self.environment_box.currentData(), None)
        if fees != EXCHANGE_FEES:
            others[self.environment_box.currentData()] = fees
        self.changed.emit(replace(self.preferences, fees=others))

    def _fee_field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setMaximumWidth(110)
        return field


def _rate(text: str) -> Decimal | None:
    try:
        percent = Decimal(text.strip().replace("−", "-"))
    except InvalidOperation:
        return None
    legal = percent.is_finite() and abs(percent) <= MOST_PERCENT
    return percent / 100 if legal else None


def _mark(field: QLineEdit, *, invalid: bool) -> None:
    if bool(field.property("invalid")) != invalid:
        field.setProperty("invalid", invalid)
        refresh_style(field)


def _with_percent(field: QLineEdit) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(field)
    layout.addWidget(QLabel("%"))
    row.setFocusProxy(field)
    return row
