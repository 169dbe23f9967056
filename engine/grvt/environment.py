"""The exchange's environments and their addresses (protocol reference, section 1.1).

An environment has three base URLs: edge (sign-in), trades (private) and market data (public). Each can be
replaced by an environment variable. The demo environment has no addresses of its own: it gets them from
the exchange that is started inside the process, or from the variables.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from urllib.parse import urlsplit

WS_PATH = "/ws/full"

EDGE_VARIABLE = "GRVT_EDGE_URL"
TRADES_VARIABLE = "GRVT_TRADES_URL"
MARKET_DATA_VARIABLE = "GRVT_MARKET_DATA_URL"
ENVIRONMENT_VARIABLE = "GRVT_ENV"


class EnvironmentSettingError(ValueError):
    """An environment name or address that cannot be used; the text names setting, value and fix."""


class EnvironmentName(Enum):
    """The environments by their legal names."""

    DEMO = "demo"
    PROD = "prod"
    TESTNET = "testnet"
    STAGING = "staging"
    DEV = "dev"


_ALIASES = {"mainnet": EnvironmentName.PROD, "production": EnvironmentName.PROD}

_DOMAINS = {
    EnvironmentName.PROD: "grvt.io",
    EnvironmentName.TESTNET: "testnet.grvt.io",
    EnvironmentName.STAGING: "staging.gravitymarkets.io",
    EnvironmentName.DEV: "dev.gravitymarkets.io",
}


@dataclass(frozen=True, slots=True)
class Environment:
    """One environment and its base URLs, without a trailing slash; for demo they are "" until known."""

    name: EnvironmentName
    edge_url: str = ""
    trades_url: str = ""
    market_data_url: str = ""

    @property
    def market_data_ws_url(self) -> str:
        """Where the public WebSocket is opened."""
        return _websocket_url(self.market_data_url)

    @property
    def trades_ws_url(self) -> str:
        """Where the private WebSocket is opened."""
        return _websocket_url(self.trades_url)

    @property
    def needs_embedded_exchange(self) -> bool:
        """True for demo while an address is missing: the exchange inside the process must supply it."""
        return self.name is EnvironmentName.DEMO and not all(
            (self.edge_url, self.trades_url, self.market_data_url)
        )

    def with_urls(
        self, *, edge_url: str = "", trades_url: str = "", market_data_url: str = ""
    ) -> "Environment":
        """The same environment with these base URLs where it has none of its own yet."""
        return replace(
            self,
            edge_url=self.edge_url or edge_url.rstrip("/"),
            trades_url=self.trades_url or trades_url.rstrip("/"),
            market_data_url=self.market_data_url or market_data_url.rstrip("/"),
        )


def parse_environment(text: str) -> EnvironmentName:
    """Read an environment name; ``mainnet`` and ``production`` mean prod.

    Raises:
        EnvironmentSettingError: the name is none of the legal ones, which the message lists.
    """
    word = text.strip().lower()
    if word in _ALIASES:
        return _ALIASES[word]
    try:
        return EnvironmentName(word)
    except ValueError:
        legal = ", ".join(name.value for name in EnvironmentName)
        raise EnvironmentSettingError(
            f"environment {text[:80]!r} is unknown: use one of {legal} (mainnet and production mean prod)"
        ) from None


def resolve_environment(name: str | None, environ: Mapping[str, str]) -> Environment:
    """The environment that ``name``, else ``GRVT_ENV``, else demo chooses, with ``environ``'s URLs in place.

    Raises:
        EnvironmentSettingError: a name or URL that cannot be used.
    """
    chosen = parse_environment(name or environ.get(ENVIRONMENT_VARIABLE, "").strip() or "demo")
    domain = _DOMAINS.get(chosen)

    def url(variable: str, host: str) -> str:
        value = environ.get(variable, "").strip()
        if value:
            return _checked_base_url(variable, value)
        return f"https://{host}.{domain}" if domain else ""

    return Environment(
        chosen,
        edge_url=url(EDGE_VARIABLE, "edge"),
        trades_url=url(TRADES_VARIABLE, "trades"),
        market_data_url=url(MARKET_DATA_VARIABLE, "market-data"),
    )


def _websocket_url(base_url: str) -> str:
    if not base_url:
        return ""
    scheme, _, rest = base_url.partition("://")
    return f"{'wss' if scheme == 'https' else 'ws'}://{rest}{WS_PATH}"


def _checked_base_url(variable: str, value: str) -> str:
    def wrong(problem: str, shown: str = value) -> EnvironmentSettingError:
        return EnvironmentSettingError(
            f"{variable} is {shown[:200]!r}: {problem}. Give a base URL such as https://edge.grvt.io"
            " or http://127.0.0.1:8701"
        )

    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise wrong(f"it is not a URL ({error})") from None
    if "@" in parts.netloc:
        # The part before the @ may be a password, so the value is not repeated in full.
        host_part = parts.netloc.rpartition("@")[2]
        raise wrong("it must not hold a user name or password", f"{parts.scheme}://…@{host_part}")
    if parts.scheme not in {"http", "https"}:
        raise wrong("it must start with https:// (or http:// on this computer)")
    if not host or any(c.isspace() or not c.isprintable() for c in value):
        raise wrong("it names no host")
    if parts.path.strip("/") or parts.query or parts.fragment or value.endswith(("?", "#")):
        raise wrong("it must end after the host and port, without a path, query or fragment")
    if port == 0:
        raise wrong("port 0 cannot be connected to")
    if parts.scheme == "http" and not _is_loopback(host):
        raise wrong("plain http is allowed only for this computer (127.0.0.1, localhost, [::1]); use https")
    shown_host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown_host}" + (f":{port}" if port is not None else "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback and (address.version == 4 or address == ipaddress.IPv6Address("::1"))
