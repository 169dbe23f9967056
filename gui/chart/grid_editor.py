"""Making and changing a grid in the chart: mouse, wheel and keys on one side, the draft on the other."""

from bisect import bisect_left
from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from engine import GridView
from gui.chart.candle_store import CLOSE, OPEN_TIME
from gui.chart.draft_axis import DraftAxisTags
from gui.chart.draft_layer import DraftLayer
from gui.chart.draft_shape import draft_shape
from gui.chart.grid_editor_gesture import MakeSpec
from gui.chart.grid_editor_keys import take_key
from gui.chart.grid_editor_mouse import EditorMouse
from gui.chart.grid_editor_view import Banner, StillView
from gui.chart.pixel_map import PixelMap
from gui.chart.scene import ChartScene
from gui.chart.text_painter import TextPainter
from gui.draft import DraftProblem, GridDraft, Handle
from gui.theme import Theme, small_font

_LABEL_GAP = 6.0


class GridEditor(QObject):
    """Shows a draft on a chart and turns presses, drags, the wheel and keys into its changes.

    Signals:
        armed_changed: whether the next press begins a grid.
        handle_focused: the ``Handle`` that the arrow keys move, or None.
    """

    armed_changed = Signal(bool)
    handle_focused = Signal(object)

    def __init__(self, chart: QWidget, scene: ChartScene, theme: Theme) -> None:
        super().__init__(chart)
        self._chart = chart
        self._scene = scene
        plot = scene.plot
        texts = TextPainter(small_font())
        self.layer = DraftLayer(plot.area, texts, theme)
        self.axis_tags = DraftAxisTags(plot.price_axis, texts, theme)
        self._banner = Banner(chart, plot)
        self._still = StillView(plot)
        self.make: MakeSpec | None = None
        self.armed = False
        """Whether the next press begins a grid."""
        self._draft: GridDraft | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._words: Callable[[DraftProblem], str] = str
        self._running: GridView | None = None
        self._last: Decimal | None = None
        self._place_of_last = -1
        self._said = ""
        self._mouse = EditorMouse(self, self, plot, self.layer, self._take_keys, lambda: scene.measure.armed)
        scene.real_labels.keep_right_of(lambda: self.layer.labels_right)
        plot.map_changed.connect(self._map_changed)
        self._banner.set_theme(theme)
        if plot.pixel_map is not None:
            self._map_changed(plot.pixel_map)

    # What is edited

    @property
    def draft(self) -> GridDraft | None:
        """The draft that is shown."""
        return self._draft

    @property
    def focused(self) -> Handle | None:
        """The handle that the arrow keys move."""
        return self.layer.focused

    def set_draft(
        self, draft: GridDraft | None, make: MakeSpec, words: Callable[[DraftProblem], str] = str
    ) -> None:
        """Show and edit this draft; ``make`` draws new grids, ``words`` says what held a handle back."""
        self._mouse.cancel()
        self.disarm()
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        self._draft, self.make, self._words = draft, make, words
        if draft is not None:
            self._unsubscribe = draft.subscribe(self.refresh)
        self.refresh()

    def set_running(self, grid: GridView | None) -> None:
        """The running grid that the draft would change, as it is now."""
        if grid is not self._running:
            self._running = grid
            self.refresh()

    def set_last(self, last: Decimal | None) -> None:
        """The last price decides at which lines the draft would buy and sell."""
        self._last = last
        draft = self._draft
        if (
            draft is not None
            and draft.state is not None
            and self._where_last_is(draft) != self._place_of_last
        ):
            self.refresh()

    def set_caption(self, text: str) -> None:
        """What is written in the band, e.g. what a round trip would earn."""
        if text != self.layer.caption:
            self.layer.caption = text
            self.layer.update()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self.layer.set_theme(theme)
        self.axis_tags.set_theme(theme)
        self._banner.set_theme(theme)

    def retranslate(self) -> None:
        """Write all texts again in the present language."""
        self.layer.refresh()
        self._show_banner()

    # What of the market a range can be made from

    @property
    def bar_seconds(self) -> float:
        """The length of a bar."""
        return self._scene.bar_seconds

    def closes(self, seconds: float) -> list[float]:
        """The closing prices of the newest bars, of so many seconds before the newest one opened."""
        columns = self._scene.store.columns
        if not columns.shape[1]:
            return []
        newest = columns[:, columns[OPEN_TIME] >= columns[OPEN_TIME, -1] - seconds]
        return [float(price) for price in newest[CLOSE]]

    def visible_prices(self) -> tuple[Decimal, Decimal] | None:
        """The lowest and the highest price of the bars in view, in quote; None without any."""
        span = self._scene.candle_span(self._scene.plot.times)
        return None if span is None else (Decimal(span.low), Decimal(span.high))

    # Commands

    def arm(self) -> None:
        """The next press in the chart begins a grid."""
        if self._draft is not None and not self.armed:
            self.armed = True
            self._show_banner()
            self._mouse.show_cross()
            self._chart.setFocus(Qt.FocusReason.OtherFocusReason)
            self.armed_changed.emit(True)

    def disarm(self) -> None:
        """A press in the chart does what it usually does."""
        if self.armed:
            self.armed = False
            self._show_banner()
            self.armed_changed.emit(False)

    def cancel(self) -> bool:
        """Take back what is under way: a drag, else the drawing, else the draft; False if nothing is."""
        if self._mouse.cancel() or self.armed:
            self.disarm()
        elif self._draft is not None and self._draft.state is not None:
            self._draft.close()
        else:
            return False
        return True

    def focus(self, handle: Handle | None) -> None:
        """Let the arrow keys move this handle."""
        if handle is not self.layer.focused:
            self.layer.focused = handle
            self.layer.update()
            self._show_axis_tags()
            self._say_handle()
            self.handle_focused.emit(handle)

    def focus_next(self, *, forward: bool) -> bool:
        """Turn to the next handle, from the top down; False after the last one."""
        handles = () if self._draft is None else self._draft.handles
        if not handles:
            return False
        if self.layer.focused not in handles:
            self.focus(handles[0] if forward else handles[-1])
            return True
        place = handles.index(self.layer.focused) + (1 if forward else -1)
        is_there = 0 <= place < len(handles)
        self.focus(handles[place] if is_there else None)
        return is_there

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key means for the draft; False if it means nothing here."""
        if event.key() == Qt.Key.Key_Escape:
            return self.cancel()
        if self._draft is None:
            return False
        if self.armed and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take_visible_range(self._draft)
            return True
        if event.key() == Qt.Key.Key_G and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.arm()
            return True
        return take_key(self._draft, self.layer.focused, event)

    def _take_visible_range(self, draft: GridDraft) -> None:
        """Draw without a mouse: between the highest and the lowest price in view, to be moved by the arrows."""
        prices = self.visible_prices()
        if prices is None or self.make is None or draft.is_held:
            return
        spec = self.make(*prices, draft.spec)
        if spec is not None:
            draft.redraw(spec)
            self.disarm()
            self.focus(Handle.UPPER)

    # The draft

    def refresh(self) -> None:
        """Show the draft as it is now."""
        draft = self._draft
        state = None if draft is None else draft.state
        layer = self.layer
        if draft is None or state is None:
            layer.focused = layer.hovered = None
            layer.caption = layer.note = ""
            layer.show_draft(None)
            self._scene.real_labels.refresh()
            self._show_axis_tags()
            self._still.let_go()
            return
        if layer.focused is not None and layer.focused not in draft.handles:
            self.focus(None)
        changes_running = self._running is not None and self._running.grid_id == state.grid_id
        self._place_of_last = self._where_last_is(draft)
        layer.note, layer.noted = "", None
        if draft.note is not None:
            layer.note = self._words(draft.note)
            layer.noted = next((one for one in Handle if one.value == draft.note.field), layer.focused)
        right = self._scene.labels.right_edge()
        layer.label_left = max(right, 0.0) + _LABEL_GAP
        if not self._mouse.gesture:
            self._say_handle()
        shape = draft_shape(state, draft.lines, self._last, self._running if changes_running else None)
        layer.show_draft(shape)
        self._scene.real_labels.refresh()
        self._show_axis_tags()
        if not self._still.is_held:
            self._still.hold()
            if self._mouse.gesture is None:
                self._still.bring_into_view(shape, None if self._last is None else float(self._last))

    def _say_handle(self) -> None:
        """Tell a screen reader which handle the arrow keys move, and where it is."""
        handle = self.layer.focused
        if handle is None or self._draft is None or self._draft.spec is None:
            return
        spec = self._draft.spec
        prices = (spec.lower, spec.upper) if handle is Handle.BAND else (self._draft.price_of(handle),)
        said = " – ".join(f"{price:f}" for price in prices if price is not None)
        text = f"{self.layer.spoken_name(handle)} {said}"
        if text != self._said:
            self._said = text
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._chart, text))

    def _where_last_is(self, draft: GridDraft) -> int:
        return -1 if self._last is None else bisect_left(draft.lines, self._last)

    def _show_axis_tags(self) -> None:
        shape = self.layer.drawn
        self.axis_tags.show_prices({} if shape is None else shape.handles, self.layer.focused)

    def _map_changed(self, new: PixelMap) -> None:
        self.layer.set_map(new)
        self.axis_tags.set_map(new)
        self._banner.place()

    def _take_keys(self) -> None:
        self._chart.setFocus(Qt.FocusReason.MouseFocusReason)

    def _show_banner(self) -> None:
        self._banner.setText(
            self.tr(
                "Press at one price, drag to the other and release. Enter takes the range in view, Esc cancels."
            )
        )
        self._banner.setVisible(self.armed)
        self._banner.place()
