"""``grids``, ``export`` and ``support-bundle``: what a home keeps, also while a Gridwell runs on it."""

import argparse
import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from engine.cli.codes import CommandError, ExitCode
from engine.cli.live_run import key_of_environment
from engine.desk.archive import Archive
from engine.desk.export import (
    FORMATS,
    AlreadyThere,
    ExportRefused,
    JournalFile,
    export_grid,
    make_support_bundle,
    totals_record,
    utc,
)
from engine.desk.home import home_folder
from engine.desk.views import PastGrid
from engine.grid.ledger import NO_TOTALS
from engine.market import plain, plain_amount
from engine.secret import redact

_COLUMNS = ("id", "environment", "instrument", "grid", "started (UTC)", "state", "fills", "trips", "total")


def run_grids(arguments: argparse.Namespace) -> ExitCode:
    """List every grid of the home, oldest first, with its totals as last kept."""
    return asyncio.run(_grids(jsonl=arguments.jsonl))


def run_export(arguments: argparse.Namespace) -> ExitCode:
    """Write one grid's fills, round trips, orders, equity and funding as files."""
    formats = FORMATS if arguments.format is None else frozenset(arguments.format)
    with _refusals():
        return asyncio.run(_export(arguments.grid_id, arguments.out, formats, force=arguments.force))


def run_support_bundle(arguments: argparse.Namespace) -> ExitCode:
    """Write the support bundle."""
    key_of_environment()  # from now on it is found in every text
    target = arguments.out or Path(f"gridwell-support-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.zip")
    with _refusals():
        asyncio.run(make_support_bundle(home_folder(os.environ), target, force=arguments.force))
    print(f"{target}: logs, journal, versions and settings, without keys, cookies and account ids")
    return ExitCode.DONE


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except AlreadyThere as error:
        text = f"{error.path} is there already; choose another --out, or replace it with --force"
        raise CommandError(ExitCode.BAD_INPUT, text) from None
    except ExportRefused as error:
        raise CommandError(ExitCode.BAD_INPUT, str(error)) from None


@asynccontextmanager
async def _archive() -> AsyncIterator[Archive]:
    journal = await JournalFile.open(home_folder(os.environ))
    try:
        yield Archive(journal)
    finally:
        await journal.close()


async def _grids(*, jsonl: bool) -> ExitCode:
    async with _archive() as archive:
        grids = await archive.grids()
    if jsonl:
        for grid in grids:
            print(redact(json.dumps(_line(grid), ensure_ascii=False)))
    elif grids:
        _print_table(grids)
    else:
        print("no grid yet")
    return ExitCode.DONE


async def _export(grid_id: int | None, folder: Path, formats: frozenset[str], *, force: bool) -> ExitCode:
    async with _archive() as archive:
        grids = await archive.grids()
        if not grids:
            raise CommandError(ExitCode.BAD_INPUT, "the journal holds no grid yet")
        if grid_id is None and len(grids) > 1:
            _print_table(grids)
            raise CommandError(ExitCode.BAD_INPUT, "which grid? Name its id with --grid-id")
        chosen = grids[0].grid_id if grid_id is None else grid_id
        for path in await export_grid(archive, chosen, folder, formats=formats, force=force):
            print(path)
    return ExitCode.DONE


def _line(grid: PastGrid) -> dict[str, object]:
    return {
        "event": "grid",
        "time": str(grid.started_at),
        "grid_id": grid.grid_id,
        "environment": grid.environment,
        "instrument": grid.instrument.name,
        "stopped_at": None if grid.stopped_at is None else str(grid.stopped_at),
        "stop_reason": grid.stop_reason,
        **totals_record(grid.totals or NO_TOTALS),
        "gaps": grid.gaps,
        "unrecovered_gaps": grid.unrecovered_gaps,
    }


def _print_table(grids: Sequence[PastGrid]) -> None:
    rows = [_COLUMNS, *map(_row, grids)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _row(grid: PastGrid) -> tuple[str, ...]:
    spec, totals = grid.spec, grid.totals or NO_TOTALS
    return (
        str(grid.grid_id),
        grid.environment,
        grid.instrument.name,
        f"{spec.direction.value} {plain(spec.lower)} to {plain(spec.upper)}, {spec.levels} lines",
        utc(grid.started_at).partition(".")[0].replace("T", " "),
        "not stopped" if grid.stop_reason is None else f"stopped: {grid.stop_reason}",
        str(totals.fills),
        str(totals.round_trips),
        f"{plain_amount(totals.total)} {grid.instrument.quote}",
    )
