"""What is committed is read back exactly, also by the next program that opens the journal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.desk.journal import (
    Changes,
    Counts,
    Cursor,
    EquityPoint,
    FundingPayment,
    GridRecord,
    GridStart,
    Journal,
    NewGrid,
    Note,
    Revision,
    Stop,
)
from engine.desk.journal.rows import fill, fill_values, order, order_values
from engine.feed.gaps import Gap
from engine.grid.orders import Fill, Intent, Liquidity, Order, OrderStatus
from engine.grid.spec import FillModel
from engine.market import Quote, Side, TradeId
from tests.desk.journal.journal_values import (
    ETH,
    GRID,
    T0,
    TOTALS,
    make_cursor,
    make_fill,
    make_order,
    numbered,
    with_environment,
)


@asynccontextmanager
async def journal_in(home: Path) -> AsyncIterator[Journal]:
    journal = await Journal.open(home)
    try:
        yield journal
    finally:
        await journal.close()


BARE_GRID = NewGrid(
    created_at=0,
    environment="testnet",
    instrument=replace(ETH, max_position_size=None, funding_interval_hours=None, is_active=False),
    spec_toml="# Zürich, 苏黎世\n",
    start=GridStart(T0, Decimal(1), Decimal("1E+2"), Quote(None, None)),
)


@pytest.mark.parametrize("grid", [GRID, BARE_GRID], ids=["everything known", "nothing known"])
async def test_a_grid_comes_back_as_it_was(tmp_path: Path, grid: NewGrid) -> None:
    async with journal_in(tmp_path) as journal:
        assert await journal.add_grid(grid) == 1
        stored = await journal.grid(1)
    assert stored is not None
    assert stored.grid == grid
    assert stored.spec_toml == grid.spec_toml
    assert stored.running
    assert stored.cursor is None
    async with journal_in(tmp_path) as journal:
        assert await journal.running_grids() == (stored,)


async def test_ids_go_on_after_a_restart(tmp_path: Path) -> None:
    for expected in (1, 2, 3):
        async with journal_in(tmp_path) as journal:
            assert await journal.add_grid(GRID) == expected


async def test_an_unknown_grid_is_none(tmp_path: Path) -> None:
    async with journal_in(tmp_path) as journal:
        assert await journal.grid(7) is None
        assert await journal.records(7) == ()
        assert await journal.counts(7) == Counts(0, 0, 0, 0)


async def test_records_come_back_in_the_order_in_which_they_happened(tmp_path: Path) -> None:
    start_fill = make_fill(1)._replace(
        cell=None,
        liquidity=Liquidity.TAKER,
        intent=Intent.CLOSE,
        trade_id=None,
        queue_ahead=None,
    )
    first: tuple[GridRecord, ...] = (
        make_order(1),
        start_fill,
        make_order(2),
        Revision(T0, "levels = 9"),
    )
    second: tuple[GridRecord, ...] = (make_fill(2), make_order(3)._replace(cell=None), make_fill(3))
    async with journal_in(tmp_path) as journal:
        grid_id = await journal.add_grid(GRID, Changes(records=first))
        other = await journal.add_grid(GRID, Changes(records=(make_order(9),)))
    async with journal_in(tmp_path) as journal:
        await journal.commit({grid_id: Changes(records=second), other: Changes(records=(make_fill(1),))})
        assert await journal.records(grid_id) == first + second
        assert await journal.records(other) == (make_order(9), make_fill(1))
        stored = await journal.grid(grid_id)
        assert stored is not None
        assert (stored.spec_toml, stored.grid.spec_toml) == ("levels = 9", GRID.spec_toml)


async def test_the_cursor_is_replaced_as_a_whole(tmp_path: Path) -> None:
    async with journal_in(tmp_path) as journal:
        grid_id = await journal.add_grid(GRID)
        for cursor in (
            Cursor(None, Decimal("2681.60"), 0),
            replace(make_cursor(5), totals=TOTALS),
            Cursor(make_cursor(6).trade, Decimal("1.10"), 6),
        ):
            await journal.commit({grid_id: Changes(cursor=cursor)})
            stored = await journal.grid(grid_id)
            assert stored is not None
            assert stored.cursor == cursor


async def test_everything_else_comes_back(tmp_path: Path) -> None:
    changes = Changes(
        gaps=(Gap("ETH_USDT_Perp", T0, T0 + 9, None, False), Gap("ETH_USDT_Perp", T0 + 9, T0 + 10, 3, True)),
        funding=(
            FundingPayment(T0, Decimal("-0.3"), Decimal("2680.12"), Decimal("0.0025"), Decimal("0.0201009")),
        ),
        equity=(
            EquityPoint(T0, Decimal("-1.5"), Decimal("0.1"), Decimal(2680)),
            EquityPoint(T0 + 1, Decimal("2.5"), Decimal("-0.1"), Decimal(2681)),
        ),
        notes=(Note(T0 + 5, "resumed"), Note(T0 + 4, "12 missed trades")),
    )
    async with journal_in(tmp_path) as journal:
        grid_id = await journal.add_grid(GRID)
        await journal.commit({grid_id: changes})
    async with journal_in(tmp_path) as journal:
        assert await journal.gaps(grid_id) == changes.gaps
        assert await journal.funding(grid_id) == changes.funding
        assert await journal.equity(grid_id) == changes.equity
        assert await journal.notes(grid_id) == changes.notes
        assert await journal.counts(grid_id) == Counts(0, 0, gaps=2, unrecovered_gaps=1)


async def test_a_second_equity_point_of_one_time_replaces_the_first(tmp_path: Path) -> None:
    points = [EquityPoint(T0, Decimal(total), Decimal(0), Decimal(1)) for total in (1, 2)]
    async with journal_in(tmp_path) as journal:
        grid_id = await journal.add_grid(GRID)
        for point in points:
            await journal.commit({grid_id: Changes(equity=(point,))})
        assert await journal.equity(grid_id) == (points[1],)


async def test_a_stopped_grid_stays_in_the_history(tmp_path: Path) -> None:
    async with journal_in(tmp_path) as journal:
        for name in ("demo", "testnet", "prod"):
            await journal.add_grid(with_environment(name), numbered(1))
        last = Changes(records=numbered(2).records, stop=Stop(T0 + 9, "stop_below 2670.00 was reached"))
        await journal.commit({2: last, 3: Changes(cursor=replace(make_cursor(7), totals=TOTALS))})
        running = await journal.running_grids()
        assert [(stored.grid_id, stored.grid.environment) for stored in running] == [(1, "demo"), (3, "prod")]
        history = await journal.grids()
    assert [summary.stored.grid_id for summary in history] == [1, 2, 3]
    assert [summary.stored.running for summary in history] == [True, False, True]
    assert history[1].stored.stop == last.stop
    assert history[1].counts == Counts(orders=4, fills=2, gaps=0, unrecovered_gaps=0)
    assert history[2].stored.cursor is not None
    assert history[2].stored.cursor.totals == TOTALS


async def test_fills_are_read_page_by_page(tmp_path: Path) -> None:
    async with journal_in(tmp_path) as journal:
        grid_id = await journal.add_grid(GRID)
        await journal.commit({grid_id: Changes(records=tuple(make_fill(n) for n in range(1, 8)))})
        pages = [await journal.fills(grid_id, after=after, limit=3) for after in (0, 3, 6, 7)]
    assert [[item.fill_id for item in page] for page in pages] == [[1, 2, 3], [4, 5, 6], [7], []]
    assert pages[0][0] == make_fill(1)


async def test_a_copy_is_a_journal_too(tmp_path: Path) -> None:
    copy = tmp_path / "copy" / "gridwell.db"
    copy.parent.mkdir()
    async with journal_in(tmp_path / "home") as journal:
        grid_id = await journal.add_grid(GRID, numbered(1))
        await journal.copy_to(copy)
        with pytest.raises(FileExistsError):
            await journal.copy_to(copy)
    async with journal_in(copy.parent) as journal:
        assert journal.notice is None
        assert await journal.records(grid_id) == numbered(1).records


decimals = st.decimals(allow_nan=False, allow_infinity=False) | st.decimals(-(10**6), 10**6, places=9)
whole = st.integers(0, 2**63 - 1)


@given(
    st.builds(
        Fill,
        fill_id=whole,
        order_id=whole,
        cell=st.none() | whole,
        intent=st.sampled_from(Intent),
        side=st.sampled_from(Side),
        price=decimals,
        size=decimals,
        fee=decimals,
        liquidity=st.sampled_from(Liquidity),
        trade_id=st.none() | st.builds(TradeId, whole, whole),
        queue_ahead=st.none() | decimals,
        backfilled=st.booleans(),
        time=whole,
        queue_ahead_after=st.none() | decimals,
        printed_size=st.none() | decimals,
        model=st.none() | st.sampled_from(FillModel),
    )
)
def test_any_fill_survives_being_a_row(record: Fill) -> None:
    assert fill(fill_values(record)) == record


@given(
    st.builds(
        Order,
        order_id=whole,
        cell=st.none() | whole,
        intent=st.sampled_from(Intent),
        side=st.sampled_from(Side),
        price=decimals,
        size=decimals,
        filled=decimals,
        status=st.sampled_from(OrderStatus),
        time=whole,
        queue_ahead=st.none() | decimals,
    )
)
def test_any_order_survives_being_a_row(record: Order) -> None:
    assert order(order_values(record)) == record
