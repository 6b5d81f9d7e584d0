"""Changing what one wrote, and taking it back: what stays, what goes, and what is owed afterwards."""

from typing import Any

import pytest
from sqlalchemy import text

from server import catchup
from server.search.indexing import follow
from server.store import Store
from tests.people import Actor, House

SECRET = "Het bedrag is 12.345 euro"


@pytest.fixture
async def pair(house: House) -> tuple[Actor, Actor]:
    an, els = await house.actor("an"), await house.actor("els")
    await els.asks("POST", "/session/office", office=house.world.office.id)
    return an, els


async def messages(who: Actor, conversation: int) -> list[Any]:
    return list((await who.gets(f"/conversations/{conversation}/messages"))["messages"])


async def everything_stored(store: Store) -> dict[str, str]:
    """Every table, as text. A full-text index is bytes: what no query reaches stays there until it is merged."""
    async with store.session() as session:
        bind: Any = session.get_bind()
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'searchable_words%'"
        if bind.dialect.name != "sqlite":
            named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        tables = list(await session.scalars(text(named)))
        return {name: str((await session.execute(text(f'SELECT * FROM "{name}"'))).all()) for name in tables}


@pytest.mark.spec("S31", "S67")
async def test_both_sides_change_their_own_words(house: House, pair: tuple[Actor, Actor]) -> None:
    an, els = pair
    kept = await an.starts(house.world.bakery.id, "Is dit beroepsmatig?")
    await els.posts(kept, "Jaa")
    house.clock.goes_on(minutes=5)
    edited = await els.does("message.edit", conversation=kept, seq=2, version=1, text="  Ja, volledig. 🧾 ")
    assert (edited["seq"], edited["version"]) == (2, 2)
    await an.does("message.edit", conversation=kept, seq=1, version=1, text="Is deze uitgave beroepsmatig?")
    for who in pair:
        first, second = await messages(who, kept)
        assert (first["text"], first["version"]) == ("Is deze uitgave beroepsmatig?", 2)
        assert (second["text"], second["edited_at"]) == ("Ja, volledig. 🧾", edited["at"])
        assert first["deleted_at"] is None and second["deleted_at"] is None
        assert (await who.row(kept))["last"]["text"] == "Ja, volledig. 🧾"


@pytest.mark.spec("S32", "S31", "S67")
async def test_the_same_edit_again_gets_the_same_answer(house: House, pair: tuple[Actor, Actor]) -> None:
    an, _ = pair
    kept = await an.starts(house.world.bakery.id, "Eerst")
    wish: dict[str, Any] = {"conversation": kept, "seq": 1, "version": 1, "text": "Dan"}
    first = await an.does("message.edit", **wish)
    house.clock.goes_on(minutes=1)
    assert await an.does("message.edit", **wish) == first
    await an.does("message.edit", **{**wish, "version": 2, "text": "Later"})
    conflict = await an.tries("message.edit", **wish)
    assert (conflict.status_code, conflict.json()["error"]["code"]) == (409, "version_conflict")
    gone = await an.does("message.delete", conversation=kept, seq=1)
    house.clock.goes_on(minutes=1)
    assert await an.does("message.delete", conversation=kept, seq=1) == gone
    after = await an.tries("message.edit", **{**wish, "version": 3})
    assert (after.status_code, after.json()["error"]["code"]) == (409, "version_conflict")
    assert [one["version"] for one in await messages(an, kept)] == [4]


@pytest.mark.spec("S32", "S31", "S67", "S1")
async def test_nobody_touches_anothers_words(house: House, pair: tuple[Actor, Actor]) -> None:
    an, els = pair
    sofie, tom, lena = [await house.actor(name) for name in ("sofie", "tom", "lena")]
    kept = await an.starts(house.world.bakery.id, "Van An")
    await els.posts(kept, "Van Els")
    for who, seq, status in (
        (sofie, 1, 403),
        (tom, 2, 403),
        (els, 1, 403),
        (an, 2, 403),
        (lena, 1, 404),
        (an, 9, 404),
    ):
        edit = await who.tries("message.edit", conversation=kept, seq=seq, version=1, text="Iets anders")
        deletion = await who.tries("message.delete", conversation=kept, seq=seq)
        assert (edit.status_code, deletion.status_code) == (status, status), who.name
    assert [one["text"] for one in await messages(an, kept)] == ["Van An", "Van Els"]


@pytest.mark.spec("S32", "S31", "S36")
async def test_what_was_archived_is_what_was_said(house: House, pair: tuple[Actor, Actor]) -> None:
    an, els = pair
    kept = await an.starts(house.world.bakery.id, "Eerst")
    await els.posts(kept, "Mijn rekeningnummer")
    await an.does("conversation.close", conversation=kept)
    for who, seq in ((an, 1), (els, 2)):
        refused = await who.tries("message.edit", conversation=kept, seq=seq, version=1, text="Anders")
        assert refused.json()["error"]["code"] == "conversation_closed"
    await els.does("message.delete", conversation=kept, seq=2)
    row = await an.row(kept)
    assert row["closed"] and row["last"]["deleted"] and not row["needs_answer"]


