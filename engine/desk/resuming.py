"""Grids as the journal has them, made to run again: missed trades first, and nothing twice."""

from collections.abc import Callable, Iterable, Sequence

from engine.desk.errors import DeskError
from engine.desk.events import DeskEvent, GridStopped, OrderFilled
from engine.desk.funding_clerk import FundingClerk
from engine.desk.instruments import Instruments
from engine.desk.journal import Journal, StoredGrid
from engine.desk.margin_book import MarginBook
from engine.desk.market import DeskMarket
from engine.desk.running_grid import KEPT_FILLS, RunningGrid
from engine.desk.saving import History, whole_state
from engine.grid.preview import NO_MEANS
from engine.grid.spec import GridSpecError, parse_grid
from engine.paper.account import KEPT_TRIPS, PaperAccount


class Resumer:
    """Brings kept grids back into the market."""

    def __init__(
        self,
        journal: Journal,
        market: DeskMarket,
        instruments: Instruments,
        margin: MarginBook,
        funding: FundingClerk,
    ) -> None:
        self._journal = journal
        self._market = market
        self._grids = market.grids
        self._instruments = instruments
        self._margin = margin
        self._funding = funding

    async def resume(
        self,
        unfinished: Iterable[StoredGrid],
        *,
        follow: bool = True,
        on_error: Callable[[str, str], None] | None = None,
    ) -> tuple[int, ...]:
        """Let grids go on, and return the ids of those that do; one that is in this session already is left alone.

        With ``follow`` False they get no trades. With ``on_error`` one that cannot be read is reported, its
        instrument and the words, and the others go on.

        Raises:
            DeskError: a grid cannot be read, without ``on_error``.
        """
        resumed: list[RunningGrid] = []
        for stored in unfinished:
            if self._grids.get(stored.grid_id) is not None:
                continue
            try:
                grid = await restored_grid(self._journal, stored)
                events = await untold(self._journal, stored)
            except DeskError as error:
                if on_error is None:
                    raise
                on_error(stored.grid.instrument.name, str(error))
                continue
            self._instruments.remember(stored.grid.instrument)
            self._grids.add(grid)
            self._grids.put(grid, events)
            resumed.append(grid)
        if follow:
            await self._go_on([grid for grid in resumed if grid.running])
        return tuple(grid.grid_id for grid in resumed)

    async def _go_on(self, grids: Sequence[RunningGrid]) -> None:
        on_instrument: dict[str, list[RunningGrid]] = {}
        for grid in grids:
            on_instrument.setdefault(grid.instrument.name, []).append(grid)
        for name, together in on_instrument.items():
            feed = self._market.feed.feed(name)
            for grid in together:
                if grid.account.rules is None:
                    self._margin.known(name)
                self._funding.schedule(grid, None if feed is None else feed.full_ticker)
                # from here on no trade may come before the feed goes back: the grid would miss those before it
                self._grids.let_run(grid)
            await self._market.go_on(name)


async def restored_grid(journal: Journal, stored: StoredGrid) -> RunningGrid:
    """The grid as it was at the last commit; it goes on from its cursor.

    Raises:
        DeskError: what is kept of it cannot be understood.
        JournalError: it could not be read.
    """
    counts = await journal.counts(stored.grid_id)
    fills = await journal.fills(stored.grid_id, after=max(0, counts.fills - KEPT_FILLS), limit=KEPT_FILLS)
    trips = await journal.trips(stored.grid_id, newest=KEPT_TRIPS)
    start, cursor = stored.grid.start, stored.cursor
    if cursor is None or cursor.core_state is None:
        raise DeskError(f"grid {stored.grid_id} cannot be resumed: the journal does not have its state")
    try:
        account = PaperAccount.restore(
            parse_grid(stored.spec_toml),
            stored.grid.instrument.tick_size,
            whole_state(cursor.core_state, cursor.curve),
            means=stored.grid.means or NO_MEANS,
            rules=stored.rules,
        )
    except (GridSpecError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise DeskError(
            f"grid {stored.grid_id} cannot be resumed: its state in the journal cannot be read ({error!r})"
        ) from error
    account.trips.extend(trips)
    history = History(
        started_at=start.time,
        quoted_at=start.book.event_time,
        known_at_start=start.newest_trade,
        cursor=cursor.trade or start.newest_trade,
        told_fill=cursor.told_fill,
        gaps=counts.gaps,
        unrecovered_gaps=counts.unrecovered_gaps,
        stop=stored.stop,
        number=cursor.number,
        lost={gap.from_time for gap in await journal.gaps(stored.grid_id) if not gap.recovered},
    )
    grid = RunningGrid(stored.grid_id, stored.grid.instrument, account, history, fills)
    grid.visible = True
    return grid


async def untold(journal: Journal, stored: StoredGrid) -> list[DeskEvent]:
    """The events of fills that were kept but perhaps not told, and of the stop after them."""
    name = stored.grid.instrument.name
    told = 0 if stored.cursor is None else stored.cursor.told_fill
    events: list[DeskEvent] = []
    while fills := await journal.fills(stored.grid_id, after=told):
        events.extend(OrderFilled(fill.time, stored.grid_id, name, fill) for fill in fills)
        told = fills[-1].fill_id
    if stored.stop is not None:
        events.append(GridStopped(stored.stop.time, stored.grid_id, name, stored.stop.reason))
    return events
