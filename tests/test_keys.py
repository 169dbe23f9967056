"""The key store: which back ends are trusted, what failures say, and that nothing blocks or leaks."""

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring import errors
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend

from engine.grvt.environment import EnvironmentName
from engine.keys import (
    KeyStore,
    KeyStoreError,
    KeyStoreLocked,
    KeyStoreTimeout,
    KeyStoreUnavailable,
    MemoryKeys,
    UnusableKeyError,
    clean_key,
)
from engine.secret import Secret

KEY = "an-api-key-0123456789abcdef"
TESTNET = EnvironmentName.TESTNET
PROD = EnvironmentName.PROD


class FakeStore(KeyringBackend):
    """A store in a dictionary that can be told to fail or to block."""

    # Below the least priority that keyring picks by itself.
    priority = -1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.threads: set[str] = set()
        self.failure: Exception | None = None
        self.blocked: threading.Event | None = None

    def _enter(self) -> None:
        self.threads.add(threading.current_thread().name)
        if self.blocked:
            self.blocked.wait(30)
        if self.failure:
            raise self.failure

    def get_password(self, service: str, username: str) -> str | None:
        self._enter()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._enter()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._enter()
        if (service, username) not in self.kept:
            raise errors.PasswordDeleteError("not found")
        del self.kept[service, username]


@pytest.fixture
def backend() -> FakeStore:
    return FakeStore()


@pytest.fixture
def store(backend: FakeStore) -> Iterator[KeyStore]:
    store = KeyStore(backend)
    yield store
    store.close()


@pytest.fixture
def chosen() -> Iterator[Any]:
    """Sets the program's default back end and restores the original one."""
    original = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(original)


def pretending(module: str, store: type[KeyringBackend] = FakeStore) -> KeyringBackend:
    """A back end that says it comes from ``module``."""
    kind = type("Keyring", (store,), {"__module__": module})
    made = kind()
    assert isinstance(made, KeyringBackend)
    return made


async def test_keys_are_kept_one_for_each_environment(store: KeyStore, backend: FakeStore) -> None:
    assert await store.load(TESTNET) is None
    await store.save(TESTNET, Secret(KEY))
    await store.save(PROD, Secret("another-key-0123456789"))
    assert await store.load(TESTNET) == Secret(KEY)
    assert backend.kept == {
        ("gridwell", "testnet"): KEY,
        ("gridwell", "prod"): "another-key-0123456789",
    }
    assert await store.delete(TESTNET) is True
    assert await store.delete(TESTNET) is False
    assert await store.load(TESTNET) is None
    assert await store.load(PROD) is not None


async def test_a_stored_nothing_is_no_key(store: KeyStore, backend: FakeStore) -> None:
    backend.kept["gridwell", "testnet"] = ""
    assert await store.load(TESTNET) is None


async def test_the_store_runs_on_one_daemon_thread_of_its_own(store: KeyStore, backend: FakeStore) -> None:
    before = {thread.name for thread in threading.enumerate()}
    assert "gridwell-keys" not in before
    await asyncio.gather(*(store.load(TESTNET) for _ in range(10)))
    assert backend.threads == {"gridwell-keys"}
    (worker,) = [thread for thread in threading.enumerate() if thread.name == "gridwell-keys"]
    assert worker.daemon
    store.close()
    worker.join(5)
    assert not worker.is_alive()


def test_a_command_line_may_use_it_with_asyncio_run(backend: FakeStore) -> None:
    store = KeyStore(backend)
    asyncio.run(store.save(TESTNET, Secret(KEY)))
    assert asyncio.run(store.load(TESTNET)) == Secret(KEY)
    store.close()


async def test_a_blocked_store_times_out_and_serves_again_later(backend: FakeStore) -> None:
    backend.blocked = threading.Event()
    store = KeyStore(backend, timeout=0.05)
    with pytest.raises(KeyStoreTimeout, match="prompt"):
        await store.load(TESTNET)
    # What nobody waits for any more is not done once the prompt is answered.
    with pytest.raises(KeyStoreTimeout):
        await store.save(TESTNET, Secret(KEY))
    backend.blocked.set()
    patient = KeyStore(backend)
    patient._worker = store._worker
    assert await patient.load(TESTNET) is None
    assert backend.kept == {}
    store.close()


