"""A signal that comes while the program is still being loaded ends it as cleanly as a later one."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_commands import GRID, PROJECT, command, write_tape
from tests.fakes.live import ETH

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals cannot be held back there")


@pytest.fixture(autouse=True)
def _signals_are_not_ignored() -> Iterator[None]:
    """A shell's job in the background ignores SIGINT, and would hand that on to what the tests start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupted_while_loading(number: int, *arguments: str, home: Path) -> tuple[int, str, str]:
    """Start the command, send the signal amid its imports; its exit code, output and last words."""
    words, variables = command(*arguments, GRIDWELL_HOME=str(home))
    words[1:1] = ["-X", "importtime"]
    # a short pipe, so that it cannot load on while nobody reads what it tells of it
    with subprocess.Popen(
        words,
        env=variables,
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        pipesize=4096,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "engine.early_signals" in line:
                break
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert any("engine.cli" in line for line in err.splitlines()), "it had loaded everything already"
    return (
        process.returncode,
        out,
        "".join(line for line in err.splitlines(keepends=True) if not line.startswith("import time:")),
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_live_run_ends_with_its_summary(number: int, tmp_path: Path) -> None:
    code, out, err = interrupted_while_loading(
        number, "watch", "--instrument", ETH, "--env", "demo", "--jsonl", home=tmp_path
    )
    assert (code, err) == (0, "")
    assert json.loads(out.splitlines()[-1])["event"] == "summary"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_backtest_ends_with_its_summary(number: int, tmp_path: Path) -> None:
    (tmp_path / "grid.toml").write_text(GRID)
    write_tape(tmp_path / "tape.csv")
    files = ("--grid", str(tmp_path / "grid.toml"), "--trades", str(tmp_path / "tape.csv"))
    code, out, err = interrupted_while_loading(number, "backtest", *files, "--jsonl", home=tmp_path)
    assert (code, err) == (0, "")
    (summary,) = map(json.loads, out.splitlines())
    assert (summary["event"], summary["fills"]) == ("summary", 0)


def test_a_command_that_has_nothing_to_finish_ends_without_a_word(tmp_path: Path) -> None:
    # on a busy machine the signal may come when the command has already said that there is no journal
    ends = (interrupted_while_loading(signal.SIGINT, "grids", home=tmp_path) for _ in range(5))
    assert (1, "", "") in ends


def test_nobody_else_is_kept_from_signals() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import engine, signal; print(signal.pthread_sigmask(signal.SIG_BLOCK, ()))"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "set()"
