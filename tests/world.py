"""A small world in rows: two offices, their people and dossiers, and everybody's standing as a principal."""

from dataclasses import dataclass, field

from server.accounts.models import Office, Person, Side, Staff
from server.accounts.principal import Principal
from server.dossiers.models import Client, Dossier
from server.ids import new_id
from server.store import Store
from tests.walls.witness import witness

DAWN = 1_795_000_000_000
NAMES = (
    ("An", "Peeters"), ("Sofie", "Claes"), ("Lena", "Wouters"), ("Els", "Goossens"),
    ("Tom", "Goossens"), ("Jan", "Jacobs"), ("Filip", "Verstraete"), ("Piet", "Smet"),
)  # fmt: skip


@dataclass
class FakeClock:
    """A clock that stands still until told to go on; instants in milliseconds."""

    at: int = DAWN

    def __call__(self) -> int:
        return self.at

    def goes_on(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        self.at += round((hours * 3600 + minutes * 60 + seconds) * 1000)


@dataclass
class World:
    """Van Damme: An (admin), Sofie; the bakery with Els and Tom (full) and Jan (limited). Janssens is elsewhere:
    Lena, with its own client Piet; Els is a client of Janssens too."""

    store: Store
    office: Office
    elsewhere: Office
    bakery: Dossier
    garage: Dossier
    distant: Dossier
    people: dict[str, Principal] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Principal:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def _person(first: str, last: str, domain: str) -> Person:
    address = f"{first}.{last}@{domain}".lower()
    return Person(first_name=first, last_name=last, email=address, created_at=DAWN)


def principal(person: Person, office: Office, side: Side, role: str) -> Principal:
    return Principal(
        session_id=new_id(),
        person_id=person.id,
        office_id=office.id,
        side=side,
        role=role,
        name=person.name,
        language=person.language,
        time_zone=person.time_zone,
        expires_at=DAWN + 10**12,
    )


async def found(store: Store, domain: str = "example.test") -> World:
    """Insert the world into a migrated database; a second one needs a `domain` of its own for its people."""
    witness.knows(store.url)
    office = Office(name="Kantoor Van Damme", mailbox="kantoor@example.test", created_at=DAWN)
    elsewhere = Office(name="Kantoor Janssens", mailbox="janssens@example.test", created_at=DAWN)
    an, sofie, lena, els, tom, jan, filip, piet = (_person(*names, domain) for names in NAMES)
    bakery = _dossier(office, "1001", "Bakkerij De Gouden Krol BV", an, els)
    garage = _dossier(office, "1002", "Garage Verstraete BV", sofie, filip)
    distant = _dossier(elsewhere, "1001", "Smet & Zoon", lena, piet)
    places = [
        Staff(office_id=office.id, person_id=an.id, role="admin", joined_at=DAWN),
        Staff(office_id=office.id, person_id=sofie.id, joined_at=DAWN),
        Staff(office_id=elsewhere.id, person_id=lena.id, joined_at=DAWN),
        Client(dossier_id=bakery.id, person_id=els.id, since=DAWN),
        Client(dossier_id=bakery.id, person_id=tom.id, since=DAWN),
        Client(dossier_id=bakery.id, person_id=jan.id, profile="limited", since=DAWN),
        Client(dossier_id=garage.id, person_id=filip.id, since=DAWN),
        Client(dossier_id=distant.id, person_id=piet.id, since=DAWN),
        Client(dossier_id=distant.id, person_id=els.id, since=DAWN),
    ]
    async with store.begin() as session:
        for rows in ([office, elsewhere, an, sofie, lena, els, tom, jan, filip, piet],
                     [bakery, garage, distant], places):  # fmt: skip
            session.add_all(rows)
            await session.flush()
    world = World(store, office, elsewhere, bakery, garage, distant)
    world.people = {
        "an": principal(an, office, "office", "admin"),
        "sofie": principal(sofie, office, "office", "staff"),
        "lena": principal(lena, elsewhere, "office", "staff"),
        "piet": principal(piet, elsewhere, "client", "client"),
        "els_elsewhere": principal(els, elsewhere, "client", "client"),
    } | {
        person.first_name.lower(): principal(person, office, "client", "client")
        for person in (els, tom, jan, filip)
    }
    return world


def _dossier(office: Office, number: str, name: str, responsible: Person, contact: Person) -> Dossier:
    return Dossier(
        office_id=office.id,
        number=number,
        name=name,
        vat_number=f"BE m{new_id():014x}",
        responsible_id=responsible.id,
        contact_id=contact.id,
        created_at=DAWN,
    )
