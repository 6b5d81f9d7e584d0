"""Lists, details, pages and counters, as each side may read them."""

from typing import Any, get_type_hints

import pytest

from server.conversations.frames import ClientCounters, ClientRow, OfficeRow
from server.reading.details import ClientDetails
from server.reading.history import ClientHistory
from tests.people import Actor, House

SECRETS = {"seats", "needs_answer", "needs_answer_since", "assignee", "marks", "reminders"}


async def pair(house: House) -> tuple[Actor, Actor]:
    an, els = await house.actor("an"), await house.actor("els")
    await els.asks("POST", "/session/office", office=house.world.office.id)
    return an, els


@pytest.mark.spec("S69")
@pytest.mark.parametrize("shape", [ClientRow, ClientDetails, ClientHistory, ClientCounters])
def test_a_clients_shapes_cannot_hold_what_staff_know(shape: type) -> None:
    assert not SECRETS & get_type_hints(shape).keys()
    assert SECRETS & get_type_hints(OfficeRow).keys()


@pytest.mark.spec("S2", "S29")
async def test_both_sides_see_the_row_each_in_his_way(house: House) -> None:
    an, els = await pair(house)
    kept = await an.starts(house.world.bakery.id, "Is deze uitgave beroepsmatig?")
    hers = (await els.conversations())[0]
    his = (await an.conversations())[0]
    assert hers.keys() - his.keys() == {"waiting", "asked"} and his.keys() - hers.keys() == SECRETS - {
        "marks",
        "reminders",
    }
    assert hers["id"] == his["id"] == kept
    assert hers["last"] == his["last"]
    assert hers["last"]["author"]["name"] == "An Peeters" and hers["last"]["side"] == "office"
    assert (hers["unread"], hers["waiting"], hers["may"]) == (
        1, True, {"close": False, "reopen": False, "send": True},
    )  # fmt: skip
    assert (his["unread"], his["needs_answer"], his["may"]["close"]) == (0, False, True)
    assert [seat["person"]["name"] for seat in his["seats"]] == sorted(
        (seat["person"]["name"] for seat in his["seats"]), key=lambda name: _person(house, name)
    )


@pytest.mark.spec("S61")
async def test_what_waits_for_a_client(house: House) -> None:
    an, els = await pair(house)
    tom = await house.actor("tom")
    kept = await an.starts(house.world.bakery.id, "Is deze uitgave beroepsmatig?")
    await els.reads(kept, 1)
    row = await els.row(kept)
    assert (row["unread"], row["waiting"]) == (0, True)
    assert (await tom.gets("/counters"))["waiting"] == 1
    await tom.posts(kept, "Ja.")
    assert (await els.gets("/counters")) == {"open": 1, "closed": 0, "unread": 0, "waiting": 0}
    await an.posts(kept, "Dank je.")
    assert (await els.gets("/counters"))["waiting"] == 1
    await els.reads(kept, 3)
    await an.does("conversation.close", conversation=kept)
    row = await els.row(kept)
    assert (row["waiting"], row["asked"]) == (False, True)
    await an.does("conversation.reopen", conversation=kept)
    await an.does("conversation.no_answer_needed", conversation=kept)
    assert (await els.gets("/counters"))["waiting"] == 0
    assert (await tom.gets("/counters"))["waiting"] == 1
    row = await tom.row(kept)
    assert (row["waiting"], row["asked"]) == (True, False)


@pytest.mark.spec("R5")
async def test_what_waits_for_the_office(house: House) -> None:
    an, els = await pair(house)
    sofie = await house.actor("sofie")
    kept = await els.starts(house.world.bakery.id, "Mag dit in de kosten?")
    for colleague in (an, sofie):
        row = (await colleague.conversations(waiting="office"))[0]
        assert row["id"] == kept and row["needs_answer"] and row["needs_answer_since"] == row["last_at"]
        assert (await colleague.gets("/counters"))["needs_answer"] == 1
    await sofie.reads(kept, 1)
    assert (await an.gets("/counters")) == {"open": 1, "closed": 0, "unread": 1, "needs_answer": 1}
    assert (await sofie.gets("/counters")) == {"open": 1, "closed": 0, "unread": 0, "needs_answer": 1}
    assert (await an.gets("/dossiers", q="krol"))["dossiers"][0]["needs_answer"] == 1
    await sofie.posts(kept, "Ja.")
    assert await an.conversations(waiting="office") == []
    assert [row["id"] for row in await an.conversations(waiting="client")] == [kept]


