"""What a tour's steps are given: the running program, a patient wait, real clicks and keys, and a camera."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from engine import Desk
from gui.lifecycle import Lifecycle
from gui.main_window import MainWindow
from gui.workbench import Workbench
from tests.tour.stalls import StallMeter

PATIENCE = 60.0
SIZES = ((1280, 800), (1920, 1080))

_T = TypeVar("_T", bound=QWidget)


@dataclass(frozen=True, slots=True)
class Variant:
    """The language and the theme of one round."""

    language: str
    theme: str

    def __str__(self) -> str:
        return f"{self.language}-{self.theme}"


class Guide:
    """Drives one run of the program."""

    def __init__(
        self, lifecycle: Lifecycle, meter: StallMeter, folder: Path, variant: Variant, pictures: list[Path]
    ) -> None:
        self.lifecycle = lifecycle
        self.meter = meter
        self.folder = folder
        self.variant = variant
        self.pictures = pictures

    @property
    def bench(self) -> Workbench:
        """The window's composition, as it is now."""
        session = self.lifecycle.session
        if session is None:
            raise RuntimeError("there is no window now")
        return session.bench

    @property
    def window(self) -> MainWindow:
        """The window that is shown now."""
        return self.bench.window

    @property
    def desk(self) -> Desk:
        """The desk behind the window."""
        return self.bench._desk

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until this holds."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not condition():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise TimeoutError(f"{self.meter.step}: waited {PATIENCE:.0f} s in vain") from None

    async def settle(self, seconds: float = 0.3) -> None:
        """Let the window paint what just changed."""
        await asyncio.sleep(seconds)

    def top_level(self, kind: type[_T]) -> _T | None:
        """The window of this kind that is on the screen now."""
        shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        return next((widget for widget in shown if isinstance(widget, kind)), None)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """A real click."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())

    def key(
        self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """A real key press."""
        QTest.keyClick(widget, key, modifier)

    async def shoot(self, name: str, *, over: QWidget | None = None) -> None:
        """Picture the window in both sizes, with ``over`` (a dialog) where it stands."""
        for width, height in SIZES:
            self.window.resize(width, height)
            await self.settle()
            self._save(self.window, over, f"{name}-{width}")

    def shoot_alone(self, name: str, widget: QWidget) -> None:
        """Picture one window as it is."""
        self._save(widget, None, name)

    def _save(self, widget: QWidget, over: QWidget | None, name: str) -> None:
        self.meter.pause()
        picture = widget.grab()
        if over is not None:
            corner = QPoint((widget.width() - over.width()) // 2, (widget.height() - over.height()) // 2)
            over.render(picture, corner)
            frame = QPainter(picture)
            frame.setPen(QColor(over.palette().color(over.foregroundRole())))
            frame.drawRect(QRect(corner, over.size()).adjusted(-1, -1, 0, 0))
            frame.end()
        path = self.folder / f"{self.variant}-{name}.png"
        picture.save(str(path))
        self.pictures.append(path)
        self.meter.resume()
