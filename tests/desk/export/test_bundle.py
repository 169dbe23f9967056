"""The support bundle: complete, consistent, and without anything that opens or names an account."""

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from engine.desk.export import AlreadyThere, ExportFailed, make_support_bundle
from engine.desk.journal import Journal
from engine.desk.journal.database import DATABASE_NAME
from engine.secret import Secret
from tests.desk.journal.journal_values import GRID, numbered
from tests.fakes.played_grid import keep_grid, played

KEY = "2hQ7wZkP9sLr4TnX8vBc3MdF6gJ"
COOKIE = "eyJhbGciOi.JIUzI1NiJ9-aHR0cHM6Ly9leGFtcGxl_c2Vzc2lvbg"
ACCOUNT = "aC5tQ0c1WvT2xN8kLp3RzUe7YbM"
SUB_ACCOUNT = "2927361400414840"
ADDRESS = "0x8Ba1f109551bD432803012645Ac136ddd64DBA72"
UNKNOWN = (KEY, COOKIE, ACCOUNT, SUB_ACCOUNT, ADDRESS)
SHORT = "tiger-lamp"
"""A key that no shape gives away: it is found because the process knows it."""

LOG = f"""2026-11-22 20:00:00,123 WARNING engine.feed: gap of 12 trades on ETH_USDT_Perp after 73808531-2
2026-11-22 20:00:01,000 ERROR engine.grvt: POST /auth/api_key/login {{"api_key": "{KEY}"}} answered 500
headers: {{'Cookie': 'gravity={COOKIE}; rm=true', 'X-Grvt-Account-Id': '{ACCOUNT}'}}
Set-Cookie: gravity={COOKIE}; Path=/; HttpOnly
wss://trades.grvt.io/ws/full?x_grvt_account_id={ACCOUNT}
\\"sub_account_id\\": \\"{SUB_ACCOUNT}\\", "funding_account_address":"{ADDRESS}"
signed in as account {SUB_ACCOUNT}; the key in use is {SHORT}
key={KEY} {KEY} ({ACCOUNT}) <{COOKIE}>
"""
INI = f'[view]\ntheme=dark\n[account]\napi_key={KEY}\nlast_account="{SUB_ACCOUNT}"\n'


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as bundle:
        assert bundle.testzip() is None
        return {name: bundle.read(name) for name in bundle.namelist()}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    (folder / "logs").mkdir(parents=True)
    (folder / "logs" / "window.log").write_text(LOG, encoding="utf-8")
    (folder / "logs" / "window.log.1").write_text(f"older: gravity={COOKIE}\n", encoding="utf-8")
    (folder / "window.ini").write_text(INI, encoding="utf-8")
    return folder


async def test_it_holds_no_key_cookie_or_account_id(home: Path, tmp_path: Path) -> None:
    Secret(SHORT)
    notes = [f"signed in with {KEY} as account {SUB_ACCOUNT}", f"the key {SHORT} was refused"]
    await keep_grid(home, *played(), notes=notes, stop=f"the session gravity={COOKIE} ended")
    settings = {"theme": "dark", "api_key": KEY, "deep": {"list": [ACCOUNT, {"sub_account_id": SUB_ACCOUNT}]}}
    target = await make_support_bundle(home, tmp_path / "bundle.zip", settings=settings)
    files = contents(target)
    assert set(files) == {
        *("about.json", "settings.json", "window.ini", f"journal/{DATABASE_NAME}"),
        *("logs/window.log", "logs/window.log.1"),
    }
    everything = target.read_bytes() + b"".join(files.values())
    for secret in (*UNKNOWN, SHORT):
        assert secret.encode() not in everything
    assert b"theme=dark" in files["window.ini"]
    assert json.loads(files["settings.json"])["theme"] == "dark"
    log = files["logs/window.log"].decode()
    assert "gap of 12 trades on ETH_USDT_Perp after 73808531-2" in log
    assert "POST /auth/api_key/login" in log
    assert log.count("\n") == LOG.count("\n")


