"""Both themes can be read by everyone, and reach the whole application."""

import re
from collections.abc import Iterator
from dataclasses import fields
from importlib.resources import files

import pytest
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMainWindow, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from gui.dressing import Dresser, dress, dress_application
from gui.palettes import coloured
from gui.preferences import Colours
from gui.stylesheet import refresh_style, style_sheet
from gui.theme import DARK, LIGHT, Theme, contrast, mixed, small_font, system_theme, ui_font

THEMES = [
    pytest.param(coloured(theme, colours), id=f"{theme.name}-{colours.value}")
    for theme in (DARK, LIGHT)
    for colours in Colours
]

SURFACES = ("window", "panel", "raised", "field", "row_alternate", "hover", "tooltip", "chart", "label")
TEXTS_ON_SURFACES = ("text", "muted", "up", "down", "buy", "sell", "warning", "error", "reference")
CHIPS = ("chip_live", "chip_connecting", "chip_stale", "chip_failed", "chip_offline")
TEXT_PAIRS = [
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_selection", "selection"),
    ("on_up", "up"),
    ("on_down", "down"),
    ("on_error", "error"),
    ("on_paper_badge", "paper_badge"),
    ("on_crosshair_tag", "crosshair_tag"),
    ("on_stale_tag", "stale_tag"),
    *((chip, surface) for chip in CHIPS for surface in ("raised", "panel")),
    *((text, surface) for text in TEXTS_ON_SURFACES for surface in SURFACES),
]
GRAPHICS_ON_CHART = (
    "candle_up", "candle_down", "line_buy", "line_sell", "line_idle", "line_pending", "line_reference", "buy",
    "sell", "crosshair",
)  # fmt: skip
GRAPHIC_PAIRS = [
    *((graphic, "chart") for graphic in GRAPHICS_ON_CHART),
    ("control_border", "panel"),
    ("control_border", "window"),
    ("accent", "panel"),
    ("accent", "window"),
]


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_graphics_have_the_contrast_of_wcag_aa(theme: Theme) -> None:
    for pairs, needed in ((TEXT_PAIRS, 4.5), (GRAPHIC_PAIRS, 3.0)):
        for ink, ground in pairs:
            ratio = contrast(getattr(theme, ink), getattr(theme, ground))
            assert ratio >= needed, f"{ink} on {ground}: {ratio:.2f}"


@pytest.mark.parametrize("theme", THEMES)
def test_buy_and_up_share_their_colour_and_differ_from_sell_and_down(theme: Theme) -> None:
    assert theme.buy == theme.up
    assert theme.sell == theme.down
    pairs = [
        ("up", "down"),
        ("candle_up", "candle_down"),
        ("line_buy", "line_sell"),
        ("volume_up", "volume_down"),
    ]
    assert all(getattr(theme, one) != getattr(theme, other) for one, other in pairs)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_red_up_swaps_and_the_connection_keeps_its_colours(theme: Theme) -> None:
    red = coloured(theme, Colours.RED_UP)
    assert (red.up, red.down, red.line_buy, red.candle_down) == (
        theme.down,
        theme.up,
        theme.line_sell,
        theme.candle_up,
    )
    for colours in Colours:
        chosen = coloured(theme, colours)
        assert (chosen.chip_live, chosen.error, chosen.warning) == (
            theme.chip_live,
            theme.error,
            theme.warning,
        )


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_blue_and_orange_are_told_apart_without_red_and_green(theme: Theme) -> None:
    """Red-green blindness leaves the difference of blue and yellow: blue against the mean of red and green."""
    chosen = coloured(theme, Colours.BLUE_ORANGE)
    for one, other in (("up", "down"), ("candle_up", "candle_down"), ("line_buy", "line_sell")):
        values = [QColor(getattr(chosen, name)) for name in (one, other)]
        yellow = [value.blue() - (value.red() + value.green()) / 2 for value in values]
        assert yellow[0] - yellow[1] > 60, (one, other)


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_is_opaque_and_written_in_full(theme: Theme) -> None:
    for field in fields(theme):
        value = getattr(theme, field.name)
        if field.name not in {"name", "is_dark"}:
            assert QColor(value).isValid()
            assert len(value) == 7, field.name


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1.0)],
)
def test_contrast_gives_the_published_ratios(first: str, second: str, ratio: float) -> None:
    assert contrast(first, second) == pytest.approx(ratio, abs=0.01)
    assert contrast(second, first) == contrast(first, second)


def test_mixed_lies_between_its_colours() -> None:
    assert mixed("#ff0000", "#0000ff", 0.5) == "#800080"
    assert mixed("#ff0000", "#0000ff", 1.0) == "#ff0000"
    assert mixed("#ff0000", "#0000ff", 0.0) == "#0000ff"


@pytest.fixture
def plain_application(qapp: QApplication) -> Iterator[QApplication]:
    """The application, which has its own look again after the test."""
    before = (qapp.font(), qapp.palette())
    yield qapp
    font, palette = before
    qapp.setPalette(palette)
    qapp.setFont(font)