def test_a_blocked_store_does_not_hold_up_the_end_of_the_program() -> None:
    script = """
import asyncio, threading
from keyring.backend import KeyringBackend
from engine.keys import KeyStore, KeyStoreTimeout
from engine.grvt.environment import EnvironmentName
class Stuck(KeyringBackend):
    priority = -1
    def get_password(self, service, username):
        threading.Event().wait()
    set_password = delete_password = get_password
async def main():
    try:
        await KeyStore(Stuck(), timeout=0.05).load(EnvironmentName.DEV)
    except KeyStoreTimeout:
        print("timed out")
asyncio.run(main())
"""
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, cwd=root, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "timed out\n", "")


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (errors.KeyringLocked("locked"), KeyStoreLocked),
        (errors.NoKeyringError("none"), KeyStoreUnavailable),
        (errors.InitError("cannot start"), KeyStoreUnavailable),
        (errors.PasswordSetError("no"), KeyStoreError),
        (errors.KeyringError("odd"), KeyStoreError),
        (OSError(1783, "The stub received bad data"), KeyStoreError),
        (RuntimeError(f"surprise {KEY}"), KeyStoreError),
        (ConnectionResetError("bus"), KeyStoreError),
        (TimeoutError("bus"), KeyStoreTimeout),
    ],
)
@pytest.mark.parametrize("call", ["load", "save", "delete"])
async def test_failures_are_mapped_and_hold_no_key(
    store: KeyStore, backend: FakeStore, failure: Exception, kind: type[KeyStoreError], call: str
) -> None:
    backend.failure = failure
    secret = Secret(KEY)
    with pytest.raises(KeyStoreError) as caught:
        await (store.save(TESTNET, secret) if call == "save" else getattr(store, call)(TESTNET))
    assert type(caught.value) is kind
    assert KEY not in str(caught.value)
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("keyring.backends.macOS", "macOS Keychain"),
        ("keyring.backends.Windows", "Windows Credential Manager"),
        ("keyring.backends.SecretService", "Secret Service"),
        ("keyring.backends.libsecret", "Secret Service"),
        ("keyring.backends.kwallet", "KDE Wallet"),
    ],
)
async def test_the_operating_systems_stores_are_used(chosen: Any, module: str, name: str) -> None:
    chosen(pretending(module))
    store = KeyStore()
    info = await store.describe()
    assert info.usable
    assert name in info.name
    assert name in info.message
    await store.save(TESTNET, Secret(KEY))
    assert await store.load(TESTNET) == Secret(KEY)
    store.close()


@pytest.mark.parametrize(
    "module",
    [
        "keyrings.alt.file",
        "keyrings.cryptfile.cryptfile",
        "my.own",
        "keyring.backends.SecretServiceX",
        "keyring",
    ],
)
async def test_any_other_store_is_refused_by_name(chosen: Any, module: str) -> None:
    unsafe = pretending(module)
    chosen(unsafe)
    store = KeyStore()
    with pytest.raises(KeyStoreUnavailable, match="not used") as caught:
        await store.save(TESTNET, Secret(KEY))
    assert module in str(caught.value)
    assert isinstance(unsafe, FakeStore)
    assert unsafe.kept == {}
    info = await store.describe()
    assert not info.usable
    assert "in memory only" in info.message
    store.close()


@pytest.mark.parametrize("useless", [fail.Keyring, null.Keyring])
async def test_stores_that_fail_or_forget_are_refused(chosen: Any, useless: type[KeyringBackend]) -> None:
    chosen(useless())
    store = KeyStore()
    for call in (store.load(TESTNET), store.save(TESTNET, Secret(KEY)), store.delete(TESTNET)):
        with pytest.raises(KeyStoreUnavailable, match="no key store"):
            await call
    assert not (await store.describe()).usable
    store.close()


