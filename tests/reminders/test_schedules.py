"""The rule against a model of it: random lives of a conversation, and what happens at the same instant."""

import asyncio
import random
from dataclasses import dataclass, field

import pytest

from server.reminders.actions import deliver
from tests.reminders.conftest import TWO_HOURS, Kantoor

SCHEDULES, STEPS = 6, 25


@dataclass
class Model:
    """What the requirement says about one reader of one conversation, in as few words as possible."""

    written: dict[int, int] = field(default_factory=dict)
    read_upto: int = 0
    mailed: set[int] = field(default_factory=set)

    def due(self, now: int) -> bool:
        unread = [at for seq, at in self.written.items() if seq > self.read_upto]
        return bool(unread) and min(unread) + TWO_HOURS <= now and self.read_upto not in self.mailed


@pytest.mark.spec("S6", "R7", "R8")
@pytest.mark.parametrize("seed", [1, 2])
async def test_random_lives_of_a_conversation(kantoor: Kantoor, seed: int) -> None:
    """Post, delete, read a part or all, let time pass, tick: a mail leaves exactly when the model says so."""
    dice = random.Random(seed)
    for _ in range(SCHEDULES):
        await one_life(kantoor, dice)


@pytest.mark.spec("S6", "S32", "R8", "R9")
async def test_random_questions_that_are_taken_back(kantoor: Kantoor) -> None:
    """The same toward the office, where nobody reads or answers."""
    dice, filip = random.Random(3), kantoor.world.filip
    for _ in range(SCHEDULES):
        conversation = await kantoor.asks(filip)
        model = Model({1: kantoor.clock()})
        for _ in range(STEPS):
            step = dice.choice(("post", "delete", "wait", "wait", "wait"))
            if step == "post":
                seq = await kantoor.posts(filip, conversation)
                model.written[seq] = kantoor.clock()
            elif step == "delete" and model.written:
                await kantoor.deletes(conversation, gone := dice.choice(sorted(model.written)))
                del model.written[gone]
            elif step == "wait":
                kantoor.clock.goes_on(minutes=dice.choice((1, 29, 30, 60, 119, 120)))
            expected = model.due(kantoor.clock())
            assert len(await kantoor.works()) == expected
            if expected:
                model.mailed.add(0)
        await kantoor.posts(kantoor.world.sofie, conversation)
        await kantoor.reads(filip, conversation, 99)


async def one_life(kantoor: Kantoor, dice: random.Random) -> None:
    an, filip = kantoor.world.an, kantoor.world.filip
    conversation = await kantoor.asks(an)
    model = Model({1: kantoor.clock()})
    head, told = 1, []
    for _ in range(STEPS):
        step = dice.choice(("post", "delete", "read", "wait", "wait", "wait", "tick"))
        told.append(step)
        if step == "post":
            head = await kantoor.posts(dice.choice((an, kantoor.world.sofie)), conversation)
            model.written[head] = kantoor.clock()
        elif step == "delete" and model.written:
            await kantoor.deletes(conversation, gone := dice.choice(sorted(model.written)))
            del model.written[gone]
        elif step == "read":
            model.read_upto = dice.randint(model.read_upto, head)
            await kantoor.reads(filip, conversation, model.read_upto)
        elif step == "wait":
            kantoor.clock.goes_on(minutes=dice.choice((1, 29, 30, 60, 119, 120)))
        expected = model.due(kantoor.clock())
        assert len(await kantoor.works()) == expected, told
        if expected:
            model.mailed.add(model.read_upto)
    await kantoor.reads(filip, conversation, head)
    await kantoor.works()


@pytest.mark.spec("T4", "S6", "S32")
@pytest.mark.parametrize(("what", "reason"), [("reads", "read"), ("deletes", "deleted")])
async def test_at_the_very_moment_of_handing_over(kantoor: Kantoor, what: str, reason: str) -> None:
    """Either the mail had left, or it was read or taken back first and there is none: ledger and postbox agree."""
    filip = [kantoor.world.filip] if what == "reads" else []
    for _ in range(10):
        conversation = await kantoor.asks(kantoor.world.an)
        kantoor.clock.goes_on(hours=2)
        [mail] = await kantoor.ticker.tick()
        before = len(kantoor.postbox.mails)
        await asyncio.gather(
            deliver(kantoor.store, kantoor.settings, mail),
            getattr(kantoor, what)(*filip, conversation, 1),
            kantoor.another_worker().tick(),
        )
        [state] = await kantoor.states(conversation)
        left = len(kantoor.postbox.mails) - before
        assert (state, left) in ((("sent", ""), 1), (("cancelled", reason), 0))
