"""One paper grid on the live feed: trades in, desk events out."""

from collections import deque
from collections.abc import Sequence
from decimal import Decimal

from engine.desk.events import DeskEvent, OrderChanged, OrderFilled
from engine.desk.views import GridView
from engine.grid.orders import Fill
from engine.grid.spec import GridSpec
from engine.market import Instrument, Quote, Trade
from engine.paper.simulation import GridEvent, GridSimulation

KEPT_FILLS = 1000
"""A view holds the newest fills; every fill is told as an event, and counted in the totals."""


class RunningGrid:
    """A paper grid with its history. It decides nothing: the simulation does."""

    def __init__(
        self, grid_id: int, spec: GridSpec, instrument: Instrument, last: Decimal, started_at: int
    ) -> None:
        """``last``: the last price in quote; ``started_at`` in ns since the epoch.

        Raises:
            GridSpecError: the grid's lines do not fit the instrument's tick.
        """
        self.grid_id = grid_id
        self.instrument = instrument
        self.started_at = started_at
        self.gaps = 0
        self.unrecovered_gaps = 0
        self._simulation = GridSimulation(spec, instrument.tick_size, last)
        self._fills: deque[Fill] = deque(maxlen=KEPT_FILLS)
        self._shown_fills: tuple[Fill, ...] = ()
        self._shown_until = 0

    @property
    def running(self) -> bool:
        """False once stopped."""
        return not self._simulation.stopped

    def start(self, book: Quote) -> list[DeskEvent]:
        """Place the first orders against the best bid and offer."""
        return self._tell(self._simulation.start(book, self.started_at))

    def on_trade(self, trade: Trade, *, backfilled: bool) -> list[DeskEvent]:
        """Meet the next trade in the exchange's order."""
        events = self._simulation.on_trade(trade, backfilled=backfilled)
        return self._tell(events) if events else []

    def on_gap(self, *, recovered: bool) -> None:
        """A stretch of the feed was missed while this grid ran."""
        self.gaps += 1
        self.unrecovered_gaps += not recovered

    def stop(self, time: int) -> list[DeskEvent]:
        """Cancel every order; the position stays. ``time`` in ns since the epoch."""
        return self._tell(self._simulation.stop(time))

    def view(self, mark: Decimal | None) -> GridView:
        """The grid now; without a mark price (in quote) the last price stands in for it."""
        simulation = self._simulation
        if self._shown_until != simulation.fills:
            self._shown_until = simulation.fills
            self._shown_fills = tuple(self._fills)
        return GridView(
            grid_id=self.grid_id,
            spec=simulation.spec,
            instrument=self.instrument,
            running=self.running,
            started_at=self.started_at,
            reference=simulation.reference,
            lines=tuple(simulation.lines),
            open_orders=simulation.open_orders,
            fills=self._shown_fills,
            totals=simulation.totals(simulation.last if mark is None else mark),
            gaps=self.gaps,
            unrecovered_gaps=self.unrecovered_gaps,
        )

    def _tell(self, events: Sequence[GridEvent]) -> list[DeskEvent]:
        told: list[DeskEvent] = []
        for event in events:
            if isinstance(event, Fill):
                self._fills.append(event)
                told.append(OrderFilled(event.time, self.grid_id, self.instrument.name, event))
            else:
                told.append(OrderChanged(event.time, self.grid_id, self.instrument.name, event))
        return told
