"""A desk for tests of the window: scripted, in memory, no loop and no network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from engine import (
    NS_PER_SECOND,
    AccountChanged,
    AccountView,
    BookView,
    Candle,
    CandleChanged,
    ConnectionChanged,
    ConnectionState,
    ConnectionView,
    DeskError,
    DeskEvent,
    Direction,
    Endpoint,
    Environment,
    EnvironmentName,
    ExchangeError,
    FeedView,
    Fill,
    FillModel,
    GapFound,
    GridPreview,
    GridRevised,
    GridSpec,
    GridStarted,
    GridStopped,
    GridTotals,
    GridView,
    Instrument,
    Intent,
    Interval,
    JournalPaused,
    JournalResumed,
    Liquidity,
    LoginOutcome,
    MarginRules,
    Means,
    Order,
    OrderChanged,
    OrderFilled,
    OrderStatus,
    PlannedOrder,
    PriceChanged,
    PriceView,
    Quote,
    Recovering,
    RevisionPlan,
    RiskView,
    Secret,
    Side,
    SignedIn,
    Spacing,
    Ticker,
    Trade,
    TradeId,
    grid_lines,
    preview,
)
from tests.fakes.fake_archive import FakeArchive
from tests.fakes.stepped import FakeClock, Gate

START_NS = 1_780_000_000_000_000_000
ZERO = Decimal(0)
NO_MEANS = Means()

ETH = Instrument(
    name="ETH_USDT_Perp",
    base="ETH",
    quote="USDT",
    kind="PERPETUAL",
    tick_size=Decimal("0.01"),
    size_step=Decimal("0.01"),
    min_size=Decimal("0.01"),
    min_notional=Decimal(20),
)
BTC = replace(ETH, name="BTC_USDT_Perp", base="BTC", tick_size=Decimal("0.1"), size_step=Decimal("0.001"))
DOGE = replace(ETH, name="DOGE_USDT_Perp", base="DOGE", tick_size=Decimal("0.00001"), size_step=Decimal(1))

DEMO_FAULTS = ("cut", "silent", "drop_trades", "expire_session", "reject_key", "restart_gateway", "heal")

SIGNED_IN = LoginOutcome(ok=True, sub_account_id="4242", message="Signed in", advice="")

NO_TOTALS = GridTotals(
    fills=0,
    entries=0,
    exits=0,
    round_trips=0,
    trades=0,
    position=ZERO,
    average_entry=ZERO,
    grid_profit=ZERO,
    realized=ZERO,
    unrealized=ZERO,
    fees=ZERO,
    funding=ZERO,
    total=ZERO,
)


@dataclass
class FakeDesk:
    """The desk's public face, with methods to say what happens (``tell``, ``trade_at``, ``drop`` ...)."""

    environment: Environment = field(default_factory=lambda: Environment(EnvironmentName.DEMO))
    clock: FakeClock = field(default_factory=FakeClock)
    known: tuple[Instrument, ...] = (ETH, BTC, DOGE)
    history: dict[tuple[str, Interval], tuple[Candle, ...]] = field(default_factory=dict)
    refuse: dict[str, Exception] = field(default_factory=dict)
    outcome: LoginOutcome = SIGNED_IN
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.listeners: list[Callable[[DeskEvent], None]] = []
        self.prices: dict[str, PriceView] = {}
        self.views: dict[int, GridView] = {}
        self.rules: dict[str, MarginRules] = {}
        self.keys: list[Secret | None] = []
        self.streams: tuple[FeedView, ...] = ()
        self.own_account: AccountView | None = None
        self.candle_gate: Gate | None = None
        self.days: dict[str, Ticker] = {}
        self.books: dict[str, BookView] = {}
        self.archive: FakeArchive | None = None
        self.notice: str | None = None
        self.journal_failure: str | None = None
        self.tape: tuple[Trade, ...] = ()
        self.unready: dict[str, Gate] = {}
        self.connections = {
            endpoint: ConnectionView(endpoint, ConnectionState.OFFLINE, 1, None, None)
            for endpoint in Endpoint
        }

    async def open(self) -> None:
        self._do("open")

    async def close(self) -> None:
        self._do("close")

    def subscribe(self, listener: Callable[[DeskEvent], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    async def instruments(self) -> tuple[Instrument, ...]:
        self._do("instruments")
        return self.known

    async def watch(self, instrument: str) -> None:
        self._do("watch", instrument)

    async def candles(
        self, instrument: str, interval: Interval, *, end_time: int | None = None, limit: int = 500
    ) -> tuple[Candle, ...]:
        self._do("candles", instrument, interval)
        if self.candle_gate is not None:
            await self.candle_gate
            self._do("candles answered")
        candles = self.history.get((instrument, interval), ())
        return tuple(one for one in candles if end_time is None or one.open_time <= end_time)[-limit:]

    async def tickers(self) -> Mapping[str, Ticker]:
        self._do("tickers")
        return self.days

    def book(self, instrument: str) -> BookView | None:
        return self.books.get(instrument)

    def connection(self, endpoint: Endpoint) -> ConnectionView:
        return self.connections[endpoint]

    def price(self, instrument: str) -> PriceView | None:
        return self.prices.get(instrument)

    def sample_grid(self, instrument: str) -> GridSpec:
        price = self.prices.get(instrument)
        if price is None or price.last is None:
            raise DeskError(f"there is no price for {instrument} yet; wait until the connection is live")
        return GridSpec(
            instrument=instrument,
            direction=Direction.NEUTRAL,
            spacing=Spacing.ARITHMETIC,
            lower=price.last - 7,
            upper=price.last + 7,
            levels=15,
            size=Decimal("0.1"),
            fill_model=FillModel.THROUGH,
        )

    def margin_rules(self, instrument: str) -> MarginRules | None:
        return self.rules.get(instrument)

    def preview(self, spec: GridSpec, means: Means = NO_MEANS) -> GridPreview:
        price = self.prices.get(spec.instrument)
        if price is None or price.last is None:
            raise DeskError(f"there is no price for {spec.instrument} yet; wait until the connection is live")
        return preview(
            spec,
            price.last,
            book=Quote(price.bid, price.ask),
            instrument=self._instrument(spec),
            rules=self.margin_rules(spec.instrument),
            means=means,
        )

    def plan_revision(self, grid_id: int, spec: GridSpec) -> RevisionPlan:
        self._do("plan_revision", grid_id, spec)
        view = self.views[grid_id]
        lines = grid_lines(spec, view.instrument.tick_size)
        kept = tuple(order for order in view.open_orders if order.price in lines and order.size == spec.size)
        held = {order.price for order in kept}
        middle = self.prices[spec.instrument].last or spec.lower
        return RevisionPlan(
            spec=spec,
            lines=lines,
            kept=kept,
            cancelled=tuple(order for order in view.open_orders if order not in kept),
            placed=tuple(
                PlannedOrder(
                    1000 + number, Intent.ENTRY, Side.BUY if line < middle else Side.SELL, line, spec.size
                )
                for number, line in enumerate(lines)
                if line not in held and line != middle
            ),
            position=view.totals.position,
        )

    async def revise_grid(self, grid_id: int, spec: GridSpec) -> None:
        plan = self.plan_revision(grid_id, spec)
        self._do("revise_grid", grid_id, spec)
        view = self.views[grid_id]
        placed = tuple(
            Order(
                2000 + number,
                order.cell,
                order.intent,
                order.side,
                order.price,
                order.size,
                ZERO,
                OrderStatus.OPEN,
                START_NS,
            )
            for number, order in enumerate(plan.placed)
        )
        self.views[grid_id] = replace(view, spec=spec, lines=plan.lines, open_orders=plan.kept + placed)
        self.tell(GridRevised(START_NS, grid_id, view.instrument.name))

    async def start_grid(
        self, spec: GridSpec, *, means: Means = NO_MEANS, file_sha256: str | None = None
    ) -> int:
        self._do("start_grid", spec)
        grid_id = len(self.views) + 1
        instrument = self._instrument(spec)
        lines = grid_lines(spec, instrument.tick_size)
        middle = self.prices[spec.instrument].last or spec.lower
        orders = tuple(
            Order(
                number + 1,
                number,
                Intent.ENTRY,
                Side.BUY if line < middle else Side.SELL,
                line,
                spec.size,
                ZERO,
                OrderStatus.OPEN,
                START_NS,
            )
            for number, line in enumerate(lines)
            if line != middle
        )
        self.views[grid_id] = GridView(
            grid_id=grid_id,
            spec=spec,
            instrument=instrument,
            running=True,
            started_at=START_NS,
            reference=middle,
            lines=lines,
            open_orders=orders,
            fills=(),
            totals=NO_TOTALS,
            gaps=0,
            unrecovered_gaps=0,
            risk=RiskView(capital=means.capital, leverage=means.leverage),
        )
        self.tell(GridStarted(START_NS, grid_id, spec.instrument))
        for order in orders:
            self.tell(OrderChanged(START_NS, grid_id, spec.instrument, order))
        return grid_id

    async def stop_grid(self, grid_id: int, *, close: bool = False, reason: str | None = None) -> None:
        self._do("stop_grid", grid_id, *(["close"] if close else []))
        view = self.views[grid_id]
        self.views[grid_id] = replace(view, running=False, open_orders=())
        self.tell(GridStopped(START_NS, grid_id, view.instrument.name, "stopped by the user"))

    def grids(self) -> tuple[GridView, ...]:
        return tuple(self.views.values())

    async def trades_around(
        self, instrument: str, time: int, *, before: int, after: int
    ) -> tuple[Trade, ...]:
        self._do("trades_around", instrument, time)
        return tuple(trade for trade in self.tape if -before <= trade.event_time - time <= after)

    def try_journal_again(self) -> None:
        self._do("try_journal_again")

    def pause_journal(self, reason: str) -> None:
        """Nothing can be kept any more."""
        self.journal_failure = reason
        self.tell(JournalPaused(START_NS, reason))

    def resume_journal(self) -> None:
        """The journal writes again."""
        self.journal_failure = None
        self.tell(JournalResumed(START_NS))

    def reconnect_now(self) -> None:
        self._do("reconnect_now")

    async def use_key(self, key: Secret | None) -> None:
        self._do("use_key")
        self.keys.append(key)

    async def check_key(self, key: Secret) -> LoginOutcome:
        self._do("check_key")
        return self.outcome

    async def wait_ready(self, instrument: str) -> None:
        gate = self.unready.get(instrument)
        if gate is not None:
            await gate

    def account(self) -> AccountView | None:
        return self.own_account

    def feeds(self) -> tuple[FeedView, ...]:
        self._do("feeds")
        return self.streams

    def demo_faults(self) -> tuple[str, ...]:
        return DEMO_FAULTS if self.environment.name is EnvironmentName.DEMO else ()

    def demo_fault(self, name: str) -> None:
        self._do("demo_fault", name)

    def tell(self, event: DeskEvent) -> None:
        """Tell every listener, as the desk does: at once."""
        for listener in tuple(self.listeners):
            listener(event)

    def trade_at(self, instrument: str, last: str, *, spread: str = "0.02") -> None:
        """A new price arrives now."""
        price, half = Decimal(last), Decimal(spread) / 2
        view = PriceView(instrument, price, price - half, price + half, price, START_NS, self.clock())
        self.prices[instrument] = view
        self.tell(PriceChanged(START_NS, instrument, view.last, view.bid, view.ask, view.mark))

    def connect(
        self,
        state: ConnectionState = ConnectionState.LIVE,
        *,
        endpoint: Endpoint = Endpoint.MARKET_DATA,
        attempt: int = 1,
        retry_in: float | None = None,
        reason: str | None = None,
    ) -> None:
        """An endpoint changes its state; ``retry_in`` is in seconds from now."""
        retry_at = None if retry_in is None else self.clock() + retry_in
        self.connections[endpoint] = ConnectionView(endpoint, state, attempt, retry_at, reason)
        retry_ms = None if retry_in is None else int(retry_in * 1000)
        self.tell(ConnectionChanged(START_NS, endpoint, state, attempt, retry_ms, reason))

    def sign_in(self, account: str = "9876544242") -> None:
        """A sign-in succeeds."""
        self.connect(endpoint=Endpoint.EDGE)
        self.tell(SignedIn(START_NS, account))

    def follow_account(self, account: AccountView | None) -> None:
        """The account was read, or is not followed any more."""
        self.own_account = account
        self.tell(AccountChanged(START_NS))

    def recover(self, instrument: str, trades: int, *, seconds: int = 172) -> None:
        """So many of the trades that were missed in that time have been fetched; the feed is not ready yet."""
        self.unready.setdefault(instrument, Gate())
        self.tell(Recovering(START_NS, instrument, START_NS - seconds * NS_PER_SECOND, trades))

    def recovered(
        self, instrument: str, trades: int | None, *, seconds: int = 172, whole: bool = True
    ) -> None:
        """A recovery ends with a gap, and the feed is ready again."""
        start = START_NS - seconds * NS_PER_SECOND
        self.tell(GapFound(START_NS, instrument, start, START_NS, trades, recovered=whole))
        self.make_ready(instrument)

    def make_ready(self, instrument: str) -> None:
        """The trades of an instrument have no hole any more."""
        gate = self.unready.pop(instrument, None)
        if gate is not None:
            gate.is_open = True

    def fill(self, grid_id: int, order_id: int, *, trade: str = "1000-1") -> Fill:
        """A working order of a grid fills in full, as maker."""
        view = self.views[grid_id]
        order = next(order for order in view.open_orders if order.order_id == order_id)
        fill = Fill(
            fill_id=len(view.fills) + 1,
            order_id=order_id,
            cell=order.cell,
            intent=order.intent,
            side=order.side,
            price=order.price,
            size=order.size,
            fee=order.price * order.size * view.spec.maker_fee,
            liquidity=Liquidity.MAKER,
            trade_id=TradeId.parse(trade),
            queue_ahead=None,
            backfilled=False,
            time=START_NS + (len(view.fills) + 1) * 1_500_000_000,
        )
        totals = replace(
            view.totals,
            fills=view.totals.fills + 1,
            position=view.totals.position + order.side.sign * order.size,
            average_entry=order.price,
            fees=view.totals.fees + fill.fee,
            total=view.totals.total - fill.fee,
        )
        self.views[grid_id] = replace(
            view,
            open_orders=tuple(order for order in view.open_orders if order.order_id != order_id),
            fills=(*view.fills, fill),
            totals=totals,
        )
        done = order._replace(filled=order.size, status=OrderStatus.FILLED, time=fill.time)
        self.tell(OrderChanged(fill.time, grid_id, view.instrument.name, done))
        self.tell(OrderFilled(fill.time, grid_id, view.instrument.name, fill))
        return fill

    def form(self, candle: Candle) -> None:
        """A one-minute candle forms."""
        self.tell(CandleChanged(candle.close_time, Interval.M1, candle))

    def _instrument(self, spec: GridSpec) -> Instrument:
        return next(known for known in self.known if known.name == spec.instrument)

    def _do(self, name: str, *details: Any) -> None:
        self.calls.append((name, *details))
        if name in self.refuse:
            raise self.refuse[name]


def exchange_down() -> ExchangeError:
    """An error as the exchange client raises it."""
    return ExchangeError("the exchange does not answer")
