"""API keys in the operating system's key store, one entry per environment.

Rules of this file:

1. Only stores that the operating system protects are used. A store that writes plain text, forgets, or only
   fails is refused, also inside a chain of stores; there is never a file to fall back on.
2. Stores block, and may wait for the user's answer to a prompt. Every call runs on one thread of its own,
   with a time-out; the thread is a daemon and nobody waits for it at the end of the program.
3. No message and no error holds a key.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from engine.grvt.environment import EnvironmentName
from engine.secret import Secret, redact

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "gridwell"
KEY_LENGTH_LIMIT = 1000
"""Well below the 1,280 characters that the Windows store takes."""

_SYSTEM_STORES = {
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
    "keyring.backends.SecretService": "Secret Service (GNOME Keyring, KeePassXC or the like)",
    "keyring.backends.libsecret": "Secret Service (GNOME Keyring, KeePassXC or the like)",
    "keyring.backends.kwallet": "KDE Wallet",
}
_CHAIN = "keyring.backends.chainer"
_SESSION_ONLY = "A key can still be used for this session, in memory only."

_T = TypeVar("_T")


class KeyStoreError(Exception):
    """The key store failed. Base of ``KeyStoreUnavailable``, ``KeyStoreLocked`` and ``KeyStoreTimeout``."""


class KeyStoreUnavailable(KeyStoreError):
    """This computer has no key store that protects keys, or it cannot be reached."""


class KeyStoreLocked(KeyStoreError):
    """The key store is locked and was not unlocked."""


class KeyStoreTimeout(KeyStoreError):
    """The key store did not answer in time; it may be waiting for the user's answer to a prompt."""


class UnusableKeyError(ValueError):
    """A text that cannot be an API key; the message says why and does not repeat it."""


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """Which key store there is: whether it can be used, its name for people, and a line to show."""

    usable: bool
    name: str
    message: str


def clean_key(text: str) -> Secret:
    """An API key as typed or pasted, without the white space around it.

    Raises:
        UnusableKeyError: it is empty, too long, or holds white space or invisible characters.
    """
    key = text.strip()
    if not key:
        raise UnusableKeyError("the API key is empty: paste the key as the exchange shows it")
    if len(key) > KEY_LENGTH_LIMIT:
        raise UnusableKeyError(
            f"the API key has {len(key)} characters, legal is up to {KEY_LENGTH_LIMIT}: paste only the key"
        )
    for place, character in enumerate(key, start=1):
        if character.isspace() or not character.isprintable():
            raise UnusableKeyError(
                f"the API key holds white space or an invisible character at place {place}: paste only the key"
            )
    return Secret(key)


class KeyStore:
    """API keys in the platform's own key store."""

    def __init__(self, backend: "KeyringBackend | None" = None, timeout: float = 10.0) -> None:
        """Use the platform's store, or ``backend`` without vetting it; each call may take ``timeout`` seconds."""
        self._given = backend
        self._backend = backend
        self._timeout = timeout
        self._worker = _Worker()

    async def load(self, environment: EnvironmentName) -> Secret | None:
        """The key of an environment, None if there is none.

        Raises:
            KeyStoreError: the store is unavailable, locked, too slow, or failed.
        """

        def read() -> Secret | None:
            text = self._store().get_password(SERVICE, environment.value)
            return Secret(text) if text else None

        return await self._run("reading the key", read)

    async def save(self, environment: EnvironmentName, key: Secret) -> None:
        """Keep a key for an environment, replacing an earlier one.

        Raises:
            UnusableKeyError: the text cannot be an API key.
            KeyStoreError: the store is unavailable, locked, too slow, or failed. After a ``KeyStoreTimeout``
            the
                key may still be saved, once the user has answered the store's prompt.
        """
        clean = clean_key(key.reveal())
        await self._run(
            "saving the key",
            lambda: self._store().set_password(SERVICE, environment.value, clean.reveal()),
        )

    async def delete(self, environment: EnvironmentName) -> bool:
        """Remove the key of an environment; False if there was none.

        Raises:
            KeyStoreError: the store is unavailable, locked, too slow, or failed.
        """

        def remove() -> bool:
            store = self._store()
            if store.get_password(SERVICE, environment.value) is None:
                return False
            store.delete_password(SERVICE, environment.value)
            return True

        return await self._run("deleting the key", remove)

    async def describe(self) -> StoreInfo:
        """Which store keeps the keys; never raises for want of one."""
        try:
            name = await self._run("looking for a key store", lambda: _name_of(self._store()))
        except KeyStoreError as error:
            return StoreInfo(False, "none", f"{error} {_SESSION_ONLY}")
        return StoreInfo(True, name, f"Keys are kept in this computer's {name}, one for each environment.")

    def close(self) -> None:
        """Let the thread end once it is idle. Does not wait; the store must not be used afterwards."""
        self._worker.close()

    def _store(self) -> "KeyringBackend":
        if self._backend is None:
            self._backend = _system_store()
        return self._backend

    async def _run(self, doing: str, job: Callable[[], _T]) -> _T:
        failure: KeyStoreError
        try:
            async with asyncio.timeout(self._timeout):
                return await asyncio.wrap_future(self._worker.submit(job))
        except KeyStoreError:
            raise
        except TimeoutError:
            failure = KeyStoreTimeout(
                f"The key store did not answer within {self._timeout:g} s while {doing}: it may be showing a prompt."
            )
        # Stores raise errors of their own libraries, of any kind.
        except Exception as error:  # noqa: BLE001
            failure = _in_words(error, doing)
        # Raised here and not above, so that no foreign error is kept as the context.
        raise failure


