"""What the Demo menu can do to the embedded exchange, and what the trader should see then."""

from PySide6.QtCore import QCoreApplication

HEAL = "heal"

FAULTS = ("cut", "silent", "drop_trades", "expire_session", "reject_key", "restart_gateway", HEAL)
"""The names by which the desk knows them, in the order of the menu."""


def fault_title(name: str) -> str:
    """The text of the menu entry."""
    match name:
        case "cut":
            return QCoreApplication.translate("DemoFaults", "&Cut the connection")
        case "silent":
            return QCoreApplication.translate("DemoFaults", "Go &silent")
        case "drop_trades":
            return QCoreApplication.translate("DemoFaults", "&Drop 20 trades")
        case "expire_session":
            return QCoreApplication.translate("DemoFaults", "&Expire the session")
        case "reject_key":
            return QCoreApplication.translate("DemoFaults", "Re&ject the key")
        case "restart_gateway":
            return QCoreApplication.translate("DemoFaults", "&Restart the gateway")
        case "heal":
            return QCoreApplication.translate("DemoFaults", "&Heal everything")
        case _:
            return name


def fault_story(name: str) -> str:
    """What was done to the exchange, and what follows from it."""
    match name:
        case "cut":
            return QCoreApplication.translate(
                "DemoFaults",
                "Every connection is cut. The desk reconnects by itself and fetches the trades it missed.",
            )
        case "silent":
            return QCoreApplication.translate(
                "DemoFaults",
                "The open connections go silent, pongs included. After 15 s the price is shown with its "
                "age, and within 20 s the connection is replaced.",
            )
        case "drop_trades":
            return QCoreApplication.translate(
                "DemoFaults",
                "The next 20 trades are not sent. The jump in their numbers gives it away, and they are "
                "fetched from the history.",
            )
        case "expire_session":
            return QCoreApplication.translate(
                "DemoFaults", "The session has ended. The desk signs in again; prices go on meanwhile."
            )
        case "reject_key":
            return QCoreApplication.translate(
                "DemoFaults",
                "The key is no longer accepted. Signing in stops at once; prices and paper grids go on.",
            )
        case "restart_gateway":
            return QCoreApplication.translate(
                "DemoFaults",
                "The gateway restarts: every connection ends, and the numbers of its messages begin again.",
            )
        case "heal":
            return QCoreApplication.translate("DemoFaults", "The demo exchange works as it should again.")
        case _:
            return name
