"""The look of the window: every colour by its meaning, and the fonts; ``gui.dressing`` brings them to the widgets.

Nothing else in the window names a colour. Widgets opt in to a style through dynamic properties, which
``gui.stylesheet`` lists; the chart reads the theme's colours directly.

Text colours keep a contrast of at least 4.5 to 1 against the surfaces they stand on, lines and marks at
least 3 to 1 (WCAG 2.2, success criteria 1.4.3 and 1.4.11).
"""

from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

CHINESE_FAMILIES = (
    "PingFang SC",
    "Microsoft YaHei UI",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)
"""Where simplified Chinese is found on macOS, Windows and Linux; used after the system's own font."""


@dataclass(frozen=True, slots=True)
class Theme:
    """All colours by meaning, written ``#rrggbb``; opaque, because translucent pens paint slowly."""

    name: str
    is_dark: bool

    window: str
    panel: str
    raised: str
    field: str
    border: str
    control_border: str
    text: str
    muted: str
    disabled: str
    accent: str
    on_accent: str
    accent_hover: str
    selection: str
    on_selection: str
    row_alternate: str
    hover: str
    tooltip: str

    up: str
    down: str
    on_up: str
    on_down: str
    buy: str
    sell: str
    warning: str
    error: str
    on_error: str

    chip_live: str
    chip_connecting: str
    chip_stale: str
    chip_failed: str
    chip_offline: str
    paper_badge: str
    on_paper_badge: str

    chart: str
    chart_grid: str
    chart_axis: str
    candle_up: str
    candle_down: str
    volume_up: str
    volume_down: str
    line_buy: str
    line_sell: str
    line_idle: str
    line_pending: str
    line_reference: str
    reference: str
    label: str
    crosshair: str
    crosshair_tag: str
    on_crosshair_tag: str
    stale_tag: str
    on_stale_tag: str
    gap_recovered: str
    gap_missing: str
    gap_hatch: str
    gap_edge: str
    line_real: str
    real: str


DARK = Theme(
    name="dark",
    is_dark=True,
    window="#0d1117",
    panel="#141a22",
    raised="#1c2430",
    field="#0f151d",
    border="#28313d",
    control_border="#626e7d",
    text="#e6ebf2",
    muted="#9aa6b4",
    disabled="#5c6775",
    accent="#4a9eff",
    on_accent="#06121f",
    accent_hover="#6cb2ff",
    selection="#1d3b5f",
    on_selection="#f2f6fb",
    row_alternate="#171e27",
    hover="#202a37",
    tooltip="#242e3b",
    up="#2fc48d",
    down="#ff6477",
    on_up="#04150e",
    on_down="#1f0509",
    buy="#2fc48d",
    sell="#ff6477",
    warning="#f2b642",
    error="#ff6f6f",
    on_error="#1f0505",
    chip_live="#2fc48d",
    chip_connecting="#6cb2ff",
    chip_stale="#f2b642",
    chip_failed="#ff6f6f",
    chip_offline="#9aa6b4",
    paper_badge="#f2b642",
    on_paper_badge="#1d1402",
    chart="#0d1117",
    chart_grid="#19212b",
    chart_axis="#28313d",
    candle_up="#26a67a",
    candle_down="#e04f61",
    volume_up="#17352f",
    volume_down="#3c222b",
    line_buy="#2a9b74",
    line_sell="#c9525f",
    line_idle="#5f6b79",
    line_pending="#f2b642",
    line_reference="#8373d6",
    reference="#a898f0",
    label="#141a22",
    crosshair="#6d7988",
    crosshair_tag="#3a4757",
    on_crosshair_tag="#f2f6fb",
    stale_tag="#4a5563",
    on_stale_tag="#e9edf2",
    gap_recovered="#15212f",
    gap_missing="#231b0a",
    gap_hatch="#56410f",
    gap_edge="#f2b642",
    line_real="#4a86d0",
    real="#7db4f5",
)

