"""Frames of the WebSocket protocol: reading requests, writing answers.

Source: protocol reference, sections 3.1 to 3.3 and 3.9.
"""

from enum import Enum
from typing import Any

import msgspec
from msgspec import Struct

from engine.demo import lite
from engine.demo.errors import MALFORMED, Code
from engine.demo.lite import Encoding

_LARGEST_ID = (1 << 32) - 1


class Dialect(Enum):
    """What a path speaks."""

    FULL = "/ws/full"
    LITE = "/ws/lite"
    LEGACY = "/ws"


class Request(Struct, frozen=True):
    """A readable request; ``params`` keep the names of ``encoding``. ``id`` is None when it was omitted."""

    method: str
    params: dict[str, Any]
    id: int | None
    encoding: Encoding
    legacy: bool = False


class UnreadableFrame(Exception):
    """A frame that is no request in the path's encoding."""


def read_request(data: str | bytes, dialect: Dialect) -> Request:
    """Read one frame.

    Raises:
        UnreadableFrame: no JSON object, the other encoding's keys, or an envelope that is not as specified.
    """
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreadableFrame(str(error)) from error
    if not isinstance(found, dict):
        raise UnreadableFrame("not an object")
    if dialect is Dialect.LEGACY:
        return _legacy_request(found)
    encoding = Encoding.LITE if dialect is Dialect.LITE else Encoding.FULL
    envelope = lite.REQUEST.to_full(found) if encoding is Encoding.LITE else found
    method, params = envelope.get("method"), envelope.get("params", {})
    if envelope.get("jsonrpc") != "2.0" or not isinstance(method, str) or not isinstance(params, dict):
        raise UnreadableFrame("not JSON-RPC 2.0 in this encoding")
    return Request(method, params, _identifier(envelope.get("id")), encoding)


def _legacy_request(found: dict[str, Any]) -> Request:
    """The flat format of ``/ws``; both spellings of its keys are read, ``is_full`` chooses the answers'."""
    flat = found if "stream" in found or "method" in found else lite.LEGACY_REQUEST.to_full(found)
    stream, feed, method = flat.get("stream"), flat.get("feed"), flat.get("method")
    if not isinstance(method, str) or not isinstance(stream, str) or not isinstance(feed, list):
        raise UnreadableFrame("not a request of the legacy format")
    encoding = Encoding.FULL if flat.get("is_full") is True else Encoding.LITE
    params = {"stream": stream, "selectors": feed}
    return Request(method, params, _identifier(flat.get("request_id")), encoding, legacy=True)


def _identifier(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST_ID:
        raise UnreadableFrame("the id is not an unsigned 32-bit integer")
    return value


def subscribe_params(request: Request) -> tuple[str, list[str]] | None:
    """Stream and selectors of a subscribe or unsubscribe request, None where they are malformed."""
    params = request.params
    if request.encoding is Encoding.LITE and not request.legacy:
        params = lite.SUBSCRIBE_PARAMS.to_full(params)
    stream, selectors = params.get("stream"), params.get("selectors")
    if not isinstance(stream, str) or not isinstance(selectors, list) or not selectors:
        return None
    if not all(isinstance(selector, str) for selector in selectors):
        return None
    return stream, selectors


def result_frame(request: Request, result: dict[str, Any]) -> bytes:
    """The answer to a request; ``result`` is in the request's encoding already."""
    if request.legacy:
        return _legacy_result(request, result)
    envelope: dict[str, Any] = {"jsonrpc": "2.0", "result": result}
    return _answer(request, envelope)


def subscription_frame(request: Request, result: dict[str, Any]) -> bytes:
    """The answer to subscribe and unsubscribe; ``result`` has full names."""
    if request.legacy:
        return _legacy_result(request, result)
    return result_frame(request, lite.SUBSCRIBED.encode(result, request.encoding))


def _legacy_result(request: Request, result: dict[str, Any]) -> bytes:
    flat = {"request_id": request.id or 0} | result
    return msgspec.json.encode(lite.SUBSCRIBED.encode(flat, request.encoding))


def error_frame(request: Request, code: Code) -> bytes:
    """The error answer to a request."""
    if request.legacy:
        flat = {"code": code.code, "message": code.message, "status": code.status}
        return msgspec.json.encode(lite.REST_ERROR.encode(flat, request.encoding))
    return _answer(request, {"jsonrpc": "2.0", "error": {"code": code.code, "message": code.message}})


def unreadable_frame(dialect: Dialect) -> bytes:
    """The answer to a frame that could not be read: code 1003 with id 0 and no method."""
    if dialect is Dialect.LEGACY:
        flat = {"code": MALFORMED.code, "message": MALFORMED.message, "status": MALFORMED.status}
        return msgspec.json.encode(flat)
    encoding = Encoding.LITE if dialect is Dialect.LITE else Encoding.FULL
    return error_frame(Request("", {}, 0, encoding), MALFORMED)


def _answer(request: Request, envelope: dict[str, Any]) -> bytes:
    if request.id is not None:
        envelope["id"] = request.id
    envelope["method"] = request.method
    return msgspec.json.encode(lite.RESPONSE.encode(envelope, request.encoding))
