"""Dossiers and client users from another program."""

from typing import Any

import pytest
from typer.testing import CliRunner

from server import config
from server.accounts.models import Person
from server.cli import app
from server.config import ROOT
from server.conversations.models import Seat
from server.dossiers.models import Client, Dossier
from server.imports.reading import decoded, read
from server.store import Store
from tests.loops import apart
from tests.people import Actor, House
from tests.web.conftest import house, settings
from tests.world import found

__all__ = ["house", "settings"]
pytestmark = pytest.mark.spec("S71")
FILE = (
    "Number;Name;vat_number;language;vat_rhythm;responsible;tags;active;colour\r\n"
    "1001;Bakkerij De Gouden Krol BV;;fr;monthly;Sofie.Claes@example.test;horeca, Ambacht,HORECA;yes;rood\r\n"
    '2001;"Café ""Émile""; & Zn 😀";BE 0999.000.001;de;quarterly;;;no;\r\n'
    "2002;متجر النور;;;;an.peeters@example.test;;;\r\n\r\n"
)


async def bring(who: Actor, csv: str, **wish: Any) -> Any:
    answer = await who.asks("POST", "/imports", csv=csv, **wish)
    assert answer.status_code == 200, answer.text
    return answer.json()


def counts(report: Any) -> tuple[int, ...]:
    return report["rows"], report["made"], report["changed"], report["unchanged"]


async def test_a_file_makes_and_changes_dossiers_and_again_nothing(house: House) -> None:
    an, lena = await house.actor("an"), await house.actor("lena")
    dry = await bring(an, FILE, dry_run=True)
    assert (counts(dry), dry["done"], dry["ignored"]) == ((3, 2, 1, 0), False, ["colour"])
    assert (await an.gets("/monitor"))["total"] == 2
    report = await bring(an, FILE)
    assert (counts(report), report["done"], report["changes"]) == (counts(dry), True, dry["changes"])
    assert report["changes"][0]["line"] == 2 and set(report["changes"][0]["columns"]) == {
        "vat_number", "language", "vat_rhythm", "responsible", "tags",
    }  # fmt: skip
    rows = {row["number"]: row for row in (await an.gets("/monitor", active="all"))["rows"]}
    bakery, cafe, shop = rows["1001"], rows["2001"], rows["2002"]
    assert (bakery["tags"], bakery["responsible"]["name"], bakery["contact"]["name"]) == (
        ["Ambacht", "HORECA"], "Sofie Claes", "Els Goossens",
    )  # fmt: skip
    assert (cafe["name"], cafe["active"], cafe["vat_rhythm"]) == ('Café "Émile"; & Zn 😀', False, "quarterly")
    assert (shop["name"], shop["language"], shop["vat_rhythm"], shop["active"]) == (
        "متجر النور",
        "nl",
        "none",
        True,
    )
    assert [row["number"] for row in (await an.gets("/monitor", q="النور"))["rows"]] == ["2002"]
    assert counts(await bring(an, FILE)) == (3, 0, 0, 3)
    assert (await lena.gets("/monitor"))["total"] == 1
    back = await an.asks("POST", "/monitor/export", filter={"active": "all"})
    assert counts(await bring(an, back.content.decode())) == (4, 0, 0, 4)


async def test_users_get_their_profile_and_leave(house: House) -> None:
    an, world = await house.actor("an"), house.world
    kept = await an.starts(world.bakery.id, "Is dit beroepsmatig?")
    file = (
        "number,email,first_name,last_name,profile,contact\n"
        "1001,Tom.Goossens@example.test,,,limited,yes\n"
        "1001,nieuw@example.test,Nora,Nieuw,,\n"
        "1001,jan.jacobs@example.test,,,none,\n"
        "1002,piet.smet@example.test,Iemand,Anders,full,\n"
    )
    dry = await bring(an, file, dry_run=True)
    assert (dry["kind"], counts(dry)) == ("users", (4, 2, 2, 0))
    report = await bring(an, file)
    assert report["done"] and counts(report) == counts(dry)
    page = await an.gets(f"/dossiers/{world.bakery.id}")
    assert {one["name"]: one["profile"] for one in page["clients"]} == {
        "Els Goossens": "full", "Tom Goossens": "limited", "Nora Nieuw": "full",
    }  # fmt: skip
    row = (await an.gets("/monitor/rows", ids=str(world.bakery.id)))["rows"][0]
    assert row["contact"]["name"] == "Tom Goossens"
    async with house.store.session() as session:
        piet = await session.get_one(Person, world.piet.person_id)
        assert piet.name == "Piet Smet"  # he is at another office too, and his name is his own
        assert await session.get(Client, (world.garage.id, piet.id))
        nora = next(one["id"] for one in page["clients"] if one["name"] == "Nora Nieuw")
        seat = await session.get_one(Seat, (kept, nora))
        assert (seat.first, seat.read_upto, seat.unread_since) == (1, 1, None)  # R2
    again = await bring(an, file.replace("1001,jan.jacobs@example.test,,,none,\n", ""))
    assert counts(again) == (3, 0, 0, 3)


