"""What the chip says, as a table."""

from datetime import datetime

import pytest

from engine import NS_PER_SECOND, ConnectionState, ConnectionView, Endpoint, GapFound, Recovering
from gui.panels.connection_chip import chip_text, endpoint_line
from gui.panels.session_chip import session_text
from gui.recoveries import Recoveries, Recovery
from tests.fakes.fake_desk import START_NS

S = ConnectionState
NOW = 1000.0


def view(
    state: ConnectionState, *, attempt: int = 1, left: float | None = None, reason: str | None = None
) -> ConnectionView:
    retry_at = None if left is None else NOW + left
    return ConnectionView(Endpoint.MARKET_DATA, state, attempt, retry_at, reason)


@pytest.mark.parametrize(
    ("connection", "age", "kind", "text"),
    [
        (None, None, "offline", "○ Offline"),
        (view(S.OFFLINE), None, "offline", "○ Offline"),
        (view(S.AUTHENTICATING), None, "connecting", "◌ Signing in…"),
        (view(S.CONNECTING), None, "connecting", "◌ Connecting…"),
        (view(S.SUBSCRIBING), 3.0, "connecting", "◌ Subscribing…"),
        (view(S.LIVE), None, "live", "● Live, no price yet"),
        (view(S.LIVE), 0.34, "live", "● Live 0.3 s"),
        (view(S.LIVE), 15.0, "live", "● Live 15 s"),
        (view(S.LIVE), 16.2, "stale", "▲ Stale 16 s"),
        (view(S.LIVE), 95.0, "stale", "▲ Stale 1 min 35 s"),
        (view(S.STALE), 16.2, "stale", "▲ Stale 16 s"),
        (view(S.STALE), None, "stale", "▲ Stale"),
        (view(S.BACKING_OFF, attempt=3, left=4.2), 9.0, "connecting", "↻ Reconnecting in 4 s (try 3)"),
        (view(S.BACKING_OFF, attempt=3, left=0.4), 9.0, "connecting", "↻ Reconnecting in 0.4 s (try 3)"),
        (view(S.BACKING_OFF, attempt=4, left=-1.0), 9.0, "connecting", "↻ Reconnecting… (try 4)"),
        (view(S.FAILED, reason="gave up"), None, "failed", "✕ Failed: gave up"),
        (view(S.FAILED), None, "failed", "✕ Failed: no reason given"),
    ],
)
def test_every_state_in_words(
    qapp: object, connection: ConnectionView | None, age: float | None, kind: str, text: str
) -> None:
    chip = chip_text(connection, age, NOW)
    assert (chip.kind, chip.text) == (kind, text)


def test_every_state_of_the_engine_has_words(qapp: object) -> None:
    for state in ConnectionState:
        assert chip_text(view(state), 1.0, NOW).text


def test_a_long_reason_is_cut_in_the_chip_and_whole_in_the_tool_tip(qapp: object) -> None:
    failed = view(S.FAILED, reason="a reason " * 20)
    assert len(chip_text(failed, None, NOW).text) < 64
    assert "a reason " * 19 in endpoint_line(failed)


def local(time_ns: int) -> str:
    return datetime.fromtimestamp(time_ns // NS_PER_SECOND).astimezone().strftime("%H:%M:%S")


@pytest.mark.parametrize(
    ("connection", "trades", "kind", "text"),
    [
        (view(S.LIVE), 431, "connecting", "↻ Recovering {start}-{end}, 431 trades"),
        (view(S.LIVE), 20_000, "connecting", "↻ Recovering {start}-{end}, 20,000 trades"),
        (view(S.LIVE), 0, "connecting", "↻ Recovering {start}-{end}…"),
        (view(S.BACKING_OFF, attempt=3, left=4.2), 431, "connecting", "↻ Reconnecting in 4 s (try 3)"),
        (view(S.STALE), 431, "stale", "▲ Stale 16 s"),
    ],
)
def test_a_recovery_is_shown_while_the_connection_is_up(
    qapp: object, connection: ConnectionView, trades: int, kind: str, text: str
) -> None:
    recovery = Recovery("ETH_USDT_Perp", START_NS - 172 * NS_PER_SECOND, START_NS, trades)
    chip = chip_text(connection, 16.2, NOW, recovery)
    expected = text.format(start=local(recovery.from_time), end=local(recovery.to_time))
    assert (chip.kind, chip.text) == (kind, expected)


@pytest.mark.parametrize(
    ("edge", "kind", "text"),
    [
        (None, "offline", "○ Signed out: public data"),
        (view(S.OFFLINE), "offline", "○ Signed out: public data"),
        (view(S.AUTHENTICATING), "connecting", "◌ Signing in…"),
        (view(S.LIVE), "live", "● Signed in …4242"),
        (view(S.BACKING_OFF, attempt=2, left=3.2), "stale", "↻ Sign-in in 3.2 s (try 2)"),
        (view(S.FAILED, reason="no"), "failed", "✕ Key rejected: public data"),
    ],
)
def test_the_session_in_words(qapp: object, edge: ConnectionView | None, kind: str, text: str) -> None:
    chip = session_text(edge, "9876544242", NOW)
    assert (chip.kind, chip.text) == (kind, text)


def test_of_an_account_only_the_last_four_characters_are_shown(qapp: object) -> None:
    assert "987654" not in session_text(view(S.LIVE), "9876544242", NOW).text


def test_a_recovery_keeps_its_end_while_it_goes_on() -> None:
    recoveries = Recoveries()
    recoveries.begin_or_go_on(Recovering(START_NS, "ETH", START_NS - 9, 0))
    recoveries.begin_or_go_on(Recovering(START_NS + 5, "ETH", START_NS - 9, 431))
    assert recoveries.shown("ETH") == Recovery("ETH", START_NS - 9, START_NS, 431)
    assert recoveries.shown("BTC") == recoveries.shown("ETH")
    recoveries.begin_or_go_on(Recovering(START_NS, "BTC", START_NS - 1, 7))
    assert recoveries.shown("BTC") == Recovery("BTC", START_NS - 1, START_NS, 7)
    recoveries.end(GapFound(START_NS, "BTC", START_NS - 1, START_NS, 7, recovered=True))
    recoveries.ready("ETH")
    assert recoveries.shown("ETH") is None
