"""Waiting for a condition that no event announces."""

import asyncio
from collections.abc import Callable

PATIENCE = 60.0


async def until(done: Callable[[], bool]) -> None:
    """Wait until ``done``, or fail after a minute."""
    async with asyncio.timeout(PATIENCE):
        while not done():
            await asyncio.sleep(0.02)
