"""The door: who comes in, for how long, and who is shown out."""

import hashlib
import statistics
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select, text, update
from sqlmodel import col

from server.accounts.models import Person, Session, Staff
from server.accounts.passwords import hasher
from server.accounts.sessions import Revoked, Sessions
from server.config import Sessions as Settings
from server.dossiers.models import Client
from server.errors import NotFound, RateLimited, Unauthenticated
from server.store import Store
from tests.people import HASH, PASSWORD
from tests.world import FakeClock, World, found

HOUR = 3_600_000


@dataclass
class Door:
    world: World
    clock: FakeClock
    sessions: Sessions
    revoked: list[Revoked] = field(default_factory=list)

    async def lets_in(
        self, email: str, password: str = PASSWORD, address: str = "192.0.2.1", **wish: bool
    ) -> str:
        _, secret = await self.sessions.sign_in(email, password, address=address, **wish)  # type: ignore[arg-type]
        return secret

    async def knows(self, secret: str) -> bool:
        return await self.sessions.by_secret(secret) is not None


@pytest.fixture
async def door(database_url: str) -> AsyncIterator[Door]:
    clock = FakeClock()
    store = Store(database_url, clock=clock)
    world = await found(store)
    async with store.begin() as session:
        await session.execute(update(Person).values(password_hash=HASH))
    made = Door(world, clock, Sessions(store, Settings()))

    async def hear(what: Revoked) -> None:
        made.revoked.append(what)

    made.sessions.on_revoked = hear
    yield made
    made.sessions.close()
    await store.close()


AN, TOM, ELS = "an.peeters@example.test", "tom.goossens@example.test", "els.goossens@example.test"


async def test_only_the_fingerprint_of_a_secret_is_kept(door: Door) -> None:
    secret = await door.lets_in(AN)
    async with door.world.store.session() as session:
        kept = (await session.scalars(select(Session))).one()
    assert len(secret) >= 43
    assert kept.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(kept.model_dump())


async def test_the_address_is_read_without_regard_to_case(door: Door) -> None:
    assert await door.knows(await door.lets_in(f"  {AN.upper()} "))


async def test_a_session_lasts_twelve_hours_or_sixty_days(door: Door) -> None:
    short, long = await door.lets_in(AN), await door.lets_in(AN, remember=True)
    door.clock.goes_on(hours=12)
    assert (await door.knows(short), await door.knows(long)) == (False, True)
    door.clock.goes_on(hours=60 * 24 - 12)
    assert not await door.knows(long)


async def test_being_seen_is_noted_once_a_minute(door: Door) -> None:
    secret = await door.lets_in(AN)
    for _ in range(3):
        door.clock.goes_on(seconds=25)
        principal = await door.sessions.by_secret(secret)
    assert principal
    seen_at = (await door.sessions.of(principal))[0].seen_at
    assert door.clock() - seen_at == 0


FULL = """
    CREATE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''disk_full''; END'
"""


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_full_disk_keeps_nobody_out(door: Door) -> None:
    secret = await door.lets_in(ELS)
    async with door.world.store.begin() as session:
        await session.execute(text(FULL))
        refuse = "CREATE TRIGGER full_disk BEFORE UPDATE ON session EXECUTE FUNCTION is_full()"
        await session.execute(text(refuse))
    door.clock.goes_on(minutes=2)
    assert await door.knows(secret)


async def test_a_ticket_is_spent_once(door: Door) -> None:
    principal = await door.sessions.by_secret(await door.lets_in(AN))
    assert principal
    ticket = await door.sessions.new_ticket(principal)
    assert await door.sessions.by_ticket(ticket) == principal
    assert await door.sessions.by_ticket(ticket) is None


