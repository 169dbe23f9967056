"""What changes many times a second touches little, and is never stale: in tables, beside them and behind other tabs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from engine import NS_PER_SECOND, EquityCurve, GridView, Order, RoundTrip, Side
from gui.models.columns import RowFilter
from gui.models.fills import FillRow, FillsModel
from gui.models.grids import GridsModel, row_of_past
from gui.models.orders import OrdersModel
from gui.models.rows import INSERTED_APART, RowsModel
from gui.pace import Pace
from gui.panels.draft_offer import Suggestion
from gui.panels.equity_shape import EquityShape
from gui.panels.seen import is_seen
from gui.panels.steady_label import SteadyLabel
from gui.panels.tables import TablePanel
from tests.fakes.fake_desk import BTC, ETH, NO_TOTALS, START_NS
from tests.fakes.record_values import SPEC, fill_row, order_row, past_grid
from tests.fakes.stepped import FakeClock
from tests.gui.conftest import Kit


class Mirror:
    """The rows of a model as one knows them who only reads what the model's signals tell to have changed."""

    def __init__(self, model: RowsModel[Any]) -> None:
        self.model = model
        self.rows: list[Any] = list(model.shown())
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.dataChanged.connect(self._changed)
        model.layoutChanged.connect(self._all)
        model.modelReset.connect(self._all)

    def _inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.rows[first:first] = self.model.shown()[first : last + 1]

    def _removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        del self.rows[first : last + 1]

    def _changed(self, first: QModelIndex, last: QModelIndex, _roles: object = None) -> None:
        self.rows[first.row() : last.row() + 1] = self.model.shown()[first.row() : last.row() + 1]

    def _all(self) -> None:
        self.rows = list(self.model.shown())


def view(grid_id: int, orders: tuple[Order, ...]) -> GridView:
    return GridView(
        grid_id=grid_id,
        spec=SPEC,
        instrument=ETH,
        running=True,
        started_at=START_NS,
        reference=Decimal(3160),
        lines=(),
        open_orders=orders,
        fills=(),
        totals=NO_TOTALS,
        gaps=0,
        unrecovered_gaps=0,
    )


def assert_as_freshly_filled(model: OrdersModel, grids: list[GridView]) -> None:
    """The same cells as of a new model that was told of nothing else, up to the order of rows that sort alike."""
    fresh = OrdersModel()
    fresh.filter = model.filter
    fresh.sort(model._sort_column or 0, _order(descending=model._descending))
    fresh.show_grids(grids)
    key = model.columns[model._sort_column or 0].sort_key
    assert [key(row) for row in model.shown()] == [key(row) for row in fresh.shown()]
    assert sorted(model.shown(), key=lambda row: row.key) == sorted(fresh.shown(), key=lambda row: row.key)
    assert sorted(model.rows(), key=lambda row: row.key) == sorted(fresh.rows(), key=lambda row: row.key)


def _order(*, descending: bool) -> Qt.SortOrder:
    return Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder


@pytest.mark.parametrize("seed", range(12))
def test_orders_after_any_updates_are_as_if_freshly_filled(seed: int) -> None:
    random = Random(seed)
    model = OrdersModel()
    model.sort(OrdersModel.PRICE_COLUMN, Qt.SortOrder.DescendingOrder)
    mirror = Mirror(model)
    orders: dict[int, dict[int, Order]] = {number: {} for number in range(1, 4)}
    views = {number: view(number, ()) for number in orders}
    next_id = 1
    for _ in range(60):
        for number in random.sample(sorted(orders), random.randrange(4)):
            mine = dict(orders[number])
            for gone in random.sample(sorted(mine), min(len(mine), random.choice((0, 1, 2, 15)))):
                del mine[gone]
            for changed in random.sample(sorted(mine), min(len(mine), random.choice((0, 1, 3)))):
                mine[changed] = mine[changed]._replace(
                    filled=mine[changed].filled + Decimal("0.01"), price=Decimal(random.randrange(3140, 3180))
                )
            for _ in range(random.choice((0, 1, 2, 20))):
                side = random.choice(list(Side))
                price = str(random.randrange(3140, 3180))
                mine[next_id] = order_row(next_id, price, side=side).order
                next_id += 1
            if mine != orders[number]:
                orders[number] = mine
                views[number] = replace(views[number], open_orders=tuple(mine.values()))
        shown = [one for number, one in views.items() if number != 3 or random.random() < 0.8]
        model.show_grids(shown)
        assert mirror.rows == list(model.shown())
        match random.randrange(6):
            case 0:
                column = random.choice((0, OrdersModel.PRICE_COLUMN, 8))
                model.sort(column, _order(descending=random.random() < 0.5))
            case 1:
                chosen = random.choice(({}, {"side": Side.BUY}, {"grid": 2}))
                model.set_filter(RowFilter.of(random.choice(("", "", "3,15")), chosen))
        assert mirror.rows == list(model.shown())
        assert_as_freshly_filled(model, shown)


