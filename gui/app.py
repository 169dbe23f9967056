"""Start-up of the desktop window: the command line, and every check that must come before Qt.

Exit codes: 0 done; 1 the window could not run; 2 bad arguments or a bad file.
Nothing of PySide6 is imported at the top: whether it can be imported is one of the checks. The engine is not either:
importing makes hundreds of thousands of objects that all stay, and the garbage collector must not look through them
again and again meanwhile. ``gui.lifecycle`` lets it work again.
"""

import argparse
import builtins
import gc
import importlib
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from gui.preflight import find_obstacle

ENVIRONMENT_VARIABLE = "GRVT_ENV"
EXIT_FAILED = 1
EXIT_BAD_ARGUMENTS = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``gridwell`` and return its exit code."""
    arguments = _parser().parse_args(argv)
    gc.disable()
    threading.Thread(target=_load_ahead, name="Loading aiohttp").start()
    from engine import load_grid, resolve_environment  # noqa: PLC0415 - see above

    try:
        environment = resolve_environment(arguments.env, os.environ)
        grid = load_grid(arguments.grid) if arguments.grid is not None else None
    except (ValueError, OSError) as error:
        _complain(f"gridwell: {error}")
        return EXIT_BAD_ARGUMENTS
    plain_import = builtins.__import__
    obstacle = find_obstacle()
    # PySide6 puts its own there, which reads the source of every module that is imported from then on, to see whether
    # it wants methods by other names (``__feature__``). No module here does, and it takes a fifth of all their time.
    builtins.__import__ = plain_import
    if obstacle is not None:
        _complain(obstacle)
        return EXIT_FAILED
    named = arguments.env or os.environ.get(ENVIRONMENT_VARIABLE, "").strip()
    from gui.lifecycle import Start, run_window  # noqa: PLC0415 - Qt may only be imported after the checks

    return run_window(Start(environment if named else None, grid))


def _load_ahead() -> None:
    """Import aiohttp beside all the rest: as long as it reads the system's certificates, others may work."""
    # where it cannot be imported, whoever needs it says so
    with suppress(ImportError):
        importlib.import_module("aiohttp")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gridwell",
        description="A workbench for grid trading on GRVT, with simulated orders only.",
        epilog="The same engine without a window: gridwellctl --help",
    )
    parser.add_argument(
        "--env",
        metavar="E",
        help="demo, prod, testnet, staging or dev (default: GRVT_ENV, or the one of last time)",
    )
    parser.add_argument(
        "--grid", metavar="FILE", type=Path, help="a grid file (TOML) to have ready for starting"
    )
    return parser


def _complain(message: str) -> None:
    sys.stderr.write(message.rstrip("\n") + "\n")
