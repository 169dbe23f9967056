"""In which time zone the window writes times: one choice for tables, tool tips and the chart's axis."""

from datetime import UTC, datetime, tzinfo
from enum import Enum

from engine import NS_PER_SECOND


class Zone(Enum):
    """The zones to choose from."""

    LOCAL = "local"
    UTC = "utc"


class _Shown:
    zone = Zone.LOCAL


def use_zone(zone: Zone) -> None:
    """Write times of this zone from now on; texts already shown stay as they are."""
    _Shown.zone = zone


def shown_zone() -> tzinfo | None:
    """The zone in use; None is the system's own."""
    return UTC if _Shown.zone is Zone.UTC else None


def shown_time(time_ns: int) -> datetime:
    """A moment in ns since the epoch, in the zone in use, to the second."""
    return datetime.fromtimestamp(time_ns // NS_PER_SECOND, UTC).astimezone(shown_zone())
