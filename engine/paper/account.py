"""One paper grid with everything: three fill models on the same events, both ledgers, funding, margin, equity.

The grid's own fill model is the account; the other two say in which range the result lies. It reads no clock.
Prices and money in quote, sizes in base units, times in ns since the epoch.
"""

from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from engine.grid.capital import Means
from engine.grid.funding import FundingSettlement, funding_payment
from engine.grid.ledger import GridTotals
from engine.grid.matched_pairs import (
    Identity,
    IdentityBroken,
    MatchedPairs,
    RoundTrip,
    check_identity,
    check_views,
)
from engine.grid.orders import Fill, Order
from engine.grid.preview import NO_MEANS
from engine.grid.spec import FillModel, GridSpec
from engine.market import EXACT, ZERO, Quote, Side, Trade, decimal_or_none, plain, plain_or_none
from engine.market.margin import MarginRules
from engine.paper.displayed import DisplayedBook
from engine.paper.equity import Drawdown, EquityCurve
from engine.paper.grid_orders import GridEvent
from engine.paper.revision import RevisionPlan
from engine.paper.risk import Risk, is_liquidated, risk_of
from engine.paper.settlements import NEVER, Settlements
from engine.paper.side_by_side import SideBySide

KEPT_TRIPS = 1000
"""So many of the newest round trips are kept; all are counted."""


