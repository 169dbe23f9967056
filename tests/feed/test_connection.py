import itertools

import pytest

from engine.feed.connection import (
    ConnectionEvent,
    ConnectionMachine,
    ConnectionState,
    Endpoint,
    IllegalTransition,
    transitions,
)

S, E = ConnectionState, ConnectionEvent


@pytest.mark.parametrize(
    ("endpoint", "path"),
    [
        (
            Endpoint.EDGE,
            [(E.START, S.AUTHENTICATING), (E.AUTHENTICATED, S.LIVE), (E.EXPIRED, S.AUTHENTICATING)],
        ),
        (Endpoint.EDGE, [(E.START, S.AUTHENTICATING), (E.REJECTED, S.FAILED), (E.START, S.AUTHENTICATING)]),
        (
            Endpoint.EDGE,
            [
                (E.START, S.AUTHENTICATING),
                (E.LOST, S.BACKING_OFF),
                (E.RETRY, S.AUTHENTICATING),
                (E.STOP, S.OFFLINE),
            ],
        ),
        (
            Endpoint.MARKET_DATA,
            [
                (E.START, S.CONNECTING),
                (E.CONNECTED, S.SUBSCRIBING),
                (E.LOST, S.BACKING_OFF),
                (E.RETRY, S.CONNECTING),
                (E.CONNECTED, S.SUBSCRIBING),
                (E.SUBSCRIBED, S.LIVE),
                (E.SILENT, S.STALE),
                (E.LOST, S.BACKING_OFF),
                (E.GIVE_UP, S.FAILED),
            ],
        ),
        (
            Endpoint.TRADES,
            [
                (E.START, S.AUTHENTICATING),
                (E.AUTHENTICATED, S.CONNECTING),
                (E.CONNECTED, S.SUBSCRIBING),
                (E.SUBSCRIBED, S.LIVE),
                (E.EXPIRED, S.AUTHENTICATING),
                (E.REJECTED, S.FAILED),
            ],
        ),
        (
            Endpoint.TRADES,
            [
                (E.START, S.AUTHENTICATING),
                (E.LOST, S.BACKING_OFF),
                (E.RETRY, S.AUTHENTICATING),
                (E.AUTHENTICATED, S.CONNECTING),
                (E.LOST, S.BACKING_OFF),
                (E.RETRY, S.AUTHENTICATING),
                (E.AUTHENTICATED, S.CONNECTING),
                (E.EXPIRED, S.AUTHENTICATING),
                (E.AUTHENTICATED, S.CONNECTING),
                (E.CONNECTED, S.SUBSCRIBING),
                (E.EXPIRED, S.AUTHENTICATING),
                (E.STOP, S.OFFLINE),
            ],
        ),
    ],
)
def test_path(endpoint, path):
    machine = ConnectionMachine(endpoint)
    for event, state in path:
        assert machine.on(event) is state


@pytest.mark.parametrize("endpoint", Endpoint)
def test_every_illegal_pair_raises_and_leaves_the_state(endpoint):
    legal = transitions(endpoint)
    for state, event in itertools.product(S, E):
        machine = ConnectionMachine(endpoint, state)
        if (state, event) in legal:
            assert machine.on(event) is legal[state, event]
        else:
            with pytest.raises(IllegalTransition, match=f"{event.value} cannot happen while {state.value}"):
                machine.on(event)
            assert machine.state is state


@pytest.mark.parametrize("endpoint", Endpoint)
def test_stop_is_legal_everywhere_and_a_loss_always_backs_off(endpoint):
    for (state, event), new_state in transitions(endpoint).items():
        if event is E.LOST:
            assert new_state is S.BACKING_OFF, state
    assert all(transitions(endpoint)[state, E.STOP] is S.OFFLINE for state in S)


def test_market_data_never_authenticates_and_the_edge_never_connects():
    assert S.AUTHENTICATING not in transitions(Endpoint.MARKET_DATA).values()
    assert not {S.CONNECTING, S.SUBSCRIBING, S.STALE} & set(transitions(Endpoint.EDGE).values())


def test_the_trades_endpoint_connects_only_with_a_session():
    into_connecting = {
        (state, event)
        for (state, event), new_state in transitions(Endpoint.TRADES).items()
        if new_state is S.CONNECTING
    }
    assert into_connecting == {(S.AUTHENTICATING, E.AUTHENTICATED)}


def test_a_rejected_key_ends_whatever_the_trades_endpoint_is_doing():
    running = set(S) - {S.OFFLINE, S.FAILED}
    assert {state for state, event in transitions(Endpoint.TRADES) if event is E.REJECTED} == running
