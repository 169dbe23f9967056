"""The error tree: what is retried, what is said, and what is never said."""

import aiohttp
import pytest

from engine.grvt.errors import (
    CredentialsRejected,
    ExchangeError,
    MalformedMessage,
    RequestRefused,
    SessionRefused,
    TemporarilyUnavailable,
    is_retryable,
)
from engine.grvt.refusals import refusal
from engine.secret import Secret


@pytest.mark.parametrize(
    ("error", "retryable"),
    [
        (CredentialsRejected("ent: api_key not found"), False),
        (SessionRefused("code 1000"), True),
        (TemporarilyUnavailable("HTTP 503"), True),
        (MalformedMessage("not_json", "x"), True),
        (RequestRefused(1001, "not authorized", 403), False),
        (RequestRefused(1002, "Internal Server Error", 500), True),
        (RequestRefused(1003, "malformed", 400), False),
        (RequestRefused(1004, "Data Not Found", 404), False),
        (RequestRefused(1005, "Unknown Error", 500), True),
        (RequestRefused(1006, "rate limit", 429), True),
        (RequestRefused(1009, "deactivated", 503), True),
        (RequestRefused(1000, "authenticate"), True),
        (RequestRefused(1100, "Stream not supported on this gateway"), False),
        (RequestRefused(1101, "Feed Format"), False),
        (RequestRefused(1102, "primary"), False),
        (RequestRefused(1103, "secondary"), False),
        (RequestRefused(1200, "RPC method not found"), False),
        (RequestRefused(3000, "Instrument is invalid", 400), False),
        (RequestRefused(3030, "Feed rate is invalid"), False),
        (RequestRefused(3031, "Depth is invalid"), False),
        (RequestRefused(3040, "interval"), False),
        (RequestRefused(3041, "type"), False),
        (RequestRefused(9999, "something new", 400), False),
        (RequestRefused(9999, "something new", 500), True),
        (RequestRefused(9999, "something new", 429), True),
        (ExchangeError("anything else of the exchange"), True),
        (ValueError("a defect of ours"), False),
        (TimeoutError(), False),
        (aiohttp.ClientError(), False),
    ],
)
def test_policy(error: Exception, retryable: bool) -> None:
    assert is_retryable(error) is retryable


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, 1000, SessionRefused),
        (403, 2004, SessionRefused),
        (401, None, SessionRefused),
        (401, 1008, CredentialsRejected),
        (403, 1001, RequestRefused),
        (403, None, TemporarilyUnavailable),
        (404, 1004, RequestRefused),
        (404, None, TemporarilyUnavailable),
        (400, 1003, RequestRefused),
        (400, 3000, RequestRefused),
        (400, "3000", RequestRefused),
        (429, 1006, TemporarilyUnavailable),
        (429, None, TemporarilyUnavailable),
        (500, 1002, TemporarilyUnavailable),
        (503, 1009, TemporarilyUnavailable),
        (502, None, TemporarilyUnavailable),
        (502, "garbage", TemporarilyUnavailable),
        (200, None, TemporarilyUnavailable),
        (200, 1006, TemporarilyUnavailable),
        (302, None, TemporarilyUnavailable),
    ],
)
def test_what_an_unsuccessful_answer_means(status: int, code: object, kind: type[ExchangeError]) -> None:
    error = refusal("host", "mini", status, code, "own words")
    assert type(error) is kind


def test_refusals_keep_code_status_and_both_kinds_of_words() -> None:
    error = refusal("host", "book", 400, 3000, "Instrument is invalid")
    assert isinstance(error, RequestRefused)
    assert (error.code, error.status, error.message) == (3000, 400, "Instrument is invalid")
    assert "does not know this instrument" in str(error)
    assert "Instrument is invalid" in str(error)


def test_a_rejection_says_the_exchanges_words_and_the_advice() -> None:
    error = CredentialsRejected("ent: api_key not found", "Make a new key.")
    assert error.reason == "ent: api_key not found"
    assert "ent: api_key not found" in str(error)
    assert str(error).endswith("Make a new key.")


def test_details_are_short_one_line_and_without_secrets() -> None:
    secret = Secret("a-very-secret-cookie")
    text = f"x\n\x00{secret.reveal()} " + "y" * 10_000_000
    error = MalformedMessage("not_json", text)
    assert len(error.detail) <= 200
    assert "\n" not in error.detail
    assert secret.reveal() not in str(error)


@pytest.mark.parametrize("padding", range(150, 210))
def test_a_cut_never_leaves_half_a_secret(padding: int) -> None:
    secret = Secret("QUITE-A-LONG-SECRET-VALUE-0123456789")
    detail = MalformedMessage("x", "." * padding + secret.reveal()).detail
    assert "QUITE" not in detail