@pytest.mark.spec("S69")
async def test_filters_of_the_other_side_are_refused(house: House) -> None:
    _, els = await pair(house)
    for query in ("waiting=office", "mine=1"):
        assert (await els.asks("GET", f"/conversations?{query}")).status_code == 400


@pytest.mark.spec("S36", "S38")
async def test_closed_ones_leave_the_open_list(house: House) -> None:
    an, els = await pair(house)
    kept = await an.starts(house.world.bakery.id, "Hallo")
    await an.does("conversation.close", conversation=kept)
    for actor in (an, els):
        assert await actor.conversations() == []
        closed = (await actor.conversations(status="closed"))[0]
        assert closed["closed"]["by"] == {
            "id": house.world.an.person_id,
            "name": "An Peeters",
            "side": "office",
        }
        assert [row["id"] for row in await actor.conversations(status="all")] == [kept]
    assert (await els.row(kept))["may"] == {"close": False, "reopen": False, "send": True}
    assert (await an.row(kept))["may"] == {"close": False, "reopen": True, "send": False}


async def test_filters_for_staff(house: House) -> None:
    an, els = await pair(house)
    world = house.world
    mine = await an.starts(world.bakery.id, "Het bewijsstuk van 100% & meer", subject="Oven")
    garage = await an.starts(world.garage.id, "Iets anders", subject="Leasewagen")
    private = await an.starts(world.bakery.id, "Enkel voor jou", subject="Loon", user=world.jan.person_id)

    async def ids(**query: Any) -> set[int]:
        return {row["id"] for row in await an.conversations(**query)}

    assert await ids() == {mine, garage, private}
    assert await ids(dossier=world.garage.id) == {garage}
    assert await ids(mine="1") == {mine, private}
    assert await ids(private="1") == {private}
    assert await ids(q="bewijsSTUK") == await ids(q="100% meer") == await ids(q="oven") == {mine}
    assert await ids(q="verstraete") == await ids(q="lease") == {garage}
    assert await ids(q="_") == set()
    assert {row["id"] for row in await els.conversations(q="krol")} == {mine}


async def test_pages_follow_each_other_without_gap_or_double(house: House) -> None:
    an, _ = await pair(house)
    started = [await an.starts(house.world.bakery.id, f"Vraag {n}") for n in range(5)]
    seen: list[int] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = await an.gets("/conversations", **query)
        seen += [row["id"] for row in page["conversations"]]
        if page["next"] is None:
            break
        query["before"] = page["next"]
    assert sorted(seen) == sorted(started) and len(set(seen)) == 5


async def test_newest_activity_comes_first(house: House) -> None:
    an, els = await pair(house)
    older = await an.starts(house.world.bakery.id, "Eerst")
    house.clock.goes_on(minutes=1)
    newer = await an.starts(house.world.bakery.id, "Dan")
    house.clock.goes_on(minutes=1)
    assert [row["id"] for row in await els.conversations()] == [newer, older]
    await els.posts(older, "Toch nog dit")
    assert [row["id"] for row in await an.conversations()] == [older, newer]


async def test_the_cursor_is_of_the_same_moment(house: House) -> None:
    an, els = await pair(house)
    await an.starts(house.world.bakery.id, "Hallo")
    office, bakery = house.world.office.id, house.world.bakery.id
    listed = await an.gets("/conversations")
    assert listed["cursor"] == {f"S:{office}": 1, f"U:{office}:{house.world.an.person_id}": 0}
    listed = await els.gets("/conversations")
    assert listed["cursor"] == {f"D:{bakery}": 1, f"U:{office}:{house.world.els.person_id}": 0}


