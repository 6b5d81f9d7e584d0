"""What is bounded says so, and everything can still be reached."""

import pytest

from server.accounts.principal import Principal
from server.reading.counters import COUNTED_AT_MOST
from server.reading.overview import LOOKED_THROUGH, counted
from tests.growth.conftest import YOUNG
from tests.growth.deeds import House, opened
from tests.growth.grown import NEEDLE, Grown, load


async def found(house: House, by: Principal, pages: int = 20) -> tuple[list[int], int]:
    """A rare word's conversations, page after page, and how many pages it took."""
    ids: list[int] = []
    before = None
    for page in range(1, pages + 1):
        answer = await house.list(by, q=NEEDLE, status="all", before=before)
        ids += [row.id for row in answer.conversations]
        before = answer.next
        if before is None:
            return ids, page
    raise AssertionError("no end")


async def test_a_search_looks_so_far_and_goes_on_where_it_stopped(database_url: str) -> None:
    grown = Grown(YOUNG)
    await load(database_url, grown)
    async with opened(database_url, grown) as house:
        ids, pages = await found(house, house.an)
        assert len(ids) == len(set(ids)) == YOUNG.needles
        assert pages == -(-len(grown.talks) // LOOKED_THROUGH)


@pytest.mark.parametrize("who", ["an", "els"])
async def test_nobody_counts_further_than_that(database_url: str, who: str) -> None:
    grown = Grown(YOUNG)
    await load(database_url, grown)
    async with opened(database_url, grown) as house:
        numbers = await counted(house.store, getattr(house, who))
        mine = [talk for talk in grown.talks if who == "an" or talk.dossier == 0]
        is_open = [talk for talk in mine if not talk.is_closed]
        assert numbers.open == min(len(is_open), COUNTED_AT_MOST)
        assert numbers.closed == min(len(mine) - len(is_open), COUNTED_AT_MOST)
        assert 0 < numbers.unread <= numbers.open
