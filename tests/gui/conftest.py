"""What the tests of the window share: no display needed, nothing left behind, and a window on a scripted desk."""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from decimal import Decimal
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from engine import (
    NS_PER_SECOND,
    Candle,
    Fill,
    GapFound,
    GridSpec,
    GridView,
    Instrument,
    Interval,
    PriceView,
    WorkingOrder,
)
from gui.bridge import Bridge
from gui.chart.history_badge import History
from gui.chart.ranges import Span
from gui.draft import GridDraft
from gui.main_window import MainWindow
from gui.settings import WindowSettings
from gui.theme import Theme
from gui.workbench import Workbench
from tests.fakes.fake_desk import START_NS, FakeDesk
from tests.fakes.stepped import FakeClock, FakeKeyStore, SteppedTasks

_HERE = Path(__file__).parent

if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    # The screen that comes with the platform is smaller than the window.
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_HERE / 'screen.json'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A warning of Qt's fails the test that caused it."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def _no_timer_thread_or_window_left(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves an active timer, a running thread of Qt's or a window behind."""
    before = {id(thing) for thing in _living(QTimer, QThread)}
    windows_before = set(_windows())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    left = [thing for thing in _living(QTimer, QThread) if id(thing) not in before]
    timers = [timer for timer in left if isinstance(timer, QTimer) and timer.isActive()]
    threads = [thread for thread in left if isinstance(thread, QThread) and thread.isRunning()]
    windows = [window for window in _windows() if window not in windows_before]
    assert not timers, f"the test left timers running: {timers}, of {[timer.parent() for timer in timers]}"
    assert not threads, f"the test left threads running: {threads}"
    assert not windows, f"the test left windows: {windows}"


def _living(*kinds: type[QObject]) -> list[QObject]:
    return [thing for thing in gc.get_objects() if type(thing) in kinds and shiboken6.isValid(thing)]


def _windows() -> list[QWidget]:
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.isVisible() or isinstance(widget, (QMainWindow, QDialog))
    ]


class HandTimer:
    """A frame timer that fires when the test calls the bridge's ``tick``; it counts its starts."""

    def __init__(self) -> None:
        self.starts = 0

    def start(self) -> None:
        """Count one start."""
        self.starts += 1

    def stop(self) -> None:
        """Nothing runs."""


class FakeEditor(QObject):
    """Remembers which draft it was given."""

    armed_changed = Signal(bool)
    bar_seconds = 60.0

    def __init__(self) -> None:
        super().__init__()
        self.armed = False
        self.draft: GridDraft | None = None
        self.running: GridView | None = None
        self.caption = ""

    def set_draft(self, draft: GridDraft | None, make: object, words: object) -> None:
        self.draft = draft

    def set_running(self, grid: GridView | None) -> None:
        self.running = grid

    def set_caption(self, text: str) -> None:
        self.caption = text

    def arm(self) -> None:
        self.armed = True
        self.armed_changed.emit(True)

    def disarm(self) -> None:
        self.armed = False
        self.armed_changed.emit(False)

    def closes(self, seconds: float) -> list[float]:
        return []

    def visible_prices(self) -> tuple[Decimal, Decimal] | None:
        return None


@dataclass
class FakePlot:
    """The part of the market that is in view."""

    times: Span = field(
        default_factory=lambda: Span(START_NS / NS_PER_SECOND - 600, START_NS / NS_PER_SECOND)
    )
    prices: Span = field(default_factory=lambda: Span(3100.0, 3200.0))
    price_is_manual: bool = False

    def move_times(self, seconds: float) -> None:
        self.times = Span(self.times.low + seconds, self.times.high + seconds)

    def show_range(self, times: Span | None = None, prices: Span | None = None) -> None:
        self.times, self.prices = times or self.times, prices or self.prices


