"""What is taken over from one view of the grids to the next is never out of date.

A chart that went through many changes shows, pixel by pixel and word by word, what a new chart shows that was only
told the end; and what changes nothing in view is not painted.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC
from decimal import Decimal

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from engine import Fill, GridView, Intent, Interval, Order, PriceView, RiskView, Side
from gui.chart.levels import grid_levels
from gui.chart.price_chart import PriceChart
from gui.chart.ranges import Span
from gui.theme import DARK, LIGHT
from tests.fakes.chart_data import (
    ETH,
    START,
    fill,
    grid,
    order,
    price_view,
    random_candles,
    to_tick,
    without_order,
)
from tests.gui.chart.pixels import same

CANDLES = random_candles(150)
LAST = CANDLES[-1].close
GRID = grid(to_tick(LAST - 3), to_tick(LAST + 3), 61, LAST)


def on_screen(chart: PriceChart) -> QImage:
    for _ in range(3):
        QApplication.processEvents()
    return chart.screen().grabWindow(chart.winId()).toImage()


def words_of(chart: PriceChart) -> tuple[object, ...]:
    """All texts that stand at lines."""
    scene, axis = chart.scene, chart.plot.price_axis
    return (
        [(row, text) for row, _, text in scene.labels.shown],
        [(box.getRect(), word) for box, word in scene.words.shown],
        axis.shown(),
        scene.card.lines,
    )


class Market:
    """Everything that a chart is told, which changes at random."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.grids: list[GridView] = [
            replace(GRID, grid_id=1),
            replace(grid(to_tick(LAST - 5), to_tick(LAST + 5), 41, LAST), grid_id=2),
        ]
        self.past: GridView | None = None
        self.fills: list[Fill] = []
        self.price = price_view(LAST)

    def trade(self) -> None:
        chance = self.chance
        last = LAST + Decimal(chance.randint(-150, 150)) / 100
        mark = last + Decimal(chance.randint(-90, 90)) / 100 if chance.random() < 0.8 else None
        self.price = replace(price_view(last), mark=mark)

    def orders(self) -> None:
        which = self.chance.randrange(len(self.grids))
        view = self.grids[which]
        orders = list(view.open_orders)
        for _ in range(self.chance.randint(1, 4)):
            self._change(view, orders)
        position = Decimal(self.chance.randint(-2, 2)) / 10
        totals = replace(view.totals, position=position, average_entry=self.price.last or LAST)
        risk = RiskView(liquidation_price=self.chance.choice([None, LAST - 2, LAST - 40]))
        self.grids[which] = replace(view, open_orders=tuple(orders), totals=totals, risk=risk)

    def _change(self, view: GridView, orders: list[Order]) -> None:
        chance, at = self.chance, self.chance.randrange(len(orders)) if orders else 0
        match chance.randrange(4):
            case 0 if orders:
                del orders[at]
            case 1 if orders:
                orders[at] = orders[at]._replace(filled=Decimal(chance.randint(1, 9)) / 100)
            case 2:
                # any side anywhere, so that both sides wait at some prices, and some wait beside the lines
                price = chance.choice(view.lines) + Decimal(chance.choice(["0", "0", "0", "0.01"]))
                side, intent = (
                    chance.choice([Side.BUY, Side.SELL]),
                    chance.choice([Intent.ENTRY, Intent.EXIT]),
                )
                orders.append(order(chance.randint(1000, 10**6), side, price, intent=intent))
            case _:
                chance.shuffle(orders)

    def running(self) -> None:
        which = self.chance.randrange(len(self.grids))
        self.grids[which] = replace(self.grids[which], running=not self.grids[which].running)

    def lines(self) -> None:
        away = Decimal(self.chance.randint(2, 7))
        self.grids[0] = grid(to_tick(LAST - away), to_tick(LAST + 3), self.chance.randint(5, 80), LAST)

    def history(self) -> None:
        self.past = self.chance.choice([None, self.grids[-1]])

    def filled(self) -> None:
        price = LAST + self.chance.randint(-12, 12)
        opened = CANDLES[self.chance.randrange(len(CANDLES))].open_time
        side = self.chance.choice([Side.BUY, Side.SELL])
        self.fills.append(fill(len(self.fills) + 1, side, price, opened))

    def tell(self, chart: PriceChart, *, fresh: bool) -> None:
        """Tell a chart how things are; one that is not ``fresh`` knows of earlier fills."""
        if fresh:
            chart.set_fills(self.fills)
        else:
            for one in self.fills[len(chart.scene.fills.fills) :]:
                chart.add_fill(one)
        chart.scene.set_past_grid(self.past)
        chart.set_grids(self.grids)
        chart.set_price(self.price, fresh=True)


