"""How numbers, times and words are written in the window. Exact decimals in, text out."""

from decimal import ROUND_HALF_UP, Decimal

from PySide6.QtCore import QCoreApplication

from engine import (
    NS_PER_SECOND,
    ConnectionState,
    Direction,
    Endpoint,
    FillModel,
    Intent,
    Liquidity,
    OrderStatus,
    Side,
    plain,
    plain_amount,
)
from gui.zone import shown_time

UNKNOWN = "–"
MINUS = "−"
WIDEST_REBATE = Decimal("-0.000888")
"""A fee whose text is as wide as nearly any other: for the widths of columns."""
FRESH_SECONDS = 15.0
"""A price older than this is shown with its age, never as live."""


def grouped(value: Decimal, places: int | None = None) -> str:
    """A number with thousands separators and a true minus sign, rounded half up to ``places`` when given."""
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{value:,f}"
    if text.startswith("-"):
        return text[1:] if value.is_zero() else MINUS + text[1:]
    return text


def price_text(value: Decimal | None, tick: Decimal | None = None) -> str:
    """A price with as many decimals as the tick has; as written where the tick is unknown."""
    if value is None:
        return UNKNOWN
    return grouped(value, decimals_of_step(tick) if tick is not None else None)


def size_text(value: Decimal, step: Decimal | None = None) -> str:
    """A size in base units with as many decimals as the size step has."""
    return grouped(value, decimals_of_step(step) if step is not None else None)


def decimals_of_step(step: Decimal) -> int:
    """How many decimals a multiple of ``step`` needs: 2 for 0.01 and for 0.010, 0 for 5."""
    exponent = step.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def money_text(value: Decimal, *, signed: bool = True) -> str:
    """An amount of quote currency: two decimals from 100 on, four below, with its sign."""
    text = grouped(value, 2 if abs(value) >= 100 else 4)
    return f"+{text}" if signed and value > 0 and text.strip("0.,") else text


def fee_text(fee: Decimal) -> str:
    """A fee in quote: a cost as a plain number, a rebate with its word, so that no sign has to be guessed.

    Small fees keep their digits.
    """
    places = 4 if fee == 0 or abs(fee) >= Decimal("0.001") else 6
    if fee >= 0:
        return grouped(fee, places)
    return QCoreApplication.translate("Words", "rebate {amount}").format(amount=grouped(-fee, places))


def fee_phrase(fee: Decimal) -> str:
    """The same with what it is: ``fees 0.0123``, or ``rebate 0.0123``."""
    if fee < 0:
        return fee_text(fee)
    return QCoreApplication.translate("Words", "fees {amount}").format(amount=fee_text(fee))


def percent_text(fraction: Decimal, places: int = 2) -> str:
    """A fraction as a signed percentage."""
    text = grouped(fraction * 100, places)
    return f"+{text} %" if fraction > 0 else f"{text} %"


def exact_text(value: Decimal) -> str:
    """Every digit, for tool tips and copies."""
    return plain_amount(value) if len(value.as_tuple().digits) > 28 else plain(value)


def age_text(seconds: float) -> str:
    """An age or a time left: tenths below ten seconds, then whole seconds, then minutes."""
    seconds = max(0.0, seconds)
    if seconds < 60:
        shown = f"{seconds:.1f}" if seconds < 9.95 else str(int(seconds))
        return QCoreApplication.translate("Words", "{seconds} s").format(seconds=shown)
    minutes, rest = divmod(int(seconds), 60)
    if minutes < 60:
        words = QCoreApplication.translate("Words", "{minutes} min {seconds} s")
        return words.format(minutes=minutes, seconds=rest)
    hours, minutes = divmod(minutes, 60)
    return QCoreApplication.translate("Words", "{hours} h {minutes} min").format(hours=hours, minutes=minutes)


