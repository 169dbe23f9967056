"""Trades that are read together are what each frame says by itself, read in two steps."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.grvt import wire
from engine.grvt.errors import MalformedMessage
from engine.grvt.messages import Message
from engine.grvt.trade_frames import read_run
from tests.fakes.fake_grvt import MINI_FEED, TRADE_FEED, feed_frame

ETH = "ETH_USDT_Perp"


def frame(number: int, *, selector: str = f"{ETH}@50", previous: int | None = None, **other: Any) -> bytes:
    body = {**TRADE_FEED, "event_time": str(10**18 + number), "trade_id": f"{8_000 + number}-1", **other}
    return feed_frame(
        "v1.trade", selector, str(number), body, str(number - 1 if previous is None else previous)
    )


def by_runs(frames: list[bytes]) -> tuple[list[Message | str], list[int]]:
    """What the frames say, a refusal as its words; and how long the runs are, 0 for a frame that is in none."""
    said: list[Message | str] = []
    lengths: list[int] = []
    at = 0
    while at < len(frames):
        run = read_run(frames, at)
        lengths.append(0 if run is None else len(run.trades))
        if run is None:
            said.append(_by_itself(frames[at]))
        else:
            said += run.messages()
        at += max(1, lengths[-1])
    return said, lengths


def _by_itself(data: bytes) -> Message | str:
    try:
        return wire._decode_in_two_steps(data)
    except MalformedMessage as error:
        return str(error)


ODD: list[dict[str, Any]] = [
    {"price": "0"},
    {"size": "NaN"},
    {"price": 3000},
    {"trade_id": "8000"},
    {"trade_id": "8000-2"},
    {"trade_id": "8000-x"},
    {"trade_id": "\u0661\u0662-1"},
    {"trade_id": "9" * 61},
    {"event_time": "-1"},
    {"instrument": "BTC_USDT_Perp"},
    {"instrument": ""},
    {"venue": "RFQ"},
    {"is_rpi": True},
    {"is_taker_buyer": "yes"},
    {"selector": "BTC_USDT_Perp@50"},
    {"previous": 0},
]
_steps = st.lists(
    st.tuples(
        st.sampled_from([1, 1, 1, 1, 0, 2, -1]), st.sampled_from([{}, {}, {}, *ODD, None, b"nonsense", b""])
    ),
    max_size=30,
)


@given(_steps)
def test_what_is_read_together_is_what_each_frame_says(steps: list[tuple[int, Any]]) -> None:
    number, frames = 5, []
    for step, other in steps:
        number = max(0, number + step)
        if other is None:
            frames.append(feed_frame("v1.mini.s", f"{ETH}@200", str(number), MINI_FEED, "0"))
        else:
            frames.append(other if isinstance(other, bytes) else frame(number, **other))
    assert by_runs(frames)[0] == [_by_itself(one) for one in frames]


def test_trades_in_a_row_are_one_run() -> None:
    assert by_runs([frame(number) for number in range(7, 20)])[1] == [13]


@pytest.mark.parametrize("odd", [{"instrument": "BTC_USDT_Perp"}, {"selector": "X@50"}, {"previous": 7}])
def test_a_trade_that_does_not_go_on_begins_another_run(odd: dict[str, Any]) -> None:
    assert by_runs([frame(7), frame(8), frame(9, **odd), frame(10)])[1][0] == 2


def test_a_jump_in_the_numbers_begins_another_run() -> None:
    assert by_runs([frame(7), frame(8), frame(10), frame(11), frame(11), frame(10)])[1] == [2, 2, 1, 1]


@pytest.mark.parametrize("odd", [{"venue": "RFQ"}, {"is_rpi": True}])
def test_a_trade_that_is_not_of_the_public_book_is_alone(odd: dict[str, Any]) -> None:
    assert by_runs([frame(7), frame(8, **odd), frame(9, **odd), frame(10), frame(11)])[1] == [1, 1, 1, 2]


def test_a_frame_that_is_refused_ends_the_run() -> None:
    assert by_runs([frame(7), frame(8), frame(9, price="0"), frame(10)])[1] == [2, 0, 1]