@contextmanager
def another(chart: PriceChart, theme: object) -> Iterator[PriceChart]:
    """A new chart as large as the first."""
    made = PriceChart(
        LIGHT if theme is LIGHT else DARK,
        zone=UTC,
        clock=lambda: 1000.0,
        wall_clock=lambda: START / 1e9 + 600,
    )
    made.resize(chart.size())
    made.show()
    made.set_instrument(ETH, Interval.M1)
    made.set_candles(CANDLES)
    made.logarithmic = chart.logarithmic
    made.follow = chart.follow
    QApplication.processEvents()
    try:
        yield made
    finally:
        made.close()
        made.deleteLater()


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_changes_the_screen_is_that_of_a_new_chart(chart: PriceChart, seed: int) -> None:
    market, theme = Market(seed), DARK
    chance = market.chance
    chart.set_candles(CANDLES)
    market.tell(chart, fresh=False)

    def move() -> None:
        chart.plot.move_times(chance.uniform(-1500, 1500))

    def zoom() -> None:
        low = float(LAST) - chance.uniform(0.2, 9)
        chart.plot.show_range(prices=Span(low, low + chance.uniform(1, 12)))

    def colours() -> None:
        nonlocal theme
        theme = chance.choice([DARK, LIGHT])
        chart.set_theme(theme)

    def scale() -> None:
        chart.logarithmic = chance.random() < 0.3

    usual = [market.trade, market.orders, market.orders, market.filled]
    rare = [market.running, market.lines, market.history, move, zoom, colours, scale]
    for number in range(25):
        for _ in range(chance.randint(1, 3)):
            chance.choice(usual)()
            market.tell(chart, fresh=False)
            if chance.random() < 0.4:
                # what is painted here and there is taken over by what follows
                QApplication.processEvents()
        if chance.random() < 0.6:
            chance.choice(rare)()
        market.tell(chart, fresh=False)
        screen = on_screen(chart)
        with another(chart, theme) as new:
            new.plot.price_is_manual = True
            market.tell(new, fresh=True)
            QApplication.processEvents()
            across, up = chart.plot.view.viewRange()
            new.plot.view.setRange(xRange=across, yRange=up, padding=0)
            assert new.plot.pixel_map == chart.plot.pixel_map
            assert words_of(chart) == words_of(new), f"step {number}"
            assert same(screen, on_screen(new)), f"step {number}"


def test_lines_taken_over_are_those_of_the_view_alone() -> None:
    market = Market(5)
    known = {view.grid_id: grid_levels(view) for view in market.grids}
    for _ in range(200):
        market.chance.choice([market.orders] * 12 + [market.lines])()
        for view in market.grids:
            taken, alone = grid_levels(view, known[view.grid_id]), grid_levels(view)
            assert taken.levels == alone.levels
            assert np.array_equal(taken.prices, alone.prices)
            assert np.array_equal(taken.states, alone.states)
            assert (taken.reference, taken.lower, taken.upper) == (alone.reference, alone.lower, alone.upper)
            assert taken.view is view
            known[view.grid_id] = taken


def test_a_line_without_news_keeps_its_level() -> None:
    before = grid_levels(GRID)
    after = grid_levels(without_order(GRID, GRID.lines[7]), before)
    changed = [index for index, level in enumerate(after.levels) if level is not before.levels[index]]
    assert changed == [7]
    assert after.prices is before.prices