async def test_a_ticket_lasts_thirty_seconds_and_no_longer_than_its_session(door: Door) -> None:
    principal = await door.sessions.by_secret(await door.lets_in(AN))
    assert principal
    late, orphan = await door.sessions.new_ticket(principal), await door.sessions.new_ticket(principal)
    await door.sessions.sign_out(principal)
    assert await door.sessions.by_ticket(orphan) is None
    door.clock.goes_on(seconds=30)
    assert await door.sessions.by_ticket(late) is None


async def test_who_ends_a_session_is_heard(door: Door) -> None:
    principal = await door.sessions.by_secret(await door.lets_in(AN))
    assert principal
    await door.sessions.sign_out(principal)
    assert door.revoked == [
        Revoked(principal.session_id, principal.person_id, principal.office_id, "signed_out")
    ]
    with pytest.raises(NotFound):
        await door.sessions.sign_out(principal)


async def test_switching_is_heard_in_the_office_that_is_left(door: Door) -> None:
    principal = await door.sessions.by_secret(await door.lets_in(ELS))
    assert principal
    offices = {door.world.office.id, door.world.elsewhere.id}
    (other,) = offices - {principal.office_id}
    moved = await door.sessions.switch_office(principal, other)
    assert (moved.office_id, moved.session_id) == (other, principal.session_id)
    assert [(one.office_id, one.reason) for one in door.revoked] == [(principal.office_id, "switched")]


@pytest.mark.parametrize("table", [Person, Staff])
async def test_who_is_no_longer_active_is_out(door: Door, table: type[Person] | type[Staff]) -> None:
    secret = await door.lets_in(AN)
    async with door.world.store.begin() as session:
        await session.execute(update(table).values(active=False))
    assert not await door.knows(secret)
    with pytest.raises(Unauthenticated):
        await door.lets_in(AN)


async def test_a_client_without_a_dossier_is_out(door: Door) -> None:
    secret = await door.lets_in(TOM)
    async with door.world.store.begin() as session:
        rows = await session.scalars(select(Client).where(col(Client.person_id) == door.world.tom.person_id))
        for row in rows:
            await session.delete(row)
    assert not await door.knows(secret)


async def test_a_person_without_a_password_cannot_sign_in(door: Door) -> None:
    async with door.world.store.begin() as session:
        await session.execute(update(Person).values(password_hash=None))
    with pytest.raises(Unauthenticated):
        await door.lets_in(AN)


async def test_attempts_are_bounded_per_account_known_or_not(door: Door) -> None:
    for email in (AN, "nobody@example.test"):
        for number in range(10):
            with pytest.raises(Unauthenticated):
                await door.lets_in(email, "fout", address=f"192.0.2.{number}")
        with pytest.raises(RateLimited):
            await door.lets_in(email, PASSWORD, address="192.0.2.200")
    assert await door.knows(await door.lets_in(TOM))


async def test_attempts_are_bounded_per_address(door: Door) -> None:
    for number in range(60):
        with pytest.raises(Unauthenticated):
            await door.lets_in(f"nobody{number}@example.test", "fout")
    with pytest.raises(RateLimited):
        await door.lets_in(AN)
    assert await door.knows(await door.lets_in(AN, address="192.0.2.2"))


async def test_signing_in_well_never_runs_out(door: Door) -> None:
    for _ in range(15):
        await door.lets_in(AN)


async def test_a_wrong_try_takes_as_long_for_nobody_as_for_somebody(door: Door) -> None:
    """Both hash once: in processor time, which other work on the machine does not stretch."""
    door.sessions.close()
    door.sessions = Sessions(door.world.store, Settings(attempts="100 per minute"))
    async with door.world.store.begin() as session:
        await session.execute(update(Person).values(password_hash=hasher.hash(PASSWORD)))

    async def takes(email: str) -> float:
        began = time.process_time()
        with pytest.raises(Unauthenticated):
            await door.lets_in(email, "fout", address=email)
        return time.process_time() - began

    pairs = [(await takes(AN), await takes("nobody@example.test")) for _ in range(12)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2
