"""``grids``, ``export`` and ``support-bundle`` as processes, beside one that holds the home."""

import json
import zipfile
from pathlib import Path

from engine.desk.journal import Journal
from engine.desk.journal.database import DATABASE_NAME
from tests.cli.test_commands import lines, run, run_beside
from tests.fakes.played_grid import T0, keep_grid, played


async def test_the_grids_of_a_home_that_another_process_holds(tmp_path: Path) -> None:
    events, totals = played()
    await keep_grid(tmp_path, events, totals, stop="stopped by you")
    await keep_grid(tmp_path, events[:4], totals)
    holding = await Journal.open(tmp_path)
    try:
        told = await run_beside("grids", GRIDWELL_HOME=str(tmp_path))
        as_json = await run_beside("grids", "--jsonl", GRIDWELL_HOME=str(tmp_path))
    finally:
        await holding.close()
    assert (told.returncode, told.stderr) == (0, "")
    header, first, second = told.stdout.splitlines()
    assert header.split()[:3] == ["id", "environment", "instrument"]
    for part in ("1", "demo", "ETH_USDT_Perp", "neutral 2995.00 to 3005.00", "stopped: stopped by you"):
        assert part in first
    assert "not stopped" in second
    assert (as_json.returncode, as_json.stderr) == (0, "")
    one, two = lines(as_json.stdout)
    assert (one["event"], one["grid_id"], one["time"]) == ("grid", 1, str(T0))
    assert one["fills"] == totals.fills
    assert (one["stop_reason"], two["stop_reason"], two["stopped_at"]) == ("stopped by you", None, None)


async def test_an_export_while_another_process_holds_the_home(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    await keep_grid(home, *played())
    holding = await Journal.open(home)
    try:
        done = await run_beside("export", "--out", str(out), GRIDWELL_HOME=str(home))
    finally:
        await holding.close()
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 10
    for told in done.stdout.splitlines():
        assert Path(told).stat().st_size > 0
    again = await run_beside("export", "--out", str(out), GRIDWELL_HOME=str(home))
    assert again.returncode == 2
    assert "is there already" in again.stderr
    assert "--force" in again.stderr
    assert again.stderr.count("\n") == 1
    forced = await run_beside(
        "export", "--out", str(out), "--format", "csv", "--force", GRIDWELL_HOME=str(home)
    )
    assert (forced.returncode, len(forced.stdout.splitlines())) == (0, 5)


async def test_an_export_among_several_grids_asks_which(tmp_path: Path) -> None:
    home = tmp_path / "home"
    await keep_grid(home, *played())
    await keep_grid(home, *played(count=100))
    done = await run_beside("export", "--out", str(tmp_path), GRIDWELL_HOME=str(home))
    assert done.returncode == 2
    assert "--grid-id" in done.stderr
    assert done.stderr.count("\n") == 1
    assert len(done.stdout.splitlines()) == 3
    named = await run_beside(
        "export", "--grid-id", "2", "--out", str(tmp_path), "--format", "json", GRIDWELL_HOME=str(home)
    )
    assert named.returncode == 0
    fills = json.loads((tmp_path / "grid-2-fills.json").read_text(encoding="utf-8"))
    assert len(fills) == played(count=100)[1].fills
    missing = await run_beside("export", "--grid-id", "9", GRIDWELL_HOME=str(home))
    assert (missing.returncode, missing.stderr) == (2, "gridwellctl: there is no grid 9 in the journal\n")


def test_a_home_without_a_journal_is_said_so(tmp_path: Path) -> None:
    done = run("export", GRIDWELL_HOME=str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert "there is no journal in" in done.stderr
    assert done.stderr.count("\n") == 1


async def test_a_support_bundle_without_the_key_of_the_run(tmp_path: Path) -> None:
    home = tmp_path / "home"
    await keep_grid(home, *played(), notes=["tried with blue-fox-1"])
    (home / "logs").mkdir()
    (home / "logs" / "window.log").write_text("sent blue-fox-1 away\n")
    target = tmp_path / "bundle.zip"
    done = await run_beside(
        "support-bundle", "--out", str(target), GRIDWELL_HOME=str(home), GRVT_API_KEY="blue-fox-1"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert str(target) in done.stdout
    with zipfile.ZipFile(target) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    assert f"journal/{DATABASE_NAME}" in files
    assert b"blue-fox-1" not in b"".join(files.values())
    again = await run_beside("support-bundle", "--out", str(target), GRIDWELL_HOME=str(home))
    assert again.returncode == 2
    assert "is there already" in again.stderr
