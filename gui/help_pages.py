"""What the help overlay shows of the window: its menus' shortcuts, its buttons', and what the mouse can do."""

from PySide6.QtCore import QCoreApplication

from gui.main_window import MainWindow
from gui.panels.help_overlay import HelpOverlay, Shortcut, ShortcutGroup, button_shortcuts, menu_groups


def toggle_help(window: MainWindow) -> None:
    """Open the overlay over the window; where it is open already, close it."""
    overlay = window.findChild(HelpOverlay)
    if isinstance(overlay, HelpOverlay):
        overlay.close()
    else:
        HelpOverlay(window, help_groups(window)).open()


def help_groups(window: MainWindow) -> list[ShortcutGroup]:
    """Everything that can be done with keys and the mouse, in the order of the menus."""
    tables = (
        Shortcut(QCoreApplication.translate("HelpPages", "Copy the selected rows"), "Ctrl+C"),
        Shortcut(
            QCoreApplication.translate("HelpPages", "Show in the chart"),
            QCoreApplication.translate("HelpPages", "Double-click"),
        ),
    )
    chart = (
        Shortcut(
            QCoreApplication.translate("HelpPages", "Zoom"), QCoreApplication.translate("HelpPages", "Wheel")
        ),
        Shortcut(
            QCoreApplication.translate("HelpPages", "Move"), QCoreApplication.translate("HelpPages", "Drag")
        ),
        Shortcut(
            QCoreApplication.translate("HelpPages", "Stretch an axis"),
            QCoreApplication.translate("HelpPages", "Drag on the axis"),
        ),
        Shortcut(
            QCoreApplication.translate("HelpPages", "Reset an axis"),
            QCoreApplication.translate("HelpPages", "Double-click on the axis"),
        ),
        Shortcut(
            QCoreApplication.translate("HelpPages", "Measure"),
            QCoreApplication.translate("HelpPages", "Shift-drag"),
        ),
        Shortcut(QCoreApplication.translate("HelpPages", "Measure by keys"), "Ctrl+M, ← → ↑ ↓"),
        Shortcut(
            QCoreApplication.translate("HelpPages", "Measure on from there, leave it"),
            QCoreApplication.translate("HelpPages", "Space, Enter"),
        ),
        Shortcut(QCoreApplication.translate("HelpPages", "Move and zoom by keys"), "← → + −"),
    )
    draft = (
        Shortcut(QCoreApplication.translate("HelpPages", "Take the range in view"), "G, Enter"),
        Shortcut(QCoreApplication.translate("HelpPages", "Next bound or stop"), "Tab"),
        Shortcut(QCoreApplication.translate("HelpPages", "Move it by a tick, by ten"), "↑ ↓, Shift+↑ ↓"),
        Shortcut(QCoreApplication.translate("HelpPages", "More or fewer lines"), "PgUp PgDown"),
        Shortcut(QCoreApplication.translate("HelpPages", "Give the draft up"), "Esc"),
    )
    groups = menu_groups(window.menus)
    buttons = tuple(button_shortcuts(window))
    if buttons:
        groups.append(ShortcutGroup(QCoreApplication.translate("HelpPages", "Candles"), buttons))
    groups.append(ShortcutGroup(QCoreApplication.translate("HelpPages", "Chart"), chart))
    groups.append(ShortcutGroup(QCoreApplication.translate("HelpPages", "Draft in the chart"), draft))
    groups.append(ShortcutGroup(QCoreApplication.translate("HelpPages", "Tables"), tables))
    return groups
