"""The account feed over real sockets, against the built-in exchange."""

import asyncio
from dataclasses import replace

import pytest

from engine.demo import DemoExchange, LoginOutcome
from engine.demo.selectors import PRIVATE_STREAMS, Role
from engine.feed.connection import ConnectionState, Endpoint
from engine.grvt.errors import CredentialsRejected
from engine.secret import Secret
from tests.fakes.account import FILL_FEED, ORDER_ID, POSITION_FEED, account_rig, order_feed
from tests.fakes.live import demo_exchange, fast_clock

S = ConnectionState
UP = [S.AUTHENTICATING, S.CONNECTING, S.SUBSCRIBING, S.LIVE]
READ_ONLY = {"account_summary", "positions", "open_orders", "fill_history"}


def only_trades(exchange: DemoExchange) -> DemoExchange:
    """Faults of sockets hit the trades host alone."""
    exchange.faults.socket_roles = {Role.TRADES}
    return exchange


async def test_the_starting_picture():
    async with demo_exchange() as (exchange, environment), account_rig(exchange, environment) as rig:
        await rig.until_live()
        assert rig.states() == UP
        book = rig.feed.book
        assert rig.feed.sub_account_id == exchange.sub_account_id
        assert book.summary is not None
        assert book.summary.total_equity > 0
        assert {position.instrument for position in book.positions} == {"BTC_USDT_Perp", "ETH_USDT_Perp"}
        assert len(book.orders) == 3
        assert len(book.fills) == 2
        assert set(rig.feed.trackers) == {"v1.order", "v1.state", "v1.position", "v1.fill"}
        assert rig.feed.trackers["v1.position"].snapshot_complete
        assert {attempt.what for attempt in exchange.faults.seen.rest} == READ_ONLY
        assert len(exchange.faults.seen.logins) == 1
        assert rig.errors == []


async def test_what_the_streams_say_is_shown():
    async with demo_exchange() as (exchange, environment), account_rig(exchange, environment) as rig:
        await rig.until_live()
        book = rig.feed.book

        def shown() -> dict[str, str]:
            return {order.order_id: str(order.traded_size) for order in book.orders}

        changes = rig.changes
        rig.send("v1.order", order_feed())
        await rig.until(lambda: ORDER_ID in shown())
        assert rig.changes > changes
        rig.send("v1.order", order_feed(traded="0.2"))
        await rig.until(lambda: shown()[ORDER_ID] == "0.2")
        rig.send("v1.order", order_feed(status="CANCELLED"))
        await rig.until(lambda: ORDER_ID not in shown())
        rig.send("v1.position", POSITION_FEED)
        await rig.until(lambda: len(book.positions) == 3)
        rig.send("v1.position", {**POSITION_FEED, "size": "0.0"})
        await rig.until(lambda: len(book.positions) == 2)
        summaries = rig.asked("account_summary")
        rig.send("v1.fill", {**FILL_FEED, "event_time": str(2**62)})
        await rig.until(lambda: len(book.fills) == 3)
        assert book.fills[0].order_id == ORDER_ID
        await rig.until(lambda: rig.asked("account_summary") > summaries)
        assert rig.feed.messages == 8  # the two positions that were there included


async def test_lost_messages_are_noticed_by_their_numbers_and_asked_for():
    async with (
        demo_exchange() as (exchange, environment),
        account_rig(exchange, environment, clock=fast_clock(5.0)) as rig,
    ):
        await rig.until_live()
        rig.send("v1.order", order_feed())
        await rig.until(lambda: len(rig.feed.book.orders) == 4)
        asked = rig.asked("open_orders")
        rig.send("v1.order", order_feed("0xother"), skip=3)
        # the exchange knows of neither: only its own answer takes the one that was shown away
        await rig.until(lambda: ORDER_ID not in {order.order_id for order in rig.feed.book.orders})
        assert rig.asked("open_orders") == asked + 1
        assert rig.feed.trackers["v1.order"].gaps == 1
        assert rig.states() == UP


