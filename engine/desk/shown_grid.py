"""How a grid is shown; a view that waits for the journal is cut with its batch, and shown once that is committed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from engine.desk.saving import History
from engine.desk.views import GridView, RiskView
from engine.grid.ledger import GridTotals
from engine.grid.matched_pairs import Identity
from engine.grid.orders import Fill
from engine.grid.spec import FillModel
from engine.market import EXACT, Instrument, without_residue
from engine.paper.account import PaperAccount


@dataclass(frozen=True, slots=True)
class MarkedAccount:
    """What of an account depends on the mark price (in quote), linearly."""

    totals: GridTotals
    range: Mapping[FillModel, Decimal]
    identity: Identity


@dataclass(frozen=True, slots=True)
class CutView:
    """A view at one mark price, and the same account at a mark price one unit of quote higher.

    Two points of a line give the account at any other mark price, exactly.
    """

    view: GridView
    mark: Decimal
    higher: MarkedAccount

    def at(self, mark: Decimal | None) -> GridView:
        """The account of the cut at another mark price (in quote); None leaves it at that of the cut."""
        if mark is None or mark == self.mark:
            return self.view
        view, higher, rise = self.view, self.higher, EXACT.subtract(mark, self.mark)
        totals = _totals_at(view.totals, higher.totals, rise)
        return replace(
            view,
            totals=totals,
            range={model: _at(total, higher.range[model], rise) for model, total in view.range.items()},
            identity=_identity_at(view.identity, higher.identity, rise),
            risk=_risk_at(view.risk, totals),
        )


def marked_account(account: PaperAccount, mark: Decimal) -> MarkedAccount:
    """The account at a mark price, in quote; what rests on a quotient is rounded, the identity is exact."""
    totals = account.totals(mark)
    shown = replace(
        totals,
        average_entry=without_residue(totals.average_entry),
        realized=without_residue(totals.realized),
        unrealized=without_residue(totals.unrealized),
        total=without_residue(totals.total),
    )
    return MarkedAccount(shown, account.range(mark), account.identity(mark))


def grid_view(
    grid_id: int,
    instrument: Instrument,
    account: PaperAccount,
    history: History,
    fills: tuple[Fill, ...],
    mark: Decimal,
) -> GridView:
    """A grid as it is now, at a mark price in quote; ``fills`` are the newest ones."""
    marked, risk, stop = marked_account(account, mark), account.risk(mark), history.stop
    return GridView(
        grid_id=grid_id,
        spec=account.spec,
        instrument=instrument,
        running=not account.stopped,
        started_at=history.started_at,
        reference=account.reference,
        lines=tuple(account.lines),
        open_orders=account.open_orders,
        fills=fills,
        totals=marked.totals,
        gaps=history.gaps,
        unrecovered_gaps=history.unrecovered_gaps,
        range=marked.range,
        identity=marked.identity,
        trips=tuple(account.trips),
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


def _at(value: Decimal, one_higher: Decimal, rise: Decimal) -> Decimal:
    return EXACT.add(value, EXACT.multiply(EXACT.subtract(one_higher, value), rise))


def _totals_at(totals: GridTotals, higher: GridTotals, rise: Decimal) -> GridTotals:
    return replace(
        totals,
        unrealized=_at(totals.unrealized, higher.unrealized, rise),
        total=_at(totals.total, higher.total, rise),
    )


def _identity_at(identity: Identity | None, higher: Identity | None, rise: Decimal) -> Identity | None:
    if identity is None or higher is None:
        return identity
    return replace(
        identity,
        floating=_at(identity.floating, higher.floating, rise),
        unrealized=_at(identity.unrealized, higher.unrealized, rise),
    )


def _risk_at(risk: RiskView, totals: GridTotals) -> RiskView:
    """The equity follows the mark price; the margins stay those of the cut."""
    if risk.capital is None:
        return risk
    return replace(risk, equity=EXACT.add(risk.capital, totals.total))
