"""A grid's records as files that a spreadsheet and a script read back exactly."""

import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from engine.desk.archive import Archive
from engine.desk.export import AlreadyThere, ExportFailed, ExportRefused, JournalFile, export_grid
from engine.desk.export.formats import Csv, utc
from engine.desk.export.tables import TABLES
from engine.desk.journal import Journal
from engine.grid.orders import Fill, Order
from tests.fakes.played_grid import ETH, SPEC, T0, keep_grid, played


async def exported(home: Path, folder: Path, **how: object) -> dict[str, Path]:
    """Export grid 1 of a home; its files by name."""
    journal = await JournalFile.open(home)
    try:
        paths = await export_grid(Archive(journal), 1, folder, **how)
    finally:
        await journal.close()
    return {path.name: path for path in paths}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


async def test_every_file_holds_what_the_grid_did(tmp_path: Path) -> None:
    events, totals = played()
    await keep_grid(tmp_path / "home", events, totals)
    files = await exported(tmp_path / "home", tmp_path / "new" / "folder")
    assert set(files) == {f"grid-1-{name}.{form}" for name in TABLES for form in ("csv", "json")}
    assert {path.name for path in (tmp_path / "new" / "folder").iterdir()} == set(files)

    fills = [event for event in events if isinstance(event, Fill)]
    told = rows(files["grid-1-fills.csv"])
    assert len(told) == len(fills) > 30
    for row, fill in zip(told, fills, strict=True):
        assert int(row["time"]) == fill.time
        assert row["time_utc"] == utc(fill.time)
        assert (int(row["fill_id"]), int(row["order_id"])) == (fill.fill_id, fill.order_id)
        for key in ("price", "size", "fee"):
            assert Decimal(row[key]) == getattr(fill, key)
        assert (row["side"], row["intent"]) == (fill.side.value, fill.intent.value)
        assert row["trade_id"] == ("" if fill.trade_id is None else str(fill.trade_id))
        assert row["queue_ahead"] == ("" if fill.queue_ahead is None else str(fill.queue_ahead))
        assert row["backfilled"] == "false"
        assert row["model"] == ("" if fill.model is None else "queue")
    assert any(fill.size != SPEC.size for fill in fills), "no fill was partial"

    trips = rows(files["grid-1-round_trips.csv"])
    assert len(trips) == totals.round_trips > 5
    assert sum(Decimal(row["grid_profit"]) for row in trips) == totals.grid_profit
    assert all(row["entry_time_utc"] <= row["time_utc"] for row in trips)

    orders = [event for event in events if isinstance(event, Order)]
    assert [(row["order_id"], row["status"]) for row in rows(files["grid-1-orders.csv"])] == [
        (str(order.order_id), order.status.value) for order in orders
    ]
    assert [row["total"] for row in rows(files["grid-1-equity.csv"])] == ["0", "0.125", "0.25"]
    (funding,) = rows(files["grid-1-funding.csv"])
    assert (funding["rate"], funding["amount"], funding["position"]) == ("0.01", "0.015001", "-0.05")


async def test_json_says_the_same_with_the_names_of_the_event_lines(tmp_path: Path) -> None:
    await keep_grid(tmp_path / "home", *played())
    files = await exported(tmp_path / "home", tmp_path / "out")
    for name, columns in TABLES.items():
        records = json.loads(files[f"grid-1-{name}.json"].read_text(encoding="utf-8"))
        told = rows(files[f"grid-1-{name}.csv"])
        assert len(records) == len(told)
        for record, row in zip(records, told, strict=True):
            assert tuple(record) == tuple(columns)
            for key, value in record.items():
                shown = "" if value is None else str(value)
                assert row[key] == (shown.lower() if isinstance(value, bool) else shown)
    first = json.loads(files["grid-1-fills.json"].read_text(encoding="utf-8"))[0]
    assert first["time"] == str(T0)
    assert isinstance(first["fill_id"], int)
    assert isinstance(first["price"], str)


