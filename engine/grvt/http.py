"""The one HTTP session of the program, and transport failures in plain words."""

import socket
import ssl
from typing import Any

import aiohttp

from engine.grvt.errors import TemporarilyUnavailable, shortened

_CONNECTIONS_PER_HOST = 8


def open_http_session() -> aiohttp.ClientSession:
    """A session that keeps no cookies: the session cookie travels only where it is put explicitly.

    The caller closes it.
    """
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(limit_per_host=_CONNECTIONS_PER_HOST),
        # Every call has a time-out of its own.
        timeout=aiohttp.ClientTimeout(total=None),
        headers={"User-Agent": "gridwell"},
    )


def host_of(url: str) -> str:
    """The host and port of a URL, for messages."""
    return url.partition("://")[2].partition("/")[0] or url


def unavailable(error: Exception, url: str, timeout: float) -> TemporarilyUnavailable:
    """A transport failure as an error in plain words; it does not keep ``error``, which may hold headers."""
    return TemporarilyUnavailable(f"{host_of(url)}: {transport_words(error, timeout)}")


def transport_words(error: Exception, timeout: float) -> str:
    """What went wrong below HTTP, for people."""
    match error:
        case TimeoutError():
            return f"no answer within {timeout:g} s"
        case aiohttp.ClientConnectorDNSError():
            return "the host name cannot be resolved (no network, or a wrong address)"
        case aiohttp.ClientConnectorCertificateError(certificate_error=cause):
            return f"the server's certificate is not trusted ({_certificate_words(cause)})"
        case aiohttp.ClientSSLError():
            return "no secure connection could be made (TLS failed)"
        case aiohttp.ClientConnectorError(os_error=cause):
            return _os_words(cause)
        case aiohttp.ServerDisconnectedError():
            return "the server closed the connection without an answer"
        case aiohttp.ClientPayloadError():
            return "the answer broke off"
        case aiohttp.TooManyRedirects() | aiohttp.InvalidURL():
            return "the server sent us to an address that cannot be used"
        case OSError():
            return _os_words(error)
        case _:
            # Its own text is not used: errors of this library can hold request headers.
            return f"the connection failed ({type(error).__name__})"


def _certificate_words(cause: Any) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return shortened(cause.verify_message, 120)
    return type(cause).__name__


def _os_words(error: OSError) -> str:
    match error:
        case ConnectionRefusedError():
            return "connection refused (nothing listens there)"
        case ConnectionResetError() | ConnectionAbortedError() | BrokenPipeError():
            return "the connection was reset"
        case socket.gaierror():
            return "the host name cannot be resolved (no network, or a wrong address)"
        case ssl.SSLError():
            return "no secure connection could be made (TLS failed)"
    return shortened(error.strerror or type(error).__name__, 120)


async def start_of_body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The body of a response, or what came of it once ``limit`` bytes were reached."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_any():
        chunks.append(chunk)
        size += len(chunk)
        if size >= limit:
            break
    return b"".join(chunks)
