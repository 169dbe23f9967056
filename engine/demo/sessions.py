"""Sign-in and sessions (protocol reference, section 2)."""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

from engine.secret import Secret


@dataclass(frozen=True, slots=True)
class Session:
    """A session: its cookie, the account id that belongs to it, and when it ends (Unix time, seconds)."""

    token: Secret
    account_id: Secret
    expires_at: float = field(compare=False)

    def cookie(self, with_expires: bool = True) -> str:
        """The ``Set-Cookie`` header; ``Secure`` is left out because loopback is plain HTTP."""
        expires = format_datetime(datetime.fromtimestamp(int(self.expires_at), UTC), usegmt=True)
        middle = f"Expires={expires}; " if with_expires else ""
        return f"gravity={self.token.reveal()}; Path=/; {middle}HttpOnly"


class Sessions:
    """Who may sign in, and which sessions are alive. Times are Unix times in seconds."""

    def __init__(self, key: Secret, lifetime: float) -> None:
        self._key = key
        self._lifetime = lifetime
        self._account_id = Secret(secrets.token_urlsafe(20))
        self._alive: dict[str, Session] = {}

    def knows(self, api_key: str) -> bool:
        """Whether an API key is the accepted one."""
        return hmac.compare_digest(api_key.encode(), self._key.reveal().encode())

    def open(self, now: float) -> Session:
        """A new session."""
        for token in [token for token, old in self._alive.items() if old.expires_at <= now]:
            del self._alive[token]
        session = Session(Secret(secrets.token_urlsafe(32)), self._account_id, now + self._lifetime)
        self._alive[session.token.reveal()] = session
        return session

    def is_valid(self, token: str | None, account_id: str | None, now: float) -> bool:
        """Whether a cookie and an account id belong to a session that has not ended."""
        session = self._alive.get(token) if token else None
        return session is not None and session.expires_at > now and session.account_id.reveal() == account_id

    def expire_all(self) -> int:
        """End every session now; how many there were."""
        count = len(self._alive)
        self._alive.clear()
        return count
