"""Garbage is collected in the window's thread and in no other: Qt's objects may not die anywhere else."""

import gc
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.garbage import FULL_REST, Garbage

WITHIN_MS = 10_000


class Circle(QObject):
    """Part of a circle of references; notes the thread in which it goes."""

    def __init__(self, ends: list[threading.Thread]) -> None:
        super().__init__()
        self.itself = self
        self.end = End(ends)


class End:
    """Notes the thread in which it goes."""

    def __init__(self, ends: list[threading.Thread]) -> None:
        self._ends = ends

    def __del__(self) -> None:
        self._ends.append(threading.current_thread())


@pytest.fixture
def automatic() -> Iterator[None]:
    """Python's collector as it is in a program that does nothing about it."""
    was_on = gc.isenabled()
    gc.enable()
    yield
    if not was_on:
        gc.disable()


@pytest.fixture
def garbage(automatic: None, qtbot: QtBot) -> Iterator[Garbage]:
    garbage = Garbage()
    yield garbage
    garbage.stop()


def litter() -> list[list[int]]:
    """Make so many objects in another thread that an automatic collector would have looked at everything."""
    young, middle, old = gc.get_threshold()
    made: list[list[int]] = []

    def make() -> None:
        made.extend([] for _ in range(young * (middle + 2) * (old + 2) * 2))

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    return made


@pytest.fixture
def full_collections() -> Iterator[list[int]]:
    """How many objects each full collection found."""
    found: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop" and info["generation"] == 2:
            found.append(info["collected"])

    gc.callbacks.append(note)
    yield found
    gc.callbacks.remove(note)


def test_another_thread_collects_where_nothing_is_done_about_it(automatic: None) -> None:
    """What the other tests rest on."""
    ends: list[threading.Thread] = []
    Circle(ends)
    _made = litter()
    assert [end is threading.main_thread() for end in ends] == [False]


def test_only_the_thread_of_the_window_collects(garbage: Garbage, qtbot: QtBot) -> None:
    ends: list[threading.Thread] = []
    garbage.start(0.0)
    Circle(ends)
    _made = litter()
    assert ends == []
    qtbot.waitUntil(lambda: not garbage.settling, timeout=WITHIN_MS)
    Circle(ends)
    _more = litter()
    qtbot.waitUntil(lambda: bool(ends), timeout=WITHIN_MS)
    assert ends == [threading.main_thread()]


def test_nothing_is_collected_before_all_has_come_that_stays(garbage: Garbage, qapp: QApplication) -> None:
    ends: list[threading.Thread] = []
    garbage.start(1000.0)
    Circle(ends)
    _made = litter()
    qapp.processEvents()
    assert garbage.settling
    assert ends == []
    gc.collect()
    assert len(ends) == 1


def test_what_is_there_once_it_has_settled_is_never_looked_at(garbage: Garbage, qtbot: QtBot) -> None:
    ends: list[threading.Thread] = []
    Circle(ends)
    garbage.start(0.0)
    qtbot.waitUntil(lambda: not garbage.settling, timeout=WITHIN_MS)
    gc.collect()
    assert ends == []


def test_nothing_is_collected_while_a_table_is_read(garbage: Garbage, qtbot: QtBot) -> None:
    ends: list[threading.Thread] = []
    garbage.start(0.0)
    qtbot.waitUntil(lambda: not garbage.settling, timeout=WITHIN_MS)
    with garbage.kept_away():
        Circle(ends)
        _made = litter()
        garbage.look()
        assert ends == []
    assert not gc.isenabled()
    Circle(ends)
    _more = litter()
    garbage.look()
    assert len(ends) == 1, "what came while the table was read is never looked at"


def test_after_a_full_collection_the_next_one_comes_a_thousand_times_as_much_later(
    automatic: None, qapp: QApplication, full_collections: list[int]
) -> None:
    times = [100.0]
    kept: list[list[int]] = []
    garbage = Garbage(clock=lambda: times[0])

    def collect(phase: str, info: dict[str, int]) -> None:
        if phase == "stop" and info["generation"] == 2:
            times[0] += 0.02

    def work() -> None:
        young, middle, old = gc.get_threshold()
        for _ in range((middle + 2) * (old + 2)):
            kept.extend([] for _ in range(young + 1))
            garbage.look()

    gc.disable()
    gc.callbacks.append(collect)
    try:
        work()
        assert len(full_collections) == 1
        work()
        assert len(full_collections) == 1
        times[0] += 0.02 * FULL_REST
        work()
        assert len(full_collections) == 2
    finally:
        gc.callbacks.remove(collect)


def test_the_collector_comes_back_after_the_last_one_who_keeps_it_away(garbage: Garbage) -> None:
    with ExitStack() as first, ExitStack() as second:
        garbage.start(1000.0)
        first.enter_context(garbage.kept_away())
        second.enter_context(garbage.kept_away())
        first.close()
        garbage.stop()
        assert not gc.isenabled()
        second.close()
        assert gc.isenabled()
    gc.disable()
    garbage.start(1000.0)
    garbage.stop()
    assert not gc.isenabled(), "it was off before"
