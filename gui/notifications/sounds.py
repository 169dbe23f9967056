"""A short sound for an announcement. Qt's multimedia is not a dependency: without it the system's bell rings."""

import importlib
from importlib.resources import as_file, files

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWidgets import QApplication

from gui.notifications.decide import URGENT, Happening


class Sounds(QObject):
    """Plays ``resources/sounds/fill.wav`` for what is good to know, ``alarm.wav`` for what is urgent."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._effects = self._load()

    def play(self, happening: Happening) -> None:
        """Play the sound of this kind of announcement."""
        effect = self._effects.get("alarm" if happening in URGENT else "fill")
        if effect is None:
            QApplication.beep()
        else:
            effect.play()  # type: ignore[attr-defined]

    def _load(self) -> dict[str, QObject]:
        try:
            multimedia = importlib.import_module("PySide6.QtMultimedia")
        except ImportError:
            return {}
        effects: dict[str, QObject] = {}
        for name in ("fill", "alarm"):
            with as_file(files("resources") / "sounds" / f"{name}.wav") as path:
                effect = multimedia.QSoundEffect(self)
                effect.setSource(QUrl.fromLocalFile(str(path)))
                effects[name] = effect
        return effects
