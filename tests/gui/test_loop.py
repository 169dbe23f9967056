"""The loop of the program: the order of its callbacks, its readers, its timers, and its end."""

import asyncio
import contextvars
import socket
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.loop import WindowLoop

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def run(qapp: QApplication) -> Iterator[Run]:
    """Runs a coroutine on a loop of the program."""
    with asyncio.Runner(loop_factory=lambda: WindowLoop(qapp)) as runner:
        yield runner.run


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two connected sockets that do not block."""
    here, there = socket.socketpair()
    here.setblocking(False)
    yield here, there
    here.close()
    there.close()


def test_callbacks_run_in_order_and_what_they_add_runs_in_the_next_round(run: Run) -> None:
    async def main() -> list[str]:
        loop, ran = asyncio.get_running_loop(), []
        done = loop.create_future()

        def first() -> None:
            ran.append("first")
            loop.call_soon(ran.append, "added")
            loop.call_soon(done.set_result, None)

        loop.call_soon(first)
        loop.call_soon(ran.append, "second")
        await done
        return ran

    assert run(main()) == ["first", "second", "added"]


def test_a_cancelled_callback_does_not_run(run: Run) -> None:
    async def main() -> list[str]:
        loop, ran = asyncio.get_running_loop(), []
        loop.call_soon(ran.append, "cancelled").cancel()
        loop.call_soon(ran.append, "kept")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return ran

    assert run(main()) == ["kept"]


def test_a_callback_runs_in_its_context(run: Run) -> None:
    name: contextvars.ContextVar[str] = contextvars.ContextVar("name", default="nobody")

    async def main() -> list[str]:
        loop, seen = asyncio.get_running_loop(), []
        context = contextvars.copy_context()
        context.run(name.set, "somebody")
        loop.call_soon(lambda: seen.append(name.get()), context=context)
        loop.call_later(0.001, lambda: seen.append(name.get()), context=context)
        while len(seen) < 2:
            await asyncio.sleep(0.001)
        return seen

    assert run(main()) == ["somebody", "somebody"]


def test_a_failing_callback_is_reported_and_the_others_of_its_round_run(run: Run) -> None:
    async def main() -> tuple[list[str], list[str]]:
        loop = asyncio.get_running_loop()
        ran: list[str] = []
        failed: list[str] = []
        loop.set_exception_handler(lambda _, context: failed.append(repr(context["exception"])))
        loop.call_soon(lambda: 1 / 0)
        loop.call_soon(ran.append, "the next one")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return ran, failed

    ran, failed = run(main())
    assert ran == ["the next one"]
    assert len(failed) == 1
    assert "ZeroDivisionError" in failed[0]


def test_what_waits_behind_an_interrupt_runs_in_the_next_round(qapp: QApplication, qtbot: QtBot) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    loop, ran = WindowLoop(qapp), []
    try:
        loop.call_soon(interrupt)
        loop.call_soon(ran.append, "behind it")
        # the round that Qt would begin: what comes out of one that it began ends in its own report
        loop._round.end()
        with pytest.raises(KeyboardInterrupt):
            loop._run_soon()
        assert ran == []
        qtbot.waitUntil(lambda: ran == ["behind it"])
    finally:
        loop.close()


def test_the_window_gets_its_turn_while_callbacks_follow_each_other(run: Run) -> None:
    async def main() -> int:
        loop, rounds = asyncio.get_running_loop(), 0
        shown = loop.create_future()
        timer = QTimer()
        timer.setSingleShot(True)
        timer.timeout.connect(lambda: shown.set_result(None))
        timer.start(5)
        deadline = time.monotonic() + 5

        while not shown.done() and time.monotonic() < deadline:
            await asyncio.sleep(0)
            rounds += 1
        timer.stop()
        assert shown.done(), "Qt's timer starved"
        return rounds

    assert run(main()) > 1


def test_a_loop_within_a_callback_runs_what_was_to_run_after_it(run: Run, qapp: QApplication) -> None:
    async def main() -> list[str]:
        loop, ran = asyncio.get_running_loop(), []

        def nested() -> None:
            loop.call_soon(ran.append, "added")
            deadline = time.monotonic() + 5
            while len(ran) < 2 and time.monotonic() < deadline:
                qapp.processEvents()
            ran.append("nested ended")

        loop.call_soon(nested)
        loop.call_soon(ran.append, "after it")
        while len(ran) < 3:
            await asyncio.sleep(0.001)
        return ran

    assert run(main()) == ["after it", "added", "nested ended"]


@pytest.mark.parametrize("delay", [0.0001, 0.0015, 0.0049, 0.0101])
def test_a_short_wait_never_comes_back_early(run: Run, delay: float) -> None:
    async def main() -> float:
        began = time.monotonic()
        await asyncio.sleep(delay)
        return time.monotonic() - began

    # Qt counts a timer's start in whole milliseconds on some systems
    assert run(main()) >= delay - 0.001


def test_a_reader_is_called_until_everything_is_read(
    run: Run, pair: tuple[socket.socket, socket.socket]
) -> None:
    here, there = pair
    read: list[bytes] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.add_reader(here.fileno(), lambda: read.append(here.recv(3)))
        there.send(b"more than one reading takes")
        while sum(map(len, read)) < 27:
            await asyncio.sleep(0.001)
        loop.remove_reader(here.fileno())

    run(main())
    assert b"".join(read) == b"more than one reading takes"


def test_a_reader_that_is_removed_reads_no_more(run: Run, pair: tuple[socket.socket, socket.socket]) -> None:
    here, there = pair

    async def main() -> int:
        loop, reads = asyncio.get_running_loop(), 0

        def read() -> None:
            nonlocal reads
            reads += 1
            here.recv(1)
            loop.remove_reader(here.fileno())

        loop.add_reader(here.fileno(), read)
        there.send(b"several")
        while not reads:
            await asyncio.sleep(0)
        assert not loop.remove_reader(here.fileno())
        await asyncio.sleep(0.01)
        return reads

    assert run(main()) == 1


def test_a_failing_reader_is_reported(run: Run, pair: tuple[socket.socket, socket.socket]) -> None:
    here, there = pair

    async def main() -> BaseException:
        loop = asyncio.get_running_loop()
        failed: asyncio.Future[BaseException] = loop.create_future()
        loop.set_exception_handler(lambda _, context: failed.set_result(context["exception"]))

        def read() -> None:
            loop.remove_reader(here.fileno())
            raise ValueError("not to be read")

        loop.add_reader(here.fileno(), read)
        there.send(b"x")
        return await failed

    assert str(run(main())) == "not to be read"


def test_a_reader_can_be_replaced(run: Run, pair: tuple[socket.socket, socket.socket]) -> None:
    here, there = pair

    async def main() -> list[str]:
        loop, seen = asyncio.get_running_loop(), []
        loop.add_reader(here.fileno(), seen.append, "the old one")
        loop.add_reader(here.fileno(), lambda: seen.append(here.recv(1).decode()))
        there.send(b"n")
        while not seen:
            await asyncio.sleep(0.001)
        loop.remove_reader(here.fileno())
        return seen

    assert run(main()) == ["n"]


def test_streams_and_threads_work(run: Run) -> None:
    async def main() -> bytes:
        async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(await reader.readexactly(300_000))
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        sent = await asyncio.get_running_loop().run_in_executor(None, lambda: b"x" * 300_000)
        writer.write(sent)
        answer = await reader.read(-1)
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()
        return answer

    assert run(main()) == b"x" * 300_000


def test_what_was_to_run_after_the_end_is_dropped(qapp: QApplication) -> None:
    loop = WindowLoop(qapp)
    ran: list[str] = []
    loop.call_soon(ran.append, "late")
    loop.close()
    qapp.processEvents()
    assert loop.is_closed()
    assert not ran
