"""Formatting, settings, tasks and the forming bar."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from engine import Candle, Interval
from gui.bar_merger import BarMerger
from gui.formatting import (
    age_text,
    fee_phrase,
    fee_text,
    grouped,
    money_text,
    percent_text,
    price_text,
    size_text,
)
from gui.settings import WindowSettings, home_folder
from gui.tasks import TaskOwner

D = Decimal
MINUTE = 60_000_000_000


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (grouped(D("-1234567.891"), 2), "−1,234,567.89"),
        (grouped(D("-0.001"), 2), "0.00"),
        (grouped(D("0.125"), 2), "0.13"),
        (price_text(D("3160.5"), D("0.01")), "3,160.50"),
        (price_text(D("91412.5"), D("0.10")), "91,412.5"),
        (price_text(D("105"), D("5")), "105"),
        (price_text(None, D("0.01")), "–"),
        (size_text(D("0.1"), D("0.001")), "0.100"),
        (money_text(D("12.3456")), "+12.3456"),
        (money_text(D("-123.456")), "−123.46"),
        (money_text(D("0.00001")), "0.0000"),
        (money_text(D(0)), "0.0000"),
        (fee_text(D("-0.000316")), "rebate 0.000316"),
        (fee_phrase(D("-0.25")), "rebate 0.2500"),
        (fee_phrase(D("0.25")), "fees 0.2500"),
        (fee_text(D("1.5")), "1.5000"),
        (percent_text(D("0.0123")), "+1.23 %"),
        (percent_text(D("-0.0005")), "−0.05 %"),
        (age_text(0.34), "0.3 s"),
        (age_text(9.96), "9 s"),
        (age_text(59.9), "59 s"),
        (age_text(61), "1 min 1 s"),
        (age_text(7325), "2 h 2 min"),
        (age_text(-1), "0.0 s"),
    ],
)
def test_numbers_as_people_write_them(shown: str, text: str) -> None:
    assert shown == text


def test_the_home_folder_is_the_chosen_one_or_the_platforms() -> None:
    assert home_folder({"GRIDWELL_HOME": "/somewhere"}) == Path("/somewhere")
    assert home_folder({}).name == "gridwell"


def test_settings_come_back_and_damaged_ones_do_not_hurt(tmp_path: Path) -> None:
    first = WindowSettings(tmp_path)
    assert (first.theme, first.interval, first.follow_price, first.layout()) == ("dark", None, True, None)
    first.theme = "light"
    first.interval = Interval.H1.value
    first.follow_price = False
    first.set_instrument("demo", "ETH_USDT_Perp")
    first.save()
    second = WindowSettings(tmp_path)
    assert (second.theme, second.interval, second.follow_price) == ("light", Interval.H1.value, False)
    assert second.instrument("demo") == "ETH_USDT_Perp"
    assert second.instrument("prod") is None
    first.path.write_text("[view]\ntheme=purple\n[window]\ngeometry=nonsense\n", encoding="utf-8")
    third = WindowSettings(tmp_path / "other")
    third.path.parent.mkdir(exist_ok=True)
    third.path.write_text("[view]\ntheme=purple\n[window]\ngeometry=nonsense\n", encoding="utf-8")
    third = WindowSettings(tmp_path / "other")
    assert third.theme == "dark"
    assert third.layout() is None


async def test_the_owner_keeps_tasks_and_reports_what_fails() -> None:
    reports: list[tuple[str, str]] = []
    owner = TaskOwner(lambda name, error: reports.append((name, str(error))))

    async def fail() -> None:
        await asyncio.sleep(0)
        raise RuntimeError("broken")

    async def wait() -> None:
        await asyncio.Event().wait()

    owner.spawn(fail(), name="failing")
    owner.spawn(wait(), name="waiting")
    for _ in range(3):
        await asyncio.sleep(0)
    assert reports == [("failing", "broken")]
    assert owner.busy
    await owner.cancel_all()
    await asyncio.sleep(0)
    assert not owner.busy
    assert len(reports) == 1


def minute(number: int, close: str, volume: str = "1") -> Candle:
    price = D(close)
    return Candle(
        "ETH_USDT_Perp",
        number * MINUTE,
        (number + 1) * MINUTE,
        price,
        price + 1,
        price - 1,
        price,
        D(volume),
        D(volume) * price,
        int(D(volume)),
    )


def test_a_longer_bar_grows_with_its_minutes() -> None:
    merger = BarMerger(Interval.M5)
    history = replace(minute(5, "100", "7"), close_time=10 * MINUTE)
    merger.reset([history])
    seen = merger.merge(Interval.M1, minute(6, "103", "2"))
    assert seen is not None
    assert (seen.open, seen.high, seen.low, seen.close, seen.volume_base) == (100, 104, 99, 103, 7)
    grown = merger.merge(Interval.M1, minute(6, "98", "5"))
    assert grown is not None
    assert (grown.high, grown.low, grown.close, grown.volume_base) == (104, 97, 98, 10)
    after = merger.merge(Interval.M1, minute(7, "99", "4"))
    assert after is not None
    assert after.volume_base == 14


def test_a_new_bar_opens_with_its_first_minute() -> None:
    merger = BarMerger(Interval.M5)
    merger.reset([replace(minute(5, "100", "7"), close_time=10 * MINUTE)])
    opened = merger.merge(Interval.M1, minute(10, "105", "2"))
    assert opened is not None
    assert (opened.open_time, opened.close_time, opened.open) == (10 * MINUTE, 15 * MINUTE, 105)
    assert merger.merge(Interval.M1, minute(9, "90")) is None


def test_the_exchanges_own_bar_replaces_ours() -> None:
    merger = BarMerger(Interval.M1)
    merger.reset([])
    bar = minute(3, "100")
    assert merger.merge(Interval.M1, bar) is bar
    assert BarMerger(Interval.H1).merge(Interval.M5, bar) is None
