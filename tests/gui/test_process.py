"""The whole program as a process: it opens on the demo, and every way out is a clean one."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_cleanly_and_the_layout_is_kept(
    tmp_path: Path, number: signal.Signals
) -> None:
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GRVT_")},
        "QT_QPA_PLATFORM": "offscreen",
        "GRIDWELL_HOME": str(tmp_path),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gui", "--env", "demo", cwd=ROOT, env=environ, stderr=asyncio.subprocess.PIPE
    )
    # The instrument is remembered when the list came from the demo exchange: then the window is up and running.
    async with asyncio.timeout(60):
        settings_file = tmp_path / "window.ini"
        while not settings_file.exists() or "instrument=" not in settings_file.read_text(encoding="utf-8"):
            if process.returncode is not None:
                break
            await asyncio.sleep(0.05)
        if process.returncode is None:
            process.send_signal(number)
        _, stderr = await process.communicate()
    assert process.returncode == 0, stderr.decode()
    said = [line for line in stderr.decode().splitlines() if "propagateSizeHints" not in line]
    assert not said
    settings = (tmp_path / "window.ini").read_text(encoding="utf-8")
    assert "geometry" in settings
    assert "instrument=" in settings
    log = tmp_path / "logs" / "window.log"
    assert not log.exists() or not log.read_text(encoding="utf-8")
