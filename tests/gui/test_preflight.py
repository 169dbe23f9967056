"""What is said when the window cannot open, instead of Qt's abort."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gui.preflight import GUI_LIBRARIES, X11_LIBRARIES, find_obstacle

ROOT = Path(__file__).resolve().parents[2]


def loader(*missing: str) -> Callable[[str], object]:
    def load(name: str) -> object:
        if name in missing:
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")
        return object()

    return load


def obstacle(environ: dict[str, str], *missing: str, opens: bool = True) -> str | None:
    return find_obstacle(
        environ, platform="linux", load_library=loader(*missing), display_opens=lambda _load, _name: opens
    )


def test_with_a_display_and_all_libraries_nothing_is_in_the_way() -> None:
    assert obstacle({"DISPLAY": ":0"}) is None


def test_without_a_display_it_says_so() -> None:
    said = obstacle({})
    assert said is not None
    assert "needs a display" in said
    assert "xvfb-run" in said
    assert "gridwellctl" in said


def test_a_display_that_does_not_open_is_named() -> None:
    said = obstacle({"DISPLAY": ":77"}, opens=False)
    assert said is not None
    assert "':77'" in said


def test_missing_libraries_become_one_install_command() -> None:
    said = obstacle({"DISPLAY": ":0"}, "libxcb-cursor.so.0", "libEGL.so.1", "libxkbcommon-x11.so.0")
    assert said is not None
    commands = re.findall(r"apt-get install (.*)", said)
    assert commands == ["libegl1 libxcb-cursor0 libxkbcommon-x11-0"]


@pytest.mark.parametrize("library", sorted({**GUI_LIBRARIES, **X11_LIBRARIES}))
def test_each_library_is_looked_for(library: str) -> None:
    said = obstacle({"DISPLAY": ":0"}, library)
    assert said is not None
    assert {**GUI_LIBRARIES, **X11_LIBRARIES}[library] in said


def test_offscreen_needs_no_display_and_no_x11() -> None:
    assert obstacle({"QT_QPA_PLATFORM": "offscreen"}, *X11_LIBRARIES) is None
    assert obstacle({"QT_QPA_PLATFORM": "offscreen"}, "libEGL.so.1") is not None


def test_a_wayland_socket_that_answers_needs_no_x11(tmp_path: Path) -> None:
    environ = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert obstacle(environ) is not None
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert obstacle(environ, *X11_LIBRARIES) is None


def test_pyside_that_cannot_be_imported_is_said() -> None:
    def refuse(name: str) -> object:
        raise ImportError(f"cannot import {name}: libfoo.so.1 is missing")

    said = find_obstacle({}, platform="win32", import_module=refuse)
    assert said is not None
    assert "libfoo.so.1" in said
    assert "pip install" in said


def test_the_list_of_libraries_is_what_qt_needs() -> None:
    qt = pytest.importorskip("PySide6").__path__[0]
    plugin = Path(qt) / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.exists():
        pytest.skip("no X11 plugin in this build of Qt")
    everything = plugin.read_bytes() + (Path(qt) / "Qt" / "lib" / "libQt6Gui.so.6").read_bytes()
    named = {
        name.decode()
        for name in re.findall(rb"lib(?:xcb|X11|xkbcommon|EGL|GL|fontconfig)[\w-]*\.so\.\d+", everything)
    }
    assert named - {"libGLESv2.so.2"} <= {*GUI_LIBRARIES, *X11_LIBRARIES}


def run_gridwell(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"} and not name.startswith("GRVT_")
    }
    return subprocess.run(
        [sys.executable, "-m", "gui", *arguments],
        cwd=ROOT,
        env={**clean, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def nobodys_display() -> Iterator[str]:
    """The name of a display on which no X server can be: the test holds its port, and does not listen."""
    first_port = 6000
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{holder.getsockname()[1] - first_port}"


def assert_ends_with_words_and_exit_code_one(**environ: str) -> None:
    ended = run_gridwell(**environ)
    assert ended.returncode == 1
    assert "display" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "Could not load the Qt platform plugin" not in ended.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays of X11 only")
def test_without_a_display_the_process_ends_with_words_and_exit_code_one() -> None:
    assert_ends_with_words_and_exit_code_one()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays of X11 only")
def test_with_a_display_that_does_not_open_it_ends_the_same(nobodys_display: str) -> None:
    assert_ends_with_words_and_exit_code_one(DISPLAY=nobodys_display)


def test_a_bad_environment_is_one_line_and_exit_code_two() -> None:
    ended = run_gridwell("--env", "moon")
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "testnet" in ended.stderr


@pytest.mark.parametrize("content", [None, "levels = 1", "instrument = ["])
def test_a_bad_grid_file_is_one_line_and_exit_code_two(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "grid.toml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    ended = run_gridwell("--grid", str(file))
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
