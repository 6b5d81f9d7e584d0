"""Handing over to a mail server that misbehaves, and to one that never learns our process died."""

import asyncio
import re

import pytest

from server.reminders import handing
from server.reminders.actions import deliver, lease, tick_every
from tests.reminders.conftest import Kantoor, settings_for
from tests.reminders.postbox import HANG_UP, STEPS, Postbox

MINUTE = 60_000


async def claimed(kantoor: Kantoor) -> tuple[int, str]:
    conversation = await kantoor.asks(kantoor.world.an)
    kantoor.clock.goes_on(hours=2)
    [mail] = await kantoor.ticker.tick()
    return conversation, mail


@pytest.mark.spec("T4", "R11")
@pytest.mark.parametrize("reply", ["421 busy, later please", HANG_UP])
@pytest.mark.parametrize("step", STEPS)
async def test_what_is_temporary_is_tried_again_under_the_same_message_id(
    kantoor: Kantoor, step: str, reply: str
) -> None:
    conversation, mail = await claimed(kantoor)
    kantoor.postbox.moods.append({step: reply})
    outcome = await deliver(kantoor.store, kantoor.settings, mail)
    assert outcome and outcome.kind == "temporary"
    [(state, reason)] = await kantoor.states(conversation)
    assert state == "sending" and ("421 busy, later please" in reason if reply != HANG_UP else reason)
    assert await kantoor.works_after(seconds=59) == []
    [got] = await kantoor.works_after(seconds=1)
    assert got["Message-ID"] == mail
    assert await kantoor.states(conversation) == [("sent", "")]


@pytest.mark.spec("T4", "R11")
@pytest.mark.parametrize("step", ["mail", "rcpt", "body"])
async def test_what_the_server_refuses_for_good_fails_in_its_own_words(kantoor: Kantoor, step: str) -> None:
    conversation, mail = await claimed(kantoor)
    kantoor.postbox.moods.append({step: "550 no such user here"})
    outcome = await deliver(kantoor.store, kantoor.settings, mail)
    assert outcome and outcome.kind == "refused"
    assert await kantoor.states(conversation) == [("failed", "550 no such user here")]
    assert await kantoor.works_after(hours=30) == []


@pytest.mark.spec("T4")
async def test_a_server_that_will_have_none_of_us_says_nothing_of_this_mail(kantoor: Kantoor) -> None:
    """A 5xx greeting is a trouble of the installation: the mail waits until it is over."""
    conversation, mail = await claimed(kantoor)
    kantoor.postbox.moods.append({"connect": "554 go away"})
    await deliver(kantoor.store, kantoor.settings, mail)
    assert await kantoor.states(conversation) == [("sending", "554 go away")]
    assert len(await kantoor.works_after(minutes=1)) == 1


