"""The instruments of one environment, each read once."""

from engine.grid.spec import GridSpecError
from engine.grvt.errors import RequestRefused
from engine.grvt.rest import RestClient
from engine.market import Instrument


class Instruments:
    """What the exchange trades, as far as it was asked."""

    def __init__(self, rest: RestClient) -> None:
        self._rest = rest
        self._known: dict[str, Instrument] = {}

    def known(self, name: str) -> Instrument | None:
        """An instrument that was read before."""
        return self._known.get(name)

    def remember(self, instrument: Instrument) -> None:
        """An instrument that is known from an earlier run; what is read later counts more."""
        self._known.setdefault(instrument.name, instrument)

    async def all(self) -> tuple[Instrument, ...]:
        """Everything the exchange trades now.

        Raises:
            ExchangeError: the list could not be read.
        """
        found = await self._rest.all_instruments(active_only=True)
        active = tuple(instrument for instrument in found if instrument.is_active)
        self._known.update({instrument.name: instrument for instrument in active})
        return active

    async def one(self, name: str) -> Instrument:
        """One instrument.

        Raises:
            GridSpecError: the exchange does not know it.
            ExchangeError: it could not be read.
        """
        if name not in self._known:
            try:
                self._known[name] = await self._rest.instrument(name)
            except RequestRefused as error:
                raise GridSpecError("instrument", f'the exchange does not know "{name}": {error}') from None
        return self._known[name]