def test_an_order_that_is_the_same_object_is_not_looked_at() -> None:
    model = OrdersModel()
    mirror = Mirror(model)
    one, other = order_row(1).order, order_row(2, "3161").order
    model.show_grids([view(1, (one, other))])
    before = model.rows()
    told: list[QModelIndex] = []
    model.dataChanged.connect(lambda first, *_: told.append(first.row()))
    moved = other._replace(filled=Decimal("0.05"))
    model.show_grids([view(1, (one, moved))])
    assert told == [1]
    assert model.rows()[0] is before[0]
    assert [row.order for row in mirror.rows] == [one, moved]


def test_rows_that_are_gone_cannot_go_again(qtmodeltester: ModelTester) -> None:
    model = GridsModel()
    model.show([row_of_past(past_grid(1)), row_of_past(past_grid(2))])
    model.change([1], [row_of_past(past_grid(3))])
    assert [row.grid_id for row in model.rows()] == [2, 3]
    with pytest.raises(KeyError):
        model.change([1], [])
    model.clear()
    model.show([row_of_past(past_grid(2))])
    qtmodeltester.check(model)
    assert [row.grid_id for row in model.shown()] == [2]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("column", [0, 2])
def test_fills_that_come_out_of_order_go_where_they_belong(seed: int, column: int) -> None:
    random = Random(seed)
    model = FillsModel()
    model.sort(column, Qt.SortOrder.DescendingOrder)
    mirror = Mirror(model)
    numbers = {1: 0, 2: 0, 3: 0}
    moment = START_NS
    for _ in range(20):
        rows: list[FillRow] = []
        for _ in range(random.choice((1, 3, 4 * INSERTED_APART))):
            grid = random.choice(sorted(numbers))
            numbers[grid] += 1
            moment += random.choice((0, 0, 1))
            price = str(random.randrange(3150, 3170))
            fill = fill_row(numbers[grid], price, time=moment - random.choice((0, 0, 2))).fill
            rows.append(FillRow(grid, ETH, fill))
        model.add(rows)
        key = model.columns[column].sort_key
        assert list(model.shown()) == sorted(model.rows(), key=key, reverse=True)
        assert mirror.rows == list(model.shown())
    assert len(model.shown()) == sum(numbers.values())


def test_the_newest_fills_of_several_grids_come_in_one_piece() -> None:
    model = FillsModel()
    told: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: told.append((first, last)))
    model.layoutChanged.connect(lambda: pytest.fail("arranged anew"))
    for moment in range(3):
        model.add(
            [
                FillRow(grid, ETH, fill_row(number, time=START_NS + number).fill)
                for number in range(10 * moment + 1, 10 * moment + 11)
                for grid in (1, 2, 3)
            ]
        )
    assert told == [(0, 29)] * 3


@pytest.fixture
def orders_panel(qtbot: QtBot) -> TablePanel:
    panel = TablePanel("Orders", OrdersModel(), empty="None.", sort_column=OrdersModel.PRICE_COLUMN)
    qtbot.addWidget(panel)
    return panel


def test_a_selection_stays_on_its_rows_while_others_come_and_go(orders_panel: TablePanel) -> None:
    model = orders_panel.model
    assert isinstance(model, OrdersModel)
    orders = tuple(order_row(number, str(3100 + number)).order for number in range(1, 30))
    model.show_grids([view(1, orders)])
    orders_panel.select_only(10)
    (chosen,) = orders_panel.selected_rows()
    kept = tuple(order for order in orders if order.order_id % 3 or order is chosen.order)
    new = tuple(order_row(100 + number, str(3090 + 3 * number)).order for number in range(20))
    model.show_grids([view(1, kept + new)])
    assert orders_panel.selected_rows() == [chosen]


def trips(count: int, grid: int) -> tuple[RoundTrip, ...]:
    return tuple(
        RoundTrip(1, Side.BUY, Decimal("0.1"), Decimal(grid), Decimal(0), START_NS, START_NS + number)
        for number in range(count)
    )


