"""The HTTP side of the three hosts: sign-in, REST, the server's time, and WebSocket upgrades.

Source: protocol reference, sections 1.2, 2 and 5.1.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import web

from engine.demo import lite
from engine.demo.clock import ServerClock
from engine.demo.endpoints import MARKET_ENDPOINTS, PRIVATE_ENDPOINTS, Endpoints
from engine.demo.errors import (
    BY_STATUS,
    INTERNAL,
    MALFORMED,
    NOT_FOUND,
    RATE_LIMITED,
    UNAUTHENTICATED,
    UNAUTHORIZED,
    Code,
    ProtocolError,
)
from engine.demo.faults import Attempt, Faults, LoginOutcome
from engine.demo.frames import Dialect
from engine.demo.gateway import Gateway
from engine.demo.lite import Encoding
from engine.demo.selectors import Role
from engine.demo.sessions import Sessions
from engine.demo.sockets import Connection

_MS = 1_000_000
_LOGIN_CODES: Mapping[LoginOutcome, Code] = {
    LoginOutcome.UNAUTHORIZED: UNAUTHENTICATED,
    LoginOutcome.FORBIDDEN: UNAUTHORIZED,
    LoginOutcome.RATE_LIMITED: RATE_LIMITED,
    LoginOutcome.SERVER_ERROR: INTERNAL,
}


def _json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(body), status=status, content_type="application/json", headers=headers
    )


def _error(code: Code, encoding: Encoding = Encoding.FULL, status: int | None = None) -> web.Response:
    body = {"code": code.code, "message": code.message, "status": code.status}
    return _json(lite.REST_ERROR.encode(body, encoding), status or code.status)


class WebRoles:
    """Builds the web application of each role; all share one gateway, one session table, one set of faults."""

    def __init__(
        self,
        *,
        clock: ServerClock,
        sessions: Sessions,
        endpoints: Endpoints,
        gateway: Gateway,
        faults: Faults,
        account_body: Mapping[str, str],
    ) -> None:
        self._clock = clock
        self._sessions = sessions
        self._endpoints = endpoints
        self._gateway = gateway
        self._faults = faults
        self._account_body = dict(account_body)
        self.connections: set[Connection] = set()
        self.closing = asyncio.Event()

    def application(self, role: Role) -> web.Application:
        """The web application of a role."""
        application = web.Application()
        router = application.router
        if role is Role.EDGE:
            router.add_post("/auth/api_key/login", self._login)
            router.add_post("/auth/wallet/login", self._wallet_login)
            return application

        async def rest(request: web.Request) -> web.Response:
            return await self._rest(request, role)

        async def socket(request: web.Request) -> web.StreamResponse:
            return await self._socket(request, role)

        router.add_post("/{encoding:full|lite}/{version:v1|v2}/{endpoint}", rest)
        for dialect in Dialect:
            router.add_get(dialect.value, socket)
        if role is Role.MARKET_DATA:
            router.add_get("/time", self._time)
        return application

    async def _time(self, request: web.Request) -> web.Response:
        return _json({"server_time": self._clock.now() // _MS})

    async def _login(self, request: web.Request) -> web.Response:
        self._faults.seen.logins.append(Attempt(time.monotonic(), Role.EDGE, request.path))
        outcome = self._faults.take_login_outcome()
        if outcome is LoginOutcome.HANG:
            await self.closing.wait()
        await self._wait(self._faults.login_delay)
        if outcome in _LOGIN_CODES:
            return _error(_LOGIN_CODES[outcome])
        if outcome is LoginOutcome.GARBAGE:
            return web.Response(text="<html>upstream says no</html>", content_type="text/html")
        try:
            key = (await self._body(request)).get("api_key")
        except ProtocolError as error:
            return _error(error.code)
        if not isinstance(key, str):
            return _error(MALFORMED)
        if outcome is LoginOutcome.GEO_BLOCKED:
            return _json({"error": "Access from this location is not allowed.", "status": "failure"})
        if outcome is LoginOutcome.BAD_KEY or not self._sessions.knows(key):
            return _json({"error": "ent: api_key not found", "status": "failure"})
        session = self._sessions.open(time.time())
        headers: dict[str, str] = {}
        if outcome is not LoginOutcome.NO_COOKIE:
            headers["Set-Cookie"] = session.cookie(with_expires=outcome is not LoginOutcome.NO_EXPIRES)
        if outcome is not LoginOutcome.NO_ACCOUNT_ID:
            headers["X-Grvt-Account-Id"] = session.account_id.reveal()
        return _json({"status": "success", "location": ""} | self._account_body, headers=headers)

    async def _wallet_login(self, request: web.Request) -> web.Response:
        self._faults.seen.logins.append(Attempt(time.monotonic(), Role.EDGE, request.path))
        return _json({"status": 401, "message": "wallet address not registered"}, 401)

    async def _rest(self, request: web.Request, role: Role) -> web.Response:
        name = request.match_info["endpoint"]
        encoding = Encoding(request.match_info["encoding"])
        self._faults.seen.rest.append(Attempt(time.monotonic(), role, name))
        await self._wait(self._faults.rest_delay)
        failure = self._faults.take_rest_failure(name)
        if failure is not None:
            return _error(BY_STATUS.get(failure, INTERNAL), encoding, failure)
        try:
            if role is Role.TRADES and not self._has_session(request):
                raise ProtocolError(UNAUTHENTICATED)
            endpoint = (PRIVATE_ENDPOINTS if role is Role.TRADES else MARKET_ENDPOINTS).get(name)
            if endpoint is None:
                raise ProtocolError(NOT_FOUND)
            return _json(self._endpoints.call(endpoint, await self._body(request), encoding))
        except ProtocolError as error:
            return _error(error.code, encoding)

    async def _socket(self, request: web.Request, role: Role) -> web.StreamResponse:
        faults = self._faults
        faulty = role in faults.socket_roles
        faults.seen.sockets.append(Attempt(time.monotonic(), role, request.path))
        if faulty and faults.refuse_sockets is not None:
            return _error(BY_STATUS.get(faults.refuse_sockets, INTERNAL), status=faults.refuse_sockets)
        connection = Connection(
            request, role, Dialect(request.path), faults, lambda: self._has_session(request)
        )
        socket = await connection.open()
        if faulty and faults.drop_sockets:
            connection.abort()
            return socket
        self.connections.add(connection)
        try:
            await connection.serve(self._gateway)
        finally:
            self.connections.discard(connection)
        return socket

    def _has_session(self, request: web.Request) -> bool:
        """Cookie and account id; on an upgrade the id may be in the query (section 2.4)."""
        account_id = request.headers.get("X-Grvt-Account-Id") or request.query.get("x_grvt_account_id")
        return self._sessions.is_valid(request.cookies.get("gravity"), account_id, time.time())

    async def _body(self, request: web.Request) -> dict[str, Any]:
        """The JSON object of a request.

        Raises:
            ProtocolError: another content type, no JSON, or no object (section 5.1).
        """
        if request.content_type != "application/json":
            raise ProtocolError(MALFORMED)
        try:
            body = msgspec.json.decode(await request.read())
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ProtocolError(MALFORMED) from error
        if not isinstance(body, dict):
            raise ProtocolError(MALFORMED)
        return body

    async def _wait(self, seconds: float) -> None:
        """Wait, but not longer than the exchange lives."""
        if seconds > 0.0:
            try:
                async with asyncio.timeout(seconds):
                    await self.closing.wait()
            except TimeoutError:
                return
