"""One line under the top bar for what the user must know now, with what to do about it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from gui.models.messages import Level
from gui.stylesheet import refresh_style

SHOWN_MS = 10_000
"""So long a notice without anything to do is shown when it tells of nothing bad."""

_SHAPES = {Level.INFO: "ⓘ", Level.GOOD: "✓", Level.WARNING: "▲", Level.ERROR: "✕"}


class NoticeBar(QFrame):
    """Hidden until there is something to say; the newest notice replaces an older one.

    One that ``stays`` is there until it is withdrawn: what it says holds until its cause is gone. Any other
    goes by itself when it tells of nothing bad and offers nothing to do.
    """

    def __init__(self, parent: QWidget | None = None, *, stays: bool = False) -> None:
        super().__init__(parent)
        self._on_action: Callable[[], None] | None = None
        self._key = ""
        self._stays = stays
        self._host: QWidget | None = None
        self._passing = QTimer(self)
        self._passing.setSingleShot(True)
        self._passing.setInterval(SHOWN_MS)
        self._passing.timeout.connect(self._dismissed)
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
        self._take_place()
        self.show()
        if self._stays or action or level in {Level.WARNING, Level.ERROR}:
            self._passing.stop()
        else:
            self._passing.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self._text, QAccessible.Event.Alert))

    def lie_over(self, host: QWidget) -> None:
        """Lie over the top of ``host`` instead of pushing it down, so that nothing jumps."""
        self._host = host
        self.setParent(host.parentWidget())
        self.hide()
        host.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the place of what lies below."""
        if watched is self._host and event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
            self._take_place()
        return bool(super().eventFilter(watched, event))

    def _take_place(self) -> None:
        if self._host is None:
            return
        below = self._host.geometry()
        height = max(self.minimumSizeHint().height(), self.heightForWidth(below.width()))
        self.setGeometry(below.x(), below.y(), below.width(), height)
        self.raise_()

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
        self._passing.stop()
        self.hide()