class Sample(QMainWindow):
    """A window with what every look shows differently: a button, a number that rises, and a page out of sight."""

    def __init__(self) -> None:
        super().__init__()
        self.button = QPushButton("Start paper grid")
        self.button.setProperty("kind", "primary")
        self.number = QLabel("12.40")
        self.number.setProperty("role", "up")
        self.out_of_sight = QLabel("PAPER")
        self.out_of_sight.setProperty("role", "paper-badge")
        layout = QVBoxLayout()
        for widget in (self.button, self.number, self.out_of_sight):
            layout.addWidget(widget)
        centre = QWidget()
        centre.setLayout(layout)
        self.setCentralWidget(centre)
        self.resize(300, 200)

    def ground(self) -> str:
        """The colour behind everything."""
        return self.grab().toImage().pixelColor(1, 1).name()

    def face(self) -> str:
        """The colour of the button."""
        return self.button.grab().toImage().pixelColor(10, self.button.height() // 2).name()


@pytest.mark.parametrize("theme", THEMES)
def test_a_dressed_window_shows_the_theme(
    qtbot: QtBot, plain_application: QApplication, theme: Theme
) -> None:
    dress_application(plain_application, theme)
    assert plain_application.font().pointSizeF() == ui_font().pointSizeF()
    assert plain_application.palette().color(QPalette.ColorRole.Window).name() == theme.window
    sample = Sample()
    qtbot.addWidget(sample)
    dress(sample, theme)
    sample.show()
    assert sample.face() == theme.accent
    assert sample.ground() == theme.window
    assert sample.number.palette().color(sample.number.foregroundRole()).name() == theme.up


def test_a_shown_window_changes_its_look_a_few_widgets_at_a_time(
    qtbot: QtBot, plain_application: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.dressing.SLICE_SECONDS", 0.0)
    sample = Sample()
    qtbot.addWidget(sample)
    dresser = Dresser(sample)
    dresser.change(DARK)
    sample.show()
    sample.out_of_sight.hide()
    with qtbot.waitExposed(sample):
        qtbot.waitUntil(lambda: not dresser.busy)
    sheet = sample.styleSheet()
    for theme in (coloured(LIGHT, Colours.BLUE_ORANGE), DARK, coloured(DARK, Colours.RED_UP)):
        dresser.change(theme)
        assert dresser.busy
        assert not sample.updatesEnabled(), "what is half changed is not painted"
        qtbot.waitUntil(lambda: not dresser.busy)
        assert sample.updatesEnabled()
        assert sample.styleSheet() == sheet
        assert (sample.face(), sample.ground()) == (theme.accent, theme.window)
        assert sample.number.palette().color(sample.number.foregroundRole()).name() == theme.up
        assert sample.out_of_sight.grab().toImage().pixelColor(20, 3).name() == theme.paper_badge


def test_a_widget_that_is_gone_by_its_turn_is_left_out(
    qtbot: QtBot, plain_application: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.dressing.SLICE_SECONDS", 0.0)
    sample = Sample()
    qtbot.addWidget(sample)
    dresser = Dresser(sample)
    dresser.change(DARK)
    sample.show()
    dresser.change(LIGHT)
    delete(sample.button)
    qtbot.waitUntil(lambda: not dresser.busy)
    assert sample.ground() == LIGHT.window


def test_a_dialog_takes_the_look_of_its_window(qtbot: QtBot, plain_application: QApplication) -> None:
    sample = Sample()
    qtbot.addWidget(sample)
    dresser = Dresser(sample)
    dresser.change(LIGHT)
    sample.show()
    dialog = QDialog(sample)
    dialog.resize(60, 60)
    dialog.show()
    assert dialog.grab().toImage().pixelColor(30, 30).name() == LIGHT.window
    dresser.change(DARK)
    qtbot.waitUntil(lambda: not dresser.busy)
    assert dialog.grab().toImage().pixelColor(30, 30).name() == DARK.window


def test_the_style_sheet_has_every_colour_filled_in_and_every_rule_within_a_look() -> None:
    rules = [rule.strip() for rule in style_sheet().split("}") if rule.strip()]
    assert "$" not in style_sheet()
    for rule in rules:
        for selector in rule.partition("{")[0].split(","):
            assert re.search(r'\[(theme|up|down)="[^"]+"\]', selector), selector


@pytest.mark.parametrize("theme", THEMES)
def test_the_pictures_of_the_style_sheet_exist_in_the_themes_colours(
    qapp: QApplication, theme: Theme
) -> None:
    folder = files("resources") / "theme"
    names = set(re.findall(rf"url\(theme:([^)]+-{theme.name}\.svg)\)", style_sheet()))
    assert len(names) == 4
    for name in names:
        source = (folder / name).read_text(encoding="utf-8")
        colour = theme.muted if name.startswith(("up", "down")) else theme.on_accent
        assert colour in source
        assert not QImage(str(folder / name)).isNull()


def test_a_changed_property_shows_after_a_refresh(qtbot: QtBot) -> None:
    sample = Sample()
    qtbot.addWidget(sample)
    dress(sample, DARK)
    sample.show()
    sample.number.setProperty("role", "paper-badge")
    refresh_style(sample.number)
    assert sample.number.grab().toImage().pixelColor(60, 3).name() == DARK.paper_badge


def test_the_system_theme_is_one_of_the_two(qapp: QApplication) -> None:
    assert system_theme() in {DARK, LIGHT}


def test_fonts_scale_with_the_system_font(qapp: QApplication) -> None:
    assert small_font().pointSizeF() < ui_font().pointSizeF() < ui_font(1.5).pointSizeF()
    assert ui_font(bold=True).weight() > ui_font().weight()
