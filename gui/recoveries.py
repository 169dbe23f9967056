"""Which instruments are catching up on missed trades now."""

from dataclasses import dataclass, replace

from engine import GapFound, Recovering


@dataclass(frozen=True, slots=True)
class Recovery:
    """Missed trades from ``from_time`` to ``to_time`` (ns) are being fetched; ``trades`` have come so far."""

    instrument: str
    from_time: int
    to_time: int
    trades: int


class Recoveries:
    """Follows recoveries from their first sign to their end."""

    def __init__(self) -> None:
        self._running: dict[str, Recovery] = {}

    def begin_or_go_on(self, event: Recovering) -> None:
        """Trades are being fetched. What is missing ends where fetching began: from there on it is live."""
        known = self._running.get(event.instrument)
        if known is None or known.from_time != event.from_time:
            known = Recovery(event.instrument, event.from_time, event.time, event.trades)
        self._running[event.instrument] = replace(known, trades=event.trades)

    def end(self, event: GapFound) -> None:
        """The gap has been told: recovered, or not."""
        self._running.pop(event.instrument, None)

    def ready(self, instrument: str) -> None:
        """The instrument's trades have no hole any more."""
        self._running.pop(instrument, None)

    def shown(self, instrument: str | None) -> Recovery | None:
        """The recovery to show: that of ``instrument`` when there is one, else any."""
        if instrument is not None and instrument in self._running:
            return self._running[instrument]
        return next(iter(self._running.values()), None)
