"""The grid core over a recorded tape: no network, no clock."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from engine.grid.ledger import GridTotals
from engine.grid.lines import tick_of
from engine.grid.spec import FillModel, GridSpec
from engine.market import Quote, Trade
from engine.paper.displayed import DisplayedBook
from engine.paper.grid_orders import GridEvent
from engine.paper.simulation import GridSimulation
from engine.tape_columns import QueueLimits, TapeColumns


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
        ahead = _Ahead(simulation, columns, self._quotes, self._quotes_before)
        played = 0
        while not simulation.stopped:
            upcoming = ahead.next_trade(played)
            if upcoming > played:
                simulation.pass_quietly(upcoming - played, trades[upcoming - 1].price)
            if upcoming == len(trades):
                return
            yield from simulation.on_trade(trades[upcoming])
            played = upcoming + 1

    def totals(self) -> GridTotals:
        """The account so far; the mark price is that of the last trade on the public book."""
        return self._simulation.totals(self._simulation.last)


class _Ahead:
    """Finds the next trade that a simulation has to meet, and shows it the quotes before that which matter to it.

    These are the quotes that change a queue, and the last one before a trade, which may place orders.
    """

    def __init__(
        self, simulation: GridSimulation, columns: TapeColumns, quotes: Sequence[Quote], before: int
    ) -> None:
        """``quotes``: none where the fill model looks at none; so many as ``before`` precede the columns."""
        self._simulation = simulation
        self._columns = columns
        self._quotes = quotes
        self._before = before
        self._quiet = simulation.quiet
        self._reach = columns.reach(self._quiet)
        self._limits: QueueLimits | None = None
        """Those of the queues now; None while not worked out."""
        self._shown = 0
        """How many quotes the simulation knows of: the one before this number is the newest it was shown."""
        self._looked = 0
        """Of the quotes before this number no other one changes a queue."""

    def next_trade(self, start: int) -> int:
        """The next trade from ``start`` on that may change anything; one more than the last if none does."""
        columns, quiet = self._columns, self._simulation.quiet
        if quiet is not self._quiet:
            self._quiet, self._reach = quiet, columns.reach(quiet)
        reach = self._reach
        if not self._quotes:
            return columns.next_trade(start, reach)
        self._limits = None
        each, shown_before = columns.each_trade, columns.shown_before
        lowest, highest = reach
        stop = len(each)
        found = start
        while found == stop or lowest < each[found] < highest:
            found = columns.next_trade_or_quoted(start, reach, self._limits or self._queue_limits())
            if found == stop:
                return stop
            if found > start:
                # no quote before the trades in between changes a queue
                self._looked = max(self._looked, shown_before[found - 1])
            if self._looked < shown_before[found]:
                self._look_before(shown_before[found])
            start = found + 1
        if self._looked < shown_before[found]:
            self._look_before(shown_before[found])
        if self._shown < self._looked:
            # the trade may place orders
            self._simulation.know_book(self._book(self._looked - 1))
            self._shown = self._looked
        return found

    def _queue_limits(self) -> QueueLimits:
        self._limits = limits = self._columns.limits(*self._simulation.queues)
        return limits

    def _look_before(self, stop: int) -> None:
        looked = self._looked
        while looked < stop:
            change = self._columns.next_quote(looked, stop, self._limits or self._queue_limits())
            looked = change + 1
            if change < stop:
                self._simulation.on_book(self._book(change))
                self._shown = looked
                self._limits = None
        self._looked = stop

    def _book(self, number: int) -> DisplayedBook:
        return DisplayedBook.of_quote(self._quotes[number + self._before])


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
