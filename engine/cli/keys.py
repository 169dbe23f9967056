"""``key``: the API key in the operating system's keyring, from a terminal."""

import argparse
import asyncio
import getpass
import os
import sys

from engine.cli.codes import CommandError, ExitCode
from engine.grvt.environment import EnvironmentName, resolve_environment
from engine.keys import KeyStore, KeyStoreError
from engine.secret import Secret


def run_key(arguments: argparse.Namespace) -> ExitCode:
    """Save, look for, or delete the key of one environment."""
    environment = resolve_environment(arguments.env, os.environ).name
    action = {"set": _set, "status": _status, "delete": _delete}[arguments.action]
    try:
        return asyncio.run(action(KeyStore(), environment))
    except KeyStoreError as error:
        raise CommandError(ExitCode.FAILED, str(error)) from None


async def _set(store: KeyStore, environment: EnvironmentName) -> ExitCode:
    info = await store.describe()
    if not info.usable:
        raise CommandError(ExitCode.FAILED, info.message)
    if sys.stdin.isatty():
        text = getpass.getpass(f"API key for {environment.value} (not shown): ")
    else:
        text = sys.stdin.readline()
    if not text.strip():
        raise CommandError(ExitCode.BAD_INPUT, "no key was given; type it at the prompt or pipe it in")
    try:
        await store.save(environment, Secret(text.strip()))
    except ValueError as error:
        raise CommandError(ExitCode.BAD_INPUT, str(error)) from None
    print(f"The key for {environment.value} is kept in {info.name}.")
    return ExitCode.DONE


async def _status(store: KeyStore, environment: EnvironmentName) -> ExitCode:
    info = await store.describe()
    if not info.usable:
        raise CommandError(ExitCode.FAILED, info.message)
    print(info.message)
    found = await store.load(environment) is not None
    print(f"{environment.value}: {'a key is kept' if found else 'no key'}")
    return ExitCode.DONE


async def _delete(store: KeyStore, environment: EnvironmentName) -> ExitCode:
    deleted = await store.delete(environment)
    print(f"{environment.value}: {'the key was deleted' if deleted else 'there was no key'}")
    return ExitCode.DONE
