"""The account's own orders are on the chart, quiet, and never to be taken for those of a paper grid."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtGui import QColor

from engine import Interval, Side
from gui.chart.account_orders import real_levels
from gui.chart.price_chart import PriceChart
from gui.theme import DARK, LIGHT, Theme, contrast
from tests.fakes.chart_data import ETH, grid, price_view, real_order
from tests.gui.chart.pixels import FOUR, line_row, picture

OTHER = replace(ETH, name="BTC_USDT_Perp")


@pytest.fixture
def chart(chart: PriceChart) -> PriceChart:
    """A chart with candles and a price."""
    chart.set_candles(FOUR)
    chart.set_price(price_view("105"), fresh=True)
    return chart


def row(chart: PriceChart, price: float) -> list[str]:
    """The colours of the row of a price, right of all labels."""
    image, y = picture(chart), line_row(chart, price)
    return [image.pixelColor(x, y).name() for x in range(300, 600)]


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_an_order_is_a_dotted_line_at_its_price(chart: PriceChart, theme: Theme) -> None:
    chart.set_theme(theme)
    chart.set_account_orders([real_order(Side.BUY, "107")])
    seen = row(chart, 107)
    assert seen.count(theme.line_real) == 100
    dots = "".join("x" if colour == theme.line_real else "." for colour in seen)
    assert "xx....xx....xx" in dots
    assert "xxx" not in dots
    beside = picture(chart)
    for y in (line_row(chart, 107) - 1, line_row(chart, 107) + 1):
        assert all(beside.pixelColor(x, y).name() != theme.line_real for x in range(300, 600))


def test_it_has_neither_colour_nor_pattern_of_a_paper_line(chart: PriceChart) -> None:
    chart.set_grids([grid("100", "110", 11, "105")])
    chart.set_account_orders([real_order(Side.BUY, "103.5"), real_order(Side.SELL, "106.5")])
    for price in (103.5, 106.5):
        seen = set(row(chart, price))
        assert DARK.line_real in seen
        assert not seen & {DARK.line_buy, DARK.line_sell, DARK.line_idle, DARK.line_reference}
    assert set(row(chart, 103)) == {DARK.line_buy}


def test_an_order_at_a_paper_line_leaves_that_as_it_is(chart: PriceChart) -> None:
    chart.set_grids([grid("100", "110", 11, "105")])
    chart.set_account_orders([real_order(Side.BUY, "103")])
    assert set(row(chart, 103)) == {DARK.line_buy}
    assert [text for _, text in chart.scene.real_labels.shown] == ["account ▲ BUY 0.5"]


def test_the_label_says_that_it_is_real_its_side_and_its_size(chart: PriceChart) -> None:
    chart.set_account_orders(
        [real_order(Side.BUY, "103"), real_order(Side.SELL, "107", "1.5", traded="0.25")]
    )
    labels = chart.scene.real_labels
    assert [text for _, text in labels.shown] == ["account ▼ SELL 1.25", "account ▲ BUY 0.5"]
    assert [place for place, _ in labels.shown] == [line_row(chart, 107), line_row(chart, 103)]
    image = picture(chart)
    box = labels.boundingRect()
    inks = {
        image.pixelColor(x, line_row(chart, 103) + down).name()
        for x in range(int(box.left()), int(box.right()))
        for down in range(-6, 7)
    }
    assert DARK.real in inks


def test_labels_stand_beside_those_of_paper_grids(chart: PriceChart) -> None:
    chart.set_account_orders([real_order(Side.BUY, "103")])
    alone = chart.scene.real_labels.boundingRect().left()
    chart.set_grids([grid("100", "110", 11, "105")])
    assert alone < 10
    assert chart.scene.real_labels.boundingRect().left() > chart.scene.labels.boundingRect().right()
    chart.set_grids([])
    assert chart.scene.real_labels.boundingRect().left() == alone


def test_the_price_axis_names_the_price(chart: PriceChart) -> None:
    chart.set_account_orders([real_order(Side.BUY, "103.25")])
    tags, _ = chart.plot.price_axis.shown()
    assert [(tag.text, tag.ink) for tag in tags] == [("103.25", DARK.real)]


def test_only_open_limit_orders_of_the_instrument_with_something_left_count() -> None:
    orders = [
        real_order(Side.BUY, "103"),
        real_order(Side.BUY, "103", "0.25"),
        real_order(Side.SELL, "103"),
        real_order(Side.BUY, None),
        real_order(Side.BUY, "101", instrument=OTHER),
        real_order(Side.BUY, "102", traded="0.5"),
        real_order(Side.BUY, "104", status="CANCELLED"),
        real_order(Side.BUY, "105", status="FILLED"),
        real_order(Side.BUY, "106", status="REJECTED"),
        real_order(Side.SELL, "107", status="PENDING"),
    ]
    assert [(one.price, one.side, one.size) for one in real_levels(orders, ETH.name)] == [
        (Decimal(107), Side.SELL, Decimal("0.5")),
        (Decimal(103), Side.BUY, Decimal("0.75")),
        (Decimal(103), Side.SELL, Decimal("0.5")),
    ]


def test_orders_of_other_instruments_are_never_drawn(chart: PriceChart) -> None:
    before = picture(chart)
    chart.set_account_orders([real_order(Side.BUY, "103", instrument=OTHER)])
    assert picture(chart) == before
    chart.set_account_orders([real_order(Side.BUY, "103")])
    assert picture(chart) != before
    chart.set_instrument(OTHER, Interval.M1)
    assert chart.scene.real_labels.shown == []
    assert not chart.scene.real_lines.levels
    chart.set_instrument(ETH, Interval.M1)
    chart.set_candles(FOUR)
    assert [text for _, text in chart.scene.real_labels.shown] == ["account ▲ BUY 0.5"]


def test_orders_do_not_move_the_view(chart: PriceChart) -> None:
    before = chart.plot.prices
    chart.set_account_orders([real_order(Side.BUY, "20"), real_order(Side.SELL, "900")])
    assert chart.plot.prices == before
    assert chart.scene.real_labels.shown == []


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_line_and_label_can_be_read_and_are_of_another_hue_than_buys_and_sells(theme: Theme) -> None:
    assert contrast(theme.line_real, theme.chart) >= 3
    assert contrast(theme.real, theme.chart) >= 4.5
    for colour in (theme.line_real, theme.real):
        for paper in (theme.line_buy, theme.line_sell, theme.buy, theme.sell):
            apart = abs(QColor(colour).hsvHue() - QColor(paper).hsvHue())
            assert min(apart, 360 - apart) > 40
