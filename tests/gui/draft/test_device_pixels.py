"""The editor on a screen with two device pixels to the logical one: the same hands, the same ticks."""

import os
import subprocess
import sys
from pathlib import Path

_EDITOR = Path(__file__).with_name("test_editor.py")
_TO_THE_TICK = "device_pixels or drawn_from or bound_follows or band_moves or stop_is or reference or wheel"


def test_the_hands_reach_the_same_ticks_at_device_pixel_ratio_two() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", str(_EDITOR), "-q", "-p", "no:cacheprovider", "-k", _TO_THE_TICK],
        env={**os.environ, "QT_SCALE_FACTOR": "2"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
