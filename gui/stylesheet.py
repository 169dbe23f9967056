"""The style sheet: one for every look, so that another look needs no other sheet (``gui.dressing`` says why).

A window says its look in the dynamic properties ``theme``, ``up`` and ``down``; the rules of every theme are in the
sheet, and those of the window's own apply to it and to all that it holds, dialogs and menus too.

Widgets choose a style with a dynamic property set before they are shown:

==================  =================================  =============================================
property            on                                 values
==================  =================================  =============================================
``role``            QLabel                             ``title``, ``muted``, ``value``, ``warning``,
                                                       ``error``, ``good``, ``accent``, ``up``, ``down``,
                                                       ``paper-badge``, ``account-badge``
``environment``     QPushButton                        ``demo``, ``testnet``, ``staging``, ``dev``,
                                                       ``prod``
``notice``          QFrame                             ``info``, ``good``, ``warning``, ``error``
``chip``            QLabel, QPushButton, QToolButton   ``live``, ``connecting``, ``stale``,
                                                       ``failed``, ``offline``
``kind``            QPushButton, QToolButton           ``primary``, ``danger``, ``quiet``, ``choice``,
                                                       ``strip``
``surface``         QWidget, QFrame                    ``panel``, ``card``, ``bar``
``invalid``         input fields                       ``true``
==================  =================================  =============================================

A property changed later takes effect after ``refresh_style(widget)``.
"""

import re
from dataclasses import asdict
from functools import cache
from string import Template

from PySide6.QtWidgets import QWidget

from gui.palettes import coloured
from gui.preferences import Colours
from gui.theme import DARK, LIGHT

_WINDOWS = re.compile(r"(QMainWindow|QDialog|QMessageBox)(.*)")
_SELECTORS = re.compile(r"([^{}]+)\{")

