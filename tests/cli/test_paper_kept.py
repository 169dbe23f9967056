"""``gridwellctl paper`` keeps its grid: resumed from an identical file, replaced with ``--new``, ended by a stop."""

import hashlib
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.demo import ServerClock
from engine.grid.spec import parse_grid
from engine.grvt.environment import Environment
from tests.cli.test_commands import GRID, lines, urls
from tests.desk.test_desk_live import ready
from tests.fakes.kept import kept_desk, kept_grids
from tests.fakes.live import ETH, demo_exchange
from tests.fakes.nursery import Done, Nursery, open_nursery
from tests.fakes.stopped_time import StoppedTime
from tests.fakes.waiting import until

BUSY = GRID.replace('reference  = "3000.20"\n', "")


def write_zigzag(path: Path) -> None:
    """A tape that crosses the grid's lines all the time."""
    rows = ["event_time_ms,trade_id,price,size,is_taker_buyer"]
    for number in range(12_000):
        steps = number % 34 if number % 34 < 17 else 34 - number % 34
        price = Decimal("2997.20") + Decimal("0.35") * steps
        rows.append(f"{1_700_000_000_000 + 20 * number},{1000 + number},{price},0.5,{number % 2}")
    path.write_text("\n".join(rows) + "\n")


def an_order(told: str) -> bool:
    return '"event": "order"' in told


def four_fills(told: str) -> bool:
    return told.count('"event": "fill"') > 3


def fills_of(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in told if line["event"] == "fill"]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with open_nursery() as nursery:
        yield nursery


@dataclass
class Commands:
    """Runs ``gridwellctl`` on one home and one exchange."""

    nursery: Nursery
    folder: Path
    variables: dict[str, str]

    def use(self, environment: Environment) -> None:
        self.variables.update(urls(environment))

    async def run(self, *arguments: str, **variables: str) -> Done:
        return await self.nursery.run(self.folder, *arguments, variables={**self.variables, **variables})

    async def paper_until(
        self, enough: Callable[[str], bool], grid: Path, *arguments: str, **variables: str
    ) -> Done:
        """Run ``paper`` until ``enough`` of what it has said so far, and end it with a signal."""
        number = len(list(self.folder.glob("until-*.out")))
        out, err = self.folder / f"until-{number}.out", self.folder / f"until-{number}.err"
        out.touch()
        words = ("paper", "--grid", str(grid), *arguments)
        pid = self.nursery.start(out, err, *words, variables={**self.variables, **variables})
        await until(lambda: enough(out.read_text()))
        os.kill(pid, signal.SIGTERM)
        return Done(await self.nursery.wait(pid), out.read_text(), err.read_text())

    async def paper(self, grid: Path, *arguments: str, **variables: str) -> Done:
        return await self.run("paper", "--grid", str(grid), *arguments, **variables)


@pytest.fixture
def commands(nursery: Nursery, tmp_path: Path) -> Commands:
    return Commands(nursery, tmp_path, {"GRIDWELL_HOME": str(tmp_path / "home")})


async def test_an_identical_file_resumes_its_grid(tmp_path: Path, commands: Commands) -> None:
    grid, home = tmp_path / "grid.toml", tmp_path / "home"
    grid.write_text(BUSY)
    write_zigzag(tmp_path / "tape.csv")
    async with demo_exchange(tape=tmp_path / "tape.csv", speed=3.0) as (_, environment):
        commands.use(environment)
        first = await commands.paper_until(four_fills, grid, "--jsonl")
        same_content = tmp_path / "copy.toml"
        same_content.write_text(BUSY)
        second = await commands.paper_until(four_fills, same_content, "--jsonl")
        elsewhere = await commands.paper_until(four_fills, grid, "--jsonl", GRVT_ENV="staging")
        replaced = await commands.paper_until(four_fills, grid, "--jsonl", "--new")
    assert (first.returncode, first.stderr) == (0, "")
    assert second.returncode == 0
    assert second.stderr == (
        "gridwellctl: grid 1, made from the same file, is resumed; with --new another one would start\n"
    )
    one, two = lines(first.stdout), lines(second.stdout)
    ids = [line["fill_id"] for line in fills_of(one) + fills_of(two)]
    assert ids == list(range(1, len(ids) + 1))
    assert len(fills_of(one)) > 3
    assert len(fills_of(two)) > 3
    assert one[-1]["fills"] == len(fills_of(one))
    assert two[-1]["fills"] == len(ids)
    assert two[-1]["trades"] > one[-1]["trades"]
    assert two[-1]["gaps"] == one[-1]["gaps"] + 1
    assert two[-1]["unrecovered_gaps"] == 0
    (gap,) = [line for line in two if line["event"] == "gap"]
    assert gap["recovered"] is True

    assert (elsewhere.returncode, elsewhere.stderr) == (0, "")
    assert replaced.returncode == 0
    assert replaced.stderr.startswith("gridwellctl: grid 1 was stopped: a new grid was started")
    assert replaced.stderr.count("\n") == 1
    new = lines(replaced.stdout)
    assert [line["fill_id"] for line in fills_of(new)] == list(range(1, new[-1]["fills"] + 1))
    assert not [line for line in new if line["event"] == "order" and line["status"] == "cancelled"]

    kept = await kept_grids(home)
    assert {grid_id: (stored.running, stored.grid.environment) for grid_id, (stored, _) in kept.items()} == {
        1: (False, "testnet"),
        2: (True, "staging"),
        3: (True, "testnet"),
    }


