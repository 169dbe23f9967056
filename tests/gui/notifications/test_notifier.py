"""From the desk to the desktop: what is shown, with a sound or without, and what the tray says."""

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from engine import ConnectionState, JournalPaused
from gui.notifications import sounds
from gui.notifications.decide import Happening
from gui.notifications.notifier import Notifier
from gui.notifications.sounds import Sounds
from gui.notifications.tray import Tray, TrayState, state_icon
from gui.preferences import Preferences, QuietHours
from gui.theme import DARK, LIGHT
from tests.fakes.fake_desk import START_NS
from tests.gui.conftest import Kit

NOON = datetime(2026, 5, 3, 12, 0)  # noqa: DTZ001 - the computer's own time


class FakeTray:
    """A tray that remembers."""

    def __init__(self) -> None:
        self.announced: list[tuple[str, str, bool]] = []
        self.state: TrayState | None = None
        self.tooltip = ""

    def announce(self, title: str, text: str, *, urgent: bool) -> bool:
        self.announced.append((title, text, urgent))
        return True

    def show_state(self, state: TrayState, _theme: object, tooltip: str, *, grids: int) -> None:
        self.state, self.tooltip = state, f"{tooltip} ({grids})"


class FakeSounds:
    """Sounds that nobody hears."""

    def __init__(self) -> None:
        self.played: list[Happening] = []

    def play(self, happening: Happening) -> None:
        self.played.append(happening)


class Bench:
    """A notifier of its own on the kit's desk."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.tray, self.sounds, self.preferences = FakeTray(), FakeSounds(), Preferences()
        self.notifier = Notifier(
            desk=kit.desk,
            bridge=kit.bench.bridge,
            tray=self.tray,
            sounds=self.sounds,
            instruments=lambda: kit.bench.market.instruments,
            preferences=lambda: self.preferences,
            theme=lambda: DARK,
            clock=kit.clock,
            local_now=lambda: NOON,
            parent=kit.bench,
        )

    def later(self, seconds: float) -> None:
        self.kit.tick()
        self.kit.clock.now += seconds
        self.notifier.heartbeat()


@pytest.fixture
def bench(kit: Kit) -> Bench:
    kit.open()
    bench = Bench(kit)
    kit.tasks.spawn(_start(kit), name="start")
    kit.tick()
    return bench


async def _start(kit: Kit) -> None:
    await kit.desk.start_grid(kit.desk.sample_grid("ETH_USDT_Perp"))


def test_a_fill_is_told_in_a_sentence(bench: Bench) -> None:
    bench.kit.desk.fill(1, 7)
    bench.later(1.2)
    (announced,) = bench.tray.announced
    title, text, urgent = announced
    assert title == "PAPER · Fills"
    assert text.startswith(("Bought 0.10 ETH at 3,159.00", "Sold 0.10 ETH at 3,161.00"))
    assert not urgent


def test_a_burst_is_told_as_one(bench: Bench) -> None:
    for order in (1, 2, 3):
        bench.kit.desk.fill(1, order)
    bench.later(1.2)
    (announced,) = bench.tray.announced
    assert "3 fill" in announced[1]
    assert "3 bought, 0 sold" in announced[1]


def test_quiet_hours_and_choices_hold_it_back(bench: Bench) -> None:
    bench.preferences = Preferences(
        quiet=True, quiet_hours=QuietHours(NOON.time(), NOON.time().replace(hour=13))
    )
    bench.kit.desk.fill(1, 7)
    bench.later(1.2)
    assert bench.tray.announced == []
    bench.preferences = replace(Preferences(), happenings=frozenset())
    bench.kit.desk.fill(1, 6)
    bench.later(20)
    assert bench.tray.announced == []


def test_sounds_are_played_only_when_wanted(bench: Bench) -> None:
    bench.kit.desk.fill(1, 7)
    bench.later(1.2)
    assert bench.sounds.played == []
    bench.preferences = Preferences(sounds=True)
    bench.kit.desk.tell(JournalPaused(START_NS, "The disk is full."))
    bench.later(0)
    assert bench.sounds.played == [Happening.JOURNAL]
    assert bench.tray.announced[-1][2], "a paused journal is urgent"


def test_the_tray_says_how_things_stand(bench: Bench) -> None:
    bench.later(0.2)
    assert bench.tray.state is TrayState.LIVE
    assert "PAPER" in bench.tray.tooltip
    assert "DEMO" in bench.tray.tooltip
    assert "1 grid" in bench.tray.tooltip
    assert bench.tray.tooltip.endswith("(1)")
    bench.later(30)
    assert bench.tray.state is TrayState.STALE
    bench.kit.desk.connect(ConnectionState.BACKING_OFF, retry_in=4.0)
    bench.later(1)
    assert bench.tray.state is TrayState.OFFLINE


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_tray_icons_differ_in_shape(qapp: QApplication, theme: object) -> None:
    pictures = [state_icon(state, theme).pixmap(64).toImage() for state in TrayState]
    masks = [picture.convertToFormat(QImage.Format.Format_Grayscale8) for picture in pictures]
    assert masks[0] != masks[1] != masks[2] != masks[0]


def test_without_a_tray_nothing_fails(qapp: QApplication) -> None:
    tray = Tray()
    assert tray.announce("title", "text", urgent=False) is tray.available
    tray.show_state(TrayState.LIVE, DARK, "words", grids=0)
    assert not tray.stop_action.isEnabled()
    tray.close()


def test_without_qts_multimedia_the_bell_rings(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []

    def refuse(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(sounds.importlib, "import_module", refuse)
    monkeypatch.setattr(QApplication, "beep", staticmethod(lambda: rung.append("bell")))
    Sounds().play(Happening.FILL)
    assert rung == ["bell"]
