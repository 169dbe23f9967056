"""What the line of a grid under the cursor tells, and the lines of the grid's position."""

from dataclasses import replace
from datetime import UTC
from decimal import Decimal

from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from engine import FillModel, GridView, RiskView, RoundTrip, Side
from gui.chart.grid_overlay import GridLines
from gui.chart.level_story import describe_level
from gui.chart.levels import grid_levels
from gui.chart.price_chart import PriceChart
from gui.theme import DARK
from tests.fakes.chart_data import START, candle, fill, grid, order
from tests.gui.chart.hands import hover
from tests.gui.chart.pixels import line_row, picture, row_has, with_grid

SECOND = 10**9
GRID = grid("100", "110", 11, "105")


def story(view: GridView, price: str, now: int = START) -> list[str]:
    levels = grid_levels(view).levels
    level = next(level for level in levels if level.price == Decimal(price))
    return describe_level(view, level, now, UTC)


def trip(cell: int, gross: str, fees: str) -> RoundTrip:
    return RoundTrip(cell, Side.BUY, Decimal("0.1"), Decimal(gross), Decimal(fees), START, START + SECOND)


def test_a_line_tells_what_waits_and_for_how_long() -> None:
    lines = story(GRID, "103", START + 75 * SECOND)
    assert lines[0] == "Grid 1 · ▲ BUY 0.1 at 103.00 · entry"
    assert lines[1] == "Order 4 waits for 1 min 15 s"
    assert lines[2:] == ["No round trip yet", "No fill here yet"]


def test_a_line_tells_its_round_trips_profit_and_fills() -> None:
    view = replace(
        GRID,
        trips=(trip(3, "0.10", "0.01"), trip(3, "0.10", "0.02"), trip(7, "9", "0")),
        fills=(fill(1, Side.BUY, "103.00", START), fill(2, Side.BUY, "103", START + 60 * SECOND)),
    )
    lines = story(view, "103")
    assert "Round trips: 2, profit +0.1700 USDT" in lines
    assert "Fills here: 2, the newest at 2025-10-09 08:55:00" in lines


def test_a_part_filled_order_tells_how_much_and_the_queue_ahead_of_it() -> None:
    part = order(9, Side.BUY, "103", filled="0.04", cell=3)._replace(queue_ahead=Decimal("12.5"))
    lines = story(replace(GRID, open_orders=(part,)), "103")
    assert lines[0] == "Grid 1 · ▲ BUY 0.06 at 103 · entry"
    assert "0.04 of 0.1 filled" in lines
    assert "Ahead of it in the queue: 12.5" in lines


def test_an_unknown_queue_is_said_only_where_the_queue_decides() -> None:
    queued = replace(GRID, spec=replace(GRID.spec, fill_model=FillModel.QUEUE))
    assert any("not known" in line for line in story(queued, "103"))
    assert not any("queue" in line for line in story(GRID, "103"))


def test_a_line_without_an_order_says_so_and_keeps_its_history() -> None:
    view = replace(GRID, fills=(fill(1, Side.SELL, "105", START, cell=5),), trips=(trip(5, "1", "0"),))
    lines = story(view, "105")
    assert lines[0] == "Grid 1 · no order at 105.00"
    assert "Round trips: 1, profit +1.0000 USDT" in lines


def test_hovering_a_line_shows_its_card_and_makes_it_stronger(chart: PriceChart, qtbot: QtBot) -> None:
    with_grid(chart)
    row = line_row(chart, 102)
    hover(chart, qtbot, QPoint(400, row + 1))
    assert chart.scene.card.lines[0] == "Grid 1 · ▲ BUY 0.1 at 102.00 · entry"
    image = picture(chart)
    for beside in (row - 1, row + 1):
        assert row_has(image, beside, DARK.text, 100, 390)
    hover(chart, qtbot, QPoint(400, row + 12))
    assert not chart.scene.card.lines
    assert chart.scene.highlight.price is None