_SHEET = Template("""
QMainWindow, QDialog, QMessageBox { background: $window; }
QMainWindow::separator { background: $window; width: 6px; height: 6px; }
QMainWindow::separator:hover { background: $accent; }
QWidget[surface="panel"], QFrame[surface="panel"] { background: $panel; }
QFrame[surface="card"] { background: $panel; border: 1px solid $border; border-radius: 6px; }
QWidget[surface="bar"] { background: $panel; border-bottom: 1px solid $border; }
QLabel[role="title"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="value"] { font-weight: 600; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="error"] { color: $error; }
QLabel[role="paper-badge"] {
  background: $paper_badge; color: $on_paper_badge; font-weight: 700;
  border-radius: 4px; padding: 2px 8px;
}
QLabel[role="good"] { color: $chip_live; }
QLabel[role="accent"] { color: $accent; }
QLabel[role="account-badge"] {
  color: $accent; border: 1px solid $accent; border-radius: 4px; padding: 1px 8px; font-weight: 600;
}
QFrame[notice] {
  background: $raised; border: none; border-bottom: 1px solid $border; border-left: 4px solid $accent;
}
QFrame[notice="warning"] { border-left-color: $warning; }
QFrame[notice="error"] { border-left-color: $error; }
*[chip="live"], *[chip="connecting"], *[chip="stale"], *[chip="failed"], *[chip="offline"] {
  background: $raised; border: 1px solid $border; border-radius: 4px; padding: 2px 10px; font-weight: 600;
}
QPushButton[chip]:hover { background: $hover; }
QPushButton[chip]:focus { border-color: $accent; }
*[chip="live"] { color: $chip_live; }
*[chip="connecting"] { color: $chip_connecting; }
*[chip="stale"] { color: $chip_stale; border-color: $chip_stale; }
*[chip="failed"] { color: $chip_failed; border-color: $chip_failed; }
*[chip="offline"] { color: $chip_offline; border-color: $chip_offline; }

QToolTip {
  background: $tooltip; color: $text; border: 1px solid $control_border; padding: 5px 7px;
}
QStatusBar { background: $panel; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QToolBar {
  background: $panel; border: none; border-bottom: 1px solid $border; spacing: 6px; padding: 4px 8px;
}
QToolBar::separator { background: $border; width: 1px; margin: 4px 4px; }

QMenuBar { background: $panel; border-bottom: 1px solid $border; padding: 1px 4px; }
QWidget#menu-row QMenuBar { border: none; background: transparent; }
QMenuBar::item { background: transparent; padding: 4px 9px; border-radius: 4px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; }
QMenu { background: $raised; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 22px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $on_selection; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $border; margin: 4px 6px; }

QDockWidget { titlebar-close-icon: none; font-weight: 600; }
QDockWidget::title {
  background: $panel; border-bottom: 1px solid $border; padding: 6px 10px; text-align: left;
}
QDockWidget > QWidget { background: $panel; }
QTabWidget::pane { border: none; border-top: 1px solid $border; background: $panel; }
QTabBar { background: $window; }
QTabBar::tab {
  background: transparent; color: $muted; padding: 6px 14px;
  border: none; border-bottom: 2px solid transparent;
}
QTabBar::tab:hover { color: $text; background: $hover; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { background: $hover; }
QGroupBox { border: 1px solid $border; border-radius: 6px; margin-top: 1.3em; padding: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 8px; padding: 0 4px; color: $muted; }

QPushButton, QToolButton {
  background: $raised; border: 1px solid $control_border; border-radius: 5px; padding: 5px 14px;
}
QToolButton { padding: 4px 9px; }
QPushButton:hover, QToolButton:hover { background: $hover; border-color: $muted; }
QPushButton:pressed, QToolButton:pressed { background: $border; }
QToolButton:checked { background: $selection; color: $on_selection; border-color: $accent; }
QPushButton:focus, QToolButton:focus { border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $disabled; border-color: $border; background: $panel; }
QPushButton[kind="primary"] {
  background: $accent; color: $on_accent; border-color: $accent; font-weight: 600;
}
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; padding: 4px 13px; }
QPushButton[kind="primary"]:disabled { background: $raised; color: $disabled; border-color: $border; }
QPushButton[kind="danger"] { color: $error; border-color: $error; }
QPushButton[kind="danger"]:hover { background: $error; color: $on_error; }
QPushButton[kind="danger"]:disabled { color: $disabled; border-color: $border; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"] { background: transparent; border-color: transparent; }
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="warning"] {
    background: transparent; border-color: transparent; color: $warning; text-align: left; padding: 2px 0;
}
QPushButton[kind="warning"]:focus, QPushButton[kind="warning"]:hover { border-color: $warning; }
QPushButton[kind="choice"] { background: $panel; border-color: $border; border-radius: 8px; text-align: left; }
QPushButton[kind="choice"]:hover { background: $hover; border-color: $control_border; }
QPushButton[kind="choice"]:focus { border: 2px solid $accent; }
QPushButton[environment] {
  background: $panel; font-weight: 600; border-radius: 4px; padding: 1px 8px; margin: 2px 0;
}
QPushButton[environment]:hover { background: $hover; }
QPushButton[environment="demo"] { color: $accent; border: 1px solid $accent; }
QPushButton[environment="testnet"], QPushButton[environment="staging"], QPushButton[environment="dev"] {
  color: $warning; border: 1px dashed $warning;
}
QPushButton[environment="prod"] { background: $error; color: $on_error; border: 1px solid $error; }
QPushButton[environment]:focus { border: 1px solid $text; }
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus { border-color: $accent; }
QToolButton[kind="strip"] { background: transparent; border-color: transparent; padding: 3px 7px; }
QToolButton[kind="strip"]:hover { background: $hover; }
QToolButton[kind="strip"]:checked { background: $selection; color: $on_selection; }
QToolButton[kind="strip"]:focus { border-color: $accent; }
QToolButton[kind="strip"]::menu-indicator { image: none; width: 0; }
TopBar QToolButton { padding: 4px 5px; }
TopBar QToolButton:checked { background: $selection; color: $on_selection; border: 1px solid $selection; }
TopBar QToolButton:focus { border: 1px solid $accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {
  background: $field; border: 1px solid $control_border; border-radius: 5px; padding: 4px 7px;
  selection-background-color: $selection; selection-color: $on_selection;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
  border-color: $accent;
}
QLineEdit[invalid="true"], QAbstractSpinBox[invalid="true"], QComboBox[invalid="true"] {
  border-color: $error;
}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: $disabled; border-color: $border; }
QLineEdit:read-only { background: $panel; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(theme:down-$name.svg); width: 10px; height: 10px; }
QAbstractSpinBox { padding-right: 20px; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0; background: transparent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
  background: transparent; border: none; width: 18px; subcontrol-origin: border;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 2px 2px 0; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {
  background: $hover; border-radius: 3px;
}
QAbstractSpinBox::up-arrow { image: url(theme:up-$name.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url(theme:down-$name.svg); width: 10px; height: 10px; }
QCheckBox, QRadioButton { spacing: 7px; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator, QGroupBox::indicator {
  width: 13px; height: 13px; background: $field; border: 1px solid $control_border; border-radius: 3px;
}
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox:focus::indicator,
QRadioButton:focus::indicator { border-color: $accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QGroupBox::indicator:checked {
  background: $accent; border-color: $accent; image: url(theme:check-$name.svg);
}
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url(theme:dot-$name.svg); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $border; background: $panel; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QComboBox QAbstractItemView {
  background: $raised; border: 1px solid $border; outline: none; padding: 2px;
  selection-background-color: $selection; selection-color: $on_selection;
}

QAbstractItemView {
  background: $panel; alternate-background-color: $row_alternate; border: none; outline: none;
  gridline-color: $border; selection-background-color: $selection; selection-color: $on_selection;
}
QTableView::item, QTreeView::item { padding: 2px 14px 2px 5px; border: none; }
QTableView[density="compact"]::item { padding: 2px 5px; }
QTableView::item:hover, QTreeView::item:hover { background: $hover; }
QTableView::item:selected, QTreeView::item:selected { background: $selection; color: $on_selection; }
QTableView:focus, QTreeView:focus { border-top: 1px solid $accent; }
QHeaderView { background: $panel; }
QHeaderView::section {
  background: $panel; color: $muted; font-weight: normal;
  border: none; border-bottom: 1px solid $border; padding: 5px 16px 5px 8px;
}
QTableView[density="compact"] QHeaderView::section { padding: 5px 6px; }
QHeaderView::section:hover { color: $text; }
QHeaderView::up-arrow { image: url(theme:up-$name.svg); width: 10px; height: 10px; }
QHeaderView::down-arrow { image: url(theme:down-$name.svg); width: 10px; height: 10px; }
QTableCornerButton::section { background: $panel; border: none; }

QProgressBar { background: $field; border: 1px solid $border; border-radius: 4px; text-align: center; }
QProgressBar::chunk { background: $selection; border-radius: 3px; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $control_border; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $window; }
QSplitter::handle:hover { background: $accent; }
""")


@cache
def style_sheet() -> str:
    """The rules of every theme, and of every colour that up and down may have."""
    rules = [_within(theme.name, _SHEET.substitute(asdict(theme))) for theme in (DARK, LIGHT)]
    looks = [coloured(theme, colours) for theme in (DARK, LIGHT) for colours in Colours]
    for side in ("up", "down"):
        colours = sorted({getattr(look, side) for look in looks})
        rules += [
            f'*[{side}="{colour}"] QLabel[role="{side}"] {{ color: {colour}; }}\n' for colour in colours
        ]
    return "".join(rules)


def _within(theme: str, rules: str) -> str:
    """The rules for what a window of this theme holds; those for windows hold for that window as well."""

    def narrowed(selectors: re.Match[str]) -> str:
        names = [name.strip() for name in selectors[1].split(",")]
        inside = [f'*[theme="{theme}"] {name}' for name in names]
        itself = [
            f'{found[1]}[theme="{theme}"]{found[2]}' for name in names if (found := _WINDOWS.match(name))
        ]
        return ", ".join([*inside, *itself]) + " {"

    return _SELECTORS.sub(narrowed, rules)


def refresh_style(widget: QWidget) -> None:
    """Make a changed dynamic property of ``widget`` show."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
