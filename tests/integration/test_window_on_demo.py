"""The real window on the real engine and the embedded demo exchange, on one qasync loop, with real clicks."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine import ConnectionState, Desk, Endpoint, KeyStore, OrderFilled, resolve_environment
from gui.chart.price_chart import PriceChart
from gui.main_window import MainWindow
from gui.panels.draft_offer import Suggestion
from gui.settings import WindowSettings
from gui.tasks import TaskOwner
from gui.workbench import Workbench
from tests.fakes.live import ETH, Recorder

PATIENCE = 60.0


@dataclass
class Bench:
    desk: Desk
    window: MainWindow
    bench: Workbench
    seen: Recorder
    failures: list[tuple[str, BaseException]]


@asynccontextmanager
async def running_window(tmp_path) -> AsyncIterator[Bench]:
    environment = resolve_environment("demo", {})
    failures: list[tuple[str, BaseException]] = []
    tasks = TaskOwner(lambda context, error: failures.append((context, error)))
    desk = Desk(environment)
    seen = Recorder(desk)
    window = MainWindow(environment.name)
    settings = WindowSettings(tmp_path)
    settings.set_instrument(environment.name.value, ETH)
    bench = Workbench(
        desk=desk,
        window=window,
        settings=settings,
        tasks=tasks,
        keys=KeyStore(),
        environment=environment,
        clock=time.monotonic,
        wall_clock_ns=time.time_ns,
    )
    window.resize(1280, 800)
    window.show()
    await desk.open()
    try:
        bench.attach_chart(PriceChart(bench.theme))
        bench.desk_opened()
        yield Bench(desk, window, bench, seen, failures)
    finally:
        bench.close()
        await tasks.cancel_all()
        await desk.close()
        window.allow_close()
        window.close()
        window.deleteLater()
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.02)


async def test_two_clicks_to_fills_within_a_minute_and_a_cut_that_heals(qapp, tmp_path):
    async with running_window(tmp_path) as running:
        panel = running.window.grid_panel
        await until(panel.offer.draw_button.isEnabled)
        QTest.mouseClick(panel.offer.button(Suggestion.AROUND), Qt.MouseButton.LeftButton)
        await until(panel.start_button.isEnabled)
        QTest.mouseClick(panel.start_button, Qt.MouseButton.LeftButton)
        await until(lambda: running.window.fills.rowCount() >= 1)
        assert running.seen.of(OrderFilled)
        chip = running.window.top_bar.chip
        await until(lambda: "Live" in chip.text)

        running.desk.demo_fault("cut")
        await until(lambda: "Reconnecting in" in chip.text)
        assert running.desk.connection(Endpoint.MARKET_DATA).state is ConnectionState.BACKING_OFF
        await until(lambda: "Live" in chip.text)
        assert running.failures == []
        image = running.window.grab().toImage()
        pixels = (
            image.pixelColor(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)
        )
        assert len({pixel.rgb() for pixel in pixels}) > 20, "the window painted"
