"""One message: stored once, numbered without holes, told to whom it concerns."""

import asyncio
from uuid import uuid4

import pytest

from server import catchup
from server.conversations.actions import close, dismiss, reopen
from server.errors import ConversationClosed, Forbidden, IdempotencyConflict, NotFound
from server.messages.actions import Post
from server.messages.start import Start, start
from server.writer import Writer
from tests.core.conftest import Office


@pytest.mark.spec("S2", "S60", "U1")
async def test_a_question_and_its_answer_reach_both_sides(office: Office) -> None:
    an, els = office.world.an, office.world.els
    question = await office.starts(an)
    answer = await office.posts(els, question.conversation, "Ja, voor de zaal")

    assert (question.seq, answer.seq) == (1, 2)
    for stream in (f"S:{an.office_id}", f"D:{office.world.bakery.id}"):
        told = office.told(stream)
        assert [one["t"] for one in told] == ["conversation.started", "message.new"]
        assert [(one["p"], one["q"]) for one in told] == [(0, 1), (1, 2)]
        assert told[1]["d"]["text"] == "Ja, voor de zaal"
        assert told[1]["d"]["author"]["name"] == "Els Goossens"


async def test_a_resend_is_the_same_message_for_ever(office: Office) -> None:
    an = office.world.an
    question = await office.starts(an)
    cid = str(uuid4())
    first = await office.posts(an, question.conversation, "Nog iets", cid)
    again = await office.posts(an, question.conversation, "Nog iets", cid)
    other = str(uuid4())
    twice_at_once = await asyncio.gather(
        *(office.posts(an, question.conversation, "Tegelijk", other) for _ in range(3))
    )

    assert (again.seq, again.at, again.dup) == (first.seq, first.at, True)
    assert [one.seq for one in twice_at_once] == [3, 3, 3]
    with pytest.raises(IdempotencyConflict):
        await office.posts(an, question.conversation, "Iets anders", cid)


async def test_a_start_twice_under_one_cid_is_one_conversation(office: Office) -> None:
    cid = str(uuid4())
    first = await office.starts(office.world.an, cid=cid)
    again = await office.starts(office.world.an, cid=cid)
    assert (again.conversation, again.dup) == (first.conversation, True)
    with pytest.raises(IdempotencyConflict):
        await office.starts(office.world.an, "Een andere vraag", cid=cid)


@pytest.mark.spec("S1")
async def test_outsiders_find_nothing(office: Office) -> None:
    world = office.world
    shared = await office.starts(world.an)
    for outsider in (world.lena, world.piet, world.els_elsewhere, world.filip, world.jan):
        with pytest.raises(NotFound):
            await office.posts(outsider, shared.conversation, "Hallo?")
        with pytest.raises(NotFound):
            await office.has(outsider, shared.conversation, 1, 1)


@pytest.mark.spec("S17", "S18", "S19", "R3")
async def test_a_private_conversation_leaves_no_trace_at_colleagues(office: Office) -> None:
    world = office.world
    private = await office.starts(world.an, with_=world.jan)
    await office.posts(world.jan, private.conversation, "Alleen voor jou")

    assert office.told(f"D:{world.bakery.id}") == []
    mine = office.told(f"U:{world.office.id}:{world.jan.person_id}")
    assert [one["t"] for one in mine] == ["conversation.started", "message.new"]
    for colleague in (world.els, world.tom):
        with pytest.raises(NotFound):
            await office.posts(colleague, private.conversation, "Ik ook?")


@pytest.mark.spec("R6", "S41", "S43", "S68")
async def test_closing_and_reopening(office: Office) -> None:
    world = office.world
    question = await office.starts(world.an)
    writer, id = office.writer, question.conversation
    with pytest.raises(Forbidden):
        await writer.do(lambda work: close(work, world.els, id))
    closed_at = await writer.do(lambda work: close(work, world.sofie, id))
    with pytest.raises(ConversationClosed):
        await office.posts(world.an, id, "Te laat")
    assert await writer.do(lambda work: close(work, world.an, id)) == closed_at

    await office.posts(world.els, id, "Toch nog een vraag")
    told = office.told(f"S:{world.office.id}")[-1]
    assert told["d"]["reopened"] is True
    assert told["d"]["needs_answer_since"] is not None
    await office.posts(world.an, id, "Zeg maar")
    await writer.do(lambda work: close(work, world.an, id))
    await writer.do(lambda work: reopen(work, world.an, id))
    assert office.told(f"D:{world.bakery.id}")[-1]["t"] == "conversation.reopened"


