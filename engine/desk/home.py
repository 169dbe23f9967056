"""Where the program keeps everything: database, logs, settings."""

from collections.abc import Mapping
from pathlib import Path

import platformdirs


def home_folder(environ: Mapping[str, str]) -> Path:
    """``GRIDWELL_HOME``, or the platform's user data folder (CONTRACT section 1)."""
    home = environ.get("GRIDWELL_HOME", "").strip()
    if home:
        return Path(home).expanduser()
    return platformdirs.user_data_path("gridwell", appauthor=False)
