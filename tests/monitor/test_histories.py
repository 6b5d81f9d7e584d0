"""Whatever was said and done, the monitor counts what is so."""

from random import Random

import pytest

from server.conversations import actions
from server.errors import Refused
from server.messages.corrections import delete
from tests.core.conftest import Office
from tests.invariants import check

DEEDS = 120


@pytest.mark.spec("R5", "S27", "S28", "S29", "S30", "P5", "P7", "R6")
@pytest.mark.parametrize("seed", [1, 2])
async def test_the_counters_are_exact_after_any_history(office: Office, seed: int) -> None:
    random, world = Random(seed), office.world
    people = [world.an, world.sofie, world.els, world.tom, world.filip]
    begun: list[int] = []
    heads: dict[int, int] = {}
    for _ in range(DEEDS):
        office.clock.goes_on(seconds=random.choice([0, 1, 70, 4_000]))
        by = random.choice(people)
        if not begun or random.random() < 0.1:
            filips = by is world.filip or (by.side == "office" and random.random() < 0.3)
            dossier = (world.garage if filips else world.bakery).id
            posted = await office.starts(by, dossier=dossier)
            begun.append(posted.conversation)
        else:
            talk = random.choice(begun)
            deed = random.choice(("posts", "posts", "posts", "close", "reopen", "dismiss", "deletes"))
            try:
                if deed == "posts":
                    posted = await office.posts(by, talk, "En dit?")
                elif deed == "deletes":
                    seq = random.randint(1, heads[talk])
                    await office.writer.do(lambda work: delete(work, by, talk, seq))  # noqa: B023
                else:
                    action = getattr(actions, deed)
                    await office.writer.do(lambda work: action(work, by, talk))  # noqa: B023
            except Refused:
                continue
        heads[posted.conversation] = posted.seq
    await check(world.store)
