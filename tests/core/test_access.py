"""Getting and losing access to a dossier."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import msgspec
import pytest

from server import catchup
from server.accounts.models import Staff
from server.conversations.readers import set_profile
from server.errors import Forbidden, NotFound
from server.messages.actions import Post
from tests.core.conftest import Office
from tests.core.test_marks import seat
from tests.postgres import plain


@pytest.mark.spec("R2")
async def test_who_joins_later_starts_at_the_head(office: Office) -> None:
    world = office.world
    question = await office.starts(world.an)
    await office.writer.do(
        lambda work: set_profile(work, world.an, world.bakery.id, world.filip.person_id, "full")
    )
    mine = await seat(office, question.conversation, world.filip.person_id)
    assert (mine.first, mine.delivered_upto, mine.read_upto, mine.unread_since) == (1, 1, 1, None)
    told = office.told(f"U:{world.office.id}:{world.filip.person_id}")
    assert told[-1]["d"]["profile"] == "full"

    await office.posts(world.an, question.conversation, "Welkom, Filip")
    mine = await seat(office, question.conversation, world.filip.person_id)
    assert mine.unread_since == office.clock.at


@pytest.mark.spec("R2")
async def test_who_loses_access_sees_nothing_more_and_owes_no_mail(office: Office) -> None:
    world = office.world
    question = await office.starts(world.an)
    await office.writer.do(
        lambda work: set_profile(work, world.an, world.bakery.id, world.els.person_id, None)
    )
    await office.posts(world.an, question.conversation, "Nog iets")
    with pytest.raises(NotFound):
        await office.posts(world.els, question.conversation, "Ik lees dit niet")
    mine = await seat(office, question.conversation, world.els.person_id)
    assert (mine.active, mine.unread_since) == (False, None)


@pytest.mark.spec("R3")
async def test_who_becomes_limited_keeps_only_what_is_private_with_him(office: Office) -> None:
    world = office.world
    shared = await office.starts(world.an)
    private = await office.starts(world.an, with_=world.els)
    await office.writer.do(
        lambda work: set_profile(work, world.an, world.bakery.id, world.els.person_id, "limited")
    )
    await office.posts(world.els, private.conversation, "Dit kan ik nog")
    with pytest.raises(NotFound):
        await office.posts(world.els, shared.conversation, "Dit niet meer")
    with pytest.raises(Forbidden):
        await office.starts(world.els, "Vraag aan iedereen")


async def test_access_is_the_office_s_to_give(office: Office) -> None:
    world = office.world
    for who in (world.els, world.piet):
        with pytest.raises(Forbidden):
            await office.writer.do(
                lambda work, who=who: set_profile(work, who, world.bakery.id, world.piet.person_id, "full")
            )
    with pytest.raises(NotFound):
        await office.writer.do(
            lambda work: set_profile(work, world.lena, world.bakery.id, world.piet.person_id, "full")
        )


@pytest.mark.spec("U5", "S1")
async def test_support_staff_write_nowhere(office: Office) -> None:
    world = office.world
    question = await office.starts(world.an)
    async with world.store.begin() as session:
        place = await session.get(Staff, (world.office.id, world.sofie.person_id))
        assert place is not None
        place.role = "support"
    with pytest.raises(NotFound):
        await office.posts(world.sofie, question.conversation, "Ik kijk alleen")
    with pytest.raises(NotFound):
        await office.starts(world.sofie)


@pytest.mark.spec("R2", "S19")
async def test_a_private_conversation_falls_silent_when_its_reader_loses_the_dossier(office: Office) -> None:
    world = office.world
    stream = f"U:{world.office.id}:{world.jan.person_id}"
    private = await office.starts(world.an, with_=world.jan)
    await office.posts(world.an, private.conversation, "Dit zag hij nog niet")
    for profile in (None, "limited"):
        await office.writer.do(
            lambda work, to=profile: set_profile(work, world.an, world.bakery.id, world.jan.person_id, to)
        )
        await office.posts(world.an, private.conversation, "Dit mag hij alleen als hij er weer bij is")
        live = [one["t"] for one in office.told(stream)]
        replayed = [msgspec.json.decode(told)["t"] for _, told in await catchup.after(world.store, stream, 0)]
        if profile is None:
            assert live == ["conversation.started", "message.new", "access.changed"]
            assert replayed == ["conversation.removed", "conversation.removed", "access.changed"]
        else:
            assert live[3:] == replayed[3:] == ["access.changed", "message.new"]
            assert replayed[:2] == ["conversation.started", "message.new"]


@pytest.mark.spec("R3", "S19")
async def test_what_is_said_together_with_the_loss_comes_after_it(office: Office) -> None:
    world = office.world
    private = await office.starts(world.an, with_=world.jan)
    loses = office.writer.do(
        lambda work: set_profile(work, world.an, world.bakery.id, world.jan.person_id, None)
    )
    late = office.writer.post(Post(world.an, private.conversation, "cid 1", "Dit is niet meer voor Jan"))
    his = office.writer.post(Post(world.jan, private.conversation, "cid 2", "Ik ben er nog"))
    await asyncio.gather(loses, late)
    with pytest.raises(NotFound):
        await his
    told = office.told(f"U:{world.office.id}:{world.jan.person_id}")
    assert [one["t"] for one in told] == ["conversation.started", "access.changed"]


@pytest.fixture
async def other_node(postgres_database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(plain(postgres_database_url))
    yield connection
    await connection.close()


@pytest.mark.postgres
@pytest.mark.spec("R3", "S19")
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_who_waited_for_the_loss_knows_of_it(office: Office, other_node: asyncpg.Connection) -> None:
    world = office.world
    private = await office.starts(world.an, with_=world.jan)
    async with other_node.transaction():
        await other_node.execute("SELECT id FROM conversation FOR NO KEY UPDATE")
        await other_node.execute("DELETE FROM client WHERE person_id = $1", world.jan.person_id)
        late = office.writer.post(Post(world.an, private.conversation, "cid 1", "Dit is niet meer voor Jan"))
        his = office.writer.post(Post(world.jan, private.conversation, "cid 2", "Ik ben er nog"))
        while not await other_node.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            await asyncio.sleep(0)
    await late
    with pytest.raises(NotFound):
        await his
    told = office.told(f"U:{world.office.id}:{world.jan.person_id}")
    assert [one["t"] for one in told] == ["conversation.started"]
