"""The embedded exchange: three hosts on loopback, and the pump that lets time pass."""

import asyncio
import secrets
from pathlib import Path

from aiohttp import web
from msgspec import Struct

from engine.demo.account import Account
from engine.demo.clock import ServerClock
from engine.demo.endpoints import Endpoints
from engine.demo.faults import Faults
from engine.demo.gateway import Gateway
from engine.demo.hub import Hub
from engine.demo.market import Venue
from engine.demo.selectors import Role
from engine.demo.sessions import Sessions
from engine.demo.sockets import Connection
from engine.demo.tape import read_tape
from engine.demo.web_roles import WebRoles
from engine.market import NS_PER_SECOND, Trade
from engine.secret import Secret

HOST = "127.0.0.1"
TICK_SECONDS = 0.025
"""How often the markets advance and the streams are served."""

LONGEST_STEP = 10 * NS_PER_SECOND
"""A longer silence of the pump is a sleeping machine: its connections end, and what traded is in the history."""

_ROLES = (Role.EDGE, Role.TRADES, Role.MARKET_DATA)


class DemoAddresses(Struct, frozen=True):
    """Where a running demo exchange listens: base URLs without a trailing slash."""

    edge_url: str
    trades_url: str
    market_data_url: str


class DemoExchange:
    """A local exchange that speaks the documented protocol, with a synthetic market or a tape.

    Args:
        key: the API key it accepts; a random one without it.
        seed: the seed of the market.
        tape: a trade tape to replay on ``tape_instrument`` instead of its synthetic market.
        tape_delay: seconds from the start to the first trade of the tape.
        speed: by how much the markets are faster than real time.
        port: the edge port; trades and market data take the two ports after it. 0 takes any free ports.
        session_lifetime: seconds until a session expires.
        faults: switches for misbehaviour; they may be changed while it runs.
        clock: the clock of the server's times; the wall clock without it.

    Raises:
        TapeError: the tape cannot be used.
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        *,
        key: Secret | None = None,
        seed: int = 1,
        tape: Path | None = None,
        tape_instrument: str = "ETH_USDT_Perp",
        tape_delay: float = 0.0,
        speed: float = 1.0,
        port: int = 0,
        session_lifetime: float = 3600.0,
        faults: Faults | None = None,
        clock: ServerClock | None = None,
    ) -> None:
        if port and not 1 <= port <= 65_533:
            raise ValueError(f"port is {port}; it must be 0 or from 1 to 65533 (two more ports follow it)")
        if session_lifetime <= 0.0:
            raise ValueError(f"session_lifetime is {session_lifetime}; it must be above 0 seconds")
        self.key = key if key is not None else Secret(secrets.token_urlsafe(20))
        self.faults = faults if faults is not None else Faults()
        self._port = port
        self._clock = clock if clock is not None else ServerClock()
        self._sessions = Sessions(self.key, session_lifetime)
        self._venue = Venue(
            seed=seed,
            start_time=self._clock.now(),
            speed=speed,
            tape=read_tape(tape) if tape is not None else (),
            tape_instrument=tape_instrument,
            tape_delay=int(tape_delay * NS_PER_SECOND),
        )
        self._account = Account(self._venue)
        self._hub = Hub(self._venue, self._account, self.faults)
        self._roles: WebRoles | None = None
        self._runners: list[web.AppRunner] = []
        self._pump: asyncio.Task[None] | None = None

    @property
    def sub_account_id(self) -> str:
        """The trading account that every session sees."""
        return self._account.sub_account_id

    async def start(self) -> DemoAddresses:
        """Listen on loopback and let the markets run.

        Raises:
            OSError: a port is taken.
            RuntimeError: it was started before.
        """
        if self._roles is not None:
            raise RuntimeError("the demo exchange was started before")
        self._venue.skip(self._clock.now() - self._venue.now)
        endpoints = Endpoints(self._venue, self._account)
        self._roles = WebRoles(
            clock=self._clock,
            sessions=self._sessions,
            endpoints=endpoints,
            gateway=Gateway(self._venue, self._hub, endpoints, self._account),
            faults=self.faults,
            account_body={
                "funding_account_address": self._account.funding_address,
                "sub_account_id": self._account.sub_account_id,
            },
        )
        try:
            urls = [await self._listen(role, offset) for offset, role in enumerate(_ROLES)]
        except OSError:
            await self.close()
            raise
        self._pump = asyncio.create_task(self._run(), name="demo exchange pump")
        self._pump.add_done_callback(_report_failure)
        return DemoAddresses(*urls)

    async def _listen(self, role: Role, offset: int) -> str:
        if self._roles is None:
            raise RuntimeError("the demo exchange is not started")
        runner = web.AppRunner(self._roles.application(role), access_log=None, shutdown_timeout=1.0)
        self._runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, HOST, self._port + offset if self._port else 0).start()
        port = runner.addresses[0][1]
        return f"http://{HOST}:{port}"

    async def close(self) -> None:
        """Drop every connection and stop; nothing of it is left running. May be called again."""
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.wait({self._pump})
        if self._roles is not None:
            self._roles.closing.set()
        self.cut_connections()
        while self._runners:
            await self._runners.pop().cleanup()
        pump, self._pump = self._pump, None
        if pump is not None and not pump.cancelled():
            pump.result()

    async def _run(self) -> None:
        while True:
            now = self._clock.now()
            if now - self._venue.now > LONGEST_STEP and self._venue.skip(now - self._venue.now):
                self.cut_connections()
            self._hub.publish(self._venue.advance(now))
            await asyncio.sleep(TICK_SECONDS)

    def printed_trades(self, instrument: str) -> tuple[Trade, ...]:
        """The trades printed since the start, oldest first.

        Raises:
            KeyError: there is no such instrument.
        """
        return self._venue.printed_trades(instrument)

    def cut_connections(self) -> int:
        """Abruptly drop all open WebSockets; how many there were."""
        open_now = self._connections()
        for connection in open_now:
            connection.abort()
        return len(open_now)

    def hush_connections(self, *, answer_pings: bool) -> int:
        """Let all open WebSockets go silent for good, as half-open lines do; how many there were."""
        open_now = self._connections()
        for connection in open_now:
            connection.hushed = True
            connection.answers_pings = answer_pings
        return len(open_now)

    def restart_gateway(self) -> int:
        """Drop all open WebSockets and begin every sequence at 1 again; how many were dropped."""
        count = self.cut_connections()
        self._hub.restart()
        return count

    def expire_sessions(self) -> int:
        """End every session now; how many there were."""
        return self._sessions.expire_all()

    def send_raw(self, stream: str, frame: bytes) -> int:
        """Send a frame of any content to all who subscribed to a stream; how many they are."""
        listeners = [item for item in self._hub.listeners_of(stream) if isinstance(item, Connection)]
        for connection in listeners:
            connection.send_raw(frame)
        return len(listeners)

    def _connections(self) -> list[Connection]:
        return list(self._roles.connections) if self._roles is not None else []


def _report_failure(pump: asyncio.Task[None]) -> None:
    """A pump that fails would leave a silent exchange behind: say so at once, not only on closing."""
    if not pump.cancelled() and (error := pump.exception()) is not None:
        pump.get_loop().call_exception_handler(
            {"message": "the demo exchange stopped by an error", "exception": error, "task": pump}
        )
