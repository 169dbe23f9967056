"""The order book beside the chart, with the paper orders in it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from engine import BookView, Side
from gui.formatting import FRESH_SECONDS
from gui.panels.depth_panel import DepthPanel
from gui.panels.depth_rows import depth_rows, own_sizes
from gui.theme import DARK, LIGHT, Theme, mixed
from tests.fakes.chart_data import ETH, grid, order
from tests.gui.conftest import Kit

D = Decimal


def book(received_at: float = 0.0, levels: int = 10) -> BookView:
    bids = tuple((D(100) - D(number), D(number + 1)) for number in range(1, levels + 1))
    asks = tuple((D(100) + D(number), D(number + 1)) for number in range(1, levels + 1))
    return BookView("ETH_USDT_Perp", bids, asks, 0, received_at)


@pytest.fixture
def panel(qtbot: QtBot) -> DepthPanel:
    widget = DepthPanel()
    qtbot.addWidget(widget)
    widget.resize(220, 400)
    widget.show()
    return widget


def test_own_sizes_are_what_is_left_of_running_grids_here() -> None:
    orders = (
        order(1, Side.BUY, "99", filled="0.04"),
        order(2, Side.BUY, "99"),
        order(3, Side.SELL, "101"),
    )
    mine = replace(grid("90", "110", 11, "100"), open_orders=orders)
    stopped = replace(mine, running=False)
    elsewhere = replace(mine, instrument=replace(ETH, name="BTC_USDT_Perp"))
    assert own_sizes([mine, stopped, elsewhere], "ETH_USDT_Perp") == {
        (Side.BUY, D(99)): D("0.16"),
        (Side.SELL, D(101)): D("0.1"),
    }


def test_an_own_price_that_the_book_lacks_gets_a_row_of_its_own() -> None:
    own = {(Side.BUY, D("98.5")): D("0.1"), (Side.SELL, D(102)): D("0.2"), (Side.BUY, D(1)): D(9)}
    bids, asks = depth_rows(book(), own, 4)
    assert [(row.price, row.size, row.own) for row in bids] == [
        (99, 2, 0),
        (D("98.5"), 0, D("0.1")),
        (98, 3, 0),
        (97, 4, 0),
    ]
    assert [(row.price, row.own) for row in asks] == [(101, 0), (102, D("0.2")), (103, 0), (104, 0)]


def test_an_order_inside_the_spread_is_the_best_row() -> None:
    bids, _ = depth_rows(book(), {(Side.BUY, D(100)): D("0.1")}, 3)
    assert bids[0].price == 100


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_bars_are_as_long_as_their_sizes(panel: DepthPanel, theme: Theme) -> None:
    panel.show_theme(theme)
    panel.show_book(book(), {}, ETH, fresh=True)
    image = panel.grab().toImage()
    bid, ask = (mixed(colour, theme.panel, 0.14) for colour in (theme.buy, theme.sell))
    height = int(panel._row_height)
    middle = height * (1 + panel._room())
    bid_ends = [_length(image, middle + height * (row + 1) + 1, bid) for row in range(3)]
    ask_ends = [_length(image, middle - height * (row + 1) + 1, ask) for row in range(3)]
    assert bid_ends[0] < bid_ends[1] < bid_ends[2]
    assert ask_ends[0] < ask_ends[1] < ask_ends[2]


def _length(image: object, y: int, colour: str) -> int:
    return sum(image.pixelColor(x, y).name() == colour for x in range(image.width()))  # type: ignore[attr-defined]


def test_a_smaller_panel_shows_fewer_rows(panel: DepthPanel) -> None:
    panel.show_book(book(), {}, ETH, fresh=True)
    many = len(panel.rows[0])
    panel.resize(220, 160)
    assert 0 < len(panel.rows[0]) < many


def test_it_says_what_it_waits_for(panel: DepthPanel) -> None:
    assert panel.message == "Choose an instrument to see its order book."
    panel.show_book(None, {}, ETH, fresh=False)
    assert panel.message == "No order book yet. It comes with the market data."
    assert panel.accessibleDescription() == panel.message
    assert not panel.grab().isNull()


def test_it_is_read_out(panel: DepthPanel) -> None:
    panel.show_book(book(), {(Side.BUY, D(98)): D("0.1")}, ETH, fresh=True)
    assert panel.accessibleDescription() == (
        "Best bid 99.00, size 2. Best ask 101.00, size 2. You have orders at one price: 98.00."
    )


def test_an_old_book_is_dimmed_and_says_so(panel: DepthPanel) -> None:
    panel.show_book(book(), {}, ETH, fresh=True)
    fresh = panel.grab().toImage()
    assert panel._spread_text() == "Spread 2.00"
    panel.show_book(book(), {}, ETH, fresh=False)
    assert panel._spread_text() == "Spread 2.00, old"
    assert panel.grab().toImage() != fresh


def test_the_panel_follows_the_instrument_only_while_it_is_open(kit: Kit) -> None:
    kit.open()
    dock = kit.window.depth_panel.parentWidget()
    assert dock is not None
    assert not dock.isVisible()
    kit.desk.books["ETH_USDT_Perp"] = book(received_at=kit.clock.now)
    dock.show()
    kit.later(0.25)
    assert len(kit.window.depth_panel.rows[0]) > 2
    assert kit.window.depth_panel._spread_text() == "Spread 2.00"
    kit.later(FRESH_SECONDS + 1)
    assert kit.window.depth_panel._spread_text() == "Spread 2.00, old"