async def test_pages_of_messages(house: House) -> None:
    an, els = await pair(house)
    kept = await an.starts(house.world.bakery.id, "1")
    for number in range(2, 7):
        await (an if number % 2 else els).posts(kept, str(number))

    async def texts(**query: Any) -> list[str]:
        page = await els.gets(f"/conversations/{kept}/messages", **query)
        assert page["head"] == 6 and "marks" not in page
        return [message["text"] for message in page["messages"]]

    assert await texts() == ["1", "2", "3", "4", "5", "6"]
    assert await texts(limit=2) == ["5", "6"]
    assert await texts(before_seq=5, limit=2) == ["3", "4"]
    assert await texts(after_seq=0, limit=2) == ["1", "2"]
    assert await texts(after_seq=2, before_seq=5) == ["3", "4"]
    assert await texts(after_seq=6) == []


@pytest.mark.spec("S34", "P13")
async def test_staff_see_when_each_message_was_read(house: House) -> None:
    an, els = await pair(house)
    kept = await an.starts(house.world.bakery.id, "1")
    house.clock.goes_on(minutes=5)
    await els.does("receipt", marks=[[kept, 1, 0]])
    house.clock.goes_on(minutes=5)
    await els.reads(kept, 1)
    page = await an.gets(f"/conversations/{kept}/messages")
    marks = [(mark["delivered_upto"], mark["read_upto"], mark["at"][14:16]) for mark in page["marks"]]
    assert [(mark[0], mark[1]) for mark in marks] == [(1, 0), (1, 1)] and marks[0][2] != marks[1][2]
    seats = (await an.row(kept))["seats"]
    seat = next(one for one in seats if one["person"]["name"] == "Els Goossens")
    assert (seat["first"], seat["delivered_upto"], seat["read_upto"]) == (0, 1, 1)
    assert seat["delivered_at"] < seat["read_at"]


@pytest.mark.spec("R11")
async def test_staff_see_the_mail_that_is_planned(house: House) -> None:
    an, els = await pair(house)
    kept = await an.starts(house.world.bakery.id, "1")
    details = await an.gets(f"/conversations/{kept}")
    planned = {one["person"]["name"]: one for one in details["reminders"]}
    assert planned.keys() == {"Els Goossens", "Tom Goossens"}
    assert planned["Els Goossens"]["state"] == "planned"
    assert "reminders" not in await els.gets(f"/conversations/{kept}")
    await els.reads(kept, 1)
    details = await an.gets(f"/conversations/{kept}")
    assert [one["person"]["name"] for one in details["reminders"]] == ["Tom Goossens"]


@pytest.mark.spec("S18")
async def test_who_reads_along(house: House) -> None:
    an, els = await pair(house)
    kept = await an.starts(house.world.bakery.id, "1")
    await an.does("conversation.assign", conversation=kept, person=house.world.sofie.person_id)
    hers, his = await els.gets(f"/conversations/{kept}"), await an.gets(f"/conversations/{kept}")
    assert {reader["name"] for reader in hers["readers"]} == {"Els Goossens", "Tom Goossens"}
    assert {reader["name"] for reader in his["readers"]} == {"Els Goossens", "Tom Goossens", "Sofie Claes"}
    assert hers["dossier"]["responsible"]["name"] == "An Peeters" and "needs_answer" not in hers["dossier"]


async def test_a_dossier_and_its_clients(house: House) -> None:
    an, els = await pair(house)
    bakery = house.world.bakery.id
    names = {one["name"] for one in (await an.gets(f"/dossiers/{bakery}"))["clients"]}
    assert names == {"Els Goossens", "Tom Goossens", "Jan Jacobs"}
    names = {one["name"] for one in (await els.gets(f"/dossiers/{bakery}"))["clients"]}
    assert names == {"Els Goossens", "Tom Goossens"}
    assert [one["number"] for one in (await an.gets("/dossiers", q="1002"))["dossiers"]] == ["1002"]


def _person(house: House, name: str) -> int:
    return next(one.person_id for one in house.world.people.values() if one.name == name)
