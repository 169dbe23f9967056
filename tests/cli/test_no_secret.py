"""Neither the key nor the cookie nor the account id appears anywhere a run writes to."""

import asyncio
import gc
import signal
import subprocess
from pathlib import Path

from engine.demo import LoginOutcome
from engine.secret import Secret
from tests.cli.test_commands import command, urls
from tests.fakes.live import ETH, demo_exchange

KEY = "key-that-nobody-may-see-91f3"
GRID = """
instrument = "ETH_USDT_Perp"
direction = "neutral"
spacing = "arithmetic"
lower = "2900.00"
upper = "3100.00"
levels = 401
size = "0.05"
fill_model = "touch"
"""


def written_under(folder: Path) -> str:
    return "".join(
        path.read_bytes().decode("latin-1") for path in sorted(folder.rglob("*")) if path.is_file()
    )


def known_secrets() -> set[str]:
    """Every secret of this process, those that the exchange made among them."""
    found = set()
    for thing in gc.get_objects():
        if isinstance(thing, Secret):
            found.add(thing.reveal())
    return found


async def read(stream: asyncio.StreamReader, into: bytearray, filled: asyncio.Event) -> None:
    """Take what the run says, and tell of the first fill."""
    async for line in stream:
        into += line
        if b'"event": "fill"' in line:
            filled.set()


async def test_a_run_full_of_trouble_shows_no_secret(tmp_path):
    """Every kind of sign-in trouble, cuts and renewals, with ``--debug`` on, and then a rejection."""
    grid = tmp_path / "grid.toml"
    grid.write_text(GRID)
    home = tmp_path / "home"
    async with demo_exchange(key=Secret(KEY), speed=10.0, session_lifetime=7.0) as (exchange, environment):
        words, variables = command("paper", "--grid", str(grid), "--duration", "300", "--debug", "--jsonl")
        exchange.faults.next_logins.extend(
            [
                LoginOutcome.GARBAGE,
                LoginOutcome.NO_COOKIE,
                LoginOutcome.SERVER_ERROR,
                LoginOutcome.RATE_LIMITED,
            ]
        )
        process = await asyncio.create_subprocess_exec(
            *words,
            env={**variables, **urls(environment), "GRVT_API_KEY": KEY, "GRIDWELL_HOME": str(home)},
            cwd=Path(__file__).resolve().parents[2],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        out, filled = bytearray(), asyncio.Event()
        reading = asyncio.create_task(read(process.stdout, out, filled))
        complaints = asyncio.create_task(process.stderr.read())
        listing, secrets = "", {KEY}
        # on a busy machine the first fill takes long
        await asyncio.wait_for(filled.wait(), 90)
        for _ in range(4):
            await asyncio.sleep(1.6)
            secrets |= known_secrets()
            exchange.cut_connections()
            if Path(f"/proc/{process.pid}/cmdline").exists():
                listing += Path(f"/proc/{process.pid}/cmdline").read_text()
        exchange.faults.login = LoginOutcome.BAD_KEY
        exchange.expire_sessions()
        await asyncio.sleep(1.6)
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(asyncio.gather(reading, process.wait()), 60)
        err = await complaints
    everything = out.decode() + err.decode() + listing + written_under(home)
    assert '"event": "fill"' in everything
    assert "DEBUG" in err.decode() or err.decode(), "the run must have logged something to search"
    assert len(secrets) >= 3
    for secret in secrets:
        assert secret not in everything
    assert ETH in everything
