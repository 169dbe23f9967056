"""Start-up of the desktop window: the command line, and every check that must come before Qt.

Exit codes: 0 done; 1 the window could not run; 2 bad arguments or a bad file.
Nothing of PySide6 is imported at the top: whether it can be imported is one of the checks. The engine is not either:
importing makes hundreds of thousands of objects that all stay, and the garbage collector must not look through them
again and again meanwhile. ``gui.lifecycle`` lets it work again.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from gui.preflight import find_obstacle

ENVIRONMENT_VARIABLE = "GRVT_ENV"
EXIT_FAILED = 1
EXIT_BAD_ARGUMENTS = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``gridwell`` and return its exit code."""
    arguments = _parser().parse_args(argv)
    gc.disable()
    from engine import load_grid, resolve_environment  # noqa: PLC0415 - see above

    try:
        environment = resolve_environment(arguments.env, os.environ)
        grid = load_grid(arguments.grid) if arguments.grid is not None else None
    except (ValueError, OSError) as error:
        _complain(f"gridwell: {error}")
        return EXIT_BAD_ARGUMENTS
    obstacle = find_obstacle()
    if obstacle is not None:
        _complain(obstacle)
        return EXIT_FAILED
    named = arguments.env or os.environ.get(ENVIRONMENT_VARIABLE, "").strip()
    from gui.lifecycle import Start, run_window  # noqa: PLC0415 - Qt may only be imported after the checks

    return run_window(Start(environment if named else None, grid))


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
