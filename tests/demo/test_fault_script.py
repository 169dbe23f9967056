"""Fault scripts: read, refused in words, and played."""

import asyncio

import pytest

from engine.demo import DemoExchange, FaultScriptError, LoginOutcome, apply_fault, parse_script, play_script
from engine.demo.fault_script import FAULTS, FaultScript, ScriptedFault, heal


def test_a_script_is_read_in_the_order_of_time():
    script = parse_script("# fun\n5 cut\n1.5 drop-trades 20  # twenty\n\nrepeat 60\n")
    assert script == FaultScript(
        (ScriptedFault(1.5, "drop-trades", (20.0,)), ScriptedFault(5.0, "cut")), 60.0
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("5", "write SECONDS FAULT"),
        ("5 explode", "'explode' is no fault; one of cut, half-open"),
        ("x cut", "'x' is not a number"),
        ("-1 cut", "'-1' is not a number of 0 or more"),
        ("5 cut 3", "cut takes 0 numbers, not 1"),
        ("5 hang", "hang takes 1 numbers, not 0"),
        ("repeat", "write repeat SECONDS"),
        ("repeat 0", "above 0 seconds"),
    ],
)
def test_a_bad_line_is_refused_in_words(line, words):
    with pytest.raises(FaultScriptError, match=words):
        parse_script(line)


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "heal"])
async def test_every_fault_can_happen_and_be_healed(name):
    exchange = DemoExchange()
    await exchange.start()
    try:
        healthy = DemoExchange().faults
        apply_fault(exchange, name, (0.0, 0.0)[: FAULTS[name].arguments])
        heal(exchange)
        for switch in ("drop_sockets", "ignore_requests", "silent", "refuse_sockets", "skip_trades", "login"):
            assert getattr(exchange.faults, switch) == getattr(healthy, switch)
    finally:
        await exchange.close()


async def test_a_script_plays_and_what_lasts_ends():
    exchange = DemoExchange()
    await exchange.start()
    try:
        playing = asyncio.create_task(
            play_script(exchange, parse_script("0 reject-key 0.1\n0.02 drop-trades 7"))
        )
        await playing
        assert exchange.faults.skip_trades == 7
        assert exchange.faults.login is LoginOutcome.BAD_KEY
        async with asyncio.timeout(5):
            while exchange.faults.login is not LoginOutcome.ACCEPT:
                await asyncio.sleep(0.01)
    finally:
        await exchange.close()