@pytest.mark.spec("T4", "R11")
async def test_it_gives_up_after_a_day_and_tells_why(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    kantoor.postbox.always["connect"] = "421 not today"
    kantoor.clock.goes_on(hours=2)
    for _ in range(31):
        await kantoor.works_after(hours=1)
    assert await kantoor.states(conversation) == [("failed", "421 not today")]
    kantoor.postbox.always.clear()
    assert await kantoor.works_after(hours=1) == []


@pytest.mark.spec("T4")
async def test_no_server_at_all_is_temporary(kantoor: Kantoor) -> None:
    conversation, mail = await claimed(kantoor)
    await kantoor.postbox.__aexit__()
    outcome = await deliver(kantoor.store, kantoor.settings, mail)
    assert outcome and outcome.kind == "temporary" and "refused" in outcome.why.lower()
    async with Postbox(port=kantoor.postbox.port) as again:
        await kantoor.works_after(minutes=1)
        assert len(again.mails) == 1
    await kantoor.postbox.__aenter__()
    assert await kantoor.states(conversation) == [("sent", "")]


@pytest.mark.spec("T4")
@pytest.mark.parametrize("how", ["read", "deleted", "access"])
async def test_what_happened_since_the_claim_is_seen_before_handing_over(kantoor: Kantoor, how: str) -> None:
    conversation, mail = await claimed(kantoor)
    if how == "read":
        await kantoor.reads(kantoor.world.filip, conversation, 1)
    elif how == "deleted":
        await kantoor.deletes(conversation, 1)
    else:
        await kantoor.deactivates(kantoor.world.filip)
    assert await deliver(kantoor.store, kantoor.settings, mail) is None
    assert kantoor.postbox.mails == []
    assert (await kantoor.states(conversation))[0][0] == "cancelled"


@pytest.mark.spec("T4", "R8")
async def test_the_clock_moved_since_the_claim_so_the_mail_waits(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    kantoor.clock.goes_on(hours=1)
    await kantoor.posts(kantoor.world.an, conversation)
    kantoor.clock.goes_on(hours=1)
    [mail] = await kantoor.ticker.tick()
    await kantoor.deletes(conversation, 1)
    assert await deliver(kantoor.store, kantoor.settings, mail) is None
    assert await kantoor.states(conversation) == [("planned", "")]
    assert len(await kantoor.works_after(hours=1)) == 1


@pytest.mark.spec("T4", "R8")
async def test_one_of_the_merged_runs_is_read_before_the_retry(kantoor: Kantoor) -> None:
    """The mail keeps its Message-ID, and tells only of the rest."""
    first = await kantoor.asks(kantoor.world.an, subject="Factuur 1")
    second = await kantoor.asks(kantoor.world.an, subject="Factuur 2")
    kantoor.clock.goes_on(hours=2)
    [mail] = await kantoor.ticker.tick()
    kantoor.postbox.moods.append({"body": "451 try later"})
    await deliver(kantoor.store, kantoor.settings, mail)
    await kantoor.reads(kantoor.world.filip, first, 1)
    [got] = await kantoor.works_after(minutes=1)
    body = got.get_body(("plain",))
    assert got["Message-ID"] == mail and body
    assert "Factuur 2" in body.get_content() and "Factuur 1" not in body.get_content()
    assert await kantoor.states(first) == [("cancelled", "read")]
    assert await kantoor.states(second) == [("sent", "")]


@pytest.mark.spec("T4")
async def test_a_mail_that_died_in_somebody_s_hands_goes_out_again_under_its_message_id(
    kantoor: Kantoor,
) -> None:
    _, mail = await claimed(kantoor)
    parcel = await handing.take(kantoor.store, kantoor.settings.reminders, lease(kantoor.settings), mail)
    assert parcel and parcel.mail == mail
    kantoor.clock.at += lease(kantoor.settings) - 1
    assert await kantoor.works() == []
    [got] = await kantoor.works_after(seconds=1)
    assert got["Message-ID"] == mail


@pytest.mark.spec("T4")
async def test_the_server_took_it_and_its_answer_was_lost(kantoor: Kantoor) -> None:
    """The one case that may repeat: the same mail under the same Message-ID, never another, never none."""
    conversation, mail = await claimed(kantoor)
    kantoor.postbox.keeps_then_hangs_up = True
    kantoor.postbox.moods.append({"body": HANG_UP})
    await deliver(kantoor.store, kantoor.settings, mail)
    await kantoor.works_after(minutes=1)
    assert [got["Message-ID"] for got in kantoor.postbox.mails] == [mail, mail]
    assert await kantoor.states(conversation) == [("sent", "")]


@pytest.mark.spec("T4")
async def test_it_stands_as_sent_before_we_say_goodbye(kantoor: Kantoor) -> None:
    """A server that never answers QUIT keeps nobody from writing down what it took."""
    conversation, mail = await claimed(kantoor)
    kantoor.postbox.moods.append({"quit": HANG_UP})
    outcome = await deliver(kantoor.store, kantoor.settings, mail)
    assert outcome and outcome.kind == "accepted"
    assert await kantoor.states(conversation) == [("sent", "")]


@pytest.mark.spec("T4", "R8")
async def test_two_workers_at_once_send_one_mail(kantoor: Kantoor) -> None:
    for number in range(3):
        await kantoor.asks(kantoor.world.an, subject=f"Factuur {number}")
    kantoor.clock.goes_on(hours=2)
    workers = [kantoor.another_worker() for _ in range(4)]
    found = await asyncio.gather(*(worker.tick() for worker in workers))
    mails = {mail for mails in found for mail in mails}
    await asyncio.gather(
        *(deliver(kantoor.store, kantoor.settings, mail) for mail in mails for _ in range(3))
    )
    assert len(mails) == len(kantoor.postbox.mails) == 1
    assert {row.state for row in await kantoor.rows()} == {"sent"}


@pytest.mark.spec("T4")
async def test_a_claimed_mail_that_nobody_took_is_found_again(kantoor: Kantoor) -> None:
    """What was in Redis is gone, say."""
    _, mail = await claimed(kantoor)
    kantoor.clock.goes_on(seconds=15)
    assert await kantoor.ticker.tick() == []
    kantoor.clock.goes_on(seconds=15)
    assert await kantoor.ticker.tick() == [mail]
    assert await kantoor.another_worker().tick() == [mail]


@pytest.mark.spec("R8")
async def test_the_message_id_is_of_its_runs_and_stands_before_hand_over(kantoor: Kantoor) -> None:
    _, mail = await claimed(kantoor)
    assert re.fullmatch(r"<[0-9a-f]{32}@vinkje\.example>", mail)
    assert [row.mail for row in await kantoor.rows()] == [mail]


@pytest.mark.spec("T4")
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_without_the_encryption_that_was_asked_for_nothing_leaves(
    kantoor: Kantoor, security: str
) -> None:
    settings = settings_for(kantoor.postbox.port)
    settings.smtp.security = security  # type: ignore[assignment]
    settings.smtp.timeout = 500
    _, mail = await claimed(kantoor)
    outcome = await deliver(kantoor.store, settings, mail)
    assert outcome and outcome.kind == "temporary"
    assert kantoor.postbox.mails == []


async def test_more_is_claimed_only_as_mails_leave(kantoor: Kantoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.reminders.claims.AT_ONCE", 1)
    world = kantoor.world
    await kantoor.asks(world.an, dossier=world.bakery.id)
    kantoor.clock.goes_on(hours=2)
    [first] = await kantoor.ticker.tick()
    assert await kantoor.ticker.tick() == []
    await deliver(kantoor.store, kantoor.settings, first)
    [second] = await kantoor.ticker.tick()
    await deliver(kantoor.store, kantoor.settings, second)
    assert sorted(kantoor.postbox.envelopes) == [["els.goossens@example.test"], ["tom.goossens@example.test"]]


@pytest.mark.parametrize(("unread_after", "every"), [(7_200_000, 15_000), (5_000, 1_000), (100, 200)])
def test_short_delays_tick_quickly(unread_after: int, every: int) -> None:
    assert tick_every(settings_for(25, reminders={"unread_after": unread_after})) == every
