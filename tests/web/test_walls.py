"""Whatever is out of reach does not exist: not in a list, not in a number, not in the bytes of a refusal."""

from typing import Any

import pytest

from tests.people import Actor, House

RANDOM = 4_503_599_627_370_497 + 12_345
CANARY = "KANARIE"


async def everything(actor: Actor, conversation: int, dossier: int) -> list[Any]:
    """What every door answers about one conversation, and about its dossier."""
    cid = "00000000-0000-7000-8000-000000000001"
    doors = [
        await actor.asks("GET", f"/conversations/{conversation}"),
        await actor.asks("GET", f"/conversations/{conversation}/messages"),
        await actor.tries("message.send", cid=cid, conversation=conversation, text="Hallo"),
        await actor.tries("conversation.close", conversation=conversation),
        await actor.tries("conversation.reopen", conversation=conversation),
        await actor.tries("conversation.no_answer_needed", conversation=conversation),
        await actor.tries("conversation.assign", conversation=conversation, person=None),
        await actor.tries("history", conversation=conversation),
        await actor.asks("GET", f"/dossiers/{dossier}"),
        await actor.tries(
            "conversation.start", cid=cid, dossier=dossier, audience="all", subject="Hallo", text="Hallo"
        ),
    ]
    return [(answer.status_code, answer.content, sorted(answer.headers.items())) for answer in doors]


@pytest.mark.spec("S1")
async def test_another_office_is_not_there(house: House) -> None:
    an, lena, piet = await house.actor("an"), await house.actor("lena"), await house.actor("piet")
    kept = await an.starts(house.world.bakery.id, CANARY, subject=CANARY)
    nothing = [404] * 10
    for stranger in (lena, piet):
        seen = await everything(stranger, kept, house.world.bakery.id)
        assert [status for status, _, _ in seen] == nothing
        assert seen == await everything(stranger, RANDOM, RANDOM)
        assert await stranger.conversations(status="all", q=CANARY) == []
        assert CANARY not in "".join(answer.text for answer in stranger.seen)


@pytest.mark.spec("S1")
async def test_another_dossier_is_not_there(house: House) -> None:
    an, filip = await house.actor("an"), await house.actor("filip")
    kept = await an.starts(house.world.bakery.id, CANARY, subject=CANARY)
    seen = await everything(filip, kept, house.world.bakery.id)
    assert [status for status, _, _ in seen] == [404] * 10
    assert seen == await everything(filip, RANDOM, RANDOM)
    assert (await filip.gets("/counters")) == {"open": 0, "closed": 0, "unread": 0, "waiting": 0}
    assert [one["name"] for one in (await filip.gets("/dossiers"))["dossiers"]] == ["Garage Verstraete BV"]


@pytest.mark.spec("S17", "S19")
async def test_a_private_conversation_leaves_no_trace(house: House) -> None:
    an, els, tom, jan = [await house.actor(name) for name in ("an", "els", "tom", "jan")]
    bakery = house.world.bakery.id
    before = [(await tom.gets("/conversations")), (await tom.gets("/counters"))]
    kept = await an.starts(bakery, CANARY, subject=CANARY, user=house.world.els.person_id)
    assert [before[0], before[1]] == [(await tom.gets("/conversations")), (await tom.gets("/counters"))]
    for outsider in (tom, jan):
        missing = (await outsider.asks("GET", f"/conversations/{kept}")).content
        assert missing == (await outsider.asks("GET", f"/conversations/{RANDOM}")).content
        assert await outsider.conversations(status="all", q=CANARY) == []
        sent = await outsider.tries(
            "message.send", cid="00000000-0000-7000-8000-000000000002", conversation=kept, text="Hallo"
        )
        assert sent.status_code == 404
        assert CANARY not in "".join(answer.text for answer in outsider.seen)
    assert await _in_office(els, house, kept)


@pytest.mark.spec("R3")
async def test_a_limited_client_sees_only_what_is_private_with_him(house: House) -> None:
    an, jan = await house.actor("an"), await house.actor("jan")
    bakery = house.world.bakery.id
    await an.starts(bakery, "Voor iedereen")
    own = await an.starts(bakery, "Voor Jan", user=house.world.jan.person_id)
    assert [row["id"] for row in await jan.conversations()] == [own]
    details = await jan.gets(f"/conversations/{own}")
    assert [reader["name"] for reader in details["readers"]] == ["Jan Jacobs"]


async def test_a_receipt_for_a_foreign_conversation_stores_nothing(house: House) -> None:
    an, filip = await house.actor("an"), await house.actor("filip")
    kept = await an.starts(house.world.bakery.id, "Hallo")
    foreign = await filip.tries("receipt", marks=[[kept, 1, 1]])
    random = await filip.tries("receipt", marks=[[RANDOM, 1, 1]])
    assert (foreign.status_code, foreign.content) == (random.status_code, random.content)
    assert {seat["read_upto"] for seat in (await an.row(kept))["seats"]} == {0}


@pytest.mark.spec("R2")
async def test_who_loses_access_sees_nothing_from_that_second(house: House) -> None:
    an, tom = await house.actor("an"), await house.actor("tom")
    bakery, who = house.world.bakery.id, house.world.tom.person_id
    kept = await an.starts(bakery, "Hallo")
    assert await tom.conversations()
    await an.does("access.set", dossier=bakery, person=who, profile="limited")
    assert await tom.conversations() == []
    assert (await tom.asks("GET", f"/conversations/{kept}")).status_code == 404
    await an.does("access.set", dossier=bakery, person=who, profile=None)
    assert (await tom.asks("GET", "/session")).status_code == 401


async def _in_office(els: Actor, house: House, conversation: int) -> bool:
    """Els is a client of two offices: she looks in this one."""
    await els.asks("POST", "/session/office", office=house.world.office.id)
    return conversation in [row["id"] for row in await els.conversations()]
