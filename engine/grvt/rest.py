"""The exchange's REST interface in the full encoding (protocol reference, sections 5 and 6.2).

Every call is one POST with a JSON body, except the server's time. Public calls carry no credentials; private
ones carry the session they are given. A call that fails raises: ``SessionRefused`` (sign in again),
``RequestRefused`` (final), ``TemporarilyUnavailable`` or ``MalformedMessage`` (retry later).

A damaged row of a list does not spoil the others: it is left out and named in ``Page.skipped``.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import aiohttp
import msgspec

from engine.grvt import account, readers
from engine.grvt.environment import Environment
from engine.grvt.errors import ExchangeError, MalformedMessage, TemporarilyUnavailable
from engine.grvt.http import host_of, start_of_body, unavailable
from engine.grvt.login import Session
from engine.grvt.numbers import whole
from engine.grvt.refusals import refusal
from engine.grvt.structs import decoded, decoder_for
from engine.market import NS_PER_MS, Candle, FundingRate, Instrument, Interval, MiniTicker, Ticker, Trade
from engine.market.margin import MarginRules

PAGE_LIMIT = 1000
"""The most rows the exchange gives in one page (protocol reference, section 5.2)."""

_BODY_LIMIT = 64 * 1024 * 1024

_logger = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Page(Generic[_T]):
    """One page of rows, in the exchange's order (newest first); ``next`` is "" on the last page."""

    items: tuple[_T, ...]
    next: str
    skipped: tuple[MalformedMessage, ...] = ()


class _Reply(msgspec.Struct, gc=False):
    result: msgspec.Raw = msgspec.Raw()
    next: Any = None
    code: Any = None
    message: Any = None
    risk_brackets: msgspec.Raw = msgspec.Raw()
    """Where there is no ``result``: ``margin_rules`` comes without that wrapping (protocol reference, section 5.1)."""


class _Time(msgspec.Struct, gc=False):
    server_time: Any


_reply = decoder_for(_Reply)
_time = decoder_for(_Time)


