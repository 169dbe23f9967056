"""What the desk tells of the market beyond prices: the book, the day, past trades, margin rules."""

from decimal import Decimal

import pytest

from engine import NS_PER_SECOND, DeskError, DeskOptions, ErrorReported, Means, TradePrinted
from tests.desk.test_desk_live import PATIENT, grid_around, ready
from tests.fakes.live import ETH, demo_exchange, fast_clock, open_desk


async def test_the_book_the_day_and_the_margin_rules_arrive() -> None:
    async with demo_exchange(speed=5.0) as (_, environment), open_desk(environment) as (desk, seen):
        assert desk.book(ETH) is None
        assert desk.ticker(ETH) is None
        await ready(desk)
        await seen.wait_for(TradePrinted, lambda e: desk.ticker(ETH) is not None)
        await seen.wait_for(TradePrinted, lambda e: len(getattr(desk.book(ETH), "bids", ())) > 5)
        book, ticker = desk.book(ETH), desk.ticker(ETH)
        assert book is not None
        assert ticker is not None
        assert [price for price, _ in book.bids] == sorted((p for p, _ in book.bids), reverse=True)
        assert [price for price, _ in book.asks] == sorted(price for price, _ in book.asks)
        assert book.bids[0][0] < book.asks[0][0]
        assert ticker.open_24h is not None
        assert desk.margin_rules(ETH) is None
        await seen.wait_for(TradePrinted, lambda e: desk.margin_rules(ETH) is not None)


async def test_a_preview_has_the_margin_once_the_rules_are_read() -> None:
    async with demo_exchange(speed=5.0) as (_, environment), open_desk(environment) as (desk, seen):
        with pytest.raises(DeskError, match="no price"):
            desk.preview(grid_around(Decimal(3000)))
        spec = grid_around(await ready(desk))
        await desk.instrument(ETH)
        shown = desk.preview(spec)
        assert shown.margin is None
        assert len(shown.lines) == spec.levels
        await seen.wait_for(TradePrinted, lambda e: desk.margin_rules(ETH) is not None)
        margin = desk.preview(spec, Means(capital=Decimal(10), leverage=Decimal(5))).margin
        assert margin is not None
        assert margin.capital > 10


async def test_margin_rules_that_cannot_be_read_are_said_once_and_read_later() -> None:
    options = DeskOptions(clock=fast_clock(50.0), timing=PATIENT)
    async with (
        demo_exchange(speed=5.0) as (exchange, environment),
        open_desk(environment, options=options) as (desk, seen),
    ):
        exchange.faults.fail_rest("margin_rules", 503, 3)
        await ready(desk)
        assert desk.margin_rules(ETH) is None
        await seen.wait_for(TradePrinted, lambda e: desk.margin_rules(ETH) is not None)
        errors = seen.of(ErrorReported, lambda e: "margin rules" in e.message)
        assert len(errors) == 1
        assert "trying again" in errors[0].message


async def test_trades_around_a_moment_are_those_of_the_history() -> None:
    async with demo_exchange(speed=20.0) as (exchange, environment), open_desk(environment) as (desk, seen):
        await ready(desk)
        await seen.wait_for(TradePrinted, lambda e: not e.backfilled, count=30)
        printed = exchange.printed_trades(ETH)
        middle = printed[len(printed) // 2].event_time
        second = NS_PER_SECOND
        found = await desk.trades_around(ETH, middle, before=second, after=second // 2)
        assert all(-second <= trade.event_time - middle <= second // 2 for trade in found)
        assert [trade for trade in found if trade.key >= printed[0].key] == [
            trade
            for trade in exchange.printed_trades(ETH)
            if -second <= trade.event_time - middle <= second // 2
        ]
        assert found


async def test_the_day_of_all_instruments_is_asked_for_once_in_a_while() -> None:
    options = DeskOptions(clock=fast_clock(50.0), timing=PATIENT)
    async with demo_exchange() as (_, environment), open_desk(environment, options=options) as (desk, _seen):
        tickers = await desk.tickers()
        assert set(tickers) == {instrument.name for instrument in await desk.instruments()}
        assert tickers[ETH].last is not None
        assert await desk.tickers() is tickers
