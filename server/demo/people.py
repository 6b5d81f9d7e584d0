"""Who of the demo can sign in, as the installation has them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from server.accounts.models import Person
from server.accounts.places import Place, places_of
from server.asking import within
from server.config import Settings
from server.demo.load import PASSWORD
from server.demo.script import script
from server.store import Store

SHOWN_FIRST = ("An Peeters", "Els Goossens", "Tom Goossens", "Jan Verlinden", "Sofie Claes", "Bart Pauwels")


async def people(settings: Settings) -> list[dict[str, Any]]:
    """One entry per person and office; `address` is what he signs in with. Empty where the demo is not loaded."""
    store = Store(settings.database_url)
    try:
        async with store.session() as session:
            demo = col(Person.email).endswith(".example")
            found = list(await session.scalars(select(Person).where(demo)))
            ask = await within(session)
            entries = [
                _entry(person, place, settings.public_url)
                for person in sorted(found, key=_order(_names()))
                for place in await places_of(ask, person.id)
            ]
    finally:
        await store.close()
    return entries


def _names() -> list[str]:
    return [*SHOWN_FIRST, *_scripted()]


def _scripted() -> Iterator[str]:
    for office in script().offices:
        yield from (line.name for line in office.staff)
        for dossier in office.dossiers:
            yield from (name for name, _ in dossier.profiles())


def _order(names: list[str]) -> Any:
    places = {name: place for place, name in reversed(list(enumerate(names)))}
    return lambda person: (places.get(person.name, len(names)), person.id)


def _entry(person: Person, place: Place, url: str) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "address": person.email,
        "password": PASSWORD,
        "office": place.office,
        "role": place.role,
        "dossiers": [
            {"number": own.number, "name": own.name, "profile": own.profile} for own in place.dossiers
        ],
        "url": url,
    }
