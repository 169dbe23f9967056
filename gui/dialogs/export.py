"""Writing a grid's records, or a bundle for support, to files that the user chooses."""

from collections.abc import Hashable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.models.messages import Level
from gui.panels.combo import Combo
from gui.panels.status_line import StatusLine


class WriteDialog(QDialog):
    """A place to write to, a button that writes, and how it went. It never waits in a loop of its own."""

    write_requested = Signal()

    def __init__(self, words: str, button: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.place = QLineEdit()
        self.place.textChanged.connect(self._changed)
        self.browse_button = QPushButton(self.tr("&Browse…"))
        self.browse_button.setAutoDefault(False)
        self.browse_button.clicked.connect(self._browse)
        self.write_button = QPushButton(button)
        self.write_button.setProperty("kind", "primary")
        self.write_button.setDefault(True)
        self.write_button.clicked.connect(self.write_requested)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.progress.setAccessibleName(self.tr("Writing"))
        self._status = StatusLine()
        self.form = QFormLayout()
        intro = QLabel(words)
        intro.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.write_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(12)
        layout.addWidget(intro)
        layout.addLayout(self.form)
        layout.addWidget(self.progress)
        layout.addWidget(self._status)
        layout.addWidget(buttons)
        self.setMinimumWidth(520)
        self.set_busy(False)

    @property
    def status(self) -> str:
        """How it went, in words."""
        return self._status.words

    @property
    def target(self) -> Path:
        """Where to write."""
        return Path(self.place.text().strip()).expanduser()

    def add_place(self, caption: str) -> None:
        """Put the place to write to into the form."""
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(self.browse_button)
        self.place.setAccessibleName(caption)
        self.form.addRow(caption, row)

    def set_busy(self, busy: bool) -> None:
        """Show that something is being written."""
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.progress.setVisible(busy)
        self.write_button.setEnabled(not busy and self._can_write())
        if busy:
            self._status.say(Level.INFO, self.tr("Writing…"))

    def say(self, level: Level, words: str) -> None:
        """Say how it went."""
        self.set_busy(False)
        self._status.say(level, words)

    def _can_write(self) -> bool:
        return bool(self.place.text().strip())

    def _changed(self) -> None:
        self.write_button.setEnabled(self.progress.isHidden() and self._can_write())

    def _browse(self) -> None:
        dialog = self._file_dialog()
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.place.setText)
        dialog.open()

    def _file_dialog(self) -> QFileDialog:
        raise NotImplementedError


class ExportDialog(WriteDialog):
    """Which grid, where to, and as what."""

    def __init__(
        self,
        grids: Sequence[tuple[Hashable, str]],
        chosen: int | None,
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            QCoreApplication.translate(
                "ExportDialog",
                "Writes the fills, round trips, orders, the equity curve and the funding of one grid.",
            ),
            QCoreApplication.translate("ExportDialog", "&Export"),
            parent,
        )
        self.setObjectName("export")
        self.setWindowTitle(self.tr("Export grid"))
        self.grids = Combo()
        self.grids.setAccessibleName(self.tr("Grid"))
        for number, name in grids:
            self.grids.addItem(name, number)
        self.grids.setCurrentIndex(max(0, self.grids.findData(chosen)))
        self.csv = QCheckBox(self.tr("&CSV, for spreadsheets"))
        self.json = QCheckBox(self.tr("&JSON, for programs"))
        self.csv.setChecked(True)
        self.csv.toggled.connect(self._changed)
        self.json.toggled.connect(self._changed)
        self.place.setText(str(folder))
        self.form.addRow(self.tr("Grid"), self.grids)
        self.add_place(self.tr("Folder"))
        formats = QHBoxLayout()
        formats.addWidget(self.csv)
        formats.addWidget(self.json)
        formats.addStretch(1)
        self.form.addRow(self.tr("Files"), formats)

    @property
    def grid_id(self) -> int | None:
        """The chosen grid."""
        number = self.grids.currentData()
        return number if isinstance(number, int) else None

    @property
    def formats(self) -> set[str]:
        """``csv``, ``json`` or both."""
        return {name for name, box in (("csv", self.csv), ("json", self.json)) if box.isChecked()}

    def _can_write(self) -> bool:
        return super()._can_write() and self.grid_id is not None and bool(self.formats)

    def _file_dialog(self) -> QFileDialog:
        dialog = QFileDialog(self, self.tr("Folder for the export"), str(self.target))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return dialog


class SupportDialog(WriteDialog):
    """Where the bundle for support goes."""

    def __init__(self, target: Path, parent: QWidget | None = None) -> None:
        super().__init__(
            QCoreApplication.translate(
                "ExportDialog",
                "One zip file with the logs, the journal of the paper grids, the versions and the settings. "
                "Keys, cookies and account ids are taken out. Nothing is sent: you decide who gets the file.",
            ),
            QCoreApplication.translate("ExportDialog", "&Make bundle"),
            parent,
        )
        self.setObjectName("support-bundle")
        self.setWindowTitle(self.tr("Support bundle"))
        self.place.setText(str(target))
        self.add_place(self.tr("File"))

    def _file_dialog(self) -> QFileDialog:
        dialog = QFileDialog(self, self.tr("File for the support bundle"), str(self.target.parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(self.target.name)
        return dialog
