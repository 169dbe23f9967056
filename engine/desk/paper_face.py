"""The desk's face towards its paper grids and their journal."""

from engine.desk.archive import Archive
from engine.desk.instruments import Instruments
from engine.desk.market_face import MarketFace
from engine.desk.paper_trading import PaperTrading
from engine.desk.views import GridView
from engine.grid.capital import Means
from engine.grid.preview import NO_MEANS, GridPreview, preview
from engine.grid.spec import GridSpec
from engine.market import Quote
from engine.market.margin import MarginRules
from engine.paper.revision import RevisionPlan


class PaperFace(MarketFace):
    """What a desk does with paper grids. The parts are made when the desk is opened."""

    _instruments: Instruments
    _paper: PaperTrading

    notice: str | None = None
    """What the user should be told about the journal: a database that had to be set aside; else None."""

    async def resume_grids(self) -> tuple[int, ...]:
        """Let every unfinished grid of this environment go on, missed trades first; returns their ids.

        One that cannot be resumed is reported as an error event, and left alone.

        Raises:
            DeskError: the journal cannot be read.
        """
        return await self._paper.resume_all()

    async def resumable(self, file_sha256: str) -> int | None:
        """The unfinished grid that was made from a file with this digest (hex, of its bytes); None without one.

        A grid that stopped just before the program ended, so that its last fills were perhaps not told, counts.

        Raises:
            DeskError: the journal cannot be read.
        """
        return await self._paper.resumable(file_sha256)

    async def resume_grid(self, grid_id: int, *, follow: bool = True) -> None:
        """Let one kept grid go on; ``follow`` False only makes it known, to look at or to stop it.

        Raises:
            DeskError: there is no such grid, or it cannot be read.
        """
        await self._paper.resume(grid_id, follow=follow)

    async def start_grid(
        self, spec: GridSpec, *, means: Means = NO_MEANS, file_sha256: str | None = None
    ) -> int:
        """Start a paper grid and return its id.

        Raises:
            GridSpecError: the exchange does not trade it so; names the key, the value and what is legal.
            DeskError: no live price is known, nor within the next seconds; or the journal cannot be written.
            ExchangeError: the instrument could not be read.
        """
        return await self._paper.start(spec, means, file_sha256)

    async def stop_grid(self, grid_id: int, *, close: bool = False, reason: str | None = None) -> None:
        """Stop a grid: its orders are cancelled, its position stays, or is closed at the best bid or offer.

        ``reason`` in words for the user.

        Raises:
            DeskError: there is no such running grid, no price to close at, or the journal cannot be written.
        """
        await self._paper.stop(grid_id, close=close, reason=reason)

    def plan_revision(self, grid_id: int, spec: GridSpec) -> RevisionPlan:
        """What changing a running grid to ``spec`` would do.

        Raises:
            GridSpecError: it cannot be changed so; names the key.
            DeskError: there is no such running grid.
        """
        return self._paper.plan(grid_id, spec)

    async def revise_grid(self, grid_id: int, spec: GridSpec) -> None:
        """Change a running grid; its position stays.

        Raises:
            GridSpecError: it cannot be changed so; names the key.
            DeskError: there is no such running grid, or the journal cannot be written.
        """
        await self._paper.revise(grid_id, spec)

    def preview(self, spec: GridSpec, means: Means = NO_MEANS) -> GridPreview:
        """What a grid would cost, earn and risk if it started now; no margin until the rules are read.

        Raises:
            GridSpecError: the lines do not fit the tick, or one of ``means`` is out of range.
            DeskError: there is no price yet.
        """
        last = self._last_price(spec.instrument)
        price = self.price(spec.instrument)
        return preview(
            spec,
            last,
            book=None if price is None else Quote(price.bid, price.ask),
            instrument=self._instruments.known(spec.instrument),
            rules=self.margin_rules(spec.instrument),
            means=means,
        )

    def margin_rules(self, instrument: str) -> MarginRules | None:
        """The exchange's margin rules; None until they are read, which asking for them begins."""
        return self._paper.margin.known(instrument)

    def grids(self) -> tuple[GridView, ...]:
        """Every grid of this session, oldest first."""
        return self._market.grids.views()

    def grid(self, grid_id: int) -> GridView:
        """One grid of this session, as far as it is kept, at the current mark price."""
        return self._market.grids.view(grid_id)

    @property
    def archive(self) -> Archive | None:
        """The history of all grids; None without a home."""
        return self._paper.archive

    @property
    def journal_failure(self) -> str | None:
        """Why nothing can be kept now, so that the grids stand still; None while all is well."""
        return self._paper.failure

    def try_journal_again(self) -> None:
        """Try at once whether the journal can be written again; it is tried every few seconds anyway."""
        self._paper.try_journal_again()
