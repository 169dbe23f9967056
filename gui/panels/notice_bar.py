"""One line under the top bar for what the user must know now, with what to do about it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from gui.models.messages import Level
from gui.stylesheet import refresh_style

_SHAPES = {Level.INFO: "ⓘ", Level.GOOD: "✓", Level.WARNING: "▲", Level.ERROR: "✕"}


class NoticeBar(QFrame):
    """Hidden until there is something to say; the newest notice replaces an older one.

    One that ``stays`` is there until it is withdrawn: what it says holds until its cause is gone.
    """

    def __init__(self, parent: QWidget | None = None, *, stays: bool = False) -> None:
        super().__init__(parent)
        self._on_action: Callable[[], None] | None = None
        self._key = ""
        self._stays = stays
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = QPushButton()
        self._action.clicked.connect(self._act)
        self._dismiss = QToolButton()
        self._dismiss.setText("✕")
        self._dismiss.setProperty("kind", "quiet")
        self._dismiss.setAccessibleName(self.tr("Dismiss this notice"))
        self._dismiss.setToolTip(self.tr("Dismiss"))
        self._dismiss.clicked.connect(self._dismissed)
        self._dismiss.setVisible(not stays)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._action)
        layout.addWidget(self._dismiss)
        self.setAccessibleName(self.tr("Notice"))
        self.hide()

    @property
    def text(self) -> str:
        """What the notice says; empty while hidden."""
        return self._text.text() if not self.isHidden() else ""

    @property
    def action_button(self) -> QPushButton:
        """The button with what to do."""
        return self._action

    def say(
        self,
        level: Level,
        text: str,
        *,
        key: str,
        action: str = "",
        on_action: Callable[[], None] | None = None,
    ) -> None:
        """Show a notice. ``key`` names its cause, so that ``withdraw`` takes back only this one."""
        self._key = key
        self._on_action = on_action
        self._text.setText(f"{_SHAPES[level]}  {text}")
        self._text.setProperty("role", level.value if level in {Level.WARNING, Level.ERROR} else "")
        refresh_style(self._text)
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self.setProperty("notice", level.value)
        refresh_style(self)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self._text, QAccessible.Event.Alert))

    def withdraw(self, key: str) -> None:
        """Hide the notice if it is still the one about ``key``."""
        if key == self._key:
            self._dismissed()

    def _act(self) -> None:
        action = self._on_action
        if not self._stays:
            self._dismissed()
        if action is not None:
            action()

    def _dismissed(self) -> None:
        self._key = ""
        self._on_action = None
        self.hide()