async def test_a_chain_is_searched_for_the_first_safe_store(
    chosen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsafe, safe = pretending("keyrings.alt.file"), pretending("keyring.backends.SecretService")
    chain = [unsafe, null.Keyring(), safe, pretending("keyring.backends.kwallet")]
    monkeypatch.setattr(ChainerBackend, "backends", chain)
    chosen(ChainerBackend())
    store = KeyStore()
    await store.save(TESTNET, Secret(KEY))
    assert isinstance(safe, FakeStore)
    assert isinstance(unsafe, FakeStore)
    assert safe.kept == {("gridwell", "testnet"): KEY}
    assert unsafe.kept == {}
    store.close()


async def test_a_chain_without_a_safe_store_is_refused(chosen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ChainerBackend, "backends", [null.Keyring(), pretending("keyrings.alt.file")])
    chosen(ChainerBackend())
    store = KeyStore()
    with pytest.raises(KeyStoreUnavailable, match=r"keyrings\.alt\.file"):
        await store.load(TESTNET)
    store.close()


@pytest.mark.parametrize("text", [KEY, f"  {KEY}\n", f"\t{KEY}\r\n"])
def test_a_key_is_taken_without_the_white_space_around_it(text: str) -> None:
    assert clean_key(text) == Secret(KEY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("part-one part-two", "place 9"),
        ("part-one\npart-two", "place 9"),
        ("part-one\x00part-two", "place 9"),
        ("part-one\u200bpart-two", "invisible"),
        ("\ufeffpart-one", "place 1"),
        ("part-one\x1b[31m", "place 9"),
        ("x" * 1001, "1001 characters"),
    ],
)
async def test_what_cannot_be_a_key_is_refused_without_repeating_it(
    store: KeyStore, backend: FakeStore, text: str, words: str
) -> None:
    with pytest.raises(UnusableKeyError, match=words) as caught:
        await store.save(TESTNET, Secret(text))
    assert "part-one" not in str(caught.value)
    assert "xxx" not in str(caught.value)
    assert backend.kept == {}
    with pytest.raises(UnusableKeyError):
        await MemoryKeys().save(TESTNET, Secret(text))


async def test_keys_for_this_session_only() -> None:
    memory = MemoryKeys()
    assert await memory.load(TESTNET) is None
    await memory.save(TESTNET, Secret(f" {KEY} "))
    assert await memory.load(TESTNET) == Secret(KEY)
    assert await memory.load(PROD) is None
    assert await memory.delete(TESTNET) is True
    assert await memory.delete(TESTNET) is False
    info = await memory.describe()
    assert info.usable
    assert "memory" in info.message


REAL_STORE = """
import asyncio
from engine.grvt.environment import EnvironmentName
from engine.keys import KeyStore
from engine.secret import Secret
async def main():
    store, dev = KeyStore(timeout=30), EnvironmentName.DEV
    print((await store.describe()).usable, (await store.describe()).name)
    print(await store.load(dev), await store.delete(dev))
    await store.save(dev, Secret("a-key-in-a-real-store-0123456789"))
    print(await store.load(dev), (await store.load(dev)).reveal() == "a-key-in-a-real-store-0123456789")
    await store.save(dev, Secret("a-newer-key-0123456789"))
    print((await KeyStore().load(dev)).reveal() == "a-newer-key-0123456789")
    print(await store.delete(dev), await store.delete(dev), await store.load(dev))
asyncio.run(main())
"""


@pytest.mark.secretservice
def test_a_real_secret_service(tmp_path: Path) -> None:
    missing = [name for name in ("dbus-run-session", "gnome-keyring-daemon") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"needs {' and '.join(missing)} (packages dbus and gnome-keyring)")
    script = tmp_path / "real_store.py"
    script.write_text(REAL_STORE)
    unlock = "echo -n password | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", f"{unlock}; exec {sys.executable} {script}"],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
        cwd=root,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "XDG_RUNTIME_DIR": str(tmp_path),
            "PYTHONPATH": str(root),
        },
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "True Secret Service (GNOME Keyring, KeePassXC or the like)",
        "None False",
        "[redacted] True",
        "True",
        "True False None",
    ]
