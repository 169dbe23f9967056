"""``demo-exchange``: the local exchange alone, for any GRVT client."""

import argparse
import asyncio
import json
import sys

from engine.cli.codes import CommandError, ExitCode
from engine.cli.signals import stop_on_signals
from engine.demo import DemoExchange, load_script, play_script
from engine.secret import Secret


def run_demo_exchange(arguments: argparse.Namespace) -> ExitCode:
    """Serve until interrupted; the first line of output names the addresses."""
    if not arguments.key.strip():
        raise CommandError(ExitCode.BAD_INPUT, "--key: is empty; give the key that clients will sign in with")
    return asyncio.run(_serve(arguments))


async def _serve(arguments: argparse.Namespace) -> ExitCode:
    script = None if arguments.faults is None else load_script(arguments.faults)
    exchange = DemoExchange(
        key=Secret(arguments.key),
        seed=arguments.seed,
        tape=arguments.tape,
        speed=arguments.speed,
        port=arguments.port,
    )
    with stop_on_signals() as stop:
        try:
            addresses = await exchange.start()
        except OSError as error:
            raise CommandError(
                ExitCode.FAILED,
                f"the demo exchange cannot listen on port {arguments.port}: {error.strerror}; choose another --port",
            ) from None
        try:
            line = {
                "edge_url": addresses.edge_url,
                "trades_url": addresses.trades_url,
                "market_data_url": addresses.market_data_url,
            }
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
            playing = None if script is None else asyncio.create_task(play_script(exchange, script))
            await stop.wait()
            if playing is not None:
                playing.cancel()
                await asyncio.gather(playing, return_exceptions=True)
        finally:
            await exchange.close()
    return ExitCode.DONE
