"""Fault scripts: what goes wrong, and when. One line a fault; see ``FAULTS`` for the names.

::

    # seconds   fault             arguments
    5           cut
    12          drop-trades       20
    20          hang              3
    repeat      60

A line is the time in seconds since the start, the fault and its arguments; ``#`` begins a comment. The line
``repeat SECONDS`` plays the script again and again, that long each time. Faults that last (``hang``,
``silence``, ``drop-connections``, ``refuse``, ``reject-key``) take how many seconds.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from engine.demo.exchange import DemoExchange
from engine.demo.faults import LoginOutcome

MALFORMED_FRAME = b'{"stream":"v1.trade","selector":'


class FaultScriptError(ValueError):
    """A fault script that cannot be played; the text names the file, the line and what is legal."""


class ScriptedFault(Struct, frozen=True):
    """One fault, ``at`` so many seconds after the script began."""

    at: float
    name: str
    arguments: tuple[float, ...] = ()


class FaultScript(Struct, frozen=True):
    """Faults in the order of time; ``repeat_every`` seconds the script begins again, None plays it once."""

    faults: tuple[ScriptedFault, ...]
    repeat_every: float | None = None


class Fault(Struct, frozen=True):
    """What a fault does to an exchange, and how many numbers it takes; ``undo`` ends one that lasts."""

    arguments: int
    do: Callable[[DemoExchange, Sequence[float]], object]
    undo: Callable[[DemoExchange], object] | None = None


def _switch(name: str, on: object, off: object) -> Fault:
    return Fault(
        1,
        lambda exchange, _: setattr(exchange.faults, name, on),
        lambda exchange: setattr(exchange.faults, name, off),
    )


def _reject_key(exchange: DemoExchange, _: Sequence[float]) -> None:
    exchange.faults.login = LoginOutcome.BAD_KEY
    exchange.expire_sessions()


def _accept_key(exchange: DemoExchange) -> None:
    exchange.faults.login = LoginOutcome.ACCEPT


def heal(exchange: DemoExchange) -> None:
    """Make the exchange behave again; what was lost stays lost."""
    faults = exchange.faults
    faults.drop_sockets = faults.ignore_requests = faults.silent = False
    faults.answer_pings = True
    faults.refuse_sockets = None
    faults.feed_delay = faults.login_delay = faults.rest_delay = 0.0
    faults.skip_trades = faults.duplicate_trades = 0
    faults.next_logins.clear()
    _accept_key(exchange)


FAULTS: Mapping[str, Fault] = {
    "cut": Fault(0, lambda exchange, _: exchange.cut_connections()),
    "half-open": Fault(0, lambda exchange, _: exchange.hush_connections(answer_pings=False)),
    "only-pongs": Fault(0, lambda exchange, _: exchange.hush_connections(answer_pings=True)),
    "drop-trades": Fault(1, lambda exchange, n: setattr(exchange.faults, "skip_trades", int(n[0]))),
    "repeat-trades": Fault(1, lambda exchange, n: setattr(exchange.faults, "duplicate_trades", int(n[0]))),
    "expire-session": Fault(0, lambda exchange, _: exchange.expire_sessions()),
    "restart-gateway": Fault(0, lambda exchange, _: exchange.restart_gateway()),
    "malformed": Fault(0, lambda exchange, _: exchange.send_raw("v1.trade", MALFORMED_FRAME)),
    "fail-history": Fault(
        2, lambda exchange, n: exchange.faults.fail_rest("trade_history", int(n[0]), int(n[1]))
    ),
    "silence": _switch("silent", on=True, off=False),
    "hang": _switch("ignore_requests", on=True, off=False),
    "drop-connections": _switch("drop_sockets", on=True, off=False),
    "refuse": _switch("refuse_sockets", on=503, off=None),
    "reject-key": Fault(1, _reject_key, _accept_key),
    "heal": Fault(0, lambda exchange, _: heal(exchange)),
}
"""Every fault by name. ``fail-history`` takes an HTTP status and how many calls fail."""


def parse_script(text: str, place: str = "fault script") -> FaultScript:
    """Read a fault script.

    Raises:
        FaultScriptError: a line is not of the form; names the line and what is legal.
    """
    faults: list[ScriptedFault] = []
    repeat_every = None
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        where = f"{place}, line {number}"
        if words[0] == "repeat":
            if len(words) != 2:
                raise FaultScriptError(f"{where}: write repeat SECONDS")
            repeat_every = _seconds(words[1], where)
            continue
        if len(words) < 2:
            raise FaultScriptError(f"{where}: write SECONDS FAULT [NUMBERS]")
        fault = FAULTS.get(words[1])
        if fault is None:
            raise FaultScriptError(f"{where}: {words[1]!r} is no fault; one of {', '.join(FAULTS)}")
        numbers = tuple(_seconds(word, where) for word in words[2:])
        if len(numbers) != fault.arguments:
            raise FaultScriptError(f"{where}: {words[1]} takes {fault.arguments} numbers, not {len(numbers)}")
        faults.append(ScriptedFault(_seconds(words[0], where), words[1], numbers))
    if repeat_every is not None and repeat_every <= 0:
        raise FaultScriptError(f"{place}: repeat must be above 0 seconds")
    return FaultScript(tuple(sorted(faults, key=lambda fault: fault.at)), repeat_every)


def load_script(path: Path) -> FaultScript:
    """Read a fault script from a file.

    Raises:
        FaultScriptError: it cannot be read or is not of the form.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FaultScriptError(f"{path} cannot be read: {error}") from None
    return parse_script(text, str(path))


def apply_fault(exchange: DemoExchange, name: str, arguments: Sequence[float] = ()) -> None:
    """Let a fault happen now; one that lasts ends after its first argument's seconds (0: until healed).

    Raises:
        KeyError: there is no such fault.
    """
    fault = FAULTS[name]
    fault.do(exchange, arguments)
    undo = fault.undo
    if undo is not None and arguments and arguments[0] > 0:
        asyncio.get_running_loop().call_later(arguments[0], undo, exchange)


async def play_script(exchange: DemoExchange, script: FaultScript) -> None:
    """Play a script against a running exchange; returns at its end, or never when it repeats."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while True:
        for fault in script.faults:
            await asyncio.sleep(max(0.0, began + fault.at - loop.time()))
            apply_fault(exchange, fault.name, fault.arguments)
        if script.repeat_every is None:
            return
        began += max(script.repeat_every, script.faults[-1].at if script.faults else 0.0)
        await asyncio.sleep(max(0.0, began - loop.time()))


def _seconds(word: str, where: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = -1.0
    if not 0 <= value < 10**9:
        raise FaultScriptError(f"{where}: {word!r} is not a number of 0 or more")
    return value
