"""Sign-in, sessions and the private REST endpoints (protocol reference, section 2)."""

import re
from email.utils import parsedate_to_datetime
from time import time

import pytest

from engine.demo import LoginOutcome
from engine.secret import Secret
from tests.demo.demo_client import DemoClient, Starter, until

UNAUTHENTICATED = {
    "code": 1000,
    "message": "You need to authenticate prior to using this functionality",
    "status": 401,
}


async def test_a_good_key_opens_a_session(start_demo: Starter) -> None:
    demo = await start_demo(key=Secret("a-good-key"), session_lifetime=1234.0)
    answer = await demo.login()
    assert answer.status == 200
    assert set(answer.body) == {"status", "location", "funding_account_address", "sub_account_id"}
    assert (answer.body["status"], answer.body["location"]) == ("success", "")
    assert re.fullmatch(r"0x[0-9a-f]{40}", answer.body["funding_account_address"])
    assert answer.body["sub_account_id"] == demo.exchange.sub_account_id
    cookie = answer.headers["Set-Cookie"]
    found = re.fullmatch(
        r"gravity=[\w-]+; Path=/; Expires=(\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT); HttpOnly", cookie
    )
    assert found, cookie
    assert parsedate_to_datetime(found[1]).timestamp() == pytest.approx(time() + 1234, abs=3)
    assert answer.headers["X-Grvt-Account-Id"]
    assert len(demo.exchange.faults.seen.logins) == 1


async def test_a_bad_key_is_refused_with_http_200(start_demo: Starter) -> None:
    demo = await start_demo()
    answer = await demo.login("no-such-key")
    assert answer.status == 200
    assert answer.body == {"error": "ent: api_key not found", "status": "failure"}
    assert "Set-Cookie" not in answer.headers
    assert "X-Grvt-Account-Id" not in answer.headers


@pytest.mark.parametrize(
    ("outcome", "status", "part", "cookie", "account"),
    [
        (LoginOutcome.BAD_KEY, 200, "ent: api_key not found", False, False),
        (LoginOutcome.GEO_BLOCKED, 200, "Access from this location is not allowed.", False, False),
        (LoginOutcome.UNAUTHORIZED, 401, "1000", False, False),
        (LoginOutcome.FORBIDDEN, 403, "1001", False, False),
        (LoginOutcome.RATE_LIMITED, 429, "1006", False, False),
        (LoginOutcome.SERVER_ERROR, 500, "1002", False, False),
        (LoginOutcome.GARBAGE, 200, "<html>", False, False),
        (LoginOutcome.NO_COOKIE, 200, "success", False, True),
        (LoginOutcome.NO_ACCOUNT_ID, 200, "success", True, False),
        (LoginOutcome.NO_EXPIRES, 200, "success", True, True),
        (LoginOutcome.ACCEPT, 200, "success", True, True),
    ],
)
async def test_every_outcome_of_a_sign_in(
    start_demo: Starter, outcome: LoginOutcome, status: int, part: str, *, cookie: bool, account: bool
) -> None:
    demo = await start_demo()
    demo.exchange.faults.next_logins.append(outcome)
    answer = await demo.login()
    assert answer.status == status
    assert part in str(answer.body)
    assert ("Set-Cookie" in answer.headers) is cookie
    assert ("X-Grvt-Account-Id" in answer.headers) is account
    if outcome is LoginOutcome.NO_EXPIRES:
        assert "Expires" not in answer.headers["Set-Cookie"]
    assert (await demo.login()).body["status"] == "success", "the outcome counts once"


async def test_a_hanging_sign_in_ends_with_the_exchange(start_demo: Starter) -> None:
    demo = await start_demo()
    demo.exchange.faults.login = LoginOutcome.HANG
    with pytest.raises(TimeoutError):
        await demo.session.post(
            f"{demo.addresses.edge_url}/auth/api_key/login", json={"api_key": "x"}, timeout=_short()
        )
    await until(lambda: demo.exchange.faults.seen.logins, "the attempt to be counted")


def _short() -> object:
    import aiohttp

    return aiohttp.ClientTimeout(total=0.2)


