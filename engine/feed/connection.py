"""The states of a connection, as a table. No clock, no socket: the supervisor waits, this file decides.

Rules of this file:

1. Every change of an endpoint's state goes through ``ConnectionMachine.on``; there is no other setter.
2. ``_TABLE`` holds every legal pair. A pair that is not in it raises ``IllegalTransition`` and leaves the
   state as it was.
3. The edge endpoint never opens a socket, so it is live when signed in; the market-data endpoint needs no
   session, so it never authenticates; the trades endpoint does both, in that order.
4. ``STOP`` is legal everywhere and leads to offline. ``REJECTED`` is legal wherever a session is used, and
   ends the retries until a ``START`` with another key.
5. Whatever is lost leads to backing off, never straight to a new try: that is what keeps a server that
   drops every connection from being hammered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Endpoint(Enum):
    """The exchange's three hosts."""

    EDGE = "edge"
    MARKET_DATA = "market_data"
    TRADES = "trades"


class ConnectionState(Enum):
    """Where a connection stands, as said in event lines."""

    OFFLINE = "offline"
    AUTHENTICATING = "authenticating"
    CONNECTING = "connecting"
    SUBSCRIBING = "subscribing"
    LIVE = "live"
    STALE = "stale"
    BACKING_OFF = "backing_off"
    FAILED = "failed"


class ConnectionEvent(Enum):
    """What can happen to a connection."""

    START = "start"
    AUTHENTICATED = "authenticated"
    CONNECTED = "connected"
    SUBSCRIBED = "subscribed"
    SILENT = "silent"
    EXPIRED = "expired"
    LOST = "lost"
    RETRY = "retry"
    REJECTED = "rejected"
    GIVE_UP = "give_up"
    STOP = "stop"


class IllegalTransition(Exception):
    """An event that cannot happen in this state: a defect of the caller."""

    def __init__(self, endpoint: Endpoint, state: ConnectionState, event: ConnectionEvent) -> None:
        super().__init__(f"{endpoint.value}: {event.value} cannot happen while {state.value}")
        self.endpoint = endpoint
        self.state = state
        self.event = event


_S = ConnectionState
_E = ConnectionEvent

Transitions = Mapping[tuple[ConnectionState, ConnectionEvent], ConnectionState]

_STOPS: Transitions = {(state, _E.STOP): _S.OFFLINE for state in ConnectionState}

_SESSION: Transitions = {
    (_S.AUTHENTICATING, _E.LOST): _S.BACKING_OFF,
    (_S.AUTHENTICATING, _E.REJECTED): _S.FAILED,
    (_S.LIVE, _E.EXPIRED): _S.AUTHENTICATING,
    (_S.LIVE, _E.REJECTED): _S.FAILED,
    (_S.BACKING_OFF, _E.REJECTED): _S.FAILED,
    (_S.OFFLINE, _E.START): _S.AUTHENTICATING,
    (_S.FAILED, _E.START): _S.AUTHENTICATING,
    (_S.BACKING_OFF, _E.RETRY): _S.AUTHENTICATING,
    (_S.BACKING_OFF, _E.GIVE_UP): _S.FAILED,
}

_SOCKET: Transitions = {
    (_S.CONNECTING, _E.CONNECTED): _S.SUBSCRIBING,
    (_S.CONNECTING, _E.LOST): _S.BACKING_OFF,
    (_S.SUBSCRIBING, _E.SUBSCRIBED): _S.LIVE,
    (_S.SUBSCRIBING, _E.LOST): _S.BACKING_OFF,
    (_S.SUBSCRIBING, _E.SILENT): _S.STALE,
    (_S.LIVE, _E.LOST): _S.BACKING_OFF,
    (_S.LIVE, _E.SILENT): _S.STALE,
    (_S.STALE, _E.LOST): _S.BACKING_OFF,
}

_TABLE: Mapping[Endpoint, Transitions] = {
    Endpoint.EDGE: {
        **_STOPS,
        **_SESSION,
        (_S.AUTHENTICATING, _E.AUTHENTICATED): _S.LIVE,
    },
    Endpoint.MARKET_DATA: {
        **_STOPS,
        **_SOCKET,
        (_S.OFFLINE, _E.START): _S.CONNECTING,
        (_S.FAILED, _E.START): _S.CONNECTING,
        (_S.BACKING_OFF, _E.RETRY): _S.CONNECTING,
        (_S.BACKING_OFF, _E.GIVE_UP): _S.FAILED,
    },
    Endpoint.TRADES: {
        **_STOPS,
        **_SESSION,
        **_SOCKET,
        (_S.AUTHENTICATING, _E.AUTHENTICATED): _S.CONNECTING,
        (_S.CONNECTING, _E.EXPIRED): _S.AUTHENTICATING,
        (_S.CONNECTING, _E.REJECTED): _S.FAILED,
        (_S.SUBSCRIBING, _E.EXPIRED): _S.AUTHENTICATING,
        (_S.SUBSCRIBING, _E.REJECTED): _S.FAILED,
        (_S.STALE, _E.REJECTED): _S.FAILED,
    },
}


def transitions(endpoint: Endpoint) -> Transitions:
    """Every legal ``(state, event) -> state`` of an endpoint."""
    return _TABLE[endpoint]


@dataclass(slots=True)
class ConnectionMachine:
    """The state of one endpoint. It starts offline."""

    endpoint: Endpoint
    state: ConnectionState = ConnectionState.OFFLINE

    def on(self, event: ConnectionEvent) -> ConnectionState:
        """Take an event and return the new state.

        Raises:
            IllegalTransition: the event cannot happen in this state, which stays as it was.
        """
        new_state = _TABLE[self.endpoint].get((self.state, event))
        if new_state is None:
            raise IllegalTransition(self.endpoint, self.state, event)
        self.state = new_state
        return new_state
