"""What the chip says, as a table."""

import pytest

from engine import ConnectionState, ConnectionView, Endpoint
from gui.panels.connection_chip import chip_text, endpoint_line

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