class PaperAccount:
    """One paper grid.

    Create it, call ``start`` once, then ``on_trade``, ``on_book`` and ``on_mark`` as they come. The events are those
    of the grid's own fill model. Whatever fills is checked: ``IdentityBroken`` is a defect, after which no total
    may be trusted.
    """

    def __init__(
        self,
        spec: GridSpec,
        tick: Decimal,
        last: Decimal,
        *,
        means: Means = NO_MEANS,
        rules: MarginRules | None = None,
    ) -> None:
        """``tick``: the price step; ``last``: the last price when the grid starts.

        Without ``means.capital`` or without ``rules`` nothing is liquidated.

        Raises:
            GridSpecError: the lines do not fit the tick, or one of ``means`` is out of range.
        """
        means.check()
        self._begin(SideBySide.new(spec, tick, last), means, rules)

    def _begin(self, models: SideBySide, means: Means, rules: MarginRules | None) -> None:
        self.means = means
        self.rules = rules
        self.liquidated_at: Decimal | None = None
        self.trips: deque[RoundTrip] = deque(maxlen=KEPT_TRIPS)
        self.equity = EquityCurve()
        self._models = models
        self._own = models.own
        self._pairs = MatchedPairs()
        self._settlements = Settlements()

    @property
    def spec(self) -> GridSpec:
        """What the grid is now."""
        return self._own.spec

    @property
    def lines(self) -> tuple[Decimal, ...]:
        """The price lines, lowest first."""
        return tuple(self._own.lines)

    @property
    def reference(self) -> Decimal:
        """The price that splits long cells from short ones."""
        return self._own.reference

    @property
    def last(self) -> Decimal:
        """The price of the last trade of the public book."""
        return self._models.last

    @property
    def stopped(self) -> bool:
        """Whether it trades no more."""
        return self._own.stopped

    @property
    def fills(self) -> int:
        """How many fills there were, partial ones too."""
        return self._own.fills

    @property
    def open_orders(self) -> tuple[Order, ...]:
        """The orders that rest now, oldest first; ``time`` is when they were placed."""
        return self._own.open_orders

    @property
    def drawdown(self) -> Drawdown | None:
        """The largest fall of the equity so far; None before the first mark price."""
        return self.equity.drawdown

    @property
    def prices(self) -> frozenset[Decimal]:
        """The prices at which ``on_book`` has to show the sizes: those of every order, working or to be placed."""
        return self._models.all[FillModel.QUEUE].prices

    def start(
        self, book: Quote, time: int, shown: DisplayedBook | None = None, shown_at: int | None = None
    ) -> list[GridEvent]:
        """Place the first entries against the best bid and offer.

        ``shown``: the deeper book, if it is known, and ``shown_at`` its event time.
        """
        return self._book(self._models.start(book, time, shown, shown_at), self.last)

    def on_trade(self, trade: Trade, *, backfilled: bool = False) -> list[GridEvent]:
        """Meet the next trade in the exchange's order; ``backfilled`` when it did not arrive as a live message.

        Raises:
            IdentityBroken: the two ledgers disagree.
        """
        if trade.event_time >= self._settlements.wake_at:
            self.on_time(trade.event_time)
        events = self._models.on_trade(trade, backfilled=backfilled)
        return self._book(events, trade.price) if events else events

    def quiet_among(self, trades: Sequence[Trade], start: int = 0) -> int:
        """How many trades, from index ``start`` on, do nothing; all are of the public book."""
        if trades[-1].event_time >= self._settlements.wake_at:
            return 0
        return self._models.quiet_among(trades, start)

    def pass_quietly(self, trades: int, last: Decimal, time: int) -> None:
        """So many trades did nothing, the last of them at ``last`` and at ``time``; as ``on_trade`` for each."""
        self._models.pass_quietly(trades, last, time)

    def on_book(self, book: DisplayedBook, time: int | None = None) -> None:
        """The public book changed; it has to show the sizes at ``prices``. It fills nothing.

        ``time`` is its event time: trades that precede it may come after it. None: none will.
        """
        self._models.on_book(book, time)

    def on_mark(self, mark: Decimal, time: int) -> list[GridEvent]:
        """The mark price now: a point of the equity curve, and the liquidation when the equity does not last.

        Raises:
            IdentityBroken: the two ledgers disagree.
        """
        if self.stopped:
            return []
        events: list[GridEvent] = []
        for model, simulation in self._models.all.items():
            if simulation.stopped or not is_liquidated(simulation.ledger, mark, self.means, self.rules):
                continue
            if simulation is self._own:
                self.liquidated_at = mark
                events = self._book(self._models.close_at_mark(mark, time), mark)
            else:
                self._models.close_other_at_mark(model, mark, time)
        capital = ZERO if self.means.capital is None else self.means.capital
        self.equity.add(time, EXACT.add(capital, self._own.ledger.total(mark)))
        return events

    @property
    def next_settlement(self) -> int | None:
        """The next settlement of funding that is expected; None where none is known.

        Setting it adds an instant: one that was expected earlier still comes first, and one that has passed is
        none again. None is no instant.
        """
        wake_at = self._settlements.wake_at
        return None if wake_at == NEVER else wake_at

    @next_settlement.setter
    def next_settlement(self, time: int | None) -> None:
        if time is not None:
            self._settlements.expect(time)

    def on_time(self, time: int) -> None:
        """No trade before ``time`` is missing: a settlement up to then has passed."""
        if not self.stopped:
            self._settlements.reach(time, self._models.positions)

    def pending_settlements(self) -> tuple[int, ...]:
        """The settlements that have passed and whose rate is still to be booked, oldest first."""
        return self._settlements.pending

    def settle(
        self, time: int, rate: Decimal, mark: Decimal, following: int | None = None
    ) -> FundingSettlement:
        """Book a pending settlement at ``rate`` (percent) and ``mark``; ``following``: the instant of the next.

        Raises:
            ValueError: no such settlement is pending.
        """
        positions = dict(zip(self._models.all, self._settlements.take(time), strict=True))
        for model, position in positions.items():
            self._models.all[model].book_funding(funding_payment(position, mark, rate))
        self.next_settlement = following
        held = positions[self.spec.fill_model]
        return FundingSettlement(time, held, mark, rate, funding_payment(held, mark, rate))

    def stop(self, time: int, *, close_at: Quote | None = None) -> list[GridEvent]:
        """Cancel every order and stop; the position stays, or is closed as taker at the best bid or ask.

        Raises:
            ValueError: ``close_at`` lacks the side against which the position would be closed.
        """
        return self._book(self._models.stop(time, close_at), self.last)

    def plan(self, spec: GridSpec) -> RevisionPlan:
        """What ``revise`` would do now.

        Raises:
            GridSpecError: the grid cannot be changed to ``spec``; names the key.
        """
        self._models.catch_up()
        return self._own.plan(spec)

    def revise(self, spec: GridSpec, time: int, shown: DisplayedBook | None = None) -> list[GridEvent]:
        """Change the running grid to ``spec`` (rules: engine.paper.revision); ``shown``: the whole book now.

        Raises:
            GridSpecError: the grid cannot be changed to ``spec``; names the key. Nothing has changed then.
        """
        return self._models.revise(spec, time, shown)

    def totals(self, mark: Decimal) -> GridTotals:
        """The account at a mark price."""
        self._models.catch_up()
        return self._own.totals(mark)

    def range(self, mark: Decimal) -> dict[FillModel, Decimal]:
        """The total PnL of each fill model on the same events, the grid's own among them."""
        return {model: simulation.ledger.total(mark) for model, simulation in self._models.all.items()}

    @property
    def positions(self) -> dict[FillModel, Decimal]:
        """The position in each fill model, in base units, signed: what its total changes by with the mark price."""
        return dict(zip(self._models.all, self._models.positions, strict=True))

    def identity(self, mark: Decimal) -> Identity:
        """Both ledgers at a mark price.

        Raises:
            IdentityBroken: they disagree.
        """
        return check_identity(self._pairs, self._own.ledger, mark)

    def risk(self, mark: Decimal) -> Risk:
        """The margin account at a mark price."""
        return risk_of(self._own, mark, self.means, self.rules)

    def state(self) -> dict[str, Any]:
        """Everything but the specification, the tick, the means and the rules, as JSON can hold it."""
        return {
            **self.state_without_history(),
            "trips": [_trip_row(trip) for trip in self.trips],
            "equity": self.equity.state(),
        }

    def state_without_history(self) -> dict[str, Any]:
        """``state`` without what grows with time: the round trips and the equity curve."""
        return {
            "models": self._models.state(),
            "pairs": self._pairs.state(),
            "settlements": self._settlements.state(),
            "liquidated_at": plain_or_none(self.liquidated_at),
        }

    @classmethod
    def restore(
        cls,
        spec: GridSpec,
        tick: Decimal,
        state: dict[str, Any],
        *,
        means: Means = NO_MEANS,
        rules: MarginRules | None = None,
    ) -> "PaperAccount":
        """The account of which ``state`` was taken; ``spec`` is what the grid was then.

        Raises:
            GridSpecError: the lines do not fit the tick.
        """
        account = cls.__new__(cls)
        account._begin(SideBySide.restore(spec, tick, state["models"]), means, rules)
        account._pairs = MatchedPairs.restore(state["pairs"])
        account.trips.extend(map(_trip, state["trips"]))
        account.equity = EquityCurve.restore(state["equity"])
        account._settlements = Settlements.restore(state["settlements"])
        account.liquidated_at = decimal_or_none(state["liquidated_at"])
        return account

    def _book(self, events: list[GridEvent], mark: Decimal) -> list[GridEvent]:
        """Match what has filled, and check both ledgers against each other."""
        pairs, filled = self._pairs, False
        for event in events:
            if isinstance(event, Fill):
                filled = True
                trip = pairs.book_fill(event)
                if trip is not None:
                    self.trips.append(trip)
        if filled:
            ledger = self._own.ledger
            check_views(pairs, ledger, mark)
            if pairs.grid_profit != ledger.grid_profit or pairs.round_trips != ledger.round_trips:
                raise IdentityBroken("grid profit: the matched pairs and the cells' cash flows disagree")
        return events


def _trip_row(trip: RoundTrip) -> list[Any]:
    amounts = (plain(trip.size), plain(trip.gross), plain(trip.fees))
    times = (trip.entry_time, trip.exit_time)
    return [trip.cell, trip.entry_side.value, *amounts, *times, plain_or_none(trip.cost)]


def _trip(row: list[Any]) -> RoundTrip:
    cell, side, size, gross, fees, entry_time, exit_time, *kept = row
    # a row kept before costs were
    cost = decimal_or_none(kept[0]) if kept else None
    return RoundTrip(
        cell, Side(side), Decimal(size), Decimal(gross), Decimal(fees), entry_time, exit_time, cost
    )
