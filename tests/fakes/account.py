"""Frames of the account streams, and an account feed with everything around it, over a demo exchange."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from engine.demo import DemoExchange
from engine.feed.account_feed import AccountFeed
from engine.feed.connection import ConnectionState, Endpoint
from engine.feed.sign_in import SignIn
from engine.feed.status import ConnectionStatus, EndpointStatus
from engine.feed.timing import Clock, FeedTiming
from engine.grvt.environment import Environment
from engine.grvt.errors import CredentialsRejected
from engine.grvt.http import open_http_session
from engine.grvt.login import Session, SessionKeeper
from engine.grvt.rest import RestClient
from engine.grvt.socket import GrvtSocket
from engine.secret import Secret
from tests.fakes.fake_grvt import feed_frame
from tests.fakes.live import PATIENCE

ORDER_ID = "0x010101040390cd89000000007799a374"

FILL_FEED: dict[str, Any] = {
    "event_time": "1767354369431470728",
    "sub_account_id": "1234567890123456",
    "instrument": "ETH_USDT_Perp",
    "is_buyer": True,
    "is_taker": False,
    "size": "0.1",
    "price": "3000.0",
    "mark_price": "3001.120004512",
    "index_price": "3001.900001277",
    "realized_pnl": "0.0",
    "fee": "-0.0003",
    "fee_rate": "0.0",
    "trade_id": "74150425-1",
    "order_id": ORDER_ID,
    "venue": "ORDERBOOK",
    "client_order_id": "9223372036854775809",
    "fee_currency": "USDT",
}
POSITION_FEED: dict[str, Any] = {
    "event_time": "1767354369431470728",
    "sub_account_id": "1234567890123456",
    "instrument": "SOL_USDT_Perp",
    "size": "-2.5",
    "notional": "-350.0",
    "entry_price": "141.2",
    "exit_price": "0.0",
    "mark_price": "140.0",
    "unrealized_pnl": "3.0",
    "realized_pnl": "0.0",
    "total_pnl": "3.0",
    "est_liquidation_price": "0.0",
}


def order_feed(
    order_id: str = ORDER_ID, *, status: str = "OPEN", traded: str = "0.0", price: str = "2990.0"
) -> dict[str, Any]:
    """An order as ``v1.order`` brings it."""
    return {
        "order_id": order_id,
        "sub_account_id": "1234567890123456",
        "is_market": False,
        "time_in_force": "GOOD_TILL_TIME",
        "post_only": True,
        "reduce_only": False,
        "legs": [
            {"instrument": "ETH_USDT_Perp", "size": "0.5", "limit_price": price, "is_buying_asset": True}
        ],
        "metadata": {"client_order_id": "9223372036854775809", "create_time": "1767354369431470728"},
        "state": {
            "status": status,
            "reject_reason": "UNSPECIFIED",
            "book_size": ["0.5"],
            "traded_size": [traded],
            "update_time": "1767354369431470728",
            "avg_fill_price": ["0.0"],
        },
    }


class AccountRig:
    """An account feed and its sign-in, with a record of all that they tell."""

    def __init__(
        self,
        exchange: DemoExchange,
        environment: Environment,
        http: aiohttp.ClientSession,
        *,
        key: Secret | None,
        clock: Clock,
        max_retries: int | None,
    ) -> None:
        self.exchange = exchange
        self.told: list[ConnectionStatus] = []
        self.errors: list[str] = []
        self.changes = 0
        self.sessions: list[Session] = []
        self._numbers: dict[str, int] = {}
        self._news = asyncio.Event()
        edge, trades = (
            EndpointStatus(endpoint, clock, self._on_status, max_retries)
            for endpoint in (Endpoint.EDGE, Endpoint.TRADES)
        )
        self.keeper = SessionKeeper(
            http,
            environment,
            key or exchange.key,
            wall_ns=clock.wall_ns,
            monotonic=clock.monotonic,
            sleep=clock.sleep,
        )
        self.sign_in = SignIn(self.keeper, edge, self._on_session, clock=clock)
        url = environment.trades_ws_url

        async def open_socket(session: Session) -> GrvtSocket:
            return await GrvtSocket.connect(http, url, headers=session.headers())

        self.feed = AccountFeed(
            open_socket,
            RestClient(http, environment),
            self.sign_in,
            self,
            trades,
            clock=clock,
            timing=FeedTiming(),
        )

        self.signing_in = asyncio.create_task(self._run_sign_in())
        self.running = asyncio.create_task(self.feed.run())

    async def stop(self) -> None:
        """End both; what they raised before is theirs to keep."""
        for task in (self.signing_in, self.running):
            task.cancel()
        await asyncio.gather(self.signing_in, self.running, return_exceptions=True)

    def on_account_changed(self) -> None:
        self.changes += 1
        self._news.set()

    def on_account_error(self, message: str) -> None:
        self.errors.append(message)
        self._news.set()

    def states(self, endpoint: Endpoint = Endpoint.TRADES, after: int = 0) -> list[ConnectionState]:
        """The states of an endpoint that were told, in order."""
        return [status.state for status in self.told[after:] if status.endpoint is endpoint]

    def reasons(self, state: ConnectionState, endpoint: Endpoint = Endpoint.TRADES) -> list[str]:
        """Why an endpoint came into a state, each time."""
        return [s.reason or "" for s in self.told if s.endpoint is endpoint and s.state is state]

    def asked(self, call: str) -> int:
        """How often a REST call reached the exchange."""
        return sum(attempt.what == call for attempt in self.exchange.faults.seen.rest)

    def cookies(self) -> list[str | None]:
        """The session cookies of the sockets that are open now."""
        return [c._request.cookies.get("gravity") for c in self.exchange._connections()]

    def send(self, stream: str, feed: dict[str, Any], *, skip: int = 0) -> None:
        """The exchange sends the next message of a stream; ``skip`` numbers are lost before it."""
        number = self._numbers.get(stream, 0) + 1 + skip
        self._numbers[stream] = number
        frame = feed_frame(stream, self.exchange.sub_account_id, str(number), feed, str(number - 1))
        assert self.exchange.send_raw(stream, frame) == 1

    async def until(self, fits: Callable[[], bool]) -> None:
        """Wait until something holds; looked at whenever something was told."""
        async with asyncio.timeout(PATIENCE):
            while not fits():
                self._news.clear()
                try:
                    async with asyncio.timeout(0.05):
                        await self._news.wait()
                except TimeoutError:
                    continue

    async def until_live(self, times: int = 1) -> None:
        """Wait until the trades endpoint was live that often and the picture is whole."""
        await self.until(
            lambda: self.states().count(ConnectionState.LIVE) >= times and self.feed.book.complete
        )

    def _on_status(self, status: ConnectionStatus) -> None:
        self.told.append(status)
        self._news.set()

    async def _run_sign_in(self) -> None:
        try:
            await self.sign_in.run()
        except CredentialsRejected as error:
            self.feed.on_rejected(error)

    def _on_session(self, session: Session) -> None:
        self.sessions.append(session)
        self.feed.on_session(session)


@asynccontextmanager
async def account_rig(
    exchange: DemoExchange,
    environment: Environment,
    *,
    key: Secret | None = None,
    clock: Clock | None = None,
    max_retries: int | None = None,
) -> AsyncIterator[AccountRig]:
    """A rig whose sign-in and feed run until the end of the block."""
    http = open_http_session()
    rig = AccountRig(
        exchange,
        environment,
        http,
        key=key,
        clock=clock or Clock(jitter=lambda: 0.0),
        max_retries=max_retries,
    )
    try:
        yield rig
    finally:
        await rig.stop()
        await http.close()
