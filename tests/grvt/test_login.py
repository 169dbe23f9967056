"""One sign-in: what it sends, and what each answer means."""

import asyncio
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import aiohttp
import pytest

from engine.grvt.environment import Environment, EnvironmentName
from engine.grvt.errors import CredentialsRejected, TemporarilyUnavailable, is_retryable
from engine.grvt.login import Session, log_in
from engine.market import NS_PER_SECOND
from engine.secret import Secret
from tests.fakes.fake_grvt import (
    ACCOUNT,
    BAD_KEY_BODY,
    GEO_BLOCKED_BODY,
    KEY,
    SECRETS,
    SUB_ACCOUNT,
    SUCCESS_BODY,
    TOKEN,
    FakeGrvt,
    Reply,
    signed_in,
)

NOW = int(datetime(2026, 1, 1, 15, 22, 14, tzinfo=UTC).timestamp()) * NS_PER_SECOND


async def sign_in(
    http: aiohttp.ClientSession, fake: FakeGrvt, *, timeout: float = 5.0, env: str = "testnet"
) -> Session:
    environment = fake.environment(EnvironmentName(env))
    return await log_in(http, environment, Secret(KEY), timeout=timeout, now_ns=lambda: NOW)


async def test_the_request_is_the_documented_one(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    fake.answer_login(signed_in())
    await sign_in(http, fake)
    (asked,) = fake.logins
    assert asked.json == {"api_key": KEY}
    assert asked.headers["Cookie"] == "rm=true;"
    assert asked.headers["Content-Type"] == "application/json"


async def test_a_successful_sign_in(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    fake.answer_login(
        signed_in(attributes="; Path=/; Expires=Thu, 01 Jan 2026 16:22:14 GMT; HttpOnly; Secure")
    )
    session = await sign_in(http, fake)
    assert session == Session(
        Secret(TOKEN),
        Secret(ACCOUNT),
        NOW + 3600 * NS_PER_SECOND,
        SUB_ACCOUNT,
        "0x00000000000000000000000000000000000000f1",
    )
    assert dict(session.headers()) == {"Cookie": f"gravity={TOKEN}", "X-Grvt-Account-Id": ACCOUNT}


async def test_the_next_sign_in_does_not_carry_the_last_cookie(
    fake: FakeGrvt, http: aiohttp.ClientSession
) -> None:
    fake.answer_login(signed_in())
    await sign_in(http, fake)
    await sign_in(http, fake)
    assert [asked.headers["Cookie"] for asked in fake.logins] == ["rm=true;", "rm=true;"]


@pytest.mark.parametrize(
    ("body", "sub_account"),
    [
        ({"status": "success", "location": ""}, None),
        ({"status": "success", "sub_account_id": 1234567890123456}, SUB_ACCOUNT),
        ({"status": "success", "sub_account_id": ""}, None),
        ({"status": "success", "sub_account_id": None, "funding_account_address": 5}, None),
        (b"", None),
        (b"<html>welcome</html>", None),
        (b"\xff\xfe\x00", None),
        (b"[" * 100_000, None),
        ([1, 2], None),
        ("text", None),
    ],
)
async def test_the_cookie_and_the_account_id_are_what_counts(
    fake: FakeGrvt, http: aiohttp.ClientSession, body: Any, sub_account: str | None
) -> None:
    fake.answer_login(signed_in(body=body))
    session = await sign_in(http, fake)
    assert session.cookie == Secret(TOKEN)
    assert session.sub_account_id == sub_account


async def test_the_account_header_may_be_written_in_any_case(
    fake: FakeGrvt, http: aiohttp.ClientSession
) -> None:
    fake.answer_login(Reply({}, headers=[("set-cookie", f"gravity={TOKEN}"), ("x-grvt-account-id", ACCOUNT)]))
    assert (await sign_in(http, fake)).account_id == Secret(ACCOUNT)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(BAD_KEY_BODY), "ent: api_key not found"),
        (Reply(GEO_BLOCKED_BODY), "Access from this location is not allowed."),
        (Reply({"status": "FAILURE"}), "HTTP 200"),
        (Reply({"error": "no such key"}), "no such key"),
        (Reply({"status": 401, "message": "wallet address not registered"}), "wallet address not registered"),
        (Reply({"status": 401, "message": "not registered"}, status=401), "not registered"),
        (Reply({"code": 1001, "message": "You are not authorized"}, status=403), "You are not authorized"),
        (Reply(b"", status=401), "HTTP 401"),
        (Reply(b"<html>blocked</html>", status=403), "HTTP 403"),
        (signed_in(body=BAD_KEY_BODY), "ent: api_key not found"),
        (signed_in(status=401), "HTTP 401"),
        (signed_in(status=403), "HTTP 403"),
    ],
)
async def test_rejections(fake: FakeGrvt, http: aiohttp.ClientSession, reply: Reply, reason: str) -> None:
    fake.answer_login(reply)
    with pytest.raises(CredentialsRejected) as caught:
        await sign_in(http, fake)
    assert caught.value.reason == reason
    assert not is_retryable(caught.value)
    assert caught.value.advice in str(caught.value)


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ("testnet", ["https://exchange.testnet.grvt.io", "--env testnet"]),
        ("prod", ["https://exchange.grvt.io", "--env prod"]),
        ("dev", ["dev", "--env dev"]),
        ("demo", ["demo exchange"]),
    ],
)
async def test_a_rejection_says_where_a_key_is_made_and_what_takes_it(
    fake: FakeGrvt, http: aiohttp.ClientSession, env: str, words: list[str]
) -> None:
    fake.answer_login(Reply(BAD_KEY_BODY))
    with pytest.raises(CredentialsRejected) as caught:
        await sign_in(http, fake, env=env)
    for word in [*words, "GRVT_API_KEY"]:
        assert word in str(caught.value)


