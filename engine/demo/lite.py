"""The two encodings: full key names, and the short ones of ``/lite`` (protocol reference, sections 3 to 6).

Objects are built with full names; a ``Shape`` says how their keys are called in lite and what their nested
objects are. Keys without a published lite name are left out there (protocol reference, section 12).
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from msgspec import Struct, field


class Encoding(Enum):
    """How keys are written."""

    FULL = "full"
    LITE = "lite"


class Shape(Struct, frozen=True):
    """The lite names of an object's keys, and the shapes of the objects in it."""

    names: Mapping[str, str]
    nested: Mapping[str, "Shape"] = field(default_factory=dict)

    def to_lite(self, value: Any) -> Any:
        """An object, or a list of objects, with lite names."""
        if isinstance(value, list):
            return [self.to_lite(item) for item in value]
        if not isinstance(value, dict):
            return value
        short: dict[str, Any] = {}
        for key, item in value.items():
            name = self.names.get(key)
            if name is not None:
                inner = self.nested.get(key)
                short[name] = item if inner is None else inner.to_lite(item)
        return short

    def to_full(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """A request with lite names, in full names; unknown keys are ignored as the exchange does."""
        return {key: value[name] for key, name in self.names.items() if name in value}

    def encode(self, value: Any, encoding: Encoding) -> Any:
        """The object in an encoding."""
        return self.to_lite(value) if encoding is Encoding.LITE else value


def _names(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.split())


_MINI = (
    "event_time:et instrument:i mark_price:mp index_price:ip last_price:lp last_size:ls mid_price:mp1 "
    "best_bid_price:bb best_bid_size:bb1 best_ask_price:ba best_ask_size:ba1"
)
MINI = Shape(_names(_MINI))
TICKER = Shape(
    _names(
        f"{_MINI} funding_rate_8h_curr:fr funding_rate_8h_avg:fr1 interest_rate:ir forward_price:fp "
        "buy_volume_24h_b:bv sell_volume_24h_b:sv buy_volume_24h_q:bv1 sell_volume_24h_q:sv1 high_price:hp "
        "low_price:lp1 open_price:op open_interest:oi long_short_ratio:ls1 funding_rate:fr2 "
        "next_funding_time:nf"
    )
)
LEVEL = Shape(_names("price:p size:s num_orders:no"))
BOOK = Shape(_names("event_time:et instrument:i bids:b asks:a"), {"bids": LEVEL, "asks": LEVEL})
TRADE = Shape(
    _names(
        "event_time:et instrument:i is_taker_buyer:it size:s price:p mark_price:mp index_price:ip "
        "interest_rate:ir forward_price:fp trade_id:ti venue:v is_rpi:ir1"
    )
)
CANDLE = Shape(
    _names(
        "open_time:ot close_time:ct open:o close:c high:h low:l volume_b:vb volume_q:vq trades:t instrument:i"
    )
)
FUNDING = Shape(
    _names(
        "instrument:i funding_rate:fr funding_time:ft mark_price:mp funding_rate_8_h_avg:fr1 "
        "funding_interval_hours:fi"
    )
)
INSTRUMENT = Shape(
    _names(
        "instrument:i instrument_hash:ih base:b quote:q kind:k venues:v settlement_period:sp1 "
        "base_decimals:bd quote_decimals:qd tick_size:ts min_size:ms create_time:ct max_position_size:mp "
        "funding_interval_hours:fi adjusted_funding_rate_cap:af adjusted_funding_rate_floor:af1 "
        "min_notional:mn"
    )
)
CURRENCY = Shape(_names("id:i symbol:s balance_decimals:bd quantity_multiplier:qm"))
_ASSET = Shape(_names("asset_id:ai asset_code:ac balance_decimals:bd"))
SUPPORTED_ASSETS = Shape(
    _names("funding:f spot:s futures:f1"), {"funding": _ASSET, "spot": _ASSET, "futures": _ASSET}
)
_BRACKET = Shape(
    _names(
        "tier:t notional_floor:nf notional_cap:nc maintenance_margin_rate:mm initial_margin_rate:im "
        "max_leverage:ml cumulative_maintenance_amount:cm"
    )
)
MARGIN_RULES = Shape(
    _names("instrument:i max_position_size:mp risk_brackets:rb"), {"risk_brackets": _BRACKET}
)

POSITION = Shape(
    _names(
        "event_time:et sub_account_id:sa instrument:i size:s notional:n entry_price:ep exit_price:ep1 "
        "mark_price:mp unrealized_pnl:up realized_pnl:rp total_pnl:tp roi:r quote_index_price:qi "
        "est_liquidation_price:el leverage:l"
    )
)
_BALANCE = Shape(_names("currency:c balance:b index_price:ip"))
SUB_ACCOUNT = Shape(
    _names(
        "event_time:et sub_account_id:sa margin_type:mt settle_currency:sc unrealized_pnl:up total_equity:te "
        "initial_margin:im maintenance_margin:mm available_balance:ab spot_balances:sb positions:p "
        "settle_index_price:si"
    ),
    {"spot_balances": _BALANCE, "positions": POSITION},
)
_ORDER_STATE = Shape(
    _names("status:s reject_reason:rr book_size:bs traded_size:ts update_time:ut avg_fill_price:af")
)
ORDER = Shape(
    _names(
        "order_id:oi sub_account_id:sa is_market:im time_in_force:ti post_only:po reduce_only:ro legs:l "
        "signature:s metadata:m state:s1"
    ),
    {
        "legs": Shape(_names("instrument:i size:s limit_price:lp is_buying_asset:ib")),
        "signature": Shape(_names("signer:s r:r s:s1 v:v expiration:e nonce:n")),
        "metadata": Shape(_names("client_order_id:co create_time:ct")),
        "state": _ORDER_STATE,
    },
)
ORDER_CHANGE = Shape(_names("order_id:oi client_order_id:co order_state:os"), {"order_state": _ORDER_STATE})
FILL = Shape(
    _names(
        "event_time:et sub_account_id:sa instrument:i is_buyer:ib is_taker:it size:s price:p mark_price:mp "
        "index_price:ip interest_rate:ir forward_price:fp realized_pnl:rp fee:f fee_rate:fr trade_id:ti "
        "order_id:oi venue:v is_liquidation:il client_order_id:co signer:s1 broker:b is_rpi:ir1 builder:b1 "
        "builder_fee_rate:bf builder_fee:bf1 fee_currency:fc"
    )
)
OPAQUE = Shape({})

REQUEST = Shape(_names("jsonrpc:j method:m params:p id:i"))
SUBSCRIBE_PARAMS = Shape(_names("stream:s selectors:s1 use_global_sequence_number:ug"))
LEGACY_REQUEST = Shape(_names("request_id:ri stream:s feed:f method:m is_full:if"))
ERROR = Shape(_names("code:c message:m"))
REST_ERROR = Shape(_names("request_id:ri code:c message:m status:s"))
SUBSCRIBED = Shape(
    _names(
        "request_id:ri stream:s subs:s1 unsubs:u num_snapshots:ns first_sequence_number:fs "
        "latest_sequence_number:ls"
    )
)
RESPONSE = Shape(_names("jsonrpc:j result:r error:e id:i method:m"), {"error": ERROR})
FEED = Shape(_names("stream:s selector:s1 sequence_number:sn feed:f prev_sequence_number:ps"))
BODY = Shape(_names("result:r next:n"))
