"""The state of one endpoint, told to whoever listens each time it changes."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.feed.backoff import Backoff
from engine.feed.connection import ConnectionEvent, ConnectionMachine, ConnectionState, Endpoint
from engine.feed.timing import Clock

StatusListener = Callable[["ConnectionStatus"], None]


@dataclass(frozen=True, slots=True)
class ConnectionStatus:
    """One endpoint at one moment. ``time`` in ns since the epoch; ``retry_at`` in monotonic seconds."""

    endpoint: Endpoint
    state: ConnectionState
    attempt: int
    retry_in_ms: int | None
    retry_at: float | None
    reason: str | None
    time: int


class EndpointStatus:
    """Drives the state machine and the backoff of one endpoint, and tells every change."""

    def __init__(
        self, endpoint: Endpoint, clock: Clock, listener: StatusListener, max_retries: int | None
    ) -> None:
        """``max_retries``: reconnects in a row before giving up, None for without end."""
        self._machine = ConnectionMachine(endpoint)
        self._clock = clock
        self._listener = listener
        self._max_retries = max_retries
        self.backoff = Backoff(clock.jitter)
        self.now = ConnectionStatus(endpoint, ConnectionState.OFFLINE, 1, None, None, None, clock.wall_ns())

    @property
    def state(self) -> ConnectionState:
        """The state now."""
        return self._machine.state

    def on(self, event: ConnectionEvent, reason: str | None = None) -> None:
        """Take an event and tell the new state.

        Raises:
            IllegalTransition: the event cannot happen in this state.
        """
        before = self._machine.state
        state = self._machine.on(event)
        if state is ConnectionState.LIVE:
            self.backoff.on_live(self._clock.monotonic())
        elif before is ConnectionState.LIVE:
            self.backoff.on_lost(self._clock.monotonic())
        if state is before and state is ConnectionState.OFFLINE:
            return
        self._tell(self.backoff.attempt, None, reason)

    def lost(self, reason: str) -> float | None:
        """The connection or the try was lost: back off, and return the monotonic deadline of the next try.

        Returns None when the tries are used up; the endpoint has failed then.
        """
        monotonic = self._clock.monotonic()
        self.backoff.on_lost(monotonic)
        self._machine.on(ConnectionEvent.LOST)
        if self._max_retries is not None and self.backoff.retries >= self._max_retries:
            self._machine.on(ConnectionEvent.GIVE_UP)
            self._tell(self.backoff.attempt, None, f"gave up after {self._max_retries} retries: {reason}")
            return None
        delay = self.backoff.next_delay()
        self._tell(self.backoff.retries, delay, reason)
        return monotonic + delay

    def _tell(self, attempt: int, delay: float | None, reason: str | None) -> None:
        self.now = ConnectionStatus(
            endpoint=self._machine.endpoint,
            state=self._machine.state,
            attempt=attempt,
            retry_in_ms=None if delay is None else round(delay * 1000),
            retry_at=None if delay is None else self._clock.monotonic() + delay,
            reason=reason,
            time=self._clock.wall_ns(),
        )
        self._listener(self.now)
