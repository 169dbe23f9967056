"""The one thread that writes. What waits is written in one transaction, and each caller hears when its part is durable.

Rules of this file:

1. Jobs are written in the order in which they came, each as a whole or not at all.
2. A job that cannot be written takes none of the others with it. But nothing that was queued behind it, or comes
   after it, is written before ``resume``: no batch overtakes one that failed.
3. The thread belongs to an executor, so a program that ends without a clean close still writes what is queued, and
   ends.
"""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from engine.desk.journal.appending import Appender
from engine.desk.journal.errors import JournalFailed, failed

_MOST_AT_ONCE = 1000
"""Jobs in one transaction: many callers share one wait for the disk, and none waits for long."""

Work = Callable[[Appender], int | None]


@dataclass(frozen=True, slots=True)
class _Job:
    """Something to write; ``work`` None writes nothing. ``durable``: survives a power loss, not only a kill.

    ``then`` is called on the loop once it is written, if the waiter still waits.
    """

    work: Work | None
    durable: bool
    epoch: int
    waiter: "asyncio.Future[int | None] | None"
    then: Callable[[], None] | None = None


_Outcome = tuple[_Job, int | JournalFailed | None]


class Writer:
    """Queues jobs on the loop, writes them on the executor's one thread."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        executor: Executor,
        on_failure: Callable[[JournalFailed], None],
    ) -> None:
        """``connection`` belongs to the thread of ``executor``; ``on_failure`` is called on the running loop."""
        self.failure: JournalFailed | None = None
        self._connection = connection
        self._appender = Appender(connection)
        self._path = path
        self._executor = executor
        self._on_failure = on_failure
        self._loop = asyncio.get_running_loop()
        self._guard = threading.Lock()
        self._queue: deque[_Job] = deque()
        self._at_work = False
        self._epoch = 0
        self._refused: tuple[int, JournalFailed] | None = None
        self._synchronous = ""

    @property
    def waiting(self) -> int:
        """How many jobs wait to be written."""
        return len(self._queue)

    def put(self, work: Work, *, durable: bool) -> None:
        """Queue a job; nobody waits for it, and ``on_failure`` hears when it fails."""
        self._put(_Job(work, durable, self._epoch, None))

    async def do(
        self, work: Work | None, *, durable: bool, then: Callable[[], None] | None = None
    ) -> int | None:
        """Queue a job and wait until it is written. A caller that is cancelled does not take it back.

        ``then`` is called as soon as the loop hears that it is written: a caller that waits goes on a round of the
        loop later, after what the window has to draw. It is not called for a caller that was cancelled.

        Raises:
            JournalFailed: it could not be written, or one before it could not.
        """
        waiter: asyncio.Future[int | None] = self._loop.create_future()
        self._put(_Job(work, durable, self._epoch, waiter, then))
        return await waiter

    def resume(self) -> None:
        """Write again, after a failure, what is queued from now on."""
        self._epoch += 1
        self.failure = None

    def _put(self, job: _Job) -> None:
        with self._guard:
            self._queue.append(job)
            idle, self._at_work = not self._at_work, True
        if idle:
            self._executor.submit(self._work_off)

    def _work_off(self) -> None:
        while True:
            with self._guard:
                jobs = [self._queue.popleft() for _ in range(min(len(self._queue), _MOST_AT_ONCE))]
                if not jobs:
                    self._at_work = False
                    return
            self._tell(self._write(jobs))

    def _write(self, jobs: list[_Job]) -> list[_Outcome]:
        refused = self._refused
        if refused is None or jobs[0].epoch > refused[0]:
            try:
                return self._in_one_transaction(jobs)
            except Exception as error:  # noqa: BLE001 - handed to whoever waits for the job
                if len(jobs) == 1:
                    return [(jobs[0], self._refuse(jobs[0], error))]
        elif len(jobs) == 1:
            return [(jobs[0], refused[1])]
        return [outcome for job in jobs for outcome in self._write([job])]

    def _in_one_transaction(self, jobs: list[_Job]) -> list[_Outcome]:
        if all(job.work is None for job in jobs):
            return [(job, None) for job in jobs]
        self._roll_back()
        self._synchronize("FULL" if any(job.durable for job in jobs) else "NORMAL")
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            outcomes: list[_Outcome] = [
                (job, None if job.work is None else job.work(self._appender)) for job in jobs
            ]
            self._connection.execute("COMMIT")
        except BaseException:
            self._appender.forget()
            self._roll_back()
            raise
        return outcomes

    def _roll_back(self) -> None:
        # SQLite has rolled back by itself after some errors, a full disk among them; and on a disk that fails
        # the rollback may fail as well, which leaves it to the next job
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _synchronize(self, level: str) -> None:
        """FULL waits for the disk at every commit; NORMAL survives a kill, a power loss only up to the last FULL."""
        if level != self._synchronous:
            self._connection.execute(f"PRAGMA synchronous = {level}")
            self._synchronous = level

    def _refuse(self, job: _Job, error: Exception) -> JournalFailed:
        refusal = failed(self._path, error)
        refusal.__cause__ = error
        self._refused = (job.epoch, refusal)
        return refusal

    def _tell(self, outcomes: list[_Outcome]) -> None:
        if all(job.waiter is None and not isinstance(result, JournalFailed) for job, result in outcomes):
            return
        try:
            self._loop.call_soon_threadsafe(self._hear, outcomes)
        except RuntimeError:
            if not self._loop.is_closed():  # once it is closed, nobody is left who could be told
                raise

    def _hear(self, outcomes: list[_Outcome]) -> None:
        for job, result in outcomes:
            if isinstance(result, JournalFailed):
                if job.epoch == self._epoch and self.failure is None:
                    self.failure = result
                    self._on_failure(result)
                if job.waiter is not None and not job.waiter.done():
                    job.waiter.set_exception(_copy(result))
            elif job.waiter is not None and not job.waiter.done():
                self._answer(job.waiter, result, job.then)

    @staticmethod
    def _answer(
        waiter: "asyncio.Future[int | None]", result: int | None, then: Callable[[], None] | None
    ) -> None:
        try:
            if then is not None:
                then()
        except Exception as defect:  # noqa: BLE001 - raised where the job was waited for
            waiter.set_exception(defect)
        else:
            waiter.set_result(result)


def _copy(error: JournalFailed) -> JournalFailed:
    """The same error for another waiter: one that is raised in several places collects their tracebacks."""
    copy = type(error)(*error.args)
    copy.__cause__ = error.__cause__
    return copy
