"""The connection in detail: every endpoint, and every stream with how fresh and how whole it is."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine import FeedView
from gui.models.feeds import EndpointRow, EndpointsModel, FeedsModel
from gui.panels.tables import TablePanel
from gui.theme import Theme

REFRESH_MS = 1000
SIZE = (1240, 460)
_AROUND = 20


class ConnectionDialog(QDialog):
    """Stays open beside the window; it asks for fresh numbers once a second, and only while it is seen."""

    refresh_requested = Signal()
    reconnect_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Connection"))
        self.endpoints = EndpointsModel(self)
        self.feeds = FeedsModel(self)
        self.endpoints_table = TablePanel(
            self.tr("Endpoints"),
            self.endpoints,
            empty="",
            sort_column=EndpointsModel.ENDPOINT_COLUMN,
            newest_first=False,
            compact=True,
        )
        self.feeds_table = TablePanel(
            self.tr("Feeds"),
            self.feeds,
            empty=self.tr("No feed is followed yet. Feeds appear when an instrument is looked at."),
            sort_column=FeedsModel.ENDPOINT_COLUMN,
            newest_first=False,
            compact=True,
        )
        self.reconnect_button = QPushButton(self.tr("Reconnect now"))
        self.reconnect_button.setAutoDefault(False)
        self.reconnect_button.setToolTip(self.tr("Connect anew at once, whatever the state (Ctrl+R)"))
        self.reconnect_button.clicked.connect(self._reconnect_clicked)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.close)
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh_requested)
        self._lay_out()

    @property
    def refreshes(self) -> bool:
        """Whether the numbers are asked for once a second now."""
        return self._timer.isActive()

    def show_endpoints(self, rows: Sequence[EndpointRow]) -> None:
        """Show where the endpoints stand."""
        self.endpoints.show(rows)

    def show_feeds(self, feeds: Sequence[FeedView]) -> None:
        """Show the streams as they are."""
        self.feeds.show(feeds)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of the states."""
        tones = {
            "live": QColor(theme.chip_live),
            "connecting": QColor(theme.chip_connecting),
            "stale": QColor(theme.chip_stale),
            "failed": QColor(theme.chip_failed),
            "offline": QColor(theme.chip_offline),
        }
        self.endpoints.set_tones(tones)
        self.feeds.set_tones(tones)

    def showEvent(self, event: QShowEvent) -> None:
        """From now on the numbers matter."""
        super().showEvent(event)
        self.refresh_requested.emit()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        self._timer.stop()

    def _reconnect_clicked(self) -> None:
        self.reconnect_requested.emit()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(_title(self.tr("Endpoints")))
        rows = self.endpoints_table.view.verticalHeader().defaultSectionSize() * 3
        self.endpoints_table.setFixedHeight(
            rows + self.endpoints_table.view.horizontalHeader().sizeHint().height() + 10
        )
        layout.addWidget(self.endpoints_table)
        layout.addWidget(_title(self.tr("Feeds")))
        layout.addWidget(self.feeds_table, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.reconnect_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        layout.addLayout(buttons)
        room = self.screen().availableGeometry().size().shrunkBy(QMargins(*[_AROUND] * 4))
        self.resize(QSize(*SIZE).boundedTo(room))


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "title")
    return label
