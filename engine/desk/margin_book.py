"""The margin rules of the instruments, each read once, in the background."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from engine.feed.timing import Clock
from engine.grvt.errors import ExchangeError, is_retryable
from engine.market.margin import MarginRules, MarginRulesError

FIRST_DELAY = 2.0
LONGEST_DELAY = 60.0


class RulesSource(Protocol):
    """Where margin rules come from."""

    async def margin_rules(self, instrument: str) -> MarginRules:
        """The rules of an instrument."""


class MarginBook:
    """Knows the rules that were read; reads what is wanted, and tells a failure once."""

    def __init__(
        self,
        rest: RulesSource,
        clock: Clock,
        *,
        on_rules: Callable[[MarginRules], None],
        on_error: Callable[[str, str], None],
    ) -> None:
        """``on_rules`` gets what was read; ``on_error`` the instrument and the words of what failed."""
        self._rest = rest
        self._clock = clock
        self._on_rules = on_rules
        self._on_error = on_error
        self._known: dict[str, MarginRules] = {}
        self._reading: dict[str, asyncio.Task[None]] = {}

    def known(self, instrument: str) -> MarginRules | None:
        """The rules, None until they are read; asking for them has them read."""
        rules = self._known.get(instrument)
        if rules is None and instrument not in self._reading:
            self._reading[instrument] = asyncio.create_task(
                self._read(instrument), name=f"margin rules of {instrument}"
            )
        return rules

    async def stop(self) -> None:
        """End what is being read."""
        tasks = tuple(self._reading.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, instrument: str) -> None:
        delay, told = FIRST_DELAY, False
        while True:
            try:
                rules = await self._rest.margin_rules(instrument)
                break
            except (ExchangeError, MarginRulesError) as error:
                final = isinstance(error, MarginRulesError) or not is_retryable(error)
                if not told:
                    told = True
                    outcome = "margin and liquidation stay unknown" if final else "trying again"
                    self._on_error(instrument, f"the margin rules could not be read, {outcome}: {error}")
                if final:
                    return
            await self._clock.sleep_until(self._clock.monotonic() + delay)
            delay = min(2 * delay, LONGEST_DELAY)
        self._known[instrument] = rules
        self._on_rules(rules)
