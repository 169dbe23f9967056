"""What holds the panels: heads of docks, notices, boxes. Nothing jumps, and nothing changes by accident."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.models.messages import Level
from gui.panels.combo import Combo
from gui.panels.dock_head import DockHead
from gui.panels.equity_plot import _label, _ticks
from gui.panels.notice_bar import NoticeBar
from tests.gui.conftest import Kit


def test_the_wheel_over_a_box_changes_nothing(qtbot: QtBot) -> None:
    box = Combo()
    qtbot.addWidget(box)
    box.addItems(["one", "two", "three"])
    box.show()
    box.setFocus()
    at = QPointF(box.rect().center())
    event = QWheelEvent(
        at,
        QPointF(box.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert box.currentText() == "one"
    assert not event.isAccepted()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == "two"


def test_a_notice_lies_over_the_chart_and_pushes_nothing(qtbot: QtBot) -> None:
    holder, host, notice = QWidget(), QWidget(), NoticeBar()
    qtbot.addWidget(holder)
    layout = QVBoxLayout(holder)
    layout.addWidget(host)
    notice.lie_over(host)
    holder.resize(500, 300)
    holder.show()
    before = host.geometry()
    notice.say(Level.INFO, "Something happened.", key="test")
    assert notice.isVisible()
    assert host.geometry() == before
    assert notice.geometry().topLeft() == before.topLeft()
    assert notice.width() == before.width()
    holder.resize(700, 300)
    qtbot.waitUntil(lambda: notice.width() == host.width() > 600)


def test_good_news_pass_by_themselves_and_bad_news_stay(qtbot: QtBot) -> None:
    notice = NoticeBar()
    qtbot.addWidget(notice)
    notice._passing.setInterval(1)
    notice.say(Level.GOOD, "All is well.", key="good")
    qtbot.waitUntil(notice.isHidden)
    notice.say(Level.GOOD, "There is a file.", key="file", action="Open the folder")
    assert not notice._passing.isActive()
    notice.say(Level.ERROR, "It failed.", key="bad")
    assert not notice._passing.isActive()


def test_a_tabbed_panel_has_its_tools_where_the_title_was(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    window = kit.window
    dock = window.findChild(QDockWidget, "dock-fills")
    assert isinstance(dock, QDockWidget)
    head = dock.titleBarWidget()
    assert isinstance(head, DockHead)
    assert head.isAncestorOf(window.fills_panel.tools)
    assert head.title.isHidden()
    assert head.float_button.toolTip() == "Float Fills"

    QTest.mouseClick(head.float_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dock.isFloating() and not head.title.isHidden())
    assert head.float_button.toolTip() == "Put Fills back into the window"
    QTest.mouseClick(head.float_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dock.isFloating() and head.title.isHidden())


def test_the_axis_of_the_curve_has_round_amounts_that_are_told_apart() -> None:
    assert [_label(value, 4.6) for value in _ticks(-0.2, 4.4)] == ["0.0", "+2.0", "+4.0"]
    assert [_label(value, 0.05) for value in _ticks(-0.02, 0.03)] == ["−0.020", "0.000", "+0.020"]
