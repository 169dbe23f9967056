"""One paper grid on the live feed: trades in, desk events out, and what the journal has to keep of it."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.desk.events import (
    DeskEvent,
    FundingPaid,
    GridLiquidated,
    GridRevised,
    GridStarted,
    GridStopped,
    OrderChanged,
    OrderFilled,
)
from engine.desk.journal import (
    Changes,
    FundingPayment,
    NewGrid,
    Revision,
    RulesRead,
    Stop,
)
from engine.desk.saving import History, Saving
from engine.desk.shown_grid import CutView, grid_view
from engine.desk.unsaved import Unsaved
from engine.desk.views import GridView
from engine.feed.gaps import Gap
from engine.grid.funding import HOUR
from engine.grid.orders import Fill
from engine.grid.spec import GridSpec, grid_to_toml
from engine.market import Instrument, Quote, Trade, TradeId, TradeKey, plain
from engine.market.margin import MarginRules
from engine.paper.account import PaperAccount
from engine.paper.displayed import DisplayedBook
from engine.paper.grid_orders import GridEvent
from engine.paper.revision import RevisionPlan

KEPT_FILLS = 1000
"""A view holds the newest fills; every fill is told as an event, and counted in the totals."""

NEVER = (1 << 63) - 1
_BEFORE_EVERY_ID = TradeId(-1, -1)

_tuple = tuple.__new__
"""Makes a named tuple of all its fields, as in engine.market.values."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What is new in a grid since the last cut, and how the grid is to be shown once that is kept."""

    changes: Changes
    shown: CutView


