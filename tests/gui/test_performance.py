"""What a grid's numbers mean in words, and the panel that shows them."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from engine import Drawdown, EquityCurve, FillModel, GridTotals, Identity, RiskView
from gui.panels.equity_plot import EquityPlot
from gui.panels.model_range import ModelRange
from gui.panels.performance_panel import Performance, PerformancePanel
from gui.performance_words import difference_text, identity_text, range_text
from gui.theme import DARK
from tests.fakes.fake_desk import ETH, NO_TOTALS, START_NS

SECOND = 1_000_000_000

LOSING = replace(
    NO_TOTALS,
    grid_profit=Decimal("18.20"),
    realized=Decimal("20.00"),
    unrealized=Decimal("-22.30"),
    fees=Decimal("1.50"),
    funding=Decimal("-0.30"),
    total=Decimal("-4.10"),
)
BOTH = Identity(
    matched=Decimal("19.90"),
    closed=Decimal(0),
    floating=Decimal("-22.20"),
    realized=Decimal("20.00"),
    unrealized=Decimal("-22.30"),
)


def amounts(sentence: str) -> list[Decimal]:
    words = sentence.replace("−", "-").replace(",", " ").replace(":", " ").split()
    found = []
    for word in words:
        try:
            found.append(Decimal(word.rstrip(".")))
        except ArithmeticError:
            continue
    return found


def test_the_range_names_the_three_models() -> None:
    totals = {
        FillModel.THROUGH: Decimal("9.8"),
        FillModel.QUEUE: Decimal("12.4"),
        FillModel.TOUCH: Decimal("15.1"),
    }
    assert range_text(totals) == "queue +12.40, touch +15.10, through +9.80"


def test_the_sentence_says_what_stands_between_grid_profit_and_total() -> None:
    sentence = difference_text(LOSING, BOTH)
    assert sentence == (
        "The total is 22.30 below the grid profit of +18.20: −22.20 on what is still open, "
        "+0.2000 in fees and parts of unfinished round trips, −0.3000 of funding."
    )
    difference, profit, *parts = amounts(sentence)
    assert profit == LOSING.grid_profit
    assert sum(parts) == LOSING.total - LOSING.grid_profit == -difference


@pytest.mark.parametrize(
    ("totals", "identity", "begins"),
    [
        (NO_TOTALS, None, "Total and grid profit are the same"),
        (replace(LOSING, total=Decimal("18.20")), BOTH, "Total and grid profit are the same"),
        (replace(LOSING, total=Decimal(20)), BOTH, "The total is 1.80 above the grid profit of +18.20"),
    ],
)
def test_the_sentence_begins_with_the_direction(
    totals: GridTotals, identity: Identity | None, begins: str
) -> None:
    assert difference_text(totals, identity).startswith(begins)


def test_the_two_ledgers_stand_beside_each_other() -> None:
    assert identity_text(BOTH) == (
        "✓ matched +19.9000 + floating −22.2000 = realized +20.0000 + unrealized −22.3000, checked"
    )
    assert "closed +1.0000" in identity_text(replace(BOTH, closed=Decimal(1), realized=Decimal(21)))
    assert identity_text(replace(BOTH, matched=Decimal(0))).startswith("✕")
    assert "defect" in identity_text(replace(BOTH, matched=Decimal(0)))


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[PerformancePanel]:
    panel = PerformancePanel()
    qtbot.addWidget(panel)
    panel.resize(900, 200)
    panel.show()
    yield panel
    panel.close()


def performance(**changes: object) -> Performance:
    shown = Performance(
        instrument=ETH,
        totals=LOSING,
        ran=90 * SECOND,
        gaps=2,
        unrecovered_gaps=0,
        model=FillModel.QUEUE,
        range={FillModel.QUEUE: Decimal("-4.1"), FillModel.TOUCH: Decimal(3)},
        identity=BOTH,
        drawdown=Drawdown(Decimal(1010), Decimal(990), START_NS, START_NS + SECOND),
        risk=RiskView(capital=Decimal(1000), equity=Decimal("995.9"), liquidation_price=Decimal("2500.5")),
    )
    return replace(shown, **changes)


def test_the_panel_shows_all_of_it(panel: PerformancePanel) -> None:
    panel.show_performance(performance())
    assert panel.total == "−4.1000"
    assert panel.sentence == difference_text(LOSING, BOTH)
    assert panel.identity == identity_text(BOTH)
    assert panel.range.text == "queue −4.10, touch +3.00"
    figures = ("fees", "funding", "drawdown", "gaps", "ran", "equity", "liquidation")
    assert [panel.figure(name) for name in figures] == [
        "1.5000",
        "−0.3000",
        "−20.0000 (−1.98 %)",
        "2",
        "1 min 30 s",
        "995.90",
        "2,500.50",
    ]


def test_unrecovered_gaps_and_no_capital_are_said(panel: PerformancePanel) -> None:
    panel.show_performance(performance(unrecovered_gaps=1, risk=RiskView(), range={}))
    assert panel.figure("gaps") == "▲ 1 not recovered"
    assert panel.figure("drawdown") == "−20.0000"
    assert panel.figure("equity") == "–"
    assert not panel.range.isVisible()


def test_a_grid_is_chosen_by_the_user_only(panel: PerformancePanel) -> None:
    chosen: list[int] = []
    panel.grid_chosen.connect(chosen.append)
    panel.offer_grids([(2, "Grid 2"), (1, "Grid 1")], 2)
    panel.offer_grids([(3, "Grid 3"), (2, "Grid 2"), (1, "Grid 1")], 2)
    assert panel.grids.currentText() == "Grid 2"
    assert not chosen
    panel.grids.setCurrentIndex(2)
    assert chosen == [1]


def test_the_curve_is_painted_with_its_falls_shaded_and_described(qtbot: QtBot) -> None:
    curve = EquityCurve()
    for number in range(3000):
        curve.add(START_NS + number * SECOND, Decimal(number % 500) - number // 10)
    plot = EquityPlot()
    qtbot.addWidget(plot)
    plot.resize(500, 160)
    plot.show_theme(DARK)
    plot.show_curve(curve.bars, curve.drawdown)
    assert len(plot.bars) <= 1000
    image = plot.grab().toImage()
    colours = {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
    }
    assert len(colours) > 4
    assert QColor(DARK.accent).name() in colours or any(
        QColor(colour).blue() > QColor(colour).red() + 60 for colour in colours
    )
    assert "highest" in plot.accessibleDescription()
    plot.show_curve((), None)
    plot.show_words("Nothing yet.")
    assert plot.grab().toImage() != image


def test_equal_totals_and_narrow_bars_can_be_painted(qtbot: QtBot) -> None:
    bar = ModelRange()
    qtbot.addWidget(bar)
    for width in (60, 200, 700):
        bar.resize(width, bar.sizeHint().height())
        bar.show_range(dict.fromkeys(FillModel, Decimal(5)), FillModel.QUEUE)
        assert not bar.grab().isNull()
