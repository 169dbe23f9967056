"""When makers move their quotes is remembered for a minute or two; what is remembered is what would be worked out."""

from engine.demo.bars import MINUTE
from engine.demo.listings import LISTINGS
from engine.demo.minutes import Minutes

START = 29_900_000 * MINUTE


def minutes(listing) -> Minutes:
    return Minutes(listing, listing.temper, seed=1, price=listing.price)


def test_hints_asked_for_again_are_those_of_their_own_minute() -> None:
    for listing in (listing for listing in LISTINGS if listing.temper is not None):
        asked = minutes(listing)
        for step in (0, 0, 1, 0, 2, 3, 0, 1):
            time = START + step * MINUTE
            hints = asked.hints(time)
            assert hints == minutes(listing).hints(time)
            assert all(time <= hint.time < time + MINUTE for hint in hints)
