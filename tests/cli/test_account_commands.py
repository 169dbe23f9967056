"""``watch`` with a key: the account's connection in its lines, and what its end means for the exit code."""

import json

import pytest

from engine.demo import DemoExchange, LoginOutcome
from engine.demo.selectors import Role
from engine.grvt.environment import Environment
from tests.cli.test_commands import run_until, urls
from tests.fakes.live import ETH, demo_exchange


async def watch(
    exchange: DemoExchange, environment: Environment, *arguments: str, enough: tuple[str, ...] = ("\0",)
) -> tuple[int, str, str]:
    """Run ``watch`` as a process, to its end or until it said ``enough``; its exit code and what it wrote."""
    variables = {**urls(environment), "GRVT_API_KEY": exchange.key.reveal()}
    done = await run_until(
        lambda told: all(words in told for words in enough),
        *("watch", "--instrument", ETH, *arguments),
        **variables,
    )
    assert exchange.key.reveal() not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


def trades_lines(out: str) -> list[dict[str, object]]:
    told = [json.loads(line) for line in out.splitlines()]
    return [line for line in told if line.get("endpoint") == "trades"]


async def test_the_account_s_connection_has_its_lines():
    async with demo_exchange() as (exchange, environment):
        enough = ('"endpoint": "trades", "state": "live"', '"event": "price"')
        code, out, err = await watch(exchange, environment, "--jsonl", enough=enough)
    assert (code, err) == (0, "")
    told = trades_lines(out)
    assert [line["state"] for line in told] == [
        "authenticating",
        "connecting",
        "subscribing",
        "live",
        "offline",
    ]
    assert list(told[0]) == ["event", "time", "endpoint", "state", "attempt", "retry_in_ms", "reason"]
    events = {json.loads(line)["event"] for line in out.splitlines()}
    assert events == {"connection", "price", "summary"}


async def test_the_account_s_connection_in_words():
    async with demo_exchange() as (exchange, environment):
        code, out, err = await watch(exchange, environment, enough=("account feed: live",))
    assert (code, err) == (0, "")
    assert "account feed: live" in out


async def test_tries_of_the_account_that_are_used_up_end_with_one():
    async with demo_exchange() as (exchange, environment):
        exchange.faults.socket_roles = {Role.TRADES}
        exchange.faults.drop_sockets = True
        code, out, err = await watch(exchange, environment, "--max-retries", "1", "--jsonl")
    assert code == 1
    assert err.count("\n") == 1
    assert "account feed: gave up after 1 retries" in err
    assert "failed" in [line["state"] for line in trades_lines(out)]


@pytest.mark.parametrize(
    "outcome", [LoginOutcome.BAD_KEY, LoginOutcome.UNAUTHORIZED, LoginOutcome.GEO_BLOCKED]
)
async def test_a_rejection_ends_with_three_after_one_sign_in(outcome):
    async with demo_exchange() as (exchange, environment):
        exchange.faults.login = outcome
        code, out, err = await watch(exchange, environment, "--jsonl")
        assert len(exchange.faults.seen.logins) == 1
    assert code == 3
    assert err.count("\n") == 1
    assert json.loads(out.splitlines()[-1])["event"] == "summary"
