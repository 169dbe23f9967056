"""How a grid is shown; a view that waits for the journal is cut with its batch, and shown once that is committed.

What has not changed from one view of a grid to the next is the same object in both: whoever shows it need not look
into it. That holds for the tuples of a view and for each order, fill and round trip in them.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import is_
from typing import TypeVar

from engine.desk.saving import History
from engine.desk.views import GridView, RiskView
from engine.grid.ledger import GridTotals
from engine.grid.matched_pairs import Identity, RoundTrip
from engine.grid.orders import Fill
from engine.grid.spec import FillModel
from engine.market import EXACT, Instrument, without_residue
from engine.paper.account import PaperAccount

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class CutView:
    """A view at one mark price, and the positions then.

    What depends on the mark price changes by the position with each unit of it: that gives the account at any other
    mark price, exactly.
    """

    view: GridView
    mark: Decimal
    positions: Mapping[FillModel, Decimal]

    def at(self, mark: Decimal | None) -> GridView:
        """The account of the cut at another mark price (in quote); None leaves it at that of the cut."""
        if mark is None or mark == self.mark:
            return self.view
        view, rise = self.view, EXACT.subtract(mark, self.mark)
        gain = EXACT.multiply(view.totals.position, rise)
        totals = _totals_at(view.totals, gain)
        return replace(
            view,
            totals=totals,
            range={
                model: EXACT.add(total, EXACT.multiply(self.positions[model], rise))
                for model, total in view.range.items()
            },
            identity=_identity_at(view.identity, gain),
            risk=_risk_at(view.risk, totals),
        )


def shown_totals(account: PaperAccount, mark: Decimal) -> GridTotals:
    """The totals at a mark price, in quote; what rests on a quotient is rounded."""
    totals = account.totals(mark)
    return replace(
        totals,
        average_entry=without_residue(totals.average_entry),
        realized=without_residue(totals.realized),
        unrealized=without_residue(totals.unrealized),
        total=without_residue(totals.total),
    )


def grid_view(
    grid_id: int,
    instrument: Instrument,
    account: PaperAccount,
    history: History,
    fills: deque[Fill],
    mark: Decimal,
    before: GridView | None,
) -> GridView:
    """A grid as it is now, at a mark price in quote; ``fills`` are the newest ones, ``before`` an earlier view."""
    lines, open_orders = account.lines, account.open_orders
    shown_fills: tuple[Fill, ...] | None = None
    trips: tuple[RoundTrip, ...] | None = None
    if before is not None:
        lines, open_orders = _same(before.lines, lines), _same(before.open_orders, open_orders)
        shown_fills, trips = _same_newest(before.fills, fills), _same_newest(before.trips, account.trips)
    risk, stop = account.risk(mark), history.stop
    return GridView(
        grid_id=grid_id,
        spec=account.spec,
        instrument=instrument,
        running=not account.stopped,
        started_at=history.started_at,
        reference=account.reference,
        lines=lines,
        open_orders=open_orders,
        fills=tuple(fills) if shown_fills is None else shown_fills,
        totals=shown_totals(account, mark),
        gaps=history.gaps,
        unrecovered_gaps=history.unrecovered_gaps,
        range=account.range(mark),
        identity=account.identity(mark),
        trips=tuple(account.trips) if trips is None else trips,
        risk=RiskView(
            capital=risk.capital,
            leverage=risk.leverage,
            equity=risk.equity,
            initial_margin=risk.initial_margin,
            maintenance_margin=risk.maintenance_margin,
            liquidation_price=risk.liquidation_price,
        ),
        drawdown=account.drawdown,
        stopped_at=None if stop is None else stop.time,
        stop_reason=None if stop is None else stop.reason,
    )


def _same(before: tuple[_T, ...], now: tuple[_T, ...]) -> tuple[_T, ...]:
    """``before``, if it holds the very same things."""
    return before if len(before) == len(now) and all(map(is_, before, now)) else now


def _same_newest(before: tuple[_T, ...], now: deque[_T]) -> tuple[_T, ...] | None:
    """``before``, if nothing was added since: then nothing has left at the other end either."""
    if len(before) == len(now) and (not before or before[-1] is now[-1]):
        return before
    return None


def _totals_at(totals: GridTotals, gain: Decimal) -> GridTotals:
    return replace(totals, unrealized=EXACT.add(totals.unrealized, gain), total=EXACT.add(totals.total, gain))


def _identity_at(identity: Identity | None, gain: Decimal) -> Identity | None:
    if identity is None:
        return None
    return replace(
        identity,
        floating=EXACT.add(identity.floating, gain),
        unrealized=EXACT.add(identity.unrealized, gain),
    )


def _risk_at(risk: RiskView, totals: GridTotals) -> RiskView:
    """The equity follows the mark price; the margins stay those of the cut."""
    if risk.capital is None:
        return risk
    return replace(risk, equity=EXACT.add(risk.capital, totals.total))
