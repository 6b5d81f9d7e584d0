"""What a client gets does not depend on what he may not know: the same history twice, byte for byte."""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from server.conversations.facts import Facts
from server.live.attendance import Attendance
from server.live.frames import event
from server.presence.messages import Typed
from server.receipts import actions as receipts
from server.rows import statement
from server.streams.actions import dossier_stream
from tests.walls.ear import Ear
from tests.walls.histories import CLIENTS, STAFF, History, Told, beginning, marker
from tests.walls.witness import witness

pytestmark = pytest.mark.spec("T5")

DEEDS = 25
SEEDS = (1, 2)
LOOKED_AT = (
    "/conversations", "/conversations?status=all", "/conversations?waiting=office", "/conversations?mine=1",
    "/counters", "/dossiers", "/session", "/conversations?q=Vraag", "/search?q=Vraag", "/sessions",
)  # fmt: skip


async def staff_look(history: History, dice: random.Random) -> None:
    """Somebody of the office reads, looks, comes and goes."""
    who = history.town.people[dice.choice((*STAFF, "help"))]
    id, _ = dice.choice(history.talks)
    match dice.randrange(10):
        case 6 | 7 | 9 if who.ear:
            await is_there(who.ear, id, dice)
        case 0 | 1 | 2 if who.actor.name != "help":
            await history.town.does(
                who.actor.name, "receipt", marks=[(id, dice.randrange(20), dice.randrange(20))]
            )
        case 3:
            await who.asks("GET", f"/api/v1{dice.choice(LOOKED_AT)}")
        case 4:
            await who.asks("GET", f"/api/v1/conversations/{id}{dice.choice(('', '/messages'))}")
        case 5 if who.actor.name != "help":
            await history.town.does(who.actor.name, "message.history", conversation=id, seq=1)
        case _:
            ear = await Ear.at(history.town.live, who.principal.session_id)
            await ear.asks("ping")
            if dice.randrange(2):
                ear.line.breaks()


async def is_there(ear: Ear, conversation: int, dice: random.Random) -> None:
    """Types, watches, looks, leaves his desk."""
    await ear.asks("presence.sync")
    for t, d in (
        ("watch", {"conversations": [conversation]}),
        ("presence.set", {"state": "online", "where": {"conversation": conversation}}),
        ("typing", {"conversation": conversation, "on": bool(dice.randrange(2))}),
        ("presence.set", {"state": "away"}),
    ):
        if dice.randrange(2):
            await ear.asks(t, **d)


async def a_private_talk(history: History, dice: random.Random) -> None:
    """The office and `named`, between themselves."""
    who = dice.choice((*STAFF, "named"))
    if not history.secrets or dice.randrange(8) == 0:
        started = await history.does(
            dice, who, "conversation.start", dossier=history.town.dossiers["dossier"].id, audience="one",
            user=history.town.people["named"].person, subject=marker("Geheim"), text=marker("Geheim"),
        )  # fmt: skip
        history.secrets.append(started.conversation)
        return
    id = dice.choice(history.secrets)
    match dice.randrange(6):
        case 2:
            await history.town.does("admin", "conversation.reopen", conversation=id)
            posted = await history.does(dice, who, "message.send", conversation=id, text=marker("Geheim"))
            named = {"conversation": id, "seq": posted.seq}
            await history.town.does(who, "message.edit", **named, version=1, text=marker("Geheim"))
            if dice.randrange(2):
                await history.town.does(who, "message.delete", **named)
        case 0:
            await history.town.does("admin", "conversation.close", conversation=id)
        case 1:
            await history.town.does(who, "receipt", marks=[(id, 99, dice.randrange(9))])
        case _:
            await history.town.does("admin", "conversation.reopen", conversation=id)
            await history.does(dice, who, "message.send", conversation=id, text=marker("Geheim"))


