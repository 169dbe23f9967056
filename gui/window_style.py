"""The few styles that only the main window needs, on top of the application's style sheet."""

from string import Template

from gui.theme import Theme

_SHEET = Template("""
QWidget#menu-row QMenuBar { border: none; background: transparent; }
TopBar QToolButton { padding: 4px 5px; }
TopBar QToolButton:checked { background: $selection; color: $on_selection; border: 1px solid $selection; }
TopBar QToolButton:focus { border: 1px solid $accent; }
QHeaderView::section { padding: 5px 16px 5px 8px; }
QTableView::item { padding: 2px 14px 2px 5px; }
QTableView[density="compact"]::item { padding: 2px 5px; }
QTableView[density="compact"] QHeaderView::section { padding: 5px 6px; }
QFrame[notice] { background: $raised; border: none; border-bottom: 1px solid $border; }
QFrame[notice="error"] { border-left: 4px solid $error; }
QFrame[notice="warning"] { border-left: 4px solid $warning; }
QFrame[notice="info"], QFrame[notice="good"] { border-left: 4px solid $accent; }
""")


def window_style(theme: Theme) -> str:
    """The main window's own style sheet in the colours of ``theme``."""
    return _SHEET.substitute({name: getattr(theme, name) for name in theme.__slots__})