def duration_text(duration_ns: int) -> str:
    """A stretch of time in ns: in its two largest units."""
    seconds = duration_ns / NS_PER_SECOND
    days, rest = divmod(int(seconds), 86400)
    if days:
        words = QCoreApplication.translate("Words", "{days} d {hours} h")
        return words.format(days=days, hours=rest // 3600)
    return age_text(seconds)


def time_text(time_ns: int) -> str:
    """The time of day of a moment in ns since the epoch, in the zone that the user chose."""
    return shown_time(time_ns).strftime("%H:%M:%S")


def moment_text(time_ns: int) -> str:
    """Date and time to the second of a moment in ns since the epoch, in the zone that the user chose."""
    return f"{shown_time(time_ns):%Y-%m-%d %H:%M:%S}"


def date_time_text(time_ns: int) -> str:
    """Date and time with milliseconds and zone, for tool tips."""
    moment = shown_time(time_ns)
    milliseconds = time_ns % NS_PER_SECOND // 1_000_000
    return f"{moment:%Y-%m-%d %H:%M:%S}.{milliseconds:03d} {moment:%Z}"


def side_text(side: Side) -> str:
    """The side with its shape, so that it is never told by colour alone."""
    if side is Side.BUY:
        return "▲ " + QCoreApplication.translate("Words", "BUY")
    return "▼ " + QCoreApplication.translate("Words", "SELL")


def intent_text(intent: Intent) -> str:
    """What an order is for."""
    match intent:
        case Intent.ENTRY:
            return QCoreApplication.translate("Words", "entry")
        case Intent.EXIT:
            return QCoreApplication.translate("Words", "exit")
        case Intent.CLOSE:
            return QCoreApplication.translate("Words", "close")


def status_text(status: OrderStatus) -> str:
    """Where an order stands."""
    match status:
        case OrderStatus.OPEN:
            return QCoreApplication.translate("Words", "open")
        case OrderStatus.PARTIALLY_FILLED:
            return QCoreApplication.translate("Words", "partly filled")
        case OrderStatus.FILLED:
            return QCoreApplication.translate("Words", "filled")
        case OrderStatus.CANCELLED:
            return QCoreApplication.translate("Words", "cancelled")


def liquidity_text(liquidity: Liquidity) -> str:
    """Maker or taker."""
    if liquidity is Liquidity.MAKER:
        return QCoreApplication.translate("Words", "maker")
    return QCoreApplication.translate("Words", "taker")


def model_text(model: FillModel) -> str:
    """When a resting order counts as filled, by the name of its rule."""
    match model:
        case FillModel.QUEUE:
            return QCoreApplication.translate("Words", "queue")
        case FillModel.TOUCH:
            return QCoreApplication.translate("Words", "touch")
        case FillModel.THROUGH:
            return QCoreApplication.translate("Words", "through")


def direction_text(direction: Direction) -> str:
    """Which way a grid trades, with its shape."""
    match direction:
        case Direction.LONG:
            return "▲ " + QCoreApplication.translate("Words", "long")
        case Direction.SHORT:
            return "▼ " + QCoreApplication.translate("Words", "short")
        case Direction.NEUTRAL:
            return "◆ " + QCoreApplication.translate("Words", "neutral")


def endpoint_text(endpoint: Endpoint) -> str:
    """What an endpoint is for."""
    match endpoint:
        case Endpoint.EDGE:
            return QCoreApplication.translate("Words", "Sign-in")
        case Endpoint.MARKET_DATA:
            return QCoreApplication.translate("Words", "Market data")
        case Endpoint.TRADES:
            return QCoreApplication.translate("Words", "Account")


def connection_state_text(state: ConnectionState) -> str:
    """Where a connection stands, with its shape."""
    match state:
        case ConnectionState.OFFLINE:
            return "○ " + QCoreApplication.translate("Words", "offline")
        case ConnectionState.AUTHENTICATING:
            return "◌ " + QCoreApplication.translate("Words", "signing in")
        case ConnectionState.CONNECTING:
            return "◌ " + QCoreApplication.translate("Words", "connecting")
        case ConnectionState.SUBSCRIBING:
            return "◌ " + QCoreApplication.translate("Words", "subscribing")
        case ConnectionState.LIVE:
            return "● " + QCoreApplication.translate("Words", "live")
        case ConnectionState.STALE:
            return "▲ " + QCoreApplication.translate("Words", "stale")
        case ConnectionState.BACKING_OFF:
            return "↻ " + QCoreApplication.translate("Words", "waiting")
        case ConnectionState.FAILED:
            return "✕ " + QCoreApplication.translate("Words", "failed")


def connection_tone(state: ConnectionState) -> str:
    """The style of a connection's state: ``live``, ``connecting``, ``stale``, ``failed`` or ``offline``."""
    match state:
        case ConnectionState.LIVE:
            return "live"
        case ConnectionState.STALE:
            return "stale"
        case ConnectionState.FAILED:
            return "failed"
        case ConnectionState.OFFLINE:
            return "offline"
        case _:
            return "connecting"


def account_text(account_id: str | None) -> str:
    """An account by the last four characters of its id: enough to tell one's own accounts apart."""
    return f"…{account_id[-4:]}" if account_id else UNKNOWN
