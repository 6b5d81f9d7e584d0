"""What is bounded says so, and everything can still be reached."""

import pytest

from server.reading.counters import COUNTED_AT_MOST
from server.reading.overview import counted
from tests.growth.conftest import YOUNG, read
from tests.growth.deeds import opened
from tests.growth.grown import NEEDLE, Grown, load


async def test_a_rare_word_is_found_however_long_ago(database_url: str) -> None:
    grown = Grown(YOUNG)
    await load(database_url, grown)
    await read(database_url)
    async with opened(database_url, grown) as house:
        answer = await house.list(house.an, q=NEEDLE, status="all")
        assert len(answer.conversations) == YOUNG.needles and answer.next is None


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
