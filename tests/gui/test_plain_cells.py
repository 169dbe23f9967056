"""Plain cells are painted past the style, and look as if it had painted them."""

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QStyledItemDelegate, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.dressing import dress
from gui.models.columns import Column
from gui.models.rows import RowsModel
from gui.panels.plain_cells import PlainCells
from gui.panels.tables import TablePanel
from gui.theme import DARK, LIGHT

ROWS = (
    ("▲ BUY", "2,926.53", "+0.10"),
    ("▼ SELL", "12,345,678,901.23", "−5"),
    ("价格", "", "a rather long text"),
)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(420, 220)
    return window


def panel_of(window: QWidget, *, compact: bool = False) -> TablePanel:
    columns = (
        Column("Side", lambda row: row[0], lambda row: row[0], "▼ SELL"),
        Column("Price", lambda row: row[1], lambda row: row[1], "2,926.53", numeric=True),
        Column(
            "Change",
            lambda row: row[2],
            lambda row: row[2],
            "+0.10",
            numeric=True,
            tone=lambda row: "up" if row[2].startswith("+") else None,
        ),
    )
    panel = TablePanel("Cells", RowsModel(columns), empty="none", sort_column=-1, compact=compact)
    QVBoxLayout(window).addWidget(panel)
    panel.model.set_tones({"up": QColor("#12ab34")})
    panel.model.append(ROWS)
    window.show()
    return panel


def pictures(panel: TablePanel) -> tuple[QImage, QImage]:
    """The table as it is painted, and as the style alone paints it."""
    own, styled = panel.view.itemDelegate(), QStyledItemDelegate(panel)
    assert isinstance(own, PlainCells)
    mine = panel.view.viewport().grab().toImage()
    panel.view.setItemDelegate(styled)
    theirs = panel.view.viewport().grab().toImage()
    panel.view.setItemDelegate(own)
    return mine, theirs


@pytest.mark.parametrize("compact", [False, True])
def test_they_look_as_the_style_paints_them(window: QWidget, compact: bool) -> None:
    panel = panel_of(window, compact=compact)
    seen = []
    for theme in (None, DARK, LIGHT, DARK):
        if theme is not None:
            dress(window, theme)
        mine, theirs = pictures(panel)
        assert mine == theirs, "the place and the colour follow the style"
        seen.append(mine)
    assert seen[0] != seen[1] != seen[2]
    font = panel.view.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    panel.view.setFont(font)
    mine, theirs = pictures(panel)
    assert mine == theirs, "and the font"
    assert mine != seen[-1]


def test_a_selected_cell_is_the_style_s(window: QWidget) -> None:
    panel = panel_of(window)
    dress(window, DARK)
    before = panel.view.viewport().grab().toImage()
    flags = QItemSelectionModel.SelectionFlag
    panel.view.selectionModel().select(panel.model.index(1, 0), flags.ClearAndSelect | flags.Rows)
    mine, theirs = pictures(panel)
    assert mine == theirs
    assert mine != before


def test_the_colour_of_the_first_cell_is_not_that_of_the_others(window: QWidget) -> None:
    panel = panel_of(window)
    panel.view.horizontalHeader().moveSection(2, 0)
    dress(window, DARK)
    mine, theirs = pictures(panel)
    assert mine == theirs
    # only that cell is painted again, the first since the style changed
    dress(window, LIGHT)
    panel.view.viewport().grab(panel.view.visualRect(panel.model.index(0, 2)))
    mine, theirs = pictures(panel)
    assert mine == theirs


def test_a_disabled_table_is_the_style_s(window: QWidget) -> None:
    panel = panel_of(window)
    pictures(panel)
    panel.setEnabled(False)
    mine, theirs = pictures(panel)
    assert mine == theirs


def test_other_colours_are_seen_at_once(window: QWidget) -> None:
    panel = panel_of(window)
    before = panel.view.viewport().grab().toImage()
    panel.model.set_tones({"up": QColor("#ff0000")})
    mine, theirs = pictures(panel)
    assert mine == theirs
    assert mine != before
