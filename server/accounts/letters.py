"""Letters about accounts: asked for here, written and handed over by a worker, each with a link of its own.

A letter may go out twice when a worker dies over it; both links are good until one is used.
"""

from email.utils import make_msgid, parseaddr

from sqlalchemy import select, update
from sqlmodel import col

from server.accounts import links
from server.accounts.letter import compose
from server.accounts.models import WAITING, Letter, Office, Person
from server.accounts.places import places_of
from server.asking import within
from server.clock import Instant
from server.config import Settings
from server.mailing.smtp import Conversation, Outcome
from server.store import Store

AT_ONCE = 500
TRIES = 8
LEASE = 120_000
FIRST_WAIT, LONGEST_WAIT = 30_000, 3_600_000


async def ask(store: Store, email: str) -> None:
    """Somebody forgot his password, or never had one."""
    now = store.clock()
    async with store.begin() as session:
        session.add(Letter(email=email.strip().lower(), at=now, changed_at=now))


async def waiting(store: Store) -> list[int]:
    """Letters that somebody should write now: asked for, due for another try, or in a dead worker's hands."""
    found = select(Letter).where(WAITING).order_by(col(Letter.changed_at)).limit(AT_ONCE)
    async with store.session() as session:
        return [letter.id for letter in await session.scalars(found) if _due(letter, store.clock())]


def _due(letter: Letter, now: Instant) -> bool:
    wait = LEASE if letter.state == "handing" else _wait(letter.attempts)
    return letter.state in ("planned", "handing") and letter.changed_at <= now - wait


def _wait(attempts: int) -> Instant:
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT) if attempts else 0


async def write(store: Store, settings: Settings, letter: int) -> Outcome | None:
    """Take the letter in hand and hand it over; none when another has it, or nobody is at that address."""
    kept = await _take(store, letter)
    if kept is None:
        return None
    reader = await _reader(store, kept)
    if reader is None:
        await _end(store, kept, "void", "nobody with a place in an office has this address")
        return None
    person, office = reader
    invited = kept.office_id is not None
    secret = await links.draw(
        store, person.id, settings.sessions.invitation if invited else settings.sessions.forgotten
    )
    writer = (await _name(store, kept.writer_id) or office.name) if invited else ""
    mail = compose(person, office, writer, secret, settings)
    conversation = Conversation(settings.smtp)
    outcome = await conversation.hand_over(mail, _message_id(settings), store.clock())
    await _note(store, kept, outcome)
    await conversation.quit()
    return outcome


async def _take(store: Store, letter: int) -> Letter | None:
    async with store.begin() as session:
        kept = await session.get(Letter, letter, with_for_update=True)
        if kept is None or not _due(kept, store.clock()):
            return None
        kept.state, kept.attempts, kept.changed_at = "handing", kept.attempts + 1, store.clock()
    return kept


async def _reader(store: Store, letter: Letter) -> tuple[Person, Office] | None:
    """The active person at that address, and the office the letter comes from: the one that invites, else his first."""
    async with store.session() as session:
        known = select(Person).where(col(Person.email) == letter.email, col(Person.active))
        person = (await session.execute(known)).scalar_one_or_none()
        if person is None:
            return None
        offices = [place.office_id for place in await places_of(await within(session), person.id)]
        chosen = letter.office_id if letter.office_id in offices else next(iter(offices), None)
        if chosen is None or letter.office_id not in (None, chosen):
            return None
        return person, await session.get_one(Office, chosen)


async def _name(store: Store, person: int | None) -> str:
    async with store.session() as session:
        found = await session.get(Person, person) if person else None
    return found.name if found else ""


async def _note(store: Store, letter: Letter, outcome: Outcome) -> None:
    match outcome.kind:
        case "accepted":
            await _end(store, letter, "sent", "")
        case "refused":
            await _end(store, letter, "failed", outcome.why)
        case "temporary":
            await _end(store, letter, "planned" if letter.attempts < TRIES else "failed", outcome.why)


async def _end(store: Store, letter: Letter, state: str, why: str) -> None:
    ending = (
        update(Letter)
        .where(
            col(Letter.id) == letter.id,
            col(Letter.state) == "handing",
            col(Letter.attempts) == letter.attempts,
        )
        .values(state=state, reason=why[:500], changed_at=store.clock())
    )
    async with store.begin() as session:
        await session.execute(ending)


def _message_id(settings: Settings) -> str:
    return make_msgid(domain=parseaddr(settings.smtp.sender)[1].rpartition("@")[2] or "vinkje.localhost")
