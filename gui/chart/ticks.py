"""Where the axes put their numbers: round prices, and round local times."""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from gui.i18n import day_text, month_text

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_CLOCK_STEPS = (
    1, 5, 15, 30,
    _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE,
    _HOUR, 2 * _HOUR, 3 * _HOUR, 4 * _HOUR, 6 * _HOUR, 12 * _HOUR,
)  # fmt: skip
_DAY_STEPS = (1, 2, 7)
_MONTH_STEPS = (1, 3, 6, 12)


@dataclass(frozen=True, slots=True)
class TimeTick:
    """One mark of the time axis; a major one begins a day, a month or a year."""

    time: float
    text: str
    major: bool


def price_ticks(low: float, high: float, tick_size: float, at_most: int) -> list[float]:
    """Round prices from ``low`` to ``high``: steps of 1, 2 or 5 times a power of ten, on the tick."""
    if not high > low or at_most < 1:
        return []
    rough = max((high - low) / at_most, tick_size)
    step = _round_up(rough)
    if tick_size > 0:
        step = math.ceil(step / tick_size - 1e-9) * tick_size
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def log_price_ticks(low: float, high: float, tick_size: float, at_most: int) -> list[float]:
    """Round prices from ``low`` to ``high`` (both above zero), about evenly apart on a logarithmic scale.

    Each step is the round one (1, 2 or 5 times a power of ten) that is right for the price where it is taken.
    """
    if not high > low > 0 or at_most < 1:
        return []
    ratio = (high / low) ** (1 / at_most) - 1
    if (at_most + 1) * ratio < 1:
        return price_ticks(low, high, tick_size, at_most)
    found: list[float] = []
    price = low
    while price <= high and len(found) <= 2 * at_most:
        step = _round_up(max(price * ratio, tick_size))
        price = math.ceil(price / step - 1e-9) * step
        if price <= high * (1 + 1e-12):
            found.append(price)
        price += step * 0.999999
    return found


def _round_up(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value) + 1e-9)
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= value * (1 - 1e-9))


def local(seconds: float, zone: tzinfo | None) -> datetime:
    """A time in the given zone; None is the system's own zone."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone)


def offset_text(seconds: float, zone: tzinfo | None) -> str:
    """The offset from UTC at that time, e.g. ``UTC+5:30``, or ``UTC``."""
    offset = local(seconds, zone).utcoffset() or timedelta(0)
    minutes = round(offset.total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def time_ticks(left: float, right: float, zone: tzinfo | None, at_most: int) -> list[TimeTick]:
    """Round local times from ``left`` to ``right`` (seconds since the epoch)."""
    if not right > left or at_most < 1:
        return []
    rough = (right - left) / at_most
    for step in _CLOCK_STEPS:
        if step >= rough:
            return _clock_ticks(left, right, zone, step)
    for days in _DAY_STEPS:
        if days * _DAY >= rough:
            return _day_ticks(left, right, zone, days)
    months = next((count for count in _MONTH_STEPS if count * 30.4 * _DAY >= rough), None)
    if months is None:
        months = 12 * math.ceil(rough / (365.25 * _DAY))
    return _month_ticks(left, right, zone, months)


def _clock_ticks(left: float, right: float, zone: tzinfo | None, step: int) -> list[TimeTick]:
    offset = (local(left, zone).utcoffset() or timedelta(0)).total_seconds()
    ticks = []
    index = math.ceil((left + offset) / step)
    while (seconds := index * step - offset) <= right:
        moment = local(seconds, zone)
        midnight = moment.hour == moment.minute == moment.second == 0
        clock = moment.strftime("%H:%M:%S" if step < _MINUTE else "%H:%M")
        ticks.append(TimeTick(seconds, day_text(moment) if midnight else clock, midnight))
        index += 1
    return ticks


def _day_ticks(left: float, right: float, zone: tzinfo | None, days: int) -> list[TimeTick]:
    ticks = []
    day = local(left, zone).date()
    day += timedelta(days=-day.toordinal() % days)
    while (seconds := _midnight(day, zone)) <= right:
        if seconds >= left:
            ticks.append(TimeTick(seconds, day_text(day), day.day == 1))
        day += timedelta(days=days)
    return ticks


def _month_ticks(left: float, right: float, zone: tzinfo | None, months: int) -> list[TimeTick]:
    ticks = []
    start = local(left, zone)
    index = math.floor((start.year * 12 + start.month - 1) / months) * months
    while (seconds := _midnight(date(index // 12, index % 12 + 1, 1), zone)) <= right:
        if seconds >= left:
            first = date(index // 12, index % 12 + 1, 1)
            january = first.month == 1
            ticks.append(TimeTick(seconds, str(first.year) if january else month_text(first), january))
        index += months
    return ticks


def _midnight(day: date, zone: tzinfo | None) -> float:
    moment = datetime.combine(day, time(0), zone) if zone else datetime.combine(day, time(0)).astimezone()
    return moment.timestamp()
