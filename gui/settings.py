"""What the window remembers between runs, in one INI file in the program's folder. Never a key."""

import os
from collections.abc import Mapping
from datetime import time
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path
from typing import TypeVar

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

from engine import EnvironmentName, FillModel
from gui.i18n import LANGUAGES, SYSTEM
from gui.notifications.decide import Happening
from gui.preferences import THEMES, Colours, Fees, Preferences, QuietHours
from gui.zone import Zone

TABLES = ("fills", "orders", "trips", "grids", "messages")
"""The tables whose columns are remembered."""

_E = TypeVar("_E", bound=Enum)


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
    def environment(self) -> EnvironmentName | None:
        """The environment that was open last, None before any."""
        return _named(EnvironmentName, self._text("view/environment"))

    @environment.setter
    def environment(self, name: EnvironmentName) -> None:
        self._store.setValue("view/environment", name.value)

    @property
    def preferences(self) -> Preferences:
        """Everything that is chosen in the settings dialog."""
        usual = Preferences()
        language = self._text("view/language")
        happenings = self._text("notifications/of")
        return Preferences(
            theme=self.theme,
            language=language if language in LANGUAGES else SYSTEM,
            colours=_named(Colours, self._text("view/colours")) or usual.colours,
            zone=_named(Zone, self._text("view/zone")) or usual.zone,
            fill_model=_named(FillModel, self._text("grid/fill_model")) or usual.fill_model,
            fees=self._fees(),
            notify=self._flag("notifications/on", usual.notify),
            sounds=self._flag("notifications/sounds", usual.sounds),
            happenings=frozenset(one for one in Happening if one.value in happenings.split())
            if happenings
            else usual.happenings,
            quiet=self._flag("notifications/quiet", usual.quiet),
            quiet_hours=_quiet_hours(self._text("notifications/quiet_hours")),
            close_to_tray=self._flag("view/close_to_tray", usual.close_to_tray),
        )

    @preferences.setter
    def preferences(self, chosen: Preferences) -> None:
        hours = chosen.quiet_hours
        values = {
            "view/theme": chosen.theme,
            "view/language": chosen.language,
            "view/colours": chosen.colours.value,
            "view/zone": chosen.zone.value,
            "grid/fill_model": chosen.fill_model.value,
            "notifications/on": _flag_text(chosen.notify),
            "notifications/sounds": _flag_text(chosen.sounds),
            "notifications/of": " ".join(one.value for one in Happening if one in chosen.happenings)
            or "none",
            "notifications/quiet": _flag_text(chosen.quiet),
            "notifications/quiet_hours": f"{hours.start:%H:%M} {hours.end:%H:%M}",
            "view/close_to_tray": _flag_text(chosen.close_to_tray),
        }
        for key, value in values.items():
            self._store.setValue(key, value)
        for environment in EnvironmentName:
            fees = chosen.fees.get(environment.value)
            text = f"{fees.maker} {fees.taker}" if fees is not None else ""
            self._store.setValue(f"{environment.value}/fees", text)

    @property
    def follow_price(self) -> bool:
        """Whether the chart follows the newest price."""
        return self._text("view/follow") != "false"

    @follow_price.setter
    def follow_price(self, follow: bool) -> None:
        self._store.setValue("view/follow", "true" if follow else "false")

    @property
    def line_mode(self) -> bool:
        """Whether the chart draws a line instead of candles."""
        return self._text("view/line") == "true"

    @line_mode.setter
    def line_mode(self, on: bool) -> None:
        self._store.setValue("view/line", "true" if on else "false")

    @property
    def log_scale(self) -> bool:
        """Whether the chart's prices are logarithmic."""
        return self._text("view/log") == "true"

    @log_scale.setter
    def log_scale(self, on: bool) -> None:
        self._store.setValue("view/log", "true" if on else "false")

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

    def grid_size(self, environment: str, instrument: str) -> Decimal | None:
        """The size of a cell (in base units) that a grid was last started with there."""
        try:
            size = Decimal(self._text(f"{environment}/sizes/{instrument}"))
        except InvalidOperation:
            return None
        return size if size.is_finite() and size > 0 else None

    def set_grid_size(self, environment: str, instrument: str, size: Decimal) -> None:
        """Remember the size of a cell, in base units."""
        self._store.setValue(f"{environment}/sizes/{instrument}", str(size))

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

    def columns(self) -> dict[str, QByteArray]:
        """How the columns of each table stood."""
        found = {}
        for name in TABLES:
            state = self._store.value(f"columns/{name}")
            if isinstance(state, QByteArray):
                found[name] = state
        return found

    def set_columns(self, states: Mapping[str, QByteArray]) -> None:
        """Remember how the columns of each table stand."""
        for name, state in states.items():
            self._store.setValue(f"columns/{name}", state)

    def save(self) -> None:
        """Write the file now.

        Raises:
            OSError: the file could not be written.
        """
        self._store.sync()
        if self._store.status() != QSettings.Status.NoError:
            raise OSError(f"the settings could not be written to {self._store.fileName()}")

    def _fees(self) -> dict[str, Fees]:
        found = {name.value: _fees_of(self._text(f"{name.value}/fees")) for name in EnvironmentName}
        return {name: fees for name, fees in found.items() if fees is not None}

    def _flag(self, key: str, usual: bool) -> bool:
        return {"true": True, "false": False}.get(self._text(key), usual)

    def _text(self, key: str) -> str:
        value = self._store.value(key, "")
        return value if isinstance(value, str) else ""


def _flag_text(value: bool) -> str:
    return "true" if value else "false"


def _named(kind: type[_E], value: str) -> _E | None:
    return next((member for member in kind if member.value == value), None)


def _quiet_hours(text: str) -> QuietHours:
    try:
        start, end = (time.fromisoformat(word) for word in text.split())
    except ValueError:
        return QuietHours()
    return QuietHours(start, end)


def _fees_of(text: str) -> Fees | None:
    try:
        maker, taker = (Decimal(word) for word in text.split())
    except (ValueError, InvalidOperation):
        return None
    fees = Fees(maker, taker)
    return fees if all(rate.is_finite() and abs(rate) < 1 for rate in (maker, taker)) else None
