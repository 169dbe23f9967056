"""The prices in the list of instruments, as long as it is open."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine import Desk, ExchangeError
from gui.engine_words import engine_text
from gui.panels.instrument_picker import InstrumentPicker
from gui.tasks import Spawner

REFRESH_SECONDS = 30.0


class TickerController(QObject):
    """Asks the desk for the 24-hour values when the list opens, and again while it stays open."""

    def __init__(
        self,
        *,
        desk: Desk,
        picker: InstrumentPicker,
        tasks: Spawner,
        clock: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._picker, self._tasks, self._clock = desk, picker, tasks, clock
        self._asked_at: float | None = None
        self._asking = False
        picker.opened.connect(self._ask)

    def heartbeat(self) -> None:
        """Called four times a second."""
        waited = None if self._asked_at is None else self._clock() - self._asked_at
        if self._picker.is_open and waited is not None and waited >= REFRESH_SECONDS:
            self._ask()

    def _ask(self) -> None:
        if self._asking:
            return
        self._asking, self._asked_at = True, self._clock()
        if not self._picker.model.has_tickers:
            self._picker.popup.say_prices(self.tr("Loading the prices…"))
        self._tasks.spawn(self._read(), name=self.tr("Loading the prices of all instruments"))

    async def _read(self) -> None:
        try:
            tickers = await self._desk.tickers()
        except ExchangeError as error:
            words = self.tr("The prices could not be loaded: {reason}").format(reason=engine_text(str(error)))
            self._picker.popup.say_prices(words)
        else:
            self._picker.set_tickers(tickers, "")
        finally:
            self._asking = False