class FakeChart(QWidget):
    """Remembers what it was told to show."""

    follow_changed = Signal(bool)
    older_wanted = Signal()
    older_refused = Signal()
    older_insisted = Signal()
    measuring_changed = Signal(bool)
    fill_clicked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.editor = FakeEditor()
        self.plot = FakePlot()
        self.follow = True
        self.line_mode = self.logarithmic = self.measuring = False
        self.history: tuple[History, str] = (History.MORE, "")
        self.resets = 0
        self.message = ""
        self.market: tuple[str, Interval] | None = None
        self.candles: list[Candle] = []
        self.price: tuple[PriceView | None, bool] = (None, False)
        self.grids: tuple[GridView, ...] = ()
        self.fills: list[Fill] = []
        self.past_grid: GridView | None = None
        self.gaps: tuple[GapFound, ...] = ()
        self.account_orders: tuple[WorkingOrder, ...] = ()
        self.theme: Theme | None = None
        self.zone: tzinfo | None = None

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme

    def set_zone(self, zone: tzinfo | None) -> None:
        self.zone = zone

    def set_instrument(self, instrument: Instrument, interval: Interval) -> None:
        self.market = (instrument.name, interval)
        self.candles, self.fills, self.grids = [], [], ()

    def set_candles(self, candles: tuple[Candle, ...]) -> None:
        self.candles = list(candles)

    def refresh_candles(self, candles: tuple[Candle, ...]) -> bool:
        older = [old for old in self.candles if candles and old.open_time < candles[0].open_time]
        self.candles = older + list(candles)
        return True

    def prepend_candles(self, candles: Sequence[Candle]) -> int:
        self.candles = list(candles) + self.candles
        return len(candles)

    def set_history(self, state: History, reason: str = "") -> None:
        self.history = (state, reason)

    @property
    def oldest_time(self) -> int | None:
        return self.candles[0].open_time if self.candles else None

    def update_candle(self, candle: Candle) -> None:
        self.candles = [old for old in self.candles if old.open_time != candle.open_time] + [candle]

    def set_price(self, price: PriceView | None, *, fresh: bool) -> None:
        self.price = (price, fresh)

    def set_grids(self, grids: tuple[GridView, ...]) -> None:
        self.grids = grids

    def set_fills(self, fills: tuple[Fill, ...]) -> None:
        self.fills = list(fills)

    def set_past_grid(self, grid: GridView | None) -> None:
        self.past_grid = grid

    def add_fill(self, fill: Fill) -> None:
        self.fills.append(fill)

    def set_gaps(self, gaps: tuple[GapFound, ...]) -> None:
        self.gaps = gaps

    def set_account_orders(self, orders: tuple[WorkingOrder, ...]) -> None:
        self.account_orders = orders

    def set_message(self, text: str) -> None:
        self.message = text

    def reset_view(self) -> None:
        self.resets += 1


@dataclass
class Kit:
    """A window on a scripted desk, with everything a test needs to drive it."""

    desk: FakeDesk
    window: MainWindow
    bench: Workbench
    chart: FakeChart
    tasks: SteppedTasks
    keys: FakeKeyStore
    clock: FakeClock
    settings: WindowSettings
    frame: HandTimer

    def open(self) -> None:
        """The desk opens and goes live with a first price."""
        self.bench.desk_opened()
        self.desk.connect()
        self.desk.trade_at("ETH_USDT_Perp", "3160.00")
        self.tick()

    def tick(self) -> None:
        """One frame of the bridge."""
        self.bench.bridge.tick()

    def later(self, seconds: float) -> None:
        """Time passes, and the window's heart beats."""
        self.clock.now += seconds
        self.bench.beat()


@pytest.fixture
def make_kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Kit]]:
    """Builds windows; they are closed after the test."""
    kits: list[Kit] = []

    def make(
        desk: FakeDesk | None = None, keys: FakeKeyStore | None = None, file_grid: GridSpec | None = None
    ) -> Kit:
        desk = desk or FakeDesk()
        settings = WindowSettings(tmp_path)
        if settings.instrument(desk.environment.name.value) is None:
            settings.set_instrument(desk.environment.name.value, "ETH_USDT_Perp")
        window = MainWindow(desk.environment.name)
        qtbot.addWidget(window)
        tasks, frame = SteppedTasks(), HandTimer()
        keys = keys or FakeKeyStore()
        bench = Workbench(
            desk=desk,
            window=window,
            settings=settings,
            tasks=tasks,
            keys=keys,
            environment=desk.environment,
            clock=desk.clock,
            wall_clock_ns=lambda: START_NS,
            file_grid=file_grid,
            bridge=Bridge(desk, make_timer=lambda _callback, _parent: frame),
        )
        window.resize(1280, 800)
        window.show()
        chart = FakeChart()
        bench.attach_chart(chart)
        kits.append(Kit(desk, window, bench, chart, tasks, keys, desk.clock, settings, frame))
        return kits[-1]

    yield make
    failures = [failure for kit in kits for failure in kit.tasks.failures]
    for kit in kits:
        kit.tasks.close()
        kit.bench.close()
        kit.window.allow_close()
        kit.window.close()
        kit.window.deleteLater()
    assert not failures, f"tasks failed: {failures}"


@pytest.fixture
def kit(make_kit: Callable[..., Kit]) -> Kit:
    """A window on a demo desk that is not open yet."""
    return make_kit()
