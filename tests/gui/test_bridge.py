"""The bridge: bursts are merged, nothing is lost, and it ticks only when there is something to tell."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from engine import (
    Candle,
    ConnectionState,
    Endpoint,
    ErrorReported,
    Fill,
    GapFound,
    Intent,
    Liquidity,
    OrderFilled,
    Recovering,
    Side,
    Trade,
    TradeId,
    TradePrinted,
)
from gui.bridge import BUSY_FRAMES, FRAME_MS, PRICE_ONLY_FRAMES, SPARE, Bridge, single_shot_timer
from tests.fakes.fake_desk import START_NS, FakeDesk
from tests.fakes.stepped import SteppedTasks
from tests.gui.conftest import HandTimer

ETH, BTC = "ETH_USDT_Perp", "BTC_USDT_Perp"


class Heard:
    """What came out of the bridge."""

    def __init__(self, bridge: Bridge) -> None:
        self.prices: list[object] = []
        self.candles: list[object] = []
        self.connections: list[object] = []
        self.grids: list[object] = []
        self.fills: list[list[OrderFilled]] = []
        self.messages: list[list[object]] = []
        bridge.price_changed.connect(self.prices.append)
        bridge.candle_changed.connect(lambda interval, candle: self.candles.append((interval, candle)))
        bridge.connection_changed.connect(self.connections.append)
        bridge.grids_changed.connect(self.grids.append)
        bridge.fills_added.connect(self.fills.append)
        bridge.messages_added.connect(self.messages.append)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def timer() -> HandTimer:
    return HandTimer()


@pytest.fixture
def bridge(qapp: object, desk: FakeDesk, timer: HandTimer) -> Bridge:
    return Bridge(desk, make_timer=lambda _callback, _parent: timer)


def a_fill(number: int) -> OrderFilled:
    fill = Fill(
        fill_id=number,
        order_id=number,
        cell=1,
        intent=Intent.ENTRY,
        side=Side.BUY,
        price=Decimal(3160),
        size=Decimal(1),
        fee=Decimal(0),
        liquidity=Liquidity.MAKER,
        trade_id=None,
        queue_ahead=None,
        backfilled=False,
        time=START_NS,
    )
    return OrderFilled(START_NS, 1, ETH, fill)


def a_trade(number: int) -> Trade:
    return Trade(ETH, START_NS, TradeId(number, 1), Decimal(3000), Decimal(1), is_taker_buyer=True)


def start_grid(desk: FakeDesk, bridge: Bridge) -> None:
    """A grid runs, and its start was delivered."""
    desk.trade_at(ETH, "3160")
    tasks = SteppedTasks()
    tasks.spawn(start(desk), name="start")
    assert not tasks.failures
    for _ in range(PRICE_ONLY_FRAMES):
        bridge.tick()


async def start(desk: FakeDesk) -> None:
    await desk.start_grid(desk.sample_grid(ETH))


def test_of_many_prices_the_newest_is_delivered_once(
    bridge: Bridge, desk: FakeDesk, timer: HandTimer
) -> None:
    heard = Heard(bridge)
    for number in range(5000):
        desk.trade_at(ETH, f"{3000 + number}")
    assert not heard.prices
    assert timer.starts == 1
    bridge.tick()
    assert [price.last for price in heard.prices] == [Decimal(7999)]
    bridge.tick()
    assert len(heard.prices) == 1


def test_a_printed_trade_alone_moves_the_price(bridge: Bridge, desk: FakeDesk) -> None:
    heard = Heard(bridge)
    desk.trade_at(ETH, "3160")
    bridge.tick()
    desk.prices[ETH] = replace(desk.prices[ETH], last=Decimal(3161))
    trade = Trade(ETH, START_NS, TradeId(1, 1), Decimal(3161), Decimal(1), is_taker_buyer=True)
    desk.tell(TradePrinted(START_NS, trade, backfilled=False))
    bridge.tick()
    assert [price.last for price in heard.prices] == [Decimal(3160), Decimal(3161)]


def test_no_fill_and_no_message_is_lost(bridge: Bridge, desk: FakeDesk) -> None:
    heard = Heard(bridge)
    for number in range(300):
        desk.tell(a_fill(number))
        desk.tell(ErrorReported(START_NS, "test", str(number)))
    bridge.tick()
    assert [event.fill.fill_id for event in heard.fills[0]] == list(range(300))
    assert [event.message for event in heard.messages[0]] == [str(number) for number in range(300)]
    assert len(heard.grids) == 1


def test_a_candle_is_delivered_in_its_newest_form_and_none_is_left_out(
    bridge: Bridge, desk: FakeDesk
) -> None:
    heard = Heard(bridge)
    price = Decimal(3160)
    first = Candle(ETH, 0, 60, price, price, price, price, Decimal(1), price, 1)
    desk.form(first)
    desk.form(replace(first, close=Decimal(3161)))
    desk.form(replace(first, open_time=60, close_time=120))
    bridge.tick()
    assert [(candle.open_time, candle.close) for _, candle in heard.candles] == [
        (0, Decimal(3161)),
        (60, price),
    ]


def test_a_connection_is_delivered_as_it_is_now_and_every_change_is_a_message(
    bridge: Bridge, desk: FakeDesk
) -> None:
    heard = Heard(bridge)
    for state in (ConnectionState.CONNECTING, ConnectionState.SUBSCRIBING, ConnectionState.LIVE):
        desk.connect(state)
    bridge.tick()
    assert [view.state for view in heard.connections] == [ConnectionState.LIVE]
    assert [event.state.value for event in heard.messages[0]] == ["connecting", "subscribing", "live"]
    assert heard.connections[0].endpoint is Endpoint.MARKET_DATA


def test_recoveries_and_gaps_come_in_the_order_in_which_they_were_told(
    bridge: Bridge, desk: FakeDesk
) -> None:
    heard = Heard(bridge)
    desk.recover(ETH, 3)
    desk.recovered(ETH, 3)
    desk.recover(ETH, 5)
    bridge.tick()
    assert [type(event) for event in heard.messages[0]] == [Recovering, GapFound, Recovering]


def test_of_many_changes_of_the_account_one_is_told(bridge: Bridge, desk: FakeDesk) -> None:
    told: list[None] = []
    bridge.account_changed.connect(lambda: told.append(None))
    for _ in range(50):
        desk.follow_account(None)
    bridge.tick()
    bridge.tick()
    assert len(told) == 1


def test_marks_alone_refresh_the_grids_only_now_and_then(bridge: Bridge, desk: FakeDesk) -> None:
    start_grid(desk, bridge)
    heard = Heard(bridge)
    for number in range(4 * PRICE_ONLY_FRAMES):
        desk.trade_at(ETH, str(3000 + number))
        bridge.tick()
    assert len(heard.grids) == 4


def test_prices_that_move_no_mark_of_a_running_grid_ask_for_no_grid(bridge: Bridge, desk: FakeDesk) -> None:
    start_grid(desk, bridge)
    heard = Heard(bridge)
    for number in range(3 * PRICE_ONLY_FRAMES):
        desk.trade_at(BTC, str(60000 + number))
        desk.prices[ETH] = replace(desk.prices[ETH], last=Decimal(3000 + number))
        desk.tell(TradePrinted(START_NS, a_trade(number), backfilled=False))
        bridge.tick()
    assert len(heard.prices) == 6 * PRICE_ONLY_FRAMES
    assert not heard.grids


def test_what_a_user_did_shows_with_the_next_frame_and_a_burst_a_few_times_a_second(
    bridge: Bridge, desk: FakeDesk, timer: HandTimer
) -> None:
    heard = Heard(bridge)
    desk.tell(a_fill(1))
    bridge.tick()
    assert len(heard.grids) == 1
    for number in range(2, 302):
        desk.tell(a_fill(number))
        bridge.tick()
    assert 300 // BUSY_FRAMES <= len(heard.grids) <= 300 // BUSY_FRAMES + SPARE + 1
    assert sum(len(fills) for fills in heard.fills) == 301


def test_a_held_back_change_of_a_grid_comes_without_another_event(
    bridge: Bridge, desk: FakeDesk, timer: HandTimer
) -> None:
    heard = Heard(bridge)
    for number in range(1, SPARE + 1):
        desk.tell(a_fill(number))
        bridge.tick()
    desk.tell(a_fill(SPARE + 1))
    held_back, starts = len(heard.grids), timer.starts
    for _ in range(2 * BUSY_FRAMES):
        bridge.tick()
    assert len(heard.grids) == held_back + 1
    # it asks for frames until it has delivered, and then for no more
    assert starts < timer.starts < starts + BUSY_FRAMES


def test_after_close_nothing_is_heard(bridge: Bridge, desk: FakeDesk) -> None:
    heard = Heard(bridge)
    bridge.close()
    desk.trade_at(ETH, "3160")
    bridge.tick()
    assert not heard.prices
    assert not desk.listeners


def test_the_real_timer_delivers_at_most_twenty_times_a_second(qtbot: QtBot, desk: FakeDesk) -> None:
    bridge = Bridge(desk)
    heard = Heard(bridge)
    with qtbot.waitSignal(bridge.price_changed):
        desk.trade_at(ETH, "3160")
    assert len(heard.prices) == 1
    assert FRAME_MS >= 1000 // 20
    parent = QObject()
    assert single_shot_timer(lambda: None, parent).interval() == FRAME_MS
    bridge.close()
