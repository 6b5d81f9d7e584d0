"""`vinkje office NAME`: a new office and its first admin, who gets a letter with a way in."""

import asyncio

from sqlalchemy import select
from sqlmodel import col

from server.accounts.models import Letter, Office, Person, Staff
from server.config import Settings
from server.people.inviting import Somebody
from server.store import Store


def run(settings: Settings, name: str, mailbox: str, admin: Somebody) -> None:
    asyncio.run(_found(settings, name, mailbox, admin))
    print(f"{name} is there. {admin.email} gets a letter with a way in, once a worker runs.")


async def _found(settings: Settings, name: str, mailbox: str, admin: Somebody) -> None:
    store = Store(settings.database_url)
    try:
        await found(store, name, mailbox, admin)
    finally:
        await store.close()


async def found(store: Store, name: str, mailbox: str, admin: Somebody) -> Office:
    """Who has that address already keeps his name, and is admin here as well."""
    now, email = store.clock(), admin.email.strip().lower()
    async with store.begin() as session:
        office = Office(name=name, mailbox=mailbox, language=admin.language, created_at=now)
        known = select(Person).where(col(Person.email) == email)
        person = (await session.execute(known)).scalar_one_or_none()
        if person is None:
            person = Person(**admin._replace(email=email)._asdict(), created_at=now)
        session.add_all([office, person])
        await session.flush()
        session.add(Staff(office_id=office.id, person_id=person.id, role="admin", joined_at=now))
        session.add(Letter(email=email, office_id=office.id, at=now, changed_at=now))
    return office
