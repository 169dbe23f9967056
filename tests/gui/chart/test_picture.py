"""The kept picture of what rarely changes is never out of date, and a tick does not paint it anew.

Every test compares pixels: what the chart shows with its picture, what it shows when it must paint everything
anew, and what is on the screen after only the marked regions were repainted.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, QSize
from PySide6.QtGui import QImage, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import Candle, RiskView, Side
from gui.chart.price_chart import PriceChart
from gui.chart.ranges import Span
from gui.theme import DARK, LIGHT
from tests.fakes.chart_data import (
    candle,
    crossing_fills,
    fill,
    gap,
    grid,
    price_view,
    random_candles,
    real_order,
    to_tick,
    without_order,
)
from tests.gui.chart.pixels import SIZE, place, same, values

COUNT = 150
CANDLES = random_candles(COUNT)
LAST = CANDLES[-1].close
GRID = grid(to_tick(LAST - 3), to_tick(LAST + 3), 13, LAST)


class Watch(QObject):
    """Notes which regions of a widget are repainted."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.regions: list[QRegion] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QPaintEvent):
            self.regions.append(event.region())
        return False


@pytest.fixture
def busy(chart: PriceChart) -> PriceChart:
    """A chart with something of everything, whose pictures are made."""
    chart.set_candles(CANDLES)
    chart.set_price(price_view(LAST), fresh=True)
    chart.set_grids([GRID])
    chart.set_fills(crossing_fills(CANDLES, GRID.lines)[:20])
    chart.set_gaps([gap(100, 104), gap(110, 115, recovered=True)])
    chart.set_account_orders([real_order(Side.BUY, str(LAST - 1))])
    for _ in range(2):
        on_screen(chart)
        shown(chart)
    return chart


def shown(chart: PriceChart, ratio: float = 1.0) -> QImage:
    """The chart as it paints itself on a surface of that device pixel ratio."""
    image = QImage(
        QSize(round(chart.width() * ratio), round(chart.height() * ratio)), QImage.Format.Format_RGB32
    )
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    chart.render(image)
    return image


def anew(chart: PriceChart, ratio: float = 1.0) -> QImage:
    """The chart painted without any picture kept."""
    for kept in (chart.scene.picture.kept, chart.plot.price_axis.kept, chart.plot.time_axis.kept):
        kept.forget()
    return shown(chart, ratio)


def on_screen(chart: PriceChart) -> QImage:
    """What is on the screen, after the regions marked for it were repainted."""
    for _ in range(3):
        QApplication.processEvents()
    return chart.screen().grabWindow(chart.winId()).toImage()


def settle(chart: PriceChart) -> None:
    """Leave nothing to repaint: the first update that a scene gets may take in all of it."""
    for _ in range(2):
        chart.scene.forming.update()
        QApplication.processEvents()


def tick(price: Decimal, volume: str | None = None) -> Candle:
    newest = CANDLES[-1]
    return replace(
        newest,
        close=price,
        high=max(newest.high, price),
        low=min(newest.low, price),
        volume_base=newest.volume_base if volume is None else Decimal(volume),
    )


def test_ticks_do_not_paint_the_picture_anew(busy: PriceChart) -> None:
    painted, before = busy.scene.picture.kept.painted, shown(busy)
    for step in range(5):
        settle(busy)
        busy.update_candle(tick(LAST + Decimal("0.1") * step))
        busy.set_price(price_view(LAST + Decimal("0.1") * step), fresh=True)
        assert same(on_screen(busy), shown(busy))
    assert busy.scene.picture.kept.painted == painted
    assert not same(before, shown(busy))


def test_a_tick_marks_only_a_small_part_of_the_screen(busy: PriceChart, qtbot: QtBot) -> None:
    settle(busy)
    watch = Watch(busy)
    regions = watch.regions
    busy.plot.viewport().installEventFilter(watch)
    price = LAST + Decimal("0.07")
    busy.update_candle(tick(price))
    busy.set_price(price_view(price), fresh=True)
    qtbot.waitUntil(lambda: bool(regions))
    marked = sum(rect.width() * rect.height() for region in regions for rect in region)
    assert marked < 0.15 * SIZE[0] * SIZE[1]


