"""The oracle itself, on cases that were worked out by hand: a judge must be judged too."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from tests.fakes.oracle import run_oracle
from tests.fakes.oracle_values import OracleQuote, OracleResult, OracleTrade


def _grid(**changes: object) -> dict[str, object]:
    """Three cells 100-110-120-130, reference 115: BUY 100 (cell 0), BUY 110 and SELL 120 (open), SELL 130."""
    return {
        "instrument": "ETH_USDT_Perp",
        "direction": "neutral",
        "spacing": "arithmetic",
        "lower": "100",
        "upper": "130",
        "levels": 4,
        "size": "2",
        "reference": "115",
        "maker_fee": "0",
        "taker_fee": "0.001",
        **changes,
    }


def _tape(*rows: str) -> list[OracleTrade]:
    """Trades one millisecond apart: ``"110 0.5 s"`` is a taker sell of 0.5 at 110."""
    trades = []
    for number, row in enumerate(rows):
        price, size, side = row.split()
        trades.append(
            OracleTrade(10_000_000 + number * 1_000_000, f"{number + 1}-1", price, size, side == "b")
        )
    return trades


def _quote(milliseconds: int, bid: str, bid_size: str, ask: str, ask_size: str) -> OracleQuote:
    return OracleQuote(10_000_000 + milliseconds * 1_000_000, bid, bid_size, ask, ask_size)


def _told(result: OracleResult) -> list[str]:
    return [
        f"{o.order_id} c{'-' if o.cell is None else o.cell} {o.intent} {o.side} {o.price} {o.status}"
        + (f" {o.filled}" if o.status == "partially_filled" else "")
        for o in result.orders
    ]


def _fills(result: OracleResult) -> list[str]:
    return [
        f"{f.order_id} {f.side} {f.size} @ {f.price} {f.liquidity} ahead {f.queue_ahead}"
        for f in result.fills
    ]


START = [
    "1 c1 entry buy 110 open",
    "2 c1 entry sell 120 open",
    "3 c0 entry buy 100 open",
    "4 c2 entry sell 130 open",
]


def test_an_open_cell_turns_its_other_entry_into_its_exit() -> None:
    result = run_oracle(_grid(fill_model="touch"), _tape("110 1 s", "120 1 b", "115 1 b"))
    assert _told(result) == [
        *START,
        "1 c1 entry buy 110 filled",
        "2 c1 exit sell 120 open",
        "2 c1 exit sell 120 filled",
        "5 c1 entry buy 110 open",
    ]
    assert result.summary["round_trips"] == 1
    assert result.summary["grid_profit"] == 20


def test_an_order_placed_during_a_trade_is_not_met_by_it() -> None:
    result = run_oracle(
        _grid(direction="long", fill_model="through", reference="130"), _tape("99 1 s", "131 1 b")
    )
    assert [fill.order_id for fill in result.fills] == [1, 2, 3, 6, 5, 4]
    assert [fill.price for fill in result.fills] == [120, 110, 100, 110, 120, 130]


def test_entries_that_would_trade_at_once_fill_at_the_book_or_wait() -> None:
    quotes = [_quote(-1, "114", "1", "116", "1")]
    at_once = run_oracle(_grid(direction="short", fill_model="touch"), _tape("115 1 s"), quotes)
    assert _told(at_once) == [
        "1 c0 entry sell 110 filled",
        "2 c0 exit buy 100 open",
        "3 c1 entry sell 120 open",
        "4 c2 entry sell 130 open",
    ]
    assert _fills(at_once) == ["1 sell 2 @ 114 taker ahead None"]
    assert at_once.summary["fees"] == Fraction("0.228")
    waiting = run_oracle(
        _grid(direction="short", fill_model="touch", initial="wait"), _tape("110 1 s", "109 1 s"), quotes
    )
    assert _told(waiting) == [
        "1 c1 entry sell 120 open",
        "2 c2 entry sell 130 open",
        "3 c0 entry sell 110 open",
    ]
    assert [order.time for order in waiting.orders][-1] == 11_000_000


@pytest.mark.parametrize(
    ("rows", "fills"),
    [
        # 3 stand ahead at 110: the first trade leaves 2, the second fills 1.5 - 2 < 0, the third 0.5 of 2
        (["110 1 s", "110 1.5 s", "110 1 s"], ["1 buy 1/2 @ 110 maker ahead 1/2"]),
        (["110 5 b"], []),  # a taker buy says nothing about the bids
        (["110 9 s"], ["1 buy 2 @ 110 maker ahead 3"]),
        (["110 4 s", "110 4 s"], ["1 buy 1 @ 110 maker ahead 3", "1 buy 1 @ 110 maker ahead 0"]),
        (["109 0.1 b"], ["1 buy 2 @ 110 maker ahead 3"]),  # beyond, by whichever aggressor, whatever the size
    ],
)
def test_queue_uses_up_what_stands_ahead_first(rows: Sequence[str], fills: list[str]) -> None:
    quotes = [_quote(-1, "110", "3", "120", "1")]
    assert _fills(run_oracle(_grid(), _tape(*rows), quotes)) == fills


def test_the_queue_ahead_falls_to_what_a_book_shows() -> None:
    quotes = [
        _quote(-1, "110", "3", "121", "1"),
        _quote(0, "110", "1", "121", "1"),
        _quote(1, "110", "9", "121", "1"),
    ]
    # the book of the first trade's own millisecond comes after it
    result = run_oracle(_grid(), _tape("112 1 s", "110 1.5 s", "110 1 s"), quotes)
    assert _fills(result) == ["1 buy 1/2 @ 110 maker ahead 1", "1 buy 1 @ 110 maker ahead 0"]


def test_a_price_inside_the_spread_has_nothing_ahead_and_one_behind_the_best_is_unknown() -> None:
    quotes = [_quote(-1, "109", "3", "121", "1")]
    result = run_oracle(_grid(), _tape("110 0.5 s", "100 9 s", "99 0.1 s"), quotes)
    assert _fills(result) == [
        "1 buy 1/2 @ 110 maker ahead 0",
        "1 buy 3/2 @ 110 maker ahead 0",
        "3 buy 2 @ 100 maker ahead None",
    ]


def test_without_a_book_only_a_trade_beyond_fills_until_one_shows_the_price() -> None:
    assert _fills(run_oracle(_grid(), _tape("110 9 s", "110 9 s"))) == []
    shown = [_quote(0, "110", "1", "120", "4")]
    result = run_oracle(_grid(), _tape("110 9 s", "110 1.25 s"), shown)
    assert _fills(result) == ["1 buy 1/4 @ 110 maker ahead 1"]


def test_a_first_partial_fill_makes_an_open_cell_an_ordinary_one() -> None:
    quotes = [_quote(-1, "110", "0.5", "120", "1")]
    result = run_oracle(_grid(), _tape("110 1 s", "121 1 b", "109 1 s", "121 1 b"), quotes)
    assert _told(result)[len(START) :] == [
        "1 c1 entry buy 110 partially_filled 1/2",
        "2 c1 entry sell 120 cancelled",
        "1 c1 entry buy 110 filled",
        "5 c1 exit sell 120 open",
        "5 c1 exit sell 120 filled",
        "6 c1 entry buy 110 open",
    ]
    summary = result.summary
    assert (summary["fills"], summary["entries"], summary["exits"], summary["round_trips"]) == (3, 1, 1, 1)
    assert summary["grid_profit"] == 20


def test_room_counts_the_entries_that_work_on_the_same_side() -> None:
    result = run_oracle(
        _grid(fill_model="touch", max_position="2", reference="130", direction="long"),
        _tape("121 1 s", "120 1 s", "130 1 b"),
    )
    assert _told(result) == [
        "1 c2 entry buy 120 open",
        "1 c2 entry buy 120 filled",
        "2 c2 exit sell 130 open",
        "2 c2 exit sell 130 filled",
        "3 c2 entry buy 120 open",
    ]


def test_a_stop_cancels_closes_and_ends_after_the_fills_of_its_trade() -> None:
    grid = _grid(fill_model="touch", stop_below="95", stop_above="140")
    result = run_oracle(grid, _tape("109 1 s", "95 1 s", "150 1 b"))
    assert _told(result)[len(START) :] == [
        "1 c1 entry buy 110 filled",
        "2 c1 exit sell 120 open",
        "3 c0 entry buy 100 filled",
        "5 c0 exit sell 110 open",
        "2 c1 exit sell 120 cancelled",
        "4 c2 entry sell 130 cancelled",
        "5 c0 exit sell 110 cancelled",
        "6 c- close sell 95 filled",
    ]
    assert result.stopped
    summary = result.summary
    assert (summary["trades"], summary["position"], summary["average_entry"]) == (2, 0, 0)
    assert (summary["realized"], summary["fees"], summary["total"]) == (
        -40,
        Fraction("0.38"),
        Fraction("-40.38"),
    )
    assert (summary["entries"], summary["exits"], summary["round_trips"], summary["grid_profit"]) == (
        2,
        0,
        0,
        0,
    )