async def test_the_journal_in_it_is_whole_and_clean(home: Path, tmp_path: Path) -> None:
    await keep_grid(home, *played(), notes=[f"key {KEY}"], stop="stopped by you")
    writing = await Journal.open(home)
    try:
        await writing.add_grid(GRID)
        await writing.commit({2: numbered(1)})
        files = contents(await make_support_bundle(home, tmp_path / "bundle.zip"))
    finally:
        await writing.close()
    copy = tmp_path / "copy.db"
    copy.write_bytes(files[f"journal/{DATABASE_NAME}"])
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM grids").fetchone() == (2,)
        assert connection.execute("SELECT fill_id FROM fills WHERE grid_id = 2").fetchall() == [(1,)]
        assert connection.execute("SELECT reason FROM stops").fetchone() == ("stopped by you",)
    assert json.loads(files["about.json"])["journal"] == "a copy is in this bundle"


async def test_it_says_what_it_was_made_with(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRVT_ENV", "testnet")
    monkeypatch.setenv("GRVT_API_KEY", KEY)
    files = contents(await make_support_bundle(home, tmp_path / "bundle.zip"))
    about = json.loads(files["about.json"])
    assert about["python"].startswith("3.")
    assert any(line.startswith("aiohttp 3.") for line in about["packages"])
    assert about["environment"]["GRVT_ENV"] == "testnet"
    assert any(line.startswith("logs/window.log  ") for line in about["home"])
    assert "there is no journal" in about["journal"]


async def test_a_home_that_is_not_there_makes_a_bundle_too(tmp_path: Path) -> None:
    files = contents(await make_support_bundle(tmp_path / "nowhere", tmp_path / "bundle.zip"))
    assert set(files) == {"about.json", "settings.json"}
    assert not (tmp_path / "nowhere").exists()


async def test_a_damaged_journal_is_left_out_and_said_so(home: Path, tmp_path: Path) -> None:
    (home / DATABASE_NAME).write_bytes(b"SQLite format 3\x00" + b"garbage" * 900)
    files = contents(await make_support_bundle(home, tmp_path / "bundle.zip"))
    assert f"journal/{DATABASE_NAME}" not in files
    assert "left out" in json.loads(files["about.json"])["journal"]


async def test_a_journal_that_holds_a_known_secret_is_left_out(home: Path, tmp_path: Path) -> None:
    Secret("a-key-in-the-wrong-column")
    await keep_grid(home, *played())
    with closing(sqlite3.connect(home / DATABASE_NAME)) as connection, connection:
        connection.execute("UPDATE grids SET environment = 'a-key-in-the-wrong-column'")
    target = await make_support_bundle(home, tmp_path / "bundle.zip")
    files = contents(target)
    assert f"journal/{DATABASE_NAME}" not in files
    assert "left out: it holds a key" in json.loads(files["about.json"])["journal"]


async def test_a_very_long_log_is_cut_at_its_old_end(home: Path, tmp_path: Path) -> None:
    (home / "logs" / "window.log").write_text("old\n" + "line of a log\n" * 200_000 + "newest\n")
    files = contents(await make_support_bundle(home, tmp_path / "bundle.zip"))
    log = files["logs/window.log"]
    assert log.endswith(b"newest\n")
    assert not log.startswith(b"old")
    assert len(log) < 2_100_000


async def test_nothing_is_overwritten_and_nothing_half_written(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "bundle.zip"
    target.write_text("mine")
    with pytest.raises(AlreadyThere, match="is there already"):
        await make_support_bundle(home, target)
    assert target.read_text() == "mine"
    await make_support_bundle(home, target, force=True)
    assert "about.json" in contents(target)
    with pytest.raises(ExportFailed, match="could not be written"):
        await make_support_bundle(home, home / "window.ini" / "bundle.zip")
    assert not list(tmp_path.rglob("*.part"))
