"""What the window remembers between runs, in one INI file in the program's folder. Never a key."""

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

THEMES = ("system", "dark", "light")


def home_folder(environ: Mapping[str, str] | None = None) -> Path:
    """The folder for everything the program keeps: ``GRIDWELL_HOME``, or the platform's user data folder."""
    environ = os.environ if environ is None else environ
    home = environ.get("GRIDWELL_HOME", "")
    if home:
        return Path(home).expanduser()
    return platformdirs.user_data_path("gridwell", appauthor=False)


class WindowSettings:
    """Typed access to the remembered layout and choices; a damaged value counts as not there."""

    def __init__(self, folder: Path) -> None:
        self._store = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)

    @property
    def path(self) -> Path:
        """The file that holds the settings."""
        return Path(self._store.fileName())

    @property
    def theme(self) -> str:
        """``system``, ``dark`` or ``light``; dark until the user chooses."""
        value = self._text("view/theme")
        return value if value in THEMES else "dark"

    @theme.setter
    def theme(self, name: str) -> None:
        self._store.setValue("view/theme", name)

    @property
    def follow_price(self) -> bool:
        """Whether the chart follows the newest price."""
        return self._text("view/follow") != "false"

    @follow_price.setter
    def follow_price(self, follow: bool) -> None:
        self._store.setValue("view/follow", "true" if follow else "false")

    @property
    def account_panel(self) -> bool:
        """Whether the user wants to see his account while he is signed in."""
        return self._text("view/account") != "false"

    @account_panel.setter
    def account_panel(self, shown: bool) -> None:
        self._store.setValue("view/account", "true" if shown else "false")

    def instrument(self, environment: str) -> str | None:
        """The last instrument looked at in that environment."""
        return self._text(f"{environment}/instrument") or None

    def set_instrument(self, environment: str, name: str) -> None:
        """Remember the instrument of that environment."""
        self._store.setValue(f"{environment}/instrument", name)

    @property
    def interval(self) -> str | None:
        """The exchange's name of the last candle interval."""
        return self._text("view/interval") or None

    @interval.setter
    def interval(self, name: str) -> None:
        self._store.setValue("view/interval", name)

    def layout(self) -> tuple[QByteArray, QByteArray] | None:
        """The window's geometry and the state of its panels, or None on the first run."""
        geometry, state = self._store.value("window/geometry"), self._store.value("window/state")
        if isinstance(geometry, QByteArray) and isinstance(state, QByteArray):
            return geometry, state
        return None

    def set_layout(self, geometry: QByteArray, state: QByteArray) -> None:
        """Remember the window's geometry and the state of its panels."""
        self._store.setValue("window/geometry", geometry)
        self._store.setValue("window/state", state)

    def save(self) -> None:
        """Write the file now.

        Raises:
            OSError: the file could not be written.
        """
        self._store.sync()
        if self._store.status() != QSettings.Status.NoError:
            raise OSError(f"the settings could not be written to {self._store.fileName()}")

    def _text(self, key: str) -> str:
        value = self._store.value(key, "")
        return value if isinstance(value, str) else ""
