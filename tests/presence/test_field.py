"""Whatever happens to devices, nodes and the bus: twenty seconds later everybody shows the truth."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from server.presence.register import Register
from tests.presence.field import RIGHT_WITHIN, Field
from tests.properties.virtual_time import VirtualLoop

pytestmark = pytest.mark.spec("T10", "U5")
PEOPLE = range(1, 6)


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(scene())


async def something_happens(field: Field, dice: random.Random) -> None:
    node = dice.choice(field.nodes)
    device = dice.choice(field.devices) if field.devices else None
    match dice.randrange(12):
        case 0 | 1 | 2 | 3:
            field.connects(node, dice.choice(PEOPLE))
        case 4 | 5 | 6 if device:
            field.leaves(device)
        case 7 | 8 if device:
            field.says(device, dice.choice(["online", "away"]))
        case 9:
            field.crashes(node)
        case 10:
            field.bus.cut = not field.bus.cut
        case 11:
            field.bus.trouble = dice.choice([0.0, 0.3, 0.7])
    await field.passes(dice.choice([0.0, 0.1, 1.0, 7.0]))


@settings(max_examples=60, deadline=None)
@given(some.integers(0, 2**32), some.integers(2, 4))
def test_in_the_end_every_node_shows_the_truth(seed: int, nodes: int) -> None:
    async def scene() -> None:
        dice, field = random.Random(seed), Field.of(nodes, seed)
        for _ in range(30):
            await something_happens(field, dice)
        field.bus.trouble, field.bus.cut = 0.0, False
        await field.passes(RIGHT_WITHIN)
        for node in field.nodes:
            assert (node.shows if node.devices else field.truth()) == field.truth()
        field.ends()

    play(scene)


@pytest.mark.spec("T9")
def test_without_a_bus_a_node_knows_its_own_and_nobody_else() -> None:
    async def scene() -> None:
        field = Field.of(2, 0)
        near, far = field.nodes
        field.connects(near, 1)
        field.connects(far, 2)
        await field.passes(3)
        assert near.shows == far.shows == {1: "online", 2: "online"}
        field.bus.cut = True
        await field.passes(RIGHT_WITHIN)
        assert (near.shows, far.shows) == ({1: "online"}, {2: "online"})
        field.bus.cut = False
        await field.passes(RIGHT_WITHIN)
        assert near.shows == far.shows == {1: "online", 2: "online"}
        field.ends()

    play(scene)


def test_several_devices_are_one_person_in_his_best_state() -> None:
    async def scene() -> None:
        field = Field.of(2, 0)
        near, far = field.nodes
        field.connects(near, 1)
        field.connects(far, 1)
        field.connects(far, 2)
        desktop, phone, _ = field.devices
        field.says(desktop, "away")
        await field.passes(3)
        assert near.shows[1] == far.shows[1] == "online"
        field.leaves(phone)
        await field.passes(3)
        assert near.shows[1] == far.shows[1] == "away"
        field.ends()

    play(scene)


def test_at_rest_nodes_say_only_that_they_live() -> None:
    async def scene() -> None:
        field = Field.of(3, 0)
        for person in range(1, 101):
            field.connects(field.nodes[person % 3], person)
        await field.passes(30)
        said: list[str] = []
        tell = field.bus.says
        field.bus.says = lambda node, message: (said.append(type(message).__name__), tell(node, message))[1]  # type: ignore[method-assign]
        await field.passes(60)
        assert set(said) == {"Lease"} and 33 <= len(said) <= 39, (
            "each node every five seconds, whatever its people"
        )
        field.ends()

    play(scene)


def test_a_person_changes_at_most_once_a_second() -> None:
    async def scene() -> None:
        field = Field.of(2, 0)
        field.connects(field.nodes[0], 1)
        field.connects(field.nodes[1], 2)
        await field.passes(3)
        far = field.nodes[1].presence.offices[1]
        seen, update = [], far.view.update

        def counted(*given: Any) -> Any:
            seen.append(update(*given))
            return seen[-1]

        far.view.update = counted  # type: ignore[method-assign]
        for turn in range(50):
            field.says(field.devices[0], "away" if turn % 2 else "online")
            await asyncio.sleep(0.1)
        await field.passes(2)
        assert len(seen) <= 7 and field.nodes[1].shows[1] == "away"
        field.ends()

    play(scene)


class Deaf(Register):
    """Planted: a node that never forgets another one."""

    def expire(self, now: float) -> set[int]:
        return set()


def test_a_node_that_forgets_nobody_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Register, "expire", Deaf.expire)

    async def scene() -> None:
        field = Field.of(2, 0)
        field.connects(field.nodes[0], 1)
        field.connects(field.nodes[1], 2)
        await field.passes(3)
        field.crashes(field.nodes[0])
        await field.passes(RIGHT_WITHIN + 5)

    with pytest.raises(AssertionError, match="a ghost"):
        play(scene)


def test_who_come_by_the_hundreds_are_told_together() -> None:
    async def scene() -> None:
        field = Field.of(2, 0)
        field.connects(field.nodes[1], 1)
        await field.passes(3)
        said: list[str] = []
        tell = field.bus.says
        field.bus.says = lambda node, message: (said.append(type(message).__name__), tell(node, message))[1]  # type: ignore[method-assign]
        for person in range(2, 502):
            field.connects(field.nodes[0], person)
            await asyncio.sleep(0.002)
        await field.passes(2)
        assert len(field.nodes[1].shows) == 501 and said.count("Change") <= 15
        field.ends()

    play(scene)
