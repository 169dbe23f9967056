"""The support bundle: what someone else needs to find a fault, and nothing that opens an account.

What only a bundle needs is imported when one is made: it is rare, and every start of the program would pay for it.
"""

import asyncio
import json
import os
import platform
import sqlite3
import ssl
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from engine.desk.errors import DeskError
from engine.desk.export.files import NewFiles
from engine.desk.export.journal_file import cannot_be_read, open_for_reading
from engine.desk.export.scrub import scrub
from engine.desk.journal.database import DATABASE_NAME, connect, copy_database
from engine.secret import redact

if TYPE_CHECKING:
    from zipfile import ZipFile

_SETTINGS_SUFFIXES = (".ini", ".json", ".toml")
_MOST_BYTES = 2_000_000
_VARIABLES = (
    *("GRVT_ENV", "GRVT_EDGE_URL", "GRVT_TRADES_URL", "GRVT_MARKET_DATA_URL", "GRIDWELL_HOME"),
    *("QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "XDG_SESSION_TYPE", "LANG"),
)
_FREE_TEXT = (("notes", "text"), ("stops", "reason"))
"""The columns of the journal that hold sentences; all others hold numbers, names and grid files."""


async def make_support_bundle(
    home: Path, target: Path, *, settings: Mapping[str, object] | None = None, force: bool = False
) -> Path:
    """Write a zip for support: logs, a copy of the journal, versions and settings. Returns its path.

    ``settings`` are those that are in no file. Keys, cookies and account ids are taken out of every text. A journal
    that cannot be read is left out, and the bundle says so. Everything is read and written off the loop, while the
    program goes on; ``force`` replaces a file that is there.

    Raises:
        AlreadyThere: ``target`` would be overwritten.
        ExportFailed: it could not be written; nothing is left of it.
    """
    await asyncio.to_thread(_make, home, target, dict(settings or {}), force)
    return target


def _make(home: Path, target: Path, settings: Mapping[str, object], force: bool) -> None:
    new_file = NewFiles([target], force=force)
    try:
        new_file.open()
        with new_file.errors_of(target):
            _write_bundle(home, settings, new_file.files[target])
        new_file.finish()
    finally:
        new_file.discard()


def _write_bundle(home: Path, settings: Mapping[str, object], file: BinaryIO) -> None:
    from zipfile import ZIP_DEFLATED, ZipFile  # noqa: PLC0415 - see above

    with (
        tempfile.TemporaryDirectory(prefix="gridwell-support-") as folder,
        ZipFile(file, "w", ZIP_DEFLATED) as bundle,
    ):
        copy = Path(folder) / DATABASE_NAME
        journal = _copy_journal(home / DATABASE_NAME, copy)
        if copy.exists():
            bundle.write(copy, f"journal/{DATABASE_NAME}")
        _add(bundle, "about.json", _as_json({**_about(), "journal": journal, "home": _listing(home)}))
        _add(bundle, "settings.json", _as_json(settings))
        for path in _texts(home):
            _add(bundle, path.relative_to(home).as_posix(), _tail(path))


def _add(bundle: "ZipFile", name: str, text: str) -> None:
    bundle.writestr(name, scrub(text))


def _as_json(value: Mapping[str, object]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n"


def _about() -> Mapping[str, object]:
    from importlib.metadata import distributions  # noqa: PLC0415 - see above

    packages = sorted({(str(found.metadata["Name"]), found.version) for found in distributions()})
    variables = {name: os.environ[name] for name in _VARIABLES if name in os.environ}
    return {
        "gridwell": dict(packages).get("gridwell", "runs from a checkout"),
        "python": sys.version,
        "platform": platform.platform(),
        "sqlite": sqlite3.sqlite_version,
        "openssl": ssl.OPENSSL_VERSION,
        "packages": [f"{name} {version}" for name, version in packages],
        "environment": variables,
    }


def _listing(home: Path) -> list[str]:
    lines = []
    for path in sorted(home.rglob("*")):
        try:
            if path.is_file():
                lines.append(f"{path.relative_to(home).as_posix()}  {path.stat().st_size} bytes")
        except OSError as error:
            lines.append(f"{path.name}  {error.strerror or error}")
    return lines


def _texts(home: Path) -> Iterator[Path]:
    """The logs and the files of settings."""
    logs = sorted((home / "logs").glob("*")) if (home / "logs").is_dir() else []
    kept = sorted(home.iterdir()) if home.is_dir() else []
    yield from (path for path in logs if path.is_file())
    yield from (path for path in kept if path.is_file() and path.suffix in _SETTINGS_SUFFIXES)


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _MOST_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError as error:
        return f"cannot be read: {error.strerror or error}\n"


def _copy_journal(path: Path, copy: Path) -> str:
    """Copy the journal; says in words what came of it. Nothing is at ``copy`` where it must not be handed on."""
    try:
        with closing(open_for_reading(path)) as connection:
            copy_database(connection, copy)
        with closing(connect(copy)) as connection:
            _clean(connection)
    except (sqlite3.Error, OSError) as error:
        copy.unlink(missing_ok=True)
        return f"left out: {cannot_be_read(path, error)}"
    except DeskError as error:
        return f"left out: {error}"
    content = copy.read_bytes().decode("utf-8", "surrogateescape")
    if redact(content) != content:
        copy.unlink()
        return "left out: it holds a key, a cookie or an account id"
    return "a copy is in this bundle"


def _clean(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.create_function("scrub", 1, scrub)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for table, column in _FREE_TEXT:
        if table in tables:
            connection.execute(f"UPDATE {table} SET {column} = scrub({column})")  # noqa: S608 - constants
    # what was replaced stays in the file until it is written anew
    connection.execute("VACUUM")
