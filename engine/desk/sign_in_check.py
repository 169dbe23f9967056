"""Trying a key once, for the key dialog: does it sign in, and as whom."""

from dataclasses import dataclass

import aiohttp

from engine.grvt.environment import Environment
from engine.grvt.errors import CredentialsRejected, ExchangeError
from engine.grvt.http import open_http_session
from engine.grvt.login import log_in
from engine.secret import Secret


@dataclass(frozen=True, slots=True)
class LoginOutcome:
    """What one sign-in brought; ``advice`` says what to do next when it failed."""

    ok: bool
    sub_account_id: str | None
    message: str
    advice: str


async def check_login_once(
    environment: Environment, key: Secret, http: aiohttp.ClientSession | None = None
) -> LoginOutcome:
    """Sign in once with ``key`` and say how it went. Never raises for what the exchange or network does."""
    if http is None:
        async with open_http_session() as own:
            return await check_login_once(environment, key, own)
    try:
        session = await log_in(http, environment, key)
    except CredentialsRejected as error:
        return LoginOutcome(False, None, f"The exchange rejected the key: {error.reason}", error.advice)
    except ExchangeError as error:
        return LoginOutcome(
            False, None, f"The sign-in could not be tried: {error}", "Check the network and try again."
        )
    account = session.sub_account_id
    return LoginOutcome(
        True, account, "Signed in" if account is None else f"Signed in as account {account}", ""
    )