@pytest.fixture
def run(sqlite_template: Path, tmp_path: Path) -> Any:
    async def once(seed: int, looks: Any, looking: str, deeds: int = DEEDS) -> Told:
        file = tmp_path / f"{seed}-{looking or 'nobody'}.db"
        shutil.copy(sqlite_template, file)
        async with beginning(f"sqlite+aiosqlite:///{file}", seed) as history:
            return await history.runs(deeds, looks, looking)

    return once


def differences(one: Told, other: Told, whose: tuple[str, ...]) -> list[str]:
    """Where two runs part, for each of these clients."""
    found = []
    for name in whose:
        pairs = zip(one[name], other[name], strict=False)
        part = next((f"{name}: {where_they_part(a, b)}" for a, b in pairs if a != b), "")
        if part or len(one[name]) != len(other[name]):
            found.append(part or f"{name}: {len(one[name])} or {len(other[name])} things told")
    return found


def where_they_part(a: bytes, b: bytes) -> str:
    at = next(
        (at for at, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b))
    )
    around = slice(max(0, at - 60), at + 60)
    return f"{a[:30]!r}… {a[around]!r} or {b[around]!r}"


OUTSIDERS = tuple(name for name in CLIENTS if name != "named")


@pytest.mark.spec("S69", "S17", "S19")
@pytest.mark.parametrize("seed", SEEDS)
async def test_no_byte_depends_on_what_others_read_or_say_in_private(run: Any, seed: int) -> None:
    alone, watched = await run(seed, staff_look, ""), await run(seed, staff_look, "looks")
    assert not (found := differences(alone, watched, CLIENTS)), "\n".join(found)
    beside = await run(seed, a_private_talk, "talks")
    assert not (found := differences(alone, beside, OUTSIDERS)), "\n".join(found)
    assert differences(alone, beside, ("named",)), "he himself hears of it"
    told = [one for name in CLIENTS for one in alone[name]]
    assert any(b"Subject: " in one for one in told), "no mail was compared"
    assert any(b'"t":"batch"' in one for one in told), "nobody came back"


# Leaks planted to see whether the comparison notices

TOUCH = statement(
    "UPDATE conversation SET last_at = conversation.last_at + 1 FROM {v} WHERE conversation.id = v.id", id=int
)
healthy_store, healthy_announce = receipts._store, receipts._announce


def reading_touches_the_row(work: Any, risen: Any) -> Any:
    yield from healthy_store(work, risen)
    if ids := [standing.facts.id for standing in risen if standing.by.side == "office"]:
        yield TOUCH(id=ids)


def reading_is_told_to_the_dossier(work: Any, standing: Any) -> None:
    healthy_announce(work, standing)
    facts = standing.facts
    work.announce(facts.office_id, dossier_stream(facts.dossier_id), "receipt", {}, conversation=facts.id)


healthy_types = Attendance.types


def typing_is_told_to_everybody(self: Attendance, typed: Typed) -> None:
    healthy_types(self, typed)
    for connection in self.here:
        connection.hearing.whisper(event("typing", self._typing(typed.conversation)))


LEAKS = {
    "clients hear who types": (Attendance, "types", typing_is_told_to_everybody, staff_look),
    "a reading changes when it was last active": (receipts, "_store", reading_touches_the_row, staff_look),
    "a reading takes a number of the dossier": (receipts, "_announce", reading_is_told_to_the_dossier, staff_look),
    "a private talk goes to the whole dossier": (
        Facts, "client_stream", property(lambda self: dossier_stream(self.dossier_id)), a_private_talk,
    ),
}  # fmt: skip


@contextmanager
def planted(owner: Any, name: str, bug: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, bug)
        yield


@pytest.mark.parametrize("leak", LEAKS)
async def test_a_planted_leak_is_noticed(run: Any, leak: str) -> None:
    owner, name, bug, looks = LEAKS[leak]
    with witness.notices(), planted(owner, name, bug):
        alone, watched = await run(1, looks, "", 15), await run(1, looks, "one", 15)
    assert differences(alone, watched, OUTSIDERS)
