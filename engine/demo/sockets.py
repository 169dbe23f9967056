"""One WebSocket connection of the demo exchange: its outbox, its writer, its pings."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from aiohttp import WSMsgType, web

from engine.demo.faults import Faults
from engine.demo.frames import Dialect
from engine.demo.gateway import Gateway, Held
from engine.demo.selectors import Role

OUTBOX_BYTES = 8 * 1024 * 1024
"""A connection with more than this waiting to be sent is too slow, and is closed."""

_LARGEST_FRAME = 1024 * 1024


class Connection:
    """A connected client. Sending never blocks: a writer task empties the outbox at the client's pace."""

    def __init__(
        self,
        request: web.Request,
        role: Role,
        dialect: Dialect,
        faults: Faults,
        has_session: Callable[[], bool],
    ) -> None:
        self.role = role
        self.dialect = dialect
        self.held = Held()
        self.hushed = False
        self.answers_pings = True
        self.has_session = has_session
        self._request = request
        self._faults = faults
        self._socket = web.WebSocketResponse(
            autoping=False, compress=False, timeout=1.0, max_msg_size=_LARGEST_FRAME
        )
        self._outbox: deque[tuple[float, bytes]] = deque()
        self._waiting_bytes = 0
        self._wake = asyncio.Event()

    async def open(self) -> web.WebSocketResponse:
        """Complete the upgrade."""
        await self._socket.prepare(self._request)
        return self._socket

    def abort(self) -> None:
        """Drop the connection as a broken line does, without a close frame."""
        transport = self._request.transport
        if transport is not None:
            transport.abort()

    def send_feed(self, frame: bytes) -> None:
        """Take a feed message for sending."""
        if self.hushed or (self._is_faulty and (self._faults.silent or self._faults.ignore_requests)):
            return
        self._put(frame, self._faults.feed_delay if self._is_faulty else 0.0)

    def send_answer(self, frame: bytes) -> None:
        """Take an answer for sending."""
        if not self.hushed:
            self._put(frame, 0.0)

    def send_raw(self, frame: bytes) -> None:
        """Take any bytes for sending as a text frame."""
        self._put(frame, 0.0)

    @property
    def _is_faulty(self) -> bool:
        return self.role in self._faults.socket_roles

    def _put(self, frame: bytes, delay: float) -> None:
        self._waiting_bytes += len(frame)
        if self._waiting_bytes > OUTBOX_BYTES:
            self.abort()
            return
        self._outbox.append((time.monotonic() + delay if delay else 0.0, frame))
        self._wake.set()

    async def serve(self, gateway: Gateway) -> None:
        """Read and answer until the connection ends."""
        writer = asyncio.create_task(self._write(), name="demo exchange writer")
        try:
            await self._read(gateway)
        finally:
            gateway.leave(self)
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer

    async def _read(self, gateway: Gateway) -> None:
        async for message in self._socket:
            if message.type is WSMsgType.PING:
                if self.answers_pings and (self._faults.answer_pings or not self._is_faulty):
                    with suppress(ConnectionError):
                        await self._socket.pong(message.data)
            elif message.type in {WSMsgType.TEXT, WSMsgType.BINARY}:
                if not (self._is_faulty and self._faults.ignore_requests):
                    gateway.receive(self, message.data)
            elif message.type is WSMsgType.ERROR:
                return

    async def _write(self) -> None:
        """Send what waits. When the line breaks the reader notices too, and ends the connection."""
        with suppress(ConnectionError):
            while True:
                while self._outbox:
                    due, frame = self._outbox[0]
                    if due and (wait := due - time.monotonic()) > 0.0:
                        await asyncio.sleep(wait)
                        continue
                    self._outbox.popleft()
                    self._waiting_bytes -= len(frame)
                    await self._socket.send_frame(frame, WSMsgType.TEXT)
                self._wake.clear()
                await self._wake.wait()
