"""Malformed frames are counted, said once per kind, and change nothing."""

import asyncio
import tracemalloc

from engine import ErrorReported, OrderFilled, PriceChanged, TradePrinted
from tests.desk.test_desk_live import grid_around, ready
from tests.fakes.live import ETH, demo_exchange, open_desk

TRADE = (
    b'{"stream":"v1.trade","selector":"ETH_USDT_Perp@50","sequence_number":"%s","prev_sequence_number":"1","feed":'
    b'{"event_time":"%s","instrument":"ETH_USDT_Perp","is_taker_buyer":true,"size":"%s","price":"%s",'
    b'"trade_id":"%s","venue":"ORDERBOOK","is_rpi":false}}'
)
GOOD = (b"7", b"1900000000000000000", b"1", b"1.0", b"999999999999-1")


def trade_with(position: int, value: bytes) -> bytes:
    return TRADE % tuple(value if index == position else good for index, good in enumerate(GOOD))


MALFORMED = [
    b"not json",
    b"",
    b"[]",
    b"null",
    b'"text"',
    b"{" * 5000,
    b"\xff\xfe\xfd",
    TRADE[:60],
    trade_with(0, b"x"),
    trade_with(0, b"-5"),
    trade_with(1, b"NaN"),
    trade_with(1, b"99999999999999999999999999"),
    trade_with(2, b"0"),
    trade_with(2, b"-1"),
    trade_with(2, b"Infinity"),
    trade_with(3, b"0.0"),
    trade_with(3, b"NaN"),
    trade_with(3, b"1E+999999"),
    trade_with(3, b"-3000"),
    trade_with(4, b"abc"),
    b'{"stream":"v1.trade","selector":"ETH_USDT_Perp@50","sequence_number":"9","feed":null}',
    b'{"stream":"v1.trade","selector":null,"sequence_number":"9","feed":{}}',
    b'{"stream":"v9.unknown","selector":"ETH_USDT_Perp@50","sequence_number":"9","feed":{}}',
    b'{"stream":"v1.mini.s","selector":"ETH_USDT_Perp@200","sequence_number":"9","feed":{"event_time":"x"}}',
    b'{"jsonrpc":"2.0","result":17,"id":"what","method":"subscribe"}',
]
ROUNDS = 40


async def test_a_flood_of_malformed_frames_changes_nothing():
    async with demo_exchange(speed=2.0) as (exchange, environment), open_desk(environment) as (desk, seen):
        grid_id = await desk.start_grid(grid_around(await ready(desk)))
        await seen.wait_for(OrderFilled)
        for _ in range(ROUNDS):
            for frame in MALFORMED:
                exchange.send_raw("v1.trade", frame)
            await asyncio.sleep(0)
        before = len(seen.of(TradePrinted))
        await seen.wait_for(TradePrinted, count=before + 20)
        printed = {trade.trade_id for trade in exchange.printed_trades(ETH)}
        known = {event.trade.trade_id for event in seen.of(TradePrinted, lambda e: not e.backfilled)}
        assert known <= printed
        assert all(fill.trade_id in printed for fill in desk.grid(grid_id).fills if fill.trade_id is not None)
        prices = [event.last for event in seen.of(PriceChanged)]
        assert min(prices) > 2000
        errors = [event.message for event in seen.of(ErrorReported)]
        assert errors
        assert len(errors) == len(set(errors)), "a kind of malformed message is said once"
        assert len(errors) < len(MALFORMED)
        assert desk.reconnects <= 1, "only invalid text may cost a reconnect"


async def test_five_megabytes_of_nonsense_pass_through_and_are_let_go():
    async with demo_exchange() as (exchange, environment), open_desk(environment) as (desk, seen):
        await ready(desk)
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            for _ in range(3):
                exchange.send_raw("v1.trade", b'{"stream":"v1.trade","feed":"' + b"x" * 5_000_000 + b'"}')
                count = len(seen.of(PriceChanged))
                await seen.wait_for(PriceChanged, count=count + 2)
            after, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert after - before < 5_000_000
        assert desk.reconnects == 0
