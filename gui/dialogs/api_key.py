"""The API-key dialog: test a key, keep it in the system's key store, or use it for this session only.

The key lives in the field while the dialog is open, hidden, and in a ``Secret`` after that. The field is
cleared when the key was kept and when the dialog closes; a password field cannot be copied from.
"""

from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine import EnvironmentName, KeyStoreError, LoginOutcome, Secret, StoreInfo, UnusableKeyError
from gui.engine_words import engine_sentence, engine_text
from gui.models.messages import Level
from gui.panels.combo import Combo
from gui.panels.status_line import StatusLine
from gui.tasks import Spawner


class Keys(Protocol):
    """The key store, as the dialog uses it. Its methods may raise ``KeyStoreError``."""

    async def load(self, environment_name: EnvironmentName) -> Secret | None: ...
    async def save(self, environment_name: EnvironmentName, key: Secret) -> None: ...
    async def delete(self, environment_name: EnvironmentName) -> bool: ...
    async def describe(self) -> StoreInfo: ...


CheckKey = Callable[[EnvironmentName, Secret], Coroutine[Any, Any, LoginOutcome]]
"""Sign in once with a key and say how it went."""


class ApiKeyDialog(QDialog):
    """Opened with ``open()``, never with ``exec()``; everything slow runs as a task.

    Args:
        environment: the one that the program runs in; only its key can be used for this session.
        choices: the environments that can have a key.
    """

    key_accepted = Signal(object, object)
    """EnvironmentName, Secret: use this key from now on."""
    key_deleted = Signal(object)
    """EnvironmentName: its key is gone from the store."""

    def __init__(
        self,
        *,
        environment: EnvironmentName,
        choices: Sequence[EnvironmentName],
        keys: Keys,
        check_key: CheckKey,
        tasks: Spawner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._running_environment = environment
        self._keys = keys
        self._check_key = check_key
        self._tasks = tasks
        self._usable = False
        self._stored = False
        self._busy_with = 0
        self.setWindowTitle(self.tr("API key"))
        self.setMinimumWidth(520)
        self.environment_box = Combo()
        self.environment_box.setAccessibleName(self.tr("Environment of the key"))
        for name in choices:
            self.environment_box.addItem(name.value, name)
        self.environment_box.setCurrentIndex(max(0, self.environment_box.findData(environment)))
        self.environment_box.currentIndexChanged.connect(self._environment_changed)
        self.key_field = QLineEdit()
        self.key_field.setEchoMode(QLineEdit.EchoMode.Password)
        self.key_field.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhSensitiveData
        )
        self.key_field.setAccessibleName(self.tr("API key"))
        self.key_field.setPlaceholderText(self.tr("Paste the API key"))
        self.key_field.textChanged.connect(self._text_changed)
        self.store_label = StatusLine()
        self.status_label = StatusLine()
        self.status_label.setAccessibleName(self.tr("Outcome"))
        self.test_button = self._button(self.tr("Test"), self.test)
        self.save_button = self._button(self.tr("Save"), self.save)
        self.save_button.setProperty("kind", "primary")
        self.session_button = self._button(self.tr("Use for this session only"), self.use_for_session)
        self.delete_button = self._button(self.tr("Delete stored key"), self.delete)
        self.delete_button.setProperty("kind", "danger")
        self.close_button = self._button(self.tr("Close"), self.reject)
        self._lay_out()
        self._refresh()

    @property
    def environment(self) -> EnvironmentName:
        """The environment that the key belongs to."""
        name = self.environment_box.currentData()
        if not isinstance(name, EnvironmentName):
            raise TypeError("the environment box holds environment names")
        return name

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._busy_with > 0

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the key store each time the dialog opens."""
        super().showEvent(event)
        self.key_field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say(Level.INFO, "")
        self._tasks.spawn(self._look_up(), name=self.tr("Looking at the key store"))

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave no key behind when the dialog closes (minimising is not closing)."""
        if not event.spontaneous():
            self.key_field.clear()
        super().hideEvent(event)

    def test(self) -> None:
        """Sign in with the key in the field, or with the stored one when the field is empty."""
        self._tasks.spawn(self._test(self._typed()), name=self.tr("Testing the API key"))

    def save(self) -> None:
        """Keep the key in the key store and use it from now on."""
        key = self._typed()
        if key is not None:
            self._tasks.spawn(self._save(key), name=self.tr("Saving the API key"))

    def use_for_session(self) -> None:
        """Use the key until the program ends, and keep it nowhere."""
        key = self._typed()
        if key is None:
            return
        self.key_accepted.emit(self.environment, key)
        self.key_field.clear()
        self._say(Level.GOOD, self.tr("In use until the program ends. It is kept in memory only."))

    def delete(self) -> None:
        """Delete the stored key of this environment."""
        self._tasks.spawn(self._delete(), name=self.tr("Deleting the API key"))

    async def _look_up(self) -> None:
        environment = self.environment
        with self._busy(self.tr("Waiting for the key store…")):
            try:
                info = await self._keys.describe()
                stored = info.usable and await self._keys.load(environment) is not None
            except KeyStoreError as error:
                self._usable, self._stored = False, False
                session = self.tr("A key can still be used for this session, in memory only.")
                self._describe_store(Level.WARNING, f"{engine_sentence(str(error))} {session}")
                return
            self._usable, self._stored = info.usable, stored
            if stored:
                replaced = self.tr("One for {environment} is there; a new one replaces it.")
                self._describe_store(
                    Level.INFO,
                    f"{engine_text(info.message)} {replaced.format(environment=environment.value)}",
                )
            else:
                self._describe_store(Level.INFO if info.usable else Level.WARNING, engine_text(info.message))

    async def _test(self, key: Secret | None) -> None:
        environment = self.environment
        with self._busy(self.tr("Signing in…")):
            if key is None:
                try:
                    key = await self._keys.load(environment)
                except KeyStoreError as error:
                    self._say(Level.ERROR, engine_text(str(error)))
                    return
            if key is None:
                self._say(Level.WARNING, self.tr("There is no key to test: paste one above."))
                return
            outcome = await self._check_key(environment, key)
            if outcome.ok:
                text = self.tr("Signed in to {environment}. Account {account}.").format(
                    environment=environment.value, account=outcome.sub_account_id or self.tr("unknown")
                )
                self._say(Level.GOOD, text)
            else:
                self._say(
                    Level.ERROR, f"{engine_text(outcome.message)} {engine_text(outcome.advice)}".strip()
                )

    async def _save(self, key: Secret) -> None:
        environment = self.environment
        with self._busy(self.tr("Waiting for the key store…")):
            try:
                await self._keys.save(environment, key)
            except (KeyStoreError, UnusableKeyError) as error:
                self._say(Level.ERROR, self.tr("Not saved: {reason}").format(reason=engine_text(str(error))))
                return
            self.key_field.clear()
            self.key_accepted.emit(environment, key)
            await self._look_up()
        if environment is self._running_environment:
            self._say(Level.GOOD, self.tr("Saved, and in use now."))
        else:
            self._say(
                Level.GOOD,
                self.tr("Saved. It is used when Gridwell starts with --env {environment}.").format(
                    environment=environment.value
                ),
            )

    async def _delete(self) -> None:
        environment = self.environment
        with self._busy(self.tr("Waiting for the key store…")):
            try:
                existed = await self._keys.delete(environment)
            except KeyStoreError as error:
                self._say(
                    Level.ERROR, self.tr("Not deleted: {reason}").format(reason=engine_text(str(error)))
                )
                return
            self.key_deleted.emit(environment)
            await self._look_up()
        self._say(Level.GOOD, self.tr("Deleted.") if existed else self.tr("There was no stored key."))

    @contextmanager
    def _busy(self, words: str) -> Iterator[None]:
        self._busy_with += 1
        self._say(Level.INFO, words)
        self._refresh()
        try:
            yield
        finally:
            self._busy_with -= 1
            if self.status_label.words == words:
                self._say(Level.INFO, "")
            self._refresh()

    def _typed(self) -> Secret | None:
        text = self.key_field.text().strip()
        return Secret(text) if text else None

    def _describe_store(self, level: Level, words: str) -> None:
        self.store_label.say(level, words, with_shape=level is not Level.INFO)
        self._grow()

    def _grow(self) -> None:
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _say(self, level: Level, words: str) -> None:
        self.status_label.say(level, words)
        self._grow()

    def _environment_changed(self, _index: int) -> None:
        self.key_field.clear()
        self._tasks.spawn(self._look_up(), name=self.tr("Looking at the key store"))

    def _text_changed(self, _text: str) -> None:
        self._refresh()

    def _refresh(self) -> None:
        free = not self.busy
        typed = bool(self.key_field.text().strip())
        self.environment_box.setEnabled(free)
        self.key_field.setReadOnly(not free)
        self.test_button.setEnabled(free and (typed or self._stored))
        self.save_button.setEnabled(free and typed and self._usable)
        self.session_button.setEnabled(free and typed and self.environment is self._running_environment)
        self.delete_button.setEnabled(free and self._stored)
        self.session_button.setToolTip(
            ""
            if self.environment is self._running_environment
            else self.tr(
                "Only for the environment that runs: start Gridwell with --env {environment}"
            ).format(environment=self.environment.value)
        )

    def _button(self, text: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setAccessibleName(text)
        button.clicked.connect(action)
        return button

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(self.tr("&Environment"), self.environment_box)
        key_row = QHBoxLayout()
        key_row.addWidget(self.key_field, 1)
        key_row.addWidget(self.test_button)
        key_label = QLabel(self.tr("API &key"))
        key_label.setBuddy(self.key_field)
        form.addRow(key_label, key_row)
        buttons = QHBoxLayout()
        buttons.addWidget(self.delete_button)
        buttons.addStretch(1)
        buttons.addWidget(self.session_button)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        intro = StatusLine()
        intro.say(
            Level.INFO,
            self.tr(
                "Market data needs no key. With one, Gridwell signs in to your account; orders stay "
                "simulated. Make a key at exchange.grvt.io (testnet: exchange.testnet.grvt.io)."
            ),
            with_shape=False,
        )
        layout.addWidget(intro)
        layout.addLayout(form)
        layout.addWidget(self.store_label)
        layout.addWidget(self.status_label)
        layout.addStretch(1)
        layout.addLayout(buttons)
