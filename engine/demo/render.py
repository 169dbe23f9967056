"""The exchange's market-data objects, with full key names (protocol reference, sections 4 and 5)."""

from typing import Any

from engine.demo.bars import Bar
from engine.demo.book import BookSide
from engine.demo.funding import current_rate, next_settlement
from engine.demo.listings import CREATE_TIME, LISTINGS, Listing
from engine.demo.market import Market
from engine.demo.numerals import NANO, printed
from engine.demo.prints import Print

ZERO = "0.0"


def mini(market: Market) -> dict[str, Any]:
    """The mini ticker; a missing side is zero, and so is the mid price then (section 4.2)."""
    bid, ask = market.book.bids.best, market.book.asks.best
    bid_size = market.book.bids.levels[bid].size if bid is not None else 0
    ask_size = market.book.asks.levels[ask].size if ask is not None else 0
    middle = (bid + ask) // 2 if bid is not None and ask is not None else 0
    return {
        "event_time": str(market.event_time),
        "instrument": market.listing.name,
        "mark_price": printed(market.mark_price),
        "index_price": printed(market.index_price),
        "last_price": printed(market.last_price),
        "last_size": printed(market.last_size),
        "mid_price": printed(middle),
        "best_bid_price": printed(bid or 0),
        "best_bid_size": printed(bid_size),
        "best_ask_price": printed(ask or 0),
        "best_ask_size": printed(ask_size),
    }