async def test_a_grid_without_a_fill_has_empty_files(tmp_path: Path) -> None:
    events, totals = played(count=1)
    await keep_grid(tmp_path / "home", [event for event in events if isinstance(event, Order)], totals)
    files = await exported(tmp_path / "home", tmp_path / "out")
    assert files["grid-1-fills.csv"].read_text(encoding="utf-8").count("\n") == 1
    assert json.loads(files["grid-1-round_trips.json"].read_text(encoding="utf-8")) == []


async def test_the_archive_of_a_running_desk_serves_as_well(tmp_path: Path) -> None:
    await keep_grid(tmp_path / "home", *played())
    journal = await Journal.open(tmp_path / "home")
    try:
        paths = await export_grid(Archive(journal), 1, tmp_path / "out", formats=["csv"])
    finally:
        await journal.close()
    from_outside = await exported(tmp_path / "home", tmp_path / "outside", formats=["csv"])
    assert [path.name for path in paths] == list(from_outside)
    for path in paths:
        assert path.read_bytes() == from_outside[path.name].read_bytes()


async def test_nothing_is_overwritten_unless_asked_for(tmp_path: Path) -> None:
    await keep_grid(tmp_path / "home", *played())
    out = tmp_path / "out"
    out.mkdir()
    (out / "grid-1-orders.csv").write_text("mine")
    with pytest.raises(AlreadyThere, match=r"grid-1-orders\.csv is there already"):
        await exported(tmp_path / "home", out)
    assert [path.name for path in out.iterdir()] == ["grid-1-orders.csv"]
    assert (out / "grid-1-orders.csv").read_text() == "mine"
    files = await exported(tmp_path / "home", out, force=True)
    assert len(rows(files["grid-1-orders.csv"])) > 100


async def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    await keep_grid(tmp_path / "home", *played())
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportFailed, match="could not be written"):
        await exported(tmp_path / "home", tmp_path / "file" / "folder")
    out = tmp_path / "out"
    (out / "grid-1-round_trips.json").mkdir(parents=True)
    with pytest.raises(ExportRefused, match=r"grid-1-round_trips\.json is a folder"):
        await exported(tmp_path / "home", out, force=True)
    assert [path.name for path in out.iterdir()] == ["grid-1-round_trips.json"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a file that is always full")
async def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await keep_grid(tmp_path / "home", *played())
    monkeypatch.setattr("engine.desk.export.files._part", lambda path: tmp_path / "parts" / path.name)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "grid-1-fills.csv").symlink_to("/dev/full")
    with pytest.raises(ExportFailed, match=r"grid-1-fills\.csv could not be written: No space left"):
        await exported(tmp_path / "home", tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    assert list((tmp_path / "parts").iterdir()) == []


async def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    await keep_grid(tmp_path / "home", *played())
    with pytest.raises(ExportRefused, match="format xml is not known"):
        await exported(tmp_path / "home", tmp_path, formats=["xml"])
    with pytest.raises(ExportRefused, match="format none"):
        await exported(tmp_path / "home", tmp_path, formats=[])
    journal = await JournalFile.open(tmp_path / "home")
    try:
        with pytest.raises(ExportRefused, match="there is no grid 2"):
            await export_grid(Archive(journal), 2, tmp_path)
    finally:
        await journal.close()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
async def test_no_text_becomes_a_formula(tmp_path: Path, start: str) -> None:
    named = replace(ETH, name=f'{start}HYPERLINK("http://x")')
    await keep_grid(tmp_path / "home", *played(), instrument=named)
    files = await exported(tmp_path / "home", tmp_path / "out")
    told = rows(files["grid-1-orders.csv"])
    assert {row["instrument"] for row in told} == {f"'{named.name}"}
    as_json = json.loads(files["grid-1-orders.json"].read_text(encoding="utf-8"))
    assert as_json[0]["instrument"] == named.name


def test_numbers_stay_numbers() -> None:
    form = Csv(["a", "b", "c", "d"])
    told = form.begin() + form.part([{"a": "-0.5", "b": -3, "c": "-1+1", "d": None}]) + form.end()
    assert told == b"a,b,c,d\n-0.5,-3,'-1+1,\n"


def test_times_keep_all_their_digits() -> None:
    assert utc(1_700_000_000_123_456_789) == "2023-11-14T22:13:20.123456789Z"
    assert utc(0) == "1970-01-01T00:00:00.000000000Z"
