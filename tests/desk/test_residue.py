"""What leaves the program: amounts without the residue of a quotient, and files that are the owner's alone."""

import os
import stat
from decimal import Decimal
from pathlib import Path

import pytest

from engine.desk.export.records import totals_record, trip_record
from engine.desk.journal import Journal
from engine.desk.journal.database import DATABASE_NAME
from engine.desk.shown_grid import shown_totals
from engine.grid.ledger import GridTotals, Ledger
from engine.grid.matched_pairs import RoundTrip
from engine.market import EXACT, ZERO, Side, plain_amount, without_residue
from tests.desk.journal.journal_values import GRID, numbered

D = Decimal
needs_posix = pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")


class Account:
    """Three entries at prices whose average never ends; nothing was closed."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        for price, size in (("99.9", "1"), ("99.7", "1"), ("99.9", "5")):
            self.ledger.book_fill(Side.BUY, D(price), D(size), ZERO)

    def totals(self, mark):
        ledger = self.ledger
        amounts = (ledger.realized, ledger.unrealized(mark), ZERO, ZERO, ledger.total(mark))
        return GridTotals(3, 3, 0, 0, 3, ledger.position, ledger.average_entry, ZERO, *amounts)

    def range(self, mark):
        return {}

    def identity(self, mark):
        return None


def test_what_is_nothing_is_nothing() -> None:
    account, mark = Account(), D("100.1")
    raw = account.totals(mark)
    assert raw.realized != 0, "the average is rounded in its 60th digit"
    shown = shown_totals(account, mark)
    assert shown.realized == 0
    assert shown.unrealized == shown.total == raw.total
    record = totals_record(raw)
    assert (record["realized"], record["unrealized"], record["total"]) == ("0", "1.6", "1.6")
    assert str(record["average_entry"]).startswith("99.87142857142857142857142857")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("-5E-59", "0"),
        ("0E-70", "0"),
        ("1E-50", "1E-50"),
        ("12.340", "12.340"),
        ("1.000000000000000000000000000000000000000000000000000004", "1"),
        ("-123456789012345.12", "-123456789012345.12"),
    ],
)
def test_only_what_lies_below_every_amount_is_rounded_away(value: str, expected: str) -> None:
    assert str(without_residue(D(value))) == expected
    assert "E" not in plain_amount(D(value))


def test_parts_of_an_exact_sum_stay_parts_of_it() -> None:
    total, part = D("-0.00004"), D(2) / D("3E+4")
    part = EXACT.add(part, D("3.3E-58"))
    rest = EXACT.subtract(total, part)
    assert EXACT.add(without_residue(part), without_residue(rest)) == total


def test_the_prices_of_a_round_trip_have_no_needless_zeros() -> None:
    trip = RoundTrip(1, Side.BUY, D("1.00"), D("0.0200"), ZERO, 1, 2, D("99.9000"))
    record = trip_record("ETH_USDT_Perp", trip)
    assert (record["entry_price"], record["exit_price"]) == ("99.9", "99.92")


@needs_posix
async def test_the_journal_and_its_copies_are_the_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        path = tmp_path / DATABASE_NAME
        for _ in range(2):
            journal = await Journal.open(tmp_path)
            await journal.add_grid(GRID, numbered(1))
            found = sorted(tmp_path.glob("gridwell.db*"))
            assert len(found) == 3
            assert {stat.S_IMODE(file.stat().st_mode) for file in found} == {0o600}
            await journal.copy_to(tmp_path / "copy.db")
            assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
            (tmp_path / "copy.db").unlink()
            await journal.close()
            # as an earlier version left it
            path.chmod(0o644)
    finally:
        os.umask(before)