async def test_changed_order_states_are_asked_for_once_for_many():
    async with (
        demo_exchange() as (exchange, environment),
        account_rig(exchange, environment, clock=fast_clock(5.0)) as rig,
    ):
        await rig.until_live()
        rig.send("v1.order", order_feed())
        await rig.until(lambda: len(rig.feed.book.orders) == 4)
        asked = rig.asked("open_orders")
        for _ in range(50):
            rig.send("v1.state", {"whatever": "changed"})
        await rig.until(lambda: len(rig.feed.book.orders) == 3)
        assert asked + 1 <= rig.asked("open_orders") <= asked + 2
        assert rig.asked("positions") == 1


async def test_bad_messages_are_told_once_and_the_picture_is_read_again():
    async with (
        demo_exchange() as (exchange, environment),
        account_rig(exchange, environment, clock=fast_clock(5.0)) as rig,
    ):
        await rig.until_live()
        for _ in range(200):
            rig.send("v1.fill", {**FILL_FEED, "price": "0.0"})
            exchange.send_raw("v1.order", b'{"stream":"v1.order","sel')
        await rig.until(lambda: rig.feed.malformed == {"not_positive": 200, "not_json": 200})
        assert len(rig.errors) == 2
        await rig.until(lambda: rig.asked("fill_history") >= 2)
        assert rig.asked("fill_history") <= 3
        assert len(rig.feed.book.fills) == 2
        assert rig.states() == UP


async def test_a_message_of_another_account_is_not_shown():
    async with demo_exchange() as (exchange, environment), account_rig(exchange, environment) as rig:
        await rig.until_live()
        frame = b'{"stream":"v1.position","selector":"42","sequence_number":"1","feed":{"instrument":"X","size":"1"}}'
        exchange.send_raw("v1.position", frame)
        await rig.until(lambda: rig.feed.malformed["not_asked_for"] == 1)
        assert len(rig.feed.book.positions) == 2


async def test_balances_and_positions_are_read_every_ten_seconds():
    clock = fast_clock(40.0)
    async with (
        demo_exchange() as (exchange, environment),
        account_rig(exchange, environment, clock=clock) as rig,
    ):
        await rig.until_live()
        began = clock.monotonic()
        await rig.until(lambda: rig.asked("account_summary") >= 4 and rig.asked("positions") >= 4)
        assert clock.monotonic() - began >= 29
        assert rig.asked("account_summary") == rig.asked("positions") == 4
        assert rig.asked("open_orders") == 1


async def test_a_feed_that_only_pongs_is_compared_with_the_exchange_and_replaced():
    async with (
        demo_exchange() as (exchange, environment),
        account_rig(exchange, environment, clock=fast_clock(60.0)) as rig,
    ):
        await rig.until_live()
        exchange._account._orders.pop()  # and no stream says so
        await rig.until(lambda: S.BACKING_OFF in rig.states())
        assert "its feed did not say so" in rig.reasons(S.BACKING_OFF)[0]
        await rig.until_live(2)
        assert len(rig.feed.book.orders) == 2


async def test_a_renewed_session_replaces_the_socket_at_once_and_only_once():
    async with demo_exchange() as (exchange, environment), account_rig(exchange, environment) as rig:
        await rig.until_live()
        old = rig.cookies()
        rig.sign_in.refused(rig.sessions[0])
        await rig.until_live(2)
        assert rig.states() == UP + UP
        await rig.until(lambda: len(rig.cookies()) == 1)
        assert rig.cookies() != old
        assert rig.cookies() == [rig.sessions[1].cookie.reveal()]
        assert rig.reasons(S.AUTHENTICATING)[1] == "the session was renewed"
        rig.feed.on_session(rig.sessions[1])
        assert rig.feed.supervisor.facts.connects == 2


async def test_a_session_that_the_exchange_ended_is_noticed_and_replaced():
    async with (
        demo_exchange() as (exchange, environment),
        account_rig(exchange, environment, clock=fast_clock(10.0)) as rig,
    ):
        await rig.until_live()
        assert exchange.expire_sessions() == 1
        await rig.until_live(2)
        assert rig.reasons(S.BACKING_OFF) == ["the exchange ended the session"]
        assert len(exchange.faults.seen.logins) == 2


