"""What must be true before Qt may start.

Qt ends the process with ``abort()`` when it finds no display or cannot load its X11 libraries; the user sees
a core dump instead of a reason. The checks here find the same obstacles first and put them into words.
"""

import ctypes
import ctypes.util
import importlib
import os
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

LoadLibrary = Callable[[str], object]

# What Qt 6's libraries need from the system (their NEEDED entries), with Debian's and Ubuntu's package names.
GUI_LIBRARIES: Mapping[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11.so.6": "libx11-6",
}
X11_LIBRARIES: Mapping[str, str] = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_LIBRARIES: Mapping[str, str] = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}

WITHOUT_A_DISPLAY = frozenset(
    {"offscreen", "minimal", "minimalegl", "vnc", "eglfs", "linuxfb", "vkkhrdisplay"}
)

HEADLESS_HINT = "The engine also runs without a window: see `gridwellctl --help`."


def find_obstacle(
    environ: Mapping[str, str] | None = None,
    *,
    platform: str = sys.platform,
    load_library: LoadLibrary = ctypes.CDLL,
    display_opens: Callable[[LoadLibrary, str], bool] | None = None,
    import_module: Callable[[str], object] = importlib.import_module,
) -> str | None:
    """Say in words what keeps the window from opening, or None when nothing does.

    Args:
        environ: the environment variables; default: the process's own.
        platform: as ``sys.platform``; only Linux and its kin have obstacles that can be told beforehand.
        load_library: loads a shared library by name and raises ``OSError`` when it cannot.
        display_opens: whether the X server of that name accepts a connection.
        import_module: imports a Python module by name and raises ``ImportError`` when it cannot.
    """
    environ = os.environ if environ is None else environ
    if not platform.startswith(("win", "darwin")):
        obstacle = _find_unix_obstacle(environ, load_library, display_opens or x_display_opens)
        if obstacle is not None:
            return obstacle
    try:
        import_module("PySide6.QtWidgets")
    except ImportError as error:
        return (
            f"Gridwell cannot load its window library PySide6: {error}.\n"
            "Install it again with: pip install --force-reinstall 'PySide6-Essentials>=6.10,<6.12'\n"
            + HEADLESS_HINT
        )
    return None


def _find_unix_obstacle(
    environ: Mapping[str, str],
    load_library: LoadLibrary,
    display_opens: Callable[[LoadLibrary, str], bool],
) -> str | None:
    wanted = environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if wanted in WITHOUT_A_DISPLAY:
        return _say_missing(missing_packages(GUI_LIBRARIES, load_library))
    if wanted != "xcb" and _wayland_listens(environ):
        return _say_missing(missing_packages({**GUI_LIBRARIES, **WAYLAND_LIBRARIES}, load_library))
    display = environ.get("DISPLAY", "")
    if not display:
        return (
            "Gridwell needs a display, and there is none: neither DISPLAY nor WAYLAND_DISPLAY leads to one.\n"
            "Start it from a desktop session, with `ssh -X`, or under `xvfb-run`.\n" + HEADLESS_HINT
        )
    missing = missing_packages({**GUI_LIBRARIES, **X11_LIBRARIES}, load_library)
    if missing:
        return _say_missing(missing)
    if not display_opens(load_library, display):
        return (
            f"Gridwell cannot open the display {display!r}: no X server answers, or it refuses this user.\n"
            "Check DISPLAY and XAUTHORITY, or start it from a desktop session or under `xvfb-run`.\n"
            + HEADLESS_HINT
        )
    return None


def missing_packages(libraries: Mapping[str, str], load_library: LoadLibrary) -> list[str]:
    """The packages whose library cannot be loaded, in alphabetical order."""
    missing = set()
    for library, package in libraries.items():
        try:
            load_library(library)
        except OSError:
            missing.add(package)
    return sorted(missing)


def x_display_opens(load_library: LoadLibrary, display: str) -> bool:
    """Whether an X server accepts a connection under that display name (asked through libxcb, as Qt does)."""
    xcb = load_library("libxcb.so.1")
    if not isinstance(xcb, ctypes.CDLL):
        raise TypeError("the display can only be asked through a real libxcb")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.fsencode(display), None)
    opens = bool(connection) and xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return opens


def _wayland_listens(environ: Mapping[str, str]) -> bool:
    name = environ.get("WAYLAND_DISPLAY", "")
    if not name:
        return False
    path = Path(environ.get("XDG_RUNTIME_DIR", "/nonexistent")) / name
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1.0)
            probe.connect(str(path))
    except OSError:
        return False
    return True


def _say_missing(packages: list[str]) -> str | None:
    if not packages:
        return None
    return (
        "Gridwell's window needs system libraries that are missing. On Debian or Ubuntu:\n"
        f"  sudo apt-get install {' '.join(packages)}\n" + HEADLESS_HINT
    )
