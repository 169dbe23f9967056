"""Both themes can be read by everyone, and reach the whole application."""

import re
from dataclasses import fields
from importlib.resources import files

import pytest
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui.palettes import coloured
from gui.preferences import Colours
from gui.stylesheet import refresh_style, style_sheet
from gui.theme import DARK, LIGHT, Theme, apply_theme, contrast, mixed, small_font, system_theme, ui_font

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
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_has_the_contrast_of_wcag_aa(theme: Theme, ink: str, ground: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("graphic", "ground"), GRAPHIC_PAIRS)
def test_lines_and_marks_have_the_contrast_of_wcag_aa(theme: Theme, graphic: str, ground: str) -> None:
    assert contrast(getattr(theme, graphic), getattr(theme, ground)) >= 3


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


@pytest.mark.parametrize("theme", THEMES)
def test_a_themed_application_shows_the_theme(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    before = (qapp.font(), qapp.palette(), qapp.styleSheet())
    try:
        apply_theme(qapp, theme)
        apply_theme(qapp, theme)
        assert qapp.font().pointSizeF() == ui_font().pointSizeF()
        assert qapp.palette().color(QPalette.ColorRole.Window).name() == theme.window
        button = QPushButton("Start paper grid")
        qtbot.addWidget(button)
        button.setProperty("kind", "primary")
        button.resize(200, 40)
        button.show()
        assert button.grab().toImage().pixelColor(10, 20).name() == theme.accent
    finally:
        font, palette, sheet = before
        qapp.setStyleSheet(sheet)
        qapp.setPalette(palette)
        qapp.setFont(font)


@pytest.mark.parametrize("theme", THEMES)
def test_the_style_sheet_has_every_colour_filled_in(theme: Theme) -> None:
    assert "$" not in style_sheet(theme)


@pytest.mark.parametrize("theme", THEMES)
def test_the_pictures_of_the_style_sheet_exist_in_the_themes_colours(
    qapp: QApplication, theme: Theme
) -> None:
    folder = files("resources") / "theme"
    names = set(re.findall(r"url\(theme:([^)]+)\)", style_sheet(theme)))
    assert len(names) == 4
    for name in names:
        source = (folder / name).read_text(encoding="utf-8")
        colour = theme.muted if name.startswith(("up", "down")) else theme.on_accent
        assert colour in source
        assert not QImage(str(folder / name)).isNull()


def test_a_changed_property_shows_after_a_refresh(qtbot: QtBot) -> None:
    label = QLabel("PAPER")
    qtbot.addWidget(label)
    label.setStyleSheet(style_sheet(DARK))
    label.resize(120, 30)
    label.show()
    label.setProperty("role", "paper-badge")
    refresh_style(label)
    assert label.grab().toImage().pixelColor(60, 3).name() == DARK.paper_badge


def test_the_system_theme_is_one_of_the_two(qapp: QApplication) -> None:
    assert system_theme() in {DARK, LIGHT}


def test_fonts_scale_with_the_system_font(qapp: QApplication) -> None:
    assert small_font().pointSizeF() < ui_font().pointSizeF() < ui_font(1.5).pointSizeF()
    assert ui_font(bold=True).weight() > ui_font().weight()