class RunningGrid:
    """A paper grid with its history. It decides nothing: the account does.

    A trade that was known at its start does nothing, nor does one that comes again. A live trade that is older
    than others it met is one that the exchange sent late (engine.feed.trade_line, rule 5): the grid meets it.
    """

    def __init__(
        self,
        grid_id: int,
        instrument: Instrument,
        account: PaperAccount,
        history: History,
        fills: Iterable[Fill] = (),
    ) -> None:
        """``fills``: the newest fills of an earlier run, oldest first."""
        self.grid_id = grid_id
        self.instrument = instrument
        self.account = account
        self._history = history
        self._met: Trade | TradeKey | None = max(
            (key for key in (history.known_at_start, history.cursor) if key is not None), default=None
        )
        """The newest trade it has met or knew at its start."""
        self._is_noted = True
        self.number_at: Callable[[TradeKey | None], int | None] = lambda cursor: None
        """The number of the message of the newest trade that the feed told, None if that is another one."""
        self._numbered = history.cursor
        self.saving = Saving(account)
        self.behind = False
        """Whether something happened that may not be shown yet."""
        self.visible = False
        """Whether its start may be shown."""
        self._fills: deque[Fill] = deque(fills, maxlen=KEPT_FILLS)
        self._shown: GridView | None = None
        self._cut: CutView | None = None
        self._mark: Decimal | None = None
        self._interval = 0
        self._settle_at = NEVER
        self.settlement_passed = False
        """Whether a settlement of funding has passed since this was last set to False."""

    @property
    def history(self) -> History:
        """What it has seen besides its account. The newest trade is put here when it is asked for."""
        if not self._is_noted and isinstance(self._met, Trade):
            self._history.cursor = self._met.key
            self._is_noted = True
        return self._history

    @property
    def running(self) -> bool:
        """False once stopped."""
        return not self.account.stopped

    @property
    def goes_on_from(self) -> TradeKey:
        """The newest trade it has met; a grid that met none goes on from its start."""
        return self.history.cursor or TradeKey(self.history.quoted_at, _BEFORE_EVERY_ID)

    @property
    def number(self) -> int | None:
        """The number of the message of the trade from which it goes on, None where unknown."""
        return self.history.number if self.history.cursor == self._numbered else None

    @property
    def doubted(self) -> bool:
        """Whether it was told that what came after that trade could not be recovered."""
        return self.goes_on_from.event_time in self.history.lost

    def start(
        self,
        new: NewGrid,
        rules: MarginRules | None,
        shown: DisplayedBook | None,
        shown_at: int | None = None,
    ) -> list[DeskEvent]:
        """Place the first orders; ``new`` is what the journal keeps of the start.

        ``shown`` is the public book where it is known, ``shown_at`` its event time in ns.
        """
        time = new.start.time
        self.saving.unsaved.new = new
        if rules is not None:
            self.saving.unsaved.rules.append(RulesRead(time, rules))
        events = self.account.start(new.start.book, time, shown, shown_at)
        return [GridStarted(time, self.grid_id, self.instrument.name), *self._tell(events)]

    def on_trade(self, trade: Trade, *, backfilled: bool) -> list[DeskEvent]:
        """Meet the next trade in the exchange's order."""
        time = trade.event_time
        if trade.comes_after(self._met):
            self._met, self._is_noted = trade, False
        elif backfilled or self._knew(trade.key):
            return []
        if time >= self._settle_at:
            self.on_time(time)
        events = self.account.on_trade(trade, backfilled=backfilled)
        told = self._tell(events) if events else []
        if self.account.stopped:
            told.append(self._stopped(time, self._stop_words(trade.price)))
        return told

    def quiet_among(self, trades: Sequence[Trade], start: int = 0) -> int:
        """How many live trades, from index ``start`` on, do nothing to it; all are of the public book."""
        if trades[-1].event_time >= self._settle_at or not trades[start].comes_after(self._met):
            return 0
        return self.account.quiet_among(trades, start)

    def pass_quietly(self, trades: int, newest: Trade) -> None:
        """So many trades did nothing to it, the last of them ``newest``."""
        self._met, self._is_noted = newest, False
        self.account.pass_quietly(trades, newest.price, newest.event_time)

    def _knew(self, key: TradeKey) -> bool:
        """Whether a trade was known when it started."""
        known = self._history.known_at_start
        return known is not None and key <= known

    def on_book(self, book: DisplayedBook, time: int) -> None:
        """The public book changed; ``time`` is its event time in ns."""
        self.account.on_book(book, time)

    def on_mark(self, mark: Decimal, time: int) -> list[DeskEvent]:
        """The mark price (in quote) changed: the equity follows, down to the liquidation."""
        self._mark = mark
        events = self.account.on_mark(mark, time)
        told = self._tell(events) if events else []
        price = self.account.liquidated_at
        if self.account.stopped and price is not None:
            told.append(GridLiquidated(time, self.grid_id, self.instrument.name, price))
            told.append(self._stopped(time, f"liquidated at the mark price {plain(price)}"))
        return told

    def on_gap(self, gap: Gap) -> None:
        """A stretch of the feed was missed while this grid ran."""
        self.history.on_gap(gap)
        self.saving.unsaved.gaps.append(gap)

    def use_rules(self, rules: MarginRules, time: int) -> None:
        """The exchange's margin rules became known; ``time`` in ns since the epoch."""
        self.account.rules = rules
        self.saving.unsaved.rules.append(RulesRead(time, rules))

    def settle_every(self, hours: int, first: int) -> None:
        """Funding is settled at ``first`` (ns since the epoch) and every ``hours`` from then on."""
        self._interval, self._settle_at = hours * HOUR, first
        self.account.next_settlement = first

    def on_time(self, time: int) -> None:
        """No trade before ``time`` is missing: settlements up to it have passed."""
        while time >= self._settle_at:
            self.account.on_time(self._settle_at)
            self._settle_at += self._interval
            self.account.next_settlement = self._settle_at
            self.settlement_passed = True

    def settle(self, instant: int, rate: Decimal, mark: Decimal) -> list[DeskEvent]:
        """Book a settlement that has passed; ``rate`` in percent. One without a position is not told."""
        done = self.account.settle(instant, rate, mark, self.account.next_settlement)
        if done.position.is_zero():
            return []
        self.saving.unsaved.funding.append(
            FundingPayment(done.time, done.position, done.mark, done.rate, done.amount)
        )
        return [FundingPaid(instant, self.grid_id, self.instrument.name, rate, done.amount)]

    def plan(self, spec: GridSpec) -> RevisionPlan:
        """What a change to ``spec`` would do.

        Raises:
            GridSpecError: the grid cannot be changed so.
        """
        return self.account.plan(spec)

    def revise(self, spec: GridSpec, time: int, shown: DisplayedBook | None) -> list[DeskEvent]:
        """Change the grid; ``time`` in ns since the epoch, ``shown`` is the public book where it is known.

        Raises:
            GridSpecError: the grid cannot be changed so.
        """
        events = self.account.revise(spec, time, shown)
        self.saving.unsaved.records.append(Revision(time, grid_to_toml(spec)))
        return [*self._tell(events), GridRevised(time, self.grid_id, self.instrument.name)]

    def stop(self, time: int, reason: str, close_at: Quote | None) -> list[DeskEvent]:
        """Cancel every order; with ``close_at`` the position is closed there, else it stays."""
        told = self._tell(self.account.stop(time, close_at=close_at))
        return [*told, self._stopped(time, reason)]

    def view(self, mark: Decimal | None) -> GridView:
        """The grid as far as it is kept; without a mark price (in quote) the last price stands in for it."""
        if self.behind and self._cut is not None:
            return self._cut.at(mark)
        return self._view_at(self.account.last if mark is None else mark)

    def cut(self) -> Cut:
        """What is new, for the journal. Until ``kept`` or ``put_back`` the grid is shown as it was."""
        mark = self._mark or self.account.last
        view = self._view_at(mark)
        self._note_number()
        changes = self.saving.cut(self.history, view.totals, mark)
        return Cut(changes, CutView(view, mark, self.account.positions))

    def _note_number(self) -> None:
        history = self.history
        number = self.number_at(history.cursor)
        if number is not None or history.cursor != self._numbered:
            history.number, self._numbered = number, history.cursor

    def kept(self, cut: Cut) -> None:
        """What was cut is in the journal: it may be shown."""
        self._cut = cut.shown
        self.visible = True

    def put_back(self, cut: Cut) -> None:
        """What was cut could not be kept."""
        self.saving.unsaved.put_back(cut.changes)

    def forget_unsaved(self) -> None:
        """There is no journal: all may be shown."""
        self.saving.unsaved = Unsaved()
        self.visible = True

    def _stopped(self, time: int, reason: str) -> DeskEvent:
        self.history.stop = self.saving.unsaved.stop = Stop(time, reason)
        return GridStopped(time, self.grid_id, self.instrument.name, reason)

    def _stop_words(self, price: Decimal) -> str:
        spec = self.account.spec
        below = spec.stop_below is not None and price <= spec.stop_below
        name, stop = ("stop_below", spec.stop_below) if below else ("stop_above", spec.stop_above)
        return f"the price {plain(price)} reached {name} = {plain(stop or price)}"

    def _view_at(self, mark: Decimal) -> GridView:
        self._shown = grid_view(
            self.grid_id, self.instrument, self.account, self.history, self._fills, mark, self._shown
        )
        return self._shown

    def _tell(self, events: Sequence[GridEvent]) -> list[DeskEvent]:
        self.saving.add(events)
        grid_id, name = self.grid_id, self.instrument.name
        told: list[DeskEvent] = []
        for event in events:
            if isinstance(event, Fill):
                self._fills.append(event)
                told.append(_tuple(OrderFilled, (event.time, grid_id, name, event)))
            else:
                told.append(_tuple(OrderChanged, (event.time, grid_id, name, event)))
        return told
