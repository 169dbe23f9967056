"""The records around the chart: what is kept is found again, shown with its reasons, and taken out as files."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine import (
    NS_PER_SECOND,
    DeskError,
    FillModel,
    FundingPaid,
    GridLiquidated,
    GridRevised,
    RoundTrip,
    Side,
    Trade,
    TradeId,
)
from gui.dialogs.fill_detail import FillDetail
from tests.fakes.fake_archive import FakeArchive
from tests.fakes.fake_desk import BTC, NO_TOTALS, START_NS, FakeDesk, exchange_down
from tests.fakes.record_values import past_grid, two_past_grids
from tests.gui.conftest import Kit

HOUR = 3600 * NS_PER_SECOND
NAME = "ETH_USDT_Perp"


def start_grid(kit: Kit, instrument: str = NAME) -> None:
    kit.desk.trade_at(instrument, "3160.00")
    kit.tasks.spawn(kit.desk.start_grid(kit.desk.sample_grid(instrument)), name="start")
    kit.tick()


@pytest.fixture
def keeping(make_kit: Callable[..., Kit]) -> Kit:
    """A window on a desk that keeps what happens: grids 1 and 2 are of an earlier session."""
    kit = make_kit()
    kit.desk.archive = two_past_grids()
    return kit


def fill_words(kit: Kit) -> list[tuple[int, int]]:
    return [(row.grid_id, row.fill.fill_id) for row in kit.window.fills.shown()]


def messages(kit: Kit) -> list[str]:
    return [message.text for message in kit.window.messages.rows()]


def test_what_earlier_sessions_kept_is_shown_newest_first_and_read_page_by_page(keeping: Kit) -> None:
    keeping.open()
    keeping.tasks.step()
    archive = keeping.desk.archive
    assert archive is not None
    window = keeping.window
    assert [row.grid_id for row in window.grids.shown()] == [2, 1]
    assert fill_words(keeping)[:2] == [(1, 450), (1, 449)]
    assert archive.rows_read <= 230
    assert window.fills.total == 480
    window.fills.fetchMore()
    keeping.tasks.step()
    while window.fills.canFetchMore(window.fills.index(-1, -1)):
        window.fills.fetchMore()
        keeping.tasks.step()
    assert fill_words(keeping) == [
        *((1, number) for number in range(450, 0, -1)),
        *((2, number) for number in range(30, 0, -1)),
    ]
    assert archive.rows_read == 480


def test_grids_of_another_environment_are_not_mixed_in(keeping: Kit) -> None:
    archive = keeping.desk.archive
    assert archive is not None
    archive.kept.append(past_grid(9, environment="prod"))
    keeping.open()
    keeping.tasks.step()
    assert [row.grid_id for row in keeping.window.grids.rows()] == [1, 2]


def test_an_archive_that_cannot_be_read_is_said_and_can_be_asked_again(keeping: Kit, qtbot: QtBot) -> None:
    archive = keeping.desk.archive
    assert archive is not None
    archive.error = DeskError("the journal cannot be read: disk I/O error")
    keeping.open()
    assert "disk I/O error" in keeping.window.notice.text
    archive.error = None
    qtbot.mouseClick(keeping.window.notice.action_button, Qt.MouseButton.LeftButton)
    keeping.tasks.step()
    assert [row.grid_id for row in keeping.window.grids.shown()] == [2, 1]


def test_the_sums_and_the_actions_follow_the_grids(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    panel = kit.window.grids_panel
    assert not panel.table.shows_table
    start_grid(kit)
    start_grid(kit, BTC.name)
    kit.desk.views[1] = replace(kit.desk.views[1], totals=replace(NO_TOTALS, total=Decimal("1.5")))
    kit.desk.views[2] = replace(kit.desk.views[2], totals=replace(NO_TOTALS, total=Decimal(-4)))
    kit.bench.records.refresh()
    assert panel.sums.text().startswith("2 grids, 2 running")
    assert "total −2.5000 USDT" in panel.sums.text()
    # the newest is chosen until the user chooses another one
    assert panel.chosen is not None
    assert panel.chosen.grid_id == 2
    panel.choose(1)
    assert panel.stop_action.isEnabled()
    kit.tasks.spawn(kit.desk.stop_grid(1), name="stop")
    kit.tick()
    for _ in range(6):
        kit.tick()
    assert not panel.stop_action.isEnabled()
    assert panel.again_action.isEnabled()


def test_start_again_makes_a_draft_and_starts_nothing(keeping: Kit) -> None:
    keeping.open()
    keeping.tasks.step()
    keeping.window.grids_panel.choose(1)
    keeping.window.grids_panel.again_action.trigger()
    archive = keeping.desk.archive
    assert archive is not None
    assert keeping.bench.grids.drafts.state is not None
    assert keeping.bench.grids.drafts.state.spec == archive.kept[0].spec
    assert not keeping.desk.views


def test_a_past_grid_comes_into_the_chart_with_lines_and_fills_and_goes_again(keeping: Kit) -> None:
    keeping.open()
    keeping.tasks.step()
    chart, panel, archive = keeping.chart, keeping.window.grids_panel, keeping.desk.archive
    assert archive is not None
    before = list(chart.fills)
    panel.choose(1)
    panel.show_action.trigger()
    keeping.tasks.step()
    assert chart.past_grid is not None
    assert (chart.past_grid.grid_id, len(chart.past_grid.lines)) == (1, archive.kept[0].spec.levels)
    assert chart.fills == [*before, *archive.fills_of[1][-1000:]]
    chart.fill_clicked.emit(archive.fills_of[1][-1])
    card = keeping.bench.records.fills.card
    assert card is not None
    assert card.windowTitle().startswith(f"Fill {archive.fills_of[1][-1].fill_id} of grid 1")

    assert panel.show_action.iconText() == "Hide in chart"
    panel.show_action.trigger()
    assert chart.past_grid is None
    assert chart.fills == before
    assert panel.show_action.iconText() == "Show in chart"


def test_a_past_grid_that_cannot_be_read_is_said(keeping: Kit) -> None:
    keeping.open()
    keeping.tasks.step()
    assert keeping.desk.archive is not None
    keeping.desk.archive.error = DeskError("the disk is gone")
    keeping.window.grids_panel.choose(1)
    keeping.window.grids_panel.show_action.trigger()
    keeping.tasks.step()
    assert "the disk is gone" in keeping.window.notice.text


def test_equal_fills_of_two_grids_are_told_apart_by_which_was_clicked(kit: Kit) -> None:
    kit.open()
    start_grid(kit)
    start_grid(kit)
    kit.desk.fill(1, 7)
    kit.tick()
    fill = kit.desk.views[1].fills[-1]
    kit.desk.views[2] = replace(kit.desk.views[2], fills=(fill._replace(),))
    kit.bench.records.fills.show_chart_fill(kit.desk.views[2].fills[0])
    card = kit.bench.records.fills.card
    assert card is not None
    assert "of grid 2" in card.windowTitle()


def test_a_round_trip_has_its_prices_and_its_percentage(kit: Kit) -> None:
    kit.open()
    start_grid(kit)
    trip = RoundTrip(
        *(1, Side.SELL, Decimal("0.1"), Decimal(1), Decimal("-0.01"), START_NS, START_NS + 1),
        Decimal(300),
    )
    old = replace(trip, exit_time=START_NS + 2, cost=None)
    view = kit.desk.views[1]
    kit.desk.views[1] = replace(view, trips=(trip, old), totals=replace(NO_TOTALS, round_trips=2))
    kit.desk.fill(1, 7)
    kit.tick()
    columns = {column.title: column for column in kit.window.trips.columns}
    newest, first = kit.window.trips.shown()
    shown = [columns[title].text(first) for title in ("Bought at", "Sold at", "Fees", "Net %")]
    assert shown == ["2,990.00", "3,000.00", "rebate 0.0100", "+0.337 %"]
    assert [columns[title].text(newest) for title in ("Bought at", "Sold at", "Net %")] == ["–"] * 3
    assert columns["Sold at"].export(newest) == ""


def test_a_grid_of_another_instrument_is_turned_to_before_it_is_edited(kit: Kit) -> None:
    kit.open()
    start_grid(kit, BTC.name)
    asked: list[tuple[int, str]] = []
    kit.window.grid_panel.edit_requested.connect(
        lambda number: asked.append((number, kit.bench.market.instrument.name))
    )
    kit.window.grids_panel.choose(1)
    kit.window.grids_panel.edit_action.trigger()
    assert asked == [(1, BTC.name)]


def test_a_click_on_a_fill_leads_to_its_place_and_opens_its_card(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    start_grid(kit)
    fill = kit.desk.fill(1, 7, trade="73808531-1")._replace(
        model=FillModel.QUEUE,
        queue_ahead=Decimal("12.5"),
        queue_ahead_after=Decimal(0),
        printed_size=Decimal(14),
    )
    kit.desk.views[1] = replace(kit.desk.views[1], fills=(fill,))
    trades = [
        Trade(NAME, fill.time + offset, TradeId(73808531 + offset, 1), fill.price, Decimal(14), False)
        for offset in (-1, 0, 1)
    ]
    kit.desk.tape = tuple(trades)
    kit.bench.records.refresh()
    view = kit.window.fills_panel.view
    place = view.visualRect(kit.window.fills.index(0, 1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    span = kit.chart.plot.times
    assert span.low < fill.time / NS_PER_SECOND < span.high
    card = kit.bench.records.fills.card
    assert card is not None
    assert card.isVisible()
    assert not card.isModal()
    assert card.reason == (
        "A trade of 14.00 ETH came to 3,159.00: it used up the 12.50 ETH that were ahead in the queue, "
        "and 0.10 ETH of the rest filled this order."
    )
    assert card.evidence("trade") == "73808531-1"
    assert card.evidence("queue") == "12.50 ETH → 0.00 ETH"
    assert card.evidence("model") == "queue"
    assert [row.causes for row in card.tape.shown()] == [False, True, False]
    assert card.status == ""


def test_the_card_says_when_the_tape_cannot_be_read_and_keeps_the_evidence(kit: Kit) -> None:
    kit.open()
    start_grid(kit)
    fill = kit.desk.fill(1, 7)
    kit.tick()
    kit.desk.refuse["trades_around"] = exchange_down()
    kit.bench.records.fills.show_chart_fill(fill)
    card = kit.window.findChild(FillDetail)
    assert card is not None
    assert "the exchange does not answer" in card.status
    assert card.evidence("trade") == "1000-1"


def test_a_paused_journal_stays_on_screen_until_it_writes_again(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    notice = kit.window.journal_notice
    assert not notice.isVisible()
    kit.desk.pause_journal("No space is left on the device")
    kit.tick()
    assert "No space is left on the device." in notice.text
    qtbot.mouseClick(notice.action_button, Qt.MouseButton.LeftButton)
    assert ("try_journal_again",) in kit.desk.calls
    assert notice.isVisible()
    kit.desk.resume_journal()
    kit.tick()
    assert not notice.isVisible()
    assert [text for text in messages(kit) if "journal writes again" in text]


def test_a_database_that_was_set_aside_is_said(make_kit: Callable[..., Kit]) -> None:
    desk = FakeDesk()
    desk.notice = "The journal was damaged and is kept as gridwell.db.damaged-1; a new one was begun."
    kit = make_kit(desk)
    kit.open()
    assert "gridwell.db.damaged-1" in kit.window.notice.text


def test_what_befalls_a_grid_is_narrated(kit: Kit) -> None:
    kit.open()
    kit.desk.tell(GridRevised(START_NS, 3, NAME))
    kit.desk.tell(FundingPaid(START_NS, 3, NAME, Decimal("0.01"), Decimal("-1.25")))
    kit.desk.tell(FundingPaid(START_NS, 3, NAME, Decimal("-0.01"), Decimal("1.25")))
    kit.desk.tell(GridLiquidated(START_NS, 3, NAME, Decimal("2999.5")))
    kit.tick()
    assert messages(kit)[-4:] == [
        "Grid 3 was changed; its position stays.",
        "Grid 3 paid 1.2500 of funding at 0.01 %.",
        "Grid 3 received 1.2500 of funding at -0.01 %.",
        "Grid 3 was liquidated at 2999.5: its equity fell to the maintenance margin.",
    ]
    assert "liquidated" in kit.window.notice.text


def test_the_performance_of_a_kept_grid_has_its_curve(keeping: Kit) -> None:
    keeping.open()
    for _ in range(5):
        keeping.tasks.step()
    panel = keeping.window.performance_panel
    assert panel.grids.count() == 2
    keeping.bench.records.performance.choose(1)
    for _ in range(10):
        keeping.tasks.step()
    assert panel.total == "+1.0000"
    assert panel.plot.bars[-1].close == 1199
    assert len(panel.plot.bars) > 100


def test_the_running_grid_is_shown_first_and_grows_its_curve(kit: Kit) -> None:
    kit.open()
    start_grid(kit)
    assert kit.bench.records.performance.chosen == 1
    kit.desk.fill(1, 7)
    kit.tick()
    assert kit.window.performance_panel.total == "+0.0003"


def test_more_round_trips_than_a_view_holds_are_read_from_what_is_kept(kit: Kit) -> None:
    kit.desk.archive = FakeArchive()
    kit.open()
    start_grid(kit)
    trips = tuple(
        RoundTrip(1, Side.BUY, Decimal("0.1"), Decimal(1), Decimal(0), START_NS, START_NS + number)
        for number in range(50)
    )
    kit.desk.archive.trips_of[1] = trips
    view = kit.desk.views[1]
    kit.desk.views[1] = replace(view, trips=trips[-10:], totals=replace(NO_TOTALS, round_trips=50))
    kit.desk.fill(1, 7)
    kit.tick()
    for _ in range(3):
        kit.tasks.step()
    assert [row.number for row in kit.window.trips.shown()] == list(range(50, 0, -1))


def test_columns_are_remembered_between_runs(kit: Kit, make_kit: Callable[..., Kit]) -> None:
    kit.open()
    kit.window.orders_panel.view.setColumnHidden(2, True)
    kit.window.orders_panel.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    kit.settings.set_columns(kit.bench.records.columns())
    kit.settings.save()
    again = make_kit()
    header = again.window.orders_panel.view.horizontalHeader()
    assert again.window.orders_panel.view.isColumnHidden(2)
    assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (0, Qt.SortOrder.AscendingOrder)
