"""Sequence numbers of one stream and selector: what each number says about what was missed.

Rules from the protocol reference, section 3.6: the payloads after a subscribe carry number 0; live ones start
at ``first_sequence_number`` and rise by one per payload of that stream and selector; a gateway restart starts
the numbers anew.
"""

from enum import Enum


class Verdict(Enum):
    """What a sequence number says."""

    SNAPSHOT = "snapshot"
    NEXT = "next"
    DUPLICATE = "duplicate"
    GAP = "gap"
    LATE = "late"
    RESTART = "restart"


MOST_SKIPPED = 1000
"""A larger jump is no loss of single payloads: none of its numbers is awaited."""

_NEXT = Verdict.NEXT
"""The one verdict that comes thousands of times a second: an enumeration's member is slow to look up."""


class SequenceTracker:
    """The numbers of one (stream, selector) on one connection."""

    __slots__ = ("_skipped", "duplicates", "expected_snapshots", "gaps", "last", "missing", "snapshots")

    def __init__(self) -> None:
        self.gaps = 0
        self.duplicates = 0
        self.missing = 0
        self.begin()

    def begin(self) -> None:
        """A new subscription was sent: nothing is known of its numbers."""
        self.last: int | None = None
        self.snapshots = 0
        self.expected_snapshots: int | None = None
        self._skipped: set[int] = set()

    def on_subscribed(self, num_snapshots: int, first_sequence: int | None) -> None:
        """The exchange answered the subscription; a live payload may have come before the answer."""
        self.expected_snapshots = num_snapshots
        if self.last is None and first_sequence is not None:
            self.last = first_sequence - 1

    @property
    def snapshot_complete(self) -> bool:
        """Whether the subscription was answered and all its number-0 payloads arrived."""
        return self.expected_snapshots is not None and self.snapshots >= self.expected_snapshots

    def is_next(self, sequence: int, previous: int | None) -> bool:
        """Whether a live payload follows the last one, so that there is nothing to judge."""
        last = self.last
        return (
            last is not None
            and sequence == last + 1
            and (previous == last or previous is None)
            and sequence > 0
        )

    def on_earlier(self, sequence: int, *, known: bool) -> Verdict | None:
        """Judge a payload whose number is no new one; None: it is none of this kind, and ``on_payload`` is to judge it.

        ``known``: its content came already, so it is a duplicate and says nothing about the numbers. A number
        that was jumped over is LATE; the numbers go on as before.
        """
        if known:
            self._skipped.discard(sequence)
            self.duplicates += 1
            return Verdict.DUPLICATE
        if sequence in self._skipped:
            self._skipped.remove(sequence)
            return Verdict.LATE
        return None

    def is_earlier(self, sequence: int) -> bool:
        """Whether a live payload's number is below the newest one."""
        return self.last is not None and 0 < sequence < self.last

    def forget_skipped(self) -> None:
        """What was jumped over is awaited no more."""
        self._skipped.clear()

    def on_payload(self, sequence: int, previous: int | None) -> Verdict:
        """Judge the next payload. After a GAP, ``missing`` is how many numbers were jumped over."""
        if sequence == 0:
            self.snapshots += 1
            return Verdict.SNAPSHOT
        last, self.last = self.last, sequence
        if last is None or (sequence == last + 1 and (previous == last or previous is None)):
            return _NEXT
        if sequence == last:
            self.duplicates += 1
            return Verdict.DUPLICATE
        self.gaps += 1
        if sequence > last:
            self.missing = sequence - last - 1
            if self.missing <= MOST_SKIPPED:
                self._skipped.update(range(last + 1, sequence))
            return Verdict.GAP
        self.missing = 0
        return Verdict.RESTART
