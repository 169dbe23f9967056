"""The account as the user sees it, from what its feed knows."""

from engine.desk.views import AccountView
from engine.feed.account_feed import AccountFeed


def account_view(feed: AccountFeed | None) -> AccountView | None:
    """The account now; None until its whole picture was read once, and without a key."""
    if feed is None or not feed.book.complete:
        return None
    book, summary = feed.book, feed.book.summary
    if summary is None or feed.updated_at is None or feed.sub_account_id is None:
        return None
    return AccountView(
        sub_account_id=feed.sub_account_id,
        settle_currency=summary.currency,
        equity=summary.total_equity,
        available_balance=summary.available_balance,
        initial_margin=summary.initial_margin,
        maintenance_margin=summary.maintenance_margin,
        unrealized_pnl=summary.unrealized_pnl,
        positions=book.positions,
        open_orders=book.orders,
        fills=book.fills,
        updated_at=feed.updated_at,
    )
