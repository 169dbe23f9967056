"""The colours of up and down, buy and sell, for each choice that the user has; everything else is the theme's.

Up and buy share their colours, down and sell theirs, everywhere: candles, lines, tables, forms. The states of the
connection keep the theme's own colours, because there green means well and red means trouble everywhere.
"""

from dataclasses import dataclass, replace

from gui.preferences import Colours
from gui.theme import Theme


@dataclass(frozen=True, slots=True)
class Tone:
    """One direction in every strength: words, what stands on it, candle, volume bar, working order."""

    word: str
    on_word: str
    candle: str
    volume: str
    line: str


# Sky blue and vermilion of Okabe and Ito, "Color Universal Design" (2008), in shades that reach the contrasts.
_BLUE = {
    "dark": Tone("#56b4e9", "#04121b", "#3a96cc", "#153246", "#3385b8"),
    "light": Tone("#00629e", "#ffffff", "#2a84bd", "#cfe4f2", "#1f78b0"),
}
_ORANGE = {
    "dark": Tone("#ff8f4d", "#1d0b01", "#d9702e", "#432716", "#bd6026"),
    "light": Tone("#a84300", "#ffffff", "#d0601a", "#f6dfd0", "#c25511"),
}


def coloured(theme: Theme, colours: Colours) -> Theme:
    """The theme with up and down, buy and sell, in the chosen colours."""
    match colours:
        case Colours.GREEN_UP:
            return theme
        case Colours.RED_UP:
            return _painted(theme, _falling(theme), _rising(theme))
        case Colours.BLUE_ORANGE:
            return _painted(theme, _BLUE[theme.name], _ORANGE[theme.name])


def _rising(theme: Theme) -> Tone:
    return Tone(theme.up, theme.on_up, theme.candle_up, theme.volume_up, theme.line_buy)


def _falling(theme: Theme) -> Tone:
    return Tone(theme.down, theme.on_down, theme.candle_down, theme.volume_down, theme.line_sell)


def _painted(theme: Theme, up: Tone, down: Tone) -> Theme:
    return replace(
        theme,
        up=up.word,
        buy=up.word,
        on_up=up.on_word,
        candle_up=up.candle,
        volume_up=up.volume,
        line_buy=up.line,
        down=down.word,
        sell=down.word,
        on_down=down.on_word,
        candle_down=down.candle,
        volume_down=down.volume,
        line_sell=down.line,
    )
