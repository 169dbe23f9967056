"""The embedded exchange: a real server on loopback that speaks the documented GRVT protocol.

Written from the protocol reference alone, without any code of the client in ``engine.grvt``, so that each
of the two can find the other's mistakes.
"""

from engine.demo.clock import ServerClock
from engine.demo.exchange import DemoAddresses, DemoExchange
from engine.demo.fault_script import (
    FaultScript,
    FaultScriptError,
    apply_fault,
    load_script,
    parse_script,
    play_script,
)
from engine.demo.faults import Attempt, Faults, LoginOutcome
from engine.demo.selectors import Role
from engine.tape import TapeError

__all__ = [
    "Attempt",
    "DemoAddresses",
    "DemoExchange",
    "FaultScript",
    "FaultScriptError",
    "Faults",
    "LoginOutcome",
    "Role",
    "ServerClock",
    "TapeError",
    "apply_fault",
    "load_script",
    "parse_script",
    "play_script",
]