def test_the_picture_is_made_when_the_same_is_asked_for_twice(busy: PriceChart) -> None:
    kept = busy.scene.picture.kept
    before = kept.painted
    busy.plot.move_times(90)
    first = shown(busy)
    assert kept.painted == before + 1
    second = shown(busy)
    assert kept.painted == before + 2
    third = shown(busy)
    assert kept.painted == before + 2
    assert same(first, second)
    assert same(second, third)


def turn_green(chart: PriceChart) -> None:
    old = CANDLES[-6]
    chart.update_candle(replace(old, open=old.low, close=old.high))


def with_position(chart: PriceChart) -> None:
    totals = replace(GRID.totals, position=Decimal("0.3"), average_entry=LAST - 1)
    chart.set_grids([replace(GRID, totals=totals, risk=RiskView(liquidation_price=LAST - 2))])


def point_at_a_line(chart: PriceChart) -> None:
    at = chart.plot.pixel_map
    assert at is not None
    chart.scene.set_cursor(QPointF(300, at.y(float(GRID.lines[3]))))


def measure(chart: PriceChart) -> None:
    chart.scene.measure.drag(QPointF(200, 300), QPointF(400, 120), is_last=True)


CHANGES: dict[str, Callable[[PriceChart], object]] = {
    "a closed bar": turn_green,
    "a new bar": lambda chart: chart.update_candle(candle(COUNT, "2683", "2684", "2682", "2683.5")),
    "older bars": lambda chart: chart.set_candles([*random_candles(40, seed=3), *CANDLES[40:]]),
    "fewer bars": lambda chart: chart.set_candles(CANDLES[60:]),
    "the theme": lambda chart: chart.set_theme(LIGHT),
    "time zoom": lambda chart: chart.plot.zoom_times(0.7, chart.plot.times.high),
    "a pan": lambda chart: chart.plot.move_times(-600),
    "price zoom": lambda chart: chart.plot.zoom_prices(1.3),
    "a size": lambda chart: chart.resize(SIZE[0] + 80, SIZE[1] - 60),
    "the zone": lambda chart: chart.set_zone(timezone(timedelta(minutes=7))),
    "the scale of the volume": lambda chart: chart.update_candle(tick(LAST, "2000")),
    "an order": lambda chart: chart.set_grids([without_order(GRID, GRID.lines[2])]),
    "no grid": lambda chart: chart.set_grids([]),
    "a gap": lambda chart: chart.set_gaps([gap(100, 104), gap(120, 121)]),
    "a gap that is recovered": lambda chart: chart.set_gaps([gap(100, 104, recovered=True), gap(110, 115)]),
    "no gap": lambda chart: chart.set_gaps([]),
    "a real order": lambda chart: chart.set_account_orders([real_order(Side.SELL, str(LAST + 1))]),
    "no real order": lambda chart: chart.set_account_orders([]),
    "a line": lambda chart: setattr(chart, "line_mode", True),
    "logarithms": lambda chart: (chart.plot.zoom_prices(40), setattr(chart, "logarithmic", True)),
    "a position": with_position,
    "the mark price": lambda chart: chart.set_price(
        replace(price_view(LAST), mark=LAST - Decimal("1.5")), fresh=True
    ),
    "a fill": lambda chart: chart.add_fill(fill(999, Side.BUY, LAST, CANDLES[-30].open_time)),
    "a fill in the newest bar": lambda chart: chart.add_fill(
        fill(999, Side.BUY, LAST, CANDLES[-1].open_time)
    ),
    "other fills": lambda chart: chart.set_fills([fill(1, Side.BUY, LAST - 1, CANDLES[-40].open_time)]),
    "the line under the cursor": point_at_a_line,
    "a measure": measure,
    "the tick size": lambda chart: chart.plot.price_axis.set_steps(1.0, 0),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changes_is_seen_at_once_and_stays(
    busy: PriceChart, change: Callable[[PriceChart], object]
) -> None:
    before, screen_before = shown(busy), on_screen(busy)
    settle(busy)
    change(busy)
    screen = on_screen(busy)
    pictures = [shown(busy) for _ in range(3)]
    fresh = anew(busy)
    assert not same(before, fresh)
    assert not same(screen_before, screen)
    assert same(screen, fresh)
    assert all(same(picture, fresh) for picture in pictures)


def test_older_bars_put_before_the_others_come_into_the_picture(busy: PriceChart) -> None:
    busy.set_candles(CANDLES[100:])
    busy.plot.move_times(-600)
    for _ in range(3):
        assert shown(busy).pixelColor(*at_bar(busy, 90)).name() == DARK.chart
    busy.set_candles([*(replace(one, open=one.low, close=one.high) for one in CANDLES[:100]), *CANDLES[100:]])
    for _ in range(3):
        assert shown(busy).pixelColor(*at_bar(busy, 90)).name() == DARK.candle_up


def at_bar(chart: PriceChart, bar: int) -> tuple[int, int]:
    """A pixel in the body of a bar that is drawn from its low to its high, apart from lines."""
    chart.set_grids([])
    chart.set_account_orders([])
    low, high = float(CANDLES[bar].low), float(CANDLES[bar].high)
    x, y = place(chart, bar, low + (high - low) * 0.37)
    return int(x) - 1, int(y)


@pytest.mark.parametrize("ratio", [1.0, 2.0, 3.0])
def test_another_surface_gets_a_picture_of_its_own_pixels(busy: PriceChart, ratio: float) -> None:
    plain = shown(busy)
    kept = [shown(busy, ratio) for _ in range(3)]
    fresh = anew(busy, ratio)
    assert all(same(one, fresh) for one in kept)
    assert same(shown(busy), plain)


@pytest.mark.parametrize("ratio", [1.25, 1.5])
def test_on_a_fractional_surface_only_the_seam_to_the_axes_may_differ(busy: PriceChart, ratio: float) -> None:
    kept = [shown(busy, ratio) for _ in range(3)][-1]
    differing = (values(kept) != values(anew(busy, ratio))).any(axis=2)
    at = busy.plot.pixel_map
    assert at is not None
    right, bottom = int(at.width * ratio), int(at.height * ratio)
    differing[:, right - 1 : right + 2] = differing[bottom - 1 : bottom + 2, :] = False
    assert not differing.any()


def test_a_window_that_moves_to_a_finer_screen_is_laid_out_for_it(
    busy: PriceChart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(busy.plot, "devicePixelRatioF", lambda: 2.0)
    QApplication.sendEvent(busy.plot.viewport(), QEvent(QEvent.Type.DevicePixelRatioChange))
    at = busy.plot.pixel_map
    assert at is not None
    assert at.ratio == 2.0
    assert same(shown(busy, 2.0), anew(busy, 2.0))


def test_the_screen_is_right_after_any_row_of_changes(busy: PriceChart, qtbot: QtBot) -> None:
    chance = random.Random(11)
    price = LAST

    def trade() -> None:
        nonlocal price
        price += Decimal(chance.randint(-30, 30)) / 100
        busy.update_candle(tick(price, str(10 + chance.randint(0, 200))))
        mark = price + Decimal(chance.randint(-200, 200)) / 100
        busy.set_price(replace(price_view(price), mark=mark), fresh=chance.random() < 0.8)

    def point() -> None:
        where = QPointF(chance.uniform(0, 800), chance.uniform(0, 550))
        busy.scene.set_cursor(where if chance.random() < 0.8 else None)

    steps: list[Callable[[], object]] = [
        trade,
        trade,
        trade,
        point,
        point,
        lambda: busy.set_grids([without_order(GRID, chance.choice(GRID.lines))]),
        lambda: busy.set_gaps([gap(start := chance.uniform(30, 140), start + chance.uniform(0, 5))]),
        lambda: busy.set_account_orders([real_order(Side.BUY, str(price - chance.randint(-2, 2)))]),
        lambda: busy.add_fill(fill(chance.randint(1, 10**6), Side.BUY, price, CANDLES[-1].open_time)),
        lambda: busy.plot.move_times(chance.uniform(-300, 300)),
        lambda: busy.plot.show_range(prices=Span(float(price) - 4, float(price) + chance.uniform(2, 6))),
        lambda: busy.set_theme(chance.choice([DARK, LIGHT])),
        lambda: setattr(busy, "line_mode", chance.random() < 0.5),
        lambda: setattr(busy, "logarithmic", chance.random() < 0.5),
        lambda: with_position(busy),
        lambda: measure(busy) if chance.random() < 0.5 else busy.scene.measure.clear(),
    ]
    for number in range(120):
        settle(busy)
        for _ in range(chance.randint(1, 3)):
            chance.choice(steps)()
        assert same(on_screen(busy), anew(busy)), f"step {number}"
