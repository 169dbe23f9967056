"""Switches that make the demo exchange misbehave, and a record of what clients did.

Everything here is plain data that may be changed while the exchange runs; the exchange looks at it at the
moment it matters. What acts once on everything (cutting connections, expiring sessions, restarting the
gateway) is a method of ``DemoExchange``.
"""

from collections import deque
from enum import Enum

from msgspec import Struct, field

from engine.demo.selectors import Role

_REMEMBERED = 10_000


class LoginOutcome(Enum):
    """How a sign-in ends. ``ACCEPT`` decides by the key; the others do what they say to any key."""

    ACCEPT = "accept"
    BAD_KEY = "bad key"
    GEO_BLOCKED = "geo blocked"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    RATE_LIMITED = "429"
    SERVER_ERROR = "500"
    GARBAGE = "garbage"
    NO_COOKIE = "no cookie"
    NO_ACCOUNT_ID = "no account id"
    NO_EXPIRES = "no expires"
    HANG = "hang"


class Attempt(Struct, frozen=True):
    """A sign-in, a socket or a REST call that reached the exchange; ``at`` is ``time.monotonic()``."""

    at: float
    role: Role
    what: str


class Seen(Struct):
    """What clients did, oldest first: the newest ten thousand of each kind."""

    logins: deque[Attempt] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    sockets: deque[Attempt] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    rest: deque[Attempt] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))


class Faults(Struct):
    """The switches; a fresh object is a healthy exchange. Delays are in seconds.

    Sockets, on the hosts named in ``socket_roles``:

    - ``refuse_sockets``: answer every upgrade with this HTTP status;
    - ``drop_sockets``: accept every new connection and abort it at once;
    - ``ignore_requests``: accept connections and never answer a frame, nor send anything;
    - ``silent``: answer requests but send no feed (it is lost: the numbers go on);
    - ``answer_pings``: False leaves protocol pings unanswered;
    - ``feed_delay``: send every feed message that much later.

    The trade stream: ``skip_trades`` messages are lost (their numbers are used, the trades are in the
    history); ``duplicate_trades`` messages are sent twice.

    Sign-in: ``next_logins`` are used up first, then every sign-in ends as ``login``; ``login_delay``.

    REST: ``fail_rest`` and ``rest_delay``. ``resend_forming_candle`` is no fault but a way in which
    ``v1.candle`` may behave (protocol reference, section 12).
    """

    socket_roles: set[Role] = field(default_factory=lambda: {Role.MARKET_DATA, Role.TRADES})
    refuse_sockets: int | None = None
    drop_sockets: bool = False
    ignore_requests: bool = False
    silent: bool = False
    answer_pings: bool = True
    feed_delay: float = 0.0
    skip_trades: int = 0
    duplicate_trades: int = 0
    login: LoginOutcome = LoginOutcome.ACCEPT
    next_logins: deque[LoginOutcome] = field(default_factory=deque)
    login_delay: float = 0.0
    rest_delay: float = 0.0
    resend_forming_candle: bool = False
    seen: Seen = field(default_factory=Seen)
    _rest_failures: dict[str, deque[int]] = field(default_factory=dict)

    def fail_rest(self, endpoint: str, status: int, times: int = 1) -> None:
        """Answer the next calls of an endpoint (``"kline"``, or ``"*"`` for any) with an HTTP status."""
        self._rest_failures.setdefault(endpoint, deque()).extend([status] * times)

    def take_rest_failure(self, endpoint: str) -> int | None:
        """The status that this call of an endpoint must fail with, None if it may succeed."""
        for name in (endpoint, "*"):
            waiting = self._rest_failures.get(name)
            if waiting:
                return waiting.popleft()
        return None

    def take_login_outcome(self) -> LoginOutcome:
        """How this sign-in ends."""
        return self.next_logins.popleft() if self.next_logins else self.login
