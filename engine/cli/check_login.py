"""``check-login``: sign in step by step and say which step failed and what to do."""

import argparse
import asyncio
import os

from engine.cli.codes import CommandError, ExitCode
from engine.cli.live import key_of_environment
from engine.demo import DemoExchange
from engine.grvt.check_login import check_login
from engine.grvt.environment import Environment, EnvironmentName, resolve_environment
from engine.grvt.errors import CredentialsRejected
from engine.grvt.http import open_http_session
from engine.keys import KeyStore, KeyStoreError
from engine.secret import Secret

_MARKS = {True: "ok  ", False: "FAIL", None: "--  "}


def run_check_login(arguments: argparse.Namespace) -> ExitCode:
    """Print each step of the sign-in. Never prints the key or the cookie."""
    return asyncio.run(_run(resolve_environment(arguments.env, os.environ)))


async def _run(environment: Environment) -> ExitCode:
    if not environment.needs_embedded_exchange:
        return await _check(environment, key_of_environment() or await _stored_key(environment.name))
    exchange = DemoExchange(key=key_of_environment())
    addresses = await exchange.start()
    try:
        known = environment.with_urls(
            edge_url=addresses.edge_url,
            trades_url=addresses.trades_url,
            market_data_url=addresses.market_data_url,
        )
        return await _check(known, exchange.key)
    finally:
        await exchange.close()


async def _stored_key(name: EnvironmentName) -> Secret | None:
    try:
        return await KeyStore().load(name)
    except KeyStoreError as error:
        print(f"--    key store: {error}")
        return None


async def _check(environment: Environment, key: Secret | None) -> ExitCode:
    code, failed = ExitCode.FAILED, "check-login failed"
    async with open_http_session() as http:
        async for step in check_login(http, environment, key):
            print(f"{_MARKS[step.ok]}  {step.name}: {step.detail}")
            if step.ok is False:
                failed = f"check-login failed at {step.name}: {step.detail}"
                if step.advice:
                    print(f"      what to do: {step.advice}")
            if step.name == "sign-in" and step.ok:
                code = ExitCode.DONE
            if isinstance(step.error, CredentialsRejected):
                code = ExitCode.REJECTED
    if code is not ExitCode.DONE:
        raise CommandError(code, failed)
    return code
