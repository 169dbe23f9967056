"""Every switch of ``Faults`` and every one-off fault does what it says."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from engine.demo import LoginOutcome, Role
from tests.demo.demo_client import PATIENCE, DemoClient, Starter, until

ETH = "ETH_USDT_Perp"


async def test_connections_can_be_cut(start_demo: Starter) -> None:
    demo = await start_demo(speed=20.0)
    async with demo.socket() as one, demo.socket(trades=True) as two:
        await one.subscribe("v1.mini.s", f"{ETH}@500")
        await until(lambda: len(demo.exchange._connections()) == 2, "both connections")
        assert demo.exchange.cut_connections() == 2
        await one.ended()
        await two.ended()
        assert one.ws.close_code == 1006
        await until(lambda: not demo.exchange._connections(), "the connections to go")
    assert demo.exchange.cut_connections() == 0
    async with demo.socket() as again:
        await again.subscribe("v1.mini.s", f"{ETH}@500")
    assert [seen.role for seen in demo.exchange.faults.seen.sockets] == [
        Role.MARKET_DATA,
        Role.TRADES,
        Role.MARKET_DATA,
    ]


async def test_every_new_connection_can_be_dropped(start_demo: Starter) -> None:
    demo = await start_demo()
    demo.exchange.faults.drop_sockets = True
    for _ in range(3):
        try:
            async with demo.socket() as socket:
                await socket.ended()
        except aiohttp.ClientError:
            continue
    attempts = demo.exchange.faults.seen.sockets
    assert len(attempts) == 3
    assert attempts[0].at <= attempts[2].at <= time.monotonic()
    demo.exchange.faults.socket_roles = {Role.TRADES}
    async with demo.socket() as healthy:
        await healthy.subscribe("v1.mini.s", f"{ETH}@500")


async def test_upgrades_can_be_refused(start_demo: Starter) -> None:
    demo = await start_demo()
    demo.exchange.faults.refuse_sockets = 503
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        async with demo.socket():
            pass
    assert caught.value.status == 503


async def _pong(demo: DemoClient, socket: aiohttp.ClientWebSocketResponse) -> bool:
    """Whether a ping is answered before some requests on other connections, one after the other, are."""
    await socket.ping(b"probe")
    receiving = asyncio.create_task(socket.receive())
    for _ in range(5):
        await demo.market("mini", {"instrument": ETH})
    if receiving.done():
        return receiving.result().type is aiohttp.WSMsgType.PONG
    receiving.cancel()
    await asyncio.gather(receiving, return_exceptions=True)
    return False


@pytest.mark.parametrize("answers", [True, False])
async def test_requests_can_be_ignored_with_or_without_pongs(start_demo: Starter, *, answers: bool) -> None:
    demo = await start_demo()
    demo.exchange.faults.ignore_requests = True
    demo.exchange.faults.answer_pings = answers
    url = f"{demo.addresses.market_data_url}/ws/full"
    async with demo.session.ws_connect(url, autoping=False) as socket:
        await socket.send_str('{"jsonrpc":"2.0","method":"v1/currency","params":{},"id":1}')
        assert await _pong(demo, socket) is answers


@pytest.mark.parametrize("answers", [True, False])
async def test_connections_can_fall_silent(start_demo: Starter, *, answers: bool) -> None:
    demo = await start_demo(speed=50.0)
    url = f"{demo.addresses.market_data_url}/ws/full"
    async with demo.session.ws_connect(url, autoping=False) as socket:
        await until(demo.exchange._connections, "the connection")
        assert demo.exchange.hush_connections(answer_pings=answers) == 1
        await socket.send_str('{"jsonrpc":"2.0","method":"v1/currency","params":{},"id":1}')
        assert await _pong(demo, socket) is answers
    async with demo.socket() as fresh:
        await fresh.subscribe("v1.mini.s", f"{ETH}@500")


async def test_a_silent_feed_loses_messages_but_answers(start_demo: Starter) -> None:
    demo = await start_demo(speed=50.0)
    async with demo.socket() as socket:
        await socket.subscribe("v1.trade", f"{ETH}@50")
        last = (await socket.feeds("v1.trade", 55))[-1]
        demo.exchange.faults.silent = True
        before = len(demo.exchange.printed_trades(ETH))
        await until(lambda: len(demo.exchange.printed_trades(ETH)) > before + 10, "more trades")
        await socket.call("v1/currency", {})
        last = [frame for frame in socket.frames if "feed" in frame][-1]
        demo.exchange.faults.silent = False
        after = (await socket.feeds("v1.trade", 1))[0]
    assert int(after["sequence_number"]) > int(last["sequence_number"]) + 10


async def test_a_feed_can_be_delayed(start_demo: Starter) -> None:
    demo = await start_demo(speed=20.0)
    demo.exchange.faults.feed_delay = 100 * PATIENCE
    async with demo.socket() as socket:
        # an answer is not delayed
        await socket.subscribe("v1.mini.s", f"{ETH}@500")
    demo.exchange.faults.feed_delay = 0.4
    async with demo.socket() as socket:
        started = time.monotonic()
        await socket.subscribe("v1.mini.s", f"{ETH}@500")
        await socket.feeds("v1.mini.s", 1)
        assert time.monotonic() - started >= 0.4


async def test_trades_can_be_skipped_but_stay_in_the_history(start_demo: Starter) -> None:
    demo = await start_demo(speed=50.0)
    async with demo.socket() as socket:
        await socket.subscribe("v1.trade", f"{ETH}@50")
        await socket.feeds("v1.trade", 55)
        demo.exchange.faults.skip_trades = 3
        await until(lambda: demo.exchange.faults.skip_trades == 0, "three trades to be skipped")
        expected = int(socket.frames[-1]["sequence_number"])

        def jumps(frame: dict[str, Any]) -> bool:
            nonlocal expected
            expected += 1
            return int(frame["sequence_number"]) > expected

        await socket.next_where(jumps)
    live = [frame for frame in socket.frames if frame.get("sequence_number", "0") != "0"]
    numbers = [int(frame["sequence_number"]) for frame in live]
    lost = sorted(set(range(numbers[0], numbers[-1])) - set(numbers))
    assert len(lost) == 3
    assert lost[2] - lost[0] == 2
    sent = [frame["feed"]["trade_id"] for frame in live]
    printed = [str(trade.trade_id) for trade in demo.exchange.printed_trades(ETH)]
    span = printed[printed.index(sent[0]) : printed.index(sent[-1]) + 1]
    missing = set(span) - set(sent)
    assert len(missing) == 3
    history = (await demo.market("trade_history", {"instrument": ETH, "limit": 1000})).body["result"]
    assert missing <= {row["trade_id"] for row in history}


async def test_trades_can_be_sent_twice(start_demo: Starter) -> None:
    demo = await start_demo(speed=50.0)
    async with demo.socket() as socket:
        await socket.subscribe("v1.trade", f"{ETH}@50")
        demo.exchange.faults.duplicate_trades = 2
        await socket.feeds("v1.trade", 60)
    live = [frame for frame in socket.frames if frame.get("sequence_number", "0") != "0"]
    numbers = [frame["sequence_number"] for frame in live]
    assert len(numbers) - len(set(numbers)) == 2


async def test_a_restarted_gateway_counts_from_one(start_demo: Starter) -> None:
    demo = await start_demo(speed=50.0)
    async with demo.socket() as socket:
        await socket.subscribe("v1.trade", f"{ETH}@50")
        await socket.next_where(lambda frame: int(frame.get("sequence_number", 0)) > 5)
        assert demo.exchange.restart_gateway() == 1
        await socket.ended()
    async with demo.socket() as again:
        result = await again.subscribe("v1.trade", f"{ETH}@50")
        assert result["first_sequence_number"] == ["1"]
        live = await again.next_where(lambda frame: frame["sequence_number"] != "0")
        assert live["sequence_number"] == "1"


async def test_raw_frames_reach_the_subscribers_of_a_stream(start_demo: Starter) -> None:
    demo = await start_demo()
    async with demo.socket() as listening, demo.socket() as other:
        await listening.subscribe("v1.trade", f"{ETH}@50")
        await listening.feeds("v1.trade", 50)
        await other.subscribe("v1.mini.s", f"{ETH}@500")
        assert demo.exchange.send_raw("v1.trade", b'{"not":"a feed"}') == 1
        await listening.next_where(lambda frame: frame == {"not": "a feed"})
        assert demo.exchange.send_raw("v1.candle", b"x") == 0


async def test_rest_calls_can_fail(start_demo: Starter) -> None:
    demo = await start_demo()
    demo.exchange.faults.fail_rest("kline", 429, times=2)
    demo.exchange.faults.fail_rest("*", 502)
    kline = {"instrument": ETH, "interval": "CI_1_M", "type": "TRADE", "limit": 1}
    statuses = [(await demo.market("kline", kline)).status for _ in range(4)]
    assert statuses == [429, 429, 502, 200]
    assert [seen.what for seen in demo.exchange.faults.seen.rest] == ["kline"] * 4
    demo.exchange.faults.fail_rest("mini", 429)
    assert (await demo.market("mini", {"i": ETH}, "lite")).body["c"] == 1006


async def test_answers_can_be_late(start_demo: Starter) -> None:
    demo = await start_demo()
    demo.exchange.faults.rest_delay = demo.exchange.faults.login_delay = 0.15
    started = time.monotonic()
    await demo.market("mini", {"instrument": ETH})
    assert time.monotonic() - started >= 0.15
    started = time.monotonic()
    assert (await demo.login()).body["status"] == "success"
    assert time.monotonic() - started >= 0.15


async def test_closing_leaves_nothing_behind_even_in_the_middle_of_everything(start_demo: Starter) -> None:
    demo = await start_demo(speed=50.0)
    before = asyncio.all_tasks()
    demo.exchange.faults.login = LoginOutcome.HANG
    demo.exchange.faults.rest_delay = 60.0
    hanging = [asyncio.create_task(demo.login()), asyncio.create_task(demo.market("currency", {}))]
    async with demo.socket() as socket:
        await socket.subscribe("v1.trade", f"{ETH}@50")
        seen = demo.exchange.faults.seen
        await until(lambda: seen.logins and seen.rest, "the hanging requests")
        async with asyncio.timeout(PATIENCE):
            await demo.exchange.close()
        await socket.ended()
    await asyncio.gather(*hanging, return_exceptions=True)
    await until(lambda: not [task for task in asyncio.all_tasks() - before if not task.done()], "all tasks")
    names = {task.get_name() for task in asyncio.all_tasks()}
    assert not any("demo exchange" in name for name in names)
    await demo.exchange.close()


async def test_a_failing_market_is_reported_at_once_and_on_closing(
    start_demo: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: reported.append(context["message"]))
    demo = await start_demo()

    def fail(now: int) -> None:
        raise ZeroDivisionError("the market broke")

    monkeypatch.setattr(demo.exchange._venue, "advance", fail)
    await until(lambda: reported, "the report")
    assert reported == ["the demo exchange stopped by an error"]
    with pytest.raises(ZeroDivisionError):
        await demo.exchange.close()


async def test_it_starts_once(start_demo: Starter) -> None:
    demo = await start_demo()
    with pytest.raises(RuntimeError, match="started before"):
        await demo.exchange.start()
