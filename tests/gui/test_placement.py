"""Where the window stands: never larger than the screen, never outside it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMargins, QRect, QSize
from PySide6.QtGui import QGuiApplication

from gui.main_window import DEFAULT_SIZE, SMALLEST_SIZE
from gui.placement import USUAL_FRAME, fits_a_screen, placed
from tests.gui.conftest import Kit


@pytest.mark.parametrize(
    "screen",
    [QRect(0, 0, 1280, 800), QRect(0, 27, 1920, 1053), QRect(1920, 0, 1120, 620), QRect(-800, 0, 800, 600)],
)
def test_the_window_with_its_frame_stays_on_the_screen(screen: QRect) -> None:
    window = placed(QSize(*DEFAULT_SIZE), screen)
    assert screen.contains(window.marginsAdded(USUAL_FRAME))
    assert window.width() <= DEFAULT_SIZE[0]


def test_where_there_is_room_the_window_has_its_usual_size_in_the_middle() -> None:
    window = placed(QSize(1360, 860), QRect(0, 0, 1920, 1080), QMargins(0, 40, 0, 0))
    assert window == QRect(280, 130, 1360, 860)


def test_a_window_that_hangs_over_an_edge_does_not_fit() -> None:
    screens = [QRect(0, 0, 1280, 800), QRect(1280, 0, 1920, 1080)]
    assert fits_a_screen(QRect(1300, 10, 1360, 860), screens)
    assert not fits_a_screen(QRect(0, 0, 1360, 860), screens)
    assert not fits_a_screen(QRect(-20, 0, 500, 500), screens)


def test_the_first_start_on_a_small_screen_is_not_cut_off(kit: Kit) -> None:
    screen = QRect(0, 0, 1280, 800)
    kit.window.fit_to(screen)
    assert screen.contains(kit.window.geometry().marginsAdded(USUAL_FRAME))
    assert kit.window.width() > 1270


def test_a_screen_smaller_than_the_smallest_window_still_holds_it(kit: Kit) -> None:
    screen = QRect(0, 0, 1024, 600)
    kit.window.fit_to(screen)
    assert screen.contains(kit.window.geometry())
    kit.window.fit_to(QRect(0, 0, 1920, 1080))
    assert kit.window.minimumSize() == QSize(*SMALLEST_SIZE)


def test_an_earlier_place_comes_back(make_kit: Callable[..., Kit]) -> None:
    first = make_kit()
    first.window.setGeometry(40, 60, 1200, 700)
    first.settings.set_layout(first.window.saveGeometry(), first.window.saveState())
    first.settings.save()
    second = make_kit()
    second.window.place(second.settings.layout())
    assert second.window.geometry() == QRect(40, 60, 1200, 700)


@pytest.mark.parametrize("place", [QRect(5000, 5000, 1500, 900), QRect(1400, 60, 1200, 700)])
def test_a_place_that_no_screen_holds_is_not_brought_back(make_kit: Callable[..., Kit], place: QRect) -> None:
    first = make_kit()
    first.window.setGeometry(place)
    first.settings.set_layout(first.window.saveGeometry(), first.window.saveState())
    first.settings.save()
    second = make_kit()
    second.window.place(second.settings.layout())
    available = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    assert fits_a_screen(second.window.frameGeometry(), available)
