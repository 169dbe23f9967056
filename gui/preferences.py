"""What the user can choose in the settings, as one frozen value: compared, applied and reverted as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from engine import FillModel
from gui.i18n import SYSTEM
from gui.notifications.decide import Happening
from gui.zone import Zone

THEMES = ("system", "dark", "light")


class Colours(Enum):
    """Which colours mean up and down, buy and sell."""

    GREEN_UP = "green-up"
    RED_UP = "red-up"
    BLUE_ORANGE = "blue-orange"
    """Told apart with every common kind of colour blindness."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``start`` to ``end``, in the computer's own time; over midnight where the end is the earlier one."""

    start: time = time(22, 0)
    end: time = time(7, 0)

    def hold(self, now: time) -> bool:
        """Whether it is quiet at this time of day."""
        if self.start <= self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end


@dataclass(frozen=True, slots=True)
class Fees:
    """Fees of a new grid as fractions of notional; a negative one is a rebate."""

    maker: Decimal
    taker: Decimal


@dataclass(frozen=True, slots=True)
class Preferences:
    """Every choice; the defaults are those of a first start.

    ``fees`` holds the environments (by name) whose fees are not the exchange's default ones.
    """

    theme: str = "dark"
    language: str = SYSTEM
    colours: Colours = Colours.GREEN_UP
    zone: Zone = Zone.LOCAL
    fill_model: FillModel = FillModel.QUEUE
    fees: Mapping[str, Fees] = field(default_factory=lambda: MappingProxyType({}))
    notify: bool = True
    sounds: bool = False
    happenings: frozenset[Happening] = frozenset(Happening)
    quiet: bool = False
    quiet_hours: QuietHours = QuietHours()
    close_to_tray: bool = False

    def announces(self, happening: Happening, now: time) -> bool:
        """Whether something of this kind is announced at this time of day (the computer's own)."""
        silent = self.quiet and self.quiet_hours.hold(now)
        return self.notify and happening in self.happenings and not silent
