"""Holds SIGINT and SIGTERM back while ``gridwellctl`` is still being loaded.

Loading takes a good part of a second, in which nobody could end cleanly yet. A signal that comes then waits until
the command can answer it (``let_signals_through``). Importing this module does that, and only where the process is
``gridwellctl``: for everyone else who imports the engine nothing changes. Windows knows no such thing.
"""

import signal
import sys
from pathlib import Path

_HELD = {signal.SIGINT, signal.SIGTERM}


def let_signals_through() -> None:
    """Deliver what was held back, and hold nothing back from now on."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HELD)


def _is_command_line() -> bool:
    program = sys.argv[0] if sys.argv else ""
    # "-m" is what it says while ``python -m engine`` is still looking for the engine
    return program == "-m" or Path(program).stem == "gridwellctl"


if sys.platform != "win32" and _is_command_line():
    signal.pthread_sigmask(signal.SIG_BLOCK, _HELD)
