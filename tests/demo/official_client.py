"""A script that uses the exchange's official Python client (``grvt-pysdk``) on a demo exchange.

It runs in a process of its own, because that client keeps tasks and sockets that cannot be closed cleanly.
Standard input holds one JSON object with ``edge_url``, ``trades_url``, ``market_data_url``, ``api_key`` and
``sub_account_id``; standard output gets one with what the client saw.
"""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from pysdk import grvt_ccxt_env as env
from pysdk import grvt_ccxt_ws
from pysdk.grvt_ccxt import GrvtCcxt

ETH = "ETH_USDT_Perp"
FEEDS = ("mini.s", "mini.d", "ticker.s", "ticker.d", "book.s", "book.d", "trade", "candle")
PATIENCE = 20.0


def point_at(where: dict[str, str]) -> None:
    """Replace the client's built-in addresses."""
    kinds, sockets = env.GrvtEndpointType, env.GrvtWSEndpointType
    rest = {
        kinds.EDGE: where["edge_url"],
        kinds.TRADE_DATA: where["trades_url"],
        kinds.MARKET_DATA: where["market_data_url"],
    }
    trades, market = (where[name].replace("http", "ws", 1) for name in ("trades_url", "market_data_url"))
    feeds = {
        sockets.TRADE_DATA: f"{trades}/ws",
        sockets.MARKET_DATA: f"{market}/ws",
        sockets.TRADE_DATA_RPC_FULL: f"{trades}/ws/full",
        sockets.MARKET_DATA_RPC_FULL: f"{market}/ws/full",
    }
    env.get_grvt_endpoint_domains = lambda name: rest
    grvt_ccxt_ws.get_grvt_ws_endpoint = lambda name, kind: feeds[kind]


def use_rest(parameters: dict[str, str]) -> dict[str, Any]:
    """Sign in, load the markets and read everything that can be read."""
    client = GrvtCcxt(env.GrvtEnv.TESTNET, parameters=parameters)
    page = client.fetch_ohlcv(ETH, timeframe="1m", limit=5)
    older = client.fetch_ohlcv(ETH, timeframe="1m", params={"cursor": page["next"]})
    return {
        "signed_in": bool(client._cookie),
        "markets": sorted(client.markets),
        "ticker": client.fetch_ticker(ETH),
        "mini": client.fetch_mini_ticker(ETH),
        "book": client.fetch_order_book(ETH, limit=10),
        "recent_trades": client.fetch_recent_trades(ETH, limit=7),
        "trades": client.fetch_trades(ETH, limit=5),
        "funding": client.fetch_funding_rate_history(ETH, limit=3),
        "candles": [bar["open_time"] for bar in page["result"] + older["result"]],
        "positions": client.fetch_positions(),
        "open_orders": client.fetch_open_orders(),
        "summary": client.get_account_summary("sub-account"),
    }


async def use_feeds(parameters: dict[str, str]) -> Counter[str]:
    """Receive every feed, in the JSON-RPC format and in the legacy one; how often each came."""
    client = grvt_ccxt_ws.GrvtCcxtWS(env.GrvtEnv.TESTNET, asyncio.get_running_loop(), parameters=parameters)
    received: Counter[str] = Counter()
    expected: list[str] = []
    complete = asyncio.Event()

    def counting(name: str) -> Callable[[dict[str, Any]], Awaitable[None]]:
        async def count(message: dict[str, Any]) -> None:
            received[name] += 1
            if all(received[wanted] >= 2 for wanted in expected):
                complete.set()

        return count

    await client.initialize()
    sockets = env.GrvtWSEndpointType
    for name, market, trades in (
        ("rpc", sockets.MARKET_DATA_RPC_FULL, sockets.TRADE_DATA_RPC_FULL),
        ("legacy", sockets.MARKET_DATA, sockets.TRADE_DATA),
    ):
        for stream in FEEDS:
            expected.append(f"{name} {stream}")
            params = {"instrument": ETH} | ({"rate": 100} if stream == "mini.d" else {})
            await client.subscribe(stream, counting(expected[-1]), ws_end_point_type=market, params=params)
        expected.append(f"{name} position")
        await client.subscribe("position", counting(expected[-1]), ws_end_point_type=trades, params={})
    async with asyncio.timeout(PATIENCE):
        await complete.wait()
    return received


def main() -> None:
    """Use both clients and print what they saw."""
    where = json.load(sys.stdin)
    point_at(where)
    parameters = {"api_key": where["api_key"], "trading_account_id": where["sub_account_id"]}
    seen = use_rest(parameters)
    asyncio.run(_feeds_then_leave(parameters, seen))


async def _feeds_then_leave(parameters: dict[str, str], seen: dict[str, Any]) -> None:
    seen["feeds"] = await use_feeds(parameters)
    print(json.dumps(seen), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
