"""The exchange's official Python client against the demo exchange (optional: needs ``grvt-pysdk``)."""

import asyncio
import importlib.util
import json
import sys
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import pytest

from tests.demo.demo_client import Starter

SCRIPT = Path(__file__).with_name("official_client.py")

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("pysdk") is None,
    reason="the exchange's official client is not installed (pip install grvt-pysdk)",
)


async def test_the_official_client_signs_in_loads_markets_and_receives_its_feeds(start_demo: Starter) -> None:
    demo = await start_demo(speed=20.0)
    where = asdict(demo.addresses) | {
        "api_key": demo.exchange.key.reveal(),
        "sub_account_id": demo.exchange.sub_account_id,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(SCRIPT),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60.0):
            output, errors = await process.communicate(json.dumps(where).encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, errors.decode()[-2000:]
    seen = json.loads(output)
    assert seen["signed_in"]
    assert len(seen["markets"]) == 5
    assert float(seen["ticker"]["low_price"]) <= float(seen["mini"]["last_price"])
    assert len(seen["book"]["bids"]) == len(seen["book"]["asks"]) == 10
    assert len(seen["recent_trades"]) == 7
    assert len(seen["trades"]["result"]) == 5
    assert len(seen["funding"]["result"]) == 3
    assert len(seen["candles"]) == 505
    assert all(int(later) - int(earlier) == 60 * 10**9 for later, earlier in pairwise(seen["candles"]))
    assert len(seen["positions"]) == 2
    assert seen["open_orders"]
    assert seen["summary"]["sub_account_id"] == demo.exchange.sub_account_id
    assert all(count >= 2 for count in seen["feeds"].values())
    assert len(seen["feeds"]) == 18
