import pytest

from engine.feed.sequence import SequenceTracker, Verdict

V = Verdict


@pytest.mark.parametrize(
    ("payloads", "verdicts"),
    [
        ([(0, 0), (0, 0), (7, 6), (8, 7)], [V.SNAPSHOT, V.SNAPSHOT, V.NEXT, V.NEXT]),
        ([(7, None), (8, None), (8, None)], [V.NEXT, V.NEXT, V.DUPLICATE]),
        ([(7, 6), (10, 9)], [V.NEXT, V.GAP]),
        ([(7, 6), (8, 5)], [V.NEXT, V.GAP]),
        ([(70, 69), (1, 0), (2, 1)], [V.NEXT, V.RESTART, V.NEXT]),
    ],
)
def test_verdicts(payloads, verdicts):
    tracker = SequenceTracker()
    assert [tracker.on_payload(sequence, previous) for sequence, previous in payloads] == verdicts


def test_the_answer_says_where_live_payloads_begin():
    tracker = SequenceTracker()
    tracker.on_subscribed(1, 61214)
    assert tracker.on_payload(61216, 61215) is V.GAP
    assert tracker.missing == 2


def test_a_payload_before_its_answer_is_believed():
    tracker = SequenceTracker()
    assert tracker.on_payload(61215, 61214) is V.NEXT
    tracker.on_subscribed(0, 61214)
    assert tracker.on_payload(61216, 61215) is V.NEXT


def test_the_snapshot_is_complete_when_the_answer_and_all_payloads_came():
    tracker = SequenceTracker()
    tracker.on_payload(0, 0)
    assert not tracker.snapshot_complete
    tracker.on_subscribed(2, 5)
    assert not tracker.snapshot_complete
    tracker.on_payload(0, 0)
    assert tracker.snapshot_complete
    tracker.begin()
    assert not tracker.snapshot_complete