@pytest.mark.parametrize(
    ("csv", "problems"),
    [
        ("", [(1, "number"), (1, "name")]),
        ("number;name;name\n1;a;b", [(1, "name")]),
        ("number;name\n1;a;b\n2;Twee", [(2, "")]),
        ('number;name\n"1;a', [(2, "")]),
        ("number;name\n;Een\n3;\n4;Vier\n4;Vijf", [(2, "number"), (3, "name"), (5, "number")]),
        (
            "number;name;language;vat_rhythm;responsible;active\n"
            '5;"op\ntwee regels";es;weekly;lena.wouters@example.test;perhaps',
            [(2, "language"), (2, "vat_rhythm"), (2, "responsible"), (2, "active")],
        ),
        (f"number;name\n6;{'x' * 201}", [(2, "name")]),
        (f"number;name;tags\n7;Zeven;{'x' * 41}", [(2, "tags")]),
        (
            "number;email;profile;contact\n1001;geen;all;misschien\n9;a@b.be;;\n1001;an.peeters@example.test;;\n"
            "1001;a@b.be;;\n1001;A@b.be;;",
            [(2, "email"), (2, "profile"), (2, "contact"), (3, "number"), (4, "email"), (6, "email")],
        ),
    ],
)  # fmt: skip
async def test_one_wrong_cell_and_nothing_is_stored(house: House, csv: str, problems: list[Any]) -> None:
    an = await house.actor("an")
    report = await bring(an, csv)
    assert [(one["line"], one["column"]) for one in report["problems"]] == problems
    assert not report["done"]
    async with house.store.session() as session:
        assert await session.get(Dossier, house.world.bakery.id)
    assert (await an.gets("/monitor", active="all"))["count"] == 2


async def test_only_an_admin_brings_in(house: House) -> None:
    sofie = await house.actor("sofie")
    assert (await sofie.asks("POST", "/imports", csv=FILE)).status_code == 403


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("comma", [";", ","])
def test_files_as_spreadsheets_save_them(encoding: str, comma: str) -> None:
    sheet = read(decoded(f"number{comma}name\r\n'=1{comma}Électricité\r\n".encode(encoding)))
    assert [row.cells for row in sheet.rows] == [
        {"number": "=1", "name": "Électricité"}
    ] and not sheet.problems


async def test_the_examples_of_the_docs_are_right(house: House) -> None:
    an = await house.actor("an")
    for name in ("dossiers", "users"):
        file = (ROOT / "docs" / "examples" / f"{name}.csv").read_text()
        report = await bring(an, file.replace("an@vandamme.example", "an.peeters@example.test"))
        assert (report["kind"], report["problems"], report["rows"]) == (name, [], 3)


async def _founded(url: str) -> None:
    store = Store(url)
    await found(store)
    await store.close()


def test_from_the_command_line(sqlite_url: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    apart(_founded(sqlite_url))
    file = tmp_path / "dossiers.csv"
    file.write_bytes("number;name\n1001;Bakkerij\n77;Café\n".encode("cp1252"))
    monkeypatch.setenv("VINKJE_DATABASE__URL", sqlite_url)
    monkeypatch.setenv("VINKJE_DATA", str(tmp_path))
    answers = [_runs("dossiers", str(file), *more) for more in (["--office", "Elders"], ["--dry-run"])]
    assert answers[0][0] == 1 and "name one office" in answers[0][1]
    assert answers[1][0] == 0 and "1 would be made, 1 changed" in answers[1][1]
    assert _runs("users", str(file), "--office", "Kantoor Van Damme")[0] == 1
    config.settings.cache_clear()


def _runs(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["import", *arguments])
    return done.exit_code, done.output