def ticker(market: Market, seed: int, now: int) -> dict[str, Any]:
    """The mini ticker and the last 24 hours (section 4.3)."""
    listing, day = market.listing, market.day(now)
    settlement = next_settlement(listing, now)
    rate = printed(current_rate(listing, seed, settlement))
    drift = (now // (600 * NANO)) % 997
    return mini(market) | {
        "funding_rate_8h_curr": rate,
        "funding_rate_8h_avg": rate,
        "interest_rate": ZERO,
        "forward_price": ZERO,
        "buy_volume_24h_b": printed(day.buy_volume),
        "sell_volume_24h_b": printed(day.volume - day.buy_volume),
        "buy_volume_24h_q": printed(day.buy_turnover),
        "sell_volume_24h_q": printed(day.turnover - day.buy_turnover),
        "high_price": printed(day.high),
        "low_price": printed(day.low),
        "open_price": printed(day.open),
        "open_interest": printed(listing.max_position_size * 9 // 5 + drift * listing.min_size),
        "long_short_ratio": printed(NANO + drift * NANO // 2500),
        "funding_rate": rate,
        "next_funding_time": str(settlement),
    }


def level(price: int, size: int, orders: int) -> dict[str, Any]:
    """One level of the book; a removed one has size zero and no orders."""
    return {"price": printed(price), "size": printed(size), "num_orders": orders}


def levels(side: BookSide, depth: int | None = None) -> list[dict[str, Any]]:
    """The best ``depth`` levels of a side, best first; all of them without a depth."""
    return [level(price, *side.levels[price]) for price in side.prices(depth)]


def book(market: Market, depth: int | None) -> dict[str, Any]:
    """The order book (section 4.4)."""
    return {
        "event_time": str(market.event_time),
        "instrument": market.listing.name,
        "bids": levels(market.book.bids, depth),
        "asks": levels(market.book.asks, depth),
    }


def trade(instrument: str, item: Print) -> dict[str, Any]:
    """One public trade (section 4.5)."""
    return {
        "event_time": str(item.event_time),
        "instrument": instrument,
        "is_taker_buyer": item.is_taker_buyer,
        "size": printed(item.size),
        "price": printed(item.price),
        "mark_price": printed(item.mark_price),
        "index_price": printed(item.index_price),
        "interest_rate": ZERO,
        "forward_price": ZERO,
        "trade_id": f"{item.execution}-{item.fill}",
        "venue": item.venue,
        "is_rpi": item.is_rpi,
    }


def candle(instrument: str, bar: Bar, length: int, candle_type: str) -> dict[str, Any]:
    """One kline of ``length`` ns (section 4.6).

    Only ``TRADE`` klines have volume; the other types repeat the trade prices, the demo keeps no series of
    its own for them.
    """
    traded = candle_type == "TRADE"
    return {
        "open_time": str(bar.open_time),
        "close_time": str(bar.open_time + length),
        "open": printed(bar.open),
        "close": printed(bar.close),
        "high": printed(bar.high),
        "low": printed(bar.low),
        "volume_b": printed(bar.volume) if traded else ZERO,
        "volume_q": printed(bar.turnover) if traded else ZERO,
        "trades": bar.trades if traded else 0,
        "instrument": instrument,
    }


def instrument(listing: Listing) -> dict[str, Any]:
    """What is listed (section 5.4), with the undocumented keys that captures of 2026-09 show."""
    return {
        "instrument": listing.name,
        "instrument_hash": listing.instrument_hash,
        "base": listing.base,
        "quote": "USDT",
        "kind": "PERPETUAL",
        "venues": ["ORDERBOOK", "RFQ"],
        "settlement_period": "PERPETUAL",
        "base_decimals": listing.base_decimals,
        "quote_decimals": 6,
        "tick_size": printed(listing.tick_size),
        "min_size": printed(listing.min_size),
        "create_time": str(CREATE_TIME),
        "max_position_size": printed(listing.max_position_size),
        "funding_interval_hours": listing.funding_interval_hours,
        "adjusted_funding_rate_cap": listing.funding_cap,
        "adjusted_funding_rate_floor": listing.funding_floor,
        "min_notional": printed(listing.min_notional),
        "asset_class": "UNSPECIFIED",
        "status": "ACTIVE" if listing.is_active else "DELISTED",
    }


def currencies() -> list[dict[str, Any]]:
    """The currencies (section 5.2)."""
    found = [("USDT", 3, 6)] + [(item.base, item.currency_id, item.base_decimals) for item in LISTINGS]
    return [
        {
            "id": number,
            "symbol": symbol,
            "balance_decimals": decimals,
            "quantity_multiplier": str(10**decimals),
        }
        for symbol, number, decimals in sorted(found, key=lambda item: item[1])
    ]


def supported_assets() -> dict[str, Any]:
    """Which assets can be held where (section 5.2)."""
    tether = [{"asset_id": 3, "asset_code": "USDT", "balance_decimals": 6}]
    return {
        "funding": tether,
        "spot": tether,
        "futures": [
            {
                "asset_id": item.currency_id,
                "asset_code": item.base,
                "balance_decimals": item.base_decimals,
            }
            for item in LISTINGS
            if item.is_active
        ],
    }


def margin_rules(listing: Listing) -> dict[str, Any]:
    """Two risk brackets (section 7.5); this answer is not wrapped in ``result``, and the last has no cap."""
    initial = NANO // listing.max_leverage
    later = max(1, listing.max_leverage * 4 // 5)
    later_initial = NANO // later
    boundary = 600_000
    return {
        "instrument": listing.name,
        "max_position_size": printed(listing.max_position_size),
        "risk_brackets": [
            {
                "tier": 1,
                "notional_floor": "0",
                "notional_cap": str(boundary),
                "maintenance_margin_rate": printed(initial // 2),
                "initial_margin_rate": printed(initial),
                "max_leverage": listing.max_leverage,
                "cumulative_maintenance_amount": "0",
            },
            {
                "tier": 2,
                "notional_floor": str(boundary),
                "maintenance_margin_rate": printed(later_initial // 2),
                "initial_margin_rate": printed(later_initial),
                "max_leverage": later,
                "cumulative_maintenance_amount": str(boundary * (later_initial - initial) // (2 * NANO)),
            },
        ],
    }
