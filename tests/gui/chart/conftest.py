"""A shown chart for each test."""

from datetime import UTC

import pyqtgraph
import pytest
from pytestqt.qtbot import QtBot

from engine import Interval
from gui.chart.price_chart import PriceChart
from gui.theme import DARK
from tests.fakes.chart_data import ETH, START
from tests.gui.chart.pixels import SIZE, Clock


@pytest.fixture(autouse=True)
def _no_mouse_move_is_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """pyqtgraph leaves out moves that come quickly after each other, as those of a test do."""
    monkeypatch.setitem(pyqtgraph.CONFIG_OPTIONS, "mouseRateLimit", 0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def chart(qtbot: QtBot, clock: Clock) -> PriceChart:
    """A shown, dark chart of 900 x 600 for one-minute candles, still empty."""
    widget = PriceChart(DARK, zone=UTC, clock=clock, wall_clock=lambda: START / 1e9 + 600)
    qtbot.addWidget(widget)
    widget.resize(*SIZE)
    widget.show()
    qtbot.waitExposed(widget)
    widget.set_instrument(ETH, Interval.M1)
    return widget
