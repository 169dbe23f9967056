"""What stands in for the loop, the clock and the key store in tests of the window: stepped by hand, in memory."""

from collections.abc import Coroutine, Generator
from typing import Any

from engine import EnvironmentName, KeyStoreError, Secret, StoreInfo


class Gate:
    """Holds back every coroutine that waits for it until it is opened."""

    def __init__(self) -> None:
        self.is_open = False

    def __await__(self) -> Generator[None, None, None]:
        while not self.is_open:
            yield None


class SteppedTasks:
    """A ``Spawner`` without a loop: runs work until it waits, and goes on when told to."""

    def __init__(self) -> None:
        self.failures: list[tuple[str, BaseException]] = []
        self._waiting: list[tuple[str, Coroutine[Any, Any, None]]] = []

    def spawn(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        """Run ``work`` until it first waits."""
        self._waiting.append((name, work))
        self._advance(name, work)

    def step(self) -> None:
        """Let everything that waits try again."""
        for name, work in tuple(self._waiting):
            self._advance(name, work)

    def close(self) -> None:
        """End what still waits."""
        for _, work in self._waiting:
            work.close()
        self._waiting.clear()

    def _advance(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            work.send(None)
        except StopIteration:
            self._waiting.remove((name, work))
        except Exception as error:  # noqa: BLE001 - as a task would, it is kept for whoever asks
            self._waiting.remove((name, work))
            self.failures.append((name, error))


class FakeClock:
    """A monotonic clock that moves only when told to; calling it gives seconds."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class FakeKeyStore:
    """A key store in memory; with a gate it keeps everyone waiting, with an error it refuses."""

    def __init__(self, *, usable: bool = True, message: str = "Keys are kept in the Test keyring.") -> None:
        self.kept: dict[EnvironmentName, Secret] = {}
        self.info = StoreInfo(usable=usable, name="Test keyring", message=message)
        self.error: KeyStoreError | None = None
        self.gate: Gate | None = None

    async def load(self, environment_name: EnvironmentName) -> Secret | None:
        await self._wait()
        return self.kept.get(environment_name)

    async def save(self, environment_name: EnvironmentName, key: Secret) -> None:
        await self._wait()
        self.kept[environment_name] = key

    async def delete(self, environment_name: EnvironmentName) -> bool:
        await self._wait()
        return self.kept.pop(environment_name, None) is not None

    async def describe(self) -> StoreInfo:
        if self.gate is not None:
            await self.gate
        return self.info

    async def _wait(self) -> None:
        if self.gate is not None:
            await self.gate
        if self.error is not None:
            raise self.error
