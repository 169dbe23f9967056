"""The form of a draft: typing moves the lines in the chart, dragging there changes the fields here."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from engine import Direction, FillModel, Initial, Spacing
from gui.draft import DraftProblem, GridDraft, Handle
from gui.draft.draft import MEANS, PRICES
from gui.formatting import money_text
from gui.panels.choice import Choice
from gui.panels.combo import Combo
from gui.panels.draft_fields import DraftField, value_format
from gui.panels.draft_words import problem_text


class GridForm(QWidget):
    """Every setting of the draft that it was given.

    Signals:
        errors_changed: an input can be taken again, or another one cannot.
    """

    errors_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft: GridDraft | None = None
        self._typing: str | None = None
        self._is_empty = False
        self._fields: dict[str, DraftField] = {}
        self._make_choices()
        self._make_fields()
        self._lay_out()

    def set_draft(self, draft: GridDraft | None) -> None:
        """Show and change this draft; whoever changes it otherwise calls ``refresh``."""
        self._draft = draft
        self._is_empty = False
        if draft is not None:
            instrument = draft.instrument
            metrics = self.fontMetrics()
            width = max(metrics.horizontalAdvance(unit) for unit in (instrument.quote, instrument.base)) + 2
            for name, field in self._fields.items():
                unit = field.unit.text()
                if name in PRICES or name == "capital":
                    unit = instrument.quote
                elif name in {"size", "max_position"}:
                    unit = instrument.base
                field.set_unit(unit, width)
                field.set_format(value_format(name, instrument))
        self.refresh()

    def field(self, name: str) -> DraftField:
        """The input of a field of the grid or of its means."""
        return self._fields[name]

    @property
    def has_errors(self) -> bool:
        """Whether an input cannot be taken, so that the draft is not what the form says."""
        return any(field.error for field in self._fields.values())

    def refresh(self) -> None:
        """Show the draft as it is now."""
        state = None if self._draft is None else self._draft.state
        if self._draft is None or state is None:
            if not self._is_empty:
                self._is_empty = True
                for field in self._fields.values():
                    field.show_value(None)
            return
        self._is_empty = False
        spec = state.spec
        self.direction.show_choice(spec.direction)
        # what a running grid was started with cannot be changed
        starts = state.grid_id is None
        for fixed in (self.direction, self.initial, *(self._fields[name] for name in MEANS)):
            fixed.setEnabled(starts)
        self.spacing.show_choice(spec.spacing)
        for combo, value in ((self.initial, spec.initial), (self.fill_model, spec.fill_model)):
            combo.setCurrentIndex(combo.findData(value))
        for name, field in self._fields.items():
            source = state.means if name in MEANS else spec
            field.show_value(getattr(source, name), typed=name == self._typing)
        instrument = self._draft.instrument
        obstacle = self._draft.obstacle
        if obstacle is not None and self._typing != obstacle.field:
            self._fields[obstacle.field].show_error(problem_text(obstacle, instrument))
        notional = money_text(spec.size * (spec.lower + spec.upper) / 2, signed=False)
        self._worth.setText(
            self.tr("about {amount} {quote} an order").format(amount=notional, quote=instrument.quote)
        )

    # What the user does

    def _entered(self, name: str, field: DraftField) -> None:
        if self._apply(name, field):
            # what another field could not take may be right now
            for other, waiting in self._fields.items():
                if waiting.error and other != name and waiting.edit.isModified():
                    self._apply(other, waiting)

    def _apply(self, name: str, field: DraftField) -> bool:
        draft = self._draft
        if draft is None or draft.state is None:
            return False
        self._typing = name
        try:
            value = field.value()
            field.show_error("")
            draft.change(name, value, merge=_merge(name))
            field.show_value(self._value(name), typed=True)
        except DraftProblem as problem:
            field.show_error(problem_text(problem, draft.instrument))
            self.errors_changed.emit()
            return False
        finally:
            self._typing = None
        self.errors_changed.emit()
        return True

    def _finished(self, _name: str) -> None:
        if self._draft is not None:
            self._draft.seal()

    def _given_up(self, name: str) -> None:
        if self._draft is not None:
            self._draft.take_back(_merge(name))
        self.errors_changed.emit()

    def _nudged(self, name: str, by: int) -> None:
        draft = self._draft
        if draft is None or draft.spec is None:
            return
        if name in PRICES:
            draft.nudge(Handle(name), by)
        elif name == "levels":
            draft.turn_levels(by)
        elif name == "size":
            wanted = draft.spec.size + by * draft.instrument.size_step
            self._change("size", max(wanted, draft.instrument.size_step))

    def _change(self, name: str, value: Any) -> None:
        """Take a choice over; one that does not fit is said at the field that it concerns."""
        draft = self._draft
        if draft is None:
            return
        try:
            draft.change(name, value)
        except DraftProblem as problem:
            self.refresh()
            self._fields[problem.field].show_error(problem_text(problem, draft.instrument))

    def _direction_chosen(self, value: Direction) -> None:
        self._change("direction", value)

    def _spacing_chosen(self, value: Spacing) -> None:
        self._change("spacing", value)

    def _initial_chosen(self, index: int) -> None:
        self._change("initial", self.initial.itemData(index))

    def _fill_model_chosen(self, index: int) -> None:
        self._change("fill_model", self.fill_model.itemData(index))

    def _more_toggled(self, shown: bool) -> None:
        self._more.setVisible(shown)
        self.more_button.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)

    def _value(self, name: str) -> Any:
        state = None if self._draft is None else self._draft.state
        if state is None:
            return None
        return getattr(state.means if name in MEANS else state.spec, name)

    # Parts

    def _make_choices(self) -> None:
        self.direction = Choice(
            self.tr("Direction"),
            (
                (Direction.NEUTRAL, self.tr("Neutral"), self.tr("Buys below the price and sells above it.")),
                (Direction.LONG, self.tr("Long"), self.tr("Buys on the way down, sells one line higher.")),
                (
                    Direction.SHORT,
                    self.tr("Short"),
                    self.tr("Sells on the way up, buys back one line lower."),
                ),
            ),
        )
        self.spacing = Choice(
            self.tr("Spacing"),
            (
                (Spacing.ARITHMETIC, self.tr("Arithmetic"), self.tr("Every step is the same in price.")),
                (Spacing.GEOMETRIC, self.tr("Geometric"), self.tr("Every step is the same in percent.")),
            ),
        )
        self.initial = Combo()
        self.initial.setAccessibleName(self.tr("At the start"))
        self.initial.addItem(self.tr("fill at once, as taker"), Initial.MARKET)
        self.initial.addItem(self.tr("wait for the price"), Initial.WAIT)
        self.fill_model = Combo()
        self.fill_model.setAccessibleName(self.tr("Fills"))
        self.fill_model.addItem(self.tr("after the queue ahead"), FillModel.QUEUE)
        self.fill_model.addItem(self.tr("when trades go through"), FillModel.THROUGH)
        self.fill_model.addItem(self.tr("when trades touch"), FillModel.TOUCH)
        self.direction.chosen.connect(self._direction_chosen)
        self.spacing.chosen.connect(self._spacing_chosen)
        self.initial.activated.connect(self._initial_chosen)
        self.fill_model.activated.connect(self._fill_model_chosen)

    def _make_fields(self) -> None:
        none, last = self.tr("none"), self.tr("last price")
        for field in (
            DraftField("upper", self.tr("Upper")),
            DraftField("lower", self.tr("Lower")),
            DraftField("levels", self.tr("Lines"), whole=True, hint=self.tr("Both bounds are lines too")),
            DraftField("size", self.tr("Size"), hint=self.tr("Of the order in each cell")),
            DraftField("stop_above", self.tr("Stop above"), optional=True, placeholder=none),
            DraftField("stop_below", self.tr("Stop below"), optional=True, placeholder=none),
            DraftField("capital", self.tr("Capital"), optional=True, placeholder=none),
            DraftField("leverage", self.tr("Leverage"), "×", optional=True, placeholder=self.tr("highest")),
            DraftField("max_position", self.tr("Max position"), optional=True, placeholder=none),
            DraftField(
                "reference",
                self.tr("Reference"),
                optional=True,
                placeholder=last,
                hint=self.tr("Splits the cells that buy first from those that sell first"),
            ),
            DraftField("maker_fee", self.tr("Maker fee"), "%", percent=True),
            DraftField("taker_fee", self.tr("Taker fee"), "%", percent=True),
        ):
            self._fields[field.name] = field
            field.entered.connect(self._entered)
            field.finished.connect(self._finished)
            field.nudged.connect(self._nudged)
            field.given_up.connect(self._given_up)

    def _lay_out(self) -> None:
        self._worth = QLabel()
        self._worth.setProperty("role", "muted")
        self._worth.setAlignment(Qt.AlignmentFlag.AlignRight)
        form, more = _form(), _form()
        for name in ("upper", "lower", "levels", "size"):
            _add_row(form, self._fields[name].caption, self._fields[name])
        form.addRow("", self._worth)
        for name in ("stop_above", "stop_below", "capital", "leverage", "max_position", "reference"):
            _add_row(more, self._fields[name].caption, self._fields[name])
        _add_row(more, self.initial.accessibleName(), self.initial)
        _add_row(more, self.fill_model.accessibleName(), self.fill_model)
        for name in ("maker_fee", "taker_fee"):
            _add_row(more, self._fields[name].caption, self._fields[name])
        self.more_button = QToolButton()
        self.more_button.setText(self.tr("Stops, capital, fees"))
        self.more_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more_button.setProperty("kind", "quiet")
        self.more_button.setCheckable(True)
        self.more_button.toggled.connect(self._more_toggled)
        self._more = QWidget()
        self._more.setLayout(more)
        more.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.direction)
        layout.addLayout(form)
        layout.addWidget(self.spacing)
        layout.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._more)
        self._more_toggled(False)


def _merge(name: str) -> str:
    return f"typed {name}"


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setVerticalSpacing(5)
    form.setHorizontalSpacing(10)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _add_row(form: QFormLayout, caption: str, widget: QWidget) -> None:
    label = QLabel(caption)
    label.setProperty("role", "muted")
    field = widget.edit if isinstance(widget, DraftField) else widget
    label.setBuddy(field)
    label.setMinimumHeight(field.sizeHint().height())
    form.addRow(label, widget)
