"""The grid core over a recorded tape: no network, no clock."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from engine.grid.ledger import GridTotals
from engine.grid.lines import tick_of
from engine.grid.spec import FillModel, GridSpec
from engine.market import Quote, Side, Trade
from engine.paper.displayed import DisplayedBook
from engine.paper.grid_orders import GridEvent
from engine.paper.simulation import GridSimulation
from engine.tape_columns import TapeColumns


class BacktestError(ValueError):
    """A backtest that cannot start, because the tape does not say at which price."""


class Backtest:
    """One grid over one tape.

    The grid starts just before the first trade of the public book, at the grid's reference price, which
    defaults to that trade's price; the book at the start is the last quote before it, or, without one, a best
    bid and a best ask that are both the reference. The tick is 10^-d with d the larger number of decimals of
    the grid's bounds as written.
    """

    def __init__(
        self,
        spec: GridSpec,
        trades: Sequence[Trade],
        quotes: Sequence[Quote] = (),
        *,
        columns: TapeColumns | None = None,
    ) -> None:
        """``trades`` in the exchange's order and without duplicates, ``quotes`` in the order of time.

        ``columns``: those of exactly these trades, which then are all of the public book, and, for ``queue``, of
        the quotes from the first trade on; made beforehand to be used for many grids, made here without it.

        Raises:
            BacktestError: no trade of the tape was printed on the public book.
            GridSpecError: two lines of the grid fall on one tick.
        """
        on_book = trades if columns is not None else [trade for trade in trades if trade.on_public_book]
        self._trades: Sequence[Trade] = on_book
        if not self._trades:
            raise BacktestError(
                "the tape holds no trade of the public book, so the grid has no price to start at"
            )
        first = self._trades[0]
        self._start_time = first.event_time
        self._last = first.price if spec.reference is None else spec.reference
        before = bisect_left(quotes, first.event_time, key=attrgetter("event_time"))
        self._book = quotes[before - 1] if before else Quote(bid=self._last, ask=self._last)
        self._quotes = quotes if spec.fill_model is FillModel.QUEUE else ()
        self._quotes_before = before
        self._simulation = GridSimulation(spec, tick_of(spec), self._last)
        self._columns = columns or TapeColumns.of(self._trades, self._quotes[before:])

    def run(self) -> Iterator[GridEvent]:
        """Play the tape to its end or to a stop; what changes comes out as it happens. To be called once."""
        yield from self._simulation.start(self._book, self._start_time)
        if self._columns is None:
            yield from self._play_each()
        else:
            yield from self._play_what_matters(self._columns)

    def _play_each(self) -> Iterator[GridEvent]:
        quotes, shown = self._quotes, self._quotes_before
        for trade in self._trades:
            # at equal times trades come before quotes
            upcoming = bisect_left(quotes, trade.event_time, lo=shown, key=attrgetter("event_time"))
            for quote in quotes[shown:upcoming]:
                self._simulation.on_book(DisplayedBook.of_quote(quote))
            shown = upcoming
            yield from self._simulation.on_trade(trade)

    def _play_what_matters(self, columns: TapeColumns) -> Iterator[GridEvent]:
        simulation, trades = self._simulation, self._trades
        played = shown = 0
        while not simulation.stopped:
            upcoming = columns.next_trade(played, simulation.quiet_above, simulation.quiet_below)
            if self._quotes and upcoming < len(trades):
                to_show = columns.shown_before[upcoming]
                self._show_what_matters(columns, shown, to_show)
                shown = to_show
            if upcoming > played:
                simulation.pass_quietly(upcoming - played, trades[upcoming - 1].price)
            if upcoming == len(trades):
                return
            yield from simulation.on_trade(trades[upcoming])
            played = upcoming + 1

    def _show_what_matters(self, columns: TapeColumns, start: int, stop: int) -> None:
        """Show the quotes that change a queue, and the last one, before which the next orders are placed."""
        simulation, shown = self._simulation, start
        while shown < stop:
            buy, sell = simulation.queued(Side.BUY), simulation.queued(Side.SELL)
            shown = min(columns.next_quote(shown, stop, buy, sell), stop - 1)
            simulation.on_book(DisplayedBook.of_quote(self._quotes[shown + self._quotes_before]))
            shown += 1

    def totals(self) -> GridTotals:
        """The account so far; the mark price is that of the last trade on the public book."""
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