async def test_a_subscription_refused_for_want_of_a_session_signs_in_again():
    async with (
        demo_exchange() as (exchange, environment),
        account_rig(exchange, environment, clock=fast_clock(5.0)) as rig,
    ):
        await rig.until_live()
        exchange.expire_sessions()
        exchange.cut_connections()
        await rig.until_live(2)
        assert rig.states()[4:] == [
            S.BACKING_OFF,
            S.AUTHENTICATING,
            S.CONNECTING,
            S.SUBSCRIBING,
            S.BACKING_OFF,
            *UP,
        ]
        assert "code 1000" in rig.reasons(S.BACKING_OFF)[1]
        assert len(exchange.faults.seen.logins) == 2


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_upgrade_signs_in_again_and_backs_off(status):
    clock = fast_clock(20.0)
    async with demo_exchange() as (exchange, environment):
        only_trades(exchange).faults.refuse_sockets = status
        async with account_rig(exchange, environment, clock=clock) as rig:
            await rig.until(lambda: rig.states().count(S.BACKING_OFF) == 4)
            delays = [s.retry_in_ms for s in rig.told if s.state is S.BACKING_OFF]
            assert delays == [1000, 2000, 4000, 8000]
            # one sign-in at first, and one after each refusal
            await rig.until(lambda: len(exchange.faults.seen.logins) == 5)
            exchange.faults.refuse_sockets = None
            await rig.until_live()
            assert len(exchange.faults.seen.logins) == 5


async def test_a_host_that_drops_every_connection_is_not_hammered():
    async with demo_exchange() as (exchange, environment):
        only_trades(exchange).faults.drop_sockets = True
        async with account_rig(exchange, environment, clock=fast_clock(30.0)) as rig:
            await rig.until(lambda: rig.states().count(S.BACKING_OFF) == 6)
            delays = [s.retry_in_ms for s in rig.told if s.state is S.BACKING_OFF]
            assert delays == [1000, 2000, 4000, 8000, 16000, 30000]
            assert len(exchange.faults.seen.sockets) == 6
            assert len(exchange.faults.seen.logins) == 1
            assert rig.states(Endpoint.EDGE) == [S.AUTHENTICATING, S.LIVE]


async def test_the_tries_are_used_up():
    async with demo_exchange() as (exchange, environment):
        only_trades(exchange).faults.drop_sockets = True
        clock = fast_clock(30.0)
        async with account_rig(exchange, environment, clock=clock, max_retries=2) as rig:
            await asyncio.wait_for(rig.running, 10)
            assert rig.states()[-1] is S.FAILED
            assert "gave up after 2 retries" in rig.reasons(S.FAILED)[0]


async def test_a_rejected_key_fails_with_the_reason_after_one_sign_in():
    async with (
        demo_exchange() as (exchange, environment),
        account_rig(exchange, environment, key=Secret("wrong-key-0123456789")) as rig,
    ):
        with pytest.raises(CredentialsRejected):
            await rig.running
        assert rig.states() == [S.AUTHENTICATING, S.FAILED]
        assert rig.states(Endpoint.EDGE) == [S.AUTHENTICATING, S.FAILED]
        assert "ent: api_key not found" in rig.reasons(S.FAILED)[0]
        assert len(exchange.faults.seen.logins) == 1
        assert not exchange.faults.seen.sockets


async def test_a_key_revoked_while_live_fails_after_one_more_sign_in():
    async with (
        demo_exchange() as (exchange, environment),
        account_rig(exchange, environment, clock=fast_clock(20.0)) as rig,
    ):
        await rig.until_live()
        exchange.faults.login = LoginOutcome.BAD_KEY
        exchange.expire_sessions()
        with pytest.raises(CredentialsRejected):
            await rig.running
        assert rig.states()[-1] is S.FAILED
        assert len(exchange.faults.seen.logins) == 2


async def test_a_key_revoked_while_the_connection_is_up_ends_it():
    async with demo_exchange() as (exchange, environment), account_rig(exchange, environment) as rig:
        await rig.until_live()
        rig.feed.on_rejected(CredentialsRejected("revoked"))
        with pytest.raises(CredentialsRejected, match="revoked"):
            await rig.running
        assert rig.states() == [*UP, S.FAILED]
        await rig.until(lambda: not exchange._connections())


async def test_a_key_without_a_trading_account_stays_offline_and_says_why():
    async with demo_exchange() as (exchange, environment):
        exchange._roles._account_body.pop("sub_account_id")
        async with account_rig(exchange, environment) as rig:
            await asyncio.wait_for(rig.running, 10)
            assert rig.states() == [S.AUTHENTICATING, S.OFFLINE]
            assert "make a key under a trading account" in rig.reasons(S.OFFLINE)[0]
            assert rig.states(Endpoint.EDGE) == [S.AUTHENTICATING, S.LIVE]
            assert not exchange.faults.seen.sockets


