"""No key, cookie or account id in any log line, error, or what an error keeps."""

import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress

import aiohttp
import pytest

from engine.grvt.environment import EnvironmentName
from engine.grvt.errors import ExchangeError
from engine.grvt.login import Session, SessionKeeper, log_in
from engine.grvt.rest import RestClient
from engine.grvt.socket import GrvtSocket
from engine.secret import Secret
from tests.fakes.fake_grvt import ACCOUNT, KEY, SECRETS, SUB_ACCOUNT, TOKEN, FakeGrvt, Reply, signed_in

SESSION = Session(Secret(TOKEN), Secret(ACCOUNT), 2**62)
ECHO = {"status": "failure", "error": f"{KEY} {TOKEN} {ACCOUNT}", "message": f"{KEY} {TOKEN}"}


def everything_about(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield from (repr(error), str(error), repr(error.args), repr(vars(error)))
        yield "".join(traceback.format_exception(error))
        error = error.__cause__ or error.__context__


def assert_clean(text: str) -> None:
    for secret in SECRETS:
        assert secret not in text


@pytest.fixture(autouse=True)
def all_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    for name in ("aiohttp", "asyncio", "engine"):
        caplog.set_level(logging.DEBUG, logger=name)
    yield
    for record in caplog.records:
        if record.name != "aiohttp.access":
            assert_clean(record.getMessage())
    for record in caplog.get_records("call"):
        assert_clean(str(record.__dict__.get("exc_text")))


@pytest.mark.parametrize(
    "reply",
    [
        signed_in(),
        signed_in(body=ECHO),
        Reply(ECHO, status=401),
        Reply(ECHO, status=500),
        Reply(f"{KEY} {TOKEN}".encode()),
        Reply(b"", headers=[("Set-Cookie", f"gravity={TOKEN}")]),
        signed_in(attributes="; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
        Reply(b"", status=302, headers=[("Location", f"http://x.invalid/{TOKEN}")]),
        Reply(drop=True),
        Reply({"code": 1000, "message": f"bad {KEY}"}, status=400),
    ],
)
async def test_signing_in(fake: FakeGrvt, http: aiohttp.ClientSession, reply: Reply) -> None:
    fake.answer_login(reply)
    keeper = SessionKeeper(http, fake.environment(), Secret(KEY), timeout=5)
    for attempt in (
        lambda: log_in(http, fake.environment(), Secret(KEY), timeout=5),
        keeper.session,
    ):
        try:
            session = await attempt()
        except ExchangeError as error:
            for text in everything_about(error):
                assert_clean(text)
        else:
            assert_clean(f"{session!r} {session} {session.headers()} {keeper!r}")


@pytest.mark.parametrize("call", ["open_orders", "positions", "account_summary", "fill_history"])
@pytest.mark.parametrize(
    "reply",
    [
        Reply({"code": 1000, "message": f"no session {TOKEN}"}, status=401),
        Reply({"code": 1003, "message": f"malformed {TOKEN} {ACCOUNT}"}, status=400),
        Reply({"code": 1006, "message": f"rate {TOKEN}"}, status=429),
        Reply({"result": TOKEN}),
        Reply({"result": [TOKEN, {"order_id": ACCOUNT}]}),
        Reply(f"garbage {TOKEN}".encode()),
        Reply(drop=True),
        Reply(b"", status=302, headers=[("Location", f"/{TOKEN}")]),
    ],
)
async def test_private_calls(fake: FakeGrvt, http: aiohttp.ClientSession, call: str, reply: Reply) -> None:
    fake.answer_full(call, reply)
    method: Callable[[Session, str], Awaitable[object]] = getattr(
        RestClient(http, fake.environment(), timeout=5), call
    )
    try:
        result = await method(SESSION, SUB_ACCOUNT)
    except ExchangeError as error:
        for text in everything_about(error):
            assert_clean(text)
    else:
        assert_clean(repr(result))


@pytest.mark.parametrize("status", [200, 302, 401, 403, 404, 500])
async def test_a_refused_private_socket(fake: FakeGrvt, http: aiohttp.ClientSession, status: int) -> None:
    fake.upgrade_status = status
    with pytest.raises(ExchangeError) as caught:
        await GrvtSocket.connect(http, fake.environment().trades_ws_url, headers=SESSION.headers(), timeout=5)
    for text in everything_about(caught.value):
        assert_clean(text)


async def test_hosts_that_are_not_there(http: aiohttp.ClientSession, unused_tcp_port: int) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    environment = (
        FakeGrvt()
        .environment(EnvironmentName.PROD)
        .with_urls(edge_url=url, trades_url=url, market_data_url=url)
    )
    calls: list[Awaitable[object]] = [
        log_in(http, environment, Secret(KEY), timeout=5),
        RestClient(http, environment, timeout=5).positions(SESSION, SUB_ACCOUNT),
        GrvtSocket.connect(http, environment.trades_ws_url, headers=SESSION.headers(), timeout=5),
    ]
    for call in calls:
        with pytest.raises(ExchangeError) as caught:
            await call
        for text in everything_about(caught.value):
            assert_clean(text)


async def test_no_credentials_reach_the_public_endpoints(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    fake.answer_login(signed_in())
    await log_in(http, fake.environment(), Secret(KEY), timeout=5)
    rest = RestClient(http, fake.environment(), timeout=5)
    for call in (rest.all_instruments, rest.server_time):
        with suppress(ExchangeError):
            await call()
    opened = await GrvtSocket.connect(http, fake.environment().market_data_ws_url, timeout=5)
    await opened.close()
    for headers in (*[asked.headers for asked in fake.asked[1:]], *fake.upgrades):
        assert_clean(repr(headers))