LIGHT = Theme(
    name="light",
    is_dark=False,
    window="#eef1f5",
    panel="#ffffff",
    raised="#f5f7fa",
    field="#ffffff",
    border="#d5dbe3",
    control_border="#7c8692",
    text="#17202b",
    muted="#556170",
    disabled="#98a2ae",
    accent="#0b63d6",
    on_accent="#ffffff",
    accent_hover="#0a55b8",
    selection="#d3e4fb",
    on_selection="#0d1a2b",
    row_alternate="#f7f9fb",
    hover="#e8edf3",
    tooltip="#ffffff",
    up="#08734a",
    down="#c02439",
    on_up="#ffffff",
    on_down="#ffffff",
    buy="#08734a",
    sell="#c02439",
    warning="#8a5a00",
    error="#bd1e2f",
    on_error="#ffffff",
    chip_live="#08734a",
    chip_connecting="#0b63d6",
    chip_stale="#8a5a00",
    chip_failed="#bd1e2f",
    chip_offline="#556170",
    paper_badge="#8a5a00",
    on_paper_badge="#ffffff",
    chart="#ffffff",
    chart_grid="#eef1f4",
    chart_axis="#d5dbe3",
    candle_up="#13946a",
    candle_down="#d8404f",
    volume_up="#d3ebe2",
    volume_down="#f6d9dc",
    line_buy="#128a62",
    line_sell="#cf3f51",
    line_idle="#848e9a",
    line_pending="#b07400",
    line_reference="#7d6ad0",
    reference="#5b45bd",
    label="#ffffff",
    crosshair="#848e9a",
    crosshair_tag="#3b4654",
    on_crosshair_tag="#ffffff",
    stale_tag="#6a7582",
    on_stale_tag="#ffffff",
    gap_recovered="#e8f0fa",
    gap_missing="#fff5dc",
    gap_hatch="#e6c477",
    gap_edge="#8a5a00",
    line_real="#4d86cc",
    real="#0b55b5",
)


def system_theme() -> Theme:
    """DARK or LIGHT, as the system's colour scheme is now; DARK where the system does not say.

    A caller that wants to follow the system connects to ``QStyleHints.colorSchemeChanged``.
    """
    hints = QApplication.styleHints()
    return LIGHT if hints.colorScheme() is Qt.ColorScheme.Light else DARK


def ui_font(scale: float = 1.0, *, bold: bool = False) -> QFont:
    """The system's font, ``scale`` times its size, with digits of equal width so that columns align."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * scale)
    else:
        font.setPixelSize(max(1, round(font.pixelSize() * scale)))
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    if QLocale().language() is QLocale.Language.Chinese:
        # otherwise Qt takes whatever font has the characters, often in Japanese shapes and another weight
        font.setFamilies([*font.families(), *CHINESE_FAMILIES])
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def small_font(*, bold: bool = False) -> QFont:
    """The font of chart labels, axes and captions."""
    return ui_font(0.9, bold=bold)


def palette(theme: Theme) -> QPalette:
    """The theme as Qt's palette, for everything that a style sheet does not reach."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.row_alternate,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.ToolTipBase: theme.tooltip,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.on_selection,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Accent: theme.accent,
        role.Light: theme.raised,
        role.Midlight: theme.raised,
        role.Mid: theme.border,
        role.Dark: theme.border,
        role.Shadow: theme.window,
    }
    result = QPalette()
    for colour_role, colour in colours.items():
        result.setColor(colour_role, QColor(colour))
    for colour_role in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, colour_role, QColor(theme.disabled))
    return result


def mixed(first: str, second: str, share: float) -> str:
    """The opaque colour that ``share`` (0 to 1) of ``first`` over ``second`` gives."""
    over, under = QColor(first), QColor(second)
    parts = (
        round(share * above + (1 - share) * below)
        for above, below in zip(over.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index]
    )
    return QColor(*parts).name()


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 for black to 1 for white (WCAG 2.2, definition of relative luminance)."""
    value = QColor(colour)
    parts = (value.redF(), value.greenF(), value.blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
