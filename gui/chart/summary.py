"""The chart in words, for those who hear it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from engine import GridView, Side
from gui.chart.candle_store import CLOSE, HIGH, LOW, OPEN
from gui.chart.scene import ChartScene
from gui.formatting import MINUS, price_text


def describe_chart(
    scene: ChartScene, title: str, grids: Sequence[GridView], last: str, *, fresh: bool
) -> str:
    """Whole sentences about what is in view: price, change, extremes, and the running grids.

    Args:
        scene: the chart's scene.
        title: instrument and interval.
        grids: the grids on the chart.
        last: the last price as written, "" where it is unknown.
        fresh: whether the last price is new.
    """
    translate = QCoreApplication.translate
    bars, text = scene.in_view(), scene.plot.price_axis.price_text
    parts = [translate("ChartSummary", "{title}.").format(title=title)] if title else []
    if last:
        words = (
            translate("ChartSummary", "Last price {price}.")
            if fresh
            else translate("ChartSummary", "Last price {price}, which is old.")
        )
        parts.append(words.format(price=last))
    if bars.shape[1]:
        first, newest = float(bars[OPEN, 0]), float(bars[CLOSE, -1])
        change = (newest / first - 1) * 100 if first else 0.0
        parts.append(
            translate(
                "ChartSummary", "{count} bars in view: {change} percent, high {high}, low {low}."
            ).format(
                count=bars.shape[1],
                change=f"{change:+.2f}".replace("-", MINUS),
                high=text(float(bars[HIGH].max())),
                low=text(float(bars[LOW].min())),
            )
        )
    else:
        parts.append(translate("ChartSummary", "No bars are in view."))
    running = [grid for grid in grids if grid.running]
    parts += [_grid(grid) for grid in running]
    if not running:
        parts.append(translate("ChartSummary", "No grid runs here."))
    fills = len(scene.fills.fills)
    if fills:
        parts.append(translate("ChartSummary", "Fills: {count}.").format(count=fills))
    return " ".join(parts)


def _grid(grid: GridView) -> str:
    tick = grid.instrument.tick_size
    buys = sum(order.side is Side.BUY for order in grid.open_orders)
    return QCoreApplication.translate(
        "ChartSummary",
        "Grid {number} from {lower} to {upper}: {buys} buy and {sells} sell orders wait, total profit {total}.",
    ).format(
        number=grid.grid_id,
        lower=price_text(min(grid.lines), tick),
        upper=price_text(max(grid.lines), tick),
        buys=buys,
        sells=len(grid.open_orders) - buys,
        total=f"{grid.totals.total:+.2f}".replace("-", MINUS),
    )