class RestClient:
    """Calls to one environment; any number of them may run at once."""

    def __init__(
        self, http: aiohttp.ClientSession, environment: Environment, *, timeout: float = 10.0
    ) -> None:
        """Use ``http``, which keeps no cookies; a call may take ``timeout`` seconds."""
        self._http = http
        self._environment = environment
        self._timeout = timeout

    async def server_time(self) -> int:
        """The exchange's clock in ns since the epoch, to the millisecond (``GET /time``, section 5.6)."""
        url = f"{self._environment.market_data_url}/time"
        status, body = await self._exchange("GET", url, None, {})
        if status != 200:
            raise TemporarilyUnavailable(f"{host_of(url)}: /time answered HTTP {status}")
        try:
            return whole(decoded(_time, body).server_time, "server_time", 10**14) * NS_PER_MS
        except MalformedMessage as error:
            raise TemporarilyUnavailable(f"{host_of(url)}: /time cannot be read ({error.detail})") from None

    async def all_instruments(self, *, active_only: bool = False) -> tuple[Instrument, ...]:
        """Every instrument, delisted ones included unless ``active_only``; unreadable ones are left out and logged."""
        reply = await self._market("all_instruments", {"is_active": active_only})
        items, skipped = readers.INSTRUMENT.rows(reply.result)
        if skipped:
            _logger.warning("%d instruments cannot be read and are left out: %s", len(skipped), skipped[0])
        return tuple(item for item in items if item.is_active) if active_only else items

    async def instrument(self, name: str) -> Instrument:
        """One instrument by its exact name; ``RequestRefused`` with code 1004 if there is none."""
        reply = await self._market("instrument", {"instrument": name})
        return readers.INSTRUMENT.one(reply.result)

    async def mini(self, name: str) -> MiniTicker:
        """The mini ticker of an instrument."""
        reply = await self._market("mini", {"instrument": name})
        return readers.MINI.one(reply.result)

    async def ticker(self, name: str) -> Ticker:
        """The 24-hour ticker of an instrument."""
        reply = await self._market("ticker", {"instrument": name})
        return readers.TICKER.one(reply.result)

    async def trade_history(
        self,
        name: str,
        *,
        start_time: int | None = None,
        end_time: int | None = None,
        limit: int = PAGE_LIMIT,
        cursor: str = "",
    ) -> Page[Trade]:
        """A page of public trades, newest first; times in ns, both bounds inclusive (section 5.3).

        For the next page call again with the same arguments and the page's ``next`` as ``cursor``.
        """
        body = _span({"instrument": name}, start_time, end_time, limit, cursor)
        page = _page(readers.TRADE, await self._market("trade_history", body))
        return _only(page, name, lambda trade: trade.instrument)

    async def kline(
        self,
        name: str,
        interval: Interval,
        *,
        start_time: int | None = None,
        end_time: int | None = None,
        limit: int = PAGE_LIMIT,
        cursor: str = "",
    ) -> Page[Candle]:
        """A page of candles of trades, newest first; times in ns.

        For the next page call again with the same arguments and the page's ``next`` as ``cursor``.
        """
        body = _span(
            {"instrument": name, "interval": interval.value, "type": "TRADE"},
            start_time,
            end_time,
            limit,
            cursor,
        )
        page = _page(readers.CANDLE, await self._market("kline", body))
        return _only(page, name, lambda candle: candle.instrument)

    async def candles(
        self,
        name: str,
        interval: Interval,
        *,
        start_time: int | None = None,
        end_time: int | None = None,
        most: int = PAGE_LIMIT,
    ) -> tuple[Candle, ...]:
        """Up to ``most`` of the newest candles up to ``end_time``, oldest first, each open time once."""
        found: dict[int, Candle] = {}
        cursor = ""
        while len(found) < most:
            page = await self.kline(
                name,
                interval,
                start_time=start_time,
                end_time=end_time,
                limit=min(PAGE_LIMIT, most),
                cursor=cursor,
            )
            for skipped in page.skipped:
                _logger.warning("a candle of %s cannot be read and is left out: %s", name, skipped)
            before = len(found)
            for candle in page.items:
                found.setdefault(candle.open_time, candle)
            # A cursor that brings nothing new would lead in circles.
            if not page.next or len(found) == before:
                break
            cursor = page.next
        newest = sorted(found, reverse=True)[:most]
        return tuple(found[open_time] for open_time in reversed(newest))

    async def funding(
        self,
        name: str,
        *,
        start_time: int | None = None,
        end_time: int | None = None,
        limit: int = PAGE_LIMIT,
        cursor: str = "",
    ) -> Page[FundingRate]:
        """A page of settled funding rates, one a funding interval, newest first; times in ns (section 5.5).

        Records without an interval, as they were kept every minute before October 2025, settled nothing and are
        left out. For the next page call again with the same arguments and the page's ``next`` as ``cursor``.
        """
        body = _span({"instrument": name}, start_time, end_time, limit, cursor)
        page = _page(readers.FUNDING, await self._market("funding", body))
        own = _only(page, name, lambda rate: rate.instrument)
        return Page(tuple(rate for rate in own.items if rate.interval_hours != 0), own.next, own.skipped)

    async def margin_rules(self, name: str) -> MarginRules:
        """The risk brackets of an instrument (sections 5.2 and 7.5); ``MalformedMessage`` where they do not fit."""
        reply = await self._market("margin_rules", {"instrument": name})
        rules = readers.MARGIN_RULES.one(reply.result)
        if rules.instrument != name:
            raise MalformedMessage("wrong_instrument", f"asked for {name}, got {rules.instrument}")
        return rules

    async def open_orders(self, session: Session, sub_account_id: str) -> tuple[account.WorkingOrder, ...]:
        """The account's own working orders."""
        reply = await self._private("open_orders", {"sub_account_id": sub_account_id}, session)
        return _page(readers.ORDER, reply).items

    async def positions(self, session: Session, sub_account_id: str) -> tuple[account.Position, ...]:
        """The account's own positions."""
        reply = await self._private("positions", {"sub_account_id": sub_account_id}, session)
        return _page(readers.POSITION, reply).items

    async def account_summary(self, session: Session, sub_account_id: str) -> account.AccountSummary:
        """The account's equity and margin."""
        reply = await self._private("account_summary", {"sub_account_id": sub_account_id}, session)
        return readers.SUMMARY.one(reply.result)

    async def fill_history(
        self,
        session: Session,
        sub_account_id: str,
        *,
        start_time: int | None = None,
        end_time: int | None = None,
        limit: int = PAGE_LIMIT,
        cursor: str = "",
    ) -> Page[account.AccountFill]:
        """A page of the account's own fills, newest first; times in ns."""
        body = _span({"sub_account_id": sub_account_id}, start_time, end_time, limit, cursor)
        return _page(readers.FILL, await self._private("fill_history", body, session))

    async def _market(self, endpoint: str, body: Mapping[str, Any]) -> _Reply:
        return await self._call(self._environment.market_data_url, endpoint, body, {})

    async def _private(self, endpoint: str, body: Mapping[str, Any], session: Session) -> _Reply:
        return await self._call(self._environment.trades_url, endpoint, body, session.headers())

    async def _call(
        self, base_url: str, endpoint: str, body: Mapping[str, Any], headers: Mapping[str, str]
    ) -> _Reply:
        url = f"{base_url}/full/v1/{endpoint}"
        status, answer = await self._exchange("POST", url, msgspec.json.encode(body), headers)
        try:
            reply = decoded(_reply, answer)
        except MalformedMessage as error:
            if status != 200:
                raise refusal(host_of(url), endpoint, status, None, None) from None
            raise TemporarilyUnavailable(
                f"{host_of(url)}: {endpoint} answered with something that cannot be read ({error.kind})"
            ) from None
        if reply.risk_brackets:
            reply.result = msgspec.Raw(answer)
        if status != 200 or not reply.result:
            raise refusal(host_of(url), endpoint, status, reply.code, reply.message)
        return reply

    async def _exchange(
        self, method: str, url: str, data: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        failure: ExchangeError | None = None
        sent = {"Content-Type": "application/json"} if data is not None else {}
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._http.request(
                    method, url, data=data, headers={**sent, **headers}, allow_redirects=False
                ) as response,
            ):
                status = response.status
                body = await start_of_body(response, _BODY_LIMIT)
        except (aiohttp.ClientError, OSError) as error:
            failure = unavailable(error, url, self._timeout)
        # Raised here and not above, so that the library's error with its headers is not kept as the context.
        if failure:
            raise failure
        return status, body


def _span(
    body: dict[str, Any], start_time: int | None, end_time: int | None, limit: int, cursor: str
) -> dict[str, Any]:
    if start_time is not None:
        body["start_time"] = str(start_time)
    if end_time is not None:
        body["end_time"] = str(end_time)
    return {**body, "limit": limit, "cursor": cursor}


def _page(reader: readers.Reader[_T], reply: _Reply) -> Page[_T]:
    items, skipped = reader.rows(reply.result)
    return Page(items, reply.next if isinstance(reply.next, str) else "", skipped)


def _only(page: Page[_T], name: str, instrument_of: Callable[[_T], str]) -> Page[_T]:
    if all(instrument_of(item) == name for item in page.items):
        return page
    strangers = tuple(
        MalformedMessage("wrong_instrument", f"asked for {name}, got {instrument_of(item)}")
        for item in page.items
        if instrument_of(item) != name
    )
    own = tuple(item for item in page.items if instrument_of(item) == name)
    return Page(own, page.next, page.skipped + strangers)
