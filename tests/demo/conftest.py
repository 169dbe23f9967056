"""A running demo exchange and a client session for the tests over real sockets."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest_asyncio

from engine.demo import DemoExchange
from tests.demo.demo_client import DemoClient, Starter


@pytest_asyncio.fixture
async def start_demo() -> AsyncIterator[Starter]:
    """Start demo exchanges with given arguments; they and their clients are closed after the test."""
    async with AsyncExitStack() as stack:

        async def start(**arguments: Any) -> DemoClient:
            exchange = DemoExchange(**arguments)
            addresses = await exchange.start()
            stack.push_async_callback(exchange.close)
            jar = aiohttp.DummyCookieJar()
            session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
            return DemoClient(exchange, addresses, session)

        yield start