class Paints(QObject):
    """Counts how often a widget paints."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() is QEvent.Type.Paint
        return False


@pytest.fixture
def quiet(chart: PriceChart) -> PriceChart:
    """A chart with a grid and a price that has painted all it has."""
    chart.set_candles(CANDLES)
    chart.set_price(price_view(LAST), fresh=True)
    chart.set_grids([GRID])
    chart.plot.price_is_manual = True
    chart.plot.show_range(prices=Span(float(LAST) - 1, float(LAST) + 1))
    for _ in range(3):
        chart.plot.viewport().update()
        QApplication.processEvents()
    return chart


def paints_after(chart: PriceChart, change: object) -> int:
    paints = Paints(chart)
    chart.plot.viewport().installEventFilter(paints)
    assert callable(change)
    change()
    for _ in range(3):
        QApplication.processEvents()
    chart.plot.viewport().removeEventFilter(paints)
    return paints.count


def with_average_entry(price: Decimal) -> GridView:
    return replace(GRID, totals=replace(GRID.totals, position=Decimal("0.3"), average_entry=price))


def test_what_happens_outside_the_view_is_not_painted(quiet: PriceChart) -> None:
    far = without_order(GRID, GRID.lines[1])
    assert paints_after(quiet, lambda: quiet.set_grids([far])) == 0
    beyond = fill(1, Side.BUY, LAST - 20, CANDLES[-10].open_time)
    assert paints_after(quiet, lambda: quiet.add_fill(beyond)) == 0
    assert paints_after(quiet, lambda: quiet.set_price(price_view(LAST), fresh=True)) == 0
    near = without_order(far, GRID.lines[33])
    assert paints_after(quiet, lambda: quiet.set_grids([near])) > 0


def test_an_average_entry_that_moves_by_less_than_a_pixel_leaves_the_picture(quiet: PriceChart) -> None:
    at = quiet.plot.pixel_map
    assert at is not None
    entry = LAST - Decimal("0.5")
    quiet.set_grids([with_average_entry(entry)])
    QApplication.processEvents()
    painted = quiet.scene.picture.kept.painted
    moved = entry + Decimal(at.price(at.line_top(float(entry)) + 0.5)).quantize(Decimal("1e-9")) - entry
    quiet.set_grids([with_average_entry(moved)])
    QApplication.processEvents()
    assert quiet.scene.picture.kept.painted == painted
    assert [line.price for line in quiet.scene.positions.lines] == [float(moved)]


def test_a_fill_outside_the_view_is_there_when_the_view_comes_to_it(quiet: PriceChart) -> None:
    before, here = on_screen(quiet), quiet.plot.times
    at = quiet.plot.pixel_map
    assert at is not None
    # Qt may paint nothing between a move and the move back
    quiet.plot.show_range(Span(here.low - 36000, here.high - 36000))
    quiet.add_fill(fill(1, Side.BUY, LAST, CANDLES[-30].open_time))
    quiet.plot.show_range(here)
    assert quiet.plot.pixel_map == at
    assert not same(before, on_screen(quiet))


def test_the_word_at_the_mark_price_takes_the_colours_of_another_theme(quiet: PriceChart) -> None:
    price: PriceView = replace(price_view(LAST), mark=LAST + Decimal("0.4"))
    quiet.set_price(price, fresh=True)
    quiet.set_theme(LIGHT)
    (word,) = (word for _, word in quiet.scene.words.shown if word.price == float(LAST + Decimal("0.4")))
    assert word.ink == LIGHT.accent


def test_a_mark_price_that_yields_its_place_leaves_nothing_behind(quiet: PriceChart) -> None:
    at = quiet.plot.pixel_map
    assert at is not None
    quiet.set_grids([])
    steps = [at.price(at.y(float(LAST)) + pixels) for pixels in range(-45, 46, 5)]
    for number, mark in enumerate(steps + steps[::-1]):
        moved = replace(price_view(LAST), mark=Decimal(mark).quantize(Decimal("0.01")))
        quiet.set_price(moved, fresh=True)
        screen = on_screen(quiet)
        quiet.plot.viewport().update()
        assert same(screen, on_screen(quiet)), f"step {number}"
