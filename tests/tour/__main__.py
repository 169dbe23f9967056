"""The scripted tour: drives the real program over the demo exchange and pictures what a user sees.

Run it with ``make tour``; ``make tour ARGS="--quick"`` takes one variant only. Prints where the loop stood still for
more than 50 ms, and fails when an exception was not handled or a step waited in vain.
"""

import argparse
import asyncio
import gc
import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from itertools import product
from pathlib import Path

SCREEN = Path(__file__).resolve().parent / "screen.json"
if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={SCREEN}"

from PySide6.QtCore import QtMsgType, qInstallMessageHandler  # noqa: E402 - the platform is chosen before
from PySide6.QtWidgets import QApplication  # noqa: E402

from engine import MemoryKeys  # noqa: E402
from gui.lifecycle import Lifecycle, Start  # noqa: E402
from gui.loop import WindowLoop  # noqa: E402
from tests.tour.guide import Guide, Variant  # noqa: E402
from tests.tour.stalls import REPORTED_MS, StallMeter  # noqa: E402
from tests.tour.steps import FIRST_VISIT, SECOND_VISIT, Step  # noqa: E402

HARMLESS = ("This plugin does not support",)


class Problems(logging.Handler):
    """Everything that must not happen: unhandled exceptions, errors in the log, warnings of Qt."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note an error."""
        details = "".join(traceback.format_exception(record.exc_info[1])) if record.exc_info else ""
        self.found.append(f"{record.getMessage()}\n{details}".strip())

    def hear_qt(self, kind: QtMsgType, _context: object, message: str) -> None:
        """Note a warning of Qt's."""
        if kind is not QtMsgType.QtDebugMsg and not message.startswith(HARMLESS):
            self.found.append(f"Qt: {message}")


async def visit(
    application: QApplication,
    home: Path,
    steps: Sequence[Step],
    folder: Path,
    variant: Variant,
    meter: StallMeter,
    pictures: list[Path],
) -> None:
    """Run the program once and take the steps in it."""
    # as the program does when it has settled: what is there stays out of the garbage collector's sight
    meter.pause()
    gc.collect()
    gc.freeze()
    meter.resume()
    lifecycle = Lifecycle(application, Start(None), {"GRIDWELL_HOME": str(home)}, keys=MemoryKeys())
    guide = Guide(lifecycle, meter, folder, variant, pictures)
    meter.step = f"{variant}: start"
    running = asyncio.create_task(lifecycle.run(), name="the program")
    try:
        for step in steps:
            meter.step = f"{variant}: {step.__name__}"
            await step(guide)
    except BaseException:
        if lifecycle.session is not None:
            guide.shoot_alone("failed", lifecycle.session.window)
        lifecycle.quit()
        raise
    finally:
        meter.step = f"{variant}: end"
        code = await running
    if code != 0:
        raise AssertionError(f"{variant}: the program ended with {code}")


async def tour(application: QApplication, folder: Path, variants: Sequence[Variant]) -> int:
    """Take the whole tour; returns the exit code."""
    problems = Problems()
    logging.getLogger().addHandler(problems)
    qInstallMessageHandler(problems.hear_qt)
    meter = StallMeter()
    meter.start()
    pictures: list[Path] = []
    for variant in variants:
        with tempfile.TemporaryDirectory() as home:
            try:
                for steps in (FIRST_VISIT, SECOND_VISIT):
                    await visit(application, Path(home), steps, folder, variant, meter, pictures)
            except (AssertionError, TimeoutError, RuntimeError, AttributeError) as error:
                problems.found.append("".join(traceback.format_exception(error)))
    meter.stop()
    report(pictures, meter, problems)
    return 1 if problems.found else 0


def report(pictures: Sequence[Path], meter: StallMeter, problems: Problems) -> None:
    """Say what came of it."""
    print(f"{len(pictures)} pictures")
    print("\nlongest stall of the loop by step, ms")
    for step, longest in meter.longest.items():
        print(f"  {longest:7.1f}  {step}")
    print(f"\n{len(meter.stalls)} stalls above {REPORTED_MS:.0f} ms")
    for stall in meter.stalls:
        print(f"  {stall.milliseconds:7.1f}, worked {stall.worked:5.1f}  {stall.step}  {stall.where}")
    print(f"\n{len(problems.found)} problems")
    for problem in problems.found:
        print(f"  {problem}\n")


def main() -> int:
    """Read the arguments and take the tour."""
    parser = argparse.ArgumentParser(prog="tour", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/tour"), help="where the pictures go")
    parser.add_argument("--quick", action="store_true", help="English and dark only")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    every = [Variant(language, theme) for language, theme in product(("en", "zh_CN"), ("dark", "light"))]
    variants = every[:1] if arguments.quick else every
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: WindowLoop(application)) as runner:
        return runner.run(tour(application, arguments.out, variants))


if __name__ == "__main__":
    sys.exit(main())