@pytest.mark.spec("R5", "P7")
async def test_what_needs_an_answer_is_owed_until_answered_or_dismissed(office: Office) -> None:
    world = office.world
    question = await office.starts(world.els)
    office.clock.goes_on(minutes=5)
    await office.posts(world.els, question.conversation, "En dit?")
    since = [one["d"].get("needs_answer_since") for one in office.told(f"S:{world.office.id}")]
    await office.has(world.an, question.conversation, 2, 2)
    await office.writer.do(lambda work: dismiss(work, world.an, question.conversation))
    await office.posts(world.els, question.conversation, "Nog dit")
    last = office.told(f"S:{world.office.id}")

    assert since[1] is not None
    assert last[-2]["d"] == {"conversation": question.conversation, "needs_answer_since": None}
    assert last[-1]["d"]["needs_answer_since"] != since[1]


async def test_a_batch_keeps_order_and_one_bad_post_fails_alone(office: Office) -> None:
    world = office.world
    question = await office.starts(world.an)
    posts = [
        office.writer.post(Post(world.els, question.conversation, str(uuid4()), f"bericht {n}"))
        for n in range(50)
    ]
    bad = office.writer.post(Post(world.els, 1234567, str(uuid4()), "nergens"))
    rest = office.writer.post(Post(world.tom, question.conversation, str(uuid4()), "en ik"))
    answers = await asyncio.gather(*posts, rest)

    assert [one.seq for one in answers] == list(range(2, 53))
    with pytest.raises(NotFound):
        await bad


@pytest.mark.spec("U2")
async def test_what_is_read_back_is_what_was_told_live(office: Office) -> None:
    world = office.world
    question = await office.starts(world.an)
    await office.posts(world.els, question.conversation, 'Ja, "voor" de zaal 🙂')
    await office.has(world.els, question.conversation, 1, 1)
    store = world.store
    for stream in (
        f"S:{world.office.id}",
        f"D:{world.bakery.id}",
        f"U:{world.office.id}:{world.els.person_id}",
    ):
        live = [one.frame for one in office.news if one.stream == stream]
        read = [catchup.as_frame(stream, told) for _, told in await catchup.after(store, stream, 0)]
        assert len(live) == len(read) > 0
        for one, other in zip(live, read, strict=True):
            assert sorted(one) == sorted(other)
        assert await catchup.heads(store, [stream, "D:1"]) == {stream: len(live), "D:1": 0}


@pytest.mark.spec("R6")
async def test_what_reopened_a_conversation_says_so_for_ever(office: Office) -> None:
    world = office.world
    question = await office.starts(world.an)
    await office.writer.do(lambda work: close(work, world.an, question.conversation))
    await office.posts(world.els, question.conversation, "Toch nog iets")
    for stream in (f"S:{world.office.id}", f"D:{world.bakery.id}"):
        _, told = (await catchup.after(world.store, stream, 2))[0]
        assert b'"reopened":true' in told


@pytest.mark.spec("T2")
async def test_one_start_through_two_nodes_at_once_is_one_conversation(office: Office) -> None:
    other = Writer(office.world.store, lambda _, frames: None)
    await other.start()
    an, dossier = office.world.an, office.world.bakery.id
    for _ in range(20):
        wish = Start(an, str(uuid4()), dossier, "all", None, "Onderwerp", "Tegelijk")
        both = [writer.do(lambda work, wish=wish: start(work, wish)) for writer in (office.writer, other)]
        one, same = await asyncio.gather(*both)
        assert one.conversation == same.conversation
    await other.stop()
