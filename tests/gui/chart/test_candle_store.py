"""The store holds each open time once, in order, whatever order candles come in."""

import random
from dataclasses import replace

import numpy as np

from gui.chart.candle_store import CLOSE, HIGH, LOW, OPEN_TIME, VOLUME, CandleStore, Extremes
from tests.fakes.chart_data import START, candle, random_candles


def closes(store: CandleStore) -> list[float]:
    return [float(value) for value in store.columns[CLOSE]]


def test_a_candle_of_the_same_open_time_replaces_the_newest() -> None:
    store = CandleStore()
    store.upsert(candle(0, "10", "12", "9", "11"))
    store.upsert(candle(1, "11", "12", "10", "11.5"))
    closed = store.closed_version
    store.upsert(candle(1, "11", "13", "10", "12.5"))
    assert closes(store) == [11.0, 12.5]
    assert store.closed_version == closed


def test_a_later_candle_closes_the_newest() -> None:
    store = CandleStore()
    store.upsert(candle(0, "10", "12", "9", "11"))
    closed = store.closed_version
    store.upsert(candle(1, "11", "12", "10", "11.5"))
    assert store.closed_version > closed
    assert store.bar(-1).close == 11.5


def test_an_older_candle_is_replaced_or_put_in_its_place() -> None:
    store = CandleStore()
    store.replace([candle(0, "10", "12", "9", "11"), candle(2, "12", "13", "11", "12")])
    closed = store.closed_version
    store.upsert(candle(1, "11", "12", "10", "11.5"))
    store.upsert(candle(0, "10", "12", "9", "10.5"))
    assert closes(store) == [10.5, 11.5, 12.0]
    assert store.closed_version > closed


def test_any_order_of_candles_gives_the_same_columns() -> None:
    candles = random_candles(2500)
    expected = CandleStore()
    expected.replace(candles)
    shuffled = candles[:]
    random.Random(3).shuffle(shuffled)
    for_each = CandleStore()
    for one in shuffled:
        for_each.upsert(one)
    assert np.array_equal(for_each.columns, expected.columns)
    assert np.all(np.diff(expected.columns[OPEN_TIME]) == 60)


def test_of_two_candles_of_one_open_time_the_last_counts() -> None:
    first = candle(0, "10", "12", "9", "11")
    store = CandleStore()
    store.replace([first, candle(1, "11", "12", "10", "11"), replace(first, close=first.high)])
    assert closes(store) == [12.0, 11.0]


def test_a_time_finds_its_bar_and_only_its_bar() -> None:
    store = CandleStore()
    store.replace([candle(0, "10", "12", "9", "11"), candle(2, "12", "13", "11", "12")])
    opened = START / 1e9
    assert store.index_at(opened, 60) == 0
    assert store.index_at(opened + 59.9, 60) == 0
    assert store.index_at(opened + 60, 60) is None
    assert store.index_at(opened + 125, 60) == 1
    assert store.index_at(opened - 1, 60) is None
    assert store.index_at(opened + 180, 60) is None


def test_bars_that_only_reach_into_the_view_are_visible() -> None:
    store = CandleStore()
    store.replace(random_candles(10))
    opened = START / 1e9
    assert store.visible(opened + 90, opened + 241, 60) == slice(1, 5)
    assert store.visible(opened + 120, opened + 240, 60) == slice(2, 4)


def test_a_cleared_store_is_empty() -> None:
    store = CandleStore()
    store.replace(random_candles(10))
    store.clear()
    assert len(store) == 0
    assert store.visible(0, 4e9, 60) == slice(0, 0)


def test_extremes_are_those_of_the_candles_asked_for_after_any_change() -> None:
    store, chance = CandleStore(), random.Random(5)
    candles = random_candles(60)
    store.replace(candles[:40])
    for step in range(400):
        match step % 4:
            case 0:
                store.upsert(replace(candles[len(store) - 1], high=candles[0].high + step % 7))
            case 1 if len(store) < 60:
                store.upsert(candles[len(store)])
            case 2:
                store.upsert(replace(chance.choice(candles[: len(store)]), low=candles[0].low - step % 5))
            case _ if step % 40 == 3:
                store.replace(candles[chance.randint(0, 10) : 40])
        start = chance.randint(0, len(store))
        which = slice(start, chance.randint(start, len(store)))
        asked = store.columns[:, which]
        expected = (
            Extremes(asked[LOW].min(), asked[HIGH].max(), asked[VOLUME].max())
            if asked.shape[1]
            else Extremes()
        )
        assert store.extremes(which) == expected


def test_an_empty_store_has_no_extremes() -> None:
    assert CandleStore().extremes(slice(0, 0)) == Extremes()
