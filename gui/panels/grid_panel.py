"""The grids of the instrument: the draft of a new one, and the account of those that run."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine import GridPreview, GridView, Instrument
from gui.draft import GridDraft
from gui.formatting import FRESH_SECONDS, age_text, money_text
from gui.panels.combo import Combo
from gui.panels.draft_offer import DraftOffer
from gui.panels.grid_form import GridForm
from gui.panels.preview_card import PreviewCard
from gui.panels.side_scroll import SideScroll
from gui.panels.summary_card import SummaryCard
from gui.panels.warning_line import WarningLine


class GridPanel(QWidget):
    """Either a draft with its preview and one button to start it, or what runs and how to begin more.

    Signals:
        start_requested: start the draft, or review it where it changes a running grid.
        discard_requested: give the draft up. draft_changed: it is shown as it is now.
        edit_requested, stop_requested: the id of the running grid to change, to stop.
        grid_chosen: the id of the grid to show.
    """

    start_requested = Signal()
    discard_requested = Signal()
    draft_changed = Signal()
    edit_requested = Signal(int)
    stop_requested = Signal(int)
    grid_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft: GridDraft | None = None
        self._shown: GridView | None = None
        self._busy = False
        self._edited: int | None = None
        self._looks: tuple[object, ...] = ()
        self.setAccessibleName(self.tr("Grid"))
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.chooser = Combo()
        self.chooser.setAccessibleName(self.tr("Grid shown"))
        self.chooser.activated.connect(self._chosen)
        self.card = SummaryCard()
        self.edit_button = QPushButton(self.tr("Edit grid"))
        self.edit_button.setToolTip(self.tr("Change range, size or stops of this grid; its position stays"))
        self.edit_button.clicked.connect(self.ask_to_edit)
        self.stop_button = QPushButton(self.tr("Stop grid…"))
        self.stop_button.setProperty("kind", "danger")
        self.stop_button.setToolTip(
            self.tr("Stop this grid and keep its position, or close it (Ctrl+Shift+G)")
        )
        self.stop_button.clicked.connect(self.ask_to_stop)
        self.offer = DraftOffer()
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self.form = GridForm()
        self.form.errors_changed.connect(self._refresh)
        self.preview = PreviewCard()
        self.start_button = QPushButton()
        self.start_button.setProperty("kind", "primary")
        self.start_button.setMinimumHeight(36)
        self.start_button.clicked.connect(self.start)
        self.discard_button = QPushButton(self.tr("Discard"))
        self.discard_button.setMinimumHeight(36)
        self.discard_button.setToolTip(self.tr("Give the draft up (Esc in the chart); Ctrl+Z brings it back"))
        self.discard_button.clicked.connect(self.discard_requested)
        self._paper = _label("muted", self.tr("Paper only: nothing is sent to the exchange."))
        self._problem = _label("error")
        self.warning_line = WarningLine()
        self.warning_line.clicked.connect(self._look_at_warnings)
        self._old_price = _label("warning")
        self._lay_out()
        self._name_draft()
        self.offer.show_waiting(self.tr("Waiting for the first price…"))
        self.show_grids((), None)

    @property
    def words(self) -> str:
        """What the panel says about beginning a grid."""
        return self.offer.words

    @property
    def problem(self) -> str:
        """Why the last action failed; empty when it did not."""
        return self._problem.text()

    @property
    def price_warning(self) -> str:
        """What the panel says about an old price; empty while the price is live."""
        return self._old_price.text() if not self._old_price.isHidden() else ""

    @property
    def is_drafting(self) -> bool:
        """Whether there is a draft."""
        return self._draft is not None and self._draft.state is not None

    @property
    def can_start(self) -> bool:
        """Whether the draft can be started, or reviewed, now."""
        draft = self._draft
        if draft is None or draft.state is None or self._busy or self.form.has_errors:
            return False
        return draft.obstacle is None

    @property
    def can_stop(self) -> bool:
        """Whether the grid that is shown can be stopped now."""
        return self._shown is not None and self._shown.running and not self._busy

    def show_waiting(self, words: str) -> None:
        """There is nothing to begin a grid with yet; say what is waited for. Empty words take it back."""
        self.offer.show_waiting(words)

    def set_draft(self, draft: GridDraft | None) -> None:
        """Show and change this draft; whoever changes it otherwise calls ``refresh_draft``."""
        self._draft = draft
        self.form.set_draft(draft)
        self.refresh_draft()

    def refresh_draft(self) -> None:
        """Show the draft as it is now."""
        self.form.refresh()
        state = None if self._draft is None else self._draft.state
        edited = None if state is None else state.grid_id
        if edited != self._edited:
            self._edited = edited
            self._name_draft()
        self._refresh()
        self.draft_changed.emit()

    def _name_draft(self) -> None:
        if self._edited is not None:
            self._title.setText(self.tr("Change grid {number}").format(number=self._edited))
            self.start_button.setText(self.tr("Review changes…"))
            self.start_button.setToolTip(
                self.tr("See which orders go and come before anything changes (Ctrl+G)")
            )
        else:
            self._title.setText(self.tr("New grid"))
            self.start_button.setText(self.tr("Start paper grid"))
            self.start_button.setToolTip(self.tr("Start this grid with simulated orders (Ctrl+G)"))

    def show_preview(
        self, preview: GridPreview, instrument: Instrument, *, changes_running: bool = False
    ) -> None:
        """Show what the draft would earn, need and risk."""
        self.preview.show_preview(preview, instrument, changes_running=changes_running)
        self._refresh()

    def show_grids(self, grids: Sequence[GridView], shown: GridView | None) -> None:
        """Offer these grids of the instrument to look at, and show one of them."""
        self._shown = shown
        if [self.chooser.itemData(row) for row in range(self.chooser.count())] != [
            one.grid_id for one in grids
        ]:
            self.chooser.clear()
            for grid in grids:
                self.chooser.addItem("", grid.grid_id)
        for row, grid in enumerate(grids):
            text = self._grid_text(grid)
            if self.chooser.itemText(row) != text:
                self.chooser.setItemText(row, text)
        if shown is not None:
            self.chooser.setCurrentIndex(self.chooser.findData(shown.grid_id))
            self.card.show_grid(shown)
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
        """Ask for the draft to be started."""
        if self.can_start:
            self.start_requested.emit()

    def ask_to_stop(self) -> None:
        """Ask for the grid that is shown to be stopped."""
        if self._shown is not None and self.can_stop:
            self.stop_requested.emit(self._shown.grid_id)

    def ask_to_edit(self) -> None:
        """Ask for the grid that is shown to be changed."""
        if self._shown is not None and self.can_stop:
            self.edit_requested.emit(self._shown.grid_id)

    def _grid_text(self, grid: GridView) -> str:
        words = (
            self.tr("● Grid {number} · {total} {quote}")
            if grid.running
            else self.tr("■ Grid {number} · {total} {quote}")
        )
        total = money_text(grid.totals.total)
        return words.format(number=grid.grid_id, total=total, quote=grid.instrument.quote)

    def _look_at_warnings(self) -> None:
        self.side.ensureWidgetVisible(self.preview)

    def _chosen(self, index: int) -> None:
        self.grid_chosen.emit(self.chooser.itemData(index))

    def _refresh(self) -> None:
        drafting, shown = self.is_drafting, self._shown
        runs = shown is not None and shown.running
        warnings = self.preview.warnings if drafting else []
        looks = (
            *(drafting, shown is None, runs, self.chooser.count(), *warnings),
            *(self._busy, self.can_start, self.can_stop),
        )
        if looks == self._looks:
            return
        # all that follows is worked out from these
        self._looks = looks
        self.chooser.setVisible(not drafting and self.chooser.count() > 1)
        self.card.setVisible(not drafting and shown is not None)
        self._running_buttons.setVisible(not drafting and runs)
        self.offer.setVisible(not drafting)
        self.offer.show_rank(first=not runs)
        self._drafting.setVisible(drafting)
        self._footer.setVisible(drafting)
        self.warning_line.show_warnings(warnings)
        self.start_button.setEnabled(self.can_start)
        self.discard_button.setEnabled(not self._busy)
        self.stop_button.setEnabled(self.can_stop)
        self.edit_button.setEnabled(self.can_stop)

    def _lay_out(self) -> None:
        self._running_buttons = QWidget()
        buttons = QHBoxLayout(self._running_buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(self.edit_button, 1)
        buttons.addWidget(self.stop_button, 1)
        self._drafting = QWidget()
        drafting = QVBoxLayout(self._drafting)
        drafting.setContentsMargins(0, 0, 0, 0)
        drafting.setSpacing(10)
        drafting.addWidget(self._title)
        drafting.addWidget(self.form)
        drafting.addWidget(self.preview)
        content = QWidget()
        content.setProperty("surface", "panel")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        for widget in (
            *(self._old_price, self.chooser, self.card, self._running_buttons),
            *(self.offer, self._drafting),
        ):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.side = SideScroll()
        self.side.setWidget(content)
        self._footer = QWidget()
        actions = QHBoxLayout(self._footer)
        actions.setContentsMargins(0, 0, 0, 0)
        actions.addWidget(self.start_button, 1)
        actions.addWidget(self.discard_button)
        bottom = QVBoxLayout()
        bottom.setContentsMargins(12, 8, 12, 10)
        bottom.setSpacing(6)
        for widget in (self._problem, self.warning_line, self._footer, self._paper):
            bottom.addWidget(widget)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.side, 1)
        whole.addLayout(bottom)
        self._problem.hide()
        self._old_price.hide()


def _label(role: str, text: str = "") -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
