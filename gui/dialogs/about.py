"""Small dialogs of the Help menu."""

from importlib import metadata

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from gui.icons import app_icon


class AboutDialog(QDialog):
    """What this program is, and what it is not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Gridwell"))
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(64, 64))
        picture.setAccessibleName(self.tr("Gridwell's icon"))
        title = QLabel(self.tr("Gridwell {version}").format(version=_version()))
        title.setProperty("role", "title")
        words = QLabel(
            self.tr(
                "A workbench for grid trading on the GRVT perpetual-futures exchange, with simulated "
                "orders only. It never sends an order to the exchange."
            )
        )
        words.setWordWrap(True)
        built = QLabel(self.tr("Qt {version}").format(version=qVersion()))
        built.setProperty("role", "muted")
        text = QVBoxLayout()
        text.addWidget(title)
        text.addWidget(words)
        text.addWidget(built)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(14)
        layout.addLayout(row)
        layout.addWidget(_close_box(self))
        self.setMinimumWidth(440)


def _close_box(dialog: QDialog) -> QDialogButtonBox:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    box.rejected.connect(dialog.reject)
    return box


def _version() -> str:
    try:
        return metadata.version("gridwell")
    except metadata.PackageNotFoundError:
        return ""