class MemoryKeys:
    """Keys for this session only, with the calls of ``KeyStore``; nothing is written anywhere."""

    def __init__(self) -> None:
        self._keys: dict[EnvironmentName, Secret] = {}

    async def load(self, environment: EnvironmentName) -> Secret | None:
        """The key of an environment, None if there is none."""
        return self._keys.get(environment)

    async def save(self, environment: EnvironmentName, key: Secret) -> None:
        """Keep a key until the program ends.

        Raises:
            UnusableKeyError: the text cannot be an API key.
        """
        self._keys[environment] = clean_key(key.reveal())

    async def delete(self, environment: EnvironmentName) -> bool:
        """Forget the key of an environment; False if there was none."""
        return self._keys.pop(environment, None) is not None

    async def describe(self) -> StoreInfo:
        """This store."""
        return StoreInfo(True, "memory", "The key is kept in memory and forgotten when the program ends.")


class _Worker:
    """One daemon thread that runs jobs one after the other; it starts with the first job."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._started = False

    def submit(self, job: Callable[[], _T]) -> "Future[_T]":
        if not self._started:
            self._started = True
            threading.Thread(target=self._work, name="gridwell-keys", daemon=True).start()
        future: Future[_T] = Future()
        self._jobs.put((job, future))
        return future

    def close(self) -> None:
        if self._started:
            self._jobs.put(None)

    def _work(self) -> None:
        while entry := self._jobs.get():
            job, future = entry
            # A job whose caller gave up before its turn is not done behind the user's back.
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = job()
            except BaseException as error:  # noqa: BLE001 - handed to whoever waits for the job
                future.set_exception(error)
            else:
                future.set_result(result)
            del entry, job, future


def _system_store() -> "KeyringBackend":
    """The first store of the platform that protects keys (runs on the worker thread).

    Raises:
        KeyStoreUnavailable: there is none.
    """
    # Loading the stores takes a while and may talk to the desktop, so it happens here and not at import.
    import keyring  # noqa: PLC0415
    from keyring.backends import fail, null  # noqa: PLC0415

    chosen = keyring.get_keyring()
    candidates = list(getattr(chosen, "backends", [])) if type(chosen).__module__ == _CHAIN else [chosen]
    for candidate in candidates:
        if _module_of(candidate) in _SYSTEM_STORES:
            return candidate
    unsafe = [c for c in candidates if not isinstance(c, fail.Keyring | null.Keyring)]
    if unsafe:
        kind = type(unsafe[0])
        raise KeyStoreUnavailable(
            f"The only key store found ({kind.__module__}.{kind.__qualname__}) is not one of the operating"
            " system's, and could leave keys readable by anyone, so it is not used."
        )
    raise KeyStoreUnavailable(
        "This computer offers no key store (on Linux: no Secret Service such as GNOME Keyring or KDE Wallet"
        " runs in this session)."
    )


def _module_of(backend: "KeyringBackend") -> str:
    return ".".join(type(backend).__module__.split(".")[:3])


def _name_of(backend: "KeyringBackend") -> str:
    return _SYSTEM_STORES.get(_module_of(backend), type(backend).__name__)


def _in_words(error: Exception, doing: str) -> KeyStoreError:
    from keyring import errors  # noqa: PLC0415

    match error:
        case errors.KeyringLocked():
            return KeyStoreLocked(
                f"The key store is locked and was not unlocked ({doing}): unlock it and try again."
            )
        case errors.NoKeyringError() | errors.InitError():
            return KeyStoreUnavailable(f"The key store cannot be reached ({doing}): {_text_of(error)}.")
        case ImportError():
            return KeyStoreUnavailable(
                f"The configured key store cannot be loaded: {_text_of(error)}. Check PYTHON_KEYRING_BACKEND."
            )
    return KeyStoreError(f"The key store failed while {doing}: {_text_of(error)}.")


def _text_of(error: Exception) -> str:
    text = " ".join(redact(str(error)).split())[:200].rstrip(".")
    return f"{text} ({type(error).__name__})" if text else type(error).__name__