async def test_a_refused_stream_does_not_take_the_others_down_and_rest_tells_of_it(monkeypatch):
    monkeypatch.setattr("engine.demo.gateway.PRIVATE_STREAMS", PRIVATE_STREAMS - {"v1.order"})
    async with (
        demo_exchange() as (exchange, environment),
        account_rig(exchange, environment, clock=fast_clock(40.0)) as rig,
    ):
        await rig.until_live()
        assert len(rig.errors) == 1
        assert "refused v1.order" in rig.errors[0]
        assert "1100" in rig.errors[0]
        await rig.until(lambda: rig.asked("open_orders") >= 3)
        exchange.cut_connections()
        await rig.until_live(2)
        assert len(rig.errors) == 1


@pytest.mark.parametrize("status", [500, 429])
async def test_a_part_that_cannot_be_read_is_told_once_and_tried_again(status):
    async with demo_exchange() as (exchange, environment):
        exchange.faults.fail_rest("positions", status, times=3)
        async with account_rig(exchange, environment, clock=fast_clock(20.0)) as rig:
            await rig.until(lambda: rig.feed.book.complete)
            assert rig.asked("positions") == 4
            assert len(rig.errors) == 1
            assert "could not be read" in rig.errors[0]
            assert rig.states() == UP


async def test_a_lost_connection_keeps_the_last_picture_and_reads_it_again():
    async with (
        demo_exchange() as (exchange, environment),
        account_rig(exchange, environment, clock=fast_clock(10.0)) as rig,
    ):
        await rig.until_live()
        rig.send("v1.order", order_feed())
        await rig.until(lambda: len(rig.feed.book.orders) == 4)
        assert exchange.restart_gateway() == 1
        await rig.until(lambda: S.BACKING_OFF in rig.states())
        assert len(rig.feed.book.orders) == 4
        updated_at = rig.feed.updated_at
        await rig.until_live(2)
        await rig.until(lambda: len(rig.feed.book.orders) == 3)
        assert rig.feed.updated_at > updated_at
        assert rig.states() == [*UP, S.BACKING_OFF, *UP]
        assert len(exchange.faults.seen.logins) == 1


async def test_a_silent_host_is_said_to_be_stale_and_replaced():
    async with (
        demo_exchange() as (exchange, environment),
        account_rig(exchange, environment, clock=fast_clock(20.0)) as rig,
    ):
        await rig.until_live()
        exchange.hush_connections(answer_pings=False)
        await rig.until(lambda: S.STALE in rig.states())
        await rig.until_live(2)


@pytest.mark.parametrize(
    "moment", ["signing in", "connecting", "subscribing", "reading", "live", "backing off"]
)
async def test_it_stops_during_anything(moment):
    async with demo_exchange() as (exchange, environment):
        faults = only_trades(exchange).faults
        waits_in = {
            "signing in": S.AUTHENTICATING,
            "connecting": S.CONNECTING,
            "subscribing": S.SUBSCRIBING,
            "reading": S.LIVE,
            "live": S.LIVE,
            "backing off": S.BACKING_OFF,
        }[moment]
        faults.login_delay = 30.0 if moment == "signing in" else 0.0
        faults.ignore_requests = moment == "subscribing"
        faults.rest_delay = 30.0 if moment == "reading" else 0.0
        faults.drop_sockets = moment == "backing off"
        async with account_rig(exchange, environment) as rig:
            await rig.until(lambda: waits_in in rig.states())
            if moment == "live":
                await rig.until_live()
            await asyncio.wait_for(rig.stop(), 5)
            assert rig.states()[-1] is S.OFFLINE


async def test_a_second_account_of_the_same_key_is_not_mixed_with_the_first():
    async with demo_exchange() as (exchange, environment), account_rig(exchange, environment) as rig:
        await rig.until_live()
        rig.sign_in._session = replace(rig.sessions[0], sub_account_id="42")
        exchange.cut_connections()
        await rig.until(lambda: rig.feed.sub_account_id == "42")
        assert not rig.feed.book.complete
        assert rig.feed.book.orders == ()
        assert {subscription.selector for subscription in rig.feed.supervisor.wanted} == {"42"}
