"""The help over the window: every shortcut, taken from the menus and buttons themselves, so that none is missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QMenuBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.theme import ui_font

COLUMNS = 3
MARGIN = 40


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What can be done, and the keys for it as the user sees them."""

    text: str
    keys: str


@dataclass(frozen=True, slots=True)
class ShortcutGroup:
    """The shortcuts of one menu or one place."""

    title: str
    shortcuts: tuple[Shortcut, ...]


def menu_groups(bar: QMenuBar) -> list[ShortcutGroup]:
    """The shortcuts of every menu, submenus included."""
    groups = []
    for entry in bar.actions():
        found = tuple(_shortcuts_of([entry]))
        if found:
            groups.append(ShortcutGroup(_plain(entry.text()), found))
    return groups


def button_shortcuts(window: QWidget) -> list[Shortcut]:
    """The shortcuts of buttons that have one of their own."""
    return [
        Shortcut(button.accessibleName() or _plain(button.text()), _keys(button.shortcut()))
        for button in window.findChildren(QAbstractButton)
        if not button.shortcut().isEmpty() and not button.text().replace("&&", "").count("&")
    ]


def _shortcuts_of(actions: Sequence[QAction]) -> list[Shortcut]:
    found = []
    for action in actions:
        menu: object = action.menu()
        if isinstance(menu, QMenu):
            found.extend(_shortcuts_of(menu.actions()))
        elif not action.shortcut().isEmpty():
            keys = " · ".join(_keys(sequence) for sequence in action.shortcuts())
            found.append(Shortcut(_plain(action.text()), keys))
    return found


def _keys(sequence: QKeySequence) -> str:
    return sequence.toString(QKeySequence.SequenceFormat.NativeText)


def _plain(text: str) -> str:
    """A command's text without its key: ``&Grid`` as well as ``网格(&G)``."""
    text = re.sub(r"\(&\w\)", "", text)
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


class HelpOverlay(QWidget):
    """Covers its parent until Esc, ?, or a click beside the card."""

    def __init__(self, parent: QWidget, groups: Sequence[ShortcutGroup]) -> None:
        super().__init__(parent)
        self._window = parent
        self.setObjectName("help-overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Shortcuts"))
        self.groups = tuple(groups)
        self.card = self._make_card()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.addWidget(self.card, 0, Qt.AlignmentFlag.AlignCenter)
        parent.installEventFilter(self)
        self._fit()

    def open(self) -> None:
        """Cover the window and take the keys."""
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if watched is self._window and event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and Return close; ? does through its command."""
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Return}:
            self.close()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim what lies below."""
        painter = QPainter(self)
        shade = QColor(self.palette().color(self.backgroundRole()))
        shade.setAlpha(190)
        painter.fillRect(self.rect(), shade)
        painter.end()

    def _fit(self) -> None:
        room = self._window.size()
        self.setGeometry(self._window.rect())
        for label in self._inside.findChildren(QLabel):
            # a word is as wide as its style makes it, which it has from here on
            label.ensurePolished()
        self._columns.activate()
        wanted, bar = self._inside.sizeHint(), self._area.verticalScrollBar().sizeHint().width()
        self._area.setMinimumSize(
            min(wanted.width() + bar, room.width() - 2 * MARGIN - 50),
            min(wanted.height(), room.height() - 2 * MARGIN - 110),
        )

    def _make_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("surface", "card")
        title = QLabel(self.tr("Keys and gestures"))
        title.setFont(ui_font(1.3, bold=True))
        close = QPushButton(self.tr("Close (Esc)"))
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.setAccessibleName(self.tr("Close"))
        close.clicked.connect(self.close)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(close)
        inside = QWidget()
        inside.setProperty("surface", "panel")
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(44)
        for share in _shared_out(self.groups, COLUMNS):
            column = QVBoxLayout()
            column.setSpacing(18)
            for group in share:
                column.addLayout(_group_layout(group))
            column.addStretch(1)
            columns.addLayout(column)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        self._area, self._inside, self._columns = area, inside, columns
        layout = QVBoxLayout(card)
        layout.setContentsMargins(24, 18, 24, 20)
        layout.setSpacing(16)
        layout.addLayout(head)
        layout.addWidget(area, 1)
        return card


def _group_layout(group: ShortcutGroup) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(22)
    grid.setVerticalSpacing(5)
    title = QLabel(group.title)
    title.setProperty("role", "title")
    grid.addWidget(title, 0, 0, 1, 2)
    for row, shortcut in enumerate(group.shortcuts, start=1):
        keys = QLabel(shortcut.keys)
        keys.setProperty("role", "value")
        text = QLabel(shortcut.text)
        text.setProperty("role", "muted")
        grid.addWidget(text, row, 0)
        grid.addWidget(keys, row, 1, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
    return grid


def _shared_out(groups: Sequence[ShortcutGroup], columns: int) -> list[list[ShortcutGroup]]:
    """The groups in order over so many columns of about the same height."""
    total = sum(len(group.shortcuts) + 2 for group in groups)
    shares: list[list[ShortcutGroup]] = [[]]
    height = 0
    for group in groups:
        if height >= total / columns and len(shares) < columns:
            shares.append([])
            height = 0
        shares[-1].append(group)
        height += len(group.shortcuts) + 2
    return shares
