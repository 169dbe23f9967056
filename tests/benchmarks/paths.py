"""The path of a trade from the socket to the views, against the bare minimum: aiohttp and one typed decode."""

import asyncio
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from engine import Desk, DeskEvent, DeskOptions, Direction, Environment, EnvironmentName, FillModel, GridSpec, Spacing
from engine import OrderFilled, TradePrinted
from tests.benchmarks.firehose import INSTRUMENT, Firehose


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


async def decode_only(hose: Firehose, count: int) -> float:
    """Messages a second of aiohttp and a typed msgspec decode, nothing else."""
    decoder = msgspec.json.Decoder(_Frame)
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{hose.url}/ws/full", decode_text=False) as socket:
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
) -> tuple[float, dict[str, Any]]:
    """Trades a second through a desk with one grid of 200 lines, from the first to the last, all fills told."""
    environment = Environment(EnvironmentName.TESTNET).with_urls(
        edge_url=hose.url, trades_url=hose.url, market_data_url=hose.url
    )
    desk = Desk(environment, options=DeskOptions(home=home))
    await desk.open()
    seen = 0
    filled = 0
    first = 0.0
    done = asyncio.Event()

    def listen(event: DeskEvent) -> None:
        nonlocal seen, first, filled
        if isinstance(event, TradePrinted):
            seen += 1
            if seen == 1:
                first = time.perf_counter()
            elif seen == count:
                done.set()
        elif isinstance(event, OrderFilled):
            filled += 1

    try:
        await desk.watch(INSTRUMENT, candles=False)
        await desk.wait_ready(INSTRUMENT)
        grid_id = await desk.start_grid(grid_of_200_orders())
        desk.subscribe(listen)
        hose.go(count, fills=fills)
        await done.wait()
        while filled < desk.grid(grid_id).totals.fills:
            await asyncio.sleep(0)
        took = time.perf_counter() - first
        totals = desk.grid(grid_id).totals
        return (count - 1) / took, {"fills": totals.fills, "trades": totals.trades}
    finally:
        await desk.close()


def with_journal(hose: Firehose, count: int, run: Any) -> float:
    """The whole path with a journal in a folder of its own, one trade in fifty filling."""
    with tempfile.TemporaryDirectory() as folder:
        speed, details = run(whole_path(hose, count, home=Path(folder), fills=True))
        if not details["fills"]:
            raise AssertionError("the trades were to fill orders, and did not")
        return float(speed)
