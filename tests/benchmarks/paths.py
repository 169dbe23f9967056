"""The path of a trade from the socket to the views, against the bare minimum: aiohttp and one typed decode."""

import asyncio
import gc
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import aiohttp
import msgspec

from engine import (
    Desk,
    DeskEvent,
    DeskOptions,
    Direction,
    Environment,
    EnvironmentName,
    FillModel,
    GridSpec,
    OrderFilled,
    Spacing,
    TradePrinted,
)
from tests.benchmarks.firehose import INSTRUMENT, Firehose, firehose
from tests.benchmarks.loops import on_qasync
from tests.benchmarks.measure import Figure, Row, Sizes, at_least, take_turns


class _Feed(msgspec.Struct, gc=False):
    event_time: str
    instrument: str
    is_taker_buyer: bool
    size: Decimal
    price: Decimal
    trade_id: str
    venue: str
    is_rpi: bool


class _Frame(msgspec.Struct, gc=False):
    stream: str
    selector: str
    sequence_number: str
    prev_sequence_number: str
    feed: _Feed


def grid_of_200_orders() -> GridSpec:
    """A neutral grid of 200 lines around the middle: the nearest lines are 1.00 away from it."""
    return GridSpec(
        instrument=INSTRUMENT,
        direction=Direction.NEUTRAL,
        spacing=Spacing.ARITHMETIC,
        lower=Decimal("2801.00"),
        upper=Decimal("3199.00"),
        levels=200,
        size=Decimal("0.01"),
        fill_model=FillModel.TOUCH,
    )


def environment_of(hose: Firehose) -> Environment:
    """An environment whose every host is the server."""
    return Environment(EnvironmentName.TESTNET).with_urls(
        edge_url=hose.url, trades_url=hose.url, market_data_url=hose.url
    )


async def flushed(desk: Desk) -> None:
    """Wait until everything that has happened is kept and told."""
    keeper = desk._market.grids.keeper
    if keeper is None:
        raise AssertionError("the desk is not open")
    await keeper.flush()


def settle() -> None:
    """Leave what is there out of the garbage collector, as the program does once it has started (gui.lifecycle)."""
    gc.collect()
    gc.freeze()


async def decode_only(hose: Firehose, count: int) -> float:
    """Messages a second of aiohttp and a typed msgspec decode, nothing else."""
    decoder = msgspec.json.Decoder(_Frame)
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{hose.url}/ws/full", decode_text=False) as socket,
    ):
        params = {"stream": "v1.trade", "selectors": [f"{INSTRUMENT}@50"]}
        await socket.send_json({"jsonrpc": "2.0", "method": "subscribe", "params": params, "id": 1})
        await socket.receive()
        hose.go(count)
        await socket.receive()
        began = time.perf_counter()
        for _ in range(count - 1):
            decoder.decode((await socket.receive()).data)
        return (count - 1) / (time.perf_counter() - began)


async def whole_path(
    hose: Firehose, count: int, *, home: Path | None = None, fills: bool = False
) -> tuple[float, int]:
    """Trades a second through a desk with one grid of 200 lines, from the first to the last, all fills told.

    And how many fills there were.
    """
    desk = Desk(environment_of(hose), options=DeskOptions(home=home))
    await desk.open()
    seen = 0
    filled = 0
    first = last = 0.0

    def listen(event: DeskEvent) -> None:
        nonlocal seen, first, last, filled
        if isinstance(event, TradePrinted):
            seen += 1
            if seen == 1:
                first = time.perf_counter()
            elif seen == count:
                last = time.perf_counter()
        elif isinstance(event, OrderFilled):
            filled += 1
            last = time.perf_counter()

    try:
        await desk.watch(INSTRUMENT, candles=False)
        await desk.wait_ready(INSTRUMENT)
        grid_id = await desk.start_grid(grid_of_200_orders())
        desk.subscribe(listen)
        settle()
        hose.go(count, fills=fills)
        while seen < count:
            if desk.failure.done():
                raise desk.failure.result()
            await asyncio.sleep(0.01)
        await flushed(desk)
        totals = desk.grid(grid_id).totals
        if filled != totals.fills or totals.trades != count:
            raise AssertionError(
                f"{filled} fills were told of {totals.fills}, {totals.trades} trades met of {count}"
            )
        return (count - 1) / (last - first), totals.fills
    finally:
        await desk.close()


def with_journal(hose: Firehose, count: int) -> float:
    """Trades a second of the whole path with a journal in a folder of its own, one trade in fifty filling."""
    with tempfile.TemporaryDirectory() as folder:
        speed, told = on_qasync(whole_path(hose, count, home=Path(folder), fills=True))
    if not told:
        raise AssertionError("the trades were to fill orders, and did not")
    return speed


def without_journal(hose: Firehose, count: int, *, fills: bool = False) -> float:
    """Trades a second of the whole path with nothing kept."""
    speed, told = on_qasync(whole_path(hose, count, fills=fills))
    if bool(told) is not fills:
        raise AssertionError(f"{told} fills")
    return speed


def measure_whole_path(sizes: Sizes) -> Figure:
    """The desk against decoding alone; with fills too, which the target leaves out."""
    count = sizes.messages
    with firehose() as hose:
        without_journal(hose, 500)
        turns = take_turns(
            lambda: without_journal(hose, count), lambda: on_qasync(decode_only(hose, count)), sizes.rounds
        )
        filling = without_journal(hose, count, fills=True)
    return at_least(0.4, turns, unit="messages/s", with_fills=round(filling))


def measure_journal(sizes: Sizes) -> Figure:
    """Journal and fills against neither; and against the same fills kept nowhere."""
    count = sizes.messages
    with firehose() as hose:
        without_journal(hose, 500)
        turns = take_turns(
            lambda: with_journal(hose, count), lambda: without_journal(hose, count), sizes.rounds
        )
        kept_nowhere = without_journal(hose, count, fills=True)
    return at_least(0.7, turns, unit="messages/s", fills_without_journal=round(kept_nowhere))


ROWS = (
    Row(
        "whole-path",
        "whole path on a qasync loop: socket, decode, order and gap check, matching against 200 orders, "
        "ledger, views (no window)",
        "aiohttp and a typed msgspec decode only, same loop",
        "at least 0.4 x",
        measure_whole_path,
    ),
    Row(
        "journal",
        "the same with journal and fills (one trade in fifty fills)",
        "the same without",
        "at least 0.7 x",
        measure_journal,
    ),
)
