"""The three fill models of one grid on the same events.

The grid's own model is the account; the other two run along and say in which range the result lies. Prices and
money in quote, sizes in base units, times in ns since the epoch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from engine.grid.spec import FillModel, GridSpec
from engine.market import Quote, Trade
from engine.paper.displayed import DisplayedBook
from engine.paper.grid_orders import GridEvent
from engine.paper.quiet_band import NOWHERE_ABOVE, NOWHERE_BELOW
from engine.paper.simulation import GridSimulation


class SideBySide:
    """``own`` is the simulation of the grid's own model; events are those of it."""

    def __init__(self, simulations: Mapping[FillModel, GridSimulation], own: FillModel) -> None:
        """Use ``new`` or ``restore``."""
        self.own = simulations[own]
        self.all = simulations
        self.last = self.own.last
        self._others = [simulation for model, simulation in simulations.items() if model is not own]
        self._passed_quietly = 0
        self._passed_until = 0
        self._find_quiet_band()

    @classmethod
    def new(cls, spec: GridSpec, tick: Decimal, last: Decimal) -> "SideBySide":
        """The three simulations of ``spec``, as ``GridSimulation``."""
        own = spec.fill_model
        return cls(
            {
                model: GridSimulation(_under(spec, model), tick, last, silent=model is not own)
                for model in FillModel
            },
            own,
        )

    @property
    def positions(self) -> tuple[Decimal, ...]:
        """The position in each model, in the order of ``all``."""
        return tuple(simulation.ledger.position for simulation in self.all.values())

    def start(
        self, book: Quote, time: int, shown: DisplayedBook | None, shown_at: int | None
    ) -> list[GridEvent]:
        """As ``GridSimulation.start``."""
        for simulation in self._others:
            simulation.start(book, time, shown, shown_at)
        events = self.own.start(book, time, shown, shown_at)
        self._find_quiet_band()
        return events

    def on_trade(self, trade: Trade, *, backfilled: bool) -> list[GridEvent]:
        """As ``GridSimulation.on_trade``."""
        price = trade.price
        if self._quiet_above < price < self._quiet_below and trade.on_public_book:
            self.pass_quietly(1, price, trade.event_time)
            return []
        if self.own.stopped or not trade.on_public_book:
            return []
        passed, self._passed_quietly = self._passed_quietly, 0
        for simulation in self._others:
            simulation.meet(trade, passed, False)
        events = self.own.meet(trade, passed, backfilled)
        self.last = price
        self._find_quiet_band()
        return events

    def quiet_among(self, trades: Sequence[Trade], start: int = 0) -> int:
        """How many trades, from index ``start`` on, do nothing in any model; all are of the public book."""
        above, below = self._quiet_above, self._quiet_below
        # none is looked at beyond the first that does something: that one changes what is quiet
        for index in range(start, len(trades)):
            if not above < trades[index].price < below:
                return index - start
        return len(trades) - start

    def pass_quietly(self, trades: int, last: Decimal, time: int) -> None:
        """So many trades of ``quiet_among``, the last of them at ``last`` and at ``time`` (ns)."""
        self._passed_quietly += trades
        self.last = last
        self._passed_until = time

    def on_book(self, book: DisplayedBook, time: int | None) -> None:
        """As ``GridSimulation.on_book``; only one model looks at the book."""
        self.catch_up()
        self.all[FillModel.QUEUE].on_book(book, time)

    def stop(self, time: int, close_at: Quote | None) -> list[GridEvent]:
        """As ``GridSimulation.stop``."""
        self.catch_up()
        events = self.own.stop(time, close_at=close_at)
        if close_at is not None:
            # a side that only the others need may be missing
            bid = self.last if close_at.bid is None else close_at.bid
            ask = self.last if close_at.ask is None else close_at.ask
            close_at = Quote(bid, ask)
        for simulation in self._others:
            simulation.stop(time, close_at=close_at)
        self._find_quiet_band()
        return events

    def close_at_mark(self, mark: Decimal, time: int) -> list[GridEvent]:
        """As ``GridSimulation.close_at_mark``: the account ends, and the others with it."""
        self.catch_up()
        for simulation in self._others:
            simulation.close_at_mark(mark, time)
        events = self.own.close_at_mark(mark, time)
        self._find_quiet_band()
        return events

    def close_other_at_mark(self, model: FillModel, mark: Decimal, time: int) -> None:
        """Another model than the grid's own ends by itself."""
        self.catch_up()
        self.all[model].close_at_mark(mark, time)
        self._find_quiet_band()

    def revise(self, spec: GridSpec, time: int, shown: DisplayedBook | None) -> list[GridEvent]:
        """As ``GridSimulation.revise``."""
        self.catch_up()
        events = self.own.revise(spec, time, shown)
        for model, simulation in self.all.items():
            if simulation is not self.own and not simulation.stopped:
                simulation.revise(_under(spec, model), time, shown)
        self._find_quiet_band()
        return events

    def catch_up(self) -> None:
        """Tell the simulations of the trades that passed quietly."""
        if self._passed_quietly:
            for simulation in self.all.values():
                simulation.pass_quietly(self._passed_quietly, self.last, self._passed_until)
            self._passed_quietly = 0

    def state(self) -> dict[str, Any]:
        """Everything but the specification and the tick, as JSON can hold it."""
        self.catch_up()
        return {model.value: simulation.state() for model, simulation in self.all.items()}

    @classmethod
    def restore(cls, spec: GridSpec, tick: Decimal, state: dict[str, Any]) -> "SideBySide":
        """The models of which ``state`` was taken, as ``GridSimulation.restore``."""
        own = spec.fill_model
        return cls(
            {
                model: GridSimulation.restore(
                    _under(spec, model), tick, state[model.value], silent=model is not own
                )
                for model in FillModel
            },
            own,
        )

    def _find_quiet_band(self) -> None:
        """Strictly between these prices a trade does nothing in any model."""
        if self.own.stopped:
            self._quiet_above, self._quiet_below = NOWHERE_ABOVE, NOWHERE_BELOW
            return
        above, below = self.own.quiet_above, self.own.quiet_below
        for simulation in self._others:
            if not simulation.stopped:
                above = max(above, simulation.quiet_above)
                below = min(below, simulation.quiet_below)
        self._quiet_above, self._quiet_below = above, below


def _under(spec: GridSpec, model: FillModel) -> GridSpec:
    return spec if spec.fill_model is model else replace(spec, fill_model=model)
