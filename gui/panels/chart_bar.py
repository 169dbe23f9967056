"""The strip above the chart: the interval, and how the chart is drawn and moved."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from engine import Interval
from gui.actions import WindowActions

INTERVALS: Sequence[Interval] = (
    Interval.M1,
    Interval.M5,
    Interval.M15,
    Interval.H1,
    Interval.H4,
    Interval.D1,
)
"""Those with a button of their own; the others are in a menu beside them."""


class ChartBar(QWidget):
    """Buttons for the chart's commands, in words; every one is in a menu too."""

    interval_chosen = Signal(object)
    """Interval: the user chose it; never sent by ``set_interval``."""

    def __init__(self, commands: WindowActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # The bar gives up its tools before it makes the window wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Chart"))
        self._buttons = QButtonGroup(self)
        self._buttons.idClicked.connect(self._interval_clicked)
        self._others = [interval for interval in Interval if interval not in INTERVALS]
        self.more = QToolButton()
        self._menu = QMenu(self.more)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(8, 2, 8, 2)
        self._layout.setSpacing(2)
        self._add_intervals()
        self._layout.addStretch(1)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(2)
        self._layout.addLayout(self._tools)
        for action in (
            commands.line_mode,
            commands.log_scale,
            commands.measure,
            commands.follow,
            commands.reset_view,
        ):
            self.add_tool(action)

    def add_tool(self, action: QAction) -> QToolButton:
        """A button for one more command, at the right end."""
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        if keys and keys not in action.toolTip():
            words = self.tr("{what} ({keys})")
            action.setToolTip(words.format(what=action.toolTip(), keys=keys))
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("kind", "strip")
        self._tools.addWidget(button)
        return button

    def set_interval(self, interval: Interval) -> None:
        """Show this interval as the chosen one."""
        is_other = interval in self._others
        self.more.setText(interval.label + " ▾" if is_other else "▾")
        self.more.setChecked(is_other)
        self._buttons.setExclusive(False)
        for number, one in enumerate(INTERVALS):
            self._buttons.button(number).setChecked(one is interval)
        self._buttons.setExclusive(not is_other)
        for action, one in zip(self._menu.actions(), self._others, strict=True):
            action.setChecked(one is interval)

    def interval_button(self, interval: Interval) -> QToolButton:
        """The button of one of the usual intervals.

        Raises:
            ValueError: the interval is in the menu.
        """
        button = self._buttons.button(list(INTERVALS).index(interval))
        if not isinstance(button, QToolButton):
            raise TypeError("interval buttons are tool buttons")
        return button

    def minimumSizeHint(self) -> QSize:
        """As high as the layout wants, as narrow as it may be."""
        return QSize(0, super().minimumSizeHint().height())

    def _add_intervals(self) -> None:
        for number, interval in enumerate(INTERVALS):
            button = QToolButton()
            button.setText(interval.label)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setShortcut(f"Ctrl+{number + 1}")
            button.setProperty("kind", "strip")
            button.setAccessibleName(self.tr("Candles of {interval}").format(interval=interval.label))
            button.setToolTip(
                self.tr("Candles of {interval} (Ctrl+{number})").format(
                    interval=interval.label, number=number + 1
                )
            )
            self._buttons.addButton(button, number)
            self._layout.addWidget(button)
        for interval in self._others:
            action = self._menu.addAction(interval.label)
            action.setCheckable(True)
            action.setData(interval)
        self._menu.triggered.connect(self._other_chosen)
        self.more.setText("▾")
        self.more.setCheckable(True)
        self.more.setProperty("kind", "strip")
        self.more.setMenu(self._menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setAccessibleName(self.tr("Other intervals"))
        self.more.setToolTip(self.tr("Other intervals"))
        self._layout.addWidget(self.more)

    def _interval_clicked(self, number: int) -> None:
        self.interval_chosen.emit(INTERVALS[number])

    def _other_chosen(self, action: QAction) -> None:
        # the action has checked itself; what is chosen is told through set_interval
        self.interval_chosen.emit(action.data())
