"""Where trades were missing is shaded: quietly when they were recovered, unmistakably when not."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from engine import Interval
from gui.chart.price_chart import PriceChart
from gui.theme import DARK, LIGHT, Theme, contrast
from tests.fakes.chart_data import ETH, candle, gap, grid, random_candles
from tests.gui.chart.pixels import FIRST, picture

COUNT = 120
OTHER = replace(ETH, name="BTC_USDT_Perp")
THEMES = [pytest.param(DARK, id="dark"), pytest.param(LIGHT, id="light")]
FREE_ROW = 36
"""A row between the legend and the candles."""


@pytest.fixture
def chart(chart: PriceChart) -> PriceChart:
    """A chart with candles."""
    chart.set_candles(random_candles(COUNT))
    return chart


def column(chart: PriceChart, bar: float) -> int:
    at = chart.plot.pixel_map
    assert at is not None
    return round(at.x(FIRST + 60 * bar))


def row_colours(chart: PriceChart, left: int, right: int, row: int = FREE_ROW) -> list[str]:
    image = picture(chart)
    return [image.pixelColor(x, row).name() for x in range(left, right)]


def colours(image: QImage, columns: range) -> set[str]:
    return {image.pixelColor(x, y).name() for x in columns for y in range(image.height())}


@pytest.mark.parametrize("theme", THEMES)
def test_a_recovered_stretch_is_tinted_from_its_start_to_its_end(chart: PriceChart, theme: Theme) -> None:
    chart.set_theme(theme)
    chart.set_gaps([gap(60, 80, recovered=True)])
    left, right = column(chart, 60), column(chart, 80)
    inside = set(row_colours(chart, left, right))
    assert theme.gap_recovered in inside
    assert inside <= {theme.gap_recovered, theme.chart_grid}
    assert theme.gap_recovered not in row_colours(chart, 0, left) + row_colours(chart, right, right + 60)
    assert not colours(picture(chart), range(left, right)) & {
        theme.gap_edge,
        theme.gap_hatch,
        theme.gap_missing,
    }


@pytest.mark.parametrize("theme", THEMES)
def test_an_unrecovered_stretch_is_hatched_between_edges_and_named(chart: PriceChart, theme: Theme) -> None:
    chart.set_theme(theme)
    chart.set_gaps([gap(50, 80)])
    left, right = column(chart, 50), column(chart, 80)
    row = row_colours(chart, left - 1, right + 1)
    assert row[0] != theme.gap_edge == row[1]
    assert row[-1] != theme.gap_edge == row[-2]
    assert {theme.gap_hatch, theme.gap_missing} <= set(row[2:-2])
    at = chart.plot.pixel_map
    assert at is not None
    (label,) = chart.scene.gap_labels.labels(at)
    assert label.text == "trades missing"
    assert left < label.middle < right
    written = row_colours(chart, left, right, int(at.height) - 12)
    assert theme.warning in written
    assert theme.label in written


@pytest.mark.parametrize("theme", THEMES)
def test_both_kinds_can_be_told_apart_and_candles_read_on_them(theme: Theme) -> None:
    assert contrast(theme.gap_edge, theme.chart) >= 3
    assert contrast(theme.gap_edge, theme.gap_recovered) >= 3
    assert contrast(theme.warning, theme.label) >= 4.5
    for ground in (theme.gap_recovered, theme.gap_missing):
        assert contrast(theme.candle_up, ground) >= 3
        assert contrast(theme.candle_down, ground) >= 3
    assert contrast(theme.gap_recovered, theme.chart) < 1.5


@pytest.mark.parametrize("recovered", [True, False])
@pytest.mark.parametrize("zoom", [1.0, 1.7, 20.0])
def test_a_stretch_shorter_than_a_pixel_still_shows(chart: PriceChart, recovered: bool, zoom: float) -> None:
    chart.plot.zoom_times(zoom, chart.plot.times.high)
    chart.set_gaps([gap(70, 70.02, recovered=recovered)])
    middle = column(chart, 70.01)
    wanted = DARK.gap_recovered if recovered else DARK.gap_edge
    row = row_colours(chart, middle - 6, middle + 6)
    assert row.count(wanted) >= 2
    shaded = [colour in {wanted, DARK.gap_missing, DARK.gap_hatch} for colour in row]
    assert sum(shaded) == 3


def test_the_candles_and_lines_stand_before_the_shading(chart: PriceChart) -> None:
    chart.set_grids([grid("2670", "2690", 11, "2680")])
    without = picture(chart)
    chart.set_gaps([gap(0, COUNT)])
    shaded = picture(chart)
    kept = {DARK.candle_up, DARK.candle_down, DARK.line_buy, DARK.line_sell, DARK.volume_up}
    points = [
        (x, y)
        for x in range(120, 640, 3)
        for y in range(60, 520, 3)
        if without.pixelColor(x, y).name() in kept
    ]
    assert len(points) > 500
    assert all(shaded.pixelColor(x, y) == without.pixelColor(x, y) for x, y in points)


def test_gaps_of_other_instruments_are_not_drawn(chart: PriceChart) -> None:
    before = picture(chart)
    chart.set_gaps([gap(40, 60, instrument=OTHER)])
    assert picture(chart) == before
    chart.set_instrument(OTHER, Interval.M1)
    chart.update_candle(candle(COUNT - 1, "100", "110", "90", "105", instrument=OTHER))
    assert DARK.gap_edge in row_colours(chart, 0, 800, 100)
    chart.set_instrument(ETH, Interval.M1)
    chart.set_candles(random_candles(COUNT))
    assert DARK.gap_edge not in row_colours(chart, 0, 800, 100)


def test_a_gap_that_is_recovered_later_turns_quiet(chart: PriceChart) -> None:
    chart.set_gaps([gap(40, 60)])
    assert DARK.gap_edge in row_colours(chart, 0, 800)
    chart.set_gaps([gap(40, 60, recovered=True)])
    seen = row_colours(chart, 0, 800)
    assert DARK.gap_edge not in seen
    assert DARK.gap_recovered in seen
    chart.set_gaps([])
    assert set(row_colours(chart, 0, 800)) <= {DARK.chart, DARK.chart_grid}


def test_gaps_close_together_share_a_label(chart: PriceChart) -> None:
    chart.set_gaps([gap(20, 21), gap(24, 25), gap(26, 26.5), gap(90, 91), gap(30, 31, recovered=True)])
    at = chart.plot.pixel_map
    assert at is not None
    labels = chart.scene.gap_labels.labels(at)
    assert [label.text for label in labels] == ["trades missing ×3", "trades missing"]
    assert labels[0].middle + labels[0].width / 2 < labels[1].middle - labels[1].width / 2


def test_labels_stay_on_the_plot_area_and_apart_at_any_zoom(chart: PriceChart) -> None:
    chart.set_gaps([gap(bar, bar + 0.5) for bar in range(0, COUNT, 3)])
    for zoom in (1.0, 0.3, 0.5, 30.0):
        chart.plot.zoom_times(zoom, chart.plot.times.high)
        at = chart.plot.pixel_map
        assert at is not None
        labels = chart.scene.gap_labels.labels(at)
        seen = sum(1 for left, right in chart.scene.gaps.missing_bands(at) if right > left)
        assert sum(label.count for label in labels) == seen
        edges = [edge for one in labels for edge in (one.middle - one.width / 2, one.middle + one.width / 2)]
        assert edges == sorted(edges)
        assert not edges or (edges[0] >= 0 and edges[-1] <= at.width)


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (gap(6, 8.5, trades=1431), "Trades missing, not recovered: 09:00:00 – 09:02:30 UTC, 1,431 trades"),
        (gap(6, 7, trades=None), "Trades missing, not recovered: 09:00:00 – 09:01:00 UTC, number unknown"),
        (gap(6, 7, trades=1, recovered=True), "Recovered: 09:00:00 – 09:01:00 UTC, 1 trade"),
        (
            gap(6, 6 + 24 * 60, trades=2, recovered=True),
            "Recovered: 2025-10-09 09:00:00 – 2025-10-10 09:00:00 UTC, 2 trades",
        ),
    ],
)
def test_a_gap_is_described_in_one_line(chart: PriceChart, one: object, text: str) -> None:
    assert chart.scene.gaps.describe(one) == text  # type: ignore[arg-type]


def test_the_description_uses_the_charts_zone(chart: PriceChart) -> None:
    chart.set_zone(timezone(timedelta(hours=2)))
    assert "11:00:00 – 11:01:00 UTC+2" in chart.scene.gaps.describe(gap(6, 7))


def test_the_cursor_over_a_gap_tells_about_it(chart: PriceChart) -> None:
    chart.set_gaps([gap(60, 61, trades=5), gap(55, 80, trades=9, recovered=True)])
    legend = chart.scene.legend
    chart.scene.set_cursor(QPointF(column(chart, 70), 300))
    assert legend.note.startswith("Recovered:")
    chart.scene.set_cursor(QPointF(column(chart, 60.5), 300))
    assert legend.note.startswith("Trades missing, not recovered:")
    assert "5 trades" in legend.note
    assert DARK.warning in colours(picture(chart).copy(0, 0, 840, 50), range(840))
    chart.set_gaps([gap(60, 61, trades=5, recovered=True)])
    assert legend.note.startswith("Recovered:")
    chart.scene.set_cursor(QPointF(column(chart, 30), 300))
    assert legend.note == ""
    assert DARK.warning not in colours(picture(chart).copy(0, 0, 840, 50), range(840))


def test_a_narrow_gap_can_be_found_with_the_mouse(chart: PriceChart) -> None:
    chart.set_gaps([gap(60, 60.01, trades=5)])
    for beside in (-3, 0, 3):
        chart.scene.set_cursor(QPointF(column(chart, 60) + beside, 300))
        assert "5 trades" in chart.scene.legend.note
    chart.scene.set_cursor(QPointF(column(chart, 60) + 8, 300))
    assert chart.scene.legend.note == ""


def test_a_note_without_room_at_the_side_stands_below(chart: PriceChart, qtbot: QtBot) -> None:
    chart.set_gaps([gap(0, COUNT)])
    chart.scene.set_cursor(QPointF(200, 300))
    tall = chart.scene.legend.boundingRect().height()
    chart.resize(1600, 600)
    qtbot.waitUntil(lambda: chart.plot.pixel_map is not None and chart.plot.pixel_map.width > 1400)
    assert chart.scene.legend.boundingRect().height() < tall
