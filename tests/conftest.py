"""What every test needs: a private home, no real keyring, no forgotten tasks or threads."""

import asyncio
import gc
import os
import threading
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import pytest
import pytest_asyncio
from hypothesis import settings

from gui.preflight import find_obstacle

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

_OBSTACLE = find_obstacle({"QT_QPA_PLATFORM": "offscreen"})
if _OBSTACLE is not None:
    pytest.exit(f"The tests of the window cannot run.\n{_OBSTACLE}", returncode=3)

settings.register_profile("gridwell", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("gridwell")

_SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_GRACE_SECONDS = 2.0


def pytest_collection_finish() -> None:
    """Garbage is collected between the tests, in the main thread: Qt's objects may not die in another one.

    Whatever test runs a thread, the automatic collector would clear away in it what an earlier test left of a window.
    What has been imported is not looked at again and again.
    """
    gc.disable()
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Collect what the test left."""
    result = yield
    gc.collect()
    return result


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of recorded market data beside the project's folder; without it the test is skipped."""
    if not _SHARED_DATA.is_dir():
        pytest.skip("the recorded market data (../shared/data) is not beside the project")
    return _SHARED_DATA


@pytest.fixture(autouse=True)
def _private_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's settings, key or environment, nor leaves anything of its own there."""
    for name in [name for name in os.environ if name.startswith(("GRVT_", "GRIDWELL_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GRIDWELL_HOME", str(tmp_path / "gridwell-home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    keyring.set_keyring(keyring.backends.fail.Keyring())


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """Fail a test that leaves a thread behind that would keep the process alive."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon:
            thread.join(_GRACE_SECONDS)
            assert not thread.is_alive(), f"the test left the thread {thread.name} running"


@pytest.fixture(autouse=True)
def _no_task_left(request: pytest.FixtureRequest, _no_thread_left: None) -> None:
    """Fail a test that leaves an asyncio task behind."""
    if request.node.get_closest_marker("asyncio") is not None:
        request.getfixturevalue("_task_guard")


@pytest_asyncio.fixture
async def _task_guard() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    if left:
        _, left = await asyncio.wait(left, timeout=_GRACE_SECONDS)
    assert not left, f"the test left tasks running: {[task.get_coro() for task in left]}"
    await asyncio.get_running_loop().shutdown_default_executor()  # its idle threads are no leak
