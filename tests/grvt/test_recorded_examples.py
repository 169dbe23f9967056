"""Every recorded example message of the full encoding is understood, or refused for the reason expected."""

import json
import timeit
from pathlib import Path

import pytest

from engine.grvt.errors import MalformedMessage
from engine.grvt.wire import Feed, RequestFailed, Subscribed, Unsubscribed, decode_frame
from tests.fakes.fake_grvt import TRADE_FRAME

# Streams and answers that this client does not ask for.
NOT_OURS = ("ws_fill_feed", "ws_ticker_d_feed", "ws_rpc_")


@pytest.mark.shared
def test_every_recorded_frame(shared_data: Path) -> None:
    folder = shared_data.parent / "protocol-examples"
    if not folder.is_dir():
        pytest.skip("the recorded protocol examples are not beside the project")
    kinds = {"_feed_": Feed, "_subscribe_response": Subscribed, "_unsubscribe_response": Unsubscribed}
    read = 0
    for path in sorted(folder.glob("ws_*_full.json")):
        if "_request" in path.name:
            continue
        frame = json.dumps(json.loads(path.read_text())).encode()
        if path.name.startswith(NOT_OURS):
            with pytest.raises(MalformedMessage):
                decode_frame(frame)
            continue
        expected = next((kind for part, kind in kinds.items() if part in path.name), RequestFailed)
        assert isinstance(decode_frame(frame), expected), path.name
        read += 1
    assert read > 40


def test_a_trade_costs_little_more_than_its_json() -> None:
    def seconds(work: object) -> float:
        return min(timeit.repeat(work, number=2000, repeat=7))  # type: ignore[arg-type]

    assert seconds(lambda: decode_frame(TRADE_FRAME)) < 2 * seconds(lambda: json.loads(TRADE_FRAME))
