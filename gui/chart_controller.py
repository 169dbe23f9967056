"""How the chart is drawn and moved: its commands, kept between runs where they are a taste."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from gui.main_window import MainWindow
from gui.settings import WindowSettings

if TYPE_CHECKING:
    from gui.chart.price_chart import PriceChart


class ChartController(QObject):
    """Connects the window's commands with the chart."""

    def __init__(self, window: MainWindow, settings: WindowSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._settings = window, settings
        commands = window.commands
        commands.follow.setChecked(settings.follow_price)
        commands.line_mode.setChecked(settings.line_mode)
        commands.log_scale.setChecked(settings.log_scale)
        commands.follow.triggered.connect(self._follow_chosen)
        commands.line_mode.triggered.connect(self._line_chosen)
        commands.log_scale.triggered.connect(self._log_chosen)
        commands.measure.triggered.connect(self._measure_chosen)
        commands.reset_view.triggered.connect(self._reset_view)

    def attach_chart(self, chart: "PriceChart") -> None:
        """The chart exists from now on."""
        chart.follow = self._settings.follow_price
        chart.line_mode = self._settings.line_mode
        chart.logarithmic = self._settings.log_scale
        chart.follow_changed.connect(self._window.commands.follow.setChecked)
        chart.measuring_changed.connect(self._window.commands.measure.setChecked)

    def _follow_chosen(self, follow: bool) -> None:
        self._settings.follow_price = follow
        if self._window.chart is not None:
            self._window.chart.follow = follow

    def _line_chosen(self, on: bool) -> None:
        self._settings.line_mode = on
        if self._window.chart is not None:
            self._window.chart.line_mode = on

    def _log_chosen(self, on: bool) -> None:
        self._settings.log_scale = on
        if self._window.chart is not None:
            self._window.chart.logarithmic = on

    def _measure_chosen(self, on: bool) -> None:
        if self._window.chart is not None:
            self._window.chart.measuring = on
            if on:
                # its keys are the chart's
                self._window.chart.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reset_view(self) -> None:
        if self._window.chart is not None:
            self._window.chart.reset_view()
