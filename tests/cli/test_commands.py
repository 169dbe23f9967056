"""``gridwellctl`` as a process: its lines, its words and its exit codes."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest

from engine.backtest import run_backtest
from engine.demo import LoginOutcome, ServerClock
from engine.grid.orders import Fill
from engine.grid.spec import parse_grid
from engine.tape import read_trades
from tests.fakes.kept import newest_met
from tests.fakes.live import ETH, demo_exchange
from tests.fakes.stopped_time import StoppedTime

PROJECT = Path(__file__).resolve().parents[2]
GRID = """
instrument = "ETH_USDT_Perp"
direction  = "neutral"
spacing    = "arithmetic"
lower      = "2995.00"
upper      = "3005.00"
levels     = 21
size       = "0.05"
reference  = "3000.20"
fill_model = "touch"
"""
SUMMARY_KEYS = [
    "event",
    "time",
    "instrument",
    "fills",
    "entries",
    "exits",
    "round_trips",
    "position",
    "average_entry",
    "grid_profit",
    "realized",
    "unrealized",
    "fees",
    "funding",
    "total",
    "trades",
    "gaps",
    "unrecovered_gaps",
    "reconnects",
]


def command(*arguments: str, **environment: str) -> tuple[list[str], dict[str, str]]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("GRVT_", "DBUS_SESSION"))
    }
    return [sys.executable, "-m", "engine", *arguments], {**inherited, **environment}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    words, variables = command(*arguments, **environment)
    return subprocess.run(
        words, env=variables, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False
    )


async def run_beside(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command while the test's own event loop serves the exchange."""
    words, variables = command(*arguments, **environment)
    process = await asyncio.create_subprocess_exec(
        *words, env=variables, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return subprocess.CompletedProcess(words, process.returncode or 0, out.decode(), err.decode())


async def run_until(
    enough: Callable[[str], bool], *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command until ``enough`` of what it has said so far, and end it with a signal."""
    words, variables = command(*arguments, **environment)
    process = await asyncio.create_subprocess_exec(
        *words, env=variables, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    told = bytearray()

    async def listen(stream: asyncio.StreamReader) -> None:
        while part := await stream.read(1 << 16):
            told.extend(part)

    async with asyncio.timeout(90):
        listening = asyncio.gather(listen(process.stdout), process.stderr.read())
        while not listening.done() and not enough(told.decode(errors="replace")):
            await asyncio.sleep(0.02)
        if not listening.done():
            # send_signal() first looks whether the process has ended, and would take its exit code from the loop
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGTERM)
        _, err = await listening
        await process.wait()
    return subprocess.CompletedProcess(words, process.returncode or 0, told.decode(), err.decode())


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def urls(environment) -> Mapping[str, str]:
    return {
        "GRVT_ENV": "testnet",
        "GRVT_EDGE_URL": environment.edge_url,
        "GRVT_TRADES_URL": environment.trades_url,
        "GRVT_MARKET_DATA_URL": environment.market_data_url,
        "GRVT_API_KEY": "",
    }


def write_tape(path: Path) -> None:
    """A tape that walks up and down through the grid's lines; its first trades stand still."""
    rows = ["event_time_ms,trade_id,price,size,is_taker_buyer"]
    price, time = Decimal("3000.20"), 1_700_000_000_000
    for number in range(400):
        if number > 3:
            price += Decimal("0.35") * (1 if (number // 17) % 2 else -1)
        time += 20
        rows.append(f"{time},{1000 + number},{price},0.5,{number % 2}")
    path.write_text("\n".join(rows) + "\n")


def test_backtest_writes_the_lines_of_the_contract(tmp_path):
    (tmp_path / "grid.toml").write_text(GRID)
    write_tape(tmp_path / "tape.csv")
    done = run(
        "backtest", "--grid", str(tmp_path / "grid.toml"), "--trades", str(tmp_path / "tape.csv"), "--jsonl"
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = lines(done.stdout)
    trades = read_trades(tmp_path / "tape.csv", ETH)
    events, totals = run_backtest(parse_grid(GRID), trades)
    fills = [event for event in events if isinstance(event, Fill)]
    assert len(told) == len(events) + 1
    assert len(fills) > 20
    first = next(line for line in told if line["event"] == "fill")
    expected = fills[0]
    assert first == {
        "event": "fill",
        "time": str(expected.time),
        "instrument": ETH,
        "fill_id": 1,
        "order_id": expected.order_id,
        "cell": expected.cell,
        "intent": "entry",
        "side": expected.side.value,
        "price": str(expected.price),
        "size": "0.05",
        "fee": format(expected.fee.normalize(), "f"),
        "liquidity": "maker",
        "trade_id": str(expected.trade_id),
        "queue_ahead": None,
        "backfilled": False,
    }
    assert list(told[-1]) == SUMMARY_KEYS
    assert told[-1]["fills"] == totals.fills
    assert Decimal(str(told[-1]["total"])) == totals.total


def test_backtest_says_it_in_words(tmp_path):
    (tmp_path / "grid.toml").write_text(GRID)
    write_tape(tmp_path / "tape.csv")
    done = run("backtest", "--grid", str(tmp_path / "grid.toml"), "--trades", str(tmp_path / "tape.csv"))
    assert done.returncode == 0
    assert "FILL  cell 9  BUY 0.05 @ 2999.50  fee -0.000149975  entry  maker" in done.stdout
    assert "SUMMARY  ETH_USDT_Perp" in done.stdout


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("levels     = 21", "levels = 1"), "levels: 1 is out of range; a whole number from 2 to 1000"),
        (("size ", "sizes "), "sizes: is not a key of a grid file"),
        (('"touch"', '"exact"'), 'fill_model: "exact" is not known; one of "queue", "through", "touch"'),
        (
            ('size       = "0.05"', 'size = "0.05"\nmax_position = "0.01"'),
            "max_position: 0.01 is out of range",
        ),
        (('size       = "0.05"', 'size = "0.05"\nstop_below = "2995"'), "stop_below: 2995 is out of range"),
    ],
)
def test_a_bad_grid_file_ends_with_two_and_one_line(tmp_path, change, words):
    (tmp_path / "grid.toml").write_text(GRID.replace(*change))
    write_tape(tmp_path / "tape.csv")
    done = run(
        "backtest", "--grid", str(tmp_path / "grid.toml"), "--trades", str(tmp_path / "tape.csv"), "--jsonl"
    )
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert [line["event"] for line in lines(done.stdout)] == ["summary"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("paper", "--grid", "missing.toml"), "missing.toml cannot be read"),
        (("watch", "--instrument", ETH, "--env", "moon"), "demo, prod, testnet, staging, dev"),
        (("watch", "--instrument", ETH, "--duration", "-1"), "number of seconds"),
        (("nonsense",), "invalid choice"),
    ],
)
def test_bad_arguments_end_with_two(arguments, words):
    done = run(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_backtest_keeps_what_it_played(number, tmp_path):
    (tmp_path / "grid.toml").write_text(GRID)
    rows = ["event_time_ms,trade_id,price,size,is_taker_buyer"]
    rows += [f"{1_700_000_000_000 + n},{n},{3000 + n % 2}.20,0.5,1" for n in range(60_000)]
    (tmp_path / "tape.csv").write_text("\n".join(rows) + "\n")
    words, variables = command(
        "backtest", "--grid", str(tmp_path / "grid.toml"), "--trades", str(tmp_path / "tape.csv"), "--jsonl"
    )
    with subprocess.Popen(
        words, env=variables, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        told = [json.loads(process.stdout.readline()) for _ in range(500)]
        process.send_signal(number)
        # communicate() would lose what readline() has read ahead
        told += lines(process.stdout.read())
        err = process.stderr.read()
    assert (process.returncode, err) == (0, "")
    fills = sum(line["event"] == "fill" for line in told)
    assert told[-1]["event"] == "summary"
    assert told[-1]["fills"] >= fills > 100
    assert told[-1]["trades"] < 60_000


def test_bad_arguments_are_one_line():
    for words in (["watch"], ["nonsense"], ["demo-exchange", "--speed", "0"], []):
        done = run(*words)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1, done.stderr


async def test_paper_fills_what_a_backtest_of_the_same_tape_fills(tmp_path):
    (tmp_path / "grid.toml").write_text(GRID)
    write_tape(tmp_path / "tape.csv")
    clock, home = StoppedTime(), tmp_path / "home"
    async with demo_exchange(
        tape=tmp_path / "tape.csv", tape_delay=0.5, speed=4.0, clock=ServerClock(wall=clock.now)
    ) as (exchange, environment):
        clock.stop_in(0.25)

        def all_met(told: str) -> bool:
            if '"event": "order"' in told:
                # the grid meets the tape from its first trade on
                clock.go_on()
            printed = exchange.printed_trades(ETH)
            return len(printed) == 400 and newest_met(home) == printed[-1].event_time

        words = ("paper", "--grid", str(tmp_path / "grid.toml"), "--jsonl")
        done = await run_until(all_met, *words, **urls(environment), GRIDWELL_HOME=str(home))
        printed = exchange.printed_trades(ETH)
    assert (done.returncode, done.stderr) == (0, "")
    told = lines(done.stdout)
    assert len(printed) == 400
    _, totals = run_backtest(parse_grid(GRID), printed)
    summary = told[-1]
    assert totals.fills > 20
    assert {key: summary[key] for key in ("fills", "entries", "exits", "round_trips", "trades")} == {
        "fills": totals.fills,
        "entries": totals.entries,
        "exits": totals.exits,
        "round_trips": totals.round_trips,
        "trades": totals.trades,
    }
    assert Decimal(str(summary["grid_profit"])) == totals.grid_profit
    assert Decimal(str(summary["fees"])) == totals.fees
    assert [line["fill_id"] for line in told if line["event"] == "fill"] == list(range(1, totals.fills + 1))
    states = [line["state"] for line in told if line.get("endpoint") == "market_data"]
    assert states == ["connecting", "subscribing", "live", "offline"]
    assert any(line["event"] == "price" for line in told)


async def test_a_rejected_key_ends_with_three_and_what_to_do(tmp_path):
    async with demo_exchange() as (exchange, environment):
        variables = {**urls(environment), "GRVT_API_KEY": "my-rejected-key-1234"}
        checked = await run_beside("check-login", **variables)
        watched = await run_beside("watch", "--instrument", ETH, "--jsonl", **variables)
        attempts = len(exchange.faults.seen.logins)
    assert checked.returncode == 3
    assert "ent: api_key not found" in checked.stdout
    assert "gridwellctl key set" in checked.stdout
    assert checked.stderr.count("\n") == 1
    assert watched.returncode == 3
    assert "ent: api_key not found" in watched.stderr
    assert "exchange.testnet.grvt.io" in watched.stderr
    assert watched.stderr.count("\n") == 1
    assert lines(watched.stdout)[-1]["event"] == "summary"
    assert attempts == 2
    for text in (checked.stdout, checked.stderr, watched.stdout, watched.stderr):
        assert "my-rejected-key-1234" not in text


async def test_check_login_that_succeeds_names_the_account_only(tmp_path):
    async with demo_exchange() as (exchange, environment):
        done = await run_beside("check-login", **{**urls(environment), "GRVT_API_KEY": exchange.key.reveal()})
    assert done.returncode == 0
    assert exchange.sub_account_id in done.stdout
    assert exchange.key.reveal() not in done.stdout


async def test_check_login_that_cannot_be_decided_ends_with_one():
    async with demo_exchange() as (exchange, environment):
        exchange.faults.login = LoginOutcome.SERVER_ERROR
        done = await run_beside("check-login", **{**urls(environment), "GRVT_API_KEY": exchange.key.reveal()})
    assert done.returncode == 1


async def test_retries_are_used_up_and_said():
    async with demo_exchange() as (exchange, environment):
        exchange.faults.drop_sockets = True
        done = await run_beside(
            "watch", "--instrument", ETH, "--max-retries", "1", "--jsonl", **urls(environment)
        )
        assert len(exchange.faults.seen.sockets) == 2
    assert done.returncode == 1
    told = [line for line in lines(done.stdout) if line["event"] == "connection"]
    assert [line["state"] for line in told] == ["connecting", "subscribing"] * 2 + ["failed"] or told[-1][
        "state"
    ] == "failed"
    assert "gave up after 1 retries" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_with_its_summary(number, tmp_path):
    words, variables = command("watch", "--instrument", ETH, "--env", "demo", "--jsonl")
    with subprocess.Popen(
        words, env=variables, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["event"] == "price":
                break
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert err == ""
    assert lines(out)[-1]["event"] == "summary"


async def test_demo_exchange_says_where_it_listens_and_serves():
    words, variables = command("demo-exchange", "--key", "some-key")
    with subprocess.Popen(words, env=variables, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        addresses = json.loads(process.stdout.readline())
        variables = {
            name: addresses[key]
            for name, key in (
                ("GRVT_EDGE_URL", "edge_url"),
                ("GRVT_TRADES_URL", "trades_url"),
                ("GRVT_MARKET_DATA_URL", "market_data_url"),
            )
        }
        done = await run_beside("check-login", "--env", "testnet", GRVT_API_KEY="some-key", **variables)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    assert done.returncode == 0


def test_the_key_comes_from_standard_input_and_no_keyring_is_said(tmp_path):
    words, variables = command(
        "key", "set", "--env", "testnet", PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring"
    )
    done = subprocess.run(
        words,
        env=variables,
        cwd=PROJECT,
        input="secret-key-5678\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "secret-key-5678" not in done.stdout + done.stderr
    assert done.stderr.count("\n") == 1
