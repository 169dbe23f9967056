"""The command line's arguments."""

import argparse
from pathlib import Path
from typing import NoReturn

DEMO_KEY = "gridwell-demo-key"


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -1.0


def _seconds(text: str) -> float:
    value = _number(text)
    if not 0 <= value < 10**9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds of 0 or more")
    return value


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return int(text)


def _speed(text: str) -> float:
    value = _number(text)
    if not 0 < value <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a speed above 0 and up to 10000")
    return value


def _port(text: str) -> int:
    value = _count(text)
    if value > 65_533:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a port from 0 to 65533 (three ports in a row are used)"
        )
    return value


def build_parser() -> argparse.ArgumentParser:
    """The parser of ``gridwellctl``. Wrong arguments end the program with exit code 2."""
    parser = _Parser(
        prog="gridwellctl", description="Gridwell without a window: simulated grid trading on GRVT."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    watch = commands.add_parser("watch", help="print live prices and every change of the connection")
    watch.add_argument("--instrument", required=True, help="e.g. ETH_USDT_Perp")
    _add_live(watch)

    paper = commands.add_parser("paper", help="run one paper grid on the live feed")
    paper.add_argument("--grid", required=True, type=Path, help="the grid file (TOML)")
    paper.add_argument(
        "--new", action="store_true", help="stop the unfinished grid of this file, and start another"
    )
    _add_live(paper)

    backtest = commands.add_parser("backtest", help="run a grid over a recorded trade tape")
    backtest.add_argument("--grid", required=True, type=Path, help="the grid file (TOML)")
    backtest.add_argument("--trades", required=True, type=Path, help="the trade tape (CSV, may be gzipped)")
    backtest.add_argument("--bbo", type=Path, help="best bids and offers (CSV, may be gzipped)")
    backtest.add_argument("--jsonl", action="store_true", help="one JSON object a line")

    grids = commands.add_parser("grids", help="list the running and past grids with their totals")
    grids.add_argument("--jsonl", action="store_true", help="one JSON object a line")

    export = commands.add_parser(
        "export", help="write a grid's fills, round trips, orders and equity as files"
    )
    export.add_argument(
        "--grid-id",
        type=_count,
        help="which grid (see the command grids); not needed where there is only one",
    )
    export.add_argument("--out", type=Path, default=Path(), help="the folder (default: the current one)")
    export.add_argument(
        "--format", action="append", choices=("csv", "json"), help="may be given twice (default: both)"
    )
    bundle = commands.add_parser("support-bundle", help="write a zip for support: logs, journal, versions")
    bundle.add_argument("--out", type=Path, help="the file (default: gridwell-support-<time>.zip)")
    for command in (export, bundle):
        command.add_argument("--force", action="store_true", help="replace files that are there")

    check = commands.add_parser("check-login", help="sign in step by step and say which step failed")
    _add_environment(check)

    demo = commands.add_parser("demo-exchange", help="run the local demo exchange alone, for any GRVT client")
    demo.add_argument(
        "--port", type=_port, default=0, help="the first of three ports (default: any free ones)"
    )
    demo.add_argument("--key", default=DEMO_KEY, help=f"the API key it accepts (default: {DEMO_KEY})")
    demo.add_argument("--seed", type=_count, default=1, help="the seed of its market")
    demo.add_argument("--tape", type=Path, help="replay this trade tape as ETH_USDT_Perp")
    demo.add_argument("--faults", type=Path, help="play this fault script (docs/connection.md)")
    demo.add_argument("--speed", type=_speed, default=1.0, help="how many times faster than the clock")

    key = commands.add_parser("key", help="the API key in the operating system's keyring")
    key.add_argument("action", choices=("set", "status", "delete"))
    _add_environment(key)

    for command in (watch, paper, backtest, grids, export, bundle, check, demo, key):
        command.add_argument("--debug", action="store_true", help="show a traceback when something fails")
    return parser


def _add_environment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--env", help="demo, prod, testnet, staging or dev (default: GRVT_ENV, else demo)")


def _add_live(parser: argparse.ArgumentParser) -> None:
    _add_environment(parser)
    parser.add_argument("--duration", type=_seconds, help="seconds to run (default: until interrupted)")
    parser.add_argument(
        "--max-retries", type=_count, default=10, help="reconnects in a row before giving up (default: 10)"
    )
    parser.add_argument("--jsonl", action="store_true", help="one JSON object a line")