@pytest.mark.parametrize(
    "arguments",
    [
        {"data": "{}"},
        {"data": "not json", "headers": {"Content-Type": "application/json"}},
        {"json": ["api_key"]},
        {"json": {}},
        {"json": {"api_key": 7}},
    ],
)
async def test_a_malformed_sign_in(start_demo: Starter, arguments: dict) -> None:
    demo = await start_demo()
    answer = await demo.post(f"{demo.addresses.edge_url}/auth/api_key/login", **arguments)
    assert (answer.status, answer.body["code"]) == (400, 1003)


async def test_a_wallet_is_not_registered(start_demo: Starter) -> None:
    demo = await start_demo()
    answer = await demo.post(f"{demo.addresses.edge_url}/auth/wallet/login", json={"address": "0x00"})
    assert (answer.status, answer.body) == (401, {"status": 401, "message": "wallet address not registered"})


async def _summary(demo: DemoClient, headers: dict[str, str]) -> tuple[int, dict]:
    answer = await demo.private("account_summary", {"sub_account_id": demo.exchange.sub_account_id}, headers)
    return answer.status, answer.body


async def test_private_rest_needs_cookie_and_account_id(start_demo: Starter) -> None:
    demo = await start_demo()
    headers = await demo.credentials()
    status, body = await _summary(demo, headers)
    assert status == 200
    assert body["result"]["sub_account_id"] == demo.exchange.sub_account_id
    for lacking in headers:
        rest = {name: value for name, value in headers.items() if name != lacking}
        assert await _summary(demo, rest) == (401, UNAUTHENTICATED)
    assert await _summary(demo, headers | {"X-Grvt-Account-Id": "someone"}) == (401, UNAUTHENTICATED)


async def test_sessions_end(start_demo: Starter) -> None:
    demo = await start_demo(session_lifetime=0.15)
    headers = await demo.credentials()
    assert (await _summary(demo, headers))[0] == 200

    statuses: list[int] = []
    while not statuses or statuses[-1] != 401:
        statuses.append((await _summary(demo, headers))[0])
    assert set(statuses) <= {200, 401}


async def test_sessions_can_be_ended_at_once(start_demo: Starter) -> None:
    demo = await start_demo()
    headers = await demo.credentials()
    assert demo.exchange.expire_sessions() == 1
    assert await _summary(demo, headers) == (401, UNAUTHENTICATED)
    assert (await _summary(demo, await demo.credentials()))[0] == 200


async def test_the_account_can_be_read(start_demo: Starter) -> None:
    demo = await start_demo()
    headers = await demo.credentials()
    own = {"sub_account_id": demo.exchange.sub_account_id}
    positions = (await demo.private("positions", own, headers)).body["result"]
    assert {item["instrument"] for item in positions} == {"ETH_USDT_Perp", "BTC_USDT_Perp"}
    orders = (await demo.private("open_orders", own | {"base": ["ETH"]}, headers)).body["result"]
    assert orders
    assert {order["legs"][0]["instrument"] for order in orders} == {"ETH_USDT_Perp"}
    assert {order["state"]["status"] for order in orders} == {"OPEN"}
    fills = (await demo.private("fill_history", own, headers)).body
    assert len(fills["result"]) == 2
    assert fills["next"] == ""


@pytest.mark.parametrize("endpoint", ["create_order", "cancel_order", "cancel_all_orders"])
async def test_no_order_is_ever_accepted(start_demo: Starter, endpoint: str) -> None:
    demo = await start_demo()
    answer = await demo.private(endpoint, {"order": {}}, await demo.credentials())
    assert (answer.status, answer.body["code"]) == (403, 1400)
    assert (await demo.private(endpoint, {"order": {}})).body == UNAUTHENTICATED


async def test_another_account_may_not_be_read(start_demo: Starter) -> None:
    demo = await start_demo()
    answer = await demo.private("positions", {"sub_account_id": "1"}, await demo.credentials())
    assert (answer.status, answer.body["code"]) == (403, 1001)


async def test_key_and_session_never_show_themselves(start_demo: Starter) -> None:
    demo = await start_demo(key=Secret("very-secret-key"))
    await demo.login()
    sessions = demo.exchange._sessions
    shown = f"{demo.exchange!r} {vars(demo.exchange)!r} {list(sessions._alive.values())!r}"
    assert "very-secret-key" not in shown
    assert all(token not in shown for token in sessions._alive)