def test_round_trips_of_several_grids_are_added_once_each(kit: Kit) -> None:
    kit.open()
    for name in (ETH.name, BTC.name):
        kit.desk.trade_at(name, "3160.00")
        kit.tasks.spawn(kit.desk.start_grid(replace(SPEC, instrument=name)), name="start")
    kit.tick()
    assert len(kit.desk.views) == 2
    for count in (3, 14, 40):
        for number, held in ((1, 12), (2, 40)):
            every = trips(count, number)
            totals = replace(NO_TOTALS, round_trips=count)
            kit.desk.views[number] = replace(kit.desk.views[number], trips=every[-held:], totals=totals)
        kit.bench.records.tables._grids_changed(kit.desk.grids())
    shown = [(row.trip.exit_time - START_NS, row.grid_id, row.number) for row in kit.window.trips.shown()]
    assert shown == sorted(shown, reverse=True)
    assert [number for _, grid, number in shown if grid == 2] == list(range(40, 0, -1))
    # of more than a view holds and nothing keeps, the newest are there
    assert [number for _, grid, number in shown if grid == 1][:12] == list(range(40, 28, -1))


def test_fills_that_come_thick_and_fast_are_all_in_the_table_soon(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    kit.tasks.spawn(kit.desk.start_grid(SPEC), name="start")
    kit.tick()
    for order in range(1, 7):
        kit.desk.fill(1, order)
        kit.tick()
    fills = kit.window.fills
    assert len(fills.shown()) < 6
    qtbot.waitUntil(lambda: [row.number for row in fills.shown()] == [6, 5, 4, 3, 2, 1])


def test_the_last_price_of_a_burst_is_in_the_bar_soon(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    last = kit.window.top_bar.last
    for price in ("3161.00", "3162.00", "3163.00"):
        kit.desk.trade_at(ETH.name, price)
        kit.tick()
    assert kit.chart.price[0].last == Decimal("3163.00")
    assert last.text.startswith("3,160.00")
    qtbot.waitUntil(lambda: last.text == "3,163.00 ▲")


def test_a_pace_works_at_once_then_in_steps_and_forgets_nothing(qtbot: QtBot) -> None:
    clock, parent, worked = FakeClock(), QObject(), []
    pace = Pace(lambda: worked.append(clock.now), 0.02, clock, parent)
    pace.soon()
    assert len(worked) == 1
    pace.soon()
    pace.soon()
    assert len(worked) == 1
    qtbot.waitUntil(lambda: len(worked) == 2)
    clock.now += 1
    pace.soon()
    assert len(worked) == 3
    pace.soon()
    (timer,) = pace.findChildren(QTimer)
    assert timer.isActive()
    pace.stop()
    assert not timer.isActive()
    assert len(worked) == 3


@pytest.fixture
def steady(qtbot: QtBot) -> Iterator[tuple[QWidget, SteadyLabel, list[QEvent.Type]]]:
    window = QWidget()
    qtbot.addWidget(window)
    label = SteadyLabel("100.00")
    label.name("Last")
    row = QHBoxLayout(window)
    row.addWidget(label)
    row.addStretch(1)
    asked: list[QEvent.Type] = []

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
            if event.type() is QEvent.Type.LayoutRequest:
                asked.append(event.type())
            return False

    watch = Watch(window)
    window.installEventFilter(watch)
    window.resize(300, 40)
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: label.width() >= label.sizeHint().width())
    QCoreApplication.sendPostedEvents()
    asked.clear()
    yield window, label, asked
    window.close()


def test_a_steady_label_asks_for_room_only_when_it_was_never_as_wide(
    steady: tuple[QWidget, SteadyLabel, list[QEvent.Type]], qtbot: QtBot
) -> None:
    _, label, asked = steady
    width = label.width()
    for text in ("200.00", "3.00", "100.01"):
        label.show_text(text)
    QCoreApplication.sendPostedEvents()
    assert not asked
    assert (label.text(), label.width()) == ("100.01", width)
    label.show_text("1,000,000.00")
    qtbot.waitUntil(lambda: label.width() > width)
    assert asked
    assert label.width() >= label.findChild(QLabel).sizeHint().width()
    label.reset_width()
    label.show_text("1.00")
    label.reset_width()
    qtbot.waitUntil(lambda: label.width() < width)


def test_a_steady_label_shows_one_text_in_one_role(
    steady: tuple[QWidget, SteadyLabel, list[QEvent.Type]],
) -> None:
    _, label, _ = steady
    for text, role in (("1", "up"), ("2", "down"), ("2", "up"), ("3", "up"), ("3", ""), ("4", "down")):
        label.show_text(text, role)
        (seen,) = [one for one in label.findChildren(QLabel) if one.isVisible()]
        assert (seen.text(), seen.property("role"), seen.accessibleName()) == (text, role, "Last")
        assert seen.geometry() == label.rect()
        assert (label.text(), label.role) == (text, role)
    font = label.font()
    font.setPointSizeF(2 * font.pointSizeF())
    height = label.sizeHint().height()
    label.setFont(font)
    assert label.sizeHint().height() > height


def test_what_is_behind_another_tab_is_shown_when_it_comes_to_the_front(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    kit.tasks.spawn(kit.desk.start_grid(SPEC), name="start")
    kit.tick()
    panel, grids = kit.window.performance_panel, kit.window.grids_panel
    qtbot.waitUntil(lambda: is_seen(kit.window.fills_panel))
    assert panel.isVisible()
    assert not is_seen(panel)

    def labels(widget: QWidget) -> list[str]:
        return [label.text() for label in widget.findChildren(QLabel)]

    def say(total: str) -> None:
        totals = replace(NO_TOTALS, total=Decimal(total))
        kit.desk.views[1] = replace(kit.desk.views[1], totals=totals)
        kit.bench.records.performance.show_grids(kit.desk.grids())

    say("77.25")
    assert "+77.2500" not in labels(kit.window)
    assert not [text for text in labels(grids) if "+77.2500" in text]
    raise_dock(panel)
    qtbot.waitUntil(lambda: "+77.2500" in labels(kit.window))
    say("78.5")
    assert "+78.5000" in labels(kit.window)
    raise_dock(grids)
    qtbot.waitUntil(lambda: any("total +78.5000 USDT" in text for text in labels(grids)))
    say("79")
    assert any("total +79.0000 USDT" in text for text in labels(grids))
    raise_dock(panel)
    qtbot.waitUntil(lambda: "+79.0000" in labels(kit.window))


def raise_dock(widget: QWidget) -> None:
    dock = widget.parentWidget()
    while not isinstance(dock, QDockWidget):
        assert dock is not None
        dock = dock.parentWidget()
    dock.raise_()


def test_an_unseen_curve_is_described_when_it_is_seen(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    kit.tasks.spawn(kit.desk.start_grid(SPEC), name="start")
    kit.tick()
    plot = kit.window.performance_panel.plot
    qtbot.waitUntil(lambda: is_seen(kit.window.fills_panel))
    assert plot.bars
    assert not plot.accessibleDescription()
    raise_dock(kit.window.performance_panel)
    qtbot.waitUntil(lambda: plot.accessibleDescription().startswith("From "))


@pytest.mark.parametrize("seed", range(6))
def test_a_curve_that_was_followed_has_the_shape_of_a_new_one(seed: int) -> None:
    random = Random(seed)
    followed, curve, total = EquityShape(), EquityCurve(), Decimal(0)
    moment = START_NS
    for _ in range(3000):
        moment += random.choice((0, 1, 40)) * NS_PER_SECOND
        total += Decimal(random.randrange(-100, 101)) / 100
        curve.add(moment, total)
        if random.random() < 0.02:
            # a shorter and another one in between, as when the user turns to another grid
            followed.follow(random.choice((curve.bars, curve.bars[:5], curve.bars[3:], ())))
            fresh = EquityShape()
            followed.follow(curve.bars)
            fresh.follow(curve.bars)
            assert followed.closes == fresh.closes
            assert followed.falls == fresh.falls


def test_a_form_that_was_emptied_is_filled_again(kit: Kit) -> None:
    kit.open()
    panel = kit.window.grid_panel
    kit.desk.trade_at(ETH.name, "3161.00")
    kit.tick()
    for _ in range(2):
        assert not panel.is_drafting
        panel.offer.suggestion_asked.emit(Suggestion.AROUND)
        assert panel.is_drafting
        assert panel.form.field("upper").text
        assert panel.start_button.isVisible()
        assert not panel.offer.isVisible()
        panel.discard_requested.emit()
        assert panel.form.field("upper").text == ""
        assert panel.offer.isVisible()
        assert not panel.start_button.isVisible()


def test_waiting_words_come_and_go(make_kit: Callable[..., Kit]) -> None:
    offer = make_kit().window.grid_panel.offer
    for words in ("Waiting…", "", "", "Waiting…", ""):
        offer.show_waiting(words)
        assert offer.draw_button.isEnabled() == (not words)
        assert offer.words == (words or "Draw the range in the chart. Nothing runs until you start it.")
