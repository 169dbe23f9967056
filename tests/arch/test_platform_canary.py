"""A canary against a defect of the window library that a green test run would otherwise hide.

PySide6 6.12.0 drops a reference to None in every wrapped call that returns None, on CPython before 3.12. A
short run stays green; a window with a live chart aborts after some seconds.
"""

import sys

import PySide6
import pytest
from PySide6.QtCore import QObject

CALLS = 200
NOISE = 20


def test_wrapped_calls_keep_their_references_to_none() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        thing.setObjectName("x")
    lost = before - sys.getrefcount(None)
    assert lost < NOISE, f"PySide6 {PySide6.__version__} lost {lost} references to None in {CALLS} calls"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_the_canary_can_see_references_to_none() -> None:
    before = sys.getrefcount(None)
    held = [None] * CALLS
    assert sys.getrefcount(None) - before > CALLS - NOISE
    del held
