"""The sign-in check, step by step."""

import time

import aiohttp
import pytest

from engine.grvt.check_login import LoginStep, check_login
from engine.grvt.environment import Environment, EnvironmentName
from engine.grvt.errors import CredentialsRejected, is_retryable
from engine.market import NS_PER_SECOND
from engine.secret import Secret
from tests.fakes.fake_grvt import (
    BAD_KEY_BODY,
    KEY,
    SECRETS,
    SUB_ACCOUNT,
    SUCCESS_BODY,
    FakeGrvt,
    Reply,
    signed_in,
)

NOW = 1_767_198_134 * NS_PER_SECOND


async def steps(
    http: aiohttp.ClientSession, environment: Environment, key: str | None = KEY
) -> dict[str, LoginStep]:
    secret = None if key is None else Secret(key)
    found = [step async for step in check_login(http, environment, secret, timeout=5, wall_ns=lambda: NOW)]
    for step in found:
        assert not any(hidden in f"{step!r}{step}" for hidden in SECRETS)
        assert step.ok is not False or step.advice
    return {step.name: step for step in found}


def tell_time(fake: FakeGrvt, milliseconds: int = NOW // 1_000_000) -> None:
    fake.answer("/time", Reply({"server_time": milliseconds}))


async def test_everything_is_fine(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    tell_time(fake)
    fake.answer_login(signed_in())
    found = await steps(http, fake.environment())
    assert list(found) == ["environment", "edge host", "clock", "key", "sign-in", "session"]
    assert all(step.ok for step in found.values())
    assert "testnet" in found["environment"].detail
    assert fake.url in found["environment"].detail
    assert SUB_ACCOUNT in found["session"].detail
    assert "1 h" in found["session"].detail
    assert len(fake.logins) == 1


async def test_a_rejected_key(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    tell_time(fake)
    fake.answer_login(Reply(BAD_KEY_BODY))
    found = await steps(http, fake.environment())
    assert list(found)[-1] == "sign-in"
    assert found["sign-in"].ok is False
    assert "ent: api_key not found" in found["sign-in"].detail
    assert "https://exchange.testnet.grvt.io" in found["sign-in"].advice
    assert isinstance(found["sign-in"].error, CredentialsRejected)


async def test_a_failure_that_may_pass(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    tell_time(fake)
    fake.answer_login(Reply(b"", status=503))
    error = (await steps(http, fake.environment()))["sign-in"].error
    assert error is not None
    assert is_retryable(error)


async def test_no_key(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    tell_time(fake)
    found = await steps(http, fake.environment(), key=None)
    assert list(found)[-1] == "key"
    assert found["key"].ok is False
    assert "GRVT_API_KEY" in found["key"].advice
    assert "gridwellctl key set --env testnet" in found["key"].advice
    assert not fake.logins


async def test_an_edge_host_that_is_not_there(
    fake: FakeGrvt, http: aiohttp.ClientSession, unused_tcp_port: int
) -> None:
    tell_time(fake)
    nowhere = f"http://127.0.0.1:{unused_tcp_port}"
    found = await steps(http, Environment(EnvironmentName.TESTNET, nowhere, fake.url, fake.url))
    assert found["edge host"].ok is False
    assert "connection refused" in found["edge host"].detail
    assert "GRVT_EDGE_URL" in found["edge host"].advice
    assert found["clock"].ok
    assert "sign-in" not in found


async def test_an_edge_host_that_answers_anything_is_reachable(
    fake: FakeGrvt, http: aiohttp.ClientSession
) -> None:
    fake.answer("/", Reply(b"", status=503))
    assert (await steps(http, fake.environment()))["edge host"].ok


@pytest.mark.parametrize(("ahead", "words"), [(90, "90000 ms behind"), (-90, "90000 ms ahead of")])
async def test_a_clock_that_is_off_is_said_and_allowed_for(
    fake: FakeGrvt, http: aiohttp.ClientSession, ahead: int, words: str
) -> None:
    tell_time(fake, NOW // 1_000_000 + ahead * 1000)
    expires = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(NOW // NS_PER_SECOND + ahead + 50))
    fake.answer_login(signed_in(attributes=f"; Expires={expires}"))
    found = await steps(http, fake.environment())
    assert found["clock"].ok is False
    assert words in found["clock"].detail
    assert "valid for 50 s" in found["session"].detail


async def test_a_clock_that_is_unknown_does_not_stop_the_check(
    fake: FakeGrvt, http: aiohttp.ClientSession
) -> None:
    fake.answer_login(signed_in())
    found = await steps(http, fake.environment())
    assert found["clock"].ok is False
    assert found["session"].ok


async def test_a_key_of_the_funding_account_has_no_sub_account(
    fake: FakeGrvt, http: aiohttp.ClientSession
) -> None:
    tell_time(fake)
    body = {name: value for name, value in SUCCESS_BODY.items() if name != "sub_account_id"}
    fake.answer_login(signed_in(body=body))
    assert "funding" in (await steps(http, fake.environment()))["session"].detail
