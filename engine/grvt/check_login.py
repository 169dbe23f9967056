"""Signing in step by step, so that a user sees which step fails and what to do about it."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import aiohttp

from engine.grvt import advice
from engine.grvt.environment import EDGE_VARIABLE, MARKET_DATA_VARIABLE, Environment
from engine.grvt.errors import CredentialsRejected, ExchangeError
from engine.grvt.http import host_of, transport_words
from engine.grvt.login import log_in
from engine.grvt.rest import RestClient
from engine.grvt.signin import utc_words
from engine.market import NS_PER_MS, NS_PER_SECOND
from engine.secret import Secret

_CLOCK_TOLERANCE_NS = 2 * NS_PER_SECOND


@dataclass(frozen=True, slots=True)
class LoginStep:
    """One step: ``ok`` is None where there was nothing to check; ``advice`` says what to do, "" if nothing."""

    name: str
    ok: bool | None
    detail: str
    advice: str = ""
    error: ExchangeError | None = None


async def check_login(
    http: aiohttp.ClientSession,
    environment: Environment,
    key: Secret | None,
    *,
    timeout: float = 10.0,
    wall_ns: Callable[[], int] = time.time_ns,
) -> AsyncIterator[LoginStep]:
    """Sign in step by step; ends after the step that makes the next ones pointless.

    The steps are named ``environment``, ``edge host``, ``clock``, ``key``, ``sign-in`` and ``session``. No
    step holds the key, the cookie or the account header. ``error`` carries what failed in ``sign-in``, so
    that a rejection can be told from a failure that may pass.
    """
    yield LoginStep(
        "environment",
        True,
        f"{environment.name.value}: edge {environment.edge_url}, trades {environment.trades_url},"
        f" market data {environment.market_data_url}",
    )
    reachable = await _edge_host(http, environment, timeout)
    yield reachable
    clock, offset = await _clock(http, environment, timeout, wall_ns)
    yield clock
    if key is None:
        yield LoginStep("key", False, "there is no API key", advice.without_key(environment.name))
        return
    yield LoginStep("key", True, f"an API key of {len(key.reveal())} characters")
    if not reachable.ok:
        return
    try:
        session = await log_in(http, environment, key, timeout=timeout, now_ns=lambda: wall_ns() + offset)
    except CredentialsRejected as error:
        yield LoginStep("sign-in", False, f'rejected: "{error.reason}"', error.advice, error)
        return
    except ExchangeError as error:
        yield LoginStep("sign-in", False, str(error), "This may pass: try again in a while.", error)
        return
    yield LoginStep("sign-in", True, "accepted")
    seconds = (session.expires_at - wall_ns() - offset) // NS_PER_SECOND
    account = session.sub_account_id
    whose = f"sub-account {account}" if account else "a funding account key (it names no sub-account)"
    yield LoginStep(
        "session",
        True,
        f"{whose}, valid for {_duration(seconds)}, until {utc_words(session.expires_at)}",
    )


async def _edge_host(http: aiohttp.ClientSession, environment: Environment, timeout: float) -> LoginStep:
    url = environment.edge_url
    try:
        async with http.get(
            f"{url}/", allow_redirects=False, timeout=aiohttp.ClientTimeout(total=timeout)
        ) as response:
            # Any answer at all proves the way there.
            status = response.status
    except (aiohttp.ClientError, OSError) as error:
        return LoginStep(
            "edge host",
            False,
            f"{host_of(url)}: {transport_words(error, timeout)}",
            f"Check the network, a firewall or proxy, and {EDGE_VARIABLE} if you set it.",
        )
    return LoginStep("edge host", True, f"{host_of(url)} answers (HTTP {status})")


async def _clock(
    http: aiohttp.ClientSession, environment: Environment, timeout: float, wall_ns: Callable[[], int]
) -> tuple[LoginStep, int]:
    """The clock step, and how far the exchange's clock is ahead of ours in ns (0 where unknown)."""
    before = wall_ns()
    try:
        server = await RestClient(http, environment, timeout=timeout).server_time()
    except ExchangeError as error:
        step = LoginStep(
            "clock",
            False,
            f"the market data host does not tell its time: {error}",
            f"Signing in works without it. Check {MARKET_DATA_VARIABLE} if you set it.",
        )
        return step, 0
    after = wall_ns()
    offset = server - (before + after) // 2
    uncertainty = (after - before) // 2
    milliseconds = abs(offset) // NS_PER_MS
    direction = "behind" if offset > 0 else "ahead of"
    detail = f"this computer's clock is {milliseconds} ms {direction} the exchange's"
    detail += f" (give or take {max(1, uncertainty // NS_PER_MS)} ms)"
    if abs(offset) > _CLOCK_TOLERANCE_NS + uncertainty:
        return LoginStep("clock", False, detail, "Set this computer's clock, best from the network."), offset
    return LoginStep("clock", True, detail), offset


def _duration(seconds: int) -> str:
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, rest = divmod(rest, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    if not hours:
        parts.append(f"{rest} s" if rest or not minutes else "")
    return " ".join(part for part in parts if part)
