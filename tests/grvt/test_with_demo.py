"""The client against the demo exchange: two implementations of one protocol, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import aiohttp
import pytest

from engine.demo import DemoExchange, LoginOutcome
from engine.grvt import wire
from engine.grvt.check_login import check_login
from engine.grvt.environment import Environment, EnvironmentName
from engine.grvt.errors import (
    CredentialsRejected,
    ExchangeError,
    RequestRefused,
    SessionRefused,
    TemporarilyUnavailable,
)
from engine.grvt.login import SessionKeeper, log_in
from engine.grvt.rest import RestClient
from engine.grvt.socket import Closed, GrvtSocket, Pong
from engine.grvt.wire import Feed, Message, RequestFailed, Subscribed, Unsubscribed, decode_frame
from engine.market import NS_PER_SECOND, Candle, Interval, MiniTicker, Ticker, Trade
from engine.market.margin import CumulativeReading
from engine.secret import Secret

ETH = "ETH_USDT_Perp"


@pytest.fixture
async def demo() -> AsyncIterator[DemoExchange]:
    exchange = DemoExchange(seed=7, speed=20)
    yield exchange
    await exchange.close()


@pytest.fixture
async def environment(demo: DemoExchange) -> Environment:
    addresses = await demo.start()
    return Environment(EnvironmentName.DEMO).with_urls(
        edge_url=addresses.edge_url,
        trades_url=addresses.trades_url,
        market_data_url=addresses.market_data_url,
    )


@pytest.fixture
async def market(http: aiohttp.ClientSession, environment: Environment) -> AsyncIterator[GrvtSocket]:
    opened = await GrvtSocket.connect(http, environment.market_data_ws_url, timeout=5)
    yield opened
    await opened.close()


async def next_message(opened: GrvtSocket) -> Message:
    async with asyncio.timeout(20):
        while True:
            frame = await opened.receive()
            assert not isinstance(frame, Closed), frame
            if not isinstance(frame, Pong):
                return decode_frame(frame)


async def test_signing_in_and_private_reads(
    demo: DemoExchange, http: aiohttp.ClientSession, environment: Environment
) -> None:
    session = await log_in(http, environment, demo.key, timeout=5)
    assert session.sub_account_id == demo.sub_account_id
    rest = RestClient(http, environment, timeout=5)
    account = session.sub_account_id
    summary = await rest.account_summary(session, account)
    assert summary.sub_account_id == account
    for page in (
        await rest.open_orders(session, account),
        await rest.positions(session, account),
        (await rest.fill_history(session, account)).items,
    ):
        assert isinstance(page, tuple)


async def test_a_session_that_ended_is_refused_and_renewed(
    demo: DemoExchange, http: aiohttp.ClientSession, environment: Environment
) -> None:
    keeper = SessionKeeper(http, environment, demo.key, timeout=5)
    session = await keeper.session()
    demo.expire_sessions()
    rest = RestClient(http, environment, timeout=5)
    with pytest.raises(SessionRefused):
        await rest.positions(session, demo.sub_account_id)
    keeper.invalidate(session)
    await rest.positions(await keeper.session(), demo.sub_account_id)
    first, second = demo.faults.seen.logins
    assert second.at - first.at >= 1


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (LoginOutcome.BAD_KEY, CredentialsRejected),
        (LoginOutcome.GEO_BLOCKED, CredentialsRejected),
        (LoginOutcome.UNAUTHORIZED, CredentialsRejected),
        (LoginOutcome.FORBIDDEN, CredentialsRejected),
        (LoginOutcome.RATE_LIMITED, TemporarilyUnavailable),
        (LoginOutcome.SERVER_ERROR, TemporarilyUnavailable),
        (LoginOutcome.GARBAGE, TemporarilyUnavailable),
        (LoginOutcome.NO_COOKIE, TemporarilyUnavailable),
        (LoginOutcome.NO_ACCOUNT_ID, TemporarilyUnavailable),
        (LoginOutcome.HANG, TemporarilyUnavailable),
    ],
)
async def test_every_way_in_which_a_sign_in_fails(
    demo: DemoExchange,
    http: aiohttp.ClientSession,
    environment: Environment,
    outcome: LoginOutcome,
    kind: type[ExchangeError],
) -> None:
    demo.faults.login = outcome
    with pytest.raises(ExchangeError) as caught:
        await log_in(http, environment, demo.key, timeout=0.5 if outcome is LoginOutcome.HANG else 5)
    assert type(caught.value) is kind


async def test_the_check_of_a_wrong_key(http: aiohttp.ClientSession, environment: Environment) -> None:
    steps = [step async for step in check_login(http, environment, Secret("wrong-key-0123456789"), timeout=5)]
    assert steps[-1].name == "sign-in"
    assert isinstance(steps[-1].error, CredentialsRejected)
    assert "ent: api_key not found" in steps[-1].detail


async def test_market_data_by_rest(http: aiohttp.ClientSession, environment: Environment) -> None:
    rest = RestClient(http, environment, timeout=5)
    instruments = await rest.all_instruments(active_only=True)
    assert ETH in {instrument.name for instrument in instruments}
    assert (await rest.instrument(ETH)).tick_size > 0
    assert (await rest.mini(ETH)).last is not None
    assert (await rest.ticker(ETH)).open_24h is not None
    assert await rest.server_time() > 10**18
    with pytest.raises(RequestRefused) as caught:
        await rest.mini("NOPE_USDT_Perp")
    assert caught.value.code == 1004


async def test_candles_are_paged(http: aiohttp.ClientSession, environment: Environment) -> None:
    candles = await RestClient(http, environment, timeout=10).candles(ETH, Interval.M1, most=2500)
    assert len(candles) == 2500
    assert all(later.open_time == earlier.close_time for earlier, later in pairwise(candles))


async def test_trade_history_is_paged_without_holes_or_repeats(
    http: aiohttp.ClientSession, environment: Environment
) -> None:
    rest = RestClient(http, environment, timeout=5)
    now = await rest.server_time() - NS_PER_SECOND  # later trades may still be on their way into the history
    whole = await rest.trade_history(ETH, end_time=now, limit=200)
    trades: list[Trade] = []
    cursor = ""
    for _ in range(5):
        page = await rest.trade_history(ETH, end_time=now, limit=40, cursor=cursor)
        assert page.skipped == ()
        trades.extend(page.items)
        cursor = page.next
        assert cursor
    assert tuple(trades) == whole.items
    assert [trade.key for trade in trades] == sorted((trade.key for trade in trades), reverse=True)


async def test_every_stream(market: GrvtSocket) -> None:
    wanted = {
        wire.TRADE: (wire.trade_selector(ETH), Trade),
        wire.MINI_S: (wire.mini_selector(ETH, 200), MiniTicker),
        wire.MINI_D: (wire.mini_selector(ETH, 50), MiniTicker | wire.MiniDelta),
        wire.TICKER_S: (wire.ticker_selector(ETH, 500), Ticker),
        wire.CANDLE: (wire.candle_selector(ETH, Interval.M1), Candle),
        wire.BOOK_S: (wire.book_selector(ETH), wire.BookUpdate),
        wire.BOOK_D: (wire.book_delta_selector(ETH, 50), wire.BookUpdate),
    }
    requests = {}
    for stream, (selector, _) in wanted.items():
        requests[await market.subscribe(stream, [selector])] = stream
    initial: dict[str, int] = dict.fromkeys(wanted, 0)
    promised: dict[str, int] = {}
    live: dict[str, list[int]] = {stream: [] for stream in wanted}
    moving = (wire.TRADE, wire.MINI_S, wire.MINI_D, wire.TICKER_S, wire.BOOK_S, wire.BOOK_D)
    while not all(len(live[stream]) >= 2 for stream in moving) or len(promised) < len(wanted):
        message = await next_message(market)
        if isinstance(message, Subscribed):
            assert requests[message.request_id] == message.stream
            assert message.subs == (wanted[message.stream][0],)
            (promised[message.stream],) = message.num_snapshots
        else:
            assert isinstance(message, Feed)
            selector, kind = wanted[message.stream]
            assert message.selector == selector
            assert isinstance(message.payload, kind)
            if message.sequence == 0:
                initial[message.stream] += 1
            else:
                live[message.stream].append(message.sequence)
    assert initial == promised
    for sequences in live.values():
        assert all(later == earlier + 1 for earlier, later in pairwise(sequences))


async def test_replacing_and_ending_a_subscription(market: GrvtSocket) -> None:
    async def answer(request_id: int) -> Subscribed | Unsubscribed:
        while True:
            message = await next_message(market)
            if isinstance(message, Subscribed | Unsubscribed):
                assert message.request_id == request_id
                return message

    await answer(await market.subscribe(wire.MINI_S, [f"{ETH}@500"]))
    replaced = await answer(await market.subscribe(wire.MINI_S, [f"{ETH}@1000"]))
    assert isinstance(replaced, Subscribed)
    assert (replaced.subs, replaced.unsubs) == ((f"{ETH}@1000",), (f"{ETH}@500",))
    ended = await answer(await market.unsubscribe(wire.MINI_S, [f"{ETH}@1000"]))
    assert isinstance(ended, Unsubscribed)
    assert ended.unsubs == (f"{ETH}@1000",)


@pytest.mark.parametrize(
    ("stream", "selector", "code"),
    [
        ("v1.mini.s", "NOPE_USDT_Perp@500", 3000),
        ("v1.mini.s", f"{ETH}@123", 3030),
        ("v1.mini.s", ETH, 1101),
        ("v1.nonsense", f"{ETH}@500", 1100),
        ("v1.candle", f"{ETH}@CI_7_M-TRADE", 3040),
        ("v1.trade", f"{ETH}@51", 3013),
    ],
)
async def test_refused_subscriptions(market: GrvtSocket, stream: str, selector: str, code: int) -> None:
    request_id = await market.subscribe(stream, [selector])
    message = await next_message(market)
    assert isinstance(message, RequestFailed)
    assert (message.request_id, message.code) == (request_id, code)


async def test_a_ping_is_answered_and_a_cut_is_a_close(
    demo: DemoExchange, http: aiohttp.ClientSession, environment: Environment
) -> None:
    opened = await GrvtSocket.connect(http, environment.market_data_ws_url, timeout=5)
    await opened.ping()
    assert isinstance(await opened.receive(), Pong)
    demo.cut_connections()
    closed = await opened.receive()
    assert isinstance(closed, Closed)
    assert closed.code == 1006
    await opened.close()


async def test_margin_rules_of_every_instrument(
    http: aiohttp.ClientSession, environment: Environment
) -> None:
    rest = RestClient(http, environment, timeout=5)
    for instrument in await rest.all_instruments():
        rules = await rest.margin_rules(instrument.name)
        assert rules.reading is CumulativeReading.DEDUCTED, "the margin does not jump from bracket to bracket"
        assert rules.max_position_size == instrument.max_position_size
        assert len(rules.brackets) >= 2


async def test_funding_rates_and_the_ticker_that_announces_the_next(
    http: aiohttp.ClientSession, environment: Environment
) -> None:
    rest = RestClient(http, environment, timeout=5)
    page = await rest.funding(ETH, limit=5)
    ticker = await rest.ticker(ETH)
    hours = (await rest.instrument(ETH)).funding_interval_hours
    assert hours is not None
    assert len(page.items) == 5
    assert page.skipped == ()
    assert {rate.interval_hours for rate in page.items} == {hours}
    interval = hours * 3_600_000_000_000
    times = [rate.time for rate in page.items]
    assert times == [times[0] - step * interval for step in range(5)]
    assert ticker.next_funding_time == times[0] + interval
    assert ticker.funding_rate_percent is not None
    assert all(rate.mark is not None for rate in page.items)
