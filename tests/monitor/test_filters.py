"""What the filters above the monitor find, and what is selected with them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import pytest

from server.dossiers.filters import DossierFilter, Selection, conditions, count, ids_of
from server.dossiers.models import Dossier, Tag
from server.errors import BadRequest, Forbidden
from server.store import Store
from server.strict import convert, decode
from tests.core.conftest import Office
from tests.world import DAWN

pytestmark = pytest.mark.spec("S15", "S16")
NAMES = {
    "1003": ("Électricité Marchal SRL", "BE 0999.547.931", "fr", "monthly"),
    "1004": ("’t Hoekske, Horeca Vanneste BV", "BE 0999.480.112", "nl", "quarterly"),
    "1005": ("Bäckerei Groß 100% GmbH", "", "de", "none"),
    "1006": ("Café_De Zwaan", "BE 0999.938.412", "nl", "monthly"),
}


@dataclass
class Shelf:
    """An office's dossiers, and the others' next to them."""

    office: Office

    @property
    def store(self) -> Store:
        return self.office.world.store

    async def finds(self, **wanted: Any) -> list[str]:
        """The numbers of what this filter finds, in its order."""
        return await self.selects(filter=wanted)

    async def selects(self, who: str = "an", chunk: int = 250, **selection: Any) -> list[str]:
        by = self.office.world.people[who]
        asked = decode(msgspec.json.encode(selection), Selection)
        async with self.store.snapshot() as session:
            numbers = {}
            async for ids in ids_of(session, by, asked, chunk):
                assert len(ids) <= chunk
                for id in ids:
                    numbers[id] = (await session.get_one(Dossier, id)).number
            assert len(numbers) == await count(session, by, asked)
        return list(numbers.values())


@pytest.fixture
async def shelf(office: Office) -> AsyncIterator[Shelf]:
    world = office.world
    made = [
        Dossier(office_id=world.office.id, number=number, name=name, vat_number=vat, language=language,
                vat_rhythm=rhythm, created_at=DAWN, responsible_id=world.sofie.person_id if number < "1005" else None)
        for number, (name, vat, language, rhythm) in NAMES.items()
    ]  # fmt: skip
    async with world.store.begin() as session:
        session.add_all(made)
        await session.flush()
        for dossier, name in ((made[0], "Bouw"), (made[1], "Horeca"), (made[3], "horéca")):
            word = "bouw" if name == "Bouw" else "horeca"
            session.add(Tag(dossier_id=dossier.id, office_id=world.office.id, folded=word, name=name))
        session.add(
            Dossier(office_id=world.office.id, number="9", name="Gestopt", active=False, created_at=DAWN)
        )
    yield Shelf(office)


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("electricite", ["1003"]),
        ("MARCHAL élec", ["1003"]),
        ("'t hoekske", ["1004"]),
        ("gross", ["1005"]),
        ("100%", ["1005"]),
        ("cafe_de", ["1006"]),
        ("afe__", []),
        ("be0999547931", ["1003"]),
        ("0999 547", ["1003"]),
        ("BE 0999.938.412", ["1006"]),
        ("1004", ["1004"]),
        ("bestaat niet", []),
        ("😀", []),
    ],
)
async def test_words_are_found_in_names_and_numbers(shelf: Shelf, words: str, numbers: list[str]) -> None:
    assert await shelf.finds(q=words) == numbers


async def test_each_filter_narrows_what_is_found(shelf: Shelf) -> None:
    world = shelf.office.world
    everything = ["1004", "1005", "1001", "1006", "1003", "1002"]
    assert await shelf.finds() == everything
    assert await shelf.finds(active="no") == ["9"]
    assert len(await shelf.finds(active="all")) == 7
    assert await shelf.finds(language="fr,de") == ["1005", "1003"]
    assert await shelf.finds(vat_rhythm="monthly") == ["1006", "1003"]
    assert await shelf.finds(vat_rhythm="quarterly,none", language="nl") == ["1004", "1001", "1002"]
    assert await shelf.finds(responsible="me") == ["1001"]
    assert await shelf.finds(responsible="none") == ["1005", "1006"]
    assert await shelf.finds(responsible=f"{world.sofie.person_id},none") == [
        "1004", "1005", "1006", "1003", "1002",
    ]  # fmt: skip
    assert await shelf.finds(tags="HORECA") == ["1004", "1006"]
    assert await shelf.finds(tags="bouw,horeca", language="fr") == ["1003"]


async def test_what_became_of_its_conversations(shelf: Shelf) -> None:
    office, world = shelf.office, shelf.office.world
    await office.starts(world.els)
    office.clock.goes_on(hours=48)
    await office.starts(world.sofie, dossier=world.garage.id)
    assert await shelf.finds(needs_answer=True) == ["1001"]
    assert "1001" not in await shelf.finds(needs_answer=False)
    assert await shelf.finds(open=True) == ["1001", "1002"]
    assert await shelf.finds(since="2026-11-20") == ["1002"]
    assert await shelf.finds(since="2026-11-01", until="2026-11-18") == ["1001"]
    assert (
        "1002" not in await shelf.finds(until="2026-11-19")
        and len(await shelf.finds(until="2026-11-20")) == 6
    )
    assert len(await shelf.finds(until=date.max.isoformat())) == 6


async def test_a_selection_is_a_filter_but_for_some_or_only_these(shelf: Shelf) -> None:
    world = shelf.office.world
    bakery, garage = world.bakery.id, world.garage.id
    assert await shelf.selects(filter={"language": "nl"}, **{"except": [bakery]}) == ["1004", "1006", "1002"]
    assert await shelf.selects(only=[garage, bakery, world.distant.id]) == ["1001", "1002"]
    assert await shelf.selects(only=[]) == []
    assert await shelf.selects(filter={}, chunk=2) == ["1004", "1005", "1001", "1006", "1003", "1002"]


async def test_another_office_selects_its_own_and_a_client_nothing(shelf: Shelf) -> None:
    assert await shelf.selects("lena", filter={"active": "all"}) == ["1001"]
    assert await shelf.selects("lena", only=[shelf.office.world.bakery.id]) == []
    with pytest.raises(Forbidden):
        await shelf.selects("els", filter={})


@pytest.mark.parametrize(
    "given",
    [{}, {"filter": {}, "only": []}, {"only": [0]}, {"filter": {"color": "red"}}, {"filter": {"q": "x" * 201}},
     {"filter": {"active": "perhaps"}}, {"filter": {"since": "gisteren"}}, {"only": ["1"]}],
)  # fmt: skip
def test_what_is_no_selection_is_refused(given: Any) -> None:
    with pytest.raises(BadRequest):
        decode(msgspec.json.encode(given), Selection)


def test_a_filter_reads_the_same_in_an_address_and_as_json() -> None:
    wanted = DossierFilter(q="bakker", responsible="me,7", needs_answer=True, since=date(2026, 11, 1))
    as_json = msgspec.json.encode(wanted)
    assert as_json == b'{"q":"bakker","responsible":"me,7","needs_answer":true,"since":"2026-11-01"}'
    assert decode(as_json, DossierFilter) == wanted
    words = {"q": "bakker", "responsible": "me,7", "needs_answer": "true", "since": "2026-11-01"}
    assert convert(words, DossierFilter) == wanted
    for wrong in ("me;7", "0", "me7", "-1"):
        with pytest.raises(BadRequest):
            convert({"responsible": wrong}, DossierFilter)


async def test_support_staff_select_nothing(shelf: Shelf) -> None:
    by = shelf.office.world.an
    watching = type(by)(**{name: getattr(by, name) for name in by.__slots__} | {"role": "support"})
    with pytest.raises(Forbidden):
        list(conditions(watching, DossierFilter()))
