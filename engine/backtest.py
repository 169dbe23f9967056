"""The grid core over a recorded tape: no network, no clock."""

from collections.abc import Iterator, Sequence

from engine.grid.ledger import GridTotals
from engine.grid.lines import tick_of
from engine.grid.spec import GridSpec
from engine.market import Quote, Trade
from engine.paper.simulation import GridEvent, GridSimulation


class BacktestError(ValueError):
    """A backtest that cannot start, because the tape does not say at which price."""


class Backtest:
    """One grid over one tape.

    The grid starts just before the first trade of the public book, at the grid's reference price, which
    defaults to that trade's price; the book at the start is the last quote before it, or, without one, a best
    bid and a best ask that are both the reference. The tick is 10^-d with d the larger number of decimals of
    the grid's bounds as written.
    """

    def __init__(self, spec: GridSpec, trades: Sequence[Trade], quotes: Sequence[Quote] = ()) -> None:
        """``trades`` in the exchange's order and without duplicates, ``quotes`` in the order of time.

        Raises:
            BacktestError: no trade of the tape was printed on the public book.
            GridSpecError: two lines of the grid fall on one tick.
        """
        first = next((trade for trade in trades if trade.on_public_book), None)
        if first is None:
            raise BacktestError(
                "the tape holds no trade of the public book, so the grid has no price to start at"
            )
        self._trades = trades
        self._start_time = first.event_time
        self._last = first.price if spec.reference is None else spec.reference
        self._book = Quote(bid=self._last, ask=self._last)
        for quote in quotes:
            if quote.event_time >= first.event_time:
                break
            self._book = quote
        self._simulation = GridSimulation(spec, tick_of(spec), self._last)

    def run(self) -> Iterator[GridEvent]:
        """Play the whole tape; what changes comes out as it happens. To be called once."""
        yield from self._simulation.start(self._book, self._start_time)
        on_trade = self._simulation.on_trade
        for trade in self._trades:
            yield from on_trade(trade)

    def totals(self) -> GridTotals:
        """The account so far; the mark price is that of the last trade."""
        return self._simulation.totals(self._simulation.last)


def run_backtest(
    spec: GridSpec, trades: Sequence[Trade], quotes: Sequence[Quote] = ()
) -> tuple[list[GridEvent], GridTotals]:
    """Run a grid over a tape and return every order change and fill, in order, and the account at the end.

    Raises:
        BacktestError: no trade of the tape was printed on the public book.
        GridSpecError: two lines of the grid fall on one tick.
    """
    backtest = Backtest(spec, trades, quotes)
    events = list(backtest.run())
    return events, backtest.totals()
