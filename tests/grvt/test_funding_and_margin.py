"""Funding rates and margin rules over REST."""

from decimal import Decimal
from typing import Any

import aiohttp
import pytest

from engine.grvt.errors import MalformedMessage, RequestRefused
from engine.grvt.rest import RestClient
from engine.market import FundingRate
from engine.market.margin import CumulativeReading
from tests.fakes.fake_grvt import TICKER_FEED, FakeGrvt, Reply

ETH = "ETH_USDT_Perp"
HOUR = 3_600_000_000_000
SETTLED = 1767196800000000000

FUNDING: dict[str, Any] = {
    "instrument": ETH,
    "funding_rate": "0.0087",
    "funding_time": str(SETTLED),
    "mark_price": "3009.118820031",
    "funding_rate_8_h_avg": "0.01",
    "funding_interval_hours": 8,
}
BRACKETS: list[dict[str, Any]] = [
    {
        "tier": 1,
        "notional_floor": "0",
        "notional_cap": "600000",
        "maintenance_margin_rate": "0.01",
        "initial_margin_rate": "0.02",
        "max_leverage": 50,
        "cumulative_maintenance_amount": "0",
    },
    {
        "tier": 2,
        "notional_floor": "600000",
        "maintenance_margin_rate": "0.0125",
        "initial_margin_rate": "0.025",
        "max_leverage": 40,
        "cumulative_maintenance_amount": "1500",
    },
]
RULES: dict[str, Any] = {"instrument": ETH, "max_position_size": "10000.0", "risk_brackets": BRACKETS}


@pytest.fixture
def rest(fake: FakeGrvt, http: aiohttp.ClientSession) -> RestClient:
    return RestClient(http, fake.environment(), timeout=5)


async def test_a_page_of_funding_rates(fake: FakeGrvt, rest: RestClient) -> None:
    earlier = FUNDING | {"funding_time": str(SETTLED - 8 * HOUR), "funding_rate": -0.001, "mark_price": None}
    fake.answer_full("funding", Reply({"result": [FUNDING, earlier], "next": "abc"}))
    page = await rest.funding(ETH, start_time=5, end_time=SETTLED, limit=2)
    assert page.items == (
        FundingRate(ETH, SETTLED, Decimal("0.0087"), Decimal("3009.118820031"), 8),
        FundingRate(ETH, SETTLED - 8 * HOUR, Decimal("-0.001"), None, 8),
    )
    assert page.next == "abc"
    (asked,) = fake.requests_to("/full/v1/funding")
    assert asked.json == {
        "instrument": ETH,
        "start_time": "5",
        "end_time": str(SETTLED),
        "limit": 2,
        "cursor": "",
    }


async def test_records_of_a_minute_settled_nothing(fake: FakeGrvt, rest: RestClient) -> None:
    rows = [FUNDING, FUNDING | {"funding_interval_hours": 0}, FUNDING | {"funding_interval_hours": None}]
    fake.answer_full("funding", Reply({"result": rows}))
    page = await rest.funding(ETH)
    assert [rate.interval_hours for rate in page.items] == [8, None]
    assert page.skipped == ()


@pytest.mark.parametrize(
    "change", [{"funding_rate": "NaN"}, {"funding_rate": None}, {"funding_time": "x"}, {"instrument": "BTC"}]
)
async def test_a_damaged_rate_is_left_out_and_named(
    fake: FakeGrvt, rest: RestClient, change: dict[str, Any]
) -> None:
    fake.answer_full("funding", Reply({"result": [FUNDING | change, FUNDING]}))
    page = await rest.funding(ETH)
    assert len(page.items) == len(page.skipped) == 1


@pytest.mark.parametrize("body", [RULES, {"result": RULES}])
async def test_margin_rules_come_unwrapped_or_not(
    fake: FakeGrvt, rest: RestClient, body: dict[str, Any]
) -> None:
    fake.answer_full("margin_rules", Reply(body))
    rules = await rest.margin_rules(ETH)
    assert rules.max_position_size == 10_000
    assert rules.reading is CumulativeReading.DEDUCTED
    first, second = rules.brackets
    assert (first.notional_cap, second.notional_cap) == (600_000, None)
    assert (second.tier, second.max_leverage) == (2, 40)
    assert rules.maintenance_margin(Decimal(700_000)) == Decimal("7250.0")
    (asked,) = fake.requests_to("/full/v1/margin_rules")
    assert asked.json == {"instrument": ETH}


async def test_what_may_be_missing_from_margin_rules(fake: FakeGrvt, rest: RestClient) -> None:
    needed = {"notional_floor", "notional_cap", "maintenance_margin_rate", "initial_margin_rate"}
    brackets = [{key: value for key, value in item.items() if key in needed} for item in BRACKETS]
    fake.answer_full("margin_rules", Reply({"instrument": ETH, "risk_brackets": brackets[::-1]}))
    rules = await rest.margin_rules(ETH)
    assert rules.max_position_size is None
    assert [bracket.max_leverage for bracket in rules.brackets] == [50, 40]
    assert rules.maintenance_margin(Decimal(700_000)) == Decimal("7250.0")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"risk_brackets": []}, "bad_margin_rules"),
        ({"risk_brackets": BRACKETS[1:]}, "bad_margin_rules"),
        ({"risk_brackets": [BRACKETS[0] | {"maintenance_margin_rate": "a lot"}]}, "not_a_number"),
        ({"risk_brackets": [BRACKETS[0] | {"initial_margin_rate": "0"}]}, "not_positive"),
        ({"risk_brackets": [BRACKETS[0] | {"max_leverage": 0}]}, "not_positive"),
        ({"risk_brackets": [{"tier": 1}]}, "missing_field"),
        ({"instrument": "BTC_USDT_Perp"}, "wrong_instrument"),
    ],
)
async def test_margin_rules_that_cannot_be(
    fake: FakeGrvt, rest: RestClient, changes: dict[str, Any], kind: str
) -> None:
    fake.answer_full("margin_rules", Reply(RULES | changes))
    with pytest.raises(MalformedMessage) as caught:
        await rest.margin_rules(ETH)
    assert caught.value.kind == kind


async def test_an_unknown_instrument_has_no_margin_rules(fake: FakeGrvt, rest: RestClient) -> None:
    body = {"code": 3000, "message": "Instrument is invalid", "status": 400}
    fake.answer_full("margin_rules", Reply(body, 400))
    with pytest.raises(RequestRefused):
        await rest.margin_rules("NOPE")


async def test_the_tickers_interval_of_funding(fake: FakeGrvt, rest: RestClient) -> None:
    fake.answer_full(
        "ticker",
        Reply({"result": TICKER_FEED}),
        Reply({"result": TICKER_FEED | {"funding_interval_hours": 4}}),
    )
    without, stated = await rest.ticker(ETH), await rest.ticker(ETH)
    assert (without.funding_interval_hours, stated.funding_interval_hours) == (None, 4)
    assert (without.funding_rate_percent, without.next_funding_time) == (Decimal("0.01"), 1767225600000000000)