async def test_a_stop_price_ends_the_run_and_the_next_one_starts_anew(
    tmp_path: Path, commands: Commands
) -> None:
    grid, home = tmp_path / "grid.toml", tmp_path / "home"
    grid.write_text(GRID + 'stop_above = "3005.50"\n')
    rows = ["event_time_ms,trade_id,price,size,is_taker_buyer"]
    rows += [f"{1_700_000_000_000 + 20 * n},{n},{3000 + Decimal(n) / 50},0.5,1" for n in range(400)]
    (tmp_path / "tape.csv").write_text("\n".join(rows) + "\n")
    clock = StoppedTime()
    async with demo_exchange(
        tape=tmp_path / "tape.csv", tape_delay=0.5, speed=4.0, clock=ServerClock(wall=clock.now)
    ) as (_, environment):
        commands.use(environment)
        # the tape begins when the grid has
        clock.stop_in(0.25)
        out, err = tmp_path / "first.out", tmp_path / "first.err"
        out.touch()
        words = ("paper", "--grid", str(grid), "--jsonl")
        first = commands.nursery.start(out, err, *words, variables=commands.variables)
        await until(lambda: an_order(out.read_text()))
        clock.go_on()
        done = Done(await commands.nursery.wait(first), out.read_text(), err.read_text())
        again = await commands.paper_until(an_order, grid, "--jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    told = lines(done.stdout)
    close = fills_of(told)[-1]
    assert (close["intent"], close["cell"], close["price"]) == ("close", None, "3005.5")
    assert told[-1]["event"] == "summary"
    assert Decimal(told[-1]["position"]) == 0
    assert Decimal(told[-1]["unrealized"]) == 0
    assert (again.returncode, again.stderr) == (0, "")
    kept = await kept_grids(home)
    stop = kept[1][0].stop
    assert stop is not None
    assert stop.reason == "the price 3005.5 reached stop_above = 3005.50"
    assert len(kept) == 2


async def test_a_second_instance_is_refused_and_watching_needs_no_home(
    tmp_path: Path, commands: Commands
) -> None:
    grid, home = tmp_path / "grid.toml", tmp_path / "home"
    grid.write_text(BUSY)
    out, err = tmp_path / "first.out", tmp_path / "first.err"
    out.touch()
    async with demo_exchange(speed=5.0) as (_, environment):
        commands.use(environment)
        words = ("paper", "--grid", str(grid), "--jsonl")
        first = commands.nursery.start(out, err, *words, variables=commands.variables)
        await until(lambda: an_order(out.read_text()))
        second = await commands.paper(grid, "--jsonl", "--duration", "5")
        watching = await commands.run("watch", "--instrument", ETH, "--duration", "1", "--jsonl")
        os.kill(first, signal.SIGTERM)
        code = await commands.nursery.wait(first)
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert f"another Gridwell (process {first}) is using {home}" in second.stderr
    assert [line["event"] for line in lines(second.stdout)] == ["summary"]
    assert watching.returncode == 0
    assert (code, err.read_text()) == (0, "")
    assert lines(out.read_text())[-1]["event"] == "summary"


async def test_a_home_that_cannot_be_used_ends_with_one_and_what_to_do(
    tmp_path: Path, commands: Commands
) -> None:
    grid = tmp_path / "grid.toml"
    grid.write_text(BUSY)
    async with demo_exchange() as (_, environment):
        commands.use(environment)
        done = await commands.paper(grid, "--jsonl", "--duration", "5", GRIDWELL_HOME=str(grid / "home"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "set GRIDWELL_HOME to another folder" in done.stderr
    assert [line["event"] for line in lines(done.stdout)] == ["summary"]


async def test_the_words_of_a_resumed_run(tmp_path: Path, commands: Commands) -> None:
    grid, home = tmp_path / "grid.toml", tmp_path / "home"
    grid.write_text(BUSY)
    digest = hashlib.sha256(BUSY.encode()).hexdigest()
    async with demo_exchange(seed=3, speed=30.0) as (_, environment):
        commands.use(environment)
        async with kept_desk(environment, home) as (desk, _seen):
            await ready(desk)
            await desk.start_grid(parse_grid(BUSY), file_sha256=digest)
        done = await commands.paper_until(lambda told: "is resumed" in told, grid)
    assert (done.returncode, done.stderr) == (0, "")
    assert "grid 1, made from the same file, is resumed" in done.stdout
    assert "SUMMARY" in done.stdout
