"""The API key: found at the start, and changed through the dialog."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from engine import (
    Desk,
    Environment,
    EnvironmentName,
    KeyStoreError,
    LoginOutcome,
    Secret,
    check_login_once,
    resolve_environment,
)
from gui.dialogs.api_key import ApiKeyDialog, Keys
from gui.engine_words import engine_text
from gui.main_window import MainWindow
from gui.models.messages import Level
from gui.narrator import SIGN_IN_NOTICE
from gui.tasks import Spawner

KEY_STORE_NOTICE = "key-store"
KEY_VARIABLE = "GRVT_API_KEY"


def key_from(environ: Mapping[str, str]) -> Secret | None:
    """The key for this run from the environment variables, if there is one."""
    text = environ.get(KEY_VARIABLE, "").strip()
    return Secret(text) if text else None


class KeyController(QObject):
    """Owns the dialog and hands keys to the desk."""

    no_key = Signal()
    """There is no key for this environment: the desk runs on public market data only."""

    def __init__(
        self,
        *,
        desk: Desk,
        keys: Keys,
        window: MainWindow,
        tasks: Spawner,
        environment: Environment,
        key_given: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._keys = keys
        self._window = window
        self._tasks = tasks
        self._environment = environment
        self._key_given = key_given
        self.dialog: ApiKeyDialog | None = None

    def load_stored(self) -> None:
        """Sign in with the stored key of this environment, once the key store has given it out.

        The embedded demo exchange has its own key, and a key that was given for this run comes first.
        """
        if not self._environment.needs_embedded_exchange and not self._key_given:
            self._tasks.spawn(self._load_stored(), name=self.tr("Reading the stored API key"))

    def open_dialog(self) -> None:
        """Open the API-key dialog."""
        if self.dialog is None:
            self.dialog = ApiKeyDialog(
                environment=self._environment.name,
                choices=self._choices(),
                keys=self._keys,
                check_key=self._check,
                tasks=self._tasks,
                parent=self._window,
            )
            self.dialog.key_accepted.connect(self._accepted)
            self.dialog.key_deleted.connect(self._deleted)
        self.dialog.open()

    async def _load_stored(self) -> None:
        try:
            info = await self._keys.describe()
            key = await self._keys.load(self._environment.name) if info.usable else None
        except KeyStoreError as error:
            self._window.notice.say(
                Level.WARNING,
                self.tr("The stored API key could not be read: {reason}").format(
                    reason=engine_text(str(error))
                ),
                key=KEY_STORE_NOTICE,
                action=self.tr("API key…"),
                on_action=self.open_dialog,
            )
            return
        if key is not None:
            await self._desk.use_key(key)
        else:
            self.no_key.emit()

    def _choices(self) -> list[EnvironmentName]:
        return [
            name
            for name in EnvironmentName
            if name is not EnvironmentName.DEMO
            or (self._environment.name is name and not self._environment.needs_embedded_exchange)
        ]

    async def _check(self, name: EnvironmentName, key: Secret) -> LoginOutcome:
        if name is self._environment.name:
            return await self._desk.check_key(key)
        # The URL variables are for the environment that runs: another one keeps its own addresses.
        return await check_login_once(resolve_environment(name.value, {}), key)

    def _accepted(self, name: EnvironmentName, key: Secret) -> None:
        if name is self._environment.name:
            self._window.notice.withdraw(SIGN_IN_NOTICE)
            self._tasks.spawn(self._desk.use_key(key), name=self.tr("Signing in with the new API key"))

    def _deleted(self, name: EnvironmentName) -> None:
        if name is self._environment.name:
            self._tasks.spawn(self._desk.use_key(None), name=self.tr("Signing out"))
