"""The error codes of the protocol that the demo exchange answers with (protocol reference, section 9)."""

from typing import NamedTuple


class Code(NamedTuple):
    """An error code with its HTTP status and its published words."""

    code: int
    status: int
    message: str


UNAUTHENTICATED = Code(1000, 401, "You need to authenticate prior to using this functionality")
UNAUTHORIZED = Code(1001, 403, "You are not authorized to access this functionality")
INTERNAL = Code(1002, 500, "Internal Server Error")
MALFORMED = Code(1003, 400, "Request could not be processed due to malformed syntax")
NOT_FOUND = Code(1004, 404, "Data Not Found")
RATE_LIMITED = Code(1006, 429, "You have surpassed the allocated rate limit for your tier")
DEACTIVATED = Code(1009, 503, "We are temporarily deactivating this API endpoint, please try again later")
WRONG_GATEWAY = Code(1100, 400, "Stream not supported on this gateway")
WRONG_FORMAT = Code(1101, 400, "Feed Format must be in the format of <primary>@<secondary>")
WRONG_PRIMARY = Code(1102, 400, "Wrong number of primary selectors")
WRONG_SECONDARY = Code(1103, 400, "Wrong number of secondary selectors")
UNKNOWN_METHOD = Code(1200, 404, "RPC method not found")
NO_TRADE_PERMISSION = Code(1400, 403, "Signer does not have trade permission")
INVALID_INSTRUMENT = Code(3000, 400, "Instrument is invalid")
NO_STREAM_HANDLER = Code(3001, 400, "Stream handler not found")
LIMIT_OUT_OF_RANGE = Code(3011, 400, "Limit exceeds min or max value")
LIMIT_UNSUPPORTED = Code(3013, 400, "Exact limit value is not supported")
INVALID_SUB_ACCOUNT = Code(3020, 400, "Sub account ID must be an uint64 integer")
INVALID_RATE = Code(3030, 400, "Feed rate is invalid")
INVALID_DEPTH = Code(3031, 400, "Depth is invalid")
INVALID_INTERVAL = Code(3040, 400, "Candlestick interval is invalid")
INVALID_CANDLE_TYPE = Code(3041, 400, "Candlestick type is invalid")

BY_STATUS: dict[int, Code] = {
    code.status: code
    for code in (MALFORMED, UNAUTHENTICATED, UNAUTHORIZED, NOT_FOUND, RATE_LIMITED, INTERNAL, DEACTIVATED)
}
"""The general error for an HTTP status, for failures that are injected."""


class ProtocolError(Exception):
    """A request that the exchange answers with an error code."""

    def __init__(self, code: Code) -> None:
        super().__init__(f"{code.code}: {code.message}")
        self.code = code
