"""``gridwellctl``: the engine without a window. Exit codes and lines: CONTRACT sections 2 and 6."""

import logging
import os
import sys
import traceback
from collections.abc import Sequence

from engine.backtest import BacktestError
from engine.cli.arguments import build_parser
from engine.cli.check_login import run_check_login
from engine.cli.codes import CommandError, ExitCode
from engine.cli.demo import run_demo_exchange
from engine.cli.kept import run_export, run_grids, run_support_bundle
from engine.cli.keys import run_key
from engine.cli.live import run_paper, run_watch
from engine.cli.offline import run_backtest_command
from engine.demo import FaultScriptError
from engine.desk.errors import DeskError
from engine.early_signals import let_signals_through
from engine.grid.spec import GridSpecError
from engine.grvt.environment import EnvironmentSettingError
from engine.grvt.errors import CredentialsRejected, ExchangeError
from engine.secret import RedactingFilter, redact
from engine.tape import TapeError

_COMMANDS = {
    "watch": run_watch,
    "paper": run_paper,
    "backtest": run_backtest_command,
    "grids": run_grids,
    "export": run_export,
    "support-bundle": run_support_bundle,
    "check-login": run_check_login,
    "demo-exchange": run_demo_exchange,
    "key": run_key,
}
_ANSWER_SIGNALS = frozenset({"watch", "paper", "backtest", "demo-exchange"})
"""The commands that end cleanly on a signal; the others just end."""
_BAD_INPUT = (GridSpecError, TapeError, BacktestError, EnvironmentSettingError, FaultScriptError)
_FAILURES = (ExchangeError, DeskError, OSError)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; errors are one readable line on standard error."""
    arguments = build_parser().parse_args(argv)
    handler = logging.StreamHandler()
    handler.addFilter(RedactingFilter())
    logging.basicConfig(level=logging.DEBUG if arguments.debug else logging.ERROR, handlers=[handler])
    try:
        if arguments.command not in _ANSWER_SIGNALS:
            let_signals_through()
        return _COMMANDS[arguments.command](arguments)
    except BrokenPipeError:
        # whoever read our output is gone: nothing is left to say, and the interpreter must not try
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILED
    except CommandError as error:
        return _say(error, error.code, debug=arguments.debug)
    except _BAD_INPUT as error:
        return _say(error, ExitCode.BAD_INPUT, debug=arguments.debug)
    except CredentialsRejected as error:
        return _say(error, ExitCode.REJECTED, debug=arguments.debug)
    except _FAILURES as error:
        return _say(error, ExitCode.FAILED, debug=arguments.debug)
    except KeyboardInterrupt:
        return ExitCode.FAILED


def _say(error: Exception, code: ExitCode, *, debug: bool) -> ExitCode:
    if debug:
        sys.stderr.write(redact("".join(traceback.format_exception(error))))
    sys.stderr.write(f"gridwellctl: {redact(str(error))}\n")
    return code