@pytest.mark.spec("S31")
@pytest.mark.parametrize(("said", "code"), [("  ", "bad_request"), ("x" * 16_001, "too_large")])
async def test_words_that_cannot_be_kept(
    house: House, pair: tuple[Actor, Actor], said: str, code: str
) -> None:
    an, _ = pair
    kept = await an.starts(house.world.bakery.id, "Eerst")
    refused = await an.tries("message.edit", conversation=kept, seq=1, version=1, text=said)
    assert refused.json()["error"]["code"] == code and refused.json()["error"]["field"] == "text"


@pytest.mark.spec("S32", "S67", "T13")
async def test_deleted_words_are_gone_but_for_the_record(house: House, pair: tuple[Actor, Actor]) -> None:
    an, els = pair
    kept = await els.starts(house.world.bakery.id, SECRET, subject="Vraag")
    await els.posts(kept, f"Nogmaals: {SECRET}")
    await els.does("message.edit", conversation=kept, seq=2, version=1, text=f"{SECRET}, denk ik")
    while await follow(house.store):
        pass
    assert "bedrag" in (await everything_stored(house.store))["searchable"]
    for seq in (1, 2):
        await els.does("message.delete", conversation=kept, seq=seq)
    for who in pair:
        who.seen.clear()
        assert [(one["text"], one["deleted_at"] is None) for one in await messages(who, kept)] == [
            ("", False)
        ] * 2
        assert (await who.conversations(q="12.345", status="all")) == []
        await who.row(kept)
        assert not any(SECRET in one.text for one in who.seen)
    for stream in (f"S:{house.world.office.id}", f"D:{house.world.bakery.id}"):
        told = b"".join([event for _, event in await catchup.after(house.store, stream, 0)])
        assert told.count(b'"message.deleted"') == 2 and SECRET.encode() not in told
    stored = await everything_stored(house.store)
    assert [name for name, rows in stored.items() if SECRET in rows or "bedrag" in rows] == ["audit"]


@pytest.mark.spec("S67", "T13")
async def test_staff_read_what_a_message_said_before(house: House, pair: tuple[Actor, Actor]) -> None:
    an, els = pair
    kept = await els.starts(house.world.bakery.id, "Een")
    house.clock.goes_on(minutes=1)
    await els.does("message.edit", conversation=kept, seq=1, version=1, text="Twee")
    told = await an.does("message.history", conversation=kept, seq=1)
    assert [(one["version"], one["text"]) for one in told["versions"]] == [(1, "Een"), (2, "Twee")]
    assert told["versions"][0]["at"] < told["versions"][1]["at"] and told["deleted_at"] is None
    gone = await els.does("message.delete", conversation=kept, seq=1)
    told = await an.does("message.history", conversation=kept, seq=1)
    assert [one["text"] for one in told["versions"]] == ["Een", "Twee"] and told["deleted_at"] == gone["at"]
    assert (await els.tries("message.history", conversation=kept, seq=1)).status_code == 403
    assert (await an.tries("message.history", conversation=kept, seq=2)).status_code == 404
    assert (
        await (await house.actor("lena")).tries("message.history", conversation=kept, seq=1)
    ).status_code == 404


@pytest.mark.spec("S32", "R5", "S10", "S11", "S61", "S30")
async def test_what_is_owed_follows_what_is_left(house: House, pair: tuple[Actor, Actor]) -> None:
    an, els = pair
    kept = await els.starts(house.world.bakery.id, "Een")
    house.clock.goes_on(minutes=1)
    await els.posts(kept, "Twee")
    since = [one["at"] for one in await messages(an, kept)]

    async def owed() -> tuple[Any, Any, Any]:
        row, hers = await an.row(kept), await els.row(kept)
        assert row["needs_answer"] is (row["needs_answer_since"] is not None)
        assert (await an.gets("/counters"))["needs_answer"] == int(row["needs_answer"])
        assert (await els.gets("/counters"))["waiting"] == int(hers["waiting"])
        return row["needs_answer_since"], hers["asked"], (row["unread"], hers["unread"])

    assert await owed() == (since[0], False, (2, 0))
    await els.does("message.delete", conversation=kept, seq=1)
    assert await owed() == (since[1], False, (1, 0))
    await an.posts(kept, "Antwoord")
    assert await owed() == (None, True, (1, 1))
    await an.does("message.delete", conversation=kept, seq=3)
    assert await owed() == (since[1], False, (1, 0))
    await els.does("message.delete", conversation=kept, seq=2)
    assert await owed() == (None, False, (0, 0))
    await an.does("conversation.no_answer_needed", conversation=kept)
    await an.posts(kept, "Nog iets")
    assert await owed() == (None, True, (0, 1))
