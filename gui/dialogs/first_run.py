"""The very first window: three ways to begin. It asks for nothing else and does not come back."""

from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui.icons import app_icon
from gui.theme import ui_font

WIDTH = 560


class Beginning(Enum):
    """The three ways to begin."""

    DEMO = "demo"
    WATCH = "watch"
    CONNECT = "connect"


class ChoiceButton(QPushButton):
    """A large button: a shape, a title and a sentence."""

    def __init__(self, shape: str, title: str, words: str) -> None:
        super().__init__()
        self.setProperty("kind", "choice")
        self.setAutoDefault(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        mark = QLabel(shape)
        mark.setFont(ui_font(1.6, bold=True))
        mark.setProperty("role", "accent")
        mark.setFixedWidth(34)
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = QLabel(title)
        head.setFont(ui_font(1.1, bold=True))
        self._words = QLabel(words)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "muted")
        for label in (mark, head, self._words):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        text = QVBoxLayout()
        text.setSpacing(3)
        text.addWidget(head)
        text.addWidget(self._words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 12, 18, 12)
        layout.setSpacing(12)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys to the dialog."""
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """As high as its words need at the dialog's width."""
        layout = self.layout()
        if layout is None:
            return super().sizeHint()
        width = WIDTH - 56
        return QSize(width, layout.totalHeightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Not smaller than its words."""
        return self.sizeHint()


class FirstRunDialog(QDialog):
    """Shown before there is a window; the arrow keys move, Enter or a digit chooses."""

    chosen = Signal(object)
    """Beginning: the user chose this one."""
    language_wanted = Signal(str)
    """Show this dialog in another language."""
    closed = Signal()
    """Closed without a choice."""

    def __init__(self, other_language: tuple[str, str], parent: QWidget | None = None) -> None:
        """``other_language``: the code and the name of the language to offer instead of the present one."""
        super().__init__(parent)
        self.other_language, name = other_language
        self._done = False
        self.setObjectName("first-run")
        self.setWindowIcon(app_icon())
        self.setWindowTitle(self.tr("Welcome to Gridwell"))
        self.buttons = {
            Beginning.DEMO: ChoiceButton(
                "◆",
                self.tr("Explore the demo"),
                self.tr(
                    "An invented market inside this program. No network, no account: a grid in two clicks."
                ),
            ),
            Beginning.WATCH: ChoiceButton(
                "●",
                self.tr("Watch the real market"),
                self.tr("GRVT's live prices with paper grids on them. No key needed."),
            ),
            Beginning.CONNECT: ChoiceButton(
                "⇄",
                self.tr("Connect an account"),
                self.tr(
                    "The real market, and your own positions and orders beside it, read only. Needs an API key."
                ),
            ),
        }
        self.language_button = QPushButton(name)
        self.language_button.setProperty("kind", "quiet")
        self.language_button.setAutoDefault(False)
        self.language_button.setAccessibleName(name)
        self.language_button.clicked.connect(self._language_clicked)
        for beginning, button in self.buttons.items():
            button.clicked.connect(self._clicked)
            button.setProperty("beginning", beginning.value)
        self.finished.connect(self._finished)
        self._lay_out()
        self.buttons[Beginning.DEMO].setFocus(Qt.FocusReason.OtherFocusReason)
        self.buttons[Beginning.DEMO].setDefault(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move between the choices, 1 to 3 choose, Esc and Ctrl+Q close."""
        order = list(self.buttons.values())
        digit = event.key() - Qt.Key.Key_1
        if 0 <= digit < len(order):
            order[digit].click()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            focused = next((at for at, button in enumerate(order) if button.hasFocus()), -step)
            order[(focused + step) % len(order)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.matches(QKeySequence.StandardKey.Quit):
            self.close()
        else:
            super().keyPressEvent(event)

    def _finished(self, _result: int) -> None:
        if not self._done:
            self._done = True
            self.closed.emit()

    def _clicked(self) -> None:
        if not self._done:
            self._done = True
            self.chosen.emit(Beginning(self.sender().property("beginning")))

    def _language_clicked(self) -> None:
        if not self._done:
            self._done = True
            self.language_wanted.emit(self.other_language)

    def _lay_out(self) -> None:
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(44, 44))
        title = QLabel(self.tr("How do you want to begin?"))
        title.setFont(ui_font(1.5, bold=True))
        words = QLabel(self.tr("Gridwell simulates every order. It never sends one to the exchange."))
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        heading = QVBoxLayout()
        heading.setSpacing(2)
        heading.addWidget(title)
        heading.addWidget(words)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(heading, 1)
        later = QLabel(self.tr("You can change this at any time: Connection > Environment."))
        later.setProperty("role", "muted")
        later.setWordWrap(True)
        foot = QHBoxLayout()
        foot.addWidget(later, 1)
        foot.addWidget(self.language_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 26, 28, 18)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addSpacing(6)
        for button in self.buttons.values():
            layout.addWidget(button)
        layout.addSpacing(4)
        layout.addLayout(foot)
        self.setFixedWidth(WIDTH)