def test_the_label_of_a_line_tells_too(chart: PriceChart, qtbot: QtBot) -> None:
    with_grid(chart)
    hover(chart, qtbot, QPoint(30, line_row(chart, 102) + 7))
    assert chart.scene.card.lines[0].startswith("Grid 1 · ▲ BUY 0.1 at 102")


def test_among_crowded_lines_only_labels_tell(chart: PriceChart, qtbot: QtBot) -> None:
    chart.set_candles([candle(index, "104", "106", "104", "105") for index in range(5)])
    chart.set_grids([grid("100", "110", 201, "105")])
    row, level, _ = chart.scene.labels.shown[2]
    hover(chart, qtbot, QPoint(400, int(row)))
    assert not chart.scene.card.lines
    hover(chart, qtbot, QPoint(30, int(row)))
    assert f"at {level.price}" in chart.scene.card.lines[0]


def test_the_card_stays_on_the_chart(chart: PriceChart, qtbot: QtBot) -> None:
    with_grid(chart)
    at = chart.plot.pixel_map
    assert at is not None
    hover(chart, qtbot, QPoint(int(at.width) - 5, line_row(chart, 100)))
    box = chart.scene.card.boundingRect()
    assert chart.scene.card.lines
    assert box.right() <= at.width
    assert box.bottom() <= at.height


def test_of_two_grids_the_nearest_line_counts(chart: PriceChart) -> None:
    with_grid(chart)
    chart.set_grids([GRID, replace(grid("100.4", "109.4", 10, "105"), grid_id=2)])
    lines: GridLines = chart.scene.lines
    found = lines.line_at(line_row(chart, 101.4), 3)
    assert found is not None
    assert found[0].grid_id == 2
    assert {text[:3] for _, _, text in chart.scene.labels.shown} == {"#1 ", "#2 "}


def with_position(average: str, liquidation: str | None, position: str = "0.3") -> GridView:
    totals = replace(GRID.totals, position=Decimal(position), average_entry=Decimal(average))
    price = None if liquidation is None else Decimal(liquidation)
    return replace(GRID, totals=totals, risk=RiskView(liquidation_price=price))


def test_average_entry_and_liquidation_have_lines_words_and_prices(chart: PriceChart) -> None:
    with_grid(chart)
    chart.set_grids([with_position("103.5", "100.5")])
    image = picture(chart)
    assert row_has(image, line_row(chart, 103.5), DARK.text, 100, 500)
    for thick in (0, 1):
        assert row_has(image, line_row(chart, 100.5) + thick, DARK.error, 100, 500)
    words = {word.text for _, word in chart.scene.words.shown}
    assert {"average entry · +0.3", "liquidation", "reference"} == words
    tags, _ = chart.plot.price_axis.shown()
    assert {"103.50", "100.50"} <= {tag.text for tag in tags}


def test_a_flat_grid_has_neither(chart: PriceChart) -> None:
    with_grid(chart)
    chart.set_grids([with_position("0", None, "0")])
    assert {word.text for _, word in chart.scene.words.shown} == {"reference"}


def test_words_without_room_are_left_out_but_lines_never(chart: PriceChart) -> None:
    with_grid(chart)
    chart.set_grids([with_position("105.05", "105.1", "-0.3")])
    assert [word.text for _, word in chart.scene.words.shown] == ["liquidation"]
    image = picture(chart)
    assert row_has(image, line_row(chart, 105.05), DARK.text, 100, 500)


def test_of_several_grids_each_word_says_whose_it_is(chart: PriceChart) -> None:
    with_grid(chart)
    other = replace(grid("100.4", "109.4", 10, "107"), grid_id=2)
    chart.set_grids([with_position("103.5", "100.5"), other])
    words = {word.text for _, word in chart.scene.words.shown}
    assert {"grid 1 · liquidation", "grid 1 · average entry · +0.3", "grid 2 · reference"} <= words


def test_a_label_says_how_much_of_a_part_filled_order_is_left(chart: PriceChart) -> None:
    with_grid(chart)
    chart.set_grids([replace(GRID, open_orders=(order(1, Side.BUY, "103", filled="0.03"),))])
    assert [text for _, _, text in chart.scene.labels.shown] == ["▲ BUY 0.07 of 0.1"]
