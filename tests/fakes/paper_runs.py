"""Random lives of one paper grid: everything that can happen to it, step by step."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from hypothesis import strategies as st

from engine.grid.capital import Means
from engine.grid.spec import Direction, FillModel, GridSpec, GridSpecError, Initial, Spacing
from engine.market import Quote, Trade, TradeId
from engine.market.margin import MarginRules
from engine.paper.account import PaperAccount
from engine.paper.displayed import DisplayedBook
from engine.paper.grid_orders import GridEvent
from tests.fakes.published import rules_of

CENT = Decimal("0.01")
STEP_NS = 1_000_000_000
MOST_STEPS = 80
MARGIN = 8
"""How far around the range prices go, in cents."""

Step = Callable[[PaperAccount], list[GridEvent]]


@dataclass(frozen=True)
class Run:
    """A grid with its means, the market at its start, and what then happens to it."""

    spec: GridSpec
    last: Decimal
    book: DisplayedBook
    means: Means
    rules: MarginRules
    steps: tuple[Step, ...]

    def begin(self) -> tuple[PaperAccount, list[GridEvent]]:
        """The account just after its start, and the events of it."""
        account = PaperAccount(self.spec, CENT, self.last, means=self.means, rules=self.rules)
        quote = Quote(self.book.bid, self.book.ask)
        return account, account.start(quote, 0, self.book)


def runs() -> st.SearchStrategy[Run]:
    """Lives of up to ``MOST_STEPS`` trades, books, marks, settlements and revisions, many with an end."""
    return st.builds(random_run, st.integers(0, 2**32), st.integers(0, MOST_STEPS))


def random_run(seed: int, steps: int) -> Run:
    """The life that belongs to a seed."""
    rng = random.Random(seed)
    spec = random_spec(rng)
    low, high = int(spec.lower / CENT), int(spec.upper / CENT)
    life = _Life(rng, spec, low, high)
    kinds = rng.choices(
        ("trade", "book", "mark", "time", "settle", "revise"), (30, 10, 3, 3, 2, rng.choice((0, 2))), k=steps
    )
    if rng.random() < 0.3:
        kinds += [rng.choice(("stop", "close")), "trade", "mark"]
    return Run(
        spec,
        life.price(),
        life.book(),
        Means(capital=rng.choice((None, Decimal("0.05"), Decimal(1), Decimal(5000)))),
        rules_of("0.01"),
        tuple(life.step(number, kind) for number, kind in enumerate(kinds, 1)),
    )


def random_spec(rng: random.Random, low: int = 1000, model: FillModel | None = None) -> GridSpec:
    """A grid of one to nine cells on cents."""
    levels = rng.randint(2, 10)
    width = (levels - 1) * rng.randint(1, 4)
    size = Decimal(rng.choice(("0.1", "1", "2.5")))
    limit = size * rng.randint(1, 6) if rng.random() < 0.4 else None
    return GridSpec(
        instrument="ETH_USDT_Perp",
        direction=rng.choice((Direction.NEUTRAL, *Direction)),
        spacing=rng.choice((Spacing.ARITHMETIC, Spacing.GEOMETRIC)),
        lower=low * CENT,
        upper=(low + width) * CENT,
        levels=levels,
        size=size,
        fill_model=model or rng.choice((FillModel.QUEUE, FillModel.QUEUE, *FillModel)),
        reference=None if rng.random() < 0.5 else rng.randint(low - 3, low + width + 3) * CENT,
        initial=rng.choice(tuple(Initial)),
        maker_fee=Decimal(rng.choice(("-0.000001", "0.0002"))),
        taker_fee=Decimal("0.00045"),
        max_position=limit,
        stop_below=(low - rng.randint(4, MARGIN + 4)) * CENT if rng.random() < 0.4 else None,
        stop_above=(low + width + rng.randint(4, MARGIN + 4)) * CENT if rng.random() < 0.4 else None,
    )


def revised(rng: random.Random, old: GridSpec) -> GridSpec:
    """The same grid, changed: shifted, stretched, of another size, with other limits; often only a little."""
    low = int(old.lower / CENT)
    new = random_spec(rng, low + rng.choice((0, 0, 1, 2, -2, 6, -6)), old.fill_model)
    if rng.random() < 0.4:
        same = {"lower": old.lower, "upper": old.upper, "levels": old.levels, "spacing": old.spacing}
        new = replace(new, **same, stop_below=None, stop_above=None)
    if rng.random() < 0.5:
        limit = old.size * rng.randint(1, 3) if rng.random() < 0.5 else None
        new = replace(new, size=old.size, max_position=limit)
    return replace(new, direction=old.direction)


class _Life:
    """What happens around one grid, whose prices are in cents."""

    def __init__(self, rng: random.Random, spec: GridSpec, low: int, high: int) -> None:
        self._rng = rng
        self._spec = spec
        self._low = low - MARGIN
        self._high = high + MARGIN
        self._time = 0
        self._price = rng.randint(low, high)

    def walk(self) -> Decimal:
        """The next price of a random walk with jumps."""
        rng = self._rng
        self._price += rng.choice((-1, -1, 0, 0, 1, 1, 2, -2, rng.randint(-12, 12)))
        self._price = min(max(self._price, self._low), self._high)
        return self._price * CENT

    def price(self) -> Decimal:
        return self._rng.randint(self._low, self._high) * CENT

    def size(self) -> Decimal:
        return Decimal(self._rng.choice(("0.1", "0.1", "0.25", "0.5", "2", "30")))

    def book(self) -> DisplayedBook:
        """A book around the price; a side may be empty, and how deep it is known differs."""
        rng = self._rng
        best = self._price + rng.randint(-3, 3)
        bid = None if rng.random() < 0.1 else best
        ask = None if rng.random() < 0.1 else best + rng.randint(1, 6)
        depth = rng.choice((0, 1, 12, 40))
        bids = {} if bid is None else {(bid - k) * CENT: self.size() for k in range(0, depth, 2)}
        asks = {} if ask is None else {(ask + k) * CENT: self.size() for k in range(0, depth, 3)}
        return DisplayedBook(
            None if bid is None else bid * CENT,
            None if ask is None else ask * CENT,
            min(bids, default=None),
            max(asks, default=None),
            bids,
            asks,
        )

    def step(self, number: int, kind: str) -> Step:
        rng, price = self._rng, self.price()
        self._time += rng.randint(0, 1) * STEP_NS
        time = self._time
        if kind == "trade":
            venue = "RFQ" if rng.random() < 0.04 else "ORDERBOOK"
            side, backfilled = rng.random() < 0.5, rng.random() < 0.2
            size = Decimal(rng.choice(("0.1", "0.3", "0.6", "1", "4")))
            trade = Trade("ETH_USDT_Perp", time, TradeId(number, 1), self.walk(), size, side, venue)
            return lambda account: account.on_trade(trade, backfilled=backfilled)
        if kind == "book":
            book = self.book()
            return lambda account: _show(account, book)
        if kind == "mark":
            return lambda account: account.on_mark(price, time)
        if kind == "time":
            ahead = rng.randint(1, 5) * STEP_NS
            return lambda account: _reach(account, time, time + ahead)
        if kind == "settle":
            rate = Decimal(rng.randint(-500, 500)) / 1000
            return lambda account: _settle(account, price, rate)
        if kind == "revise":
            spec = revised(rng, self._spec)
            return lambda account: _revise(account, spec, time)
        quote = Quote(price - CENT, price) if kind == "close" else None
        return lambda account: account.stop(time, close_at=quote)


def _show(account: PaperAccount, book: DisplayedBook) -> list[GridEvent]:
    account.on_book(book)
    return []


def _reach(account: PaperAccount, time: int, following: int) -> list[GridEvent]:
    account.on_time(time)
    account.next_settlement = following
    return []


def _settle(account: PaperAccount, mark: Decimal, rate: Decimal) -> list[GridEvent]:
    for instant in account.pending_settlements():
        account.settle(instant, rate, mark, instant + 3 * STEP_NS)
    return []


def _revise(account: PaperAccount, spec: GridSpec, time: int) -> list[GridEvent]:
    try:
        return account.revise(replace(spec, fill_model=account.spec.fill_model), time)
    except GridSpecError as error:
        if not account.stopped and error.key != "levels":
            raise
        return []
