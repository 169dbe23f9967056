"""Replaying a tape: same trades, at their own pace, on a book that agrees with them."""

import gzip
from pathlib import Path

import pytest

from engine.demo.market import Venue
from engine.demo.tape import TapeError, TapeRow, read_tape
from engine.market import NS_PER_MS, NS_PER_SECOND, TradeId

START = 1_767_198_134_519_661_154
ETH = "ETH_USDT_Perp"
HEADER = "event_time_ms,trade_id,price,size,is_taker_buyer\n"
TAPE = HEADER + (
    "1000,4308068523,2681.62,1.000,0\n"
    "1500,4308068524,2681.62,0.061,0\n"
    "1500,4308068525,2681.63,0.058,1\n"
    "4000,4308068526,2680.10,0.075,0\n"
)


def _file(folder: Path, text: str) -> Path:
    path = folder / "tape.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _replay(rows: list[TapeRow], **arguments: float) -> Venue:
    return Venue(seed=1, start_time=START, tape=rows, **arguments)


def test_a_tape_is_read_plain_and_gzipped(tmp_path: Path) -> None:
    plain = read_tape(_file(tmp_path, TAPE))
    packed = tmp_path / "tape.csv.gz"
    packed.write_bytes(gzip.compress(TAPE.encode()))
    assert read_tape(packed) == plain
    assert plain[0] == TapeRow(
        1000 * NS_PER_MS, TradeId(4308068523, 0), 2_681_620_000_000, 1_000_000_000, is_taker_buyer=False
    )


def test_rows_are_ordered_and_duplicates_dropped(tmp_path: Path) -> None:
    text = "event_time_ns,trade_id,price,size,is_taker_buyer,venue,is_rpi\n"
    text += "30,9-2,1.5,1,true,ORDERBOOK,0\n30,9-1,1.5,1,1,RFQ,\n10,8-1,1.4,1,false,,1\n30,9-1,1.5,1,1,RFQ,\n"
    rows = read_tape(_file(tmp_path, text))
    assert [(row.event_time, str(row.trade_id)) for row in rows] == [(10, "8-1"), (30, "9-1"), (30, "9-2")]
    assert [(row.venue, row.is_rpi) for row in rows] == [
        ("ORDERBOOK", True),
        ("RFQ", False),
        ("ORDERBOOK", False),
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "the header lacks event_time_ms"),
        (HEADER, "holds no trades"),
        ("event_time_ms,trade_id,price,size\n1,1,1,1\n", "the header lacks is_taker_buyer"),
        (HEADER + "1,1,abc,1,1\n", "line 2: price is 'abc'"),
        (HEADER + "1,1,1,1,1\n1,2,-1,1,1\n", "line 3: price is '-1'"),
        (HEADER + "1,1,1,1,maybe\n", "is_taker_buyer is 'maybe'"),
        (HEADER + "1,x-1,1,1,1\n", "trade_id is 'x-1'"),
        (HEADER + "1,1,NaN,1,1\n", "line 2: price is 'NaN'"),
        (HEADER + "1,1\n", "line 2"),
    ],
)
def test_a_bad_tape_is_refused_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(TapeError, match=complaint):
        read_tape(_file(tmp_path, text))


def test_a_missing_or_broken_file_is_a_tape_error(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="cannot be read"):
        read_tape(tmp_path / "nowhere.csv")
    with pytest.raises(TapeError, match="cannot be read"):
        read_tape(_broken_gzip(tmp_path))


def _broken_gzip(folder: Path) -> Path:
    path = folder / "broken.csv.gz"
    path.write_bytes(gzip.compress(TAPE.encode() * 50)[:60])
    return path


def test_the_first_trade_happens_at_the_start_and_the_rest_at_speed(tmp_path: Path) -> None:
    venue = _replay(read_tape(_file(tmp_path, TAPE)), speed=2.0)
    venue.advance(START + 60 * NS_PER_SECOND)
    trades = venue.printed_trades(ETH)
    assert [trade.event_time - START for trade in trades] == [0, 250_000_000, 250_000_000, 1_500_000_000]
    assert [str(trade.trade_id) for trade in trades] == [f"{4308068523 + step}-0" for step in range(4)]
    assert [str(trade.price) for trade in trades] == ["2681.62", "2681.62", "2681.63", "2680.1"]
    assert [str(trade.size) for trade in trades] == ["1", "0.061", "0.058", "0.075"]


def test_a_delay_leaves_time_to_connect(tmp_path: Path) -> None:
    venue = _replay(read_tape(_file(tmp_path, TAPE)), tape_delay=NS_PER_SECOND)
    assert [item for item in venue.advance(START + NS_PER_SECOND - 1) if item.instrument == ETH] == []
    assert len([item for item in venue.advance(START + NS_PER_SECOND) if item.instrument == ETH]) == 1


def test_the_book_stands_around_each_trade(shared_data: Path) -> None:
    rows = read_tape(shared_data / "ethusdt-trades.csv.gz")[:3000]
    venue = _replay(rows)
    market = venue.markets[ETH]
    printed = 0
    for row in rows:
        printed += sum(
            item.instrument == ETH for item in venue.advance(START + row.event_time - rows[0].event_time)
        )
        bid, ask = market.book.bids.best, market.book.asks.best
        assert bid is not None
        assert ask is not None
        assert bid < ask
        last = market.trades.live[-1]
        assert last.price == (ask if last.is_taker_buyer else bid)
        assert market.last_price == last.price
    assert printed == len(rows)


def test_the_other_markets_live_on_and_the_ended_tape_is_quiet(tmp_path: Path) -> None:
    venue = _replay(read_tape(_file(tmp_path, TAPE)))
    venue.advance(START + 30 * NS_PER_SECOND)
    assert len(venue.printed_trades(ETH)) == 4
    assert len(venue.printed_trades("BTC_USDT_Perp")) > 20
    later = venue.advance(START + 60 * NS_PER_SECOND)
    assert all(item.instrument != ETH for item in later)
    assert later


def test_the_listing_takes_the_steps_of_the_tape(tmp_path: Path) -> None:
    listing = _replay(read_tape(_file(tmp_path, TAPE))).markets[ETH].listing
    assert (listing.tick_size, listing.min_size) == (10_000_000, 1_000_000)


@pytest.mark.parametrize("first", [5, 69_000_000, 4_308_068_523])
def test_ids_stay_unique_whatever_the_ids_of_the_tape(tmp_path: Path, first: int) -> None:
    text = HEADER + "".join(f"{1000 + step},{first + step},2681.6,1,1\n" for step in range(50))
    venue = _replay(read_tape(_file(tmp_path, text)))
    venue.advance(START + 20 * NS_PER_SECOND)
    ids: list[tuple[int, int]] = []
    for market in venue.markets.values():
        ids.extend(
            (trade.execution, trade.fill)
            for trade in market.trades.newest_first(START - 20 * 60 * NS_PER_SECOND, START + 10**12)
        )
    assert len(ids) == len(set(ids))


def test_an_unknown_tape_instrument_is_refused(tmp_path: Path) -> None:
    rows = read_tape(_file(tmp_path, TAPE))
    with pytest.raises(ValueError, match="tape_instrument is 'XYZ'"):
        Venue(seed=1, start_time=START, tape=rows, tape_instrument="XYZ")