async def test_a_blocked_country_is_not_told_to_make_a_new_key(
    fake: FakeGrvt, http: aiohttp.ClientSession
) -> None:
    fake.answer_login(Reply(GEO_BLOCKED_BODY))
    with pytest.raises(CredentialsRejected) as caught:
        await sign_in(http, fake)
    assert "Make a new key" not in str(caught.value)
    assert "country" in str(caught.value)


@pytest.mark.parametrize(
    "reply",
    [
        Reply({"code": 1006, "message": "rate limit", "status": 429}, status=429),
        Reply({"code": 1002, "message": "Internal Server Error", "status": 500}, status=500),
        Reply(b"<html>bad gateway</html>", status=502),
        Reply({"status": "failure", "error": "down"}, status=503),
        Reply({"code": 1003, "message": "malformed"}, status=400),
        Reply(b"", status=404),
        Reply(b"", status=302, headers=[("Location", "https://example.invalid/")]),
        signed_in(status=500),
        signed_in(status=302),
        Reply(SUCCESS_BODY),
        Reply(b""),
        Reply(b"garbage"),
        Reply({"code": 1002, "message": "Internal Server Error", "status": 500}),
        Reply(SUCCESS_BODY, headers=[("X-Grvt-Account-Id", ACCOUNT)]),
        Reply(SUCCESS_BODY, headers=[("Set-Cookie", f"gravity={TOKEN}")]),
        Reply(SUCCESS_BODY, headers=[("Set-Cookie", f"gravity={TOKEN}"), ("X-Grvt-Account-Id", "  ")]),
        Reply(SUCCESS_BODY, headers=[("Set-Cookie", "gravity="), ("X-Grvt-Account-Id", ACCOUNT)]),
        signed_in(attributes="; Max-Age=0"),
        signed_in(attributes="; Expires=Thu, 01 Jan 2026 15:22:13 GMT"),
        Reply(drop=True),
    ],
)
async def test_everything_else_is_retried(fake: FakeGrvt, http: aiohttp.ClientSession, reply: Reply) -> None:
    fake.answer_login(reply)
    with pytest.raises(TemporarilyUnavailable) as caught:
        await sign_in(http, fake)
    assert is_retryable(caught.value)
    assert len(fake.logins) == 1


async def test_a_cookie_that_has_expired_already_points_at_the_clock(
    fake: FakeGrvt, http: aiohttp.ClientSession
) -> None:
    fake.answer_login(signed_in(attributes="; Expires=Thu, 01 Jan 2026 15:00:00 GMT"))
    with pytest.raises(TemporarilyUnavailable, match="clock") as caught:
        await sign_in(http, fake)
    assert "2026-01-01 15:00:00 UTC" in str(caught.value)


async def test_a_server_that_does_not_answer(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    never = asyncio.Event()
    fake.answer_login(Reply(delay=never))
    with pytest.raises(TemporarilyUnavailable, match=r"no answer within 0\.05 s"):
        await sign_in(http, fake, timeout=0.05)
    never.set()


async def test_a_server_that_is_not_there(http: aiohttp.ClientSession, unused_tcp_port: int) -> None:
    environment = Environment(EnvironmentName.TESTNET, f"http://127.0.0.1:{unused_tcp_port}", "", "")
    with pytest.raises(TemporarilyUnavailable, match="connection refused"):
        await log_in(http, environment, Secret(KEY), timeout=5)


async def test_a_host_that_does_not_exist(http: aiohttp.ClientSession) -> None:
    environment = Environment(EnvironmentName.TESTNET, "https://edge.grvt.invalid", "", "")
    with pytest.raises(TemporarilyUnavailable, match=r"cannot be resolved|no answer"):
        await log_in(http, environment, Secret(KEY), timeout=5)


async def test_a_server_that_speaks_something_else(http: aiohttp.ClientSession) -> None:
    async def shout(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(shout, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    environment = Environment(EnvironmentName.TESTNET, f"http://127.0.0.1:{port}", "", "")
    with pytest.raises(TemporarilyUnavailable):
        await log_in(http, environment, Secret(KEY), timeout=5)
    server.close()
    await server.wait_closed()


async def test_the_exchanges_words_lose_the_key_that_they_repeat(
    fake: FakeGrvt, http: aiohttp.ClientSession
) -> None:
    fake.answer_login(Reply({"status": "failure", "error": f"no such key: {KEY}"}))
    with pytest.raises(CredentialsRejected, match="no such key") as caught:
        await sign_in(http, fake)
    assert KEY not in str(caught.value)


async def test_a_session_shows_none_of_its_secrets(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    fake.answer_login(signed_in())
    session = await sign_in(http, fake)
    for shown in (repr(session), str(session), repr(session.headers()), f"{session.headers()}"):
        assert not any(secret in shown for secret in SECRETS)


async def test_expiry_follows_a_real_http_date(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    moment = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
    fake.answer_login(signed_in(attributes=f"; Expires={format_datetime(moment, usegmt=True)}"))
    session = await sign_in(http, fake)
    assert session.expires_at == int(moment.timestamp()) * NS_PER_SECOND
